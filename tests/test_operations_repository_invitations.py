from __future__ import annotations

from typing import Any

import pytest
from world_helpers import Seeded, answer, payload, refused, seeded

from fakegithub.errors import Forbidden, NotFound, ValidationFailed
from fakegithub.model.accounts import Actor
from fakegithub.model.invitations import RepositoryInvitation
from fakegithub.operations.operation import OPERATIONS, perform

HERE = {"owner": "octocat", "repo": "hello-world"}
WIDGETS = {"owner": "octo-org", "repo": "widgets"}


@pytest.fixture
def there() -> Seeded:
    return seeded()


def invite(there: Seeded, **fields: Any) -> RepositoryInvitation:
    where = {**HERE, "username": "hubot", **fields}
    found: RepositoryInvitation = perform(there.world, there.actor, "repos/add-collaborator", **where)
    return found


def own(there: Seeded, operation: str, invitation: RepositoryInvitation, by: Actor | None = None) -> None:
    name = f"repos/{operation}-invitation-for-authenticated-user"
    perform(there.world, by or there.stranger, name, invitation_id=invitation.id)


@pytest.mark.parametrize("product", ["github.com", "ghec"])
def test_an_invitation_is_told_when_it_is_accepted(product: str) -> None:
    there = seeded(product)
    operation = OPERATIONS["repos/add-collaborator"].function
    result = operation(there.world, there.actor, **HERE, username="hubot", permission="maintain")
    assert (result.status, there.names) == (201, [])
    shown = answer(there.world, "repos/add-collaborator", result)
    assert (shown["permissions"], shown["invitee"]["login"]) == ("maintain", "hubot")
    assert shown["html_url"].endswith("/octocat/hello-world/invitations")
    assert there.world.role(there.hubot, there.repository) == "pull"
    own(there, "accept", result.value)
    body = payload(there.world, there.event("member.added"))
    assert body["member"]["login"] == body["sender"]["login"] == "hubot"
    assert body["changes"]["role_name"] == {"to": "maintain"}
    assert there.world.role(there.hubot, there.repository) == "maintain"
    with refused(there, NotFound):
        own(there, "accept", result.value)


@pytest.mark.parametrize("product", ["ghes-3.14", "ghes-3.19"])
def test_a_ghes_invites_nobody(product: str) -> None:
    there = seeded(product)
    assert invite(there) is None
    assert payload(there.world, there.event("member.added"))["sender"]["login"] == "octocat"
    assert there.world.role(there.hubot, there.repository) == "push"


def test_a_second_invitation_is_the_first_with_another_role(there: Seeded) -> None:
    first = invite(there, permission="pull")
    assert invite(there, permission="admin") is first
    assert first.role == "admin"
    assert there.world.all(RepositoryInvitation, repository=there.repository) == [first]


def test_members_of_the_organization_need_no_invitation(there: Seeded) -> None:
    operation = OPERATIONS["repos/add-collaborator"].function
    result = operation(there.world, there.actor, **WIDGETS, username="monalisa", permission="admin")
    assert (result.status, there.names) == (204, ["member.added"])
    result = operation(there.world, there.actor, **WIDGETS, username="monalisa", permission="pull")
    assert (result.status, there.names) == (204, ["member.added", "member.edited"])


def test_invitations_are_changed_taken_back_and_declined(there: Seeded) -> None:
    invitation = invite(there)
    where = {**HERE, "invitation_id": invitation.id}
    perform(there.world, there.actor, "repos/update-invitation", **where, permissions="triage")
    assert invitation.role == "triage"
    with refused(there, ValidationFailed):
        perform(there.world, there.actor, "repos/update-invitation", **where, permissions="rule")
    with refused(there, Forbidden):
        perform(there.world, there.stranger, "repos/delete-invitation", **where)
    with refused(there, NotFound):
        own(there, "decline", invitation, there.actor)
    perform(there.world, there.actor, "repos/delete-invitation", **where)
    own(there, "decline", invite(there))
    invite(there)
    perform(there.world, there.actor, "repos/remove-collaborator", **HERE, username="hubot")
    assert there.world.all(RepositoryInvitation) == []
    assert there.names == []


def test_the_invited_see_their_invitations(there: Seeded) -> None:
    invitation = invite(there)
    listed = perform(there.world, there.stranger, "repos/list-invitations-for-authenticated-user")
    assert listed == [invitation]
    assert perform(there.world, there.actor, "repos/list-invitations-for-authenticated-user") == []
    assert perform(there.world, there.actor, "repos/list-invitations", **HERE) == [invitation]
