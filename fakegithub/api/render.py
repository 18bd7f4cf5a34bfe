"""From what an operation returns to JSON: projected onto the document's schema, and checked against it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fakegithub.errors import FilledField, SchemaMismatch
from fakegithub.model.entity import Facet
from fakegithub.spec import Fill, OperationSpec, Projections, Schema
from fakegithub.urls import Urls

_LISTS = (list, tuple)


@dataclass(frozen=True, slots=True)
class Shape:
    """The JSON of one response. `items` is the key under which the document wraps a list, if it does."""

    schema: Schema
    items: str | None
    incomplete: bool  # searches say whether they ran out of time


class Renderer:
    """Renders results in the shapes of one document.

    `fills` collects `operation: pointer` of required fields that the world does not know and that were
    made up. With `strict` they are an error.
    """

    def __init__(self, projections: Projections, urls: Urls, *, strict: bool = False) -> None:
        self._projections = projections
        self._urls = urls
        self._strict = strict
        self._shapes: dict[Schema, Shape] = {}
        self.fills: dict[str, None] = {}

    def render(self, spec: OperationSpec, schema: Schema, value: Any, total: int | None) -> Any:
        """The JSON value. `total` is the length of a list of which `value` is one page.

        Raises SchemaMismatch for a value that does not come out in the document's shape, FilledField
        when strict.
        """
        shape = self._shapes.get(schema)
        if shape is None:
            shape = self._shapes[schema] = _shape_of(schema)
        fills: list[Fill] = []
        rendered = self._projections.project(schema, _wrapped(shape, value, total), self._urls, fills)
        if fills:
            self._note(spec, fills)
        schema.validate(rendered)
        return rendered

    def _note(self, spec: OperationSpec, fills: list[Fill]) -> None:
        places = [f"{spec.id}: {fill.pointer}" for fill in fills]
        if self._strict:
            raise FilledField(
                "required fields that the world does not know:\n" + "\n".join(f"  {p}" for p in places)
            )
        self.fills.update(dict.fromkeys(places))


def _shape_of(schema: Schema) -> Shape:
    raw = schema.resolve().raw
    properties: Mapping[str, Any] = raw.get("properties", {})
    arrays = [
        name
        for name, member in properties.items()
        if Schema(schema.namespace, member, schema.pointer).resolve().raw.get("type") == "array"
    ]
    # A search of issues lists reasons beside its items, but need not.
    arrays = [name for name in arrays if name in raw.get("required", ())] or arrays
    wrapped = "total_count" in properties and len(arrays) == 1
    return Shape(schema, arrays[0] if wrapped else None, "incomplete_results" in properties)


def _wrapped(shape: Shape, value: Any, total: int | None) -> Any:
    """A list inside `{"total_count", …}` where the document wants that; a facet of a list adds fields."""
    extra: dict[str, Any] = {}
    if isinstance(value, Facet) and isinstance(value.value, _LISTS):
        value, extra = value.value, value.extra
    if not isinstance(value, _LISTS):
        return value
    if shape.items is None:
        if extra:
            raise SchemaMismatch(f"{shape.schema.pointer}: a list has no place for {', '.join(extra)}")
        return value
    count = {"total_count": len(value) if total is None else total}
    incomplete = {"incomplete_results": False} if shape.incomplete else {}
    return {**count, **incomplete, **extra, shape.items: value}
