"""What tests begin with: built once for each way in which it is wanted, and copied for each test."""

from __future__ import annotations

import json
import os
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from fakegithub.clock import Clock
from fakegithub.copies import Original
from fakegithub.errors import FakeGitHubError, ScenarioError
from fakegithub.github import GitHub
from fakegithub.handles import RepositoryHandle
from fakegithub.hooks.loop import Loop
from fakegithub.model.repositories import Repository
from fakegithub.scenarios import given
from fakegithub.scenarios.checking.checks import problems
from fakegithub.scenarios.language import source
from fakegithub.scenarios.language.scenario import Scenario, built, load
from fakegithub.scenarios.language.source import Source
from fakegithub.scenarios.running.state import State
from fakegithub.world import World

# So many worlds are kept for the tests to come.
_KEPT = 64
# Enough for a file that has steps; here nobody runs them.
_STEPS = [{"expect": {"no_failed_deliveries": True}}]


@dataclass(frozen=True)
class Begun:
    """What a test begins with. `given` is what the scenario file or the mapping says, without references.

    `tokens` are the texts of those in it, and of one of the first repository's owner when there are none.
    """

    world: World
    given: Mapping[str, Any] = field(default_factory=dict)
    scenario: Scenario | None = None
    tokens: tuple[str, ...] = ()
    repositories: tuple[str, ...] = ()


class Preparation:
    """The worlds that tests of a session begin with."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[Any, ...], tuple[Original, Begun]] = OrderedDict()

    def begin(self, options: Mapping[str, Any], folders: list[Path]) -> Begun:
        """A world of the test's own; files are looked for in `folders`. Raises UsageError."""
        says = options.get("given")
        if says is None:
            return Begun(_empty(options))
        if isinstance(says, str | os.PathLike):
            says = _found(says, folders)
        settings = (str(options.get(name)) for name in ("product", "host", "seed", "now", "strict"))
        wanted = (*settings, _known_by(says))
        kept = self._kept.get(wanted)
        if kept is None:
            scenario = None if callable(says) else _read(says)
            begun = _build(options, scenario, says)
            if scenario is not None and _varies(scenario):
                return begun
            try:
                kept = Original(begun.world), begun
            except ValueError:
                return begun  # it is built anew for each test
            self._kept[wanted] = kept
            if len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        self._kept.move_to_end(wanted)
        original, begun = kept
        return Begun(original.copy(), begun.given, begun.scenario, begun.tokens, begun.repositories)


def _found(name: str | os.PathLike[str], folders: list[Path]) -> Path:
    file = next((folder / name for folder in folders if (folder / name).is_file()), None)
    if file is None:
        looked = ", ".join(str(folder) for folder in dict.fromkeys(folders))
        raise pytest.UsageError(
            f"given={os.fspath(name)!r}: there is no such file; it was looked for in {looked}"
        )
    return file


def _known_by(says: Any) -> Any:
    """What a world is the same by. Raises UsageError for a mapping with what no YAML file could have."""
    if isinstance(says, Path):
        return str(says), says.stat().st_mtime_ns
    if callable(says):
        return says
    try:
        return json.dumps(says)
    except TypeError as error:
        raise pytest.UsageError(f"given has only what a YAML file could have, but {error}") from error


def _empty(options: Mapping[str, Any]) -> World:
    clock = Clock()
    now = options.get("now")
    if now is not None:
        moment = now if isinstance(now, datetime) else datetime.fromisoformat(now)
        clock.freeze(moment.astimezone(UTC))
    name, host, seed = options.get("product", "github.com"), options.get("host"), options.get("seed", 0)
    try:
        return World(name, host=host, seed=seed, clock=clock)
    except ValueError as error:
        raise pytest.UsageError(f"host={host!r}: {error}") from error


def _build(options: Mapping[str, Any], scenario: Scenario | None, says: Any) -> Begun:
    world = _empty(options)
    loop = Loop()
    with GitHub.of(world, strict=options.get("strict", False), loop=loop) as github:
        if scenario is None:
            says(github)
            github.settle()
            return Begun(world, tokens=_owners_token(github), repositories=_repositories(github))
        try:
            wanted = State(scenario, github).resolved(scenario.given, ("given",))
            tokens = tuple(given.build(github, wanted, scenario.source))
            if wanted.get("apps"):
                given.receivers_app(github, wanted)  # makes its key: once, for it takes a while
        except ScenarioError as error:
            raise _unusable(error) from error
        return Begun(world, wanted, scenario, tokens or _owners_token(github), _repositories(github))


def _owners_token(github: GitHub) -> tuple[str, ...]:
    repositories = github.world.all(Repository)
    return (RepositoryHandle(github, repositories[0]).owner.token(),) if repositories else ()


def _repositories(github: GitHub) -> tuple[str, ...]:
    return tuple(repository.full_name for repository in github.world.all(Repository))


def _read(says: Mapping[str, Any] | Path) -> Scenario:
    """The scenario whose `given` is wanted. Raises UsageError."""
    if isinstance(says, Mapping):
        return scenario_of("given", given=says)
    try:
        value = source.read(says).value
        if isinstance(value, Mapping) and "steps" in value:
            return load(says)
    except ScenarioError as error:
        raise _unusable(error) from error
    return scenario_of(str(says), given=value.get("given", value) if isinstance(value, Mapping) else value)


def scenario_of(where: str, **parts: Any) -> Scenario:
    """A scenario of which only these parts count. Raises UsageError for what no scenario file may say."""
    try:
        text = json.dumps({"name": where, "steps": _STEPS, **parts}, ensure_ascii=False)
    except TypeError as error:
        raise pytest.UsageError(f"{where} has only what a YAML file could have, but {error}") from error
    parsed: Source = source.parse(text, where)
    for problem in problems(parsed):
        raise pytest.UsageError(f"{where}: {problem.message}\n{problem.hint or ''}".rstrip())
    return built(parsed)


def _varies(scenario: Scenario) -> bool:
    """Whether it has references, which may lead to the environment."""
    return "${" in json.dumps(scenario.given)


def _unusable(error: FakeGitHubError) -> pytest.UsageError:
    return pytest.UsageError(f"given cannot be built: {error}")
