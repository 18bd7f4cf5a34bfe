"""Forks and what comes from them, in the hand of a test."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from fakegithub.errors import ApiError
from fakegithub.events import Event
from fakegithub.github import GitHub


@pytest.fixture
def github() -> Iterator[GitHub]:
    with GitHub(strict=True) as github:
        github.user("hubot")
        octocat = github.user("octocat")
        octocat.create_repository("hello-world", files={"README.md": "# Hello"})
        yield github


def events_of(github: GitHub) -> list[str]:
    names: list[str] = []

    def note(events: list[Event]) -> None:
        names.extend(event.name for event in events)

    github.world.subscribers.append(note)
    return names


def payload_of(github: GitHub, name: str) -> dict[str, Any]:
    """Filled with the payload of the event, when it happens."""
    found: dict[str, Any] = {}

    def render(events: list[Event]) -> None:
        for event in events:
            if event.name == name:
                found.update(github.hooks.payloads.render(event).value)

    github.world.subscribers.append(render)
    return found


def test_a_fork_opens_pull_requests_against_its_parent(github: GitHub) -> None:
    repository = github.repository("octocat/hello-world")
    fork = repository.fork(by="hubot")
    payload = payload_of(github, "pull_request.opened")
    pull = fork.open_pull_request(head="hi", files={"hi.txt": "hi"}, title="Say hi")
    assert (fork.full_name, fork.parent, pull.repository) == ("hubot/hello-world", repository, repository)
    assert pull.head.repository == fork
    assert payload["pull_request"]["head"]["label"] == "hubot:hi"
    assert payload["pull_request"]["head"]["repo"]["full_name"] == "hubot/hello-world"
    assert payload["repository"]["full_name"] == "octocat/hello-world"
    assert payload["sender"]["login"] == "hubot"


def test_who_cannot_push_forks_first(github: GitHub) -> None:
    repository = github.repository("octocat/hello-world")
    names = events_of(github)
    first = repository.open_pull_request(head="hi", files={"hi.txt": "hi"}, by="hubot")
    assert names == ["fork", "push", "create", "pull_request.opened"]
    names.clear()
    second = repository.open_pull_request(head="ho", files={"ho.txt": "ho"}, by="hubot")
    assert names == ["push", "create", "pull_request.opened"]
    assert first.head.repository == second.head.repository == github.repository("hubot/hello-world")
    assert not repository.has_branch("hi")


def test_a_branch_of_a_fork_starts_at_the_base_as_it_is_now(github: GitHub) -> None:
    repository = github.repository("octocat/hello-world")
    fork = repository.fork(by="hubot")
    repository.push(files={"new.txt": "new"})
    pull = fork.open_pull_request(head="hi", files={"hi.txt": "hi"})
    assert (pull.entity.commits, pull.entity.changed_files) == (1, 1)


def test_a_head_may_name_the_fork_s_owner(github: GitHub) -> None:
    repository = github.repository("octocat/hello-world")
    with pytest.raises(LookupError, match="hubot has no fork of octocat/hello-world"):
        repository.open_pull_request(head="hubot:hi", files={"hi.txt": "hi"}, by="hubot")
    repository.fork(by="hubot")
    pull = repository.open_pull_request(head="hubot:hi", files={"hi.txt": "hi"}, by="hubot")
    assert pull.entity.head.label == "hubot:hi"


def test_a_collaborator_pushes_to_the_repository_itself(github: GitHub) -> None:
    repository = github.repository("octocat/hello-world")
    repository.add_collaborator("hubot")
    pull = repository.open_pull_request(head="hi", files={"hi.txt": "hi"}, by="hubot")
    assert pull.head.repository == repository


def test_a_pull_request_from_a_fork_follows_pushes_and_is_merged(github: GitHub) -> None:
    repository = github.repository("octocat/hello-world")
    pull = repository.open_pull_request(head="hi", files={"hi.txt": "hi"}, by="hubot")
    names = events_of(github)
    pull.push(files={"hi.txt": "hi!"})
    assert names == ["push", "pull_request.synchronize"]
    pull.merge(by="octocat")
    assert pull.merged
    assert github.world.git(repository.entity).read_path(repository.sha(), "hi.txt") is not None


def test_a_deleted_fork_leaves_a_null(github: GitHub) -> None:
    repository = github.repository("octocat/hello-world")
    pull = repository.open_pull_request(head="hi", files={"hi.txt": "hi"}, by="hubot")
    github.repository("hubot/hello-world").delete()
    payload = payload_of(github, "pull_request.closed")
    pull.close(by="octocat")
    assert payload["pull_request"]["head"]["repo"] is None
    assert payload["pull_request"]["head"]["sha"] == pull.head.sha


def test_renamed_and_transferred_repositories_stay_in_the_hand(github: GitHub) -> None:
    repository = github.repository("octocat/hello-world")
    repository.rename("hello")
    repository.transfer("hubot")
    assert repository.full_name == "hubot/hello"
    assert repository.owner == github.account("hubot")


def test_a_release_and_a_star(github: GitHub) -> None:
    repository = github.repository("octocat/hello-world")
    names = events_of(github)
    release = repository.create_release("v1", name="One")
    repository.star(by="hubot")
    assert release.tag_name == "v1"
    assert names[-2:] == ["star.created", "watch.started"]
    with pytest.raises(ApiError):
        repository.create_release("v1")
