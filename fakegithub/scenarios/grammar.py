"""Checking a file against schemas/scenario.schema.json, and saying what would be right.

The schema is also what editors complete and hover by; so every key it knows carries a description,
and those descriptions are the hints given here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from fakegithub.errors import ScenarioError, suggestion
from fakegithub.scenarios.source import Path, Source
from fakegithub.spec.store import read_json

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator, ValidationError

_KINDS = {
    "object": "a mapping (key: value)",
    "array": "a list (- item)",
    "string": "a text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "null": "nothing",
}


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


STEP_KEYS = ("name", "by", "as", "expect", "fault", "settle")


def violations(source: Source) -> list[ScenarioError]:
    """Everything in the file that the schema does not allow, from top to bottom."""
    found: dict[tuple[int, int, str], ScenarioError] = {}
    for error in _validator().iter_errors(source.value):
        for problem in _explain(error, source):
            # jsonschema reports one error for each missing key; we name all of them in one.
            found.setdefault((problem.line or 0, problem.column or 0, problem.message), problem)
    return [found[key] for key in sorted(found)]


def _explain(error: ValidationError, source: Source) -> Iterator[ScenarioError]:
    path: Path = tuple(error.absolute_path)
    if "propertyNames" in error.absolute_schema_path:
        yield source.error(
            f'"{error.instance}" cannot be a name', (*path, str(error.instance)), key=True, hint=_hint(error)
        )
        return
    if error.validator == "additionalProperties":
        yield from _unknown_keys(error, source, path)
        return
    if error.validator == "anyOf":
        yield from _no_branch(error, source, path)
        return
    write = _SENTENCES.get(str(error.validator))
    message = write(error) if write is not None else error.message
    hint = (
        f"Allowed here: {', '.join(_schema(error)['properties'])}"
        if error.validator == "required"
        else _hint(error)
    )
    yield source.error(message, path, hint=hint)


def _unknown_keys(error: ValidationError, source: Source, path: Path) -> Iterator[ScenarioError]:
    allowed = _schema(error).get("properties", {})
    for key in cast("dict[str, Any]", error.instance):
        if key not in allowed:
            yield source.error(
                f'unknown key "{key}".{suggestion(key, allowed)}',
                (*path, key),
                key=True,
                hint=f"Allowed here: {', '.join(allowed)}",
            )


def _no_branch(error: ValidationError, source: Source, path: Path) -> Iterator[ScenarioError]:
    """Explain by the branches whose kind of value this is; when there is none, name the kinds."""
    branches: dict[Any, list[ValidationError]] = {}
    for part in error.context or ():
        branches.setdefault(part.schema_path[0], []).append(part)
    fitting = [parts for parts in branches.values() if not any(_wrong_kind(part) for part in parts)]
    if not fitting:
        kinds = {kind for part in error.context or () if _wrong_kind(part) for kind in _kinds(_value(part))}
        yield source.error(f"must be {_either(kinds)}, not {_shown(error.instance)}", path, hint=_hint(error))
        return
    # A list of words says more than a pattern does.
    fitting.sort(key=lambda parts: parts[0].validator != "enum")
    for part in fitting[0]:
        for problem in _explain(part, source):
            problem.hint = problem.hint or _hint(error)
            yield problem


def _wrong_kind(part: ValidationError) -> bool:
    return part.validator == "type" and not part.path


def _kinds(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def _either(kinds: set[str]) -> str:
    return " or ".join(text for kind, text in _KINDS.items() if kind in kinds)


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, str):
        return f'the text "{value}"' if len(value) < 60 else "a text"
    if value is None:
        return "nothing"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _schema(error: ValidationError) -> dict[str, Any]:
    return cast("dict[str, Any]", error.schema)


def _value(error: ValidationError) -> Any:
    return error.validator_value


def _hint(error: ValidationError) -> str | None:
    found = _schema(error).get("description")
    return str(found) if found else None


def _missing(error: ValidationError) -> str:
    missing = [f'"{key}"' for key in _value(error) if key not in cast("dict[str, Any]", error.instance)]
    return f"{' and '.join(missing)} {'is' if len(missing) == 1 else 'are'} missing here"


def _not_listed(error: ValidationError) -> str:
    words = [str(value).lower() if isinstance(value, bool) else str(value) for value in _value(error)]
    return (
        f"{_shown(error.instance)} is not allowed here.{suggestion(str(error.instance), words)} "
        f"Allowed are: {', '.join(words)}"
    )


def _too_few(error: ValidationError) -> str:
    return f"must have at least {_value(error)} item{'s' if _value(error) != 1 else ''}"


_SENTENCES: dict[str, Callable[[ValidationError], str]] = {
    "type": lambda e: f"must be {_either(set(_kinds(_value(e))))}, not {_shown(e.instance)}",
    "required": _missing,
    "enum": _not_listed,
    "const": lambda e: f"{_shown(e.instance)} is not allowed here; only {_shown(_value(e))} is",
    "pattern": lambda e: f"{_shown(e.instance)} has not the right form",
    "minItems": _too_few,
    "minProperties": _too_few,
    "maxProperties": lambda e: f"only one of {', '.join(_schema(e).get('properties', ()))} can be given",
    "minLength": lambda _: "must not be empty",
    "minimum": lambda e: f"{e.instance} is too small: the least is {_value(e)}",
    "uniqueItems": lambda e: (
        f"the list has the same item twice: {_shown(_twice(cast('list[Any]', e.instance)))}"
    ),
}


def _twice(items: list[Any]) -> Any:
    return next(item for index, item in enumerate(items) if item in items[:index])


_DURATION = re.compile(r"([0-9]+(?:\.[0-9]+)?)(ms|s|m)")
_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0}


def seconds(duration: str | float) -> float:
    """`500ms`, `5s`, `1m` or a number of seconds, in seconds."""
    if not isinstance(duration, str):
        return float(duration)
    match = _DURATION.fullmatch(duration)
    if match is None:
        raise ValueError(f'"{duration}" is not a duration such as 5s')
    return float(match[1]) * _UNITS[match[2]]
