"""Sub-issues: both sides hear of them, and what cannot be is refused."""

from __future__ import annotations

from itertools import pairwise

import pytest
from conversation_helpers import act
from pull_helpers import forget, open_issue, payloads, watched
from world_helpers import Seeded, add_repository, refused

from fakegithub.errors import Forbidden, NotFound, ValidationFailed
from fakegithub.model.issues import Issue

ADD, REMOVE, MOVE = "issues/add-sub-issue", "issues/remove-sub-issue", "issues/reprioritize-sub-issue"
# GHES has none, in any version that is published.
PRODUCTS = ("github.com", "ghec")


def family(seeded: Seeded, children: int = 1) -> tuple[Issue, list[Issue]]:
    parent = open_issue(seeded, "Parent")
    found = [open_issue(seeded, f"Child {n}") for n in range(children)]
    for child in found:
        act(seeded, ADD, issue_number=parent.number, sub_issue_id=child.id)
    return parent, found


@pytest.mark.parametrize("product", PRODUCTS)
def test_both_repositories_hear_of_a_new_sub_issue(product: str) -> None:
    seeded = watched(product)
    with seeded.world.transaction():
        other = add_repository(seeded.world, seeded.octocat, "spoon-knife")
    parent = open_issue(seeded, "Parent")
    child = act(seeded, "issues/create", repository=other, title="Child")
    forget(seeded)
    act(seeded, ADD, issue_number=parent.number, sub_issue_id=child.id)
    assert seeded.names == ["sub_issues.sub_issue_added", "sub_issues.parent_issue_added"]
    made = payloads(seeded)
    (added,), (parented,) = made["sub_issues.sub_issue_added"], made["sub_issues.parent_issue_added"]
    assert added["repository"]["name"] == "hello-world"
    assert added["sub_issue_repo"]["name"] == "spoon-knife"
    assert parented["repository"]["name"] == "spoon-knife"
    assert parented["parent_issue_repo"]["name"] == "hello-world"
    for one in (added, parented):
        assert (one["sub_issue_id"], one["sub_issue"]["id"]) == (child.id, child.id)
        assert (one["parent_issue_id"], one["parent_issue"]["id"]) == (parent.id, parent.id)
    assert added["parent_issue"]["sub_issues_summary"] == {
        "total": 1,
        "completed": 0,
        "percent_completed": 0,
    }


def test_the_summary_counts_what_is_closed() -> None:
    seeded = watched()
    parent, children = family(seeded, 3)
    act(seeded, "issues/update", issue_number=children[0].number, state="closed")
    forget(seeded)
    act(seeded, "issues/update", issue_number=parent.number, title="Father")
    summary = payloads(seeded)["issues.edited"][0]["issue"]["sub_issues_summary"]
    assert summary == {"total": 3, "completed": 1, "percent_completed": 33}


def test_the_parent_is_found_and_given_up() -> None:
    seeded = watched()
    parent, (child,) = family(seeded)
    assert act(seeded, "issues/get-parent", issue_number=child.number) is parent
    forget(seeded)
    act(seeded, REMOVE, issue_number=parent.number, sub_issue_id=child.id)
    assert seeded.names == ["sub_issues.sub_issue_removed", "sub_issues.parent_issue_removed"]
    with refused(seeded, NotFound, "No parent issue found"):
        act(seeded, "issues/get-parent", issue_number=child.number)
    with refused(seeded, NotFound):
        act(seeded, REMOVE, issue_number=parent.number, sub_issue_id=child.id)


def test_a_parent_is_replaced_only_when_asked_for() -> None:
    seeded = watched()
    parent, (child,) = family(seeded)
    other = open_issue(seeded, "Step-parent")
    with refused(seeded, ValidationFailed, "Sub issue may only have one parent"):
        act(seeded, ADD, issue_number=other.number, sub_issue_id=child.id)
    forget(seeded)
    act(seeded, ADD, issue_number=other.number, sub_issue_id=child.id, replace_parent=True)
    assert seeded.names == [
        "sub_issues.sub_issue_removed",
        "sub_issues.parent_issue_removed",
        "sub_issues.sub_issue_added",
        "sub_issues.parent_issue_added",
    ]
    assert child.parent is other
    assert parent.sub_issues == ()


def test_the_order_is_the_caller_s() -> None:
    seeded = watched()
    parent, (a, b, c) = family(seeded, 3)
    forget(seeded)
    act(seeded, MOVE, issue_number=parent.number, sub_issue_id=c.id, before_id=a.id)
    assert act(seeded, "issues/list-sub-issues", issue_number=parent.number) == [c, a, b]
    act(seeded, MOVE, issue_number=parent.number, sub_issue_id=c.id, after_id=a.id)
    assert parent.sub_issues == (a, c, b)
    assert seeded.names == []
    for anchors in ({}, {"after_id": a.id, "before_id": b.id}, {"after_id": c.id}):
        with refused(seeded, ValidationFailed):
            act(seeded, MOVE, issue_number=parent.number, sub_issue_id=c.id, **anchors)


def test_no_issue_is_its_own_ancestor() -> None:
    seeded = watched()
    parent, (child,) = family(seeded)
    for number, id in ((parent.number, parent.id), (child.number, parent.id)):
        with refused(seeded, ValidationFailed, "circular"):
            act(seeded, ADD, issue_number=number, sub_issue_id=id)


def test_there_are_at_most_eight_levels() -> None:
    seeded = watched()
    chain = [open_issue(seeded, f"Level {n}") for n in range(9)]
    for parent, child in pairwise(chain[:8]):
        act(seeded, ADD, issue_number=parent.number, sub_issue_id=child.id)
    with refused(seeded, ValidationFailed, "8 levels"):
        act(seeded, ADD, issue_number=chain[7].number, sub_issue_id=chain[8].id)


def test_there_are_at_most_a_hundred() -> None:
    seeded = watched()
    parent, _ = family(seeded, 100)
    last = open_issue(seeded, "Too much")
    with refused(seeded, ValidationFailed, "100 sub-issues"):
        act(seeded, ADD, issue_number=parent.number, sub_issue_id=last.id)


def test_other_owners_and_strangers_are_kept_out() -> None:
    seeded = watched()
    parent = open_issue(seeded)
    foreign = act(seeded, "issues/create", repository=seeded.widgets, title="Foreign")
    with refused(seeded, ValidationFailed, "same owner"):
        act(seeded, ADD, issue_number=parent.number, sub_issue_id=foreign.id)
    with refused(seeded, Forbidden):
        act(seeded, ADD, actor=seeded.stranger, issue_number=parent.number, sub_issue_id=parent.id)
    with refused(seeded, NotFound):
        act(seeded, ADD, issue_number=parent.number, sub_issue_id=foreign.id + 1)
