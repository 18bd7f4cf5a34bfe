"""Who joins an organization, and who leaves it."""

from __future__ import annotations

from typing import Any

from fakegithub.errors import Forbidden, NotFound, ValidationFailed
from fakegithub.model.accounts import Account, Actor, Team
from fakegithub.model.invitations import OrganizationInvitation
from fakegithub.operations.operation import operation, simulated
from fakegithub.operations.organization_invitations import invite
from fakegithub.operations.organizations import (
    is_insider,
    membership,
    organization_of,
    owned,
)
from fakegithub.world import World

_WRITE = ("members=write",)
_INVITATION_ROLES = {"member": "direct_member", "admin": "admin"}
_LEFT = ("organization.member_removed", "membership.removed")
_JOINED = ("organization.member_added", "membership.added")


@operation("orgs/set-membership-for-user", emits=("organization.member_invited",), permissions=_WRITE)
def set_membership_for_user(
    world: World, actor: Actor, *, org: str, username: str, role: str = "member"
) -> dict[str, Any]:
    """Give a member another role (member, admin), or invite who is none: the membership is pending then.

    Emits organization.member_invited for who is none. Raises Forbidden (403) to those who are not
    owners and for the last owner, ValidationFailed (422) for an organization.
    https://docs.github.com/rest/orgs/members#set-organization-membership-for-a-user
    """
    organization = owned(world, actor, org)
    account = world.account(username)
    if account.id in organization.members:
        if role != "admin":
            _require_other_owner(organization, account)
        world.touch(organization, members={**organization.members, account.id: role})
        return membership(world, organization, account, role)
    invitation = world.find(OrganizationInvitation, organization=organization, invitee=account)
    if invitation is None:
        invite(world, actor.user, organization, account, None, _INVITATION_ROLES[role], ())
    else:
        world.update(invitation, role=_INVITATION_ROLES[role])
    return membership(world, organization, account, role, "pending")


@operation("orgs/remove-membership-for-user", emits=_LEFT, permissions=_WRITE)
def remove_membership_for_user(world: World, actor: Actor, *, org: str, username: str) -> None:
    """Remove a member, or take back the invitation.

    Emits membership.removed for each of the member's teams and organization.member_removed. Raises
    Forbidden (403) to those who are not owners and for the last owner, NotFound (404) for who is none.
    https://docs.github.com/rest/orgs/members#remove-organization-membership-for-a-user
    """
    organization = owned(world, actor, org)
    account = world.account(username)
    invitation = world.find(OrganizationInvitation, organization=organization, invitee=account)
    if invitation is not None:
        world.remove(invitation)
        return
    if account.id not in organization.members:
        raise NotFound()
    leave(world, actor.user, organization, account)


@operation("orgs/remove-member", emits=_LEFT, permissions=_WRITE)
def remove_member(world: World, actor: Actor, *, org: str, username: str) -> None:
    """Emits membership.removed for each of the member's teams and organization.member_removed.

    Raises Forbidden (403) to those who are not owners and for the last owner, NotFound (404) for who
    is no member.
    https://docs.github.com/rest/orgs/members#remove-an-organization-member
    """
    organization = owned(world, actor, org)
    account = world.account(username)
    if account.id not in organization.members:
        raise NotFound()
    leave(world, actor.user, organization, account)


@simulated("organization.add_member", emits=_JOINED)
def add_member(world: World, actor: Actor, *, org: str, username: str, role: str = "member") -> Account:
    """Make a user a member (or admin) at once, as identity providers and site administrators do.

    Emits organization.member_added. Raises Forbidden (403) to those who are not owners,
    ValidationFailed (422) for an organization and for who belongs to it already.
    """
    organization = owned(world, actor, org)
    account = world.account(username)
    if account.is_organization or account.id in organization.members:
        raise ValidationFailed.of("Membership", "user", "invalid")
    _join(world, actor.user, organization, account, role, "active")
    return account


@operation("orgs/list-memberships-for-authenticated-user")
def list_memberships_for_authenticated_user(
    world: World, actor: Actor, *, state: str | None = None
) -> list[dict[str, Any]]:
    """The caller's own, the pending ones too; with `state` active or pending ones only.

    https://docs.github.com/rest/orgs/members#list-organization-memberships-for-the-authenticated-user
    """
    account = actor.user
    found = [
        membership(world, organization, account, organization.members[account.id])
        for organization in world.all(Account)
        if account.id in organization.members
    ]
    found += [
        membership(world, invitation.organization, account, invitation.membership_role, "pending")
        for invitation in world.all(OrganizationInvitation, invitee=account)
    ]
    return [each for each in found if state in (None, each["state"])]


@operation("orgs/get-membership-for-authenticated-user")
def get_membership_for_authenticated_user(world: World, actor: Actor, *, org: str) -> dict[str, Any]:
    """Raises NotFound (404) where the caller neither belongs nor is invited.

    https://docs.github.com/rest/orgs/members#get-an-organization-membership-for-the-authenticated-user
    """
    organization = organization_of(world, org)
    for each in list_memberships_for_authenticated_user(world, actor):
        if each["organization"].account is organization:
            return each
    raise NotFound()


@operation("orgs/update-membership-for-authenticated-user", emits=_JOINED)
def update_membership_for_authenticated_user(
    world: World, actor: Actor, *, org: str, state: str
) -> dict[str, Any]:
    """Accept an invitation: `state` can only become active.

    Emits organization.member_added, and membership.added for each team of the invitation. Raises
    NotFound (404) without an invitation.
    https://docs.github.com/rest/orgs/members#update-an-organization-membership-for-the-authenticated-user
    """
    organization, account = organization_of(world, org), actor.user
    if account.id in organization.members:
        return membership(world, organization, account, organization.members[account.id])
    invitation = world.find(OrganizationInvitation, organization=organization, invitee=account)
    if invitation is None:
        raise NotFound()
    world.remove(invitation)
    # The membership in the event is that of the moment before: seen in published payloads.
    _join(world, account, organization, account, invitation.membership_role, "pending")
    for id in invitation.team_ids:
        team = world.get(Team, id)
        if team is not None:
            enter(world, account, team, account, "member")
    return membership(world, organization, account, invitation.membership_role)


@operation("orgs/set-public-membership-for-authenticated-user")
def set_public_membership_for_authenticated_user(
    world: World, actor: Actor, *, org: str, username: str
) -> None:
    """Raises Forbidden (403) for anybody else's membership.

    https://docs.github.com/rest/orgs/members#set-public-organization-membership-for-the-authenticated-user
    """
    organization = _own_membership(world, actor, org, username)
    world.update(organization, public_members=organization.public_members | {actor.user.id})


@operation("orgs/remove-public-membership-for-authenticated-user")
def remove_public_membership_for_authenticated_user(
    world: World, actor: Actor, *, org: str, username: str
) -> None:
    """https://docs.github.com/rest/orgs/members#remove-public-organization-membership-for-the-authenticated-user"""
    organization = _own_membership(world, actor, org, username)
    world.update(organization, public_members=organization.public_members - {actor.user.id})


def enter(world: World, sender: Account, team: Team, account: Account, role: str) -> None:
    """Put a member of the organization into a team. Emits membership.added for who was not in it."""
    known = account.id in team.members
    world.touch(team, members={**team.members, account.id: role})
    if not known:
        world.emit(
            "membership.added",
            scope="team",
            member=account,
            team=team,
            organization=team.organization,
            sender=sender,
        )


def exit_team(world: World, sender: Account, team: Team, account: Account) -> None:
    """Emits membership.removed."""
    world.touch(team, members={id: role for id, role in team.members.items() if id != account.id})
    world.emit(
        "membership.removed",
        scope="team",
        member=account,
        team=team,
        organization=team.organization,
        sender=sender,
    )


def leave(world: World, sender: Account, organization: Account, account: Account) -> None:
    """Take a member out of the organization and of its teams. Emits membership.removed for each team and
    organization.member_removed; raises Forbidden (403) for the last owner."""
    _require_other_owner(organization, account)
    for team in world.all(Team, organization=organization):
        if account.id in team.members:
            exit_team(world, sender, team, account)
    role = organization.members[account.id]
    world.touch(
        organization,
        members={id: held for id, held in organization.members.items() if id != account.id},
        public_members=organization.public_members - {account.id},
    )
    world.emit(
        "organization.member_removed",
        membership=membership(world, organization, account, role),
        organization=organization,
        sender=sender,
    )


def _join(
    world: World, sender: Account, organization: Account, account: Account, role: str, state: str
) -> None:
    world.touch(organization, members={**organization.members, account.id: role})
    world.emit(
        "organization.member_added",
        membership=membership(world, organization, account, role, state),
        organization=organization,
        sender=sender,
    )


def _own_membership(world: World, actor: Actor, org: str, username: str) -> Account:
    organization = organization_of(world, org)
    if world.account(username) is not actor.user or not is_insider(actor, organization):
        raise Forbidden()
    return organization


def _require_other_owner(organization: Account, account: Account) -> None:
    owners = [id for id, role in organization.members.items() if role == "admin"]
    if owners == [account.id]:
        raise Forbidden("An organization must have at least one owner.")
