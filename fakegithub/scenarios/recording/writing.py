"""Writing a scenario file: readable YAML, and never half a file."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml

from fakegithub.scenarios.language.grammar import schema
from fakegithub.scenarios.language.source import SCALARS
from fakegithub.spec.store import schemas_folder

_SCHEMA = "scenario.schema.json"
_FLOW_WIDTH = 70
_NOTE_WIDTH = 200


class _Dumper(yaml.SafeDumper):
    """Block style, short lists in one line, texts of several lines as they are.

    A text is quoted when YAML 1.1 or 1.2 would take it for something else.
    """

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 - PyYAML's signature
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002
        # PyYAML would not indent lists in mappings, and people do.
        super().increase_indent(flow, False)


def _text(dumper: _Dumper, text: str) -> yaml.Node:
    lines = text.rstrip("\n").count("\n")
    style = "|" if lines else '"' if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


def _list(dumper: _Dumper, items: list[Any]) -> yaml.Node:
    plain = all(isinstance(item, str | int) and "\n" not in str(item) for item in items)
    flow = plain and sum(len(str(item)) + 2 for item in items) <= _FLOW_WIDTH
    return dumper.represent_sequence("tag:yaml.org,2002:seq", items, flow_style=flow)


def _mapping(dumper: _Dumper, value: dict[str, Any]) -> yaml.Node:
    flow = len(value) == 1 and next(iter(value.values())) is True
    return dumper.represent_mapping("tag:yaml.org,2002:map", value, flow_style=flow)


_Dumper.add_representer(str, _text)
_Dumper.add_representer(list, _list)
_Dumper.add_representer(dict, _mapping)
for _tag, _pattern, _first in SCALARS:
    _Dumper.add_implicit_resolver(_tag, _pattern, _first)


def yaml_of(
    head: Mapping[str, Any],
    steps: Iterable[tuple[list[str], Mapping[str, Any]]],
    end: Mapping[str, Any],
    place: Path,
) -> str:
    """The text of a scenario that lies at `place`. Each step comes with the comments above it."""
    lines = [f"# yaml-language-server: $schema={_schema_from(place)}"]
    for key, value in head.items():
        lines += ["", *_dumped({key: value})] if isinstance(value, dict | list) else _dumped({key: value})
    lines += ["", "steps:"]
    for index, (notes, step) in enumerate(steps):
        lines += [""] if index else []
        lines += [f"  # {_one_line(note)}" for note in notes]
        lines += [f"  {line}".rstrip() for line in _dumped([step])]
    if end:
        lines += ["", *_dumped(end)]
    return "\n".join(lines) + "\n"


def _dumped(value: Any) -> list[str]:
    text = yaml.dump(value, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=10**6)
    return text.rstrip("\n").split("\n")


def _one_line(note: str) -> str:
    line = "".join(c if c.isprintable() else " " for c in note)
    return line if len(line) <= _NOTE_WIDTH else f"{line[: _NOTE_WIDTH - 1]}…"


def _schema_from(place: Path) -> str:
    """Where the schema is, seen from a file; its name where that would tell of the machine."""
    file, folder, home = Path(str(schemas_folder())).resolve() / _SCHEMA, place.resolve().parent, Path.home()
    try:
        common = Path(os.path.commonpath([file, folder]))
    except ValueError:  # on two drives
        return str(schema()["$id"])
    tells = file.is_relative_to(home) and not common.is_relative_to(home)
    if tells or common == Path(common.anchor):
        return str(schema()["$id"])
    return Path(os.path.relpath(file, folder)).as_posix()


def write(file: Path, text: str, *, force: bool) -> Path:
    """Write the file in one go, and return where: beside `file` when that has come to be meanwhile.

    Only with `force` a file is replaced. Raises OSError.
    """
    descriptor, name = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
        # mkstemp makes files for the owner's eyes only; a scenario is like any other file.
        temporary.chmod(0o666 & ~_umask())
        if force:
            temporary.replace(file)
            return file
        return _linked(temporary, file)
    finally:
        temporary.unlink(missing_ok=True)


def _linked(temporary: Path, file: Path) -> Path:
    """A link fails where something is, as a renaming does not."""
    number = 1
    while True:
        target = file if number == 1 else file.with_stem(f"{file.stem}-{number}")
        try:
            os.link(temporary, target)
        except FileExistsError:
            number += 1
        else:
            return target


def _umask() -> int:
    found = os.umask(0o022)
    os.umask(found)
    return found
