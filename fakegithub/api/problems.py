"""What is wrong with a request's parameter or body, in the words in which GitHub says it.

    Invalid request.

    "head", "base" weren't supplied.

The validators of `spec` say whether a value fits; this module only words why it does not. A keyword that
it has no words for is worded by them.
https://docs.github.com/rest/using-the-rest-api/troubleshooting-the-rest-api
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import orjson

from fakegithub.errors import ValidationFailed
from fakegithub.spec import Schema

_TYPES: dict[str, tuple[type, ...]] = {
    "array": (list,),
    "boolean": (bool,),
    "integer": (int,),
    "number": (int, float),
    "null": (type(None),),
    "object": (dict,),
    "string": (str,),
}


def invalid_request(schema: Schema, value: Any, path: str = "") -> ValidationFailed:
    """The 422 for a value that does not fit its schema. `path` is where the value stands."""
    found = list(dict.fromkeys(_problems(schema, value, path))) or schema.errors(value)
    return ValidationFailed("\n".join(("Invalid request.\n", *found)))


def _problems(schema: Schema, value: Any, path: str) -> Iterator[str]:
    schema = schema.resolve()
    for branch in schema.raw.get("allOf", ()):
        yield from _problems(_part(schema, branch), value, path)
    for keyword in ("anyOf", "oneOf"):
        yield from _no_branch(schema, keyword, value, path)
    if "type" in schema.raw and not _has_type(schema.raw["type"], value):
        yield _wrong_type(schema.raw["type"], value, path)
        return
    for keyword, limit in schema.raw.items():
        check = _CHECKS.get(keyword)
        message = check(value, limit) if check is not None else None
        if message is not None:
            yield message
    yield from _member_problems(schema, value, path)


def _no_branch(schema: Schema, keyword: str, value: Any, path: str) -> Iterator[str]:
    branches = [_part(schema, branch) for branch in schema.raw.get(keyword, ())]
    if branches and not any(branch.is_valid(value) for branch in branches):
        yield f'No subschema in "{keyword}" matched.'
        for branch in branches:
            yield from _problems(branch, value, path)


def _member_problems(schema: Schema, value: Any, path: str) -> Iterator[str]:
    raw = schema.raw
    if isinstance(value, dict):
        properties = raw.get("properties", {})
        for name, item in value.items():
            if name in properties:
                yield from _problems(_part(schema, properties[name]), item, _join(path, "properties", name))
        missing = sorted(set(raw.get("required", ())) - value.keys())
        if missing:
            yield f"{_names(missing)} {'was' if len(missing) == 1 else 'were'}n't supplied."
        extra = sorted(value.keys() - properties.keys())
        if extra and raw.get("additionalProperties") is False:
            yield f"{_names(extra)} {'is not a' if len(extra) == 1 else 'are not'} permitted key" + (
                "." if len(extra) == 1 else "s."
            )
    if isinstance(value, list) and "items" in raw:
        for item in value:
            yield from _problems(_part(schema, raw["items"]), item, _join(path, "items"))


def _part(schema: Schema, raw: dict[str, Any]) -> Schema:
    return Schema(schema.namespace, raw, schema.pointer)


def _join(path: str, *parts: str) -> str:
    return "/".join((path, *parts)) if path else "/".join(parts)


def _names(names: list[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def _has_type(wanted: str | list[str], value: Any) -> bool:
    names = [wanted] if isinstance(wanted, str) else wanted
    if isinstance(value, bool):
        return "boolean" in names
    return any(isinstance(value, _TYPES[name]) for name in names)


def _wrong_type(wanted: str | list[str], value: Any, path: str) -> str:
    names = [wanted] if isinstance(wanted, str) else [name for name in wanted if name != "null"]
    article = "an" if names[0][0] in "aeiou" else "a"
    # As Ruby shows a value.
    shown = "nil" if value is None else orjson.dumps(value).decode()
    return f"For '{path}', {shown} is not {article} {'/'.join(names)}."


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else orjson.dumps(value).decode()


def _listed(values: list[Any]) -> str:
    return "[" + ", ".join(orjson.dumps(value).decode() for value in values) + "]"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


_Check = Callable[[Any, Any], str | None]

_CHECKS: dict[str, _Check] = {
    "enum": lambda v, k: None if v in k else f"{_plain(v)} is not a member of {_listed(k)}.",
    "const": lambda v, k: None if v == k else f"{_plain(v)} is not a member of {_listed([k])}.",
    "maximum": lambda v, k: f"{v} must be less than or equal to {k}." if _is_number(v) and v > k else None,
    "minimum": lambda v, k: f"{v} must be greater than or equal to {k}." if _is_number(v) and v < k else None,
    "maxLength": lambda v, k: (
        f"Only {_count(k, 'character')} {'is' if k == 1 else 'are'} allowed; {len(v)} "
        f"{'was' if len(v) == 1 else 'were'} supplied."
        if isinstance(v, str) and len(v) > k
        else None
    ),
    "minLength": lambda v, k: (
        f"At least {_count(k, 'character')} {'is' if k == 1 else 'are'} required; only {len(v)} "
        f"{'was' if len(v) == 1 else 'were'} supplied."
        if isinstance(v, str) and len(v) < k
        else None
    ),
    "maxItems": lambda v, k: (
        f"No more than {_count(k, 'item')} {'is' if k == 1 else 'are'} allowed; {len(v)} "
        f"{'was' if len(v) == 1 else 'were'} supplied."
        if isinstance(v, list) and len(v) > k
        else None
    ),
    "minItems": lambda v, k: (
        f"{_count(k, 'item')} required; only {len(v)} {'was' if len(v) == 1 else 'were'} supplied."
        if isinstance(v, list) and len(v) < k
        else None
    ),
    "pattern": lambda v, k: (
        f"{v} does not match /{k}/." if isinstance(v, str) and re.search(k, v) is None else None
    ),
    "format": lambda v, k: (
        f"{v} is not a valid {k}."
        if k in ("date", "date-time") and isinstance(v, str) and not re.match(r"\d{4}-\d\d-\d\d", v)
        else None
    ),
}
