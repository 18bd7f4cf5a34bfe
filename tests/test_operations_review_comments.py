"""Comments on the diff, and where they are when the diff moves on."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from pull_helpers import CHANGED, body_of, forget, only, open_pull, path, payloads, watched
from world_helpers import NOON, PRODUCTS, Seeded, refused

from fakegithub.errors import Forbidden, NotFound, ValidationFailed
from fakegithub.model.accounts import Actor
from fakegithub.model.pulls import PullRequest, ReviewComment
from fakegithub.operations import pushes, review_comments, reviews

HUNK = "@@ -2,7 +2,8 @@ line 1\n line 2\n line 3\n line 4\n-line 5\n+line five"


@pytest.fixture(params=PRODUCTS)
def seeded(request: pytest.FixtureRequest) -> Seeded:
    """With octocat's pull request number 1."""
    return opened(request.param)


def opened(product: str = "github.com") -> Seeded:
    seeded = watched(product)
    open_pull(seeded)
    forget(seeded)
    return seeded


def pull_of(seeded: Seeded) -> PullRequest:
    (pull,) = seeded.world.all(PullRequest)
    return pull


def comment(seeded: Seeded, body: str = "Why?", actor: Actor | None = None, **fields: Any) -> Any:
    place = {"commit_id": pull_of(seeded).head.sha, "path": "ten.txt", **fields}
    result = review_comments.create_review_comment(
        seeded.world,
        actor or seeded.stranger,
        **path(seeded.repository),
        pull_number=1,
        body=body,
        **place,
    )
    return body_of(seeded, "pulls/create-review-comment", result)


def entity(seeded: Seeded, id: int) -> ReviewComment:
    found = seeded.world.get(ReviewComment, id)
    assert found is not None
    return found


def push(seeded: Seeded, content: str) -> None:
    pushes.push(
        seeded.world,
        seeded.actor,
        **path(seeded.repository),
        ref="topic",
        files={"ten.txt": content},
    )


def test_a_comment_on_a_line_is_shown_and_announced(seeded: Seeded) -> None:
    made = comment(seeded, line=5)
    assert (made["path"], made["line"], made["side"], made["position"]) == ("ten.txt", 5, "RIGHT", 5)
    assert (made["original_line"], made["original_position"]) == (5, 5)
    assert made["diff_hunk"] == HUNK
    assert made["commit_id"] == made["original_commit_id"] == pull_of(seeded).head.sha
    assert made["html_url"].endswith(f"/pull/1#discussion_r{made['id']}")
    assert "in_reply_to_id" not in made
    assert seeded.names == ["pull_request_review.submitted", "pull_request_review_comment.created"]
    sent = payloads(seeded)
    assert sent["pull_request_review.submitted"][0]["review"]["state"] == "commented"
    shown = sent["pull_request_review_comment.created"][0]["comment"]
    assert (shown["id"], shown["diff_hunk"]) == (made["id"], HUNK)
    assert shown["pull_request_review_id"] == made["pull_request_review_id"]
    found = review_comments.get_review_comment(
        seeded.world, seeded.actor, **path(seeded.repository), comment_id=made["id"]
    )
    assert body_of(seeded, "pulls/get-review-comment", found) == made


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"position": 4}, {"position": 4, "line": 5, "side": "LEFT"}),
        ({"position": 6}, {"position": 6, "line": 6, "side": "RIGHT"}),
        ({"line": 5, "side": "LEFT"}, {"position": 4, "line": 5, "side": "LEFT"}),
        (
            {"line": 6, "start_line": 4},
            {"position": 6, "line": 6, "start_line": 4, "start_side": "RIGHT"},
        ),
        (
            {"line": 6, "start_line": 5, "start_side": "LEFT"},
            {"line": 6, "start_line": 5, "start_side": "LEFT", "original_start_line": 5},
        ),
        ({"subject_type": "file"}, {"subject_type": "file", "position": 1, "line": 1}),
    ],
)
def test_a_comment_can_be_placed_in_many_ways(
    seeded: Seeded, fields: dict[str, Any], expected: dict[str, Any]
) -> None:
    made = comment(seeded, **fields)
    assert {name: made[name] for name in expected} == expected
    payloads(seeded)


def test_a_reply_belongs_to_the_first_comment_of_the_thread(seeded: Seeded) -> None:
    first = comment(seeded, line=5)
    forget(seeded)
    where = {**path(seeded.repository), "pull_number": 1}
    result = review_comments.create_reply_for_review_comment(
        seeded.world, seeded.actor, **where, comment_id=first["id"], body="Because"
    )
    second = body_of(seeded, "pulls/create-reply-for-review-comment", result)
    assert (second["in_reply_to_id"], second["line"], second["body"]) == (first["id"], 5, "Because")
    assert second["diff_hunk"] == HUNK
    sent = payloads(seeded)["pull_request_review_comment.created"]
    assert sent[0]["comment"]["in_reply_to_id"] == first["id"]
    third = comment(seeded, "I see", in_reply_to=second["id"])
    assert third["in_reply_to_id"] == first["id"]
    assert pull_of(seeded).review_comments == 3
    with refused(seeded, NotFound):
        review_comments.create_reply_for_review_comment(
            seeded.world, seeded.actor, **where, comment_id=7, body="Because"
        )


@pytest.mark.parametrize(
    ("fields", "errors"),
    [
        (
            {"line": 99},
            [
                {
                    "resource": "PullRequestReviewComment",
                    "code": "custom",
                    "field": "pull_request_review_thread.line",
                    "message": "pull_request_review_thread.line must be part of the diff",
                }
            ],
        ),
        (
            {"path": "README.md", "line": 1},
            [
                {
                    "resource": "PullRequestReviewComment",
                    "code": "invalid",
                    "field": "pull_request_review_thread.path",
                },
                {
                    "resource": "PullRequestReviewComment",
                    "code": "missing_field",
                    "field": "pull_request_review_thread.diff_hunk",
                },
            ],
        ),
        (
            {"commit_id": "0" * 40, "line": 5},
            [
                {
                    "resource": "PullRequestReviewComment",
                    "code": "custom",
                    "field": "commit_id",
                    "message": "commit_id is not part of the pull request",
                }
            ],
        ),
        (
            {"body": " ", "line": 5},
            [
                {
                    "resource": "PullRequestReviewComment",
                    "code": "custom",
                    "field": "body",
                    "message": "body can't be blank",
                }
            ],
        ),
    ],
)
def test_a_comment_outside_the_diff_is_refused(fields: dict[str, Any], errors: list[Any]) -> None:
    seeded = opened()
    with refused(seeded, ValidationFailed) as caught:
        comment(seeded, **fields)
    assert caught.value.errors == errors


def test_a_pending_review_stands_in_the_way() -> None:
    seeded = opened()
    reviews.create_review(seeded.world, seeded.stranger, **path(seeded.repository), pull_number=1)
    with refused(seeded, ValidationFailed, "one pending review"):
        comment(seeded, line=5)


def test_an_edited_comment_says_what_it_was(seeded: Seeded) -> None:
    made = comment(seeded, line=5)
    forget(seeded)
    found = review_comments.update_review_comment(
        seeded.world, seeded.stranger, **path(seeded.repository), comment_id=made["id"], body="How?"
    )
    assert body_of(seeded, "pulls/update-review-comment", found)["body"] == "How?"
    assert only(seeded, "pull_request_review_comment.edited")["changes"] == {"body": {"from": "Why?"}}


def test_a_deleted_comment_is_gone(seeded: Seeded) -> None:
    made = comment(seeded, line=5)
    forget(seeded)
    where = {**path(seeded.repository), "comment_id": made["id"]}
    review_comments.delete_review_comment(seeded.world, seeded.actor, **where)
    assert only(seeded, "pull_request_review_comment.deleted")["comment"]["id"] == made["id"]
    assert pull_of(seeded).review_comments == 0
    with refused(seeded, NotFound):
        review_comments.get_review_comment(seeded.world, seeded.actor, **where)


def test_strangers_leave_the_comments_of_others_alone() -> None:
    seeded = opened()
    made = comment(seeded, actor=seeded.actor, line=5)
    where = {**path(seeded.repository), "comment_id": made["id"]}
    with refused(seeded, Forbidden):
        review_comments.update_review_comment(seeded.world, seeded.stranger, **where, body="x")
    with refused(seeded, Forbidden):
        review_comments.delete_review_comment(seeded.world, seeded.stranger, **where)


def test_comments_are_listed_by_pull_request_and_by_repository(seeded: Seeded) -> None:
    comment(seeded, "one", line=5)
    seeded.world.clock.advance(60)
    comment(seeded, "two", line=6)
    for operation_id, list_them, where in (
        ("pulls/list-review-comments", review_comments.list_review_comments, {"pull_number": 1}),
        ("pulls/list-review-comments-for-repo", review_comments.list_review_comments_for_repo, {}),
    ):
        for options, expected in (
            ({}, ["one", "two"]),
            ({"direction": "desc"}, ["two", "one"]),
            ({"sort": "updated", "since": NOON + timedelta(seconds=1)}, ["two"]),
        ):
            found = list_them(seeded.world, seeded.actor, **path(seeded.repository), **where, **options)
            assert [one["body"] for one in body_of(seeded, operation_id, found)] == expected


def test_a_comment_follows_its_line(seeded: Seeded) -> None:
    made = comment(seeded, line=6, start_line=5)
    push(seeded, "line 0\n" + CHANGED)
    found = entity(seeded, made["id"])
    assert (found.line, found.start_line, found.original_line) == (7, 6, 6)
    assert found.commit_id == pull_of(seeded).head.sha != found.original_commit_id
    shown = body_of(seeded, "pulls/list-review-comments", [found])[0]
    # The new first line stands above: header 0, `+line 0` 1, three lines of context, -5, +5, +5.5.
    lines = [shown["position"], shown["original_position"]]
    assert lines == [8, 6]


def test_a_comment_on_a_changed_line_is_outdated(seeded: Seeded) -> None:
    made = comment(seeded, line=5)
    forget(seeded)
    push(seeded, CHANGED.replace("line five\n", "line 5!\n"))
    found = entity(seeded, made["id"])
    assert (found.line, found.position, found.original_line, found.original_position) == (None, None, 5, 5)
    assert found.commit_id == found.original_commit_id
    review_comments.update_review_comment(
        seeded.world, seeded.stranger, **path(seeded.repository), comment_id=made["id"], body="Old"
    )
    sent = payloads(seeded)["pull_request_review_comment.edited"][0]["comment"]
    assert (sent["position"], sent["line"], sent["original_line"]) == (None, None, 5)


def test_a_comment_on_an_older_commit_is_outdated_from_the_start() -> None:
    seeded = opened()
    older = pull_of(seeded).head.sha
    push(seeded, CHANGED.replace("line five\n", "line 5!\n"))
    made = comment(seeded, commit_id=older, line=5)
    assert (made.get("line"), made["original_line"], made["original_commit_id"]) == (None, 5, older)


def test_a_comment_on_a_deleted_line_stays_on_it() -> None:
    seeded = opened()
    made = comment(seeded, line=5, side="LEFT")
    push(seeded, CHANGED + "line 11\n")
    found = entity(seeded, made["id"])
    assert (found.side, found.line, found.position) == ("LEFT", 5, 4)
