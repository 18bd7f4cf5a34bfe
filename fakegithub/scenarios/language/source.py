"""A YAML file as plain values that remember where they stood.

A value is found by its path, a tuple of keys and list positions, as jsonschema reports it. Only what
JSON has is understood: no tags, no timestamps, no merge keys, and `on` and `no` are words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import Any

import yaml

from fakegithub.errors import ScenarioError
from fakegithub.scenarios.language.unreadable import not_utf8, unreadable

Path = tuple[str | int, ...]

# Aliases make small files large: https://en.wikipedia.org/wiki/Billion_laughs_attack
_MAX_NODES = 100_000
_COMMENT = re.compile(r"[ \t]+(#[^\r\n\0]*)")


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in a file, counted from 1. `file` is None for the one that the source is of."""

    line: int
    column: int
    file: str | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """One parsed file. `values` and `keys` hold the place of every value and of every mapping key.

    `comments` has what comes, as a comment, where a value is missing: perhaps it was meant to be one.
    """

    file: str
    value: Any
    values: dict[Path, Mark]
    keys: dict[Path, Mark]
    comments: dict[Path, str] = field(default_factory=dict)

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
        file = mark.file or self.file
        return ScenarioError(message, file=file, line=mark.line, column=mark.column, hint=hint)

    def place(self, path: Path) -> str:
        """`file:line:column` of the value's key, or of the value."""
        mark = self.mark(path, key=True)
        return f"{mark.file or self.file}:{mark.line}:{mark.column}"

    def graft(self, other: Source, at: Path, to: Path) -> None:
        """Learn where the parts of another file's value `at` stand, which is now this one's value `to`."""
        for own, others in ((self.values, other.values), (self.keys, other.keys)):
            for path, mark in list(others.items()):
                if path[: len(at)] == at:
                    file = mark.file or other.file
                    own[(*to, *path[len(at) :])] = Mark(mark.line, mark.column, file)


class _Loader(yaml.SafeLoader):
    """SafeLoader with the scalars of YAML 1.2's core schema: true, false, null and numbers."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}


# What is no text though it has no quotes: the tag, the pattern, and the characters that it begins with.
SCALARS = (
    ("tag:yaml.org,2002:null", re.compile(r"^(?:null|Null|NULL|~|)$"), ["n", "N", "~", ""]),
    ("tag:yaml.org,2002:bool", re.compile(r"^(?:true|True|TRUE|false|False|FALSE)$"), list("tTfF")),
    ("tag:yaml.org,2002:int", re.compile(r"^(?:0|-?[1-9][0-9]*)$"), list("-0123456789")),
    (
        "tag:yaml.org,2002:float",
        re.compile(r"^-?[0-9]+\.[0-9]+(?:[eE][-+]?[0-9]+)?$"),
        list("-0123456789"),
    ),
)
for _tag, _pattern, _first in SCALARS:
    _Loader.add_implicit_resolver(_tag, _pattern, _first)


def read(file: FilePath) -> Source:
    """Read and parse a file. Raises ScenarioError when it cannot be read or is not YAML."""
    try:
        text = file.read_text(encoding="utf-8")
    except OSError as error:
        raise ScenarioError(f"cannot be read: {error.strerror}", file=str(file)) from error
    except UnicodeDecodeError as error:
        raise not_utf8(error, str(file)) from error
    return parse(text, str(file))


def parse(text: str, file: str) -> Source:
    loader = None
    try:
        loader = _Loader(text)
        root = loader.get_single_node()
        if root is None:
            raise ScenarioError(
                "the file is empty", file=file, line=1, column=1, hint="A scenario needs `name` and `steps`."
            )
        builder = _Builder(loader, file)
        return Source(file, builder.build(root, ()), builder.values, builder.keys, builder.comments)
    except yaml.YAMLError as error:
        raise unreadable(error, text, file) from error
    finally:
        if loader is not None:
            loader.dispose()


class _Builder:
    def __init__(self, loader: _Loader, file: str) -> None:
        self.loader = loader
        self.file = file
        self.values: dict[Path, Mark] = {}
        self.keys: dict[Path, Mark] = {}
        self.comments: dict[Path, str] = {}
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
            if value_node.start_mark.index == value_node.end_mark.index:
                # What is not there has no place of its own.
                self.values[(*path, key)] = self.keys[(*path, key)]
                comment = _COMMENT.match(value_node.end_mark.buffer, value_node.end_mark.pointer)
                if comment is not None:
                    self.comments[(*path, key)] = comment[1].rstrip()
        return built

    def _scalar(self, node: yaml.ScalarNode) -> Any:
        kind = node.tag.removeprefix("tag:yaml.org,2002:")
        if kind not in ("str", "int", "float", "bool", "null"):
            raise self._error(
                node,
                f"to YAML {node.tag} is a tag, which is not allowed",
                f'If it is part of a text, put the text in quotes: "{f"{node.tag} {node.value}".strip()}".',
            )
        try:
            return self.loader.construct_object(node)
        except (ValueError, KeyError) as error:
            raise self._error(node, f'"{node.value}" is not a value of the kind {kind}') from error

    def _error(self, node: yaml.Node, message: str, hint: str | None = None) -> ScenarioError:
        mark = _mark(node)
        return ScenarioError(message, file=self.file, line=mark.line, column=mark.column, hint=hint)


def _mark(node: yaml.Node) -> Mark:
    return Mark(node.start_mark.line + 1, node.start_mark.column + 1)
