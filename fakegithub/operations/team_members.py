"""Who is in a team."""

from __future__ import annotations

from typing import Any

from fakegithub.errors import NotFound
from fakegithub.model.accounts import Account, Actor, Team
from fakegithub.model.invitations import OrganizationInvitation
from fakegithub.operations.memberships import enter, exit_team
from fakegithub.operations.operation import operation
from fakegithub.operations.organization_invitations import invite
from fakegithub.operations.organizations import administers
from fakegithub.operations.team_changes import managed
from fakegithub.operations.teams import team_membership, team_of
from fakegithub.world import World

_READ = ("members=read",)
_WRITE = ("members=write",)


@operation("teams/list-child-in-org", permissions=_READ)
def list_child_in_org(world: World, actor: Actor, *, org: str, team_slug: str) -> list[Team]:
    """https://docs.github.com/rest/teams/teams#list-child-teams"""
    team = team_of(world, actor, org, team_slug)
    return [child for child in world.all(Team, organization=team.organization) if child.parent is team]


@operation(
    "teams/add-or-update-membership-for-user-in-org",
    emits=("membership.added", "organization.member_invited"),
    permissions=_WRITE,
)
def add_or_update_membership_for_user_in_org(
    world: World, actor: Actor, *, org: str, team_slug: str, username: str, role: str = "member"
) -> dict[str, Any]:
    """Put a member of the organization into a team (member, maintainer); invite who is no member.

    Emits membership.added, or organization.member_invited: then the membership is pending. Raises
    NotFound (404), Forbidden (403) to those who are neither owners nor maintainers of the team,
    ValidationFailed (422) for an organization.
    https://docs.github.com/rest/teams/members#add-or-update-team-membership-for-a-user
    """
    team = managed(world, actor, org, team_slug)
    account = world.account(username)
    if account.id in team.organization.members:
        # Owners are maintainers of every team: the documentation of the same operation.
        owner = team.organization.members[account.id] == "admin"
        enter(world, actor.user, team, account, "maintainer" if owner else role)
        return team_membership(world, team, account, team.members[account.id])
    if not administers(actor, team.organization):
        raise NotFound()
    _invite(world, actor.user, team, account)
    return team_membership(world, team, account, role, "pending")


@operation("teams/remove-membership-for-user-in-org", emits=("membership.removed",), permissions=_WRITE)
def remove_membership_for_user_in_org(
    world: World, actor: Actor, *, org: str, team_slug: str, username: str
) -> None:
    """Take somebody, or oneself, out of a team. Emits membership.removed.

    Raises NotFound (404) for who is not in it, Forbidden (403) to those who are neither owners nor
    maintainers of the team.
    https://docs.github.com/rest/teams/members#remove-team-membership-for-a-user
    """
    team = team_of(world, actor, org, team_slug)
    account = world.account(username)
    if account is not actor.account:
        managed(world, actor, org, team_slug)
    if account.id not in team.members:
        raise NotFound()
    exit_team(world, actor.user, team, account)


def _invite(world: World, inviter: Account, team: Team, account: Account) -> None:
    organization = team.organization
    invitation = world.find(OrganizationInvitation, organization=organization, invitee=account)
    if invitation is None:
        invite(world, inviter, organization, account, None, "direct_member", (team.id,))
    elif team.id not in invitation.team_ids:
        world.update(invitation, team_ids=(*invitation.team_ids, team.id))
