"""Dependencies between issues."""

from __future__ import annotations

import pytest
from conversation_helpers import act
from pull_helpers import forget, open_issue, payloads, watched
from world_helpers import NOON, Seeded, refused

from fakegithub.errors import Forbidden, ValidationFailed
from fakegithub.model.issues import Issue

ADD, REMOVE = "issues/add-blocked-by-dependency", "issues/remove-dependency-blocked-by"
PRODUCTS = ("github.com", "ghec", "ghes-3.19")


def pair(seeded: Seeded) -> tuple[Issue, Issue]:
    blocked, blocking = open_issue(seeded, "Blocked"), open_issue(seeded, "Blocking")
    forget(seeded)
    return blocked, blocking


@pytest.mark.parametrize("product", PRODUCTS)
def test_both_repositories_hear_of_a_dependency(product: str) -> None:
    seeded = watched(product)
    blocked = act(seeded, "issues/create", repository=seeded.widgets, title="Blocked")
    blocking = open_issue(seeded, "Blocking")
    forget(seeded)
    act(seeded, ADD, repository=seeded.widgets, issue_number=blocked.number, issue_id=blocking.id)
    assert seeded.names == ["issue_dependencies.blocked_by_added", "issue_dependencies.blocking_added"]
    made = payloads(seeded)
    (waits,) = made["issue_dependencies.blocked_by_added"]
    (holds,) = made["issue_dependencies.blocking_added"]
    assert waits["repository"]["name"] == "widgets"
    assert waits["organization"]["login"] == "octo-org"
    assert waits["blocking_issue_repo"]["name"] == "hello-world"
    assert holds["repository"]["name"] == "hello-world"
    assert "organization" not in holds
    assert holds["blocked_issue_repo"]["name"] == "widgets"
    for one in (waits, holds):
        assert (one["blocked_issue_id"], one["blocking_issue_id"]) == (blocked.id, blocking.id)


def test_the_summary_tells_open_ones_from_all() -> None:
    seeded = watched()
    blocked, blocking = pair(seeded)
    act(seeded, ADD, issue_number=blocked.number, issue_id=blocking.id)
    act(seeded, "issues/update", issue_number=blocking.number, state="closed")
    act(seeded, "issues/update", issue_number=blocked.number, title="Free")
    summary = payloads(seeded)["issues.edited"][0]["issue"]["issue_dependencies_summary"]
    assert summary == {"blocked_by": 0, "total_blocked_by": 1, "blocking": 0, "total_blocking": 0}


def test_lists_show_either_side() -> None:
    seeded = watched()
    blocked, blocking = pair(seeded)
    act(seeded, ADD, issue_number=blocked.number, issue_id=blocking.id)
    assert act(seeded, "issues/list-dependencies-blocked-by", issue_number=blocked.number) == [blocking]
    assert act(seeded, "issues/list-dependencies-blocking", issue_number=blocking.number) == [blocked]
    assert act(seeded, "issues/list-dependencies-blocking", issue_number=blocked.number) == []


def test_removing_is_told_of_once_and_never_refused() -> None:
    seeded = watched()
    blocked, blocking = pair(seeded)
    act(seeded, ADD, issue_number=blocked.number, issue_id=blocking.id)
    forget(seeded)
    for _ in range(2):
        act(seeded, REMOVE, issue_number=blocked.number, issue_id=blocking.id)
    assert seeded.names == [
        "issue_dependencies.blocked_by_removed",
        "issue_dependencies.blocking_removed",
    ]
    assert (blocked.blocked_by, blocking.blocking) == ((), ())


def test_a_dependency_does_not_touch_the_issues() -> None:
    seeded = watched()
    blocked, blocking = pair(seeded)
    seeded.world.clock.advance(60)
    act(seeded, ADD, issue_number=blocked.number, issue_id=blocking.id)
    assert blocked.updated_at == blocking.updated_at == NOON


def test_what_cannot_be_is_refused_in_github_s_words() -> None:
    seeded = watched()
    blocked, blocking = pair(seeded)
    act(seeded, ADD, issue_number=blocked.number, issue_id=blocking.id)
    with refused(seeded, ValidationFailed, "Validation failed: Target issue has already been taken"):
        act(seeded, ADD, issue_number=blocked.number, issue_id=blocking.id)
    with refused(seeded, ValidationFailed, "Issue may not be blocked by itself"):
        act(seeded, ADD, issue_number=blocked.number, issue_id=blocked.id)
    with refused(seeded, Forbidden):
        act(seeded, ADD, actor=seeded.stranger, issue_number=blocked.number, issue_id=blocking.id)
