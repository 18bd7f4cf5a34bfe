"""One call of `project`: what flows through the converters, and what they share."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final

from fakegithub.errors import SchemaMismatch
from fakegithub.spec.fill import Filler
from fakegithub.spec.node import Node


class _Missing:
    def __repr__(self) -> str:
        return "MISSING"

    def __bool__(self) -> bool:
        return False


# What a getter returns for "this value has no such property (now)".
MISSING: Final[Any] = _Missing()

# (value, context) -> the property's value, or MISSING
Getter = Callable[[Any, Any], Any]
# (type, property name) -> how to get it; None: values of this type have no such property
Fields = Callable[[type, str], Getter | None]
# (value, run) -> JSON
Converter = Callable[[Any, "Run"], Any]
# (property name, its node) -> values to try for a property that nobody knows, the likeliest first
Guess = Callable[[str, Node], Iterable[Any]]

# These go into JSON as they are. Subclasses do not: an IntEnum or a str subclass takes the long way.
PLAIN = frozenset({str, int, bool, float})


class Run:
    """The context for the getters, the objects made so far, and what had to be filled."""

    __slots__ = ("context", "filled", "filler", "memo")

    def __init__(self, context: Any, filler: Filler) -> None:
        self.context = context
        self.filler = filler
        # The value is kept beside its result, so that its id cannot become another value's. So is the
        # object in `filled`, even if a branch was tried and given up.
        self.memo: dict[tuple[int, int], tuple[Any, Any]] = {}
        self.filled: list[tuple[dict[str, Any], str, Node]] = []

    def fill(self, out: dict[str, Any], name: str, node: Node) -> None:
        out[name] = self.filler.fill(node)
        self.filled.append((out, name, node))


class GuessingRun(Run):
    """A run that asks `guess` for what is missing, before it fills it with a minimal value.

    A guess that does not fit its schema is passed over. An object that nobody can guess is made
    member by member, so that its members are guessed.
    """

    __slots__ = ("_converter", "_guess")

    def __init__(
        self, context: Any, filler: Filler, guess: Guess, converter: Callable[[Node], Converter]
    ) -> None:
        super().__init__(context, filler)
        self._guess = guess
        self._converter = converter

    def fill(self, out: dict[str, Any], name: str, node: Node) -> None:
        convert = self._converter(node)
        self.filled.append((out, name, node))
        for value in self._guess(name, node):
            try:
                made = convert(value, self)
            except SchemaMismatch:
                continue
            if node.is_valid(made):
                out[name] = made
                return
        if not node.nullable and any(case.properties for case in node.cases_for("object")):
            out[name] = convert({}, self)
        else:
            out[name] = self.filler.fill(node)


def project_member(
    out: dict[str, Any], name: str, item: Any, convert: Converter, nullable: bool, node: Node | None, run: Run
) -> None:
    """Put one property into `out`: as it is, converted, null, filled from `node`, or not at all."""
    if item.__class__ in PLAIN:
        out[name] = item
    elif item is not None and item is not MISSING:
        out[name] = convert(item, run)
    elif item is None and nullable:
        out[name] = None
    elif node is not None:
        run.fill(out, name, node)


def memoised(convert: Converter) -> Converter:
    """The same value, projected onto the same schema again in one run, becomes the same object again."""
    convert_id = id(convert)

    def remember(value: Any, run: Run) -> Any:
        key = (id(value), convert_id)
        known = run.memo.get(key)
        if known is None:
            known = run.memo[key] = (value, convert(value, run))
        return known[1]

    return remember
