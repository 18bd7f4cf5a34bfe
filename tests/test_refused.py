"""What is refused half-way loses nothing and leaves nothing behind."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import pytest
from eventful import NOON, Day

from fakegithub import GitHub
from fakegithub.errors import ApiError


def _new_issue(**fields: Any) -> Callable[[Any], Any]:
    return lambda day: day.perform("issues/create", title="It is broken", **fields)


def _on_issue(operation: str, **fields: Any) -> Callable[[Any], Any]:
    return lambda day: day.perform(operation, issue_number=1, **fields)


REFUSED: dict[str, tuple[int, Callable[[Any], Any]]] = {
    "an issue with an unknown milestone": (422, _new_issue(labels=["new"], milestone=99)),
    "an issue with a label that is too long": (422, _new_issue(labels=["fine", "x" * 51])),
    "an issue closed with an unknown milestone": (
        422,
        _on_issue("issues/update", state="closed", milestone=99),
    ),
    "labels of which one is too long": (422, _on_issue("issues/add-labels", labels=["fine", "x" * 51])),
    "a comment without a body": (422, _on_issue("issues/create-comment", body="")),
    "a pull request into an unknown branch": (
        422,
        lambda day: day.perform("pulls/create", title="Add", head="topic", base="nowhere"),
    ),
    "a second pull request of a branch": (
        422,
        lambda day: day.perform("pulls/create", title="Add", head="topic", base="main"),
    ),
    "a review with a comment on a line that is not there": (
        422,
        lambda day: day.perform(
            "pulls/create-review",
            by="hubot",
            pull_number=2,
            event="COMMENT",
            body="Hm",
            comments=[{"path": "hi.txt", "line": 1, "body": "a"}, {"path": "hi.txt", "line": 9, "body": "b"}],
        ),
    ),
    "a merge of a head that has moved": (
        409,
        lambda day: day.perform("pulls/merge", pull_number=2, sha="0" * 40),
    ),
    "a push that is no fast-forward": (
        422,
        lambda day: day.perform("git/update-ref", ref="heads/topic", sha=day.sha()),
    ),
    "a file with an outdated sha": (
        409,
        lambda day: day.perform(
            "repos/create-or-update-file-contents",
            path="README.md",
            message="Change",
            content="aGk=",
            sha="0" * 40,
        ),
    ),
    "a status of an unknown commit": (
        422,
        lambda day: day.perform("repos/create-commit-status", sha="0" * 40, state="success"),
    ),
    "a check run by a user": (
        403,
        lambda day: day.perform("checks/create", name="test", head_sha=day.sha()),
    ),
    "a repository renamed to one that is there": (
        422,
        lambda day: day.perform("repos/update", description="Changed", name="taken"),
    ),
}


def _evening(refused: Callable[[Any], Any] | None, status: int = 0) -> list[bytes]:
    """What is delivered of a few acts; with one in the middle of them that is refused."""
    with GitHub(seed=3, now=NOON, strict=True) as github:
        day = Day(github)
        repository = day.repositories[0]
        day.octocat.create_repository("taken")
        repository.create_issue("The first")
        repository.open_pull_request(head="topic", files={"hi.txt": "hi\n"})
        if refused is not None:
            before = len(github.deliveries)
            with pytest.raises(ApiError) as caught:
                refused(repository)
            assert caught.value.status == status
            assert len(github.deliveries) == before
        repository.create_issue("The next", labels=["later"])
        repository.issue(1).comment("Still here")
        repository.push(branch="topic", files={"hi.txt": "ho\n"})
        repository.pull_request(2).review("COMMENT", "Hm", by="hubot")
        repository.pull_request(2).merge()
        github.settle(timeout=30)
        return [delivery.body for delivery in github.deliveries]


@cache
def _undisturbed() -> list[bytes]:
    return _evening(None)


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_refused_leaves_no_trace(what: str) -> None:
    """No event, no number, no id: all that follows is the same to the byte."""
    status, act = REFUSED[what]
    assert _evening(act, status) == _undisturbed()
