"""Pinned issues, and pinned comments."""

from __future__ import annotations

import pytest
from conversation_helpers import act
from pull_helpers import forget, open_issue, open_pull, payloads, watched
from world_helpers import NOON, PRODUCTS, refused

from fakegithub.errors import Forbidden, NotFound, ValidationFailed

PIN, UNPIN = "issues/pin-comment", "issues/unpin-comment"


@pytest.mark.parametrize("product", PRODUCTS)
def test_pinning_is_told_of_once(product: str) -> None:
    seeded = watched(product)
    number = open_issue(seeded).number
    forget(seeded)
    for operation in ("issue.pin", "issue.pin", "issue.unpin", "issue.unpin"):
        act(seeded, operation, issue_number=number)
    assert seeded.names == ["issues.pinned", "issues.unpinned"]


def test_there_are_at_most_three() -> None:
    seeded = watched()
    *three, fourth = (open_issue(seeded).number for _ in range(4))
    for number in three:
        act(seeded, "issue.pin", issue_number=number)
    with refused(seeded, ValidationFailed):
        act(seeded, "issue.pin", issue_number=fourth)
    act(seeded, "issue.unpin", issue_number=three[0])
    act(seeded, "issue.pin", issue_number=fourth)


def test_pull_requests_and_strangers_cannot_pin() -> None:
    seeded = watched()
    issue, pull = open_issue(seeded), open_pull(seeded)
    with refused(seeded, ValidationFailed):
        act(seeded, "issue.pin", issue_number=pull.number)
    with refused(seeded, Forbidden):
        act(seeded, "issue.pin", actor=seeded.stranger, issue_number=issue.number)


@pytest.mark.parametrize("product", ["github.com", "ghec"])
def test_a_pinned_comment_takes_the_place_of_another(product: str) -> None:
    seeded = watched(product)
    issue = open_issue(seeded)
    first, second = (
        act(seeded, "issues/create-comment", issue_number=issue.number, body=body) for body in "ab"
    )
    forget(seeded)
    for comment in (first, first, second):
        act(seeded, PIN, comment_id=comment.id)
    assert seeded.names == ["issue_comment.pinned", "issue_comment.unpinned", "issue_comment.pinned"]
    assert [one["comment"]["id"] for one in payloads(seeded)["issue_comment.pinned"]] == [
        first.id,
        second.id,
    ]
    assert (first.pinned_at, second.pinned_at) == (None, NOON)
    assert issue.pinned_comment is second
    act(seeded, UNPIN, comment_id=second.id)
    assert seeded.names[-1] == "issue_comment.unpinned"
    with refused(seeded, NotFound):
        act(seeded, UNPIN, comment_id=second.id)


def test_a_deleted_comment_is_pinned_no_longer() -> None:
    seeded = watched()
    issue = open_issue(seeded)
    comment = act(seeded, "issues/create-comment", issue_number=issue.number, body="a")
    act(seeded, PIN, comment_id=comment.id)
    act(seeded, "issues/delete-comment", comment_id=comment.id)
    assert issue.pinned_comment is None
