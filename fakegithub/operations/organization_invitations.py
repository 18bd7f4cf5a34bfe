"""Invitations to an organization."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from fakegithub.errors import NotFound, ValidationFailed
from fakegithub.model.accounts import Account, Actor, Team
from fakegithub.model.invitations import OrganizationInvitation
from fakegithub.operations.operation import Result, operation
from fakegithub.operations.organizations import owned
from fakegithub.world import World

_WRITE = ("members=write",)
_READ = ("members=read",)


@operation("orgs/create-invitation", emits=("organization.member_invited",), permissions=_WRITE)
def create_invitation(
    world: World,
    actor: Actor,
    *,
    org: str,
    invitee_id: int | None = None,
    email: str | None = None,
    role: str = "direct_member",
    team_ids: Iterable[int] = (),
) -> Result:
    """Invite a user by id, or whoever reads `email`; `role` is direct_member, admin or billing_manager.

    Emits organization.member_invited. Raises Forbidden (403) to those who are not owners,
    ValidationFailed (422) for who is a member or invited already, and without an id or email.
    https://docs.github.com/rest/orgs/members#create-an-organization-invitation
    """
    organization = owned(world, actor, org)
    invitee = None
    if invitee_id is not None:
        invitee = world.get(Account, invitee_id)
        if invitee is None:
            raise ValidationFailed.of("OrganizationInvitation", "invitee_id", "invalid")
    elif email is None:
        raise ValidationFailed.of("OrganizationInvitation", "email", "missing_field")
    else:
        invitee = world.find(Account, email_key=email.casefold())
    teams = tuple(_team(world, organization, id).id for id in team_ids)
    return Result(invite(world, actor.user, organization, invitee, email, role, teams), status=201)


@operation("orgs/list-pending-invitations", permissions=_READ)
def list_pending_invitations(
    world: World, actor: Actor, *, org: str, role: str = "all", invitation_source: str = "all"
) -> list[OrganizationInvitation]:
    """With `role` (direct_member, admin, billing_manager …) or `invitation_source` (member, scim) only those.

    https://docs.github.com/rest/orgs/members#list-pending-organization-invitations
    """
    organization = owned(world, actor, org)
    return [
        invitation
        for invitation in world.all(OrganizationInvitation, organization=organization)
        if role in ("all", invitation.role) and invitation_source in ("all", invitation.invitation_source)
    ]


@operation("orgs/cancel-invitation", permissions=_WRITE)
def cancel_invitation(world: World, actor: Actor, *, org: str, invitation_id: int) -> None:
    """Raises NotFound (404).

    https://docs.github.com/rest/orgs/members#cancel-an-organization-invitation
    """
    organization = owned(world, actor, org)
    invitation = world.get(OrganizationInvitation, invitation_id)
    if invitation is None or invitation.organization is not organization:
        raise NotFound()
    world.remove(invitation)


def invite(
    world: World,
    inviter: Account,
    organization: Account,
    invitee: Account | None,
    email: str | None,
    role: str,
    team_ids: tuple[int, ...],
) -> OrganizationInvitation:
    """Emits organization.member_invited. Raises ValidationFailed (422)."""
    if invitee is not None:
        _require_invitable(world, organization, invitee)
    invitation = world.add(
        OrganizationInvitation(
            world.new_id(OrganizationInvitation),
            organization,
            invitee,
            email if invitee is None else None,
            inviter,
            role,
            world.now(),
            team_ids,
        )
    )
    subjects: dict[str, Any] = {} if invitee is None else {"user": invitee}
    world.emit(
        "organization.member_invited",
        invitation=invitation,
        **subjects,
        organization=organization,
        sender=inviter,
    )
    return invitation


def _require_invitable(world: World, organization: Account, invitee: Account) -> None:
    kind = "OrganizationInvitation"
    if invitee.type != "User":
        raise ValidationFailed.of(kind, "invitee_id", "invalid")
    if invitee.id in organization.members:
        raise ValidationFailed.of(
            kind, "invitee_id", "unprocessable", "Invitee is already a part of this organization"
        )
    if invitee.id in organization.blocked_users:
        raise ValidationFailed.of(kind, "invitee_id", "unprocessable", "Invitee is blocked")
    if world.find(OrganizationInvitation, organization=organization, invitee=invitee) is not None:
        raise ValidationFailed.of(kind, "invitee_id", "unprocessable", "Invitee is already invited")


def _team(world: World, organization: Account, team_id: int) -> Team:
    team = world.get(Team, team_id)
    if team is None or team.organization is not organization:
        raise ValidationFailed.of("OrganizationInvitation", "team_ids", "invalid")
    return team
