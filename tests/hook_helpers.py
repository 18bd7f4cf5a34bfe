"""A receiver at the level of bytes, and a world that delivers to it."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import re
import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from world_helpers import Seeded, seeded

from fakegithub.hooks.deliveries import Deliveries
from fakegithub.hooks.loop import Loop
from fakegithub.model.hooks import Hook, Retries
from fakegithub.operations.operation import perform

SECRET = "It's a Secret to Everybody"
PATIENCE = 20.0  # seconds, for what takes milliseconds
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


def status(code: int, *headers: str) -> bytes:
    lines = [f"HTTP/1.1 {code} Something", *headers, "Content-Length: 0", "", ""]
    return "\r\n".join(lines).encode()


@dataclass
class Received:
    """One request, as it came over the wire."""

    head: str
    body: bytes

    @property
    def lines(self) -> list[str]:
        return self.head.split("\r\n")

    @property
    def headers(self) -> dict[str, str]:
        return dict(line.split(": ", 1) for line in self.lines[1:])


Answer = Callable[[Received], Awaitable[bytes | None]]


class Receiver:
    """Listens on a free port. `answer` gives the raw response; None resets the connection."""

    def __init__(
        self, loop: Loop, answer: Answer | bytes | None = OK, tls: ssl.SSLContext | None = None
    ) -> None:
        self.requests: list[Received] = []
        self.connections = 0
        self._answer = answer
        self._loop = loop
        self._writers: set[asyncio.StreamWriter] = set()
        self._server = loop.submit(asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=tls)).result()
        self.port: int = self._server.sockets[0].getsockname()[1]
        self.url = f"http{'s' if tls else ''}://127.0.0.1:{self.port}/payload"
        loop.at_stop(self._stop)

    @property
    def events(self) -> list[str]:
        return [request.headers["X-GitHub-Event"] for request in self.requests]

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self._writers.add(writer)
        try:
            while await self._exchange(reader, writer):
                pass
        except (asyncio.IncompleteReadError, ConnectionError, ssl.SSLError):
            pass
        finally:
            self._writers.discard(writer)
            writer.close()

    async def _exchange(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().removesuffix("\r\n\r\n")
        length = re.search(r"^content-length: (\d+)$", head, re.IGNORECASE | re.MULTILINE)
        received = Received(head, await reader.readexactly(int(length[1]) if length else 0))
        self.requests.append(received)
        answer = await self._answer(received) if callable(self._answer) else self._answer
        if answer is None:
            writer.transport.abort()
            return False
        writer.write(answer)
        await writer.drain()
        return True

    async def _stop(self) -> None:
        self._server.close()
        for writer in self._writers:
            writer.transport.abort()


class Delivering:
    """A seeded world whose deliveries are made, strictly."""

    def __init__(self, product: str = "github.com", retries: Retries | None = None) -> None:
        self.seeded: Seeded = seeded(product)
        self.world = self.seeded.world
        self.loop = Loop()
        self.deliveries = Deliveries(self.world, self.loop, strict=True, retries=retries)

    def __enter__(self) -> Delivering:
        return self

    def __exit__(self, *_: object) -> None:
        self.deliveries.close()
        self.loop.stop()

    def receiver(self, answer: Answer | bytes | None = OK, tls: ssl.SSLContext | None = None) -> Receiver:
        return Receiver(self.loop, answer, tls)

    def perform(self, operation: str, **parameters: Any) -> Any:
        """As octocat, in octocat/hello-world unless told otherwise."""
        where = {"owner": "octocat", "repo": "hello-world"}
        return perform(self.world, self.seeded.actor, operation, **{**where, **parameters})

    def hook(self, url: str, events: tuple[str, ...] = ("issues",), **config: Any) -> Hook:
        """A hook without its ping."""
        now = self.world.now()
        settings = {"content_type": "json", "secret": SECRET, "target": self.seeded.repository, **config}
        with self.world.transaction():
            return self.world.add(
                Hook(
                    self.world.new_id(Hook),
                    url=url,
                    created_at=now,
                    updated_at=now,
                    events=events,
                    **settings,
                )
            )

    def open_issue(self, title: str = "It is broken") -> Any:
        return self.perform("issues/create", title=title)

    def settle(self) -> None:
        with self.deliveries.changed:
            settled = self.deliveries.changed.wait_for(lambda: not self.deliveries.open, PATIENCE)
        assert settled, self.deliveries.open


def signature(algorithm: str, body: bytes, secret: str = SECRET) -> str:
    """What GitHub documents, with nothing but the standard library."""
    return f"{algorithm}={hmac.new(secret.encode(), body, getattr(hashlib, algorithm)).hexdigest()}"
