"""A world's HTTP door on a port, served by uvicorn on the world's background loop."""

from __future__ import annotations

import asyncio
import socket
import ssl
from concurrent.futures import Future
from typing import Any

import uvicorn

from fakegithub.errors import CannotServe
from fakegithub.hooks.loop import Loop
from fakegithub.world import World

# Seconds that a call has to end in when the server stops, and how often it is looked whether it has.
_GRACE = 1
_LOOK = 0.005
# Who listens everywhere is reached by the loopback address.
_REACHABLE = {"0.0.0.0": "127.0.0.1", "": "127.0.0.1", "::": "::1"}  # noqa: S104 - asked for by the caller


class Server:
    """Serves an ASGI app; all URLs of the world then lead to it, unless it is not `advertised`.

    Listens on the loopback interface, on a free port, unless told otherwise; with `tls` it speaks HTTPS.
    """

    def __init__(
        self,
        app: Any,
        world: World | None,
        loop: Loop,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        advertised: bool = True,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._app = app
        self._world = world
        self._loop = loop
        self._host = host
        self._port = port
        self._advertised = advertised
        self._tls = tls
        self._uvicorn: _Uvicorn | None = None
        self._served: Future[None] | None = None
        self.url: str | None = None
        self.port = 0

    def __repr__(self) -> str:
        return f"<Server {self.url or 'not running'}>"

    def start(self) -> str:
        """Listen, and return the URL: `http://127.0.0.1:43211`. Raises CannotServe."""
        if self.url is not None:
            return self.url
        listening = self._listen()
        self._uvicorn = _Uvicorn(self._app, self._tls)
        self._served = self._loop.submit(self._uvicorn.serve(sockets=[listening]))
        # The socket listens already: who connects before uvicorn is ready waits in the backlog.
        self.port = listening.getsockname()[1]
        self.url = _origin("http" if self._tls is None else "https", self._host, self.port)
        if self._advertised and self._world is not None:
            self._world.urls.serve_at(self.url)
        return self.url

    def stop(self) -> None:
        """Stop listening, give open calls a second to end, and close all connections."""
        if self._uvicorn is None or self._served is None:
            return
        self._loop.call_soon(self._uvicorn.leave)
        self._served.result()
        self._uvicorn = self._served = self.url = None

    def _listen(self) -> socket.socket:
        family = socket.AF_INET6 if ":" in self._host else socket.AF_INET
        try:
            listening = socket.create_server((self._host, self._port), family=family)
        except OSError as error:
            reason = error.strerror or error
            raise CannotServe(f"cannot listen on {self._host} port {self._port}: {reason}") from error
        # Accepted connections inherit it. Neither asyncio nor uvloop sets it on a socket that they are
        # given, and then the body of an answer can wait 40 ms for the acknowledgement of its head.
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return listening


class _Uvicorn(uvicorn.Server):
    """uvicorn without what a library must not do: no logging set-up, no headers of its own, no idling.

    uvicorn looks ten times a second whether it should go on, and takes a tenth more to stop; a test
    that serves has no time for either.
    """

    def __init__(self, app: Any, tls: ssl.SSLContext | None) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                http="httptools",
                ws="none",
                lifespan="off",
                interface="asgi3",
                log_config=None,
                access_log=False,
                server_header=False,
                date_header=False,
            )
        )
        # Only loaded configurations keep a context that was made elsewhere; uvicorn takes files.
        self.config.load()
        self.config.ssl = tls
        self._leaving = asyncio.Event()

    def leave(self) -> None:
        """Stop soon; to be called on the loop."""
        self.should_exit = True
        self._leaving.set()

    async def main_loop(self) -> None:
        await self.on_tick(0)
        await self._leaving.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for server in self.servers:
            server.close()
        for listening in sockets or []:
            listening.close()
        state = self.server_state
        for connection in list(state.connections):
            connection.shutdown()
            # Over TLS a closed connection waits for the client to agree, and an idle client is silent.
            transport = connection.transport
            silent = transport.is_closing() and not transport.get_write_buffer_size()
            if silent and self.config.ssl is not None:
                transport.abort()
        loop = asyncio.get_running_loop()
        deadline = loop.time() + _GRACE
        while (state.connections or state.tasks) and loop.time() < deadline:
            await asyncio.sleep(_LOOK)
        for task in list(state.tasks):
            task.cancel()
        for connection in list(state.connections):
            connection.transport.abort()


def _origin(scheme: str, host: str, port: int) -> str:
    name = _REACHABLE.get(host, host)
    return f"{scheme}://[{name}]:{port}" if ":" in name else f"{scheme}://{name}:{port}"
