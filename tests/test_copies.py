"""Copies of a world: each begins like the original, and goes its own way."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from typing import Any

import pytest

from fakegithub import Fault, GitHub
from fakegithub.copies import Original
from fakegithub.model.entity import Entity
from fakegithub.world import World

NOW = datetime(2026, 1, 31, 12, tzinfo=UTC)


def dump(world: World) -> Any:
    """All that is in a world, to compare with another: other entities are named by kind and id."""

    def plain(value: Any) -> Any:
        if isinstance(value, Entity):
            return type(value).__name__, value.id
        if isinstance(value, dict):
            return {key: plain(item) for key, item in value.items()}
        if isinstance(value, list | tuple):
            return [plain(item) for item in value]
        if is_dataclass(value):
            return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
        return value

    rows = {
        kind.__name__: {
            number: {field.name: plain(getattr(row, field.name)) for field in fields(row)}
            for number, row in table.rows.items()
        }
        for kind, table in world.tables._tables.items()
        if table.rows
    }
    git = {
        number: (dict(repository.refs), set(repository.objects))
        for number, repository in world.repositories.items()
    }
    return rows, git, world.ids.state(), world.clock.state(), world.product


@pytest.fixture
def built() -> GitHub:
    github = GitHub("ghes-3.19", host="git.corp.example", seed=3, now=NOW)
    octocat = github.user("octocat")
    hubot = github.user("hubot")
    repository = octocat.create_repository("hello-world", files={"README.md": "# Hello"})
    fork = repository.fork(by=hubot)
    fork.push(branch="greeting", files={"hi.txt": "hi"})
    repository.open_pull_request(head="hubot:greeting", by=hubot)
    return github


def test_a_copy_is_what_the_original_is(built: GitHub) -> None:
    assert dump(Original(built.world).copy()) == dump(built.world)


def test_what_comes_next_is_the_same_in_every_copy(built: GitHub) -> None:
    original = Original(built.world)
    made = []
    for _ in range(2):
        github = GitHub.of(original.copy())
        issue = github.repository("octocat/hello-world").create_issue("It is broken")
        made.append((issue.id, issue.number, issue.entity.created_at, github.world.ids.guid(NOW)))
    assert made[0] == made[1]
    assert made[0][2] == NOW


def test_what_happens_in_a_copy_is_seen_nowhere_else(built: GitHub) -> None:
    before = dump(built.world)
    original = Original(built.world)
    github = GitHub.of(original.copy())
    repository = github.repository("octocat/hello-world")
    repository.push(files={"README.md": None, "LICENSE": "MIT"})
    repository.pull_request(1).close()
    github.world.clock.advance(60)
    assert dump(github.world) != before
    assert dump(built.world) == dump(original.copy()) == before


def test_what_happens_in_the_original_later_is_in_no_copy(built: GitHub) -> None:
    before = dump(built.world)
    original = Original(built.world)
    sha = built.repository("octocat/hello-world").push(files={"LICENSE": "MIT"})
    copied = original.copy()
    assert dump(copied) == before
    assert not any(repository.has(sha) for repository in copied.repositories.values())


def test_forks_share_objects_in_a_copy_too(built: GitHub) -> None:
    github = GitHub.of(Original(built.world).copy())
    sha = github.repository("hubot/hello-world").push(branch="other", files={"other.txt": "other"})
    assert github.world.git(github.repository("octocat/hello-world").entity).has(sha)


def test_a_failed_operation_leaves_a_copy_as_it_was(built: GitHub) -> None:
    github = GitHub.of(Original(built.world).copy())
    before = dump(github.world)
    repository = github.repository("octocat/hello-world")

    def fail() -> None:
        with github.world.transaction():
            repository.push(files={"LICENSE": "MIT"})
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    # Git objects that nothing leads to stay, as they do in git.
    assert dump(github.world)[0] == before[0]
    assert repository.sha() == built.repository("octocat/hello-world").sha()


def test_faults_and_deliveries_are_copied(built: GitHub) -> None:
    repository = built.repository("octocat/hello-world")
    hook = repository.create_hook("http://127.0.0.1:9/", events=["issues"])
    built.hooks.disturb(hook, Fault(drop=True))
    built.settle()
    built.close()
    github = GitHub.of(Original(built.world).copy())
    assert [delivery.event for delivery in github.deliveries] == ["ping"]
    github.repository("octocat/hello-world").create_issue("It is broken")
    github.settle()
    assert github.deliveries[-1].fault == "dropped"
    github.close()
