"""Issues that are transferred or deleted, and what is left under their number."""

from __future__ import annotations

from typing import Any

import pytest
from api_helpers import Door
from conversation_helpers import act
from pull_helpers import forget, open_issue, open_pull, payloads, watched
from world_helpers import PRODUCTS, Seeded, add_repository, refused

from fakegithub.errors import Forbidden, Gone, MovedPermanently, ValidationFailed
from fakegithub.model.issues import Issue, IssueComment, Milestone
from fakegithub.model.repositories import Repository


def target(seeded: Seeded, name: str = "spoon-knife", **fields: Any) -> Repository:
    with seeded.world.transaction():
        return add_repository(seeded.world, seeded.octocat, name, **fields)


def transfer(seeded: Seeded, issue: Issue, to: Repository) -> Issue:
    moved = act(
        seeded,
        "issue.transfer",
        repository=issue.repository,
        issue_number=issue.number,
        new_repository=to.name,
    )
    assert isinstance(moved, Issue)
    return moved


@pytest.mark.parametrize("product", PRODUCTS)
def test_both_repositories_hear_of_a_transfer(product: str) -> None:
    seeded = watched(product)
    other = target(seeded)
    issue = open_issue(seeded)
    forget(seeded)
    moved = transfer(seeded, issue, other)
    assert seeded.names == ["issues.transferred", "issues.opened"]
    made = payloads(seeded)
    (left,), (came,) = made["issues.transferred"], made["issues.opened"]
    assert (left["issue"]["id"], left["repository"]["name"]) == (issue.id, "hello-world")
    assert left["changes"]["new_issue"]["id"] == moved.id != issue.id
    assert left["changes"]["new_repository"]["name"] == "spoon-knife"
    assert (came["issue"]["id"], came["repository"]["name"]) == (moved.id, "spoon-knife")
    assert came["changes"]["old_issue"]["number"] == issue.number
    assert came["changes"]["old_repository"]["name"] == "hello-world"


def test_what_belongs_to_it_goes_along() -> None:
    seeded = watched()
    other = target(seeded)
    for repository in (seeded.repository, other):
        act(seeded, "issues/create-label", repository=repository, name="bug")
    act(seeded, "issues/create-milestone", title="v1")
    issue = open_issue(seeded, labels=["BUG", "wontfix"], assignees=["octocat"], milestone=1)
    comment = act(seeded, "issues/create-comment", issue_number=issue.number, body="Me too")
    act(seeded, "reactions/create-for-issue", issue_number=issue.number, content="+1")
    child, blocking = open_issue(seeded, "Child"), open_issue(seeded, "Blocking")
    act(seeded, "issues/add-sub-issue", issue_number=issue.number, sub_issue_id=child.id)
    act(seeded, "issues/add-blocked-by-dependency", issue_number=issue.number, issue_id=blocking.id)
    moved = transfer(seeded, issue, other)
    assert [(label.name, label.repository) for label in moved.labels] == [("bug", other)]
    assert moved.assignees == (seeded.octocat,)
    assert moved.milestone is None
    assert seeded.world.all(IssueComment, issue=moved) == [comment]
    assert (child.parent, blocking.blocking) == (moved, (moved,))
    assert moved.reactions == {"+1": 1}
    assert len(act(seeded, "reactions/list-for-issue", repository=other, issue_number=moved.number)) == 1
    assert (seeded.repository.open_issues_count, other.open_issues_count) == (2, 1)
    milestone = seeded.world.find(Milestone, repository=seeded.repository, number=1)
    assert milestone is not None
    assert milestone.open_issues == 0


def test_the_old_number_leads_to_where_it_is_now() -> None:
    seeded = watched()
    second, third = target(seeded), target(seeded, "third")
    issue = open_issue(seeded)
    last = transfer(seeded, transfer(seeded, issue, second), third)
    with refused(seeded, MovedPermanently) as caught:
        act(seeded, "issues/get", issue_number=issue.number)
    assert caught.value.headers["Location"] == seeded.world.urls.api(last)


def test_a_client_is_redirected_to_it() -> None:
    door = Door()
    there = target(door.seeded)
    moved = transfer(door.seeded, door.issue, there)
    answer = door.get("/repos/octocat/hello-world/issues/1")
    url = door.world.urls.api(moved)
    assert (answer.status_code, answer.headers["Location"]) == (301, url)
    assert answer.json() == {
        "message": "Moved Permanently",
        "url": url,
        "documentation_url": "https://docs.github.com/v3/#http-redirects",
        "status": "301",
    }


@pytest.mark.parametrize("product", PRODUCTS)
def test_a_deleted_issue_is_gone(product: str) -> None:
    seeded = watched(product)
    issue = open_issue(seeded)
    forget(seeded)
    act(seeded, "issue.delete", issue_number=issue.number)
    assert payloads(seeded)["issues.deleted"][0]["issue"]["id"] == issue.id
    assert seeded.repository.open_issues_count == 0
    with refused(seeded, Gone, "This issue was deleted"):
        act(seeded, "issues/get", issue_number=issue.number)
    assert open_issue(seeded, "Next").number == issue.number + 1


def test_its_relations_end_with_it() -> None:
    seeded = watched()
    issue, child, blocking = (open_issue(seeded, title) for title in ("It", "Child", "Blocking"))
    act(seeded, "issues/add-sub-issue", issue_number=issue.number, sub_issue_id=child.id)
    act(seeded, "issues/add-blocked-by-dependency", issue_number=issue.number, issue_id=blocking.id)
    forget(seeded)
    act(seeded, "issue.delete", issue_number=issue.number)
    assert seeded.names == [
        "sub_issues.sub_issue_removed",
        "sub_issues.parent_issue_removed",
        "issue_dependencies.blocked_by_removed",
        "issue_dependencies.blocking_removed",
        "issues.deleted",
    ]
    assert (child.parent, blocking.blocking) == (None, ())


def test_what_must_stay_stays() -> None:
    seeded = watched()
    other = target(seeded)
    hidden = target(seeded, "hidden", private=True)
    issue, pull = open_issue(seeded), open_pull(seeded)
    secret = act(seeded, "issues/create", repository=hidden, title="Secret")
    for subject, place in ((pull.issue, other), (issue, seeded.repository), (secret, other)):
        with refused(seeded, ValidationFailed):
            transfer(seeded, subject, place)
    with refused(seeded, ValidationFailed):
        act(seeded, "issue.delete", issue_number=pull.number)
    for operation, parameters in (
        ("issue.delete", {}),
        ("issue.transfer", {"new_repository": "spoon-knife"}),
    ):
        with refused(seeded, Forbidden):
            act(seeded, operation, actor=seeded.stranger, issue_number=issue.number, **parameters)
