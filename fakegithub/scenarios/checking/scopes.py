"""Names in steps that nobody knows there: references, and the `as` of earlier steps.

A step knows what comes before it. Within a `repeat` the count is known as well; a used file knows its own
parameters and steps only.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from fakegithub.errors import ScenarioError, suggestion
from fakegithub.scenarios.language import places
from fakegithub.scenarios.language.references import Unresolved, lookalikes, references
from fakegithub.scenarios.language.source import Path, Source
from fakegithub.scenarios.receivers.told import told_names

Errors = Iterator[ScenarioError]
_NONE: Mapping[str, str] = MappingProxyType({})
# Parameters of verbs whose value names an earlier step.
_SUBJECT_KEYS = ("pull_request", "issue")


@dataclass(slots=True)
class _Scope:
    """What is known at one place: `made` by earlier steps and by `later` ones, with the number
    of the step; parameters."""

    parameters: list[str]
    made: dict[str, str] = field(default_factory=dict)
    later: dict[str, str] = field(default_factory=dict)

    @property
    def known(self) -> list[str]:
        return [*self.made, *self.parameters]


def unknown_names(source: Source) -> Errors:
    """References and subjects that name nothing which exists before them, and names that are given twice."""
    value = source.value
    scope = _Scope(list(value.get("parameters", {})))
    told = told_names(value.get("receiver", {}))
    for key, known in (
        ("parameters", []),
        ("receiver", [*scope.parameters, *told]),
        ("given", scope.parameters),
    ):
        yield from _unknown_references(source, (key,), value.get(key), known)
    yield from _of_steps(source, value["steps"], ("steps",), scope)
    yield from _of_expect(source, ("expect",), value.get("expect"), scope)


def _of_steps(
    source: Source, steps: Sequence[Mapping[str, Any]], path: Path, scope: _Scope, number: str = ""
) -> Errors:
    for index, step in enumerate(steps):
        if "as" in step:
            scope.later.setdefault(step["as"], f"{number}{index + 1}")
    for index, step in enumerate(steps):
        yield from _of_step(source, step, (*path, index), scope, f"{number}{index + 1}")


def _of_step(source: Source, step: Mapping[str, Any], path: Path, scope: _Scope, number: str) -> Errors:
    for key, part in step.items():
        if key == "repeat":
            yield from _of_repeat(source, part, (*path, key), scope, number)
        elif key == "use":
            yield from _of_use(source, part, (*path, key), scope, number)
        elif key != "expect":
            yield from _unknown_references(source, (*path, key), part, scope.known, scope.later)
            if isinstance(part, Mapping):
                yield from _unknown_subjects(source, (*path, key), part, scope, _SUBJECT_KEYS)
    if "as" in step:
        yield from _named(source, (*path, "as"), step["as"], scope, number)
    yield from _of_expect(source, (*path, "expect"), step.get("expect"), scope)


def _of_repeat(source: Source, repeat: Mapping[str, Any], path: Path, scope: _Scope, number: str) -> Errors:
    yield from _unknown_references(source, (*path, "times"), repeat["times"], scope.known)
    count = repeat.get("as")
    if count is not None:
        yield from _named(source, (*path, "as"), count, scope, number)
    yield from _of_steps(source, repeat["steps"], (*path, "steps"), scope, f"{number}.")
    if count is not None:
        scope.made.pop(count, None)


def _of_use(source: Source, use: Mapping[str, Any], path: Path, scope: _Scope, number: str) -> Errors:
    given = use.get("parameters", {})
    yield from _unknown_references(source, (*path, "parameters"), given, scope.known)
    used = use[places.USED]
    at, own = (*path, places.USED), list(used.get("parameters", {}))
    yield from _unknown_references(source, (*at, "parameters"), used.get("parameters"), [])
    yield from _of_steps(source, used["steps"], (*at, "steps"), _Scope(own), f"{number}.")


def _of_expect(source: Source, path: Path, expect: Any, scope: _Scope) -> Errors:
    yield from _unknown_references(source, path, expect, scope.known, scope.later)
    yield from _unknown_subjects(source, path, expect or {}, scope, ("of",))
    for name in (expect or {}).get("made", {}):
        if "${" not in name and name not in scope.made:
            yield source.error(
                f'no earlier step has the name "{name}".{suggestion(name, scope.made)}',
                (*path, "made", name),
                key=True,
                hint=f"Known here: {', '.join(scope.made) or 'none'}",
            )


def _named(source: Source, path: Path, label: str, scope: _Scope, number: str) -> Errors:
    if label in scope.made:
        yield source.error(
            f'"{label}" already names step {scope.made[label]}',
            path,
            hint="Every `as` needs a name of its own.",
        )
    elif label in scope.parameters:
        yield source.error(f'"{label}" already names a parameter', path)
    else:
        scope.made[label] = number


def _unknown_subjects(
    source: Source, path: Path, part: Mapping[str, Any], scope: _Scope, keys: Iterable[str]
) -> Errors:
    for key in keys:
        name = part.get(key)
        if not isinstance(name, str) or "${" in name or name in scope.known or name.isdigit():
            continue
        known = [*scope.made] or ["none: give the step that opens it a name with `as`"]
        yield source.error(
            f'no earlier step has the name "{name}".{suggestion(name, scope.made)}',
            (*path, key),
            hint=_known(name, known, scope.later),
        )


def _unknown_references(
    source: Source, path: Path, value: Any, known: Sequence[str], later: Mapping[str, str] = _NONE
) -> Errors:
    for place, text, is_key in places.texts(path, value):
        try:
            for reference in references(text):
                name = reference.name
                outside = not reference.path and (name in os.environ or reference.default is not None)
                if name not in known and not outside:
                    yield source.error(
                        f"{reference.text}: there is no step, parameter or environment variable"
                        f' "{name}" before this place.{suggestion(name, known)}',
                        place,
                        key=is_key,
                        hint=_known(name, known, later),
                    )
        except Unresolved as error:
            yield source.error(str(error), place, key=is_key)
        for looks, name in lookalikes(text):
            if name in known:
                right = f"${{{looks.strip('${} ')}}}"
                yield source.error(f"{looks} is no reference", place, key=is_key, hint=f"Write {right}.")


def _known(name: str, known: Sequence[str], later: Mapping[str, str]) -> str:
    if name in later:
        return f"Step {later[name]} gets this name only when it has been done."
    return f"Known here: {', '.join(known) or 'none'}"
