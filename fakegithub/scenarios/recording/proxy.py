"""The reverse proxy that records: GitHub's deliveries to the receiver, and its calls to the API.

Both come to one address. What has an X-GitHub-Event header is a delivery, and goes to the receiver's URL
as it came: the body byte by byte, so the signature stays valid. Everything else is a call, and goes to the
upstream's origin with the same path. Bodies are streamed; for the record they are kept up to a limit.
"""

from __future__ import annotations

import json
import ssl
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import httpx

from fakegithub.scenarios.recording.exchanges import (
    RecordedCall,
    RecordedDelivery,
    Recording,
    product_of,
    read_payload,
    route,
)

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]

# GitHub sends no payload above 25 MB: https://docs.github.com/webhooks/webhook-events-and-payloads
KEPT_OF_DELIVERY = 26 * 1024 * 1024
KEPT_OF_CALL = 1024 * 1024
_TIMEOUT = httpx.Timeout(60, connect=10)
# They are about one connection, and are not passed on: RFC 9110, 7.6.1.
_HOP_BY_HOP = frozenset(
    {b"connection", b"keep-alive", b"proxy-authenticate", b"proxy-authorization", b"proxy-connection"}
    | {b"te", b"trailer", b"transfer-encoding", b"upgrade", b"host"}
)
_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_LEADING = (b"link", b"location")


class ClientGone(Exception):
    """Who asked has hung up before the whole body was there."""


@dataclass(slots=True)
class Kept:
    """The beginning of a body; `total` is how long all of it was."""

    limit: int
    data: bytearray = field(default_factory=bytearray)
    total: int = 0

    def add(self, chunk: bytes) -> None:
        self.total += len(chunk)
        self.data += chunk[: max(0, self.limit - len(self.data))]

    @property
    def whole(self) -> bool:
        return self.total <= self.limit


class RecordingProxy:
    """An ASGI app. `origin` is where it is served itself, `receiver` the URL that takes deliveries.

    `changed` is notified when an exchange begins or ends; `open` counts those that are under way.
    """

    def __init__(
        self,
        recording: Recording,
        *,
        receiver: str,
        upstream: str,
        product: str | None = None,
        changed: threading.Condition | None = None,
    ) -> None:
        self.recording = recording
        self.changed = changed or threading.Condition()
        self.open = 0
        self.ended = 0
        self.origin = ""
        self._receiver = httpx.URL(receiver)
        self._product = product
        parts = urlsplit(upstream)
        self._upstream = f"{parts.scheme}://{parts.netloc}"
        # What is on this machine is not asked for by way of the environment's proxy. And a receiver may
        # close a connection that it has kept alive just when the next delivery comes.
        single = httpx.Limits(max_keepalive_connections=0)
        self._near = httpx.AsyncClient(verify=_tls(), timeout=_TIMEOUT, limits=single, trust_env=False)
        self._far = httpx.AsyncClient(verify=_tls(), timeout=_TIMEOUT)

    async def close(self) -> None:
        await self._near.aclose()
        await self._far.aclose()

    def _client(self, target: httpx.URL) -> httpx.AsyncClient:
        return self._near if target.host in _LOOPBACK else self._far

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        with self.changed:
            self.open += 1
        try:
            headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
            if "x-github-event" in headers:
                await self._deliver(scope, headers, receive, send)
            else:
                await self._call(scope, headers, receive, send)
        except ClientGone:
            pass  # there is nobody to answer
        finally:
            with self.changed:
                self.open -= 1
                self.ended += 1
                self.changed.notify_all()

    async def _deliver(self, scope: Message, headers: dict[str, str], receive: Receive, send: Send) -> None:
        began = time.monotonic()
        request = Kept(KEPT_OF_DELIVERY)
        event = headers["x-github-event"]
        # In its place at once: what comes while it is under way stands behind it.
        delivery = RecordedDelivery(
            event,
            {},
            began,
            guid=headers.get("x-github-delivery", ""),
            hook_id=headers.get("x-github-hook-id", ""),
            target=headers.get("x-github-hook-installation-target-type", ""),
            signed=any(name.startswith("x-hub-signature") for name in headers),
        )
        self.recording.secrets.learn_headers(headers)
        self.recording.deliveries.append(delivery)
        self.recording.product = product_of(headers, self._product) or self.recording.product
        exchange = _Exchange(request, Kept(0), "the receiver", receive, send)
        try:
            await exchange.run(self._client(self._receiver), scope, self._receiver, {})
        finally:
            delivery.status, delivery.error = exchange.status, exchange.error
            delivery.ended = time.monotonic()
            self._read_delivery(delivery, request, headers.get("content-type", ""))

    def _read_delivery(self, delivery: RecordedDelivery, body: Kept, content_type: str) -> None:
        secrets = self.recording.secrets
        try:
            if not body.whole:
                raise ValueError(f"its {body.total} bytes are more than GitHub sends")
            payload = read_payload(bytes(body.data), content_type)
        except ValueError as error:
            self.recording.deliveries.remove(delivery)
            event = secrets.clean_text(delivery.event)
            self.recording.left_out.append(f"a delivery of {event} that cannot be read: {error}")
            return
        secrets.learn_values(payload)
        delivery.payload = secrets.clean(payload)

    async def _call(self, scope: Message, headers: dict[str, str], receive: Receive, send: Send) -> None:
        secrets = self.recording.secrets
        path: bytes = scope.get("raw_path") or scope["path"].encode()
        query: bytes = scope["query_string"]
        secrets.learn_headers(headers)
        secrets.learn_query(query.decode("latin-1"))
        call = RecordedCall(scope["method"], secrets.clean_text(path.decode("latin-1")), time.monotonic())
        self.recording.calls.append(call)
        request, answer = Kept(KEPT_OF_CALL), Kept(KEPT_OF_CALL)
        target = httpx.URL(self._upstream).copy_with(raw_path=path + (b"?" + query if query else b""))
        # Compressed answers could not be read for the record.
        changes = {b"accept-encoding": b"identity"}
        leading = (self._upstream.encode(), self.origin.encode())
        exchange = _Exchange(request, answer, "the upstream", receive, send, leading)
        try:
            await exchange.run(self._client(target), scope, target, changes)
        finally:
            call.status, call.error = exchange.status, exchange.error
            call.ended = time.monotonic()
            sent, received = _json(request), _json(answer)
            secrets.learn_values(sent)
            secrets.learn_values(received)
            call.body, call.answer = secrets.clean(sent), secrets.clean(received)
            route(call, query, self.recording.product)
            call.parameters = secrets.clean(call.parameters)


@cache
def _tls() -> ssl.SSLContext:
    """Verifies whom it talks to. Loading the certificates takes longer than an exchange does."""
    return httpx.create_ssl_context()


def _json(body: Kept) -> Any:
    """The JSON value of a body; None for one that is none, or too long to have been kept."""
    try:
        return json.loads(body.data) if body.whole and body.data else None
    except ValueError:
        return None


@dataclass(slots=True)
class _Exchange:
    """One request passed on, and its answer passed back."""

    request: Kept
    answer: Kept
    whom: str
    receive: Receive
    send: Send
    leading: tuple[bytes, bytes] | None = None
    status: int | None = None
    error: str | None = None
    read: bool = False  # whether all of the request's body has come

    async def run(
        self, client: httpx.AsyncClient, scope: Message, target: httpx.URL, changes: dict[bytes, bytes]
    ) -> None:
        """Sets `status`; when there is no answer, answers 502 or 504 and sets `error`."""
        headers = [(n, v) for n, v in scope["headers"] if n not in _HOP_BY_HOP and n not in changes]
        headers += changes.items()
        sends = any(name in (b"content-length", b"transfer-encoding") for name, _ in scope["headers"])
        passed = httpx.Request(
            scope["method"], target, headers=headers, content=self._body() if sends else None
        )
        try:
            response = await client.send(passed, stream=True)
        except httpx.HTTPError as error:
            late = isinstance(error, httpx.TimeoutException)
            await self._drain()
            self.error = f"{self.whom} {'has not answered in time' if late else 'cannot be reached'}"
            await self._refuse(504 if late else 502, f"{self.error}: {_reason(error)}")
            return
        self.status = response.status_code
        try:
            await self._drain()
            await self._pass_back(response)
        except httpx.HTTPError as error:
            self.error = f"{self.whom} broke off its answer: {_reason(error)}"
            raise ClientGone from error
        finally:
            await response.aclose()

    async def _body(self) -> AsyncIterator[bytes]:
        while True:
            message = await self.receive()
            if message["type"] == "http.disconnect":
                raise ClientGone
            chunk = message.get("body", b"")
            self.request.add(chunk)
            if chunk:
                yield chunk
            if not message.get("more_body"):
                self.read = True
                return

    async def _drain(self) -> None:
        """Read what nobody has wanted of the body: it is wanted for the record."""
        if not self.read:
            async for _ in self._body():
                pass

    async def _pass_back(self, response: httpx.Response) -> None:
        await self.send(
            {
                "type": "http.response.start",
                "status": response.status_code,
                "headers": self._headers(response),
            }
        )
        async for chunk in response.aiter_raw():
            self.answer.add(chunk)
            await self.send({"type": "http.response.body", "body": chunk, "more_body": True})
        await self.send({"type": "http.response.body", "body": b""})

    def _headers(self, response: httpx.Response) -> Headers:
        """Those of the answer; where they lead on, they lead here again."""
        found = [(n.lower(), v) for n, v in response.headers.raw if n.lower() not in _HOP_BY_HOP]
        if self.leading is None:
            return found
        there, here = self.leading
        return [(n, v.replace(there, here) if n in _LEADING else v) for n, v in found]

    async def _refuse(self, status: int, message: str) -> None:
        body = json.dumps({"message": f"fakegithub record: {message}"}).encode()
        headers = [(b"content-type", b"application/json; charset=utf-8")]
        headers.append((b"content-length", str(len(body)).encode()))
        await self.send({"type": "http.response.start", "status": status, "headers": headers})
        await self.send({"type": "http.response.body", "body": body})


def _reason(error: httpx.HTTPError) -> str:
    return str(error) or type(error).__name__
