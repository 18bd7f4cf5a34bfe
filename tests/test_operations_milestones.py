"""Milestones, and counting what they hold."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from pull_helpers import body_of, forget, only, open_issue, open_pull, path, payloads, watched
from world_helpers import PRODUCTS, Seeded, refused

from fakegithub.errors import Forbidden, NotFound, ValidationFailed
from fakegithub.operations import issues, milestones

SOON = datetime(2026, 4, 1, tzinfo=UTC)
LATER = datetime(2026, 5, 1, tzinfo=UTC)


@pytest.fixture(params=PRODUCTS)
def seeded(request: pytest.FixtureRequest) -> Seeded:
    return watched(request.param)


def create(seeded: Seeded, title: str = "v1", **fields: Any) -> Any:
    result = milestones.create_milestone(
        seeded.world, seeded.actor, **path(seeded.repository), title=title, **fields
    )
    return body_of(seeded, "issues/create-milestone", result)


def shown(seeded: Seeded, number: int = 1) -> Any:
    found = milestones.get_milestone(
        seeded.world, seeded.stranger, **path(seeded.repository), milestone_number=number
    )
    return body_of(seeded, "issues/get-milestone", found)


def test_a_created_milestone_is_shown_and_announced(seeded: Seeded) -> None:
    milestone = create(seeded, description="First", due_on=SOON)
    assert (milestone["number"], milestone["title"], milestone["state"]) == (1, "v1", "open")
    assert milestone["due_on"] == "2026-04-01T00:00:00Z"
    assert milestone["creator"]["login"] == "octocat"
    assert (milestone["open_issues"], milestone["closed_issues"]) == (0, 0)
    assert milestone["labels_url"] == f"{milestone['url']}/labels"
    sent = only(seeded, "milestone.created")["milestone"]
    # The two documents show different fields of an account.
    assert {**sent, "creator": None} == {**milestone, "creator": None}
    assert shown(seeded) == milestone
    assert create(seeded, "v2")["number"] == 2


def test_a_milestone_may_begin_closed(seeded: Seeded) -> None:
    assert create(seeded, state="closed")["closed_at"] is not None
    assert seeded.names == ["milestone.created", "milestone.closed"]
    payloads(seeded)


@pytest.mark.parametrize(("title", "code"), [("v1", "already_exists"), (" ", "missing_field")])
def test_a_bad_title_is_refused(title: str, code: str) -> None:
    seeded = watched()
    create(seeded)
    with refused(seeded, ValidationFailed, code):
        create(seeded, title)


def test_only_who_can_push_manages_milestones() -> None:
    seeded = watched()
    create(seeded)
    where = path(seeded.repository)
    for act in (
        lambda: milestones.create_milestone(seeded.world, seeded.stranger, **where, title="x"),
        lambda: milestones.update_milestone(
            seeded.world, seeded.stranger, **where, milestone_number=1, title="x"
        ),
        lambda: milestones.delete_milestone(seeded.world, seeded.stranger, **where, milestone_number=1),
    ):
        with refused(seeded, Forbidden, "Must have push access to repository"):
            act()


def test_an_edited_milestone_says_what_it_was(seeded: Seeded) -> None:
    create(seeded, due_on=SOON)
    forget(seeded)
    found = milestones.update_milestone(
        seeded.world,
        seeded.actor,
        **path(seeded.repository),
        milestone_number=1,
        title="v1.0",
        description="Now",
        due_on=LATER,
    )
    assert body_of(seeded, "issues/update-milestone", found)["title"] == "v1.0"
    assert only(seeded, "milestone.edited")["changes"] == {
        "title": {"from": "v1"},
        "description": {"from": ""},
        "due_on": {"from": "2026-04-01T00:00:00Z"},
    }


def test_a_milestone_closes_and_opens(seeded: Seeded) -> None:
    create(seeded)
    forget(seeded)
    where = {**path(seeded.repository), "milestone_number": 1}
    milestones.update_milestone(seeded.world, seeded.actor, **where, state="closed")
    assert shown(seeded)["closed_at"] is not None
    milestones.update_milestone(seeded.world, seeded.actor, **where, state="closed")
    milestones.update_milestone(seeded.world, seeded.actor, **where, state="open")
    assert seeded.names == ["milestone.closed", "milestone.opened"]
    payloads(seeded)
    assert shown(seeded)["closed_at"] is None


def test_it_counts_the_open_and_the_closed_issues(seeded: Seeded) -> None:
    create(seeded)
    issue = open_issue(seeded, milestone=1)
    pull = open_pull(seeded)
    where = path(seeded.repository)
    issues.update(seeded.world, seeded.actor, **where, issue_number=pull.number, milestone="1")
    assert (shown(seeded)["open_issues"], shown(seeded)["closed_issues"]) == (2, 0)
    issues.update(seeded.world, seeded.actor, **where, issue_number=issue.number, state="closed")
    assert (shown(seeded)["open_issues"], shown(seeded)["closed_issues"]) == (1, 1)
    issues.update(seeded.world, seeded.actor, **where, issue_number=issue.number, milestone=None)
    assert (shown(seeded)["open_issues"], shown(seeded)["closed_issues"]) == (1, 0)
    sent = payloads(seeded)
    assert sent["issues.milestoned"][0]["milestone"]["title"] == "v1"
    assert sent["pull_request.milestoned"][0]["milestone"]["title"] == "v1"
    assert sent["issues.demilestoned"][0]["issue"]["milestone"] is None


def test_a_deleted_milestone_leaves_its_issues(seeded: Seeded) -> None:
    create(seeded)
    issue, pull = open_issue(seeded, milestone=1), open_pull(seeded)
    issues.update(
        seeded.world, seeded.actor, **path(seeded.repository), issue_number=pull.number, milestone=1
    )
    forget(seeded)
    milestones.delete_milestone(seeded.world, seeded.actor, **path(seeded.repository), milestone_number=1)
    assert seeded.names == ["issues.demilestoned", "pull_request.demilestoned", "milestone.deleted"]
    assert payloads(seeded)["issues.demilestoned"][0]["milestone"]["title"] == "v1"
    assert issue.milestone is None
    assert pull.issue.milestone is None
    with refused(seeded, NotFound):
        shown(seeded)


def test_milestones_are_listed_by_due_date_or_by_completeness(seeded: Seeded) -> None:
    create(seeded, "someday")
    create(seeded, "later", due_on=LATER)
    create(seeded, "soon", due_on=SOON)
    done = create(seeded, "done", due_on=LATER, state="closed")
    open_issue(seeded, milestone=done["number"])
    issues.update(seeded.world, seeded.actor, **path(seeded.repository), issue_number=1, state="closed")

    def titles(**options: Any) -> list[str]:
        found = milestones.list_milestones(
            seeded.world, seeded.stranger, **path(seeded.repository), **options
        )
        return [one["title"] for one in body_of(seeded, "issues/list-milestones", found)]

    assert titles() == ["soon", "later", "someday"]
    assert titles(direction="desc") == ["later", "soon", "someday"]
    assert titles(state="closed") == ["done"]
    assert titles(state="all", sort="completeness", direction="desc")[0] == "done"


def test_the_labels_of_a_milestone_are_those_of_its_issues(seeded: Seeded) -> None:
    create(seeded)
    open_issue(seeded, milestone=1, labels=["a", "b"])
    open_issue(seeded, milestone=1, labels=["b", "c"])
    open_issue(seeded, labels=["d"])
    found = milestones.list_labels_for_milestone(
        seeded.world, seeded.stranger, **path(seeded.repository), milestone_number=1
    )
    labels = body_of(seeded, "issues/list-labels-for-milestone", found)
    assert [label["name"] for label in labels] == ["a", "b", "c"]
