"""What is wrong with a value, by the keyword of the schema that it does not fit."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, cast

from fakegithub.errors import suggestion

if TYPE_CHECKING:
    from jsonschema import ValidationError

_KINDS = {
    "object": "a mapping (key: value)",
    "array": "a list (- item)",
    "string": "a text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "null": "nothing",
}


def sentence(error: ValidationError) -> str:
    write = _SENTENCES.get(str(error.validator))
    return write(error) if write is not None else error.message


def kinds(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def either(kinds: set[str]) -> str:
    return " or ".join(text for kind, text in _KINDS.items() if kind in kinds)


def shown(value: Any) -> str:
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, str):
        return f'the text "{value}"' if len(value) < 60 else "a text"
    if value is None:
        return "nothing"
    return str(value).lower() if isinstance(value, bool) else str(value)


def part_of(error: ValidationError) -> dict[str, Any]:
    return cast("dict[str, Any]", error.schema)


def wanted(error: ValidationError) -> Any:
    return error.validator_value


def description(error: ValidationError) -> str | None:
    found = part_of(error).get("description")
    return str(found) if found else None


# What GitHub's pages call the roles.
_OTHER_WORDS = {"read": "pull", "write": "push"}


def _not_listed(error: ValidationError) -> str:
    words = [str(value).lower() if isinstance(value, bool) else str(value) for value in wanted(error)]
    meant = _OTHER_WORDS.get(str(error.instance), str(error.instance))
    near = f' Did you mean "{meant}"?' if meant in words else suggestion(meant, words)
    what = part_of(error).get("title")
    wrong = f'there is no {what} "{meant}"' if what else f"{shown(error.instance)} is not allowed here"
    return f"{wrong}.{near} Allowed are: {', '.join(words)}"


def _too_few(error: ValidationError) -> str:
    return f"must have at least {wanted(error)} item{'s' if wanted(error) != 1 else ''}"


def _of_these(error: ValidationError) -> str:
    known = part_of(error).get("properties", ())
    return f". Allowed here: {', '.join(known)}" if known else ""


# Patterns that can be said in words.
_FORMS = {
    r"^(https?://|\$\{)": "must begin with http:// or https://",
    r"^(/|\$\{)": "must begin with /",
    r"^[A-Za-z_][A-Za-z0-9_-]*$": "cannot be a name: a name is made of letters, digits, _ and -",
    r"^[A-Za-z_][A-Za-z0-9_]*$": "cannot be a name: a name is made of letters, digits and _",
    r"^[^=\s]+$": "cannot be a name: there are no blanks and no = in one",
}
_SENTENCES: Mapping[str, Callable[[ValidationError], str]] = {
    "type": lambda e: f"must be {either(set(kinds(wanted(e))))}, not {shown(e.instance)}",
    "enum": _not_listed,
    "const": lambda e: f"{shown(e.instance)} is not allowed here; only {shown(wanted(e))} is",
    "pattern": lambda e: f"{shown(e.instance)} {_FORMS.get(wanted(e), 'has not the right form')}",
    "minItems": _too_few,
    "minProperties": lambda e: f"must have at least {wanted(e)} key{_of_these(e)}",
    "maxProperties": lambda e: f"only one of {', '.join(part_of(e).get('properties', ()))} can be given",
    "minLength": lambda _: "must not be empty",
    "minimum": lambda e: f"{e.instance} is too small: the least is {wanted(e)}",
    "uniqueItems": lambda e: (
        f"the list has the same item twice: {shown(_twice(cast('list[Any]', e.instance)))}"
    ),
}


def _twice(items: list[Any]) -> Any:
    return next(item for index, item in enumerate(items) if item in items[:index])
