"""A scenario: what a checked file says, step by step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Any

from fakegithub.errors import ScenarioError
from fakegithub.scenarios.language import source
from fakegithub.scenarios.language.grammar import STEP_KEYS
from fakegithub.scenarios.language.places import inner_steps
from fakegithub.scenarios.language.source import Path, Source
from fakegithub.scenarios.steps.disturbing import items

SAMPLE_RECEIVER = "fakegithub.sample_receiver:app"


@dataclass(frozen=True, slots=True)
class Expect:
    """The expectations of one step or of the whole run. `path` leads to them in the file."""

    path: Path
    says: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happens; a step without a `verb` only expects, or only has something go wrong."""

    number: str  # "3", and "3.2" for a step within the third
    path: Path
    title: str
    verb: str | None
    parameters: Mapping[str, Any]
    by: str | None
    label: str | None  # `as`
    expect: Expect | None
    faults: tuple[Mapping[str, Any], ...] = ()
    settles: bool = True
    steps: tuple[Step, ...] = ()  # of `repeat` and `use`


@dataclass(frozen=True, slots=True)
class Scenario:
    """A whole file. `program` is what it says of the receiver, `receiver` its URL, app or command as text."""

    source: Source
    name: str
    products: tuple[str, ...]
    parameters: Mapping[str, Any]
    receiver: str
    program: Mapping[str, Any]
    given: Mapping[str, Any]
    steps: tuple[Step, ...]
    expect: Expect | None
    needs: tuple[str, ...] = ()  # what a receiver must be able to do, in words

    @property
    def file(self) -> str:
        return self.source.file

    @property
    def is_part(self) -> bool:
        """Whether it can only be used by others, as it has a parameter that must be given."""
        return None in self.parameters.values()


def load(file: FilePath) -> Scenario:
    """Raises ScenarioError with the first thing in the file that is wrong."""
    from fakegithub.scenarios.checking.checks import checked

    parsed, found = checked(source.read(file))
    if found:
        raise found[0]
    return built(parsed)


def validate(file: FilePath) -> list[ScenarioError]:
    """Everything that is wrong with the file, from top to bottom."""
    from fakegithub.scenarios.checking.checks import problems

    try:
        return problems(source.read(file))
    except ScenarioError as error:
        return [error]


def built(parsed: Source) -> Scenario:
    """The scenario of a file that fits the schema, with the files that it uses."""
    value = parsed.value
    program = value.get("receiver") or {"app": SAMPLE_RECEIVER}
    return Scenario(
        source=parsed,
        name=value["name"],
        products=tuple(value.get("products") or [value.get("product", "github.com")]),
        parameters=value.get("parameters", {}),
        receiver=_receiver(program),
        program=program,
        given=value.get("given", {}),
        steps=_steps(value["steps"], ("steps",)),
        expect=_expect(value, ()),
        needs=tuple(value.get("needs", ())),
    )


def _receiver(program: Mapping[str, Any]) -> str:
    command = program.get("command")
    if command is not None:
        return command if isinstance(command, str) else " ".join(map(str, command))
    return str(program.get("app") or program["url"])


def _steps(items: Sequence[Mapping[str, Any]], path: Path, number: str = "") -> tuple[Step, ...]:
    return tuple(_step(item, (*path, i), f"{number}{i + 1}") for i, item in enumerate(items))


def _step(item: Mapping[str, Any], path: Path, number: str) -> Step:
    verb = next((key for key in item if key not in STEP_KEYS), None)
    inner = inner_steps(item)
    return Step(
        number=number,
        path=path,
        title=item.get("name") or verb or ("expect" if "expect" in item else "fault"),
        verb=verb,
        parameters=item[verb] if verb is not None else {},
        by=item.get("by"),
        label=item.get("as"),
        expect=_expect(item, path),
        faults=tuple(items(item["fault"])) if "fault" in item else (),
        settles=item.get("settle", True),
        steps=_steps(inner[1], (*path, *inner[0]), f"{number}.") if inner is not None else (),
    )


def _expect(item: Mapping[str, Any], path: Path) -> Expect | None:
    return Expect((*path, "expect"), item["expect"]) if "expect" in item else None
