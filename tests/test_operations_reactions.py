"""Reactions, and the counts that they feed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from conversation_helpers import act
from pull_helpers import forget, open_issue, open_pull, payloads, watched
from world_helpers import PRODUCTS, Seeded, refused

from fakegithub.errors import Forbidden, NotFound
from fakegithub.operations.operation import OPERATIONS


def issue(seeded: Seeded) -> dict[str, Any]:
    return {"issue_number": open_issue(seeded).number}


def issue_comment(seeded: Seeded) -> dict[str, Any]:
    comment = act(seeded, "issues/create-comment", **issue(seeded), body="Me too")
    return {"comment_id": comment.id}


def review_comment(seeded: Seeded) -> dict[str, Any]:
    pull = open_pull(seeded)
    comment = act(
        seeded,
        "pulls/create-review-comment",
        pull_number=pull.number,
        body="Why?",
        commit_id=pull.head.sha,
        path="ten.txt",
        line=5,
    )
    return {"comment_id": comment.id}


# The subject, and what the three operations call it.
SUBJECTS: dict[str, tuple[Callable[[Seeded], dict[str, Any]], str]] = {
    "issue": (issue, "issue"),
    "issue-comment": (issue_comment, "issue-comment"),
    "pull-request-review-comment": (review_comment, "pull-request-comment"),
}


@pytest.mark.parametrize("product", PRODUCTS)
@pytest.mark.parametrize("name", SUBJECTS)
def test_a_reaction_is_given_once_listed_and_withdrawn(name: str, product: str) -> None:
    seeded = watched(product)
    make, deleted = SUBJECTS[name]
    subject = make(seeded)
    forget(seeded)
    create, lists = f"reactions/create-for-{name}", f"reactions/list-for-{name}"
    heart = act(seeded, create, **subject, content="heart")
    assert act(seeded, create, **subject, content="heart") is heart
    other = act(seeded, create, actor=seeded.stranger, **subject, content="-1")
    assert act(seeded, lists, **subject) == [heart, other]
    assert act(seeded, lists, **subject, content="-1") == [other]
    assert heart.subject.reactions == {"heart": 1, "-1": 1}
    with refused(seeded, Forbidden):
        act(seeded, f"reactions/delete-for-{deleted}", **subject, reaction_id=other.id)
    act(seeded, f"reactions/delete-for-{deleted}", **subject, reaction_id=heart.id)
    assert heart.subject.reactions == {"-1": 1}
    with refused(seeded, NotFound):
        act(seeded, f"reactions/delete-for-{deleted}", **subject, reaction_id=heart.id)
    assert seeded.names == []


def test_the_second_time_answers_200() -> None:
    seeded = watched()
    function = OPERATIONS["reactions/create-for-issue"].function
    place = {"owner": "octocat", "repo": "hello-world", **issue(seeded), "content": "eyes"}
    statuses = [function(seeded.world, seeded.actor, **place).status for _ in range(2)]
    assert statuses == [201, 200]


def test_payloads_count_them() -> None:
    seeded = watched()
    subject = issue(seeded)
    for actor in (seeded.actor, seeded.stranger):
        act(seeded, "reactions/create-for-issue", actor=actor, **subject, content="rocket")
    act(seeded, "issues/update", **subject, title="Liked")
    reactions = payloads(seeded)["issues.edited"][0]["issue"]["reactions"]
    assert (reactions["rocket"], reactions["total_count"], reactions["heart"]) == (2, 2, 0)


def test_what_is_elsewhere_is_not_found() -> None:
    seeded = watched()
    comment = issue_comment(seeded)
    with refused(seeded, NotFound):
        act(
            seeded,
            "reactions/create-for-issue-comment",
            repository=seeded.widgets,
            **comment,
            content="eyes",
        )
