"""What a failing assert shows: the nearest calls, and in what they differ."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

from fakegithub.handles import Handle
from fakegithub.journal import Call, ExpectedCall, Journal, differences


def explained(op: str, left: object, right: object) -> list[str] | None:
    """The lines that pytest puts after `assert`, or None for what it shows well by itself."""
    if isinstance(right, Journal) and op == "in":
        return _missing(left, right)
    if isinstance(right, Journal) and op == "not in":
        return _made(left, right)
    if op == "==" and isinstance(left, Journal) and isinstance(right, list | tuple):
        return _different(left, right)
    if op == "==" and isinstance(right, Journal) and isinstance(left, list | tuple):
        return _different(right, left)
    if op == "==" and isinstance(left, Call) and isinstance(right, ExpectedCall):
        return _unlike(right, left)
    if op == "==" and isinstance(right, Call) and isinstance(left, ExpectedCall):
        return _unlike(left, right)
    if op == "==" and isinstance(left, Handle) and isinstance(right, Handle):
        return _others(left, right)
    return None


def _missing(wanted: object, journal: Journal) -> list[str]:
    lines = [f"{wanted!r} in {journal!r}"]
    expected = ExpectedCall(wanted) if isinstance(wanted, str) else wanted
    if isinstance(expected, ExpectedCall):
        return [*lines, *journal.explain(expected.operation, expected.parameters)]
    return lines


def _made(unwanted: object, journal: Journal) -> list[str]:
    expected = ExpectedCall(unwanted) if isinstance(unwanted, str) else unwanted
    return [f"{unwanted!r} not in {journal!r}", *(f"  {made}" for made in journal if made == expected)]


def _different(journal: Journal, wanted: Sequence[object]) -> list[str]:
    """Call by call, in their order."""
    lines = [f"{journal!r} == {len(wanted)} expected"]
    for made, item in zip_longest(journal, wanted):
        if item is None:
            lines.append(f"+ {made}  (not expected)")
        elif made is None:
            lines.append(f"- {item!r}  (not made)")
        elif item == made:
            lines.append(f"  {made}")
        elif isinstance(item, ExpectedCall):
            lines += [f"! {made}", *(f"    {difference}" for difference in _differences(item, made))]
        else:
            lines += [f"! {made}", f"    expected {item}"]
    return lines


def _unlike(expected: ExpectedCall, made: Call) -> list[str]:
    return [f"{made} == {expected!r}", *(f"  {difference}" for difference in _differences(expected, made))]


def _differences(expected: ExpectedCall, made: Call) -> list[str]:
    return [str(found) for found in differences(expected.operation, expected.parameters, made)]


def _others(left: Handle, right: Handle) -> list[str]:
    lines = [f"{left!r} == {right!r}"]
    if left.github is not right.github:
        lines.append("they belong to different worlds")
    return lines
