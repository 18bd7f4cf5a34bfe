"""GitHub Apps as they see themselves: their installations, and the tokens of these."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from fakegithub.errors import Forbidden, NotFound, ValidationFailed
from fakegithub.model.accounts import Account, Actor, Token
from fakegithub.model.apps import App, Installation
from fakegithub.model.entity import Facet
from fakegithub.model.repositories import Repository
from fakegithub.operations.operation import operation
from fakegithub.world import World

_LIFETIME = timedelta(hours=1)
_MOST_REPOSITORIES = 500
_LEVELS = ("read", "write", "admin")


@operation("apps/get-authenticated", credentials="app")
def get_authenticated(world: World, actor: Actor) -> Facet:
    """https://docs.github.com/rest/apps/apps#get-the-authenticated-app"""
    app = _app(actor)
    return Facet(app, installations_count=len(world.all(Installation, app=app)))


@operation("apps/get-by-slug", credentials="any")
def get_by_slug(world: World, actor: Actor, *, app_slug: str) -> App:
    """Raises NotFound (404). https://docs.github.com/rest/apps/apps#get-an-app"""
    app = world.find(App, slug=app_slug)
    if app is None:
        raise NotFound()
    return app


@operation("apps/list-installations", credentials="app")
def list_installations(world: World, actor: Actor, *, since: datetime | None = None) -> list[Installation]:
    """All, or those that have changed since.

    https://docs.github.com/rest/apps/apps#list-installations-for-the-authenticated-app
    """
    found = world.all(Installation, app=_app(actor))
    return [installation for installation in found if since is None or installation.updated_at >= since]


@operation("apps/get-installation", credentials="app")
def get_installation(world: World, actor: Actor, *, installation_id: int) -> Installation:
    """Raises NotFound (404) for one of another app.

    https://docs.github.com/rest/apps/apps#get-an-installation-for-the-authenticated-app
    """
    installation = world.get(Installation, installation_id)
    if installation is None or installation.app is not _app(actor):
        raise NotFound()
    return installation


@operation("apps/get-repo-installation", credentials="app")
def get_repo_installation(world: World, actor: Actor, *, owner: str, repo: str) -> Installation:
    """Raises NotFound (404) where the app is not installed.

    https://docs.github.com/rest/apps/apps#get-a-repository-installation-for-the-authenticated-app
    """
    repository = world.find_repository(owner, repo)
    if repository is None:
        raise NotFound()
    installation = _installation_on(world, actor, repository.owner)
    if installation.repository_ids is not None and repository.id not in installation.repository_ids:
        raise NotFound()
    return installation


@operation("apps/get-org-installation", credentials="app")
def get_org_installation(world: World, actor: Actor, *, org: str) -> Installation:
    """Raises NotFound (404) where the app is not installed.

    https://docs.github.com/rest/apps/apps#get-an-organization-installation-for-the-authenticated-app
    """
    account = world.account(org)
    if not account.is_organization:
        raise NotFound()
    return _installation_on(world, actor, account)


@operation("apps/get-user-installation", credentials="app")
def get_user_installation(world: World, actor: Actor, *, username: str) -> Installation:
    """Raises NotFound (404) where the app is not installed.

    https://docs.github.com/rest/apps/apps#get-a-user-installation-for-the-authenticated-app
    """
    return _installation_on(world, actor, world.account(username))


@operation("apps/create-installation-access-token", credentials="app")
def create_installation_access_token(
    world: World,
    actor: Actor,
    *,
    installation_id: int,
    repositories: Sequence[str] = (),
    repository_ids: Sequence[int] = (),
    permissions: Mapping[str, str] | None = None,
) -> Facet:
    """A token for an hour, for all that the installation has or for the part that is asked for.

    Raises NotFound (404) for an installation of another app, Forbidden (403) for a suspended one,
    ValidationFailed (422) for repositories or permissions that the installation does not have.
    https://docs.github.com/rest/apps/apps#create-an-installation-access-token-for-an-app
    """
    installation = get_installation(world, actor, installation_id=installation_id)
    if installation.suspended_at is not None:
        raise Forbidden("This installation has been suspended")
    chosen = _chosen_repositories(world, installation, repositories, repository_ids)
    token = world.add(
        Token(
            world.new_id(Token),
            world.ids.token("ghs_"),
            installation.app.bot,
            expires_at=world.now() + _LIFETIME,
            installation=installation,
            permissions=_chosen_permissions(installation, permissions or {}),
            repository_ids=None if chosen is None else frozenset(r.id for r in chosen),
        )
    )
    if chosen is None:
        return Facet(token, repository_selection=installation.repository_selection)
    return Facet(token, repository_selection="selected", repositories=chosen)


@operation("apps/list-repos-accessible-to-installation", permissions=("metadata=read",))
def list_accessible_repositories(world: World, actor: Actor) -> Facet:
    """What the installation whose token is used may see.

    Raises Forbidden (403) for any other token.
    https://docs.github.com/rest/apps/installations#list-repositories-accessible-to-the-app-installation
    """
    installation = _installation(actor)
    owned = world.all(Repository, owner=installation.account)
    accessible = [repository for repository in owned if _may_use(actor, installation, repository)]
    return Facet(accessible, repository_selection=_selection(actor, installation))


@operation("apps/revoke-installation-access-token")
def revoke_installation_access_token(world: World, actor: Actor) -> None:
    """The token that makes the call ends. Raises Forbidden (403) for any other token.

    https://docs.github.com/rest/apps/installations#revoke-an-installation-access-token
    """
    if actor.installation is None or actor.token is None:
        raise Forbidden("Resource not accessible by personal access token")
    world.remove(actor.token)


def _app(actor: Actor) -> App:
    if actor.app is None:
        raise LookupError("this operation is for apps only")
    return actor.app


def _installation(actor: Actor) -> Installation:
    if actor.installation is None:
        raise Forbidden(
            "You must authenticate with an installation access token in order to list repositories for an "
            "installation."
        )
    return actor.installation


def _installation_on(world: World, actor: Actor, account: Account) -> Installation:
    installation = world.find(Installation, app=_app(actor), account=account)
    if installation is None:
        raise NotFound()
    return installation


def _may_use(actor: Actor, installation: Installation, repository: Repository) -> bool:
    narrowed = actor.token.repository_ids if actor.token is not None else None
    inside = narrowed is None or repository.id in narrowed
    return inside and installation.has(repository.id, repository.owner)


def _selection(actor: Actor, installation: Installation) -> str:
    narrowed = actor.token is not None and actor.token.repository_ids is not None
    return "selected" if narrowed else installation.repository_selection


def _chosen_repositories(
    world: World, installation: Installation, names: Sequence[str], ids: Sequence[int]
) -> list[Repository] | None:
    """Those named by name or by id; None when nothing narrows the token."""
    if not names and not ids:
        return None
    if len(names) + len(ids) > _MOST_REPOSITORIES:
        raise ValidationFailed("Too many repositories for installation access token")
    login = installation.account.login
    found = [world.find_repository(login, name) for name in names]
    found += [world.get(Repository, id) for id in ids]
    chosen = [r for r in found if r is not None and installation.has(r.id, r.owner)]
    if len(chosen) != len(found):
        raise ValidationFailed(
            "There is at least one repository that does not exist or is not accessible to the parent "
            "installation."
        )
    return list(dict.fromkeys(chosen))


def _chosen_permissions(installation: Installation, wanted: Mapping[str, str]) -> dict[str, str]:
    granted = installation.permissions
    for name, level in wanted.items():
        if name not in granted or _LEVELS.index(level) > _LEVELS.index(granted[name]):
            raise ValidationFailed("The permissions requested are not granted to this installation.")
    return {**wanted, "metadata": "read"} if wanted else dict(granted)
