"""An HTTP proxy on the loopback interface. What goes to GitHub's hosts ends at the world's doors.

A tunnel (CONNECT, which is how clients reach `https://`) is a pipe: TLS ends at the world's own
server, and not a byte is changed on the way. A plain `http://` request is passed on as one request
of one connection. What goes to a real host is answered with 403 and the reason, and is noted.
https://www.rfc-editor.org/rfc/rfc9110#name-connect
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from urllib.parse import urlsplit

from fakegithub.errors import HostRefused
from fakegithub.hooks.loop import Loop
from fakegithub.interception.hosts import HTTP_PORT, HTTPS_PORT, Hosts

_HEAD_LIMIT = 64 * 1024
_CHUNK = 64 * 1024
# They are about one connection, and are not passed on: RFC 9110, 7.6.1.
_HOP_BY_HOP = (b"connection:", b"keep-alive:", b"proxy-connection:", b"proxy-authorization:")
Address = tuple[str, int]


class Proxy:
    """`door` gives the address where the world answers what is meant for a port of its hosts."""

    def __init__(self, loop: Loop, hosts: Hosts, door: Callable[[int], Address]) -> None:
        self._loop = loop
        self._hosts = hosts
        self._door = door
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.Task[None]] = set()
        self.port = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        self._loop.submit(self._start()).result()

    def stop(self) -> None:
        """Stop listening, and close all connections."""
        if self._server is not None:
            self._loop.submit(self._stop()).result()

    async def _start(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, limit=_HEAD_LIMIT)
        self.port = self._server.sockets[0].getsockname()[1]

    async def _stop(self) -> None:
        server, self._server = self._server, None
        if server is not None:
            server.close()
        for task in self._open:
            task.cancel()
        if self._open:
            await asyncio.wait(self._open)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 - a handler of connections runs as a task
        self._open.add(task)
        try:
            # Whoever hangs up has had enough; a proxy that is stopped has, too.
            with suppress(OSError, EOFError, asyncio.LimitOverrunError, asyncio.CancelledError):
                await self._answer(reader, writer)
        finally:
            self._open.discard(task)
            await _close(writer)

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        try:
            method, target, version = head.partition(b"\r\n")[0].decode("ascii").split(" ")
            host, port = _authority(target) if method == "CONNECT" else _origin(target)
        except ValueError:
            writer.write(
                _refusal("400 Bad Request", "This is fakegithub's proxy: it takes CONNECT or http://")
            )
            return
        try:
            address = self._address(host, port)
        except HostRefused as error:
            # Of an answer to CONNECT, clients show the reason phrase at most.
            writer.write(_refusal(f"403 {error}", str(error)))
            return
        try:
            there = await asyncio.open_connection(*address)
        except OSError as error:
            writer.write(_refusal("502 Bad Gateway", f"nobody listens on {host}:{port}: {error}"))
            return
        try:
            if method == "CONNECT":
                writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
            else:
                there[1].write(_forwarded(method, target, version, head))
            await _join((reader, writer), there)
        finally:
            await _close(there[1])

    def _address(self, host: str, port: int) -> Address:
        """Where to connect to. Raises HostRefused."""
        if self._hosts.is_own(host, port):
            return self._door(port)
        if self._hosts.may_pass(host):
            return host, port
        raise self._hosts.refuse(host, port, "proxy")


Stream = tuple[asyncio.StreamReader, asyncio.StreamWriter]


async def _join(one: Stream, other: Stream) -> None:
    """Pass on what comes from either side until both have ended."""
    async with asyncio.TaskGroup() as group:
        group.create_task(_pipe(one[0], other[1]))
        group.create_task(_pipe(other[0], one[1]))


async def _pipe(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while chunk := await reader.read(_CHUNK):
            writer.write(chunk)
            await writer.drain()
        # Half-closed, or else an answer to come could not get through.
        writer.write_eof()


async def _close(writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        writer.close()
        await writer.wait_closed()


def _authority(target: str) -> Address:
    """Host and port of `api.github.com:443` or `[::1]:8080`. Raises ValueError."""
    parts = urlsplit(f"//{target}")
    if parts.hostname is None:
        raise ValueError(target)
    return parts.hostname, parts.port or HTTPS_PORT


def _origin(target: str) -> Address:
    """Host and port of `http://api.github.com/zen`. Raises ValueError."""
    parts = urlsplit(target)
    if parts.scheme.lower() != "http" or parts.hostname is None:
        raise ValueError(target)
    return parts.hostname, parts.port or HTTP_PORT


def _forwarded(method: str, target: str, version: str, head: bytes) -> bytes:
    """The head of a request as its server wants it, the last one of its connection."""
    parts = urlsplit(target)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    lines = [f"{method} {path} {version}".encode()]
    lines += [line for line in head.split(b"\r\n")[1:-2] if not line.lower().startswith(_HOP_BY_HOP)]
    return b"\r\n".join([*lines, b"Connection: close", b"", b""])


def _refusal(status: str, text: str) -> bytes:
    body = f"{text}\n".encode()
    head = f"HTTP/1.1 {status}\r\nContent-Type: text/plain; charset=utf-8\r\n"
    return f"{head}Content-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode() + body
