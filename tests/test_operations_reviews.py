"""Reviews: pending, submitted, dismissed."""

from __future__ import annotations

from typing import Any

import pytest
from pull_helpers import body_of, collaborator, forget, open_pull, path, payloads, watched
from world_helpers import PRODUCTS, Seeded, refused

from fakegithub.errors import Forbidden, NotFound, ValidationFailed
from fakegithub.model.accounts import Actor
from fakegithub.model.pulls import Review, ReviewComment
from fakegithub.operations import issues, review_comments, reviews

LINE_FIVE = {"path": "ten.txt", "line": 5, "body": "Why?"}


@pytest.fixture(params=PRODUCTS)
def seeded(request: pytest.FixtureRequest) -> Seeded:
    """With octocat's pull request number 1."""
    return opened(request.param)


def opened(product: str = "github.com") -> Seeded:
    seeded = watched(product)
    open_pull(seeded)
    forget(seeded)
    return seeded


def where(seeded: Seeded) -> dict[str, Any]:
    return {**path(seeded.repository), "pull_number": 1}


def review(seeded: Seeded, actor: Actor | None = None, **fields: Any) -> Review:
    found = reviews.create_review(seeded.world, actor or seeded.stranger, **where(seeded), **fields)
    body_of(seeded, "pulls/create-review", found)
    return found


@pytest.mark.parametrize(
    ("event", "state"),
    [("APPROVE", "APPROVED"), ("REQUEST_CHANGES", "CHANGES_REQUESTED"), ("COMMENT", "COMMENTED")],
)
def test_a_submitted_review_is_shown_and_announced(seeded: Seeded, event: str, state: str) -> None:
    made = review(seeded, event=event, body="So be it")
    shown = body_of(
        seeded,
        "pulls/get-review",
        reviews.get_review(seeded.world, seeded.actor, **where(seeded), review_id=made.id),
    )
    assert (shown["state"], shown["body"], shown["user"]["login"]) == (state, "So be it", "hubot")
    assert shown["submitted_at"] == "2026-03-01T12:00:00Z"
    assert shown["commit_id"] == made.pull_request.head.sha
    assert shown["html_url"].endswith(f"/pull/1#pullrequestreview-{made.id}")
    assert shown["_links"]["pull_request"]["href"] == shown["pull_request_url"]
    assert seeded.names == ["pull_request_review.submitted"]
    (sent,) = payloads(seeded)["pull_request_review.submitted"]
    # In a payload the state is written small.
    assert sent["review"]["state"] == state.lower()
    assert sent["pull_request"]["number"] == 1


def test_an_approval_needs_no_words(seeded: Seeded) -> None:
    made = review(seeded, event="APPROVE")
    assert body_of(seeded, "pulls/get-review", made)["body"] == ""
    assert payloads(seeded)["pull_request_review.submitted"][0]["review"]["body"] is None


def test_the_comments_of_a_review_are_announced_one_by_one(seeded: Seeded) -> None:
    made = review(
        seeded,
        event="REQUEST_CHANGES",
        comments=[LINE_FIVE, {"path": "ten.txt", "position": 6, "body": "And this?"}],
    )
    assert seeded.names == ["pull_request_review.submitted"] + ["pull_request_review_comment.created"] * 2
    sent = payloads(seeded)["pull_request_review_comment.created"]
    assert [one["comment"]["body"] for one in sent] == ["Why?", "And this?"]
    assert {one["comment"]["pull_request_review_id"] for one in sent} == {made.id}
    found = reviews.list_comments_for_review(seeded.world, seeded.actor, **where(seeded), review_id=made.id)
    listed = body_of(seeded, "pulls/list-comments-for-review", found)
    assert [comment["position"] for comment in listed] == [5, 6]
    assert body_of(seeded, "pulls/get", made.pull_request)["review_comments"] == 2


def test_a_pending_review_is_its_authors_alone_until_it_is_submitted(seeded: Seeded) -> None:
    made = review(seeded, comments=[LINE_FIVE], body="Draft")
    assert seeded.names == []
    assert "submitted_at" not in body_of(seeded, "pulls/get-review", made)
    seen = {"review_id": made.id}
    with refused(seeded, NotFound):
        reviews.get_review(seeded.world, seeded.actor, **where(seeded), **seen)
    assert reviews.list_reviews(seeded.world, seeded.actor, **where(seeded)) == []
    assert review_comments.list_review_comments(seeded.world, seeded.actor, **where(seeded)) == []
    own = reviews.list_reviews(seeded.world, seeded.stranger, **where(seeded))
    assert [one["state"] for one in body_of(seeded, "pulls/list-reviews", own)] == ["PENDING"]
    assert made.pull_request.review_comments == 0
    done = reviews.submit_review(
        seeded.world, seeded.stranger, **where(seeded), **seen, event="COMMENT", body="Done"
    )
    shown = body_of(seeded, "pulls/submit-review", done)
    assert (shown["state"], shown["body"]) == ("COMMENTED", "Done")
    assert seeded.names == ["pull_request_review.submitted", "pull_request_review_comment.created"]
    payloads(seeded)
    assert len(reviews.list_reviews(seeded.world, seeded.actor, **where(seeded))) == 1
    with refused(seeded, ValidationFailed, "Can not submit a non-pending pull request review"):
        reviews.submit_review(
            seeded.world, seeded.stranger, **where(seeded), **seen, event="COMMENT", body="x"
        )


def test_a_pending_review_can_be_deleted_and_a_submitted_one_cannot(seeded: Seeded) -> None:
    made = review(seeded, comments=[LINE_FIVE])
    gone = reviews.delete_pending_review(seeded.world, seeded.stranger, **where(seeded), review_id=made.id)
    assert body_of(seeded, "pulls/delete-pending-review", gone)["id"] == made.id
    assert seeded.world.all(Review) == []
    assert seeded.world.all(ReviewComment) == []
    assert seeded.names == []
    done = review(seeded, event="APPROVE")
    with refused(seeded, ValidationFailed, "Can not delete a non-pending pull request review"):
        reviews.delete_pending_review(seeded.world, seeded.stranger, **where(seeded), review_id=done.id)


def test_one_pending_review_is_enough() -> None:
    seeded = opened()
    review(seeded)
    with refused(seeded, ValidationFailed, "User can only have one pending review per pull request"):
        review(seeded)
    review(seeded, seeded.member)


@pytest.mark.parametrize(
    ("event", "reason"),
    [
        ("APPROVE", "Can not approve your own pull request"),
        ("REQUEST_CHANGES", "Can not request changes on your own pull request"),
    ],
)
def test_nobody_judges_the_own_pull_request(event: str, reason: str) -> None:
    seeded = opened()
    with refused(seeded, ValidationFailed, "Unprocessable Entity") as caught:
        review(seeded, seeded.actor, event=event, body="Great")
    assert caught.value.errors == [reason]
    review(seeded, seeded.actor, event="COMMENT", body="Great")


@pytest.mark.parametrize(
    ("comment", "reason"),
    [
        ({"path": "other.txt", "line": 1, "body": "x"}, "Path could not be resolved"),
        ({"path": "ten.txt", "line": 99, "body": "x"}, "Line could not be resolved"),
        ({"path": "ten.txt", "body": "x"}, "Line could not be resolved"),
        ({"path": "ten.txt", "position": 99, "body": "x"}, "Position could not be resolved"),
        ({"path": "ten.txt", "line": 5, "start_line": 1, "body": "x"}, "Start line could not be resolved"),
    ],
)
def test_a_comment_outside_the_diff_undoes_the_whole_review(comment: dict[str, Any], reason: str) -> None:
    seeded = opened()
    with refused(seeded, ValidationFailed) as caught:
        review(seeded, event="COMMENT", body="x", comments=[LINE_FIVE, comment])
    assert caught.value.errors == [reason]


def test_a_review_says_something() -> None:
    seeded = opened()
    for event in ("COMMENT", "REQUEST_CHANGES"):
        with refused(seeded, ValidationFailed, "Unprocessable Entity"):
            review(seeded, event=event)
    with refused(seeded, ValidationFailed, "could not be resolved"):
        review(seeded, event="APPROVE", commit_id="0" * 40, comments=[LINE_FIVE])


def test_an_edited_review_says_what_it_was(seeded: Seeded) -> None:
    made = review(seeded, event="APPROVE", body="Good")
    forget(seeded)
    found = reviews.update_review(
        seeded.world, seeded.stranger, **where(seeded), review_id=made.id, body="Very good"
    )
    assert body_of(seeded, "pulls/update-review", found)["body"] == "Very good"
    assert seeded.names == ["pull_request_review.edited"]
    assert payloads(seeded)["pull_request_review.edited"][0]["changes"] == {"body": {"from": "Good"}}
    with refused(seeded, Forbidden):
        reviews.update_review(seeded.world, seeded.actor, **where(seeded), review_id=made.id, body="Bad")


def test_a_dismissed_review_counts_no_more(seeded: Seeded) -> None:
    made = review(seeded, event="REQUEST_CHANGES", body="No")
    forget(seeded)
    found = reviews.dismiss_review(
        seeded.world, seeded.actor, **where(seeded), review_id=made.id, message="Done since"
    )
    assert body_of(seeded, "pulls/dismiss-review", found)["state"] == "DISMISSED"
    assert seeded.names == ["pull_request_review.dismissed"]
    assert payloads(seeded)["pull_request_review.dismissed"][0]["review"]["state"] == "dismissed"
    with refused(seeded, ValidationFailed, "Can not dismiss a dismissed pull request review"):
        reviews.dismiss_review(
            seeded.world, seeded.actor, **where(seeded), review_id=made.id, message="Again"
        )


def test_not_every_review_can_be_dismissed_nor_by_everybody() -> None:
    seeded = opened()
    approval = review(seeded, event="APPROVE")
    comment = review(seeded, event="COMMENT", body="Hm")
    reader = Actor(collaborator(seeded, "reader", "triage"))
    dismissal = {**where(seeded), "message": "No"}
    with refused(seeded, Forbidden):
        reviews.dismiss_review(seeded.world, reader, **dismissal, review_id=approval.id)
    with refused(seeded, ValidationFailed, "Can not dismiss a commented pull request review"):
        reviews.dismiss_review(seeded.world, seeded.actor, **dismissal, review_id=comment.id)
    with refused(seeded, ValidationFailed, "Message can't be blank"):
        reviews.dismiss_review(
            seeded.world, seeded.actor, **{**dismissal, "message": " "}, review_id=approval.id
        )
    with refused(seeded, NotFound):
        reviews.get_review(seeded.world, seeded.actor, **where(seeded), review_id=7)


def test_a_locked_conversation_takes_no_reviews_from_strangers() -> None:
    seeded = opened()
    issues.lock(seeded.world, seeded.actor, **path(seeded.repository), issue_number=1)
    with refused(seeded, Forbidden, "locked"):
        review(seeded, event="APPROVE")
    review(seeded, seeded.bot, event="APPROVE")
