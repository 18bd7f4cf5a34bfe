"""Where in a scenario file a key belongs that stands at the wrong level.

It is the commonest mistake in YAML: indented too far, and `expect` is a parameter of the verb; not far
enough, and the parameters are keys of the step. The schema knows where each key is allowed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from fakegithub.scenarios.language.source import Path, Source
from fakegithub.spec import document

Part = Mapping[str, Any]
# How far around a mapping, and how far within it, a key is looked for.
_AROUND = 2
_WITHIN = 3
_FEW = 2
# What stands for any name in the way to a key, and for an item of a list.
_ANY, _ITEM = "…", "-"


@dataclass(frozen=True, slots=True)
class Belonging:
    """Where keys belong, in words that follow "belongs". `sure` when a mapping that is there has such a key;
    `missing` are the places where it is missing, and what is empty without it."""

    says: str
    hint: str
    sure: bool
    missing: tuple[Path, ...] = ()


class Levels:
    """The keys that each mapping of a file may have, by a schema with `$defs`."""

    def __init__(self, schema: Part, verbs: Iterable[str]) -> None:
        self._schema = schema
        # Nothing is looked for in these: they have hundreds of parameters.
        self._verbs = frozenset(verbs)

    def of(self, source: Source, path: Path, key: str) -> Belonging | None:
        """Where the unknown `key` of the mapping at `path` belongs."""
        return (
            self._in_empty(source, path, key)
            or _parameter(source, path, key)
            or self._around(source, path, key)
            or self._beside(source, path, key)
            or self._further_in(source, path, key)
        )

    def elsewhere(self, key: str) -> str | None:
        """Where else such a key stands, in words; None when there are many places."""
        ways = [way for way in self._ways(key, [self._schema], 2 * _WITHIN) if way]
        return " or ".join(_in_words(way) for way in ways) if 0 < len(ways) <= _FEW else None

    # The four ways to be at the wrong level

    def _in_empty(self, source: Source, path: Path, key: str) -> Belonging | None:
        for other, value in _at(source, path).items():
            if value is None and key in self._allowed((*path, other)):
                return Belonging(
                    f'within "{other}", not beside it',
                    f'Indent further than "{other}", by two spaces.',
                    sure=True,
                    missing=((*path, other),),
                )
        return None

    def _around(self, source: Source, path: Path, key: str) -> Belonging | None:
        ends = [end for end in range(len(path) - 1, -1, -1) if isinstance(path[end], str)]
        for end in ends[:_AROUND]:
            if key in self._allowed(path[:end]):
                column = source.mark(path[: end + 1], key=True).column
                return Belonging(
                    f'beside "{path[end]}", not within it',
                    f'"{path[end]}" begins in column {column}, and so must "{key}".',
                    sure=True,
                    missing=((*path[:end], key),),
                )
        return None

    def _beside(self, source: Source, path: Path, key: str) -> Belonging | None:
        for other, value in _at(source, path).items():
            if isinstance(value, dict) and other != key and key in self._allowed((*path, other)):
                first = next(iter(value), None)
                beside = f', beside "{first}"' if first is not None else ""
                return Belonging(
                    f'within "{other}", not beside it',
                    f'Move it into "{other}"{beside}.',
                    sure=True,
                    missing=((*path, other, key),),
                )
        return None

    def _further_in(self, source: Source, path: Path, key: str) -> Belonging | None:
        ways = sorted(self._ways(key, self._parts(path), _WITHIN), key=len)
        ways = [way for way in ways if way[0] in _at(source, path)] or ways
        ways = [way for way in ways if len(way) == len(ways[0])]
        if not ways:
            return None
        written = " or ".join(_written(way, key) for way in ways[:2])
        where = " or ".join(_in_words(way) for way in ways[:2])
        return Belonging(f"{where}, not here", f"Write {written}.", sure=False)

    # The schema

    def _allowed(self, path: Path) -> set[str]:
        return {name for part in self._parts(path) for name in part.get("properties", ())}

    def _parts(self, path: Path) -> list[Part]:
        parts = list(self._branches(self._schema))
        for step in path:
            parts = [inner for part in parts for inner in self._inner(part, step)]
        return parts

    def _branches(self, part: Part) -> Iterator[Part]:
        if "$ref" in part:
            yield from self._branches(self._schema["$defs"][part["$ref"].rsplit("/", 1)[1]])
        elif "anyOf" in part:
            for branch in part["anyOf"]:
                yield from self._branches(branch)
        else:
            yield part

    def _inner(self, part: Part, step: str | int) -> Iterator[Part]:
        if isinstance(step, int):
            found = part.get("items")
        else:
            found = part.get("properties", {}).get(step, part.get("additionalProperties"))
        if isinstance(found, Mapping):
            yield from self._branches(found)

    def _ways(self, key: str, parts: Iterable[Part], depth: int, way: Path = ()) -> Iterator[Path]:
        """The ways to mappings that have such a key, in each mapping, list and named thing within `parts`."""
        for part in (branch for outer in parts for branch in self._branches(outer)):
            if way and key in part.get("properties", ()):
                yield way
            if len(way) == depth:
                continue
            for name, inner in part.get("properties", {}).items():
                if name not in self._verbs:
                    yield from self._ways(key, [inner], depth, (*way, name))
            for kind, sign in (("items", _ITEM), ("additionalProperties", _ANY)):
                if isinstance(part.get(kind), Mapping):
                    yield from self._ways(key, [part[kind]], depth, (*way, sign))


def _at(source: Source, path: Path) -> dict[str, Any]:
    value = source.value
    try:
        for part in path:
            value = value[part]
    except (KeyError, IndexError, TypeError):
        return {}  # what a reference leads to stands nowhere in the file
    return value if isinstance(value, dict) else {}


def _parameter(source: Source, path: Path, key: str) -> Belonging | None:
    """A parameter of an operation beside the operation."""
    value = _at(source, path)
    name, parameters = value.get("operation"), value.get("parameters", {})
    operation = document("github.com").operations.get(name) if isinstance(name, str) else None
    if operation is None or not isinstance(parameters, dict):
        return None
    if key not in operation.body_properties and key not in [known.name for known in operation.parameters]:
        return None
    return Belonging('within "parameters"', f"Write parameters: {{ {key}: … }}.", sure=True)


def _in_words(way: Path) -> str:
    """`repositories`, an item of it, `hooks`, an item of that: in an item of "hooks" in an item of …"""
    words = []
    for before, part in zip((None, *way), (*way, None), strict=True):
        if before in (None, _ITEM, _ANY):
            continue
        words.append(
            {_ITEM: f'in an item of "{before}"', _ANY: f'in one of "{before}"'}.get(str(part))
            or f'in "{before}"'
        )
    return " ".join(reversed(words))


def _written(way: Path, key: str) -> str:
    text = f"{key}: …"
    for part in reversed(way):
        inner = text if text.startswith("[") else f"{{ {text} }}"
        text = f"[{inner}]" if part == _ITEM else f"{part}: {inner}"
    return text
