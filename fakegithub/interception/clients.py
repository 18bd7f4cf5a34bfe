"""httpx clients of this process: what they send to GitHub's hosts is answered without a socket.

respx patches the pools of httpcore, below clients and their transports: so clients that exist
already are caught, too, while ASGI, WSGI and mock transports are left alone.
https://lundberg.github.io/respx/
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, MutableMapping
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from typing import Any

import httpx
import respx
from respx.models import AllMockedAssertionError, PassThrough

from fakegithub.hooks.loop import Loop
from fakegithub.interception.hosts import HTTP_PORT, HTTPS_PORT, Hosts


@contextmanager
def intercepted(app: Any, loop: Loop, hosts: Hosts) -> Iterator[None]:
    """Have `app` answer what httpx sends to the world's hosts.

    Routes of the test's own respx routers go first. A call to any other host than the loopback
    interface raises HostRefused.
    """
    with _Router(app, loop, hosts):
        yield


class _Router(respx.MockRouter):
    def __init__(self, app: Any, loop: Loop, hosts: Hosts) -> None:
        super().__init__(assert_all_called=False, using="httpcore")
        self._app = app
        self._loop = loop
        self._hosts = hosts

    def handler(self, request: httpx.Request) -> httpx.Response:
        for router in self._later():
            with suppress(AllMockedAssertionError):
                return router.handler(request)
        self._require_own(request)
        answer = self._submit(request)
        try:
            return _response(request, answer.result(_patience(request)))
        except TimeoutError:
            answer.cancel()
            raise httpx.ReadTimeout("timed out", request=request) from None

    async def async_handler(self, request: httpx.Request) -> httpx.Response:
        for router in self._later():
            with suppress(AllMockedAssertionError):
                return await router.async_handler(request)
        self._require_own(request)
        answer = asyncio.wrap_future(self._submit(request))
        try:
            return _response(request, await asyncio.wait_for(answer, _patience(request)))
        except TimeoutError:
            raise httpx.ReadTimeout("timed out", request=request) from None

    def _later(self) -> list[respx.Router]:
        """Routers that respx would ask after this one, which never leaves a question open."""
        routers: list[respx.Router] = self.Mocker.routers if self.Mocker is not None else []
        return routers[routers.index(self) + 1 :]

    def _require_own(self, request: httpx.Request) -> None:
        """Raises PassThrough for the loopback interface, HostRefused for a host that is not the world's."""
        url = request.url
        if self._hosts.is_own(url.host, url.port):
            return
        if self._hosts.may_pass(url.host):
            raise PassThrough("not GitHub's", request=request, origin=respx.Route())
        raise self._hosts.refuse(url.host, _port(url), "httpx")

    def _submit(self, request: httpx.Request) -> Future[_Answer]:
        # On the world's loop, as if it were served: an answer may be late on purpose.
        return self._loop.submit(_ask(self._app, request))


class _Answer:
    """What an ASGI app sends. `status` is 0 until it has sent one."""

    def __init__(self) -> None:
        self.status = 0
        self.headers: list[tuple[bytes, bytes]] = []
        self.body = b""

    async def send(self, message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            self.status, self.headers = message["status"], list(message["headers"])
        else:
            self.body += message.get("body", b"")


async def _ask(app: Any, request: httpx.Request) -> _Answer:
    answer = _Answer()

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": request.content, "more_body": False}

    await app(_scope(request), receive, answer.send)
    return answer


def _scope(request: httpx.Request) -> dict[str, Any]:
    url = request.url
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": request.method,
        "headers": [(name.lower(), value) for name, value in request.headers.raw],
        "scheme": url.scheme,
        "path": url.path,
        "raw_path": url.raw_path.partition(b"?")[0],
        "query_string": url.query,
        "server": (url.host, _port(url)),
        "client": ("127.0.0.1", 0),
        "root_path": "",
    }


def _response(request: httpx.Request, answer: _Answer) -> httpx.Response:
    if not answer.status:
        raise httpx.RemoteProtocolError("Server disconnected without sending a response.", request=request)
    # As a stream: given as content, httpx would add headers of its own.
    return httpx.Response(answer.status, headers=answer.headers, stream=httpx.ByteStream(answer.body))


def _port(url: httpx.URL) -> int:
    return url.port or (HTTP_PORT if url.scheme == "http" else HTTPS_PORT)


def _patience(request: httpx.Request) -> float | None:
    """The client's read timeout in seconds, None without one."""
    timeout: float | None = request.extensions.get("timeout", {}).get("read")
    return timeout
