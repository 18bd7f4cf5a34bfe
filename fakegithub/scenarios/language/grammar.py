"""Checking a file against schemas/scenario.schema.json, and saying what would be right.

The schema is also what editors complete and hover by; so every key it knows carries a description,
and those descriptions are the hints given here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from difflib import SequenceMatcher
from functools import cache
from itertools import takewhile
from typing import TYPE_CHECKING, Any, cast

from fakegithub.errors import ScenarioError, nearest
from fakegithub.scenarios.language.durations import seconds as seconds
from fakegithub.scenarios.language.misplaced import Belonging, Levels
from fakegithub.scenarios.language.remedies import remedy
from fakegithub.scenarios.language.sentences import (
    description,
    either,
    kinds,
    part_of,
    sentence,
    shown,
    wanted,
)
from fakegithub.scenarios.language.source import Path, Source
from fakegithub.spec.store import read_json

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator, ValidationError


@cache
def schema() -> dict[str, Any]:
    found: dict[str, Any] = read_json("scenario.schema.json")
    return found


@cache
def _validator() -> Draft202012Validator:
    # jsonschema takes a while to import, and `fakegithub --version` does not need it.
    from jsonschema import Draft202012Validator

    return Draft202012Validator(schema())


def verbs() -> dict[str, dict[str, Any]]:
    """The verbs of steps with the schemas of their parameters."""
    properties = schema()["$defs"]["step"]["properties"]
    return {name: part for name, part in properties.items() if name not in STEP_KEYS}


# What comes after it among the properties of a step is generated: see operation_schemas.py.
LAST_OWN_KEY = "settle"
_MOST_VERBS = 15
_SURELY = 0.75
STEP_KEYS = ("name", "by", "as", "expect", "fault", "settle")


def own_verbs() -> list[str]:
    """The verbs that are written for scenarios: all but the operations."""
    properties = schema()["$defs"]["step"]["properties"]
    own = takewhile(lambda name: name != LAST_OWN_KEY, properties)
    return [name for name in own if name not in STEP_KEYS]


def violations(source: Source) -> list[ScenarioError]:
    """Everything in the file that the schema does not allow, from top to bottom."""
    errors = list(_validator().iter_errors(source.value))
    # One mistake leaves a gap where its key should be. All gaps are known when all has been explained once.
    gaps: set[Path] = set()
    for error in errors:
        list(explain(error, source, gaps=gaps))
    found: dict[tuple[int, int, str], ScenarioError] = {}
    for error in errors:
        for problem in explain(error, source, gaps=gaps):
            # jsonschema reports one error for each missing key; we name all of them in one.
            found.setdefault((problem.line or 0, problem.column or 0, problem.message), problem)
    return [found[key] for key in sorted(found)]


def explain(
    error: ValidationError, source: Source, at: Path = (), gaps: set[Path] | None = None
) -> Iterator[ScenarioError]:
    """The errors of a file that one of jsonschema's is. `at` is where the value stands that it is about.
    `gaps` are the places of what is missing because it stands elsewhere; they are no errors of their own,
    and those that this error tells of are added."""
    gaps = gaps if gaps is not None else set()
    path: Path = (*at, *error.absolute_path)
    if "propertyNames" in error.absolute_schema_path:
        yield source.error(
            sentence(error),
            (*path, str(error.instance)),
            key=True,
            hint=description(error),
        )
    elif error.validator == "additionalProperties":
        yield from _unknown_keys(error, source, path, gaps)
    elif error.validator == "anyOf":
        yield from _no_branch(error, source, path, gaps)
    elif error.validator == "required":
        yield from _missing(error, source, path, gaps)
    elif not (error.validator == "type" and error.instance is None and path in gaps):
        instead = _instead([error], source, path) if error.validator == "type" else None
        yield source.error(sentence(error), path, hint=_joined(instead, description(error)))


def _unknown_keys(
    error: ValidationError, source: Source, path: Path, gaps: set[Path]
) -> Iterator[ScenarioError]:
    """Keys that stand at another level than their own, and keys that there are not."""
    said, allowed = cast("dict[str, Any]", error.instance), part_of(error).get("properties", {})
    unknown = [key for key in said if key not in allowed]
    places: dict[Belonging, list[str]] = {}
    for key in unknown:
        near = nearest(key, allowed)
        place = _levels().of(source, path, key)
        if place is not None and (place.sure or near is None or not _alike(key, near)):
            places.setdefault(place, []).append(key)
            gaps.update(place.missing)
            continue
        missing = [name for name in part_of(error).get("required", ()) if name not in said]
        if near is None and len(missing) == len(unknown) == 1:
            near = missing[0]
        if near is not None:
            gaps.add((*path, near))
        yield source.error(
            f'unknown key "{key}".' + (f' Did you mean "{near}"?' if near is not None else ""),
            (*path, key),
            key=True,
            hint=_joined(
                None if near is not None else _elsewhere(key), f"Allowed here: {_listed(key, allowed)}"
            ),
        )
    for place, keys in places.items():
        names = " and ".join(f'"{key}"' for key in keys)
        belong = "belongs" if len(keys) == 1 else "belong"
        yield source.error(f"{names} {belong} {place.says}", (*path, keys[0]), key=True, hint=place.hint)


def _alike(key: str, name: str) -> bool:
    """Whether one is so surely meant for the other that nothing else need be thought of."""
    return SequenceMatcher(None, key, name).ratio() >= _SURELY


@cache
def _levels() -> Levels:
    return Levels(schema(), verbs())


def _elsewhere(key: str) -> str | None:
    found = _levels().elsewhere(key)
    return f"There is such a key {found}." if found is not None else None


def _listed(key: str, allowed: Iterable[str]) -> str:
    """The keys that are allowed; of verbs those that `key` could be one of, or the beginnings of all."""
    listed = list(takewhile(lambda name: name != LAST_OWN_KEY, allowed))
    if len(listed) == len(list(allowed)):
        return ", ".join(listed)
    return f"{', '.join(STEP_KEYS)}, {verbs_like(key)}"


def verbs_like(key: str = "") -> str:
    """The verbs that begin as `key` does, or else the beginnings of all."""
    kind = re.match(r"\w+[./]", key)
    like = [name for name in verbs() if kind is not None and name.startswith(kind[0])]
    if not like:
        own = own_verbs()
        first = [name.partition(".")[0] for name in own]
        like = [f"{name}.…" if name not in own else name for name in dict.fromkeys(first)]
        like = ["clock.advance" if name == "clock.…" else name for name in like]
    more = " …" if len(like) > _MOST_VERBS else ""
    return f"{', '.join(like[:_MOST_VERBS])}{more} and every operation by its id"


def _missing(error: ValidationError, source: Source, path: Path, gaps: set[Path]) -> Iterator[ScenarioError]:
    said, known = cast("dict[str, Any]", error.instance), part_of(error).get("properties", {})
    missing = [key for key in wanted(error) if key not in said and (*path, key) not in gaps]
    if missing:
        what = " and ".join(f'"{key}"' for key in missing)
        described = [f"{key}: {_description(known.get(key, {}))}".strip(" :") for key in missing]
        yield source.error(
            f"{what} {'is' if len(missing) == 1 else 'are'} missing here",
            path,
            hint="\n  ".join(f"Add {text}" for text in described),
        )


def _description(part: dict[str, Any]) -> str:
    if "description" not in part and "$ref" in part:
        part = schema()["$defs"][part["$ref"].rsplit("/", 1)[1]]
    return str(part.get("description", ""))


def _no_branch(
    error: ValidationError, source: Source, path: Path, gaps: set[Path]
) -> Iterator[ScenarioError]:
    """Explain by the branches whose kind of value this is; when there is none, name the kinds."""
    branches: dict[Any, list[ValidationError]] = {}
    for part in error.context or ():
        branches.setdefault(part.schema_path[0], []).append(part)
    fitting = [parts for parts in branches.values() if not any(_wrong_kind(part) for part in parts)]
    if not fitting:
        if error.instance is None and path in gaps:
            return
        wrong = [part for part in error.context or () if part.validator == "type" and not part.path]
        wrong_kinds = {kind for part in wrong for kind in kinds(wanted(part))}
        hint = _joined(_instead(wrong, source, path), description(error))
        yield source.error(f"must be {either(wrong_kinds)}, not {shown(error.instance)}", path, hint=hint)
        return
    # A list of words says more than a pattern does.
    fitting.sort(key=lambda parts: parts[0].validator != "enum")
    for part in fitting[0]:
        for problem in explain(part, source, path[: len(path) - len(error.absolute_path)], gaps):
            problem.hint = problem.hint or description(error)
            yield problem


def _instead(wrong: Iterable[ValidationError], source: Source, path: Path) -> str | None:
    """What to write instead of a value of the wrong kind."""
    found = (remedy(error.instance, part_of(error), source, path, _fits) for error in wrong)
    return next((text for text in found if text is not None), None)


def _fits(value: Any, part: Mapping[str, Any]) -> bool:
    return bool(_validator().evolve(schema=part).is_valid(value))


def _joined(*texts: str | None) -> str | None:
    return "\n  ".join(text for text in texts if text) or None


def _wrong_kind(part: ValidationError) -> bool:
    """Nothing but a reference may stand here as a text, and this text has none in it."""
    if part.validator == "pattern" and wanted(part) == schema()["$defs"]["reference"]["pattern"]:
        return not part.path and "${" not in str(part.instance)
    return part.validator == "type" and not part.path
