"""The recording proxy: what it passes on unchanged, what it keeps, and what it does when somebody is down."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import Any

import httpx
import pytest
from recording_helpers import Seen, ok, served, unused_url
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from fakegithub.errors import CannotServe, ReceiverError
from fakegithub.scenarios.recording.proxy import KEPT_OF_CALL, Kept
from fakegithub.scenarios.recording.session import Session

SECRET = "the secret of the hook"
# Spaces, escapes and a form feed that no JSON library would write again.
BODY = '{ "action" : "opened",\f"number":7, "n\\u00e4me": "\u2713" }'.replace("\f", "\t").encode()


def headers(body: bytes, event: str = "pull_request", guid: str = "a-guid") -> dict[str, str]:
    digest = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
    return {
        "X-GitHub-Event": event,
        "X-GitHub-Delivery": guid,
        "X-GitHub-Hook-ID": "12",
        "X-Hub-Signature-256": f"sha256={digest}",
        "Content-Type": "application/json",
        "User-Agent": "GitHub-Hookshot/044aadd",
    }


def test_a_delivery_arrives_byte_by_byte_with_a_valid_signature() -> None:
    seen = Seen()
    with served(seen.app) as url, Session(f"{url}/hook?from=github", unused_url()) as session:
        answer = httpx.post(session.hook_url, content=BODY, headers=headers(BODY))
    assert (answer.status_code, answer.json()) == (200, {"ok": True})
    assert seen.bodies == [BODY]
    request = seen.requests[0]
    digest = hmac.new(SECRET.encode(), seen.bodies[0], hashlib.sha256).hexdigest()
    assert request.headers["x-hub-signature-256"] == f"sha256={digest}"
    assert {name: request.headers[name] for name in headers(BODY)} == headers(BODY)
    assert (request.url.path, request.url.query) == ("/hook", "from=github")
    delivery = session.recording.deliveries[0]
    assert (delivery.name, delivery.status, delivery.signed) == ("pull_request.opened", 200, True)
    assert delivery.payload["number"] == 7


def test_a_form_is_passed_on_as_it_is_and_read() -> None:
    seen = Seen()
    body = b"payload=%7B%22action%22%3A%22opened%22%7D"
    sent = {**headers(body), "Content-Type": "application/x-www-form-urlencoded"}
    with served(seen.app) as url, Session(url, unused_url()) as session:
        httpx.post(session.hook_url, content=body, headers=sent)
    assert seen.bodies == [body]
    assert session.recording.deliveries[0].action == "opened"


def test_a_call_is_passed_on_with_its_path_query_body_and_token() -> None:
    seen = Seen()
    with served(seen.app) as upstream, Session(unused_url(), upstream) as session:
        answer = httpx.patch(
            f"{session.url}/repos/octocat/hello-world/contents/a%2Fb%20c?ref=main&x=%26",
            json={"state": "closed"},
            headers={"Authorization": "Bearer a-token-of-somebody-1"},
        )
    assert answer.status_code == 200
    request = seen.requests[0]
    assert request.method == "PATCH"
    assert request.scope["raw_path"] == b"/repos/octocat/hello-world/contents/a%2Fb%20c"
    assert request.url.query == "ref=main&x=%26"
    assert request.headers["authorization"] == "Bearer a-token-of-somebody-1"
    assert json.loads(seen.bodies[0]) == {"state": "closed"}


def test_a_call_is_recorded_by_its_operation_with_parameters_status_and_answer() -> None:
    async def created(_request: Request) -> Response:
        return JSONResponse({"id": 5, "user": {"login": "hubot"}}, 201)

    with served(Seen(created).app) as upstream, Session(unused_url(), f"{upstream}/api/v3") as session:
        api = session.settings["GITHUB_API_URL"]
        httpx.post(f"{api}/repos/octocat/hello-world/issues/7/comments", json={"body": "Hi"})
    assert api.endswith("/api/v3")
    call = session.recording.calls[0]
    assert call.operation == "issues/create-comment"
    assert call.parameters == {"owner": "octocat", "repo": "hello-world", "issue_number": 7, "body": "Hi"}
    assert (call.status, call.caller, call.ok) == (201, "hubot", True)


def test_graphql_has_the_place_that_the_upstream_gives_it() -> None:
    with Session(unused_url(), "https://github.example.com/api/v3") as session:
        assert session.settings["GITHUB_GRAPHQL_URL"] == f"{session.url}/api/graphql"
    with Session(unused_url(), "https://api.github.com") as session:
        assert session.settings == {
            "GITHUB_API_URL": session.url,
            "GITHUB_GRAPHQL_URL": f"{session.url}/graphql",
        }


def test_links_to_further_pages_lead_through_the_proxy_again() -> None:
    async def first_page(request: Request) -> Response:
        root = str(request.base_url).rstrip("/")
        return JSONResponse([{"url": f"{root}/x"}], headers={"Link": f'<{root}/issues?page=2>; rel="next"'})

    with served(Seen(first_page).app) as upstream, Session(unused_url(), upstream) as session:
        answer = httpx.get(f"{session.url}/issues")
        assert answer.links["next"]["url"] == f"{session.url}/issues?page=2"
        assert answer.json() == [{"url": f"{upstream}/x"}]


@pytest.mark.parametrize(
    "path", ["//elsewhere.example/zen", "/http://elsewhere.example/zen", "/@elsewhere.example/"]
)
def test_no_path_leads_to_another_host_than_the_upstream(path: str) -> None:
    seen = Seen()
    with served(seen.app) as upstream, Session(unused_url(), upstream) as session:
        assert httpx.get(httpx.URL(session.url).copy_with(raw_path=path.encode())).status_code == 200
    assert seen.requests[0].headers["host"] == httpx.URL(upstream).netloc.decode()
    assert seen.requests[0].scope["raw_path"] == path.encode()


def test_an_upstream_that_is_down_is_answered_with_502_and_recorded() -> None:
    with Session(unused_url(), unused_url()) as session:
        answer = httpx.post(f"{session.url}/repos/octocat/hello-world/issues", json={"title": "Hi"})
    assert answer.status_code == 502
    assert answer.json()["message"].startswith("fakegithub record: the upstream cannot be reached: ")
    call = session.recording.calls[0]
    assert (call.operation, call.status, call.error) == (
        "issues/create",
        None,
        "the upstream cannot be reached",
    )
    assert call.parameters["title"] == "Hi"


def test_a_receiver_that_is_down_is_answered_with_502_and_the_delivery_recorded() -> None:
    with Session(unused_url(), unused_url()) as session:
        answer = httpx.post(session.hook_url, content=BODY, headers=headers(BODY))
    assert answer.status_code == 502
    assert "the receiver cannot be reached" in answer.json()["message"]
    delivery = session.recording.deliveries[0]
    assert (delivery.name, delivery.status) == ("pull_request.opened", None)
    assert delivery.error == "the receiver cannot be reached"


def test_an_answer_that_breaks_off_breaks_off_for_the_caller_too() -> None:
    async def broken(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"10")]})
        await send({"type": "http.response.body", "body": b"12345", "more_body": True})

    with ExitStack() as stack:
        upstream = stack.enter_context(served(broken))
        session = stack.enter_context(Session(unused_url(), upstream))
        with pytest.raises(httpx.RemoteProtocolError):
            httpx.get(f"{session.url}/zen")
    assert (session.recording.calls[0].error or "").startswith("the upstream broke off its answer")


def test_what_is_no_payload_is_passed_on_and_noted() -> None:
    seen = Seen()
    with served(seen.app) as url, Session(url, unused_url()) as session:
        httpx.post(session.hook_url, content=b"[1, 2", headers=headers(b"[1, 2"))
    assert seen.bodies == [b"[1, 2"]
    assert session.recording.deliveries == []
    assert session.recording.left_out[0].startswith("a delivery of pull_request that cannot be read: ")


def test_the_beginning_of_an_answer_arrives_before_its_end_is_there() -> None:
    more: list[asyncio.Event] = []

    async def slowly() -> AsyncIterator[bytes]:
        more.append(asyncio.Event())
        yield b"first,"
        await more[0].wait()
        yield b"second"

    async def stream(_request: Request) -> Response:
        loops.append(asyncio.get_running_loop())
        return StreamingResponse(slowly())

    loops: list[asyncio.AbstractEventLoop] = []
    with ExitStack() as stack:
        upstream = stack.enter_context(served(Seen(stream).app))
        session = stack.enter_context(Session(unused_url(), upstream))
        answer = stack.enter_context(httpx.stream("GET", f"{session.url}/zen"))
        chunks = answer.iter_raw()
        assert next(chunks) == b"first,"
        loops[0].call_soon_threadsafe(more[0].set)
        assert b"".join(chunks) == b"second"


def test_large_bodies_pass_whole_and_only_their_beginning_is_kept() -> None:
    chunk, count = b"x" * 65536, 4 * KEPT_OF_CALL // 65536

    async def large(_request: Request) -> Response:
        async def chunks() -> AsyncIterator[bytes]:
            for _ in range(count):
                yield chunk

        return StreamingResponse(chunks())

    seen = Seen(large)
    with served(seen.app) as upstream, Session(unused_url(), upstream) as session:
        answer = httpx.post(
            f"{session.url}/repos/octocat/hello-world/releases/1/assets", content=chunk * count
        )
    assert answer.content == chunk * count == seen.bodies[0]
    call = session.recording.calls[0]
    assert (call.body, call.answer, call.status) == (None, None, 200)


def test_kept_bodies_are_bounded() -> None:
    kept = Kept(10)
    for _ in range(4):
        kept.add(b"1234")
    assert (bytes(kept.data), kept.total, kept.whole) == (b"1234123412", 16, False)


def test_deliveries_and_the_calls_that_they_lead_to_pass_at_the_same_time() -> None:
    calls: list[str] = []

    async def receive(request: Request) -> Response:
        number = (await request.json())["number"]
        async with httpx.AsyncClient() as client:
            url = f"{session.url}/repos/octocat/hello-world/issues/{number}/comments"
            answer = await client.post(url, json={"body": f"number {number}"})
        calls.append(answer.text)
        return Response(str(number))

    upstream_seen = Seen(ok)

    def deliver(number: int) -> str:
        body = json.dumps({"action": "opened", "number": number}).encode()
        return httpx.post(session.hook_url, content=body, headers=headers(body, guid=str(number))).text

    with ExitStack() as stack:
        upstream = stack.enter_context(served(upstream_seen.app))
        url = stack.enter_context(served(Seen(receive).app))
        session = stack.enter_context(Session(url, upstream))
        pool = stack.enter_context(ThreadPoolExecutor(8))
        assert list(pool.map(deliver, range(24))) == [str(number) for number in range(24)]
    assert len(calls) == 24
    assert sorted(call.parameters["body"] for call in session.recording.calls) == sorted(
        f"number {number}" for number in range(24)
    )
    assert {delivery.payload["number"] for delivery in session.recording.deliveries} == set(range(24))


def test_it_listens_on_the_loopback_interface_only() -> None:
    with Session(unused_url(), unused_url()) as session:
        assert session.url.startswith("http://127.0.0.1:")


@pytest.mark.parametrize("url", ["localhost:3000", "ftp://127.0.0.1/", "https://", "mybot:app"])
def test_what_is_no_url_is_refused(url: str) -> None:
    with pytest.raises(ReceiverError, match="is a URL such as"):
        Session(url, "https://api.github.com")
    with pytest.raises(ReceiverError, match="the upstream is a URL"):
        Session("http://127.0.0.1:3000/", url)


def test_a_port_that_is_taken_is_named() -> None:
    with Session(unused_url(), unused_url()) as session:
        port = int(session.url.rpartition(":")[2])
        with pytest.raises(CannotServe, match=f"port {port}"), Session(unused_url(), unused_url(), port=port):
            pass
