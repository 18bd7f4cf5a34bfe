"""Issues from opening to locking."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from pull_helpers import body_of, forget, only, open_issue, open_pull, path, payloads, watched
from world_helpers import NOON, PRODUCTS, Seeded, refused

from fakegithub.errors import Forbidden, Gone, NotFound, ValidationFailed
from fakegithub.operations import comments, issues, merges, milestones


@pytest.fixture(params=PRODUCTS)
def seeded(request: pytest.FixtureRequest) -> Seeded:
    return watched(request.param)


def update(seeded: Seeded, number: int = 1, **fields: Any) -> Any:
    found = issues.update(
        seeded.world, seeded.actor, **path(seeded.repository), issue_number=number, **fields
    )
    return body_of(seeded, "issues/update", found)


def test_an_opened_issue_is_shown_and_announced(seeded: Seeded) -> None:
    result = issues.create(
        seeded.world, seeded.stranger, **path(seeded.repository), title="It breaks", body="Badly."
    )
    issue = body_of(seeded, "issues/create", result)
    assert result.location == issue["url"]
    assert (issue["number"], issue["title"], issue["body"], issue["state"]) == (
        1,
        "It breaks",
        "Badly.",
        "open",
    )
    assert issue["user"]["login"] == "hubot"
    assert issue["author_association"] == "NONE"
    assert issue["created_at"] == "2026-03-01T12:00:00Z"
    assert issue["html_url"].endswith("/octocat/hello-world/issues/1")
    assert "pull_request" not in issue
    assert "repository" not in issue
    assert issue["reactions"]["total_count"] == 0
    sent = only(seeded, "issues.opened")
    assert sent["issue"]["title"] == "It breaks"
    assert sent["sender"]["login"] == "hubot"
    assert sent["repository"]["open_issues_count"] == 1
    shown = issues.get(seeded.world, seeded.stranger, **path(seeded.repository), issue_number=1)
    assert body_of(seeded, "issues/get", shown) == issue


def test_what_an_issue_is_opened_with_is_announced_one_by_one(seeded: Seeded) -> None:
    milestones.create_milestone(seeded.world, seeded.actor, **path(seeded.repository), title="v1")
    forget(seeded)
    issue = open_issue(seeded, labels=["a", "b"], assignees=["octocat"], milestone=1)
    assert seeded.names == [
        "issues.opened",
        "label.created",
        "label.created",
        "issues.labeled",
        "issues.labeled",
        "issues.assigned",
        "issues.milestoned",
    ]
    sent = payloads(seeded)
    assert [one["label"]["name"] for one in sent["issues.labeled"]] == ["a", "b"]
    assert issue.milestone is not None


def test_a_strangers_labels_assignees_and_milestone_are_dropped() -> None:
    seeded = watched()
    milestones.create_milestone(seeded.world, seeded.actor, **path(seeded.repository), title="v1")
    forget(seeded)
    result = issues.create(
        seeded.world,
        seeded.stranger,
        **path(seeded.repository),
        title="x",
        labels=["bug"],
        assignees=["octocat"],
        milestone=1,
    )
    issue = body_of(seeded, "issues/create", result)
    assert (issue["labels"], issue["assignees"], issue["milestone"]) == ([], [], None)
    assert seeded.names == ["issues.opened"]


def test_an_issue_of_an_app_says_so(seeded: Seeded) -> None:
    result = issues.create(seeded.world, seeded.bot, **path(seeded.repository), title="x")
    issue = body_of(seeded, "issues/create", result)
    assert issue["user"]["type"] == "Bot"
    assert issue["performed_via_github_app"]["slug"] == "ci-bot"
    assert only(seeded, "issues.opened")["issue"]["performed_via_github_app"]["slug"] == "ci-bot"


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"title": "  "}, "missing_field"),
        ({"title": "x" * 257}, "title is too long"),
        ({"title": "x", "body": "y" * 262_145}, "Body is too long (maximum is 65536 characters)"),
        ({"title": "x", "milestone": 7}, "milestone"),
        ({"title": "x", "labels": ["y" * 51]}, "name is too long"),
    ],
)
def test_a_bad_issue_is_refused_and_leaves_no_number_behind(fields: dict[str, Any], message: str) -> None:
    seeded = watched()
    with refused(seeded, ValidationFailed, message):
        issues.create(seeded.world, seeded.actor, **path(seeded.repository), **fields)
    assert open_issue(seeded).number == 1


def test_issues_can_be_disabled() -> None:
    seeded = watched()
    pull, issue = open_pull(seeded), open_issue(seeded)
    with seeded.world.transaction():
        seeded.world.update(seeded.repository, has_issues=False)
    with refused(seeded, Gone, "Issues are disabled for this repo"):
        issues.create(seeded.world, seeded.actor, **path(seeded.repository), title="x")
    with refused(seeded, Gone):
        issues.get(seeded.world, seeded.actor, **path(seeded.repository), issue_number=issue.number)
    # The conversation of a pull request stays.
    issues.get(seeded.world, seeded.actor, **path(seeded.repository), issue_number=pull.number)


def test_numbers_are_shared_with_pull_requests() -> None:
    seeded = watched()
    assert [open_issue(seeded).number, open_pull(seeded).number, open_issue(seeded).number] == [1, 2, 3]


def test_the_issue_of_a_pull_request_says_so(seeded: Seeded) -> None:
    pull = open_pull(seeded, draft=True)
    found = issues.get(seeded.world, seeded.actor, **path(seeded.repository), issue_number=pull.number)
    issue = body_of(seeded, "issues/get", found)
    assert issue["draft"] is True
    assert issue["pull_request"]["url"].endswith(f"/repos/octocat/hello-world/pulls/{pull.number}")
    assert issue["pull_request"]["merged_at"] is None
    assert issue["html_url"].endswith(f"/pull/{pull.number}")
    assert issue["url"].endswith(f"/issues/{pull.number}")


def test_an_edited_issue_says_what_it_was(seeded: Seeded) -> None:
    open_issue(seeded)
    forget(seeded)
    seeded.world.clock.advance(60)
    issue = update(seeded, title="It broke", body="Twice.")
    assert (issue["title"], issue["body"]) == ("It broke", "Twice.")
    assert issue["updated_at"] == "2026-03-01T12:01:00Z"
    sent = only(seeded, "issues.edited")
    assert sent["changes"] == {"title": {"from": "It breaks"}, "body": {"from": ""}}
    forget(seeded)
    update(seeded, title="It broke", body="Twice.")
    assert seeded.names == []


def test_an_issue_closes_with_a_reason_and_opens_again(seeded: Seeded) -> None:
    open_issue(seeded)
    forget(seeded)
    issue = update(seeded, state="closed", state_reason="not_planned")
    assert (issue["state"], issue["state_reason"], issue["closed_by"]["login"]) == (
        "closed",
        "not_planned",
        "octocat",
    )
    assert issue["closed_at"] == "2026-03-01T12:00:00Z"
    assert seeded.repository.open_issues_count == 0
    issue = update(seeded, state="open")
    assert (issue["state"], issue["state_reason"], issue["closed_at"]) == ("open", "reopened", None)
    assert seeded.repository.open_issues_count == 1
    assert seeded.names == ["issues.closed", "issues.reopened"]
    payloads(seeded)


def test_closing_twice_is_announced_once_and_is_completed_by_default() -> None:
    seeded = watched()
    open_issue(seeded)
    forget(seeded)
    assert update(seeded, state="closed")["state_reason"] == "completed"
    assert update(seeded, state="closed")["state"] == "closed"
    assert seeded.names == ["issues.closed"]
    assert seeded.repository.open_issues_count == 0


def test_a_merged_pull_request_does_not_open_again_as_an_issue() -> None:
    seeded = watched()
    pull = open_pull(seeded)
    merges.merge(seeded.world, seeded.actor, **path(seeded.repository), pull_number=pull.number)
    with refused(seeded, ValidationFailed, "state cannot be changed."):
        update(seeded, number=pull.number, state="open")


def test_labels_assignees_and_milestone_are_replaced(seeded: Seeded) -> None:
    milestones.create_milestone(seeded.world, seeded.actor, **path(seeded.repository), title="v1")
    open_issue(seeded, labels=["a", "b"], milestone=1)
    forget(seeded)
    issue = update(seeded, labels=["b", {"name": "c"}], assignees=["octocat"], milestone=None)
    assert [label["name"] for label in issue["labels"]] == ["b", "c"]
    assert seeded.names == [
        "label.created",
        "issues.unlabeled",
        "issues.labeled",
        "issues.assigned",
        "issues.demilestoned",
    ]
    payloads(seeded)


def test_the_author_edits_the_own_issue_but_not_its_labels() -> None:
    seeded = watched()
    issues.create(seeded.world, seeded.stranger, **path(seeded.repository), title="x")
    found = issues.update(
        seeded.world,
        seeded.stranger,
        **path(seeded.repository),
        issue_number=1,
        title="y",
        labels=["bug"],
    )
    assert (found.title, found.labels) == ("y", ())


def test_somebody_elses_issue_cannot_be_changed() -> None:
    seeded = watched()
    open_issue(seeded)
    where = {**path(seeded.repository), "issue_number": 1}
    for act in (
        lambda: issues.update(seeded.world, seeded.stranger, **where, state="closed"),
        lambda: issues.lock(seeded.world, seeded.stranger, **where),
        lambda: issues.unlock(seeded.world, seeded.stranger, **where),
    ):
        with refused(seeded, Forbidden, "Must have admin rights to Repository."):
            act()
    with refused(seeded, ValidationFailed, "missing_field"):
        update(seeded, title=" ")
    with refused(seeded, NotFound):
        update(seeded, number=9)


@pytest.mark.parametrize("kind", ["issues", "pull_request"])
def test_a_locked_conversation_takes_no_comments_from_strangers(kind: str, seeded: Seeded) -> None:
    number = open_issue(seeded).number if kind == "issues" else open_pull(seeded).number
    where = {**path(seeded.repository), "issue_number": number}
    forget(seeded)
    issues.lock(seeded.world, seeded.actor, **where, lock_reason="too heated")
    issues.lock(seeded.world, seeded.actor, **where, lock_reason="too heated")
    found = issues.get(seeded.world, seeded.actor, **where)
    shown = body_of(seeded, "issues/get", found)
    assert (shown["locked"], shown["active_lock_reason"]) == (True, "too heated")
    sent = only(seeded, f"{kind}.locked")
    subject = sent["issue" if kind == "issues" else "pull_request"]
    assert subject["active_lock_reason"] == "too heated"
    with refused(seeded, Forbidden, "Unable to create comment because issue is locked."):
        comments.create_comment(seeded.world, seeded.stranger, **where, body="But")
    forget(seeded)
    issues.unlock(seeded.world, seeded.actor, **where)
    only(seeded, f"{kind}.unlocked")
    comments.create_comment(seeded.world, seeded.stranger, **where, body="Thanks")


@pytest.fixture
def listed() -> Seeded:
    """Four issues, a minute apart: `one` … `three` by octocat, `four` by hubot; then a pull request."""
    seeded = watched()
    where = path(seeded.repository)
    milestones.create_milestone(seeded.world, seeded.actor, **where, title="v1")
    fields: list[dict[str, Any]] = [
        {"title": "one", "labels": ["bug", "ui"], "milestone": 1},
        {"title": "two", "labels": ["bug"], "assignees": ["octocat"]},
        {"title": "three", "body": "Ask @monalisa"},
    ]
    for one in fields:
        open_issue(seeded, **one)
        seeded.world.clock.advance(60)
    issues.create(seeded.world, seeded.stranger, **where, title="four")
    seeded.world.clock.advance(60)
    open_pull(seeded, title="five")
    comments.create_comment(seeded.world, seeded.actor, **where, issue_number=2, body="Hm")
    issues.update(seeded.world, seeded.actor, **where, issue_number=3, state="closed")
    return seeded


@pytest.mark.parametrize(
    ("filters", "titles"),
    [
        ({}, ["five", "four", "two", "one"]),
        ({"state": "closed"}, ["three"]),
        ({"state": "all", "direction": "asc"}, ["one", "two", "three", "four", "five"]),
        ({"labels": "bug"}, ["two", "one"]),
        ({"labels": "Bug, ui"}, ["one"]),
        ({"labels": "nothing"}, []),
        ({"milestone": "1"}, ["one"]),
        ({"milestone": "none"}, ["five", "four", "two"]),
        ({"milestone": "*"}, ["one"]),
        ({"assignee": "octocat"}, ["two"]),
        ({"assignee": "none"}, ["five", "four", "one"]),
        ({"assignee": "*"}, ["two"]),
        ({"creator": "Hubot"}, ["four"]),
        ({"mentioned": "monalisa", "state": "all"}, ["three"]),
        ({"sort": "comments"}, ["two", "five", "four", "one"]),
        ({"sort": "updated", "direction": "asc"}, ["one", "four", "two", "five"]),
        ({"since": NOON + timedelta(minutes=3)}, ["five", "four", "two"]),
    ],
)
def test_issues_are_filtered_and_sorted(listed: Seeded, filters: dict[str, Any], titles: list[str]) -> None:
    found = issues.list_for_repo(listed.world, listed.stranger, **path(listed.repository), **filters)
    assert [issue["title"] for issue in body_of(listed, "issues/list-for-repo", found)] == titles


@pytest.mark.parametrize(
    ("filters", "field"),
    [
        ({"milestone": "9"}, "milestone"),
        ({"assignee": "nobody"}, "assignee"),
        ({"creator": "nobody"}, "creator"),
    ],
)
def test_a_filter_for_nobody_is_refused(listed: Seeded, filters: dict[str, str], field: str) -> None:
    with refused(listed, ValidationFailed, field):
        issues.list_for_repo(listed.world, listed.actor, **path(listed.repository), **filters)
