"""Receivers that live in this process: ASGI and WSGI apps, called without a socket."""

from __future__ import annotations

import asyncio
import inspect
import threading
import traceback
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import suppress
from typing import Any, Protocol, TypeVar

import httpx

from fakegithub.errors import ReceiverError
from fakegithub.hooks.loop import Loop
from fakegithub.hooks.outcomes import Outcome, answered, crashed

T = TypeVar("T")
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
ASGIApp = Callable[[Message, Receive, Send], Awaitable[None]]

# How long an app may take to shut down before it is cancelled.
_SHUTDOWN_SECONDS = 5.0


class Receiver(Protocol):
    """Where deliveries end: `send` answers one of them, `close` ends the receiver.

    A request that is not `whole` ends before its body does, as when the connection is lost.
    """

    async def send(self, request: httpx.Request, *, whole: bool = True) -> Outcome: ...

    async def close(self) -> None: ...


def mounted(app: Any) -> Receiver:
    """A receiver for an ASGI or WSGI app. Raises ReceiverError for anything else."""
    if not callable(app):
        raise ReceiverError(f"{app!r} is neither an ASGI nor a WSGI app: it cannot be called")
    if inspect.iscoroutinefunction(app) or inspect.iscoroutinefunction(type(app).__call__):
        return AsgiReceiver(app)
    try:
        inspect.signature(app).bind(None, None)
    except (TypeError, ValueError):
        return AsgiReceiver(app)
    return WsgiReceiver(app)


class AsgiReceiver:
    """An ASGI app with its lifespan, which begins with the first delivery.

    It has a loop of its own: an app that blocks it, as many do, must not block the API that it calls.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._lifespan = Lifespan(app)
        self._transport = httpx.ASGITransport(app=self._lifespan.wrapped)
        self._loop = Loop()
        self._loop.at_stop(self._lifespan.stop)

    async def send(self, request: httpx.Request, *, whole: bool = True) -> Outcome:
        return await asyncio.wrap_future(self._loop.submit(self._send(request, whole)))

    async def _send(self, request: httpx.Request, whole: bool) -> Outcome:
        transport = self._transport if whole else httpx.ASGITransport(_cut_off(self._lifespan.wrapped))
        try:
            await self._lifespan.start()
            response = await transport.handle_async_request(request)
            body = await response.aread()
        except Exception:  # noqa: BLE001 - whatever an app raises is an outcome
            return crashed(traceback.format_exc())
        return answered(response.status_code, _headers(response), body)

    async def close(self) -> None:
        await in_thread(lambda: self._loop.stop(_SHUTDOWN_SECONDS))


class WsgiReceiver:
    """A WSGI app; each delivery runs in a thread of its own."""

    def __init__(self, app: Any) -> None:
        self._transport = httpx.WSGITransport(app=app)

    async def send(self, request: httpx.Request, *, whole: bool = True) -> Outcome:  # noqa: ARG002 - WSGI has no word for it
        return await in_thread(lambda: self._send(request))

    def _send(self, request: httpx.Request) -> Outcome:
        try:
            response = self._transport.handle_request(request)
            body = response.read()
        except Exception:  # noqa: BLE001 - whatever an app raises is an outcome
            return crashed(traceback.format_exc())
        return answered(response.status_code, _headers(response), body)

    async def close(self) -> None:
        """Nothing to close: WSGI has no lifespan."""


def _cut_off(app: ASGIApp) -> ASGIApp:
    """The app, told that the connection is gone where the body should have ended.

    https://asgi.readthedocs.io/en/latest/specs/www.html#disconnect-receive-event
    """

    async def run(scope: Message, receive: Receive, send: Send) -> None:
        async def cut() -> Message:
            message = await receive()
            ended = message["type"] == "http.request" and not message.get("more_body")
            return {"type": "http.disconnect"} if ended else message

        await app(scope, cut, send)

    return run


def _headers(response: httpx.Response) -> tuple[tuple[str, str], ...]:
    return tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in response.headers.raw)


class Lifespan:
    """The lifespan protocol of an ASGI app; one that does not speak it is served without.

    https://asgi.readthedocs.io/en/latest/specs/lifespan.html
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._state: dict[str, Any] = {}
        self._task: asyncio.Task[None] | None = None
        self._started: asyncio.Future[None] | None = None
        self._inbox: asyncio.Queue[Message] = asyncio.Queue()

    async def wrapped(self, scope: Message, receive: Receive, send: Send) -> None:
        """The app, with the state that its lifespan has set up."""
        await self._app({**scope, "state": self._state.copy()}, receive, send)

    async def start(self) -> None:
        """Raises ReceiverError when the app says that it cannot start."""
        if self._started is None:
            self._started = asyncio.get_running_loop().create_future()
            self._inbox = asyncio.Queue()
            self._inbox.put_nowait({"type": "lifespan.startup"})
            self._task = asyncio.create_task(self._run(self._started))
        await asyncio.shield(self._started)

    async def stop(self) -> None:
        if self._task is not None:
            self._inbox.put_nowait({"type": "lifespan.shutdown"})
            with suppress(TimeoutError):
                await asyncio.wait_for(self._task, _SHUTDOWN_SECONDS)
            self._task = self._started = None

    async def _run(self, started: asyncio.Future[None]) -> None:
        scope = {
            "type": "lifespan",
            "asgi": {"version": "3.0", "spec_version": "2.0"},
            "state": self._state,
        }

        async def send(message: Message) -> None:
            if started.done():
                return
            if message["type"] == "lifespan.startup.failed":
                reason = message.get("message", "")
                started.set_exception(ReceiverError(f"the receiver's lifespan failed to start: {reason}"))
            else:
                started.set_result(None)

        try:
            await self._app(scope, self._inbox.get, send)
        except Exception:  # noqa: BLE001, S110 - "not supported" is said by raising anything
            pass
        finally:
            if not started.done():
                started.set_result(None)


def in_thread(function: Callable[[], T]) -> asyncio.Future[T]:
    """Run `function` in a daemon thread: unlike an executor's, one that hangs does not delay the exit."""
    loop = asyncio.get_running_loop()
    future: asyncio.Future[T] = loop.create_future()

    def finish(result: T) -> None:
        if not future.done():
            future.set_result(result)

    def run() -> None:
        result = function()
        try:
            loop.call_soon_threadsafe(finish, result)
        except RuntimeError:
            return  # the loop has been closed meanwhile: nobody waits any more

    threading.Thread(target=run, name="fakegithub-wsgi-receiver", daemon=True).start()
    return future
