"""Receivers in this process: ASGI and WSGI apps without a socket."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from gidgethub import sansio
from hook_helpers import SECRET, Delivering
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from fakegithub.errors import ReceiverError
from fakegithub.model.hooks import Delivery

ORIGIN = "http://receiver.test"


def starlette_app(handler: Callable[[Request], Any], **options: Any) -> Starlette:
    return Starlette(routes=[Route("/hooks/github", handler, methods=["POST"])], **options)


def delivered_to(app: Any, *, timeout: float | None = None) -> Delivery:
    with Delivering() as delivering:
        if timeout is not None:
            delivering.deliveries.receivers.timeout = timeout
        delivering.deliveries.mount(ORIGIN, app)
        delivering.hook(f"{ORIGIN}/hooks/github?from=github")
        delivering.open_issue()
        delivering.settle()
        (delivery,) = delivering.deliveries.log
        return delivery


def test_an_asgi_app_gets_what_a_server_would_get() -> None:
    seen: dict[str, Any] = {}

    async def receive(request: Request) -> Response:
        body = await request.body()
        event = sansio.Event.from_http(request.headers, body, secret=SECRET)
        seen.update(event=event.event, title=event.data["issue"]["title"], query=request.url.query)
        return PlainTextResponse("done", 201, {"X-Receiver": "here"})

    delivery = delivered_to(starlette_app(receive))
    assert seen == {"event": "issues", "title": "It is broken", "query": "from=github"}
    assert (delivery.status, delivery.status_code, delivery.response_body) == ("OK", 201, b"done")
    assert ("x-receiver", "here") in delivery.response_headers


def test_an_asgi_app_that_raises_has_failed_with_its_traceback() -> None:
    def receive(request: Request) -> Response:
        raise LookupError("no handler for this")

    delivery = delivered_to(starlette_app(receive))
    assert (delivery.status, delivery.status_code) == ("Invalid HTTP Response: 500", 500)
    assert delivery.error is not None
    assert "LookupError: no handler for this" in delivery.error
    assert delivery.error.startswith("Traceback")


def test_an_asgi_app_that_hangs_times_out() -> None:
    async def receive(request: Request) -> Response:
        await asyncio.Event().wait()
        return Response()

    assert delivered_to(starlette_app(receive), timeout=0.05).status == "timed out"


def test_an_asgi_app_lives_from_its_first_delivery_to_the_end() -> None:
    happened: list[str] = []

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[dict[str, Any]]:
        happened.append("startup")
        yield {"greeting": "hello"}
        happened.append("shutdown")

    async def receive(request: Request) -> Response:
        happened.append("delivery")
        return PlainTextResponse(request.state.greeting)

    delivery = delivered_to(starlette_app(receive, lifespan=lifespan))
    assert delivery.response_body == b"hello"
    assert happened == ["startup", "delivery", "shutdown"]


def test_an_asgi_app_that_cannot_start_fails_each_delivery() -> None:
    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        raise OSError("no database")
        yield

    delivery = delivered_to(starlette_app(lambda request: Response(), lifespan=lifespan))
    assert delivery.status_code == 500
    assert "no database" in (delivery.error or "")


def test_an_asgi_app_that_knows_no_lifespan_is_served() -> None:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        assert scope["type"] == "http"
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body"})

    assert delivered_to(app).ok


def test_a_wsgi_app_runs_in_a_thread_of_its_own() -> None:
    seen: dict[str, Any] = {}

    def app(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
        seen.update(
            event=environ["HTTP_X_GITHUB_EVENT"],
            signature=environ["HTTP_X_HUB_SIGNATURE_256"],
            body=body,
            thread=threading.current_thread().name,
        )
        start_response("202 Accepted", [("Content-Type", "text/plain")])
        return [b"later"]

    delivery = delivered_to(app)
    assert (delivery.status_code, delivery.response_body) == (202, b"later")
    assert seen["event"] == "issues"
    assert seen["thread"] not in ("MainThread", "fakegithub-loop")
    sansio.validate_event(seen["body"], signature=seen["signature"], secret=SECRET)


def test_a_wsgi_app_that_raises_has_failed_with_its_traceback() -> None:
    def app(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        raise LookupError("no handler for this")

    delivery = delivered_to(app)
    assert (delivery.status, delivery.status_code) == ("Invalid HTTP Response: 500", 500)
    assert "LookupError: no handler for this" in (delivery.error or "")


def test_a_wsgi_app_that_hangs_times_out_and_does_not_delay_the_end() -> None:
    release = threading.Event()

    def app(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        release.wait()
        start_response("200 OK", [])
        return []

    assert delivered_to(app, timeout=0.05).status == "timed out"
    hanging = [thread for thread in threading.enumerate() if thread.name == "fakegithub-wsgi-receiver"]
    release.set()
    for thread in hanging:
        thread.join()


def test_only_urls_of_the_origin_go_to_the_app() -> None:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        raise AssertionError("not for me")

    with Delivering() as delivering:
        receiver = delivering.receiver()
        delivering.deliveries.mount("http://127.0.0.1", app)
        delivering.hook(receiver.url)
        delivering.open_issue()
        delivering.settle()
        assert delivering.deliveries.log[0].ok


@pytest.mark.parametrize("app", ["tests.app:app", None, 42])
def test_what_is_no_app_is_refused(app: object) -> None:
    with Delivering() as delivering, pytest.raises(ReceiverError, match="neither an ASGI nor a WSGI app"):
        delivering.deliveries.mount(ORIGIN, app)


def test_an_error_of_the_receiver_is_not_shown_by_the_api() -> None:
    def receive(request: Request) -> Response:
        raise LookupError("internal detail")

    with Delivering() as delivering:
        delivering.deliveries.mount(ORIGIN, starlette_app(receive))
        hook = delivering.hook(f"{ORIGIN}/hooks/github")
        delivering.open_issue()
        delivering.settle()
        listed = delivering.perform("repos/list-webhook-deliveries", hook_id=hook.id)
        assert "internal detail" not in repr(listed)
