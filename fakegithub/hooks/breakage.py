"""Requests that do not arrive whole, on purpose: a slow body, half a body, a connection that is reset."""

from __future__ import annotations

import asyncio
import socket
import ssl
import struct
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress

import httpx

from fakegithub.hooks.outcomes import Outcome
from fakegithub.model.faults import Fault

# An answer is not waited for. Before the connection is reset, what was sent gets a moment to arrive.
_MOMENT = 0.05
_PIECES = 10
_PORTS = {"http": 80, "https": 443}
# Close at once and with RST instead of FIN: lingering on, for 0 seconds.
_NO_LINGER = struct.pack("ii", 1, 0)


class SlowBody(httpx.AsyncByteStream, httpx.SyncByteStream):
    """A body that takes `seconds` to be sent; at once where the receiver is a WSGI app."""

    def __init__(self, body: bytes, seconds: float) -> None:
        self._body = body
        self._pause = seconds / _PIECES

    async def __aiter__(self) -> AsyncIterator[bytes]:
        size = len(self._body) // _PIECES + 1
        for start in range(0, len(self._body), size):
            await asyncio.sleep(self._pause)
            yield self._body[start : start + size]

    def __iter__(self):  # type: ignore[no-untyped-def]
        yield self._body


def arriving(fault: Fault, body: bytes) -> bytes:
    """As much of the body as arrives."""
    if fault.reset:
        return body[: len(body) // 2]
    return body[: max(0, len(body) - fault.truncate)]


def breaks(fault: Fault | None) -> bool:
    """Whether the connection ends before the request does."""
    return fault is not None and bool(fault.reset or fault.truncate)


def broken(fault: Fault, body: bytes) -> Outcome:
    """How such a delivery ends: no answer can come."""
    how = "reset" if fault.reset else "closed"
    sent = len(arriving(fault, body))
    return Outcome(
        "failed to connect",
        502,
        error=f"the connection was {how} on purpose after {sent} of {len(body)} bytes of the body",
    )


async def break_off(
    url: httpx.URL,
    headers: Sequence[tuple[bytes, bytes]],
    body: bytes,
    fault: Fault,
    context: ssl.SSLContext | None,
) -> Outcome:
    """Send a request as far as it gets. Raises OSError when there is no connection to break."""
    host, port = url.host, url.port or _PORTS[url.scheme]
    _, writer = await asyncio.open_connection(host, port, ssl=context)
    lines = [b"POST %s HTTP/1.1" % url.raw_path, *(b"%s: %s" % pair for pair in headers), b"", b""]
    try:
        writer.write(b"\r\n".join(lines) + arriving(fault, body))
        await writer.drain()
        if fault.reset:
            await asyncio.sleep(_MOMENT)
            writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGER)
            writer.transport.abort()
    finally:
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()
    return broken(fault, body)
