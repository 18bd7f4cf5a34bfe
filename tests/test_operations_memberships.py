from __future__ import annotations

from typing import Any

import pytest
from world_helpers import PRODUCTS, Seeded, payload, refused, seeded, value_of

from fakegithub.errors import Forbidden, NotFound, ValidationFailed
from fakegithub.model.accounts import Actor
from fakegithub.operations.operation import OPERATIONS

ORG = {"org": "octo-org"}


@pytest.fixture
def there() -> Seeded:
    return seeded()


def run(there: Seeded, operation: str, by: Actor | None = None, **parameters: Any) -> Any:
    name = operation if "." in operation else f"orgs/{operation}"
    return value_of(OPERATIONS[name].function(there.world, by or there.actor, **{**ORG, **parameters}))


@pytest.mark.parametrize("product", PRODUCTS)
def test_a_member_is_invited_accepts_and_leaves(product: str) -> None:
    there = seeded(product)
    membership = run(there, "set-membership-for-user", username="hubot")
    assert (membership["state"], membership["role"]) == ("pending", "member")
    body = payload(there.world, there.event("organization.member_invited"))
    assert body["user"]["login"] == body["invitation"]["login"] == "hubot"
    assert (body["invitation"]["role"], body["invitation"]["email"]) == ("direct_member", None)
    assert body["invitation"]["invitation_teams_url"].endswith("/teams")
    assert there.hubot.id not in there.org.members
    assert run(there, "get-membership-for-user", username="hubot")["state"] == "pending"
    there.events.clear()

    run(there, "update-membership-for-authenticated-user", there.stranger, state="active")
    body = payload(there.world, there.event("organization.member_added"))
    assert body["membership"]["user"]["login"] == body["sender"]["login"] == "hubot"
    assert body["membership"]["state"] == "pending"
    assert there.org.members[there.hubot.id] == "member"
    there.events.clear()
    run(there, "update-membership-for-authenticated-user", there.stranger, state="active")
    assert there.names == []

    run(there, "remove-membership-for-user", username="hubot")
    body = payload(there.world, there.event("organization.member_removed"))
    assert (body["membership"]["user"]["login"], body["sender"]["login"]) == ("hubot", "octocat")


def test_a_removed_member_leaves_the_teams_first(there: Seeded) -> None:
    run(there, "remove-member", username="monalisa")
    assert there.names == ["membership.removed", "organization.member_removed"]
    assert there.team.members == {}
    assert there.world.role(there.monalisa, there.widgets) is None
    with refused(there, NotFound):
        run(there, "remove-member", username="monalisa")


def test_a_member_gets_another_role_without_an_event(there: Seeded) -> None:
    assert run(there, "set-membership-for-user", username="monalisa", role="admin")["role"] == "admin"
    assert there.names == []
    run(there, "remove-member", there.member, username="octocat")
    assert there.org.members == {there.monalisa.id: "admin"}


def test_an_organization_keeps_an_owner(there: Seeded) -> None:
    with refused(there, Forbidden, "at least one owner"):
        run(there, "remove-member", username="octocat")
    with refused(there, Forbidden, "at least one owner"):
        run(there, "set-membership-for-user", username="octocat", role="member")


def test_a_member_can_be_added_at_once(there: Seeded) -> None:
    run(there, "organization.add_member", username="hubot", role="admin")
    assert payload(there.world, there.event("organization.member_added"))["membership"]["state"] == "active"
    assert there.org.members[there.hubot.id] == "admin"
    with refused(there, ValidationFailed):
        run(there, "organization.add_member", username="hubot")


@pytest.mark.parametrize(
    ("operation", "parameters"),
    [
        ("set-membership-for-user", {"username": "hubot"}),
        ("remove-member", {"username": "octocat"}),
        ("remove-membership-for-user", {"username": "octocat"}),
        ("create-invitation", {"email": "mona@example.com"}),
        ("list-pending-invitations", {}),
        ("block-user", {"username": "hubot"}),
        ("list-blocked-users", {}),
        ("update", {"description": "Mine"}),
        ("delete", {}),
        ("organization.rename", {"login": "mine"}),
        ("organization.add_member", {"username": "hubot"}),
    ],
)
def test_only_owners_rule(there: Seeded, operation: str, parameters: dict[str, Any]) -> None:
    for actor in (there.member, there.stranger, there.bot):
        with refused(there, Forbidden):
            run(there, operation, actor, **parameters)


def test_invitations_are_listed_changed_and_taken_back(there: Seeded) -> None:
    by_mail = run(
        there, "create-invitation", email="mona@example.com", role="admin", team_ids=[there.team.id]
    )
    body = payload(there.world, there.event("organization.member_invited"))
    assert "user" not in body
    assert (body["invitation"]["login"], body["invitation"]["email"]) == (None, "mona@example.com")
    assert body["invitation"]["team_count"] == 1
    there.events.clear()
    run(there, "set-membership-for-user", username="hubot")
    run(there, "set-membership-for-user", username="hubot", role="admin")
    assert there.names == ["organization.member_invited"]
    found = run(there, "list-pending-invitations")
    assert [invitation.role for invitation in found] == ["admin", "admin"]
    assert run(there, "list-pending-invitations", role="direct_member") == []
    run(there, "cancel-invitation", invitation_id=by_mail.id)
    run(there, "remove-membership-for-user", username="hubot")
    assert run(there, "list-pending-invitations") == []
    with refused(there, NotFound):
        run(there, "cancel-invitation", invitation_id=by_mail.id)
    with refused(there, NotFound):
        run(there, "update-membership-for-authenticated-user", there.stranger, state="active")


def test_an_invitation_by_mail_finds_its_user(there: Seeded) -> None:
    with refused(there, ValidationFailed, "already a part"):
        run(there, "create-invitation", email="Monalisa@Example.com")


@pytest.mark.parametrize("fields", [{}, {"invitee_id": 1}, {"email": "a@example.com", "team_ids": [1]}])
def test_an_invitation_needs_somebody_and_teams_that_are_there(there: Seeded, fields: dict[str, Any]) -> None:
    with refused(there, ValidationFailed):
        run(there, "create-invitation", **fields)


def test_one_invitation_is_enough(there: Seeded) -> None:
    run(there, "create-invitation", invitee_id=there.hubot.id)
    with refused(there, ValidationFailed, "already invited"):
        run(there, "create-invitation", invitee_id=there.hubot.id)
    with refused(there, ValidationFailed):
        run(there, "create-invitation", invitee_id=there.org.id)


def test_the_caller_sees_its_own_memberships(there: Seeded) -> None:
    def mine(actor: Actor, **wanted: Any) -> list[tuple[str, str]]:
        name = "orgs/list-memberships-for-authenticated-user"
        found = OPERATIONS[name].function(there.world, actor, **wanted)
        return [(each["state"], each["role"]) for each in found]

    run(there, "set-membership-for-user", username="hubot", role="admin")
    assert mine(there.actor) == [("active", "admin")]
    assert mine(there.stranger) == [("pending", "admin")]
    assert mine(there.stranger, state="active") == []
    assert run(there, "get-membership-for-authenticated-user", there.stranger)["state"] == "pending"


def test_members_choose_whether_they_are_public(there: Seeded) -> None:
    run(there, "set-public-membership-for-authenticated-user", there.member, username="monalisa")
    assert there.org.public_members == {there.octocat.id, there.monalisa.id}
    run(there, "remove-public-membership-for-authenticated-user", username="octocat")
    assert there.org.public_members == {there.monalisa.id}
    with refused(there, Forbidden):
        run(there, "set-public-membership-for-authenticated-user", username="monalisa")
    with refused(there, Forbidden):
        run(there, "set-public-membership-for-authenticated-user", there.stranger, username="hubot")


def test_a_user_is_blocked_and_unblocked() -> None:
    there = seeded()
    run(there, "block-user", username="hubot")
    body = payload(there.world, there.event("org_block.blocked"))
    assert body["blocked_user"]["login"] == "hubot"
    assert [account.login for account in run(there, "list-blocked-users")] == ["hubot"]
    with refused(there, ValidationFailed):
        run(there, "block-user", username="hubot")
    with refused(there, ValidationFailed, "blocked"):
        run(there, "set-membership-for-user", username="hubot")
    there.events.clear()
    run(there, "unblock-user", username="hubot")
    assert payload(there.world, there.event("org_block.unblocked"))["blocked_user"]["login"] == "hubot"
    there.events.clear()
    run(there, "unblock-user", username="hubot")
    assert there.names == []
    with refused(there, NotFound):
        run(there, "check-blocked-user", username="hubot")
    with refused(there, ValidationFailed):
        run(there, "block-user", username="monalisa")
