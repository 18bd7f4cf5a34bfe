"""Project a value onto a schema: the schema says which properties there are, the value what they are.

A schema and a Python type together are compiled once, into a table with one row per property: its name, how
to get it from a value of that type, and how to go on with what comes back. At run time an object costs one
loop over its table. A property that the type does not have costs nothing.
"""

from __future__ import annotations

import datetime as dt
import enum
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set, ValuesView
from typing import Any, Final, Protocol

from ..errors import SchemaMismatch
from .fill import Fill, Filler
from .node import Converter, Node, Nodes
from .overlay import pointer_token
from .schema import Schema
from .shape import Case


class _Missing:
    def __repr__(self) -> str:
        return "MISSING"

    def __bool__(self) -> bool:
        return False


# What a getter returns for "this value has no such property (now)".
MISSING: Final[Any] = _Missing()

Getter = Callable[[Any, Any], Any]
Fields = Callable[[type, str], Getter | None]
# name, getter, converter, nullable, the node to fill from when missing (None: leave it out)
Row = tuple[str, Getter, Converter, bool, Node | None]

# These go into JSON as they are. Subclasses do not: an IntEnum or a str subclass takes the long way.
PLAIN = frozenset({str, int, bool, float})
LISTS = (list, tuple, Set, Sequence, ValuesView, deque, Iterator)
UTC = dt.UTC


class Named(Protocol):
    @property
    def name(self) -> str: ...


class Run:
    """One call of `project`: what it knows and what it has made so far."""

    __slots__ = ("context", "filled", "filler", "memo")

    def __init__(self, context: Any, filler: Filler) -> None:
        self.context = context
        self.filler = filler
        # The value is kept beside its result, so that its id cannot become another value's.
        self.memo: dict[tuple[int, int], tuple[Any, Any]] = {}
        self.filled: list[tuple[dict[str, Any], str, Node]] = []

    def fill(self, out: dict[str, Any], name: str, node: Node) -> None:
        out[name] = self.filler.fill(node)
        self.filled.append((out, name, node))


class Projections:
    """Projects values onto the schemas of one document.

    `fields(type, name)` tells how to get the property `name` from a value of that Python type; None: the
    type has no such property. A Mapping is taken by its keys. Keep one instance for as long as its
    document: what it has compiled, it keeps.
    """

    def __init__(self, document: Named, fields: Fields) -> None:
        self.document = document
        self._required = Compiler(fields, optional=False)
        self._full = Compiler(fields, optional=True)

    def project(
        self,
        schema: Schema,
        value: Any,
        context: Any = None,
        fills: list[Fill] | None = None,
        optional: bool = False,
    ) -> Any:
        """The JSON value of `value` in the shape of `schema`.

        `context` is handed to every getter. Required properties that `value` does not have are filled with
        minimal valid values, and each is appended to `fills`. With `optional`, optional properties are filled
        too. The same object in several places becomes one object in the result. Raises SchemaMismatch for a
        value that has no JSON form in the schema.
        """
        compiler = self._full if optional else self._required
        run = Run(context, compiler.filler)
        node = compiler.nodes.of(schema)
        # A root of its own gives the value itself a place, so that it can be missing like any other.
        root: dict[str, Any] = {}
        project_member(root, "", value, compiler.convert(node), node.nullable, node, run)
        if fills is not None and run.filled:
            fills.extend(locate(root, run.filled))
        return root[""]


def project_member(
    out: dict[str, Any], name: str, item: Any, convert: Converter, nullable: bool, node: Node | None, run: Run
) -> None:
    """Put one property into `out`: as it is, converted, null, filled, or not at all."""
    if item.__class__ in PLAIN:
        out[name] = item
    elif item is not None and item is not MISSING:
        out[name] = convert(item, run)
    elif item is None and nullable:
        out[name] = None
    elif node is not None:
        run.fill(out, name, node)


class Compiler:
    """Makes converters: functions from (value, run) to JSON, one per schema and Python type."""

    def __init__(self, fields: Fields, optional: bool) -> None:
        self.nodes = Nodes()
        self.filler = Filler(optional)
        self._fields = fields
        self._optional = optional

    def convert(self, node: Node) -> Converter:
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
        for base, method in (
            (enum.Enum, self._enum),
            (dt.datetime, self._datetime),
            (dt.date, self._date),
            (Mapping, self._mapping),
            ((str, bool, int, float), self._plain),
            (LISTS, self._list),
        ):
            if issubclass(kind, base):
                return method(node)
        return self._entity(node, kind)

    def _plain(self, node: Node) -> Converter:
        def convert(value: Any, run: Run) -> Any:
            for base in (str, bool, int, float):
                if isinstance(value, base):
                    return value if value.__class__ in PLAIN else base(value)
            return value

        return convert

    def _enum(self, node: Node) -> Converter:
        convert = self.convert(node)
        return lambda value, run: convert(value.value, run)

    def _datetime(self, node: Node) -> Converter:
        if "integer" in node.types and "string" not in node.types:
            return lambda value, run: int(in_utc(value).timestamp())
        if "date" in node.formats and "date-time" not in node.formats:
            return lambda value, run: in_utc(value).date().isoformat()
        return lambda value, run: in_utc(value).isoformat(timespec="seconds")[:19] + "Z"

    def _date(self, node: Node) -> Converter:
        return lambda value, run: value.isoformat()

    def _list(self, node: Node) -> Converter:
        cases = node.cases_for("array")
        if not cases:
            return self._refuse(node, "a list")
        converters = [self._items(node, case) for case in cases]
        if len(converters) == 1:
            return converters[0]

        def convert(value: Any, run: Run) -> Any:
            return first_fitting(node, converters, list(value), run)

        return convert

    def _items(self, node: Node, case: Case) -> Converter:
        convert_item = self.convert(node.items(case))

        def convert(value: Iterable[Any], run: Run) -> list[Any]:
            return [
                item if item is None or item.__class__ in PLAIN else convert_item(item, run) for item in value
            ]

        return convert

    def _mapping(self, node: Node) -> Converter:
        cases = node.cases_for("object")
        if not cases:
            return self._refuse(node, "an object")
        if len(cases) == 1:
            return self._mapping_case(node, cases[0])
        choices = [Choice(node, case, mapping_getters(case), self._mapping_case(node, case)) for case in cases]
        return lambda value, run: choose(node, choices, value, run)

    def _mapping_case(self, node: Node, case: Case) -> Converter:
        members: dict[str, tuple[Converter, bool, Node | None]] = {}
        for name in (*case.properties, *(name for name in case.required if name not in case.properties)):
            child = node.property(case, name)
            needed = self._optional or name in case.required
            members[name] = (self.convert(child), child.nullable, child if needed else None)
        extra: tuple[Converter, bool, None] | None = None
        # Where a document lists properties and is silent about others, it means these: what it does not list
        # stays out. Only an explicit additionalProperties, or no list at all, lets others in.
        if case.additional or (case.additional is None and not case.properties):
            child = node.additional(case)
            extra = (self.convert(child), child.nullable, None)
        fillable = [(name, child) for name, (_, _, child) in members.items() if child is not None]

        def convert(value: Mapping[str, Any], run: Run) -> dict[str, Any]:
            out: dict[str, Any] = {}
            for name, item in value.items():
                member = members.get(name) or extra
                if member is not None and (item is not None or member[1]):
                    project_member(out, name, item, member[0], member[1], None, run)
            for name, child in fillable:
                if name not in out:
                    run.fill(out, name, child)
            return out

        return memoised(convert)

    def _entity(self, node: Node, kind: type) -> Converter:
        cases = node.cases_for("object")
        choices = [
            Choice(node, case, self._getters(case, kind), self._entity_case(node, case, kind))
            for case in cases
            if not case.is_free
        ]
        if not choices:
            return self._refuse(node, "an object with properties")
        if len(choices) == 1:
            return choices[0].convert
        return lambda value, run: choose(node, choices, value, run)

    def _getters(self, case: Case, kind: type) -> dict[str, Getter]:
        names = (*case.properties, *(name for name in case.required if name not in case.properties))
        return {name: getter for name in names if (getter := self._fields(kind, name)) is not None}

    def _entity_case(self, node: Node, case: Case, kind: type) -> Converter:
        getters = self._getters(case, kind)
        rows: list[Row] = []
        for name in (*case.properties, *(name for name in case.required if name not in case.properties)):
            needed = self._optional or name in case.required
            if name in getters or needed:
                child = node.property(case, name)
                getter = getters.get(name, missing)
                rows.append((name, getter, self.convert(child), child.nullable, child if needed else None))

        def convert(value: Any, run: Run) -> dict[str, Any]:
            out: dict[str, Any] = {}
            context = run.context
            # project_member, written out: this loop is where the time goes.
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

    def _refuse(self, node: Node, wanted: str) -> Converter:
        def convert(value: Any, run: Run) -> Any:
            raise SchemaMismatch(f"{value!r} cannot be projected: {node.pointer} does not admit {wanted}")

        return convert


def missing(value: Any, context: Any) -> Any:
    """The getter of a required property that a type does not have."""
    return MISSING


def memoised(convert: Converter) -> Converter:
    """The same object of the world, projected onto the same schema again, is the same object of the result."""
    key_part = id(convert)

    def remember(value: Any, run: Run) -> Any:
        key = (id(value), key_part)
        known = run.memo.get(key)
        if known is None:
            known = run.memo[key] = (value, convert(value, run))
        return known[1]

    return remember


class Choice:
    """One branch of a oneOf or anyOf for values of one type, and what speaks for or against it."""

    def __init__(self, node: Node, case: Case, getters: Mapping[str, Getter], convert: Converter) -> None:
        self.convert = convert
        self._required = [getters.get(name, missing) for name in case.required]
        self._listed: list[tuple[Getter, list[Any]]] = []
        for name in case.properties:
            if name in getters:
                described = node.property(case, name).cases
                values = described[0].enumerated() if len(described) == 1 else None
                if values:
                    self._listed.append((getters[name], values))

    def contradicted(self, value: Any, context: Any) -> bool:
        """A property has a value that this branch does not list."""
        return any(
            item is not MISSING and plain_value(item) not in values
            for item, values in ((getter(value, context), values) for getter, values in self._listed)
        )

    def rank(self, value: Any, context: Any) -> tuple[int, int]:
        """Fewest required properties missing first, then most of them had."""
        absent = sum(getter(value, context) is MISSING for getter in self._required)
        return absent, absent - len(self._required)


def choose(node: Node, choices: list[Choice], value: Any, run: Run) -> Any:
    """Project onto the branch that fits: by listed values, by required properties, by trying."""
    fitting = [choice for choice in choices if not choice.contradicted(value, run.context)] or choices
    if len(fitting) > 1:
        fitting.sort(key=lambda choice: choice.rank(value, run.context))
    if len(fitting) == 1:
        return fitting[0].convert(value, run)
    return first_fitting(node, [choice.convert for choice in fitting], value, run)


def first_fitting(node: Node, converters: Sequence[Converter], value: Any, run: Run) -> Any:
    """The first projection that the whole schema admits; without one, the first, so that checking tells why."""
    best: tuple[Any, Any] | None = None
    for convert in converters:
        before = len(run.filled)
        out = convert(value, run)
        made = run.filled[before:]
        del run.filled[before:]
        if best is None:
            best = (out, made)
        if node.is_valid(out):
            best = (out, made)
            break
    if best is None:
        raise ValueError("nothing to choose from")
    run.filled.extend(best[1])
    return best[0]


def plain_value(item: Any) -> Any:
    return item.value if isinstance(item, enum.Enum) else item


def mapping_getters(case: Case) -> dict[str, Getter]:
    return {name: mapping_getter(name) for name in (*case.properties, *case.required)}


def mapping_getter(name: str) -> Getter:
    return lambda value, context: value.get(name, MISSING)


def in_utc(value: dt.datetime) -> dt.datetime:
    """A datetime without a zone is taken to be UTC, as all times of the world are."""
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def locate(root: dict[str, Any], filled: list[tuple[dict[str, Any], str, Node]]) -> Iterator[Fill]:
    """Where the filled properties ended up. An object that stands in several places gives one fill for each."""
    nodes = {(id(out), name): node for out, name, node in filled}

    def walk(value: Any, pointer: str) -> Iterator[Fill]:
        if isinstance(value, dict):
            for name, item in value.items():
                here = f"{pointer}/{pointer_token(name)}"
                node = nodes.get((id(value), name))
                if node is not None:
                    yield Fill(here, node.pointer)
                else:
                    yield from walk(item, here)
        elif isinstance(value, list):
            for index, item in enumerate(value):
                yield from walk(item, f"{pointer}/{index}")

    root_node = nodes.get((id(root), ""))
    if root_node is not None:
        yield Fill("", root_node.pointer)
    else:
        yield from walk(root[""], "")
