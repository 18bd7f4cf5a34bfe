"""Teams of an organization."""

from __future__ import annotations

from typing import Any

from fakegithub.errors import Forbidden, NotFound
from fakegithub.model.accounts import Account, Actor, Team
from fakegithub.model.entity import Facet
from fakegithub.model.invitations import OrganizationInvitation
from fakegithub.model.repositories import granted
from fakegithub.operations.operation import operation
from fakegithub.operations.organizations import is_insider, organization_of, profile
from fakegithub.urls import quoted
from fakegithub.world import World

_MEMBERS = ("members=read",)


@operation("teams/list", permissions=_MEMBERS)
def list_teams(world: World, actor: Actor, *, org: str) -> list[Team]:
    """Raises Forbidden (403) for a caller who is no member of the organization.

    https://docs.github.com/rest/teams/teams#list-teams
    """
    organization = organization_of(world, org)
    if not is_insider(actor, organization):
        raise Forbidden(f"Must be a member of {organization.login}.")
    return world.all(Team, organization=organization)


@operation("teams/get-by-name", permissions=_MEMBERS)
def get_by_name(world: World, actor: Actor, *, org: str, team_slug: str) -> Facet:
    """https://docs.github.com/rest/teams/teams#get-a-team-by-name"""
    team = team_of(world, actor, org, team_slug)
    return Facet(team, organization=profile(world, team.organization))


@operation("teams/list-members-in-org", permissions=_MEMBERS)
def list_members_in_org(
    world: World, actor: Actor, *, org: str, team_slug: str, role: str = "all"
) -> list[Account]:
    """`role` is all, member or maintainer.

    https://docs.github.com/rest/teams/members#list-team-members
    """
    team = team_of(world, actor, org, team_slug)
    return [
        account
        for id, has in sorted(team.members.items())
        if role in ("all", has) and (account := world.get(Account, id)) is not None
    ]


@operation("teams/get-membership-for-user-in-org", permissions=_MEMBERS)
def get_membership_for_user_in_org(
    world: World, actor: Actor, *, org: str, team_slug: str, username: str
) -> dict[str, Any]:
    """Raises NotFound (404) for who is no member of the team.

    https://docs.github.com/rest/teams/members#get-team-membership-for-a-user
    """
    team = team_of(world, actor, org, team_slug)
    account = world.account(username)
    role = team.members.get(account.id)
    if role is not None:
        return team_membership(world, team, account, role)
    invitation = world.find(OrganizationInvitation, organization=team.organization, invitee=account)
    if invitation is not None and team.id in invitation.team_ids:
        return team_membership(world, team, account, "member", "pending")
    raise NotFound()


@operation("repos/list-teams", permissions=("administration=read",))
def list_repository_teams(world: World, actor: Actor, *, owner: str, repo: str) -> list[Facet]:
    """The teams with a role in the repository. Raises Forbidden (403) without administration.

    https://docs.github.com/rest/repos/repos#list-repository-teams
    """
    repository = world.repository(owner, repo, actor, "admin")
    return [
        Facet(team, permission=role, permissions=granted(role))
        for team in world.all(Team, organization=repository.owner)
        if (role := team.repositories.get(repository.id)) is not None
    ]


def team_membership(
    world: World, team: Team, account: Account, role: str, state: str = "active"
) -> dict[str, Any]:
    """How an account belongs to a team; `state` is pending while the organization has invited it."""
    url = f"{world.urls.api(team)}/memberships/{quoted(account.login)}"
    return {"url": url, "role": role, "state": state}


def team_of(world: World, actor: Actor, org: str, slug: str) -> Team:
    """Raises NotFound (404), also for a caller who is no member of the organization."""
    organization = organization_of(world, org)
    team = world.find(Team, organization=organization, slug=slug)
    if team is None or not is_insider(actor, organization):
        raise NotFound()
    return team
