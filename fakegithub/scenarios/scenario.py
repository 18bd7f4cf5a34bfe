"""A scenario: what a checked file says, step by step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Any

from fakegithub.errors import ScenarioError
from fakegithub.scenarios import source
from fakegithub.scenarios.disturbing import items
from fakegithub.scenarios.grammar import STEP_KEYS
from fakegithub.scenarios.source import Path, Source

SAMPLE_RECEIVER = "fakegithub.sample_receiver:app"


@dataclass(frozen=True, slots=True)
class Expect:
    """The expectations of one step or of the whole run. `path` leads to them in the file."""

    path: Path
    says: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happens; a step without a `verb` only expects, or only has something go wrong."""

    number: int
    path: Path
    title: str
    verb: str | None
    parameters: Mapping[str, Any]
    by: str | None
    label: str | None  # `as`
    expect: Expect | None
    faults: tuple[Mapping[str, Any], ...] = ()
    settles: bool = True


@dataclass(frozen=True, slots=True)
class Scenario:
    """A whole file. `receiver` is a URL or `module:app`."""

    source: Source
    name: str
    products: tuple[str, ...]
    parameters: Mapping[str, Any]
    receiver: str
    receiver_path: str
    given: Mapping[str, Any]
    steps: tuple[Step, ...]
    expect: Expect | None

    @property
    def file(self) -> str:
        return self.source.file


def load(file: FilePath) -> Scenario:
    """Raises ScenarioError with the first thing in the file that is wrong."""
    from fakegithub.scenarios.checks import problems

    parsed = source.read(file)
    found = problems(parsed)
    if found:
        raise found[0]
    return built(parsed)


def validate(file: FilePath) -> list[ScenarioError]:
    """Everything that is wrong with the file, from top to bottom."""
    from fakegithub.scenarios.checks import problems

    try:
        return problems(source.read(file))
    except ScenarioError as error:
        return [error]


def built(parsed: Source) -> Scenario:
    """The scenario of a file that fits the schema."""
    value = parsed.value
    receiver = value.get("receiver", {})
    return Scenario(
        source=parsed,
        name=value["name"],
        products=tuple(value.get("products") or [value.get("product", "github.com")]),
        parameters=value.get("parameters", {}),
        receiver=receiver.get("url") or receiver.get("app") or SAMPLE_RECEIVER,
        receiver_path=receiver.get("path", "/"),
        given=value.get("given", {}),
        steps=tuple(_step(item, index) for index, item in enumerate(value["steps"])),
        expect=_expect(value, ()),
    )


def _step(item: Mapping[str, Any], index: int) -> Step:
    verb = next((key for key in item if key not in STEP_KEYS), None)
    path: Path = ("steps", index)
    return Step(
        number=index + 1,
        path=path,
        title=item.get("name") or verb or ("expect" if "expect" in item else "fault"),
        verb=verb,
        parameters=item[verb] if verb is not None else {},
        by=item.get("by"),
        label=item.get("as"),
        expect=_expect(item, path),
        faults=tuple(items(item["fault"])) if "fault" in item else (),
        settles=item.get("settle", True),
    )


def _expect(item: Mapping[str, Any], path: Path) -> Expect | None:
    return Expect((*path, "expect"), item["expect"]) if "expect" in item else None
