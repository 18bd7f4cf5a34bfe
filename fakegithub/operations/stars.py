"""Stars. GitHub's events still call it watching as well: a star is `star.created` and `watch.started`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from fakegithub.errors import NotFound
from fakegithub.model.accounts import Account, Actor
from fakegithub.model.repositories import Repository, Star
from fakegithub.operations.operation import operation
from fakegithub.world import World

_READ = ("metadata=read",)
_WRITE = ("starring=write",)


@operation(
    "activity/star-repo-for-authenticated-user", emits=("star.created", "watch.started"), permissions=_WRITE
)
def star_repo_for_authenticated_user(world: World, actor: Actor, *, owner: str, repo: str) -> None:
    """Emits star.created and watch.started, the first time.

    https://docs.github.com/rest/activity/starring#star-a-repository-for-the-authenticated-user
    """
    repository = world.repository(owner, repo, actor)
    if _star_of(repository, actor.user) is not None:
        return
    star = Star(actor.user, world.now())
    world.update(repository, stargazers=(*repository.stargazers, star))
    world.emit("star.created", starred_at=star.starred_at, repository=repository, sender=actor.user)
    world.emit("watch.started", repository=repository, sender=actor.user)


@operation("activity/unstar-repo-for-authenticated-user", emits=("star.deleted",), permissions=_WRITE)
def unstar_repo_for_authenticated_user(world: World, actor: Actor, *, owner: str, repo: str) -> None:
    """Emits star.deleted, for who had starred it.

    https://docs.github.com/rest/activity/starring#unstar-a-repository-for-the-authenticated-user
    """
    repository = world.repository(owner, repo, actor)
    star = _star_of(repository, actor.user)
    if star is None:
        return
    world.update(repository, stargazers=tuple(other for other in repository.stargazers if other is not star))
    world.emit("star.deleted", starred_at=None, repository=repository, sender=actor.user)


@operation("activity/check-repo-is-starred-by-authenticated-user", permissions=("starring=read",))
def check_repo_is_starred_by_authenticated_user(world: World, actor: Actor, *, owner: str, repo: str) -> None:
    """Raises NotFound (404) when it is not.

    https://docs.github.com/rest/activity/starring#check-if-a-repository-is-starred-by-the-authenticated-user
    """
    if _star_of(world.repository(owner, repo, actor), actor.user) is None:
        raise NotFound()


@operation("activity/list-stargazers-for-repo", permissions=_READ, credentials="any")
def list_stargazers_for_repo(world: World, actor: Actor, *, owner: str, repo: str) -> list[Account]:
    """Oldest star first; without the times, which only another media type has.

    https://docs.github.com/rest/activity/starring#list-stargazers
    """
    return [star.user for star in world.repository(owner, repo, actor).stargazers]


@operation("activity/list-repos-starred-by-authenticated-user", permissions=("starring=read",))
def list_repos_starred_by_authenticated_user(
    world: World, actor: Actor, *, sort: str = "created", direction: str = "desc"
) -> list[Repository]:
    """https://docs.github.com/rest/activity/starring#list-repositories-starred-by-the-authenticated-user"""
    return _starred(world, actor, actor.user, sort, direction)


@operation("activity/list-repos-starred-by-user", permissions=_READ, credentials="any")
def list_repos_starred_by_user(
    world: World, actor: Actor, *, username: str, sort: str = "created", direction: str = "desc"
) -> list[Repository]:
    """Those that the caller may see. Raises NotFound (404) for an unknown user.

    https://docs.github.com/rest/activity/starring#list-repositories-starred-by-a-user
    """
    return _starred(world, actor, world.account(username), sort, direction)


def _starred(world: World, actor: Actor, account: Account, sort: str, direction: str) -> list[Repository]:
    """`created` is the time of the star, `updated` that of the latest push."""
    found: Iterable[tuple[Repository, Star]] = (
        (repository, star)
        for repository in world.all(Repository)
        if (star := _star_of(repository, account)) is not None and world.can(actor, repository)
    )

    def key(pair: tuple[Repository, Star]) -> Any:
        repository, star = pair
        return (repository.pushed_at if sort == "updated" else star.starred_at, repository.id)

    return [repository for repository, _ in sorted(found, key=key, reverse=direction == "desc")]


def _star_of(repository: Repository, account: Account) -> Star | None:
    return next((star for star in repository.stargazers if star.user is account), None)
