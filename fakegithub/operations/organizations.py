"""Organizations and who belongs to them."""

from __future__ import annotations

from typing import Any

from fakegithub.errors import Forbidden, NotFound
from fakegithub.model.accounts import Account, Actor, Organization
from fakegithub.model.entity import Facet
from fakegithub.model.invitations import OrganizationInvitation
from fakegithub.model.repositories import Repository
from fakegithub.operations.operation import Result, operation
from fakegithub.urls import quoted
from fakegithub.world import World

_MEMBERS = ("members=read",)


@operation("orgs/get", credentials="any")
def get(world: World, actor: Actor, *, org: str) -> Facet:
    """https://docs.github.com/rest/orgs/orgs#get-an-organization"""
    return profile(world, organization_of(world, org))


@operation("orgs/list-for-user", credentials="any")
def list_for_user(world: World, actor: Actor, *, username: str) -> list[Organization]:
    """The organizations that the user is a public member of.

    https://docs.github.com/rest/orgs/orgs#list-organizations-for-a-user
    """
    account = world.account(username)
    return [Organization(o) for o in world.all(Account) if account.id in o.public_members]


@operation("orgs/list-for-authenticated-user")
def list_for_authenticated_user(world: World, actor: Actor) -> list[Organization]:
    """https://docs.github.com/rest/orgs/orgs#list-organizations-for-the-authenticated-user"""
    return [Organization(o) for o in world.all(Account) if actor.user.id in o.members]


@operation("orgs/list-members", permissions=_MEMBERS, credentials="any")
def list_members(
    world: World, actor: Actor, *, org: str, filter: str = "all", role: str = "all"
) -> list[Account]:
    """All members to a member of the organization, the public ones to others; `role` is all, admin or
    member. Two-factor authentication, which `filter` is about, is not modelled: everybody has it.

    https://docs.github.com/rest/orgs/members#list-organization-members
    """
    organization = organization_of(world, org)
    inside = is_insider(actor, organization)
    return [
        account
        for id, has in sorted(organization.members.items())
        if (account := world.get(Account, id)) is not None
        and filter == "all"
        and role in ("all", has)
        and (inside or id in organization.public_members)
    ]


@operation("orgs/check-membership-for-user", permissions=_MEMBERS)
def check_membership_for_user(world: World, actor: Actor, *, org: str, username: str) -> Result | None:
    """204 for a member; 302 to the public members for a caller who is none.

    Raises NotFound (404) for who is no member, when the caller is one.
    https://docs.github.com/rest/orgs/members#check-organization-membership-for-a-user
    """
    organization = organization_of(world, org)
    account = world.account(username)
    if not is_insider(actor, organization):
        public = f"{world.urls.api_root}/orgs/{organization.login}/public_members/{account.login}"
        return Result(None, status=302, location=public)
    if account.id not in organization.members:
        raise NotFound(f"User does not exist or is not a member of {organization.login}")
    return Result(None, status=204)


@operation("orgs/check-public-membership-for-user", permissions=_MEMBERS, credentials="any")
def check_public_membership_for_user(world: World, actor: Actor, *, org: str, username: str) -> None:
    """Raises NotFound (404) for who is no public member.

    https://docs.github.com/rest/orgs/members#check-public-organization-membership-for-a-user
    """
    organization = organization_of(world, org)
    if world.account(username).id not in organization.public_members:
        raise NotFound()


@operation("orgs/get-membership-for-user", permissions=_MEMBERS)
def get_membership_for_user(world: World, actor: Actor, *, org: str, username: str) -> dict[str, Any]:
    """Raises Forbidden (403) for a caller who is no member, NotFound (404) for a user who is none.

    https://docs.github.com/rest/orgs/members#get-organization-membership-for-a-user
    """
    organization = organization_of(world, org)
    if not is_insider(actor, organization):
        raise Forbidden(f"You must be a member of {organization.login} to see membership information.")
    account = world.account(username)
    invitation = world.find(OrganizationInvitation, organization=organization, invitee=account)
    if invitation is not None:
        return membership(world, organization, account, invitation.membership_role, "pending")
    role = organization.members.get(account.id)
    if role is None:
        raise NotFound()
    return membership(world, organization, account, role)


def organization_of(world: World, login: str) -> Account:
    """Raises NotFound (404), also for what is a user."""
    account = world.account(login)
    if not account.is_organization:
        raise NotFound()
    return account


def is_insider(actor: Actor, organization: Account) -> bool:
    """Whether the caller sees what only members see: an app does where it is installed."""
    if actor.installation is not None:
        return actor.installation.account is organization
    account = actor.account
    return account is not None and (account.site_admin or account.id in organization.members)


def administers(actor: Actor, organization: Account) -> bool:
    """Whether the caller is an owner; what an app may do where it is installed, its permissions say."""
    if actor.installation is not None:
        return actor.installation.account is organization
    account = actor.account
    return account is not None and (account.site_admin or organization.members.get(account.id) == "admin")


def owned(world: World, actor: Actor, org: str) -> Account:
    """The organization. Raises NotFound (404), Forbidden (403) for a caller who is no owner of it."""
    organization = organization_of(world, org)
    if not administers(actor, organization):
        raise Forbidden("You must be an organization owner to do this.")
    return organization


def membership(
    world: World, organization: Account, account: Account, role: str, state: str = "active"
) -> dict[str, Any]:
    """How an account belongs to the organization; `state` is pending until it accepts the invitation."""
    root = f"{world.urls.api_root}/orgs/{quoted(organization.login)}"
    return {
        "url": f"{root}/memberships/{quoted(account.login)}",
        "state": state,
        "role": role,
        "direct_membership": True,
        "organization_url": root,
        "organization": Organization(organization),
        "user": account,
    }


def profile(world: World, organization: Account) -> Facet:
    """The organization with all that it says of itself."""
    public = [r for r in world.all(Repository, owner=organization) if not r.private]
    return Facet(
        Organization(organization),
        name=organization.name or organization.login,
        blog=organization.blog or None,
        company=organization.company,
        location=organization.location,
        email=organization.email,
        html_url=world.urls.html(organization),
        is_verified=False,
        has_organization_projects=True,
        has_repository_projects=True,
        public_repos=len(public),
        # Nobody follows anybody here, and there are no gists.
        public_gists=0,
        followers=0,
        following=0,
        created_at=organization.created_at,
        updated_at=organization.updated_at,
        archived_at=None,
        type="Organization",
    )
