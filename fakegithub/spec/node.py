"""A place in a schema that values are projected onto: its cases, worked out when first needed."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from fakegithub.spec.facts import DEFINITION, RawSchema
from fakegithub.spec.overlay import pointer_token
from fakegithub.spec.schema import Namespace, Schema
from fakegithub.spec.shape import ALL_TYPES, Case, cases_of


class Nodes:
    """The nodes of all namespaces, one per schema: a definition that many refer to is one node."""

    def __init__(self) -> None:
        self._nodes: dict[tuple[int, int | str], Node] = {}

    def of(self, schema: Schema) -> Node:
        return self.at(schema.namespace, schema.raw, schema.pointer)

    def at(self, namespace: Namespace, raw: Any, pointer: str) -> Node:
        """The node of a schema; None and a boolean stand for no constraint."""
        if isinstance(raw, dict) and "$ref" in raw:
            schema = namespace.definition(raw["$ref"].removeprefix(DEFINITION))
            return self.at(namespace, schema.raw, schema.pointer)
        # The node keeps `raw` alive, so its id stays its own.
        key = (id(namespace), id(raw) if isinstance(raw, dict) else pointer)
        node = self._nodes.get(key)
        if node is None:
            raw = raw if isinstance(raw, dict) else {}
            node = self._nodes[key] = Node(self, namespace, raw, pointer)
        return node


class Node:
    """One schema, ready to project onto. `converters` are filled in per Python type by compiler.py."""

    def __init__(self, nodes: Nodes, namespace: Namespace, raw: RawSchema, pointer: str) -> None:
        self.nodes = nodes
        self.namespace = namespace
        self.raw = raw
        self.pointer = pointer
        self.converters: dict[type, Any] = {}

    @cached_property
    def cases(self) -> list[Case]:
        return [with_implied_type(case) for case in cases_of(self.raw, self._lookup)]

    def _lookup(self, reference: str) -> RawSchema:
        return self.namespace.definition(reference.removeprefix(DEFINITION)).raw

    @cached_property
    def nullable(self) -> bool:
        return any("null" in case.types for case in self.cases)

    @cached_property
    def types(self) -> frozenset[str]:
        return frozenset().union(*(case.types for case in self.cases))

    @cached_property
    def formats(self) -> frozenset[str]:
        return frozenset(case.rules["format"] for case in self.cases if "format" in case.rules)

    @cached_property
    def property_names(self) -> frozenset[str]:
        """All property names over all cases."""
        return frozenset(name for case in self.cases for name in case.names)

    @cached_property
    def _schema(self) -> Schema:
        return Schema(self.namespace, self.raw, self.pointer)

    def is_valid(self, value: Any) -> bool:
        return self._schema.is_valid(value)

    def cases_for(self, json_type: str) -> list[Case]:
        return [case for case in self.cases if json_type in case.types]

    def property(self, case: Case, name: str) -> Node:
        raw = case.properties.get(name, case.additional)
        return self.nodes.at(self.namespace, raw, f"{self.pointer}/properties/{pointer_token(name)}")

    def additional(self, case: Case) -> Node:
        return self.nodes.at(self.namespace, case.additional, f"{self.pointer}/additionalProperties")

    def items(self, case: Case) -> Node:
        return self.nodes.at(self.namespace, case.items, f"{self.pointer}/items")


def with_implied_type(case: Case) -> Case:
    """GitHub leaves `type` out of some objects and arrays; what is there instead says which it is."""
    if case.types == ALL_TYPES:
        if case.properties or case.required or case.additional is not None:
            case.types = frozenset({"object"})
        elif case.items is not None:
            case.types = frozenset({"array"})
    return case
