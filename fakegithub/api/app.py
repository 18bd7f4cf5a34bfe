"""The REST API as an ASGI app.

A call is: read, route, authenticate, negotiate, convert, run the operation, render, put headers, send. All
of that but reading and sending is synchronous and runs under the world's lock, so that an answer shows
one moment of the world.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, MutableMapping
from datetime import datetime
from typing import Any

from fakegithub import faults
from fakegithub.api.accept import parse_accept
from fakegithub.api.aliases import aliased
from fakegithub.api.conditions import not_modified
from fakegithub.api.control import Control
from fakegithub.api.endpoint import Endpoint
from fakegithub.api.exchange import Answer, Exchange, Request
from fakegithub.api.failures import Failure, api_error, own_error
from fakegithub.api.headers import PREFLIGHT, Headers
from fakegithub.api.parameters import parse_body, parse_query
from fakegithub.api.redirects import moved_to
from fakegithub.api.render import Renderer
from fakegithub.api.routes import Route, routes
from fakegithub.api.versions import select_version
from fakegithub.auth import authenticate
from fakegithub.errors import ApiError, NotFound, Unauthorized, ValidationFailed
from fakegithub.hooks.payloads import projections
from fakegithub.journal import (
    KEPT_HEADERS,
    Call,
    Journal,
    masked,
    masked_bytes,
    masked_query,
    may_tell,
    scheme_of,
)
from fakegithub.model.faults import ApiFault
from fakegithub.operations.limits import count_call, rate_limit, require_remaining
from fakegithub.operations.operation import OPERATIONS
from fakegithub.spec import document
from fakegithub.world import World

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

_NO_USER_AGENT = (
    "Request forbidden by administrative rules. Please make sure your request has a User-Agent header "
    "(https://docs.github.com/en/rest/overview/resources-in-the-rest-api#user-agent-required). Check "
    "https://developer.github.com for other possible causes.\n"
)
_SEARCHES = {"search/code": "code_search"}


class Api:
    """The REST API of one world.

    `errors` are the bugs of ours that calls have met, `fills` the required fields that had to be made
    up; a test of fakegithub wants neither. With `strict` a fill is an error. With `sample_unmodelled`
    an operation that nobody has modelled answers a valid sample instead of a 501.
    """

    def __init__(
        self, world: World, journal: Journal, *, strict: bool = False, sample_unmodelled: bool = False
    ) -> None:
        self.world = world
        self.journal = journal
        self.sample_unmodelled = sample_unmodelled
        self.errors: list[Failure] = []
        self.control = Control(world, journal, self.errors)
        self._document = document(world.product.document)
        journal.known = self._document.operations
        self._routes = routes(self._document.name)
        self._renderer = Renderer(projections(self._document.name), world.urls, strict=strict)
        self._headers = Headers(world.product)
        # On GHES the API lies at http(s)://HOSTNAME/api/v3 and the website beside it, which is not here.
        # https://docs.github.com/en/enterprise-server@3.16/rest/enterprise-admin
        self._below_api_only = world.product.is_ghes
        self._endpoints: dict[str, Endpoint] = {}

    @property
    def fills(self) -> list[str]:
        return list(self._renderer.fills)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await _live(receive, send)
            return
        if scope["type"] != "http":
            raise NotImplementedError(f"the API speaks HTTP, not {scope['type']}")
        body = b"" if scope["method"] in ("GET", "HEAD") else await _read(receive)
        request = Request(scope, body)
        if request.segments[:1] == ["_fakegithub"]:
            await _send(send, request, *self.control.answer(request))
            return
        opened = self.journal.begin(request.method, request.path)
        try:
            fault = self._fault(request)
            if fault is not None and fault.latency:
                await asyncio.sleep(fault.latency)
            await _send(send, request, *self._serve(request, opened.number, fault))
        finally:
            self.journal.end(opened)

    # One call

    def _fault(self, request: Request) -> ApiFault | None:
        """What goes wrong with this call on purpose."""
        with self.world.lock:
            if not self.world.all(ApiFault):
                return None
            found = self._find(request)
            return faults.take(self.world, found[0].operation_id if found is not None else None)

    def _serve(
        self, request: Request, number: int, fault: ApiFault | None
    ) -> tuple[Answer, list[tuple[bytes, bytes]]]:
        started = time.perf_counter()
        exchange = Exchange(request, fault=fault)
        with self.world.lock:
            now = self.world.now()
            answer = self._answer(exchange)
            self._count(exchange, answer)
            headers = self._headers.of(exchange, answer, now, number)
        self._record(exchange, answer, headers, now, number, time.perf_counter() - started)
        return answer, headers

    def _record(
        self,
        exchange: Exchange,
        answer: Answer,
        headers: list[tuple[bytes, bytes]],
        now: datetime,
        number: int,
        duration: float,
    ) -> None:
        request = exchange.request
        parameters, query, body = exchange.parameters, dict(exchange.query), exchange.body
        query_string, sent = request.query, request.body
        if may_tell(request.body) or may_tell(request.query):
            query_string, sent = masked_query(query_string), masked_bytes(sent)
            parameters, query, body = masked(parameters), masked(query), masked(body)
        call = Call(
            number=number,
            at=now,
            duration=duration,
            operation=exchange.operation_id,
            method=request.method,
            path=request.path,
            template=exchange.template,
            parameters=parameters,
            query=query,
            body=body,
            actor=exchange.actor.account.login if exchange.actor.account is not None else None,
            status=answer.status,
            response=masked_bytes(answer.body) if exchange.tells else answer.body,
            headers={name: text for name, text in request.headers.items() if name in KEPT_HEADERS},
            fault=str(exchange.fault) if exchange.fault is not None else None,
            moment=time.monotonic(),
            query_string=query_string.decode("latin-1"),
            sent=sent,
            scheme=scheme_of(request.headers.get("authorization")),
            response_headers=headers,
            ended=exchange.ended,
        )
        self.journal.record(call)

    def _answer(self, exchange: Exchange) -> Answer:
        try:
            return self._perform(exchange)
        except ApiError as error:
            return api_error(self.world.product, exchange, error)
        except Exception as error:  # noqa: BLE001 - whatever it is, the client gets GitHub's 500
            request = exchange.request
            self.errors.append(Failure(f"{request.method} {request.path}", exchange.operation_id, error))
            return own_error(self.world.product, error)

    def _perform(self, exchange: Exchange) -> Answer:
        request = exchange.request
        if request.method == "OPTIONS":
            return Answer(204, content_type=None, headers=dict(PREFLIGHT))
        if "user-agent" not in request.headers and not self.world.product.is_ghes:
            return Answer(403, _NO_USER_AGENT.encode(), "text/plain; charset=utf-8")
        found = self._find(request)
        if found is not None:
            self._note_route(exchange, found[0])
        self._identify(exchange)
        exchange.version = select_version(self.world.product, request.headers.get("x-github-api-version"))
        if found is None:
            raise NotFound()
        route, values = found
        endpoint = self._endpoint(route)
        exchange.media = parse_accept(request.headers.get("accept", ""), endpoint.media_types)
        exchange.query = parse_query(request.query)
        path = endpoint.parameters.of_path(route.names, values)
        exchange.parameters = {**exchange.query, **path}
        if endpoint.takes_json:
            exchange.body = parse_body(request.body)
        if isinstance(exchange.body, dict):
            exchange.parameters = {**exchange.query, **exchange.body, **path}
        try:
            return self._run(exchange, endpoint, path)
        except NotFound:
            moved = moved_to(self.world, exchange)
            if moved is not None:
                raise moved from None
            raise

    def _run(self, exchange: Exchange, endpoint: Endpoint, path: dict[str, Any]) -> Answer:
        if endpoint.operation is None and self.sample_unmodelled:
            return endpoint.sample()
        operation = endpoint.require_modelled()
        operation.authorize(exchange.actor)
        try:
            arguments = endpoint.parameters.arguments(path, exchange.query, exchange.body)
        except ValidationFailed:
            # What the caller may not see is not there, however wrong the request is.
            if "owner" in path and "repo" in path:
                self.world.repository(path["owner"], path["repo"], exchange.actor)
            raise
        exchange.parameters |= {n: v for n, v in arguments.items() if not isinstance(v, datetime)}
        arguments |= endpoint.file(exchange.request)
        # One transaction: where the answer cannot be given, nothing has happened and nobody is told.
        with self.world.transaction():
            result = operation.function(self.world, exchange.actor, **arguments)
            answer = endpoint.answer(exchange, result)
        return not_modified(exchange.request, answer)

    # Its steps

    def _find(self, request: Request) -> tuple[Route, tuple[str, ...]] | None:
        if self._below_api_only and not request.below_api:
            return None
        found = self._routes.find(request.method, request.segments)
        if found is None:
            other = aliased(self.world, request.segments)
            found = self._routes.find(request.method, other) if other is not None else None
        return found

    def _note_route(self, exchange: Exchange, route: Route) -> None:
        endpoint = self._endpoint(route)
        exchange.operation_id, exchange.template = route.operation_id, route.template
        exchange.documentation_url = endpoint.documentation_url
        exchange.permissions, exchange.tells = endpoint.permissions, endpoint.tells

    def _identify(self, exchange: Exchange) -> None:
        """Who calls, and how much that caller may still do."""
        resource = _SEARCHES.get(exchange.operation_id or "", "core")
        if resource == "core" and (exchange.operation_id or "").startswith("search/"):
            resource = "search"
        try:
            exchange.actor = authenticate(self.world, exchange.request.headers.get("authorization"))
        except Unauthorized as error:
            exchange.ended = error.ended
            # Even on public resources, and the documentation that is named is the general one.
            self._limit(exchange, resource)
            self._strike(exchange, resource)
            raise
        self._limit(exchange, resource)
        self._strike(exchange, resource)
        if exchange.limit is not None and exchange.operation_id != "rate-limit/get":
            require_remaining(exchange.actor, exchange.limit, exchange.request.address)

    def _strike(self, exchange: Exchange, resource: str) -> None:
        """Raises what a fault wants the caller to get."""
        fault = exchange.fault
        if fault is None:
            return
        if fault.rate_limited:
            exchange.limit = faults.exhausted(self.world, fault, exchange.actor, resource)
            require_remaining(exchange.actor, exchange.limit, exchange.request.address)
        error = faults.error_of(self.world, fault)
        if error is not None:
            raise error

    def _limit(self, exchange: Exchange, resource: str) -> None:
        if self.world.product.rate_limited:
            exchange.limit = rate_limit(self.world, exchange.actor, resource)

    def _count(self, exchange: Exchange, answer: Answer) -> None:
        """Asking for the limits is free, and so is a 304 for somebody who is known."""
        free = answer.status == 304 and exchange.actor.account is not None
        if exchange.limit is not None and exchange.operation_id != "rate-limit/get" and not free:
            count_call(self.world, exchange.limit)

    def _endpoint(self, route: Route) -> Endpoint:
        found = self._endpoints.get(route.operation_id)
        if found is None:
            spec = self._document.operations[route.operation_id]
            operation = OPERATIONS.get(route.operation_id)
            found = Endpoint(self.world, self._renderer, spec, operation)
            self._endpoints[route.operation_id] = found
        return found


async def _read(receive: Receive) -> bytes:
    parts: list[bytes] = []
    while True:
        message = await receive()
        parts.append(message.get("body", b""))
        if not message.get("more_body", False):
            return parts[0] if len(parts) == 1 else b"".join(parts)


async def _send(send: Send, request: Request, answer: Answer, headers: list[tuple[bytes, bytes]]) -> None:
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    body = b"" if request.method == "HEAD" else answer.body
    await send({"type": "http.response.body", "body": body})


async def _live(receive: Receive, send: Send) -> None:
    """The ASGI lifespan: nothing has to be started or stopped."""
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            await send({"type": "lifespan.startup.complete"})
        elif message["type"] == "lifespan.shutdown":
            await send({"type": "lifespan.shutdown.complete"})
            return
