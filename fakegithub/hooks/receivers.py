"""Sending: one request to one receiver, over HTTP/1.1 or into an app mounted in this process.

The transport is driven directly and not through `httpx.AsyncClient`: GitHub's deliveries follow no
redirect, keep no cookie, obey no proxy and carry no header but GitHub's, all of which a client
would have to be talked out of.
"""

from __future__ import annotations

import asyncio
import base64
import ssl
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx

from fakegithub.hooks.breakage import SlowBody, arriving, break_off, breaks, broken
from fakegithub.hooks.mounted import Receiver, mounted
from fakegithub.hooks.outcomes import TIMED_OUT, Outcome, answered, failed
from fakegithub.model.faults import Fault

# Enough to see what went wrong; what comes after is neither read nor stored.
RESPONSE_BODY_LIMIT = 64 * 1024
# One hanging receiver must not delay another, so each origin has its own places.
CONCURRENT_DELIVERIES = 20
# Servers close idle connections after 2 seconds (gunicorn) or 5 (uvicorn, node): before they do, we do.
_KEEPALIVE_SECONDS = 1.0
_ONE_CONNECTION = httpx.Limits(max_connections=1, keepalive_expiry=_KEEPALIVE_SECONDS)


@dataclass(frozen=True, slots=True)
class Target:
    """What a hook's URL says, parsed once. `headers` frame every request to it."""

    url: httpx.URL
    origin: str
    headers: tuple[tuple[bytes, bytes], ...]
    gate: asyncio.Semaphore


class Receivers:
    """Sends requests to receivers. `timeout` is what a receiver has to answer, in seconds."""

    def __init__(self, timeout: float) -> None:
        self.timeout = timeout
        self._mounted: dict[str, Receiver] = {}
        self._targets: dict[str, Target] = {}
        self._gates: dict[str, asyncio.Semaphore] = {}
        self._tls: dict[bool, ssl.SSLContext] = {}
        self._idle: dict[tuple[str, bool], list[httpx.AsyncHTTPTransport]] = {}

    def mount(self, origin: str, app: Any) -> None:
        """Send what goes to URLs of `origin` to an ASGI or WSGI app. Raises ReceiverError."""
        self._mounted[_origin(httpx.URL(origin))] = mounted(app)

    async def send(
        self,
        url: str,
        headers: tuple[tuple[str, str], ...],
        body: bytes,
        *,
        verify: bool,
        fault: Fault | None = None,
    ) -> tuple[Outcome, float]:
        """POST `body` with these headers, framed by Host and Content-Length, and nothing else.

        Returns how it ended and how long it took in seconds; never raises but when cancelled. With a
        `fault` the body may be slow, or not arrive whole.
        """
        try:
            target = self._target(url)
        except (httpx.InvalidURL, UnicodeError) as error:
            return failed(error), 0.0
        async with target.gate:
            begun = time.perf_counter()
            try:
                async with asyncio.timeout(self.timeout):
                    outcome = await self._send(target, headers, body, verify, fault)
            except TimeoutError:
                outcome = TIMED_OUT
            except Exception as error:  # noqa: BLE001 - whatever goes wrong is how the delivery ended
                outcome = failed(error)
            return outcome, time.perf_counter() - begun

    async def close(self) -> None:
        """Close connections and end the lifespans of mounted apps; they may be used again."""
        idle, self._idle = self._idle, {}
        for transports in idle.values():
            for transport in transports:
                await transport.aclose()
        for receiver in self._mounted.values():
            await receiver.close()
        # Semaphores belong to the loop that is about to stop.
        self._targets.clear()
        self._gates.clear()

    async def _send(
        self,
        target: Target,
        headers: tuple[tuple[str, str], ...],
        body: bytes,
        verify: bool,
        fault: Fault | None,
    ) -> Outcome:
        host, *more = target.headers
        raw = [host, *((name.encode(), value.encode()) for name, value in headers), *more]
        raw.append((b"Content-Length", b"%d" % len(body)))
        receiver = self._mounted.get(target.origin)
        if fault is not None and breaks(fault):
            if receiver is None:
                context = self._context(verify) if target.url.scheme == "https" else None
                return await break_off(target.url, raw, body, fault, context)
            part = httpx.Request(
                "POST", target.url, headers=raw, stream=httpx.ByteStream(arriving(fault, body))
            )
            await receiver.send(part, whole=False)
            return broken(fault, body)
        slowly = fault is not None and fault.slow_body
        stream = SlowBody(body, slowly) if slowly else httpx.ByteStream(body)
        request = httpx.Request("POST", target.url, headers=raw, stream=stream)
        if receiver is not None:
            return await receiver.send(request)
        async with self._transport(target, verify) as transport:
            response = await transport.handle_async_request(request)
            received = response.stream
            assert isinstance(received, httpx.AsyncByteStream)  # noqa: S101 - an async transport's always is
            try:
                content = await _read(received)
            finally:
                await received.aclose()
        return answered(response.status_code, _received(response.headers), content)

    @asynccontextmanager
    async def _transport(self, target: Target, verify: bool) -> AsyncIterator[httpx.AsyncHTTPTransport]:
        """A transport with one connection, for one delivery at a time.

        Together in the pool of one transport, many connections take time that grows with their square.
        """
        idle = self._idle.setdefault((target.origin, verify), [])
        transport = idle.pop() if idle else self._new_transport(verify and target.url.scheme == "https")
        try:
            yield transport
        finally:
            idle.append(transport)

    def _new_transport(self, verify: bool) -> httpx.AsyncHTTPTransport:
        return httpx.AsyncHTTPTransport(verify=self._context(verify), limits=_ONE_CONNECTION)

    def _context(self, verify: bool) -> ssl.SSLContext:
        context = self._tls.get(verify)
        if context is None:
            context = self._tls[verify] = httpx.create_ssl_context(verify=verify)
        return context

    def _target(self, url: str) -> Target:
        target = self._targets.get(url)
        if target is None:
            target = self._targets[url] = self._parse(url)
        return target

    def _parse(self, url: str) -> Target:
        parsed = httpx.URL(url)
        headers = [(b"Host", parsed.netloc)]
        if parsed.userinfo:
            # As every HTTP client does with `https://user:password@host/`.
            credentials = base64.b64encode(f"{parsed.username}:{parsed.password}".encode())
            headers.append((b"Authorization", b"Basic " + credentials))
        origin = _origin(parsed)
        gate = self._gates.setdefault(origin, asyncio.Semaphore(CONCURRENT_DELIVERIES))
        return Target(parsed, origin, tuple(headers), gate)


def _origin(url: httpx.URL) -> str:
    return f"{url.scheme}://{url.netloc.decode('ascii')}"


async def _read(stream: httpx.AsyncByteStream) -> bytes:
    content = b""
    async for chunk in stream:
        content += chunk
        if len(content) >= RESPONSE_BODY_LIMIT:
            return content[:RESPONSE_BODY_LIMIT]
    return content


def _received(headers: httpx.Headers) -> tuple[tuple[str, str], ...]:
    return tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in headers.raw)
