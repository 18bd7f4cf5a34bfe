"""The sample receiver, against GitHub's own signatures and a stubbed API."""

from __future__ import annotations

import asyncio
import json
from typing import Any
from urllib.parse import quote_plus

import httpx
import pytest
import respx
from hook_helpers import Delivering, signature

from fakegithub import GitHub
from fakegithub.sample_receiver import app, is_signed

SECRET = "geheim"
API = "https://github.example.com/api/v3"
REPOSITORY = {"full_name": "octocat/hello-world", "hooks_url": f"{API}/repos/octocat/hello-world/hooks"}
SHA = "a10867b14bb761a232cd80139fbd4c0d33264240"
PULL_REQUEST = {
    "number": 7,
    "state": "open",
    "user": {"login": "monalisa"},
    "head": {"sha": SHA, "repo": REPOSITORY},
    "labels": [],
}


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_WEBHOOK_SECRET", SECRET)
    monkeypatch.setenv("GITHUB_TOKEN", "ghp_sample")
    monkeypatch.setenv("GITHUB_API_URL", API)


def post(event: str, payload: Any, *, path: str = "/", **headers: str) -> httpx.Response:
    """Deliver as GitHub does: JSON with both signatures, unless headers say otherwise."""
    return post_body(
        event, json.dumps(payload).encode(), path, {"Content-Type": "application/json", **headers}
    )


def post_body(event: str, body: bytes, path: str, headers: dict[str, str]) -> httpx.Response:
    signed = {
        "X-Hub-Signature": signature("sha1", body, SECRET),
        "X-Hub-Signature-256": signature("sha256", body, SECRET),
    }
    return send(event, body, path, {**signed, **headers})


def send(event: str, body: bytes, path: str, headers: dict[str, str]) -> httpx.Response:
    async def call() -> httpx.Response:
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(app=app), base_url="http://receiver.test"
        ) as client:
            return await client.post(path, content=body, headers={"X-GitHub-Event": event, **headers})

    return asyncio.run(call())


def opened(action: str = "opened") -> dict[str, Any]:
    return {"action": action, "pull_request": PULL_REQUEST, "repository": REPOSITORY}


def commented(body: str, **issue: Any) -> dict[str, Any]:
    return {
        "action": "created",
        "issue": {"number": 7, "user": {"login": "monalisa"}, "pull_request": {"url": "…"}, **issue},
        "comment": {"id": 5, "body": body, "user": {"login": "monalisa", "type": "User"}},
        "repository": REPOSITORY,
    }


@pytest.fixture
def api() -> Any:
    with respx.mock(base_url=f"{API}/repos/octocat/hello-world", assert_all_called=False) as router:
        router.post(f"/statuses/{SHA}", name="status").respond(201, json={})
        router.post("/issues/7/comments", name="comment").respond(201, json={})
        router.get("/pulls/7", name="pull").respond(json=PULL_REQUEST)
        router.get("/pulls/7/files", name="files").respond(json=[])
        router.post("/issues/comments/5/reactions", name="reaction").respond(201, json={})
        yield router


def sent(api: Any, name: str) -> list[Any]:
    return [json.loads(call.request.content) for call in api[name].calls]


def states(api: Any) -> list[tuple[str, str]]:
    return [(status["context"], status["state"]) for status in sent(api, "status")]


RAN = [("ci/sample", "pending"), ("ci/sample", "success")]


@pytest.mark.parametrize("path", ["/", "/webhook"])
def test_it_answers_a_ping(path: str) -> None:
    response = post("ping", {"zen": "Design for failure."}, path=path)
    assert (response.status_code, response.text) == (200, "pong")


@pytest.mark.parametrize(("action", "comments"), [("opened", 1), ("synchronize", 0), ("reopened", 0)])
def test_it_checks_the_head_of_a_pull_request(api: Any, action: str, comments: int) -> None:
    assert post("pull_request", opened(action)).status_code == 200
    assert states(api) == RAN
    assert len(sent(api, "comment")) == comments
    assert all("@monalisa" in comment["body"] for comment in sent(api, "comment"))
    assert {call.request.headers["Authorization"] for call in api.calls} == {"Bearer ghp_sample"}


@pytest.mark.parametrize("action", ["closed", "labeled"])
def test_it_leaves_other_actions_alone(api: Any, action: str) -> None:
    assert post("pull_request", opened(action)).status_code == 200
    assert post("star", {"action": "created", "repository": REPOSITORY}).status_code == 200
    assert not api.calls


@pytest.mark.parametrize("body", ["/retest", "Please run it again\r\n/retest\r\n"])
def test_it_runs_again_when_asked(api: Any, body: str) -> None:
    assert post("issue_comment", commented(body)).status_code == 200
    assert states(api) == RAN
    (comment,) = sent(api, "comment")
    assert "@monalisa" in comment["body"]
    # Or else it would ask itself.
    assert "/retest" not in comment["body"]


def test_it_does_not_run_again_unasked(api: Any) -> None:
    assert post("issue_comment", commented("I never said /retest")).status_code == 200
    assert not api.calls


@pytest.mark.parametrize("body", ["/retest please", "/rerun"])
def test_a_command_that_it_does_not_understand_confuses_it(api: Any, body: str) -> None:
    assert post("issue_comment", commented(body)).status_code == 200
    assert sent(api, "reaction") == [{"content": "confused"}]
    assert len(api.calls) == 1


def test_it_does_not_run_for_an_issue_or_an_edited_comment(api: Any) -> None:
    issue = commented("/retest")
    del issue["issue"]["pull_request"]
    edited = {**commented("/retest"), "action": "edited"}
    assert post("issue_comment", issue).status_code == post("issue_comment", edited).status_code == 200
    assert not api.calls


def test_it_understands_forms(api: Any) -> None:
    body = b"payload=" + quote_plus(json.dumps(opened())).encode()
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    assert post_body("pull_request", body, "/", headers).status_code == 200
    assert states(api) == RAN


def test_without_an_api_url_it_follows_the_payload(api: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GITHUB_API_URL")
    assert post("pull_request", opened()).status_code == 200
    assert states(api) == RAN


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Hub-Signature-256": ""},
        {"X-Hub-Signature-256": "sha256=" + "0" * 64},
        {"X-Hub-Signature": "sha1=" + "0" * 40},
        # A good SHA-1 does not help where a better signature is wrong.
        {"X-Hub-Signature": signature("sha1", b"{}", SECRET), "X-Hub-Signature-256": "sha256=é"},
    ],
)
def test_it_refuses_a_bad_signature(headers: dict[str, str]) -> None:
    raw = {name: value.encode() for name, value in headers.items()}
    assert send("ping", b"{}", "/", raw).status_code == 403  # type: ignore[arg-type]


def test_it_accepts_the_sha1_of_an_old_ghe() -> None:
    headers = {"X-Hub-Signature": signature("sha1", b"{}", SECRET)}
    assert send("ping", b"{}", "/", headers).text == "pong"


def test_without_a_secret_it_refuses_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GITHUB_WEBHOOK_SECRET")
    headers = {"X-Hub-Signature-256": signature("sha256", b"{}", "")}
    assert send("ping", b"{}", "/", headers).status_code == 403


def test_it_checks_the_documented_vector() -> None:
    # https://docs.github.com/webhooks/using-webhooks/validating-webhook-deliveries
    digest = "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"
    headers = {"X-Hub-Signature-256": f"sha256={digest}"}
    assert is_signed(headers, b"Hello, World!", "It's a Secret to Everybody")
    assert not is_signed(headers, b"Hello, World", "It's a Secret to Everybody")


def test_it_says_when_the_api_refuses(api: Any) -> None:
    api["status"].respond(404, json={"message": "Not Found"})
    response = post("pull_request", opened())
    assert response.status_code == 502
    assert "404" in response.text
    assert not sent(api, "comment")


@pytest.mark.parametrize("product", ["github.com", "ghes-3.19", "ghe-2.15"])
@pytest.mark.parametrize("content_type", ["json", "form"])
def test_it_believes_the_deliveries_of_every_product(product: str, content_type: str) -> None:
    with Delivering(product) as delivering:
        delivering.deliveries.mount("http://receiver.test", app)
        config = {"url": "http://receiver.test/webhook", "secret": SECRET, "content_type": content_type}
        delivering.perform("repos/create-webhook", config=config)
        delivering.settle()
        (delivery,) = delivering.deliveries.log
        assert (delivery.event, delivery.status, delivery.response_body) == ("ping", "OK", b"pong")


@pytest.mark.parametrize("product", ["github.com", "ghes-3.19", "ghe-2.15"])
def test_it_does_its_work_on_a_served_world(product: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with GitHub(product, strict=True) as github:
        repository = github.user("octocat").create_repository("hello-world", files={"README.md": "# Hello"})
        github.user("ci-bot")
        repository.perform("collaborator.add", username="ci-bot", permission="push")
        github.serve()
        monkeypatch.setenv("GITHUB_API_URL", github.api_url)
        monkeypatch.setenv("GITHUB_TOKEN", github.token("ci-bot"))
        github.mount("http://receiver.test", app)
        events = ["pull_request", "issue_comment"]
        repository.create_hook("http://receiver.test/webhook", secret=SECRET, events=events)
        pull = repository.open_pull_request(head="greeting", files={"hi.txt": "hi\n"}, title="Add a greeting")
        github.settle(timeout=20)
        assert pull.head.statuses["ci/sample"].state == "success"
        assert [comment.user.login for comment in pull.comments] == ["ci-bot"]
        pull.push(files={"hi.txt": "hello\n"})
        pull.comment("/retest")
        github.settle(timeout=20)
        assert pull.head.statuses["ci/sample"].state == "success"
        assert [comment.user.login for comment in pull.comments] == ["ci-bot", "octocat", "ci-bot"]
        assert {delivery.status for delivery in github.deliveries} == {"OK"}
