"""What the site administrators of a GHES do: users, organizations, names, and the enterprise itself."""

from __future__ import annotations

from fakegithub.errors import NotFound, ValidationFailed
from fakegithub.model.accounts import Account, Actor, Organization, Team, Token
from fakegithub.model.enterprises import Enterprise
from fakegithub.model.repositories import Repository
from fakegithub.operations.operation import Result, operation, simulated
from fakegithub.operations.organization_changes import RENAMED, rename
from fakegithub.operations.organizations import organization_of
from fakegithub.operations.repositories import delete as delete_repository
from fakegithub.operations.setup import create_organization, create_user
from fakegithub.operations.tokens import revoke
from fakegithub.world import World

_ANONYMOUS_ACCESS = ("enterprise.anonymous_access_enabled", "enterprise.anonymous_access_disabled")


@operation("enterprise-admin/create-user", emits=("user.created",))
def create_user_by_admin(world: World, actor: Actor, *, login: str, email: str | None = None) -> Result:
    """Emits user.created. Raises NotFound (404) to those who are not site administrators,
    ValidationFailed (422) for a login that is taken.

    https://docs.github.com/enterprise-server@3.19/rest/enterprise-admin/users#create-a-user
    """
    require_site_admin(world, actor)
    user = create_user(world, actor, login=login, email=email)
    world.emit("user.created", user=user, sender=actor.user)
    return Result(user, location=world.urls.api(user))


@operation("enterprise-admin/delete-user", emits=("user.deleted", "repository.deleted"))
def delete_user(world: World, actor: Actor, *, username: str) -> None:
    """Delete a user with all that is the user's own: tokens, memberships, repositories.

    Emits user.deleted, and repository.deleted for each repository. Raises NotFound (404) to those who
    are not site administrators, ValidationFailed (422) for oneself and for an organization.
    https://docs.github.com/enterprise-server@3.19/rest/enterprise-admin/users#delete-a-user
    """
    require_site_admin(world, actor)
    user = world.account(username)
    if user is actor.user or user.type != "User":
        raise ValidationFailed.of("User", "login", "invalid")
    for repository in world.all(Repository, owner=user):
        delete_repository(world, actor, owner=user.login, repo=repository.name)
    for token in world.all(Token):
        if token.account is user:
            revoke(world, token)
    holders: list[Account | Team] = [*world.all(Account), *world.all(Team)]
    for holder in holders:
        if user.id in holder.members:
            world.update(holder, members={id: role for id, role in holder.members.items() if id != user.id})
    for repository in world.all(Repository):
        if user.id in repository.collaborators:
            left = {id: role for id, role in repository.collaborators.items() if id != user.id}
            world.update(repository, collaborators=left)
    world.remove(user)
    world.emit("user.deleted", user=user, sender=actor.user)


@operation("enterprise-admin/create-org")
def create_org(
    world: World, actor: Actor, *, login: str, admin: str, profile_name: str | None = None
) -> Result:
    """Raises NotFound (404), ValidationFailed (422) for a login that is taken.

    https://docs.github.com/enterprise-server@3.19/rest/enterprise-admin/orgs#create-an-organization
    """
    require_site_admin(world, actor)
    made = create_organization(world, actor, login=login, members={admin: "admin"}, name=profile_name)
    return Result(Organization(made), location=f"{world.urls.api_root}/orgs/{made.login}")


@operation("enterprise-admin/update-org-name", emits=RENAMED)
def update_org_name(world: World, actor: Actor, *, org: str, login: str) -> dict[str, str]:
    """Emits organization.renamed, and installation_target.renamed to the apps installed on it.

    Raises NotFound (404), ValidationFailed (422) for a login that is taken.
    https://docs.github.com/enterprise-server@3.19/rest/enterprise-admin/orgs#update-an-organization-name
    """
    require_site_admin(world, actor)
    organization = rename(world, actor.user, organization_of(world, org), login)
    return {
        "message": "Job queued to rename organization. It may take a few minutes to complete.",
        "url": f"{world.urls.api_root}/organizations/{organization.id}",
    }


@operation("enterprise-admin/update-username-for-user", emits=RENAMED)
def update_username_for_user(world: World, actor: Actor, *, username: str, login: str) -> dict[str, str]:
    """Emits installation_target.renamed, to the apps installed on the account.

    Raises NotFound (404), ValidationFailed (422) for a login that is taken.
    https://docs.github.com/enterprise-server@3.19/rest/enterprise-admin/users#update-the-username-for-a-user
    """
    require_site_admin(world, actor)
    user = rename(world, actor.user, world.account(username), login)
    return {
        "message": "Job queued to rename user. It may take a few minutes to complete.",
        "url": f"{world.urls.api_root}/user/{user.id}",
    }


@operation("enterprise-admin/promote-user-to-be-site-administrator")
def promote_user_to_be_site_administrator(world: World, actor: Actor, *, username: str) -> None:
    """https://docs.github.com/enterprise-server@3.19/rest/enterprise-admin/users#promote-a-user-to-be-a-site-administrator"""
    require_site_admin(world, actor)
    world.update(world.account(username), site_admin=True)


@operation("enterprise-admin/demote-site-administrator")
def demote_site_administrator(world: World, actor: Actor, *, username: str) -> None:
    """https://docs.github.com/enterprise-server@3.19/rest/enterprise-admin/users#demote-a-site-administrator"""
    require_site_admin(world, actor)
    world.update(world.account(username), site_admin=False)


@simulated("enterprise.set_anonymous_access", emits=_ANONYMOUS_ACCESS)
def set_anonymous_access(world: World, actor: Actor, *, enabled: bool) -> Enterprise:
    """Allow anonymous Git reads on the whole GHES, or end them, as its settings page does.

    Emits enterprise.anonymous_access_enabled or .anonymous_access_disabled when that is a change.
    Raises NotFound (404) to those who are not site administrators.
    https://docs.github.com/enterprise-server@3.19/webhooks/webhook-events-and-payloads#enterprise
    """
    require_site_admin(world, actor)
    enterprise = world.find(Enterprise, slug="github") or world.add(Enterprise(1, "github"))
    if enterprise.anonymous_access != enabled:
        world.update(enterprise, anonymous_access=enabled)
        world.emit(_ANONYMOUS_ACCESS[0 if enabled else 1], sender=actor.user)
    return enterprise


def require_site_admin(world: World, actor: Actor) -> None:
    """Raises NotFound (404) to everybody else, and on a product that has none."""
    if not world.product.is_ghes or actor.account is None or not actor.account.site_admin:
        raise NotFound()
