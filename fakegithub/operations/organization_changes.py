"""Changes of an organization itself: its profile, its name, its end; and the new name of a user."""

from __future__ import annotations

from fakegithub.errors import NotFound, ValidationFailed
from fakegithub.model.accounts import Account, Actor, Organization, Team
from fakegithub.model.apps import Installation
from fakegithub.model.entity import UNSET, Facet, Unset, given
from fakegithub.model.invitations import OrganizationInvitation
from fakegithub.model.repositories import Repository
from fakegithub.operations.former_names import forget_name, remember_name
from fakegithub.operations.installations import uninstall
from fakegithub.operations.operation import operation, simulated
from fakegithub.operations.organizations import membership, owned, profile
from fakegithub.operations.repositories import delete as delete_repository
from fakegithub.world import World

RENAMED = ("organization.renamed", "installation_target.renamed")
_DELETED = ("organization.deleted", "repository.deleted", "installation.deleted")


@operation("orgs/update", permissions=("organization_administration=write",))
def update(
    world: World,
    actor: Actor,
    *,
    org: str,
    name: str | Unset | None = UNSET,
    description: str | Unset | None = UNSET,
    email: str | Unset | None = UNSET,
    location: str | Unset | None = UNSET,
    company: str | Unset | None = UNSET,
    blog: str | Unset = UNSET,
) -> Facet:
    """Change what an organization says of itself. GitHub tells no hook of it.

    Raises Forbidden (403) to those who are not owners.
    https://docs.github.com/rest/orgs/orgs#update-an-organization
    """
    organization = owned(world, actor, org)
    changes = given(
        name=name, description=description, email=email, location=location, company=company, blog=blog
    )
    world.touch(organization, **changes)
    return profile(world, organization)


@operation("orgs/delete", emits=_DELETED, permissions=("organization_administration=write",))
def delete(world: World, actor: Actor, *, org: str) -> dict[str, str]:
    """Delete an organization with its repositories, teams, invitations and installations.

    Emits repository.deleted and installation.deleted for what goes with it, and organization.deleted.
    Raises Forbidden (403) to those who are not owners.
    https://docs.github.com/rest/orgs/orgs#delete-an-organization
    """
    organization = owned(world, actor, org)
    sender = actor.user
    for repository in world.all(Repository, owner=organization):
        delete_repository(world, actor, owner=organization.login, repo=repository.name)
    for installation in world.all(Installation, account=organization):
        uninstall(world, sender, installation)
    for team in world.all(Team, organization=organization):
        world.remove(team)
    for invitation in world.all(OrganizationInvitation, organization=organization):
        world.remove(invitation)
    # Its hooks stay: they are the last to hear of it.
    world.remove(organization)
    role = organization.members.get(sender.id, "admin")
    world.emit(
        "organization.deleted",
        membership=membership(world, organization, sender, role),
        organization=organization,
        sender=sender,
    )
    return {}


@simulated("organization.rename", emits=RENAMED)
def rename_organization(world: World, actor: Actor, *, org: str, login: str) -> Account:
    """Give an organization another login; its repositories, teams and hooks stay what they are.

    Emits organization.renamed, and installation_target.renamed to the apps installed on it. Raises
    Forbidden (403) to those who are not owners, ValidationFailed (422) for a login that is taken.
    https://docs.github.com/organizations/managing-organization-settings/renaming-an-organization
    """
    return rename(world, actor.user, owned(world, actor, org), login)


@simulated("user.rename", emits=RENAMED)
def rename_user(world: World, actor: Actor, *, username: str, login: str) -> Account:
    """Give a user another login.

    Emits installation_target.renamed, to the apps installed on the account. Raises NotFound (404) for
    anybody else's account, ValidationFailed (422) for a login that is taken.
    https://docs.github.com/account-and-profile/concepts/username-changes
    """
    account = world.account(username)
    if account is not actor.user and not actor.user.site_admin:
        raise NotFound()
    return rename(world, actor.user, account, login)


def rename(world: World, sender: Account, account: Account, login: str) -> Account:
    """Emits organization.renamed for an organization, installation_target.renamed to apps."""
    holder = world.find(Account, login_key=login.casefold())
    if holder not in (None, account):
        raise ValidationFailed.of("Account", "login", "already_exists", f"{login} is already taken")
    changes = {"login": {"from": account.login}}
    repositories = world.all(Repository, owner=account)
    for repository in repositories:
        remember_name(world, repository)
    world.touch(account, login=login)
    for repository in repositories:
        forget_name(world, repository.full_name)
    organization = account if account.is_organization else None
    if organization is not None:
        world.emit("organization.renamed", changes=changes, organization=organization, sender=sender)
    for installation in world.all(Installation, account=account):
        world.emit(
            "installation_target.renamed",
            account=_target(world, account),
            changes=changes,
            target_type=account.type,
            installation=installation,
            organization=organization,
            sender=sender,
            only_app=installation.app,
        )
    return account


def _target(world: World, account: Account) -> Facet:
    """The account of an installation_target; its document has no other description than null."""
    if not account.is_organization:
        return Facet(account, description=None)
    shown = profile(world, account)
    return Facet(Organization(account), **{**shown.extra, "description": None, "website_url": None})
