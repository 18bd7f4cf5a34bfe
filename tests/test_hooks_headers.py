"""Deliveries on the wire: every byte of the head, per product and content type."""

from __future__ import annotations

import json
import re
from urllib.parse import parse_qs, quote_plus

import pytest
from hook_helpers import SECRET, Delivering, Received, signature

from fakegithub.hooks.headers import delivery_headers
from fakegithub.model.apps import App
from fakegithub.model.hooks import Delivery, Hook

USER_AGENT = re.compile(r"User-Agent: GitHub-Hookshot/[0-9a-f]{7}")
MEDIA_TYPES = {"json": "application/json", "form": "application/x-www-form-urlencoded"}


def deliver(
    product: str, content_type: str, secret: str | None = SECRET
) -> tuple[Received, Delivery, int, Hook]:
    with Delivering(product) as delivering:
        receiver = delivering.receiver()
        hook = delivering.hook(receiver.url, content_type=content_type, secret=secret)
        delivering.open_issue("Grün ☃ </b>")
        delivering.settle()
        (received,), (delivery,) = receiver.requests, delivering.deliveries.log
        return received, delivery, receiver.port, hook


def without_build(head: str) -> str:
    """The build of GitHub's sender is any seven hexadecimal digits."""
    assert USER_AGENT.search(head)
    return USER_AGENT.sub("User-Agent: GitHub-Hookshot/BUILD", head)


# The products with the version that GHES says it has; written out, so that nothing is asked of ours.
CLOUD = ("github.com", "ghec")
SERVERS = {f"ghes-3.{minor}": f"3.{minor}.0" for minor in range(14, 20)}
OLD_SERVERS = {"ghe-2.15": "2.15.0"}


@pytest.mark.parametrize("content_type", ["json", "form"])
@pytest.mark.parametrize("product", CLOUD)
def test_the_head_on_github_com(product: str, content_type: str) -> None:
    received, delivery, port, hook = deliver(product, content_type)
    assert without_build(received.head).split("\r\n") == [
        "POST /payload HTTP/1.1",
        f"Host: 127.0.0.1:{port}",
        "Accept: */*",
        f"Content-Type: {MEDIA_TYPES[content_type]}",
        "User-Agent: GitHub-Hookshot/BUILD",
        f"X-GitHub-Delivery: {delivery.guid}",
        "X-GitHub-Event: issues",
        f"X-GitHub-Hook-ID: {hook.id}",
        f"X-GitHub-Hook-Installation-Target-ID: {hook.target.id}",
        "X-GitHub-Hook-Installation-Target-Type: repository",
        f"X-Hub-Signature: {signature('sha1', received.body)}",
        f"X-Hub-Signature-256: {signature('sha256', received.body)}",
        f"Content-Length: {len(received.body)}",
    ]


@pytest.mark.parametrize("content_type", ["json", "form"])
@pytest.mark.parametrize("product", SERVERS)
def test_the_head_on_ghes(product: str, content_type: str) -> None:
    received, delivery, port, hook = deliver(product, content_type)
    assert without_build(received.head).split("\r\n") == [
        "POST /payload HTTP/1.1",
        f"Host: 127.0.0.1:{port}",
        "Accept: */*",
        f"Content-Type: {MEDIA_TYPES[content_type]}",
        "User-Agent: GitHub-Hookshot/BUILD",
        f"X-GitHub-Delivery: {delivery.guid}",
        "X-GitHub-Enterprise-Host: github.example.com",
        f"X-GitHub-Enterprise-Version: {SERVERS[product]}",
        "X-GitHub-Event: issues",
        f"X-GitHub-Hook-ID: {hook.id}",
        f"X-GitHub-Hook-Installation-Target-ID: {hook.target.id}",
        "X-GitHub-Hook-Installation-Target-Type: repository",
        f"X-Hub-Signature: {signature('sha1', received.body)}",
        f"X-Hub-Signature-256: {signature('sha256', received.body)}",
        f"Content-Length: {len(received.body)}",
    ]


@pytest.mark.parametrize("content_type", ["json", "form"])
@pytest.mark.parametrize("product", OLD_SERVERS)
def test_the_head_on_ghe_2(product: str, content_type: str) -> None:
    received, delivery, port, _ = deliver(product, content_type)
    assert without_build(received.head).split("\r\n") == [
        "POST /payload HTTP/1.1",
        f"Host: 127.0.0.1:{port}",
        "Accept: */*",
        "User-Agent: GitHub-Hookshot/BUILD",
        "X-GitHub-Event: issues",
        f"X-GitHub-Delivery: {delivery.guid}",
        f"X-GitHub-Enterprise-Version: {OLD_SERVERS[product]}",
        "X-GitHub-Enterprise-Host: github.example.com",
        f"content-type: {MEDIA_TYPES[content_type]}",
        f"X-Hub-Signature: {signature('sha1', received.body)}",
        f"Content-Length: {len(received.body)}",
    ]


@pytest.mark.parametrize("product", [*CLOUD, *SERVERS, *OLD_SERVERS])
def test_the_body_is_compact_json_or_that_percent_encoded(product: str) -> None:
    as_json, delivery, _, _ = deliver(product, "json")
    as_form, _, _, _ = deliver(product, "form")
    payload = json.loads(as_json.body)
    compact = json.dumps(payload, separators=(",", ":"), ensure_ascii=False).encode()
    assert as_json.body == compact == delivery.body
    assert as_form.body == b"payload=" + quote_plus(compact).encode()
    assert list(payload)[:2] == ["action", "issue"]


# What GitHub itself has signed: a documented example, and a ping of 2013 that a user has published.
# https://docs.github.com/webhooks/using-webhooks/validating-webhook-deliveries
VECTORS = [
    (
        "github.com",
        "It's a Secret to Everybody",
        b"Hello, World!",
        "X-Hub-Signature-256: sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17",
    ),
    (
        "ghe-2.15",
        "testsecret123",
        b"payload=%7B%22zen%22%3A%22Avoid+administrative+distraction.%22%2C%22hook_id%22%3A1881347%7D",
        "X-Hub-Signature: sha1=0a09a56a74e9e68928a35f712afaae72b010c11f",
    ),
]


@pytest.mark.parametrize(("product", "secret", "body", "expected"), VECTORS)
def test_known_signatures_on_the_wire(product: str, secret: str, body: bytes, expected: str) -> None:
    with Delivering(product) as delivering:
        receiver = delivering.receiver()
        hook = delivering.hook(receiver.url, secret=secret)
        headers = delivery_headers(delivering.world.product, "github.example.com", hook, "ping", "guid", body)
        sending = delivering.deliveries.receivers.send(receiver.url, headers, body, verify=True)
        outcome, _ = delivering.loop.submit(sending).result()
        assert outcome.status == "OK"
        (received,) = receiver.requests
        assert received.body == body
        assert expected in received.lines


@pytest.mark.parametrize("product", ["github.com", "ghe-2.15"])
def test_form_and_json_carry_the_same_payload(product: str) -> None:
    as_json, _, _, _ = deliver(product, "json")
    as_form, _, _, _ = deliver(product, "form")
    assert parse_qs(as_form.body.decode()) == {"payload": [as_json.body.decode()]}
    assert json.loads(as_json.body)["issue"]["title"] == "Grün ☃ </b>"
    assert "Grün ☃ </b>".encode() in as_json.body


@pytest.mark.parametrize("product", ["github.com", "ghes-3.19", "ghe-2.15"])
def test_a_hook_without_a_secret_sends_no_signature(product: str) -> None:
    received, _, _, _ = deliver(product, "json", secret=None)
    assert not [line for line in received.lines if line.startswith("X-Hub")]


def test_the_log_keeps_githubs_own_headers_without_the_frame() -> None:
    received, delivery, _, _ = deliver("github.com", "json")
    logged = dict(delivery.request_headers)
    assert {
        **logged,
        "Host": received.headers["Host"],
        "Content-Length": str(len(received.body)),
    } == received.headers


def test_the_target_is_that_of_the_hook() -> None:
    with Delivering("ghes-3.19") as delivering:
        receiver = delivering.receiver()
        seeded = delivering.seeded
        hooks = {
            "organization": delivering.hook(receiver.url, target=seeded.org),
            "integration": delivering.hook(receiver.url, target=seeded.app),
            "repository": delivering.hook(receiver.url, target=seeded.widgets),
            "business": delivering.hook(receiver.url, target=None, events=("*",)),
        }
        with delivering.world.transaction():
            delivering.world.update(seeded.org_installation, events=("issues",))
        delivering.perform("issues/create", owner="octo-org", repo="widgets", title="It is broken")
        delivering.settle()
        sent = {
            request.headers["X-GitHub-Hook-Installation-Target-Type"]: request.headers
            for request in receiver.requests
        }
        # Only events of the whole instance go to a global hook, and an issue is none.
        assert set(sent) == {"organization", "integration", "repository"}
        for kind, headers in sent.items():
            target = hooks[kind].target
            assert target is not None
            assert headers["X-GitHub-Hook-Installation-Target-ID"] == str(target.id)
        assert isinstance(hooks["integration"].target, App)


def test_credentials_in_the_url_become_basic_authentication() -> None:
    with Delivering() as delivering:
        receiver = delivering.receiver()
        delivering.hook(receiver.url.replace("http://", "http://jenkins:pa%40ss@"))
        delivering.open_issue()
        delivering.settle()
        # base64 of "jenkins:pa@ss"
        assert receiver.requests[0].headers["Authorization"] == "Basic amVua2luczpwYUBzcw=="
        assert receiver.requests[0].headers["Host"] == f"127.0.0.1:{receiver.port}"
