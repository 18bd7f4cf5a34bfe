"""From the texts of a request to the arguments of an operation.

Parameters of the path, the query and the body become keyword arguments, named as in the document and
converted by their schemas. What the document does not have is ignored, as GitHub ignores it. What
it has and the operation does not take is refused with a 501 that names it: never silently dropped.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, get_args, get_type_hints
from urllib.parse import parse_qsl

import orjson

from fakegithub.api.problems import invalid_request
from fakegithub.errors import BadRequest, NotFound, NotModelled
from fakegithub.operations.operation import Operation
from fakegithub.spec import OperationSpec, ParameterSpec, Schema

# Pages are cut by the API (see pages.py), never by an operation.
PAGE_PARAMETERS = frozenset({"per_page", "page"})

_BOOLEANS = {"true": True, "1": True, "false": False, "0": False}
_INTEGER = re.compile(r"-?\d{1,19}", re.ASCII)


class Parameters:
    """The parameters of one operation, compiled: how each is found, checked and converted."""

    def __init__(self, spec: OperationSpec, operation: Operation | None) -> None:
        self._spec = spec
        self._taken = operation.parameters if operation is not None else frozenset()
        self._path = {p.name: _converter(p.schema) for p in spec.parameters if p.location == "path"}
        self._query = {p.name: _Query(p) for p in spec.parameters if p.location == "query"}
        self._paging = PAGE_PARAMETERS | ({"cursor"} if pages_by_cursor(spec, operation) else set())
        self._dates = _dates_of(operation)
        self._properties = spec.body_properties
        self._sole = next(iter(self._properties)) if len(self._properties) == 1 else None
        missing = self._path.keys() - self._taken
        if operation is not None and missing:
            raise TypeError(f"{spec.id} does not take {', '.join(sorted(missing))} of {spec.path}")

    def of_path(self, names: tuple[str, ...], values: tuple[str, ...]) -> dict[str, Any]:
        """The parameters of the path, and empty texts for those that it does not have.

        Raises NotFound (404) for a text where the document wants a number.
        """
        found: dict[str, Any] = {}
        for name, text in zip(names, values, strict=True):
            value = self._path[name](text) if name in self._path else text
            if value is None:
                raise NotFound()
            found[name] = value
        if len(found) < len(self._path):
            found |= dict.fromkeys(self._path.keys() - found.keys(), "")
        return found

    def arguments(self, path: Mapping[str, Any], query: Mapping[str, str], body: Any) -> dict[str, Any]:
        """Keyword arguments for the operation.

        Raises BadRequest (400) for a body that is no JSON object, ValidationFailed (422) for what does
        not fit the document, NotModelled (501) for a parameter that the operation does not take.
        """
        given = self._of_body(body)
        if query:
            given |= self._of_query(query)
        for name, value in given.items():
            if name not in self._taken:
                raise NotModelled(f'fakegithub does not model the parameter "{name}" of {self._spec.id}')
            if name in self._dates:
                given[name] = _moment(value)
        return {**given, **path}

    def _of_query(self, query: Mapping[str, str]) -> dict[str, Any]:
        return {
            name: self._query[name].read(text)
            for name, text in query.items()
            if name in self._query and name not in self._paging
        }

    def _of_body(self, body: Any) -> dict[str, Any]:
        schema = self._spec.body
        if schema is None:
            return {}
        if body is None:
            # A body that is left out is an empty one; what it lacks is said like any other lack.
            body = {}
        if not isinstance(body, dict):
            return self._of_bare_value(schema, body)
        if not schema.is_valid(body):
            raise invalid_request(schema, body)
        return {name: value for name, value in body.items() if name in self._properties}

    def _of_bare_value(self, schema: Schema, body: Any) -> dict[str, Any]:
        """`["bug"]` stands for `{"labels": ["bug"]}`.

        The document says so of some operations only; clients do it, and GitHub takes it, for labels too.
        """
        if self._sole is not None:
            named = {self._sole: body}
            if schema.is_valid(body) or (isinstance(body, list) and schema.is_valid(named)):
                return named
        raise BadRequest("Body should be a JSON object")


def pages_by_cursor(spec: OperationSpec, operation: Operation | None) -> bool:
    """Whether pages are asked for with a cursor that the operation leaves to the API."""
    names = {p.name for p in spec.parameters if p.location == "query"}
    taken = operation.parameters if operation is not None else frozenset()
    return "cursor" in names - taken and "page" not in names


def parse_query(raw: bytes) -> dict[str, str]:
    """The parameters of a query; of a repeated one the last, of `name[]` all, with commas between."""
    if not raw:
        return {}
    found: dict[str, str] = {}
    for name, text in parse_qsl(raw.decode("latin-1"), keep_blank_values=True):
        if name.endswith("[]"):
            name = name[:-2]
            found[name] = f"{found[name]},{text}" if name in found else text
        else:
            found[name] = text
    return found


def parse_body(raw: bytes) -> Any:
    """The JSON value of a body, None for an empty one. Raises BadRequest (400)."""
    if not raw.strip():
        return None
    try:
        return orjson.loads(raw)
    except orjson.JSONDecodeError:
        raise BadRequest("Problems parsing JSON") from None


class _Query:
    """One parameter of a query."""

    def __init__(self, spec: ParameterSpec) -> None:
        self._schema = spec.schema
        self._path = f"properties/{spec.name}"
        self._convert = _converter(spec.schema)
        self._is_moment = spec.schema.resolve().raw.get("format") == "date-time"

    def read(self, text: str) -> Any:
        value = self._convert(text)
        value = text if value is None else value
        # `since=2024-01-01` is no date-time of RFC 3339, and GitHub takes it.
        fits = _moment(text) is not None if self._is_moment else self._schema.is_valid(value)
        if not fits:
            raise invalid_request(self._schema, value, self._path)
        return value


def _converter(schema: Schema) -> Callable[[str], Any]:
    """A function from a text to a value of the schema; it returns None for a text that is none."""
    raw = schema.resolve().raw
    types = raw.get("type", ())
    if "array" in types:
        return lambda text: [item for item in text.split(",") if item]
    if "integer" in types:
        return _integer
    if "boolean" in types:
        return lambda text: _BOOLEANS.get(text.lower())
    if any(branch.get("type") == "integer" for branch in raw.get("oneOf", ())):
        # An id or a file name, as in /actions/workflows/{workflow_id}.
        return lambda text: text if (number := _integer(text)) is None else number
    return lambda text: text


def _integer(text: str) -> int | None:
    return int(text) if _INTEGER.fullmatch(text) else None


def _dates_of(operation: Operation | None) -> frozenset[str]:
    """The parameters that the operation wants as datetime."""
    if operation is None:
        return frozenset()
    hints = get_type_hints(inspect.unwrap(operation.function))
    return frozenset(name for name, hint in hints.items() if hint is datetime or datetime in get_args(hint))


def _moment(value: Any) -> Any:
    """ISO 8601 as an aware datetime; a time without a zone is UTC, as on GitHub."""
    if not isinstance(value, str):
        return value
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    return moment.astimezone(UTC) if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
