"""What to write instead of a value that is of the wrong kind."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from fakegithub.scenarios.language.source import Path, Source

Part = Mapping[str, Any]
Fits = Callable[[Any, Part], bool]

# What people and YAML 1.1 write for them.
_WORDS = {"true": "true", "yes": "true", "on": "true", "false": "false", "no": "false", "off": "false"}
_TIGHT = re.compile(r"([A-Za-z_][\w./-]*):(\S.*)")
_ASSIGNED = re.compile(r"([A-Za-z_]\w*)=(.*)")


def remedy(value: Any, part: Part, source: Source, path: Path, fits: Fits) -> str | None:
    """What to write instead of `value`, which is not of the `type` of `part`. `fits` tells whether a value
    fits a part of the schema."""
    if value is None:
        return _of_nothing(part, source, path, fits)
    wanted = part.get("type")
    for kind in [wanted] if isinstance(wanted, str) else wanted or ():
        write = _REMEDIES.get((type(value), kind))
        found = write(value, part, fits) if write is not None else None
        if found is not None:
            return found
    return None


def _of_nothing(part: Part, source: Source, path: Path, fits: Fits) -> str | None:
    comment = source.comments.get(path)
    if comment is not None and not comment.startswith("# "):
        return f"To YAML {comment} is a comment: put it in quotes."
    kind = part.get("type")
    if kind == "object" and fits({}, part):
        return "Write {} if there is nothing to say."
    if kind == "object" and part.get("required"):
        return f"It needs: {', '.join(part['required'])}."
    if kind == "array":
        return 'Its items come in the next lines, each with "- " before it.'
    return None


def _as_item(value: Any, part: Part, fits: Fits) -> str | None:
    return f"Write [{value}]." if fits([value], part) else None


def _as_value(value: str, part: Part, fits: Fits) -> str | None:
    known: Mapping[str, Any] = part.get("properties", {})
    tight = _TIGHT.fullmatch(value)
    if tight is not None and tight[1] in known:
        return f"YAML wants a blank after the colon: {tight[1]}: {tight[2]}"
    for name in known:
        if fits({name: value}, part):
            return f"Write {{ {name}: {value} }}."
    return f"Allowed here: {', '.join(known)}." if known else None


def _as_list(value: dict[str, Any], *_: Any) -> str | None:
    if not value:
        return None
    first = next(iter(value))
    if re.match(r"-\S", first):
        return f"YAML wants a blank after the dash: - {first[1:]}"
    return f'Begin each item with "- ", the first one before "{first}".'


def _as_mapping(value: list[Any], part: Part, _: Fits) -> str | None:
    assigned = _ASSIGNED.fullmatch(value[0]) if value and isinstance(value[0], str) else None
    if assigned is not None:
        return f'Write {assigned[1]}: {assigned[2]}, without "- " before it.'
    if value and all(isinstance(item, dict) for item in value):
        known = part.get("properties", {})
        if "steps" in known and not any(name in known for item in value for name in item):
            return "A scenario begins with `name:`; its steps are a list under `steps:`."
        return 'Write its keys without "- " before them.'
    return None


def _in_quotes(value: Any, part: Part, fits: Fits) -> str | None:
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return f'Write "{text}" in quotes.' if "enum" not in part or fits(text, part) else None


def _unquoted(value: str, *_: Any) -> str | None:
    word = _WORDS.get(value.casefold())
    return f"Write {word}, without quotes." if word is not None else None


def _number(value: str, *_: Any) -> str | None:
    return f"Write {value}, without quotes." if re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", value) else None


_REMEDIES: Mapping[tuple[type, str], Callable[[Any, Part, Fits], str | None]] = {
    (str, "array"): _as_item,
    (int, "array"): _as_item,
    (str, "object"): _as_value,
    (dict, "array"): _as_list,
    (list, "object"): _as_mapping,
    (int, "string"): _in_quotes,
    (float, "string"): _in_quotes,
    (bool, "string"): _in_quotes,
    (str, "boolean"): _unquoted,
    (str, "integer"): _number,
    (str, "number"): _number,
}
