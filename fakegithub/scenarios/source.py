"""A YAML file as plain values that remember where they stood.

A value is found by its path, a tuple of keys and list positions, as jsonschema reports it. Only what
JSON has is understood: no tags, no timestamps, no merge keys, and `on` and `no` are words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Any

import yaml

from fakegithub.errors import ScenarioError

Path = tuple[str | int, ...]

# Aliases make small files large: https://en.wikipedia.org/wiki/Billion_laughs_attack
_MAX_NODES = 100_000


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in a file, counted from 1."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Source:
    """One parsed file. `values` and `keys` hold the place of every value and of every mapping key."""

    file: str
    value: Any
    values: dict[Path, Mark]
    keys: dict[Path, Mark]

    def mark(self, path: Path, *, key: bool = False) -> Mark:
        """Where the value at `path` stands (with `key`, its key); else the nearest thing around it."""
        first, second = (self.keys, self.values) if key else (self.values, self.keys)
        for end in range(len(path), -1, -1):
            found = first.get(path[:end]) or second.get(path[:end])
            if found is not None:
                return found
        return Mark(1, 1)

    def error(self, message: str, path: Path, *, key: bool = False, hint: str | None = None) -> ScenarioError:
        mark = self.mark(path, key=key)
        return ScenarioError(message, file=self.file, line=mark.line, column=mark.column, hint=hint)

    def place(self, path: Path) -> str:
        """`file:line:column` of the value's key, or of the value."""
        mark = self.mark(path, key=True)
        return f"{self.file}:{mark.line}:{mark.column}"


class _Loader(yaml.SafeLoader):
    """SafeLoader with the scalars of YAML 1.2's core schema: true, false, null and numbers."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}


for _tag, _pattern, _first in (
    ("tag:yaml.org,2002:null", r"(?:null|Null|NULL|~|)", ["n", "N", "~", ""]),
    ("tag:yaml.org,2002:bool", r"(?:true|True|TRUE|false|False|FALSE)", list("tTfF")),
    ("tag:yaml.org,2002:int", r"(?:0|-?[1-9][0-9]*)", list("-0123456789")),
    ("tag:yaml.org,2002:float", r"-?[0-9]+\.[0-9]+(?:[eE][-+]?[0-9]+)?", list("-0123456789")),
):
    _Loader.add_implicit_resolver(_tag, re.compile(f"^{_pattern}$"), _first)


def read(file: FilePath) -> Source:
    """Read and parse a file. Raises ScenarioError when it cannot be read or is not YAML."""
    try:
        text = file.read_text(encoding="utf-8")
    except OSError as error:
        raise ScenarioError(f"cannot be read: {error.strerror}", file=str(file)) from error
    except UnicodeDecodeError as error:
        raise ScenarioError("is not a UTF-8 text", file=str(file)) from error
    return parse(text, str(file))


def parse(text: str, file: str) -> Source:
    loader = _Loader(text)
    try:
        root = loader.get_single_node()
        if root is None:
            raise ScenarioError(
                "the file is empty", file=file, line=1, column=1, hint="A scenario needs `name` and `steps`."
            )
        builder = _Builder(loader, file)
        return Source(file, builder.build(root, ()), builder.values, builder.keys)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        # PyYAML says "while parsing a block mapping" and where that began: the author needs both.
        began = error.context_mark
        hint = f"{error.context}, which begins in line {began.line + 1}" if error.context and began else None
        raise ScenarioError(
            f"is not YAML: {error.problem or error.context}",
            file=file,
            line=mark.line + 1 if mark else None,
            column=mark.column + 1 if mark else None,
            hint=hint,
        ) from error
    except yaml.YAMLError as error:
        raise ScenarioError(f"is not YAML: {error}", file=file) from error
    finally:
        loader.dispose()


class _Builder:
    def __init__(self, loader: _Loader, file: str) -> None:
        self.loader = loader
        self.file = file
        self.values: dict[Path, Mark] = {}
        self.keys: dict[Path, Mark] = {}
        self._open: set[int] = set()

    def build(self, node: yaml.Node, path: Path) -> Any:
        self.values[path] = _mark(node)
        if len(self.values) > _MAX_NODES:
            raise self._error(node, f"the file has more than {_MAX_NODES} values")
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node)
        if id(node) in self._open:
            raise self._error(node, "a value contains itself")
        self._open.add(id(node))
        try:
            if isinstance(node, yaml.SequenceNode):
                return [self.build(child, (*path, index)) for index, child in enumerate(node.value)]
            assert isinstance(node, yaml.MappingNode)  # noqa: S101 - there is no fourth kind of node
            return self._mapping(node, path)
        finally:
            self._open.discard(id(node))

    def _mapping(self, node: yaml.MappingNode, path: Path) -> dict[str, Any]:
        built: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                raise self._error(key_node, "a key must be a word")
            # A key is what is written: 404 and true are keys like any other.
            key = key_node.value
            if key in built:
                first = self.keys[(*path, key)].line
                raise self._error(
                    key_node, f'the key "{key}" stands here twice', f"It stands in line {first} already."
                )
            self.keys[(*path, key)] = _mark(key_node)
            built[key] = self.build(value_node, (*path, key))
        return built

    def _scalar(self, node: yaml.ScalarNode) -> Any:
        kind = node.tag.removeprefix("tag:yaml.org,2002:")
        if kind not in ("str", "int", "float", "bool", "null"):
            raise self._error(node, f'the tag "{node.tag}" is not allowed', "Write plain values.")
        try:
            return self.loader.construct_object(node)
        except (ValueError, KeyError) as error:
            raise self._error(node, f'"{node.value}" is not a value of the kind {kind}') from error

    def _error(self, node: yaml.Node, message: str, hint: str | None = None) -> ScenarioError:
        mark = _mark(node)
        return ScenarioError(message, file=self.file, line=mark.line, column=mark.column, hint=hint)


def _mark(node: yaml.Node) -> Mark:
    return Mark(node.start_mark.line + 1, node.start_mark.column + 1)
