"""The server of a session: one port, and behind it the world of the test that is running."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from fakegithub.github import GitHub
from fakegithub.hooks.loop import Loop
from fakegithub.pytest_plugin.loops import PATIENCE
from fakegithub.server import Server
from fakegithub.world import World

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

_NOBODY = b"fakegithub: no test that uses github_server is running\n"
_OVER = b"fakegithub: the test that this call was made in is over\n"


class SharedServer:
    """Listens on a free port of the loopback interface from the first use to the end of the session."""

    def __init__(self, loop: Loop) -> None:
        self._loop = loop
        self._server: Server | None = None
        self.turn: Turn | None = None

    @property
    def url(self) -> str:
        if self._server is None:
            # The world is not served: each test has its own.
            self._server = Server(self, World(), self._loop, advertised=False)
        return self._server.start()

    def serve(self, github: GitHub) -> None:
        """Serve this world until it is closed."""
        github.serve_by(Turn(self, github, self._loop))

    def close(self) -> None:
        if self._server is not None:
            self._server.stop()

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if self.turn is None:
            await _refuse(send, _NOBODY)
        else:
            await self.turn.answer(scope, receive, send)


class Turn:
    """One world's time on the server. A call that is still being served when it ends goes no further."""

    def __init__(self, shared: SharedServer, github: GitHub, loop: Loop) -> None:
        self._shared = shared
        self._app = github.asgi_app
        self._loop = loop
        self._calls: set[asyncio.Task[None]] = set()
        self.url = shared.url

    def start(self) -> str:
        self._shared.turn = self
        return self.url

    def stop(self) -> None:
        if self._shared.turn is self:
            self._shared.turn = None
        if self._calls:
            self._loop.submit(self._cancel()).result(PATIENCE)

    async def answer(self, scope: Message, receive: Receive, send: Send) -> None:
        begun = False

        async def passed_on(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        call = asyncio.ensure_future(self._app(scope, receive, passed_on))
        self._calls.add(call)
        try:
            await asyncio.wait([call])
        finally:
            self._calls.discard(call)
            if not call.done():
                call.cancel()
        if not call.cancelled():
            call.result()
        elif not begun:
            await _refuse(send, _OVER)

    async def _cancel(self) -> None:
        calls = tuple(self._calls)
        for call in calls:
            call.cancel()
        await asyncio.gather(*calls, return_exceptions=True)


async def _refuse(send: Send, body: bytes) -> None:
    headers = [(b"content-type", b"text/plain"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 503, "headers": headers})
    await send({"type": "http.response.body", "body": body})
