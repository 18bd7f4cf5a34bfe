from __future__ import annotations

from typing import Any

import pytest
from world_helpers import PRODUCTS, Seeded, answer, commit, payload, refused, seeded

from fakegithub.errors import Forbidden, NotFound, ValidationFailed
from fakegithub.model.accounts import ANONYMOUS
from fakegithub.model.checks import CommitStatus
from fakegithub.operations.statuses import (
    create_commit_status,
    get_combined_status_for_ref,
    list_commit_statuses_for_ref,
)

HERE = {"owner": "octocat", "repo": "hello-world"}


@pytest.fixture
def there() -> Seeded:
    return seeded()


def say(there: Seeded, state: str, context: str = "ci/build", **fields: Any) -> CommitStatus:
    sha = fields.pop("sha", there.sha)
    return create_commit_status(
        there.world, there.actor, **HERE, sha=sha, state=state, context=context, **fields
    ).value


def combined(there: Seeded, ref: str = "main") -> Any:
    found = get_combined_status_for_ref(there.world, ANONYMOUS, **HERE, ref=ref)
    return answer(there.world, "repos/get-combined-status-for-ref", found)


@pytest.mark.parametrize("product", PRODUCTS)
def test_a_status_is_told(product: str) -> None:
    there = seeded(product)
    side = commit(there.world, there.repository, {"a": "a"}, branch="side", source="main")
    status = say(there, "failure", target_url="https://ci.example.com/1", description="3 tests failed")
    assert there.names == ["status"]
    body = payload(there.world, there.event("status"))
    assert (body["id"], body["sha"], body["name"]) == (status.id, there.sha, "octocat/hello-world")
    assert (body["context"], body["state"]) == ("ci/build", "failure")
    assert (body["target_url"], body["description"]) == ("https://ci.example.com/1", "3 tests failed")
    assert body["avatar_url"] == there.world.urls.avatar(there.octocat)
    assert (body["commit"]["sha"], body["commit"]["author"]["login"]) == (there.sha, "octocat")
    assert body["created_at"] == "2026-03-01T12:00:00+00:00"
    # Branches that have the commit, whether it is their head or not.
    assert [(b["name"], b["commit"]["sha"]) for b in body["branches"]] == [
        ("main", there.sha),
        ("side", side),
    ]


def test_at_most_ten_branches_are_named(there: Seeded) -> None:
    with there.world.transaction():
        for n in range(12):
            there.world.git(there.repository).set_ref(f"refs/heads/b{n:02}", there.sha)
    say(there, "success")
    names = [branch.name for branch in there.event("status").subjects["branches"]]
    assert names == ["main", *(f"b{n:02}" for n in range(9))]


def test_the_newest_status_of_a_context_counts_whatever_its_case(there: Seeded) -> None:
    say(there, "pending")
    say(there, "success", "lint")
    say(there, "failure", "CI/Build")
    found = combined(there)
    assert [(s["context"], s["state"]) for s in found["statuses"]] == [
        ("CI/Build", "failure"),
        ("lint", "success"),
    ]
    assert (found["state"], found["total_count"], found["sha"]) == ("failure", 2, there.sha)
    assert found["repository"]["full_name"] == "octocat/hello-world"


@pytest.mark.parametrize(
    ("states", "sum"),
    [
        ([], "pending"),
        (["success"], "success"),
        (["success", "pending"], "pending"),
        (["success", "error"], "failure"),
        (["pending", "failure"], "failure"),
        (["success", "success"], "success"),
    ],
)
def test_states_are_summed_up(there: Seeded, states: list[str], sum: str) -> None:
    for number, state in enumerate(states):
        say(there, state, f"context-{number}")
    assert combined(there)["state"] == sum


def test_statuses_are_listed_newest_first(there: Seeded) -> None:
    ids = [say(there, state).id for state in ("pending", "success")]
    found = list_commit_statuses_for_ref(there.world, ANONYMOUS, **HERE, ref=there.sha)
    assert [status.id for status in found] == ids[::-1]


def test_an_app_speaks_as_its_bot(there: Seeded) -> None:
    created = create_commit_status(there.world, there.bot, **HERE, sha=there.sha, state="success")
    body = answer(there.world, "repos/create-commit-status", created)
    assert (body["creator"]["login"], body["creator"]["type"]) == ("ci-bot[bot]", "Bot")
    assert body["context"] == "default"
    assert created.location == body["url"]
    assert body["url"].endswith(f"/repos/octocat/hello-world/statuses/{there.sha}")


def test_refused_statuses_change_nothing(there: Seeded) -> None:
    with refused(there, ValidationFailed, f"No commit found for SHA: {'1' * 40}"):
        say(there, "success", sha="1" * 40)
    with refused(there, ValidationFailed, "No commit found for SHA: main"):
        say(there, "success", sha="main")
    with refused(there, ValidationFailed) as caught:
        say(there, "success", description="x" * 141)
    assert caught.value.errors == "Validation failed: Description is too long (maximum is 140 characters)"
    with refused(there, ValidationFailed, 'is not a member of ["error", "failure", "pending", "success"]'):
        say(there, "great")
    with refused(there, Forbidden, "Must have push access to repository"):
        create_commit_status(there.world, there.stranger, **HERE, sha=there.sha, state="success")
    with refused(there, NotFound):
        get_combined_status_for_ref(there.world, there.actor, **HERE, ref="no-such-branch")


def test_a_context_has_at_most_1000_statuses(there: Seeded) -> None:
    for _ in range(1000):
        say(there, "pending")
    with refused(there, ValidationFailed) as caught:
        say(there, "success", "CI/BUILD")
    text = "Validation failed: This SHA and context has reached the maximum number of statuses."
    assert caught.value.errors == text
    assert say(there, "success", "another").state == "success"
