"""The extremes of a schema that a value can be driven to and still fit it: as null, as small as can be."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from fakegithub.spec.node import Node, Nodes
from fakegithub.spec.schema import Schema
from fakegithub.spec.shape import Case

# (the member's node, whether the object needs it) -> whether this member becomes null, or goes
Choice = Callable[[Node, bool], bool]


def all_null(schema: Schema, value: Any) -> Any:
    """`value`, which fits `schema`, with null wherever the schema admits it."""
    return _Extreme(lambda node, _required: node.nullable, keep_as_null=True).of(Nodes().of(schema), value)


def minimal(schema: Schema, value: Any) -> Any:
    """`value`, which fits `schema`, without any property that the schema does not require."""
    return _Extreme(lambda _node, required: not required, keep_as_null=False).of(Nodes().of(schema), value)


class _Extreme:
    def __init__(self, chosen: Choice, *, keep_as_null: bool) -> None:
        self._chosen = chosen
        self._keep_as_null = keep_as_null

    def of(self, node: Node, value: Any) -> Any:
        """The first version, one per case of the node, that the whole schema admits; else `value` itself."""
        versions: Iterator[Any] = iter(())
        if isinstance(value, dict):
            versions = (self._object(node, case, value) for case in node.cases_for("object"))
        elif isinstance(value, list):
            versions = (self._list(node, case, value) for case in node.cases_for("array"))
        return next((made for made in versions if node.is_valid(made)), value)

    def _object(self, node: Node, case: Case, value: dict[str, Any]) -> dict[str, Any]:
        out: dict[str, Any] = {}
        for name, item in value.items():
            if name not in case.names and case.additional in (None, True):
                # Nothing is said of it: null would mean nothing, and it is not required.
                if self._keep_as_null:
                    out[name] = item
                continue
            child = node.property(case, name)
            if not self._chosen(child, name in case.required):
                out[name] = self.of(child, item)
            elif self._keep_as_null:
                out[name] = None
        return out

    def _list(self, node: Node, case: Case, value: list[Any]) -> list[Any]:
        child = node.items(case)
        return [self.of(child, item) for item in value]
