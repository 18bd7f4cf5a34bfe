"""Which branch of a oneOf or anyOf a value belongs to."""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from typing import Any

from fakegithub.errors import SchemaMismatch
from fakegithub.spec.node import Node
from fakegithub.spec.run import MISSING, Converter, Getter, Run
from fakegithub.spec.shape import Case


class Branch:
    """One branch for values of one type, and what speaks for or against it."""

    def __init__(self, node: Node, case: Case, getters: Mapping[str, Getter], convert: Converter) -> None:
        self.convert = convert
        self._required = [getters.get(name, missing) for name in case.required]
        self._known = frozenset(case.properties)
        self._listed: list[tuple[Getter, list[Any]]] = []
        for name in case.properties:
            if name in getters:
                described = node.property(case, name).cases
                values = described[0].enumerated() if len(described) == 1 else None
                if values:
                    self._listed.append((getters[name], values))

    def contradicts(self, value: Any, context: Any) -> bool:
        """A property has a value that this branch does not list."""
        return any(
            item is not MISSING and plain_value(item) not in values
            for item, values in ((getter(value, context), values) for getter, values in self._listed)
        )

    def rank(self, value: Any, context: Any) -> tuple[int, int, int]:
        """Fewest required properties missing first, then most of them had; then the branch that knows
        most keys of a mapping, which has none but what is to be shown."""
        absent = sum(getter(value, context) is MISSING for getter in self._required)
        known = len(self._known & value.keys()) if isinstance(value, Mapping) else 0
        return absent, absent - len(self._required), -known


def project_branch(node: Node, branches: list[Branch], value: Any, run: Run) -> Any:
    """Project onto the branch that fits: by listed values, by required properties, by trying."""
    fitting = [branch for branch in branches if not branch.contradicts(value, run.context)] or branches
    if len(fitting) > 1:
        fitting.sort(key=lambda branch: branch.rank(value, run.context))
        return first_fitting(node, [branch.convert for branch in fitting], value, run)
    return fitting[0].convert(value, run)


def first_fitting(node: Node, converters: Sequence[Converter], value: Any, run: Run) -> Any:
    """The first projection that the whole schema admits and that had nothing to fill, or else the one with
    the fewest fills. Without any the first that there is, so that the check which follows tells what is
    wrong with it."""
    made: list[Any] = []
    fitting: list[tuple[int, Any]] = []
    refusal: SchemaMismatch | None = None
    for convert in converters:
        before = len(run.filled)
        try:
            out = convert(value, run)
        except SchemaMismatch as error:
            refusal = refusal or error
            continue
        fills = len(run.filled) - before
        if not node.is_valid(out):
            made.append(out)
        elif fills == 0:
            return out
        else:
            fitting.append((fills, out))
    if fitting:
        return min(fitting, key=lambda pair: pair[0])[1]
    if not made and refusal is not None:
        raise refusal
    return made[0]


def missing(_value: Any, _context: Any) -> Any:
    """The getter of a required property that a type does not have."""
    return MISSING


def plain_value(item: Any) -> Any:
    return item.value if isinstance(item, enum.Enum) else item


def mapping_getters(case: Case) -> dict[str, Getter]:
    return {name: mapping_getter(name) for name in case.names}


def mapping_getter(name: str) -> Getter:
    return lambda value, _context: value.get(name, MISSING)
