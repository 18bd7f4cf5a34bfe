"""Threads of review comments."""

from __future__ import annotations

import pytest
from conversation_helpers import act
from pull_helpers import forget, only, open_pull, watched
from world_helpers import PRODUCTS, Seeded, refused

from fakegithub.errors import Forbidden, NotFound
from fakegithub.model.pulls import PullRequest, ReviewComment, ReviewThread

RESOLVE = "pull_request_review_thread.resolve"
UNRESOLVE = "pull_request_review_thread.unresolve"


def comment_on(seeded: Seeded, pull: PullRequest) -> ReviewComment:
    made = act(
        seeded,
        "pulls/create-review-comment",
        actor=seeded.stranger,
        pull_number=pull.number,
        body="Why?",
        commit_id=pull.head.sha,
        path="ten.txt",
        line=5,
    )
    assert isinstance(made, ReviewComment)
    return made


def reply_to(seeded: Seeded, comment: ReviewComment) -> ReviewComment:
    made = act(
        seeded,
        "pulls/create-reply-for-review-comment",
        pull_number=comment.pull_request.number,
        comment_id=comment.id,
        body="Because.",
    )
    assert isinstance(made, ReviewComment)
    return made


@pytest.mark.parametrize("product", PRODUCTS)
def test_resolving_shows_the_whole_thread(product: str) -> None:
    seeded = watched(product)
    first = comment_on(seeded, open_pull(seeded))
    reply = reply_to(seeded, first)
    forget(seeded)
    thread = act(seeded, RESOLVE, comment_id=reply.id)
    made = only(seeded, "pull_request_review_thread.resolved")
    assert list(made) == [
        "action",
        "pull_request",
        "thread",
        "updated_at",
        "repository",
        *(["enterprise"] if "enterprise" in made else []),
        "sender",
    ]
    assert [comment["id"] for comment in made["thread"]["comments"]] == [first.id, reply.id]
    assert made["thread"]["node_id"].startswith("PRRT_")
    assert thread.resolved_by is seeded.octocat


def test_each_state_is_told_of_once() -> None:
    seeded = watched()
    comment = comment_on(seeded, open_pull(seeded))
    forget(seeded)
    for operation in (UNRESOLVE, RESOLVE, RESOLVE, UNRESOLVE):
        act(seeded, operation, comment_id=comment.id)
    assert seeded.names == [
        "pull_request_review_thread.resolved",
        "pull_request_review_thread.unresolved",
    ]


def test_another_comment_begins_another_thread() -> None:
    seeded = watched()
    pull = open_pull(seeded)
    first, second = comment_on(seeded, pull), comment_on(seeded, pull)
    act(seeded, RESOLVE, comment_id=first.id)
    assert first.thread.resolved
    assert not second.thread.resolved


def test_a_thread_goes_with_its_last_comment() -> None:
    seeded = watched()
    pull = open_pull(seeded)
    first = comment_on(seeded, pull)
    reply = reply_to(seeded, first)
    act(seeded, "pulls/delete-review-comment", comment_id=first.id)
    assert seeded.world.all(ReviewThread, pull_request=pull) == [reply.thread]
    act(seeded, "pulls/delete-review-comment", comment_id=reply.id)
    assert seeded.world.all(ReviewThread, pull_request=pull) == []


def test_only_the_author_and_who_can_push_may_resolve() -> None:
    seeded = watched()
    comment = comment_on(seeded, open_pull(seeded))
    with refused(seeded, Forbidden):
        act(seeded, RESOLVE, actor=seeded.stranger, comment_id=comment.id)
    with refused(seeded, NotFound):
        act(seeded, RESOLVE, comment_id=comment.id + 1)
