"""One operation of the document, ready to be called: its parameters, its function, its answer."""

from __future__ import annotations

from typing import Any

import orjson

from fakegithub.api.accept import FILE
from fakegithub.api.exchange import Answer, Exchange, Request
from fakegithub.api.media import other_form, with_bodies
from fakegithub.api.pages import Page, cursor_page, link_header, numbered_page
from fakegithub.api.parameters import PAGE_PARAMETERS, Parameters, pages_by_cursor
from fakegithub.api.render import Renderer
from fakegithub.errors import NotModelled
from fakegithub.journal import SECRETS
from fakegithub.model.entity import Facet
from fakegithub.operations.operation import Operation, Result
from fakegithub.spec import OperationSpec
from fakegithub.world import World

_LISTS = (list, tuple)
# What else an operation answers, which its document does not list.
_FILES = {"repos/get-release-asset": (FILE,)}
# The content types of the few operations that answer with a text.
_TEXTS = ("text/plain", "text/html", "application/octocat-stream")


class Endpoint:
    """An operation behind its route. `operation` is None when fakegithub does not model it."""

    def __init__(
        self, world: World, renderer: Renderer, spec: OperationSpec, operation: Operation | None
    ) -> None:
        self.spec = spec
        self.operation = operation
        self.parameters = Parameters(spec, operation)
        self.documentation_url = spec.documentation_url
        self.permissions = operation.permissions if operation is not None else ()
        self.media_types = (*spec.success.media_types, *_FILES.get(spec.id, ()))
        self.text_type = next((kind for kind in _TEXTS if kind in self.media_types), None)
        self.takes_json = not spec.body_media_types or spec.body is not None
        self.tells = _tells_secrets(spec)
        self._world = world
        self._renderer = renderer
        names = {p.name for p in spec.parameters if p.location == "query"}
        self._paged = not names.isdisjoint(PAGE_PARAMETERS)
        self._by_cursor = pages_by_cursor(spec, operation)

    def require_modelled(self) -> Operation:
        """Raises NotModelled (501), which names the operation."""
        if self.operation is None:
            raise NotModelled(
                f"fakegithub does not model the operation {self.spec.id} "
                f"({self.spec.method} {self.spec.path})"
            )
        return self.operation

    def file(self, request: Request) -> dict[str, Any]:
        """The body as it is, for an operation that takes a file."""
        if self.takes_json or self.operation is None or "data" not in self.operation.parameters:
            return {}
        return {"data": request.body, "content_type": request.headers.get("content-type", FILE)}

    def sample(self) -> Answer:
        """A valid answer with nothing behind it, marked as such."""
        success = self.spec.success
        answer = Answer(success.status, headers={"X-FakeGitHub-Sample": "true"})
        if success.json is not None:
            answer.body = orjson.dumps(success.json.sample())
        return answer

    def answer(self, exchange: Exchange, result: Any) -> Answer:
        """The answer that shows what the operation returned.

        Raises SchemaMismatch when it does not fit the document.
        """
        if not isinstance(result, Result):
            result = Result(result)
        status = result.status if result.status is not None else self.spec.success.status
        response = self.spec.responses.get(status, self.spec.success)
        answer = Answer(status, headers=dict(result.headers))
        value, page = self._cut(exchange, result.value)
        location = result.location
        if page is not None:
            links = link_header(self._world, exchange.request.segments, exchange.query, page)
            if links is not None:
                answer.headers["Link"] = links
        if value is None:
            # 202 and the like are documented as an empty object.
            answer.body = b"{}" if "application/json" in response.media_types else b""
        elif not self._put_text(exchange, value, answer) and response.json is not None:
            total = page.total if page is not None else None
            rendered = self._renderer.render(self.spec, response.json, value, total)
            answer.body = orjson.dumps(with_bodies(rendered, exchange.media.param))
            if status == 201 and location is None and isinstance(rendered, dict):
                location = rendered.get("url")
        if location is not None:
            answer.headers["Location"] = location
        answer.modified = getattr(_inner(value), "updated_at", None)
        return answer

    def _cut(self, exchange: Exchange, value: Any) -> tuple[Any, Page | None]:
        """One page of a list, the value itself otherwise."""
        items = _inner(value)
        if not self._paged or not isinstance(items, _LISTS):
            return value, None
        make = cursor_page if self._by_cursor else numbered_page
        page = make(items, exchange.query)
        return (Facet(page.items, **value.extra) if isinstance(value, Facet) else page.items), page

    def _put_text(self, exchange: Exchange, value: Any, answer: Answer) -> bool:
        """Answer with another form than JSON, if the caller or the operation wants one."""
        if self.text_type is not None and isinstance(value, str):
            answer.body, answer.content_type = value.encode(), f"{self.text_type};charset=utf-8"
            return True
        if exchange.media.file is None:
            return False
        form = other_form(self._world, _inner(value), exchange.media.file)
        if form is None:
            return False
        answer.body, answer.content_type = form, exchange.media.content_type
        return True


def _tells_secrets(spec: OperationSpec) -> bool:
    """Whether the answer has a place for a secret anywhere, so that the journal has to look for it."""
    schema = spec.success.json
    if schema is None:
        return False
    text = orjson.dumps([schema.raw, *(part.raw for part in schema.definitions.values())])
    return any(b'"%s":' % name.encode() in text for name in SECRETS)


def _inner(value: Any) -> Any:
    return value.value if isinstance(value, Facet) else value
