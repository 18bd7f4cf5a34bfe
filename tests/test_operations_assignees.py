"""Who is assigned, and who can be."""

from __future__ import annotations

import pytest
from pull_helpers import body_of, collaborator, forget, open_issue, open_pull, path, payloads, watched
from world_helpers import PRODUCTS, Seeded, add_account, refused

from fakegithub.errors import NotFound
from fakegithub.operations import assignees, comments


@pytest.fixture(params=PRODUCTS)
def seeded(request: pytest.FixtureRequest) -> Seeded:
    return watched(request.param)


def test_assignees_are_those_with_a_role_by_login(seeded: Seeded) -> None:
    collaborator(seeded, "zoe", "triage")
    collaborator(seeded, "anna", "pull")
    found = assignees.list_assignees(seeded.world, seeded.stranger, **path(seeded.repository))
    assert [user["login"] for user in body_of(seeded, "issues/list-assignees", found)] == [
        "anna",
        "octocat",
        "zoe",
    ]


def test_members_of_the_organization_can_be_assigned() -> None:
    seeded = watched()
    found = assignees.list_assignees(seeded.world, seeded.actor, owner="octo-org", repo="widgets")
    assert [account.login for account in found] == ["monalisa", "octocat"]


def test_whether_somebody_can_be_assigned_is_204_or_404() -> None:
    seeded = watched()
    where = path(seeded.repository)
    yes = assignees.check_user_can_be_assigned(seeded.world, seeded.actor, **where, assignee="Octocat")
    assert body_of(seeded, "issues/check-user-can-be-assigned", yes) is None
    for login in ("hubot", "nobody", "octo-org", "ci-bot[bot]"):
        with refused(seeded, NotFound, "Not Found"):
            assignees.check_user_can_be_assigned(seeded.world, seeded.actor, **where, assignee=login)


def test_who_took_part_in_the_conversation_can_be_assigned_to_it() -> None:
    seeded = watched()
    issue = open_issue(seeded)
    where = {**path(seeded.repository), "issue_number": issue.number}
    with refused(seeded, NotFound):
        assignees.check_user_can_be_assigned_to_issue(seeded.world, seeded.actor, **where, assignee="hubot")
    comments.create_comment(seeded.world, seeded.stranger, **where, body="I can take it")
    assignees.check_user_can_be_assigned_to_issue(seeded.world, seeded.actor, **where, assignee="hubot")


def test_each_assigned_user_is_announced_once(seeded: Seeded) -> None:
    collaborator(seeded, "zoe", "push")
    issue = open_issue(seeded, assignees=["octocat"])
    forget(seeded)
    result = assignees.add_assignees(
        seeded.world,
        seeded.actor,
        **path(seeded.repository),
        issue_number=issue.number,
        assignees=["OCTOCAT", "zoe"],
    )
    assert result.status == 201
    shown = body_of(seeded, "issues/add-assignees", result)
    assert [user["login"] for user in shown["assignees"]] == ["octocat", "zoe"]
    assert shown["assignee"]["login"] == "octocat"
    assert seeded.names == ["issues.assigned"]
    assert payloads(seeded)["issues.assigned"][0]["assignee"]["login"] == "zoe"


def test_assigning_to_a_pull_request_has_its_own_events(seeded: Seeded) -> None:
    pull = open_pull(seeded)
    where = {**path(seeded.repository), "issue_number": pull.number}
    forget(seeded)
    assignees.add_assignees(seeded.world, seeded.bot, **where, assignees=["octocat"])
    left = assignees.remove_assignees(seeded.world, seeded.bot, **where, assignees=["octocat"])
    assert body_of(seeded, "issues/remove-assignees", left)["assignees"] == []
    assert seeded.names == ["pull_request.assigned", "pull_request.unassigned"]
    sent = payloads(seeded)
    assert sent["pull_request.unassigned"][0]["assignee"]["login"] == "octocat"
    assert sent["pull_request.unassigned"][0]["number"] == pull.number


def test_an_unassigned_user_is_announced(seeded: Seeded) -> None:
    issue = open_issue(seeded, assignees=["octocat"])
    forget(seeded)
    assignees.remove_assignees(
        seeded.world,
        seeded.actor,
        **path(seeded.repository),
        issue_number=issue.number,
        assignees=["octocat", "hubot"],
    )
    assert seeded.names == ["issues.unassigned"]
    assert payloads(seeded)["issues.unassigned"][0]["issue"]["assignees"] == []


def test_who_cannot_be_assigned_is_left_out_without_an_error() -> None:
    seeded = watched()
    issue = open_issue(seeded)
    forget(seeded)
    where = {**path(seeded.repository), "issue_number": issue.number}
    assignees.add_assignees(seeded.world, seeded.actor, **where, assignees=["hubot", "nobody"])
    assert issue.assignees == ()
    assert seeded.names == []


def test_a_stranger_assigns_nobody_and_is_not_told() -> None:
    seeded = watched()
    issue = open_issue(seeded, assignees=["octocat"])
    forget(seeded)
    where = {**path(seeded.repository), "issue_number": issue.number}
    assert (
        assignees.add_assignees(seeded.world, seeded.stranger, **where, assignees=["octocat"]).status == 201
    )
    assignees.remove_assignees(seeded.world, seeded.stranger, **where, assignees=["octocat"])
    assert [account.login for account in issue.assignees] == ["octocat"]
    assert seeded.names == []


def test_ten_are_the_most() -> None:
    seeded = watched()
    world = seeded.world
    logins = [f"user-{n:02}" for n in range(12)]
    with world.transaction():
        roles = {add_account(world, login).id: "push" for login in logins}
        world.update(seeded.repository, collaborators=roles)
    issue = open_issue(seeded, assignees=logins)
    assert [account.login for account in issue.assignees] == logins[:10]
    assert seeded.names.count("issues.assigned") == 10
