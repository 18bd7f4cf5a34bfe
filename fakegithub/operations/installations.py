"""Installations of apps: which repositories they have, when they rest, what they may do, how they end.

Whoever owns the account acts through verbs without a REST route, as in the settings of an account; the
app itself acts with its JWT.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from fakegithub.errors import Forbidden, NotFound, ValidationFailed
from fakegithub.model.accounts import Account, Actor, Token
from fakegithub.model.apps import App, Installation
from fakegithub.model.repositories import Repository
from fakegithub.operations.apps import get_installation
from fakegithub.operations.operation import operation, simulated
from fakegithub.operations.organizations import administers, owned
from fakegithub.operations.tokens import revoke
from fakegithub.world import World

_SUSPENDED = ("installation.suspend",)
_UNSUSPENDED = ("installation.unsuspend",)
_DELETED = ("installation.deleted",)
_ADDED = ("installation_repositories.added",)
_REMOVED = ("installation_repositories.removed",)


@operation("apps/suspend-installation", emits=_SUSPENDED, credentials="app")
def suspend_installation(world: World, actor: Actor, *, installation_id: int) -> None:
    """Its tokens stop working and its events stop coming. Emits installation.suspend, to the app.

    Raises NotFound (404) for one of another app, and for a suspended one.
    https://docs.github.com/rest/apps/apps#suspend-an-app-installation
    """
    installation = get_installation(world, actor, installation_id=installation_id)
    _suspend(world, installation.app.bot, installation)


@operation("apps/unsuspend-installation", emits=_UNSUSPENDED, credentials="app")
def unsuspend_installation(world: World, actor: Actor, *, installation_id: int) -> None:
    """Emits installation.unsuspend, to the app.

    Raises NotFound (404) for one of another app, and for one that is not suspended.
    https://docs.github.com/rest/apps/apps#unsuspend-an-app-installation
    """
    installation = get_installation(world, actor, installation_id=installation_id)
    _unsuspend(world, installation.app.bot, installation)


@operation("apps/delete-installation", emits=_DELETED, credentials="app")
def delete_installation(world: World, actor: Actor, *, installation_id: int) -> None:
    """Emits installation.deleted, to the app. Raises NotFound (404) for one of another app.

    https://docs.github.com/rest/apps/apps#delete-an-installation-for-the-authenticated-app
    """
    installation = get_installation(world, actor, installation_id=installation_id)
    uninstall(world, installation.app.bot, installation)


@operation("orgs/list-app-installations", permissions=("organization_administration=read",))
def list_app_installations(world: World, actor: Actor, *, org: str) -> list[Installation]:
    """Raises Forbidden (403) to those who are not owners.

    https://docs.github.com/rest/orgs/orgs#list-app-installations-for-an-organization
    """
    return world.all(Installation, account=owned(world, actor, org))


@operation("apps/add-repo-to-installation-for-authenticated-user", emits=_ADDED)
def add_repo_to_installation_for_authenticated_user(
    world: World, actor: Actor, *, installation_id: int, repository_id: int
) -> None:
    """Emits installation_repositories.added, for a repository that it did not have.

    Raises NotFound (404) for what is not there, Forbidden (403) to those who do not own the account.
    https://docs.github.com/rest/apps/installations#add-a-repository-to-an-app-installation
    """
    add_repositories(
        world,
        actor,
        installation_id=installation_id,
        repositories=[_repository(world, actor, repository_id)],
    )


@operation("apps/remove-repo-from-installation-for-authenticated-user", emits=_REMOVED)
def remove_repo_from_installation_for_authenticated_user(
    world: World, actor: Actor, *, installation_id: int, repository_id: int
) -> None:
    """Emits installation_repositories.removed.

    Raises NotFound (404) for what is not there, Forbidden (403) to those who do not own the account,
    ValidationFailed (422) for an installation on all repositories, and for its last one.
    https://docs.github.com/rest/apps/installations#remove-a-repository-from-an-app-installation
    """
    remove_repositories(
        world,
        actor,
        installation_id=installation_id,
        repositories=[_repository(world, actor, repository_id)],
    )


@simulated("installation.suspend", emits=_SUSPENDED)
def suspend(world: World, actor: Actor, *, installation_id: int) -> Installation:
    """The owner of the account suspends an app. Emits installation.suspend, to the app."""
    return _suspend(world, actor.user, _own(world, actor, installation_id))


@simulated("installation.unsuspend", emits=_UNSUSPENDED)
def unsuspend(world: World, actor: Actor, *, installation_id: int) -> Installation:
    """Emits installation.unsuspend, to the app."""
    return _unsuspend(world, actor.user, _own(world, actor, installation_id))


@simulated("installation.delete", emits=_DELETED)
def delete(world: World, actor: Actor, *, installation_id: int) -> None:
    """The owner of the account uninstalls an app. Emits installation.deleted, to the app."""
    uninstall(world, actor.user, _own(world, actor, installation_id))


@simulated("installation.add_repositories", emits=_ADDED)
def add_repositories(
    world: World, actor: Actor, *, installation_id: int, repositories: Iterable[Repository]
) -> Installation:
    """Select more repositories of the account. Emits installation_repositories.added, to the app.

    Raises ValidationFailed (422) for a repository of another account.
    """
    installation = _own(world, actor, installation_id)
    new = [r for r in repositories if not _selected(installation, r)]
    if any(repository.owner is not installation.account for repository in new):
        raise ValidationFailed.of("Installation", "repositories", "invalid")
    if new:
        known = installation.repository_ids or frozenset()
        world.touch(installation, repository_ids=known | {repository.id for repository in new})
        _tell_repositories(world, actor.user, installation, added=new)
    return installation


@simulated("installation.remove_repositories", emits=_REMOVED)
def remove_repositories(
    world: World, actor: Actor, *, installation_id: int, repositories: Iterable[Repository]
) -> Installation:
    """Emits installation_repositories.removed, to the app.

    Raises ValidationFailed (422) for an installation on all repositories, and for its last one.
    """
    installation = _own(world, actor, installation_id)
    known = installation.repository_ids
    gone = [repository for repository in repositories if _selected(installation, repository)]
    left = frozenset() if known is None else known - {repository.id for repository in gone}
    if not left:
        raise ValidationFailed.of(
            "Installation",
            "repositories",
            "invalid",
            "An installation has all repositories, or at least one that is selected.",
        )
    if gone:
        world.touch(installation, repository_ids=left)
        _tell_repositories(world, actor.user, installation, removed=gone)
    return installation


@simulated("app.update")
def update_app(
    world: World,
    actor: Actor,
    *,
    slug: str,
    permissions: Mapping[str, str] | None = None,
    events: Iterable[str] | None = None,
) -> App:
    """Let an app ask for other permissions and events; its installations keep theirs until they accept.

    Raises NotFound (404) for an unknown app and anybody else's.
    """
    app = world.find(App, slug=slug)
    if app is None or not _owns(actor, app.owner):
        raise NotFound()
    world.touch(
        app,
        permissions=app.permissions if permissions is None else {"metadata": "read", **permissions},
        events=app.events if events is None else tuple(events),
    )
    return app


@simulated("installation.accept_permissions", emits=("installation.new_permissions_accepted",))
def accept_permissions(world: World, actor: Actor, *, installation_id: int) -> Installation:
    """The owner of the account accepts what the app asks for by now.

    Emits installation.new_permissions_accepted, to the app. Raises ValidationFailed (422) when it asks
    for nothing new.
    """
    installation = _own(world, actor, installation_id)
    app = installation.app
    if (installation.permissions, installation.events) == (app.permissions, app.events):
        raise ValidationFailed.of("Installation", "permissions", "invalid", "There is nothing to accept.")
    world.touch(installation, permissions=dict(app.permissions), events=app.events)
    repositories = _repositories(world, installation)
    _tell(world, actor.user, installation, "new_permissions_accepted", repositories=repositories)
    return installation


def uninstall(world: World, sender: Account, installation: Installation) -> None:
    """Remove an installation and its tokens. Emits installation.deleted, to the app."""
    repositories = _repositories(world, installation)
    for token in world.all(Token):
        if token.installation is installation:
            revoke(world, token)
    world.remove(installation)
    _tell(world, sender, installation, "deleted", repositories=repositories)


def _suspend(world: World, sender: Account, installation: Installation) -> Installation:
    if installation.suspended_at is not None:
        raise NotFound()
    world.touch(installation, suspended_at=world.now(), suspended_by=sender)
    return _tell(world, sender, installation, "suspend")


def _unsuspend(world: World, sender: Account, installation: Installation) -> Installation:
    if installation.suspended_at is None:
        raise NotFound()
    world.touch(installation, suspended_at=None, suspended_by=None)
    return _tell(world, sender, installation, "unsuspend")


def _tell(
    world: World, sender: Account, installation: Installation, action: str, **subjects: Any
) -> Installation:
    world.emit(
        f"installation.{action}",
        installation=installation,
        **subjects,
        sender=sender,
        only_app=installation.app,
    )
    return installation


def _tell_repositories(
    world: World,
    sender: Account,
    installation: Installation,
    added: list[Repository] | None = None,
    removed: list[Repository] | None = None,
) -> None:
    world.emit(
        f"installation_repositories.{'added' if added else 'removed'}",
        installation=installation,
        repository_selection=installation.repository_selection,
        repositories_added=added or [],
        repositories_removed=removed or [],
        requester=None,
        sender=sender,
        only_app=installation.app,
    )


def _own(world: World, actor: Actor, installation_id: int) -> Installation:
    """Raises NotFound (404), Forbidden (403) to those who do not own the account."""
    installation = world.get(Installation, installation_id)
    if installation is None:
        raise NotFound()
    if not _owns(actor, installation.account):
        raise Forbidden("You do not have permission to modify this app on this account.")
    return installation


def _owns(actor: Actor, account: Account) -> bool:
    return actor.account is account or administers(actor, account)


def _selected(installation: Installation, repository: Repository) -> bool:
    ids = installation.repository_ids
    return repository.owner is installation.account and (ids is None or repository.id in ids)


def _repositories(world: World, installation: Installation) -> list[Repository]:
    found = world.all(Repository, owner=installation.account)
    return [repository for repository in found if _selected(installation, repository)]


def _repository(world: World, actor: Actor, repository_id: int) -> Repository:
    repository = world.get(Repository, repository_id)
    if repository is None or not world.can(actor, repository):
        raise NotFound()
    return repository
