"""A world's HTTP door on a port, served by uvicorn on the world's background loop."""

from __future__ import annotations

import socket
from concurrent.futures import Future
from typing import Any

import uvicorn

from fakegithub.errors import CannotServe
from fakegithub.hooks.loop import Loop
from fakegithub.world import World

# Seconds that a call has to end in when the server stops.
_GRACE = 1
# Who listens everywhere is reached by the loopback address.
_REACHABLE = {"0.0.0.0": "127.0.0.1", "": "127.0.0.1", "::": "::1"}  # noqa: S104 - asked for by the caller


class Server:
    """Serves an ASGI app; all URLs of the world then lead to it.

    Listens on the loopback interface, on a free port, unless told otherwise.
    """

    def __init__(self, app: Any, world: World, loop: Loop, *, host: str = "127.0.0.1", port: int = 0) -> None:
        self._app = app
        self._world = world
        self._loop = loop
        self._host = host
        self._port = port
        self._uvicorn: _Uvicorn | None = None
        self._served: Future[None] | None = None
        self.url: str | None = None

    def __repr__(self) -> str:
        return f"<Server {self.url or 'not running'}>"

    def start(self) -> str:
        """Listen, and return the URL: `http://127.0.0.1:43211`. Raises CannotServe."""
        if self.url is not None:
            return self.url
        listening = self._listen()
        self._uvicorn = _Uvicorn(self._app)
        self._served = self._loop.submit(self._uvicorn.serve(sockets=[listening]))
        # The socket listens already: who connects before uvicorn is ready waits in the backlog.
        self.url = _origin(self._host, listening.getsockname()[1])
        self._world.urls.serve_at(self.url)
        return self.url

    def stop(self) -> None:
        """Stop listening, give open calls a second to end, and close all connections."""
        if self._uvicorn is None or self._served is None:
            return
        self._uvicorn.should_exit = True
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
    """uvicorn without what a library must not do: no logging set-up, no headers of its own."""

    def __init__(self, app: Any) -> None:
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
                timeout_graceful_shutdown=_GRACE,
            )
        )


def _origin(host: str, port: int) -> str:
    name = _REACHABLE.get(host, host)
    return f"http://[{name}]:{port}" if ":" in name else f"http://{name}:{port}"
