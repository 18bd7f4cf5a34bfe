"""Compile a schema and a Python type into a converter: a function from (value, run) to JSON.

For an object that is a table with one row per property: its name, how to get it from a value of that type,
and how to go on with what comes back. At run time an object costs one loop over its table. A property that
the type does not have costs nothing.
"""

from __future__ import annotations

import datetime as dt
import enum
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set, ValuesView
from typing import Any

from fakegithub.errors import SchemaMismatch
from fakegithub.spec.branches import Branch, first_fitting, mapping_getters, missing, project_branch
from fakegithub.spec.fill import Filler
from fakegithub.spec.node import Node, Nodes
from fakegithub.spec.run import MISSING, PLAIN, Converter, Fields, Getter, Run, memoised, project_member
from fakegithub.spec.shape import Case

SCALARS = (str, bool, int, float)
LISTS = (list, tuple, Set, Sequence, ValuesView, deque, Iterator)

# name, getter, converter, nullable, the node to fill from when missing (None: leave it out)
Row = tuple[str, Getter, Converter, bool, Node | None]


class Compiler:
    """Makes converters and keeps them. With `optional`, optional properties are filled like required ones."""

    def __init__(self, fields: Fields, optional: bool) -> None:
        self.nodes = Nodes()
        self.filler = Filler(optional)
        self._fields = fields
        self._optional = optional
        # The first that the type is a subclass of; else it is an entity, which `fields` knows about.
        self._makers: tuple[tuple[Any, Callable[[Node], Converter]], ...] = (
            (enum.Enum, self._enum),
            (dt.datetime, self._datetime),
            (dt.date, self._date),
            (Mapping, self._mapping),
            (SCALARS, self._scalar),
            (LISTS, self._list),
        )

    def converter(self, node: Node) -> Converter:
        """The converter of a node for values of any type."""
        converters = node.converters
        make = self._make

        def convert(value: Any, run: Run) -> Any:
            kind = value.__class__
            converter = converters.get(kind)
            if converter is None:
                converter = converters[kind] = make(node, kind)
            return converter(value, run)

        return convert

    def _make(self, node: Node, kind: type) -> Converter:
        for base, make in self._makers:
            if issubclass(kind, base):
                return make(node)
        return self._entity(node, kind)

    def _scalar(self, _node: Node) -> Converter:
        """A subclass of str or of a number becomes what JSON knows."""

        def convert(value: Any, _run: Run) -> Any:
            if value.__class__ in PLAIN:
                return value
            return next(base(value) for base in SCALARS if isinstance(value, base))

        return convert

    def _enum(self, node: Node) -> Converter:
        convert = self.converter(node)
        return lambda value, run: convert(value.value, run)

    def _datetime(self, node: Node) -> Converter:
        if "integer" in node.types and "string" not in node.types:
            return lambda value, _run: int(in_utc(value).timestamp())
        if "date" in node.formats and "date-time" not in node.formats:
            return lambda value, _run: in_utc(value).date().isoformat()
        return lambda value, _run: in_utc(value).isoformat(timespec="seconds")[:19] + "Z"

    def _date(self, _node: Node) -> Converter:
        return lambda value, _run: value.isoformat()

    def _list(self, node: Node) -> Converter:
        cases = node.cases_for("array")
        if not cases:
            return refuse(node, "a list")
        converters = [self._items(node, case) for case in cases]
        if len(converters) == 1:
            return converters[0]
        # A list may be an iterator, which only gives its items once.
        return lambda value, run: first_fitting(node, converters, list(value), run)

    def _items(self, node: Node, case: Case) -> Converter:
        convert_item = self.converter(node.items(case))

        def convert(value: Iterable[Any], run: Run) -> list[Any]:
            return [
                item if item is None or item.__class__ in PLAIN else convert_item(item, run) for item in value
            ]

        return convert

    def _mapping(self, node: Node) -> Converter:
        cases = node.cases_for("object")
        if not cases:
            return refuse(node, "an object")
        if len(cases) == 1:
            return self._mapping_case(node, cases[0])
        branches = [
            Branch(node, case, mapping_getters(case), self._mapping_case(node, case)) for case in cases
        ]
        return lambda value, run: project_branch(node, branches, value, run)

    def _mapping_case(self, node: Node, case: Case) -> Converter:
        members: dict[str, tuple[Converter, bool]] = {}
        fillable: list[tuple[str, Node]] = []
        for name in case.names:
            child = node.property(case, name)
            members[name] = (self.converter(child), child.nullable)
            if self._optional or name in case.required:
                fillable.append((name, child))
        other = self._other_members(node, case)

        def convert(value: Mapping[str, Any], run: Run) -> dict[str, Any]:
            out: dict[str, Any] = {}
            for name, item in value.items():
                member = members.get(name, other)
                if member is not None:
                    project_member(out, name, item, *member, None, run)
            for name, child in fillable:
                if name not in out:
                    run.fill(out, name, child)
            return out

        return memoised(convert)

    def _other_members(self, node: Node, case: Case) -> tuple[Converter, bool] | None:
        """What becomes of a mapping's other keys; None: they stay out.

        A document that lists properties and is silent about others means these. Only an explicit
        additionalProperties, or no list at all, lets others in.
        """
        if case.additional or (case.additional is None and not case.properties):
            child = node.additional(case)
            return self.converter(child), child.nullable
        return None

    def _entity(self, node: Node, kind: type) -> Converter:
        branches = []
        for case in node.cases_for("object"):
            if not case.is_free:
                getters = self._getters(case, kind)
                branches.append(Branch(node, case, getters, self._entity_case(node, case, getters)))
        if not branches:
            return refuse(node, "an object with known properties")
        if len(branches) == 1:
            return branches[0].convert
        return lambda value, run: project_branch(node, branches, value, run)

    def _getters(self, case: Case, kind: type) -> dict[str, Getter]:
        return {name: getter for name in case.names if (getter := self._fields(kind, name)) is not None}

    def _entity_case(self, node: Node, case: Case, getters: Mapping[str, Getter]) -> Converter:
        rows: list[Row] = []
        for name in case.names:
            needed = self._optional or name in case.required
            if needed or name in getters:
                child = node.property(case, name)
                getter = getters.get(name, missing)
                rows.append((name, getter, self.converter(child), child.nullable, child if needed else None))

        def convert(value: Any, run: Run) -> dict[str, Any]:
            out: dict[str, Any] = {}
            context = run.context
            # This is project_member written out: the loop is where the time goes.
            for name, getter, convert_item, nullable, child in rows:
                item = getter(value, context)
                if item.__class__ in PLAIN:
                    out[name] = item
                elif item is not None and item is not MISSING:
                    out[name] = convert_item(item, run)
                elif item is None and nullable:
                    out[name] = None
                elif child is not None:
                    run.fill(out, name, child)
            return out

        return memoised(convert)


def refuse(node: Node, wanted: str) -> Converter:
    def convert(value: Any, _run: Run) -> Any:
        raise SchemaMismatch(f"{value!r} cannot be projected: {node.pointer} does not admit {wanted}")

    return convert


def in_utc(value: dt.datetime) -> dt.datetime:
    """A datetime without a zone is taken to be UTC, as all times of the world are."""
    return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)
