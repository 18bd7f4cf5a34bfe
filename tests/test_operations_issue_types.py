"""Issue types, and the fields of issues, which an organization has."""

from __future__ import annotations

from typing import Any

import pytest
from conversation_helpers import act, in_org
from pull_helpers import forget, open_issue, payloads, watched
from world_helpers import Seeded, refused

from fakegithub.errors import Forbidden, NotFound, ValidationFailed
from fakegithub.model.issue_types import IssueType
from fakegithub.model.issues import Issue

PRODUCTS = ("github.com", "ghec")


def bug(seeded: Seeded, name: str = "Bug", **fields: Any) -> IssueType:
    made = in_org(
        seeded, "orgs/create-issue-type", **{"name": name, "is_enabled": True, "color": "red", **fields}
    )
    assert isinstance(made, IssueType)
    return made


def of_type(seeded: Seeded, name: str | None) -> Issue:
    made = act(seeded, "issues/create", repository=seeded.widgets, title="It breaks", type=name)
    assert isinstance(made, Issue)
    return made


def update(seeded: Seeded, issue: Issue, wanted: Any) -> None:
    act(seeded, "issues/update", repository=seeded.widgets, issue_number=issue.number, type=wanted)


@pytest.mark.parametrize("product", PRODUCTS)
def test_an_issue_gets_and_loses_its_type(product: str) -> None:
    seeded = watched(product)
    found = bug(seeded, description="Unexpected")
    issue = of_type(seeded, "bug")
    update(seeded, issue, None)
    update(seeded, issue, {"value": "Bug", "rationale": "It breaks"})
    assert seeded.names == ["issues.opened", "issues.typed", "issues.untyped", "issues.typed"]
    made = payloads(seeded)
    typed, untyped = made["issues.typed"][0], made["issues.untyped"][0]
    assert (typed["type"]["id"], typed["type"]["name"], typed["type"]["color"]) == (found.id, "Bug", "red")
    assert untyped["type"]["id"] == found.id
    assert untyped["issue"]["type"] is None


def test_a_deleted_type_is_taken_off_its_issues() -> None:
    seeded = watched()
    found = bug(seeded)
    issue = of_type(seeded, "Bug")
    forget(seeded)
    in_org(seeded, "orgs/delete-issue-type", issue_type_id=found.id)
    assert seeded.names == ["issues.untyped"]
    assert issue.type is None
    assert in_org(seeded, "orgs/list-issue-types") == []


def test_a_repository_offers_what_is_enabled() -> None:
    seeded = watched()
    found, other = bug(seeded), bug(seeded, "Task", is_enabled=False)
    assert act(seeded, "repos/list-issue-types", repository=seeded.widgets) == [found]
    assert act(seeded, "repos/list-issue-types") == []
    assert in_org(seeded, "orgs/list-issue-types") == [found, other]
    with refused(seeded, ValidationFailed):
        of_type(seeded, "Task")
    in_org(seeded, "orgs/update-issue-type", issue_type_id=other.id, name="Chore", is_enabled=True)
    assert of_type(seeded, "chore").type is other


def test_a_user_s_repository_has_no_types() -> None:
    seeded = watched()
    bug(seeded)
    open_issue(seeded)
    assert "type" not in payloads(seeded)["issues.opened"][0]["issue"]
    with refused(seeded, ValidationFailed):
        open_issue(seeded, type="Bug")


def test_names_are_unique_and_only_admins_decide() -> None:
    seeded = watched()
    bug(seeded)
    with refused(seeded, ValidationFailed, "already_exists"):
        bug(seeded, "BUG")
    with refused(seeded, Forbidden):
        in_org(seeded, "orgs/create-issue-type", actor=seeded.member, name="Task", is_enabled=True)
    with refused(seeded, NotFound):
        in_org(seeded, "orgs/delete-issue-type", issue_type_id=99)
