"""Watching a repository: being told of what happens there. No event tells of it."""

from __future__ import annotations

from typing import Any

from fakegithub.errors import NotFound
from fakegithub.model.accounts import Account, Actor
from fakegithub.model.repositories import Repository, Subscription
from fakegithub.operations.operation import operation
from fakegithub.world import World

_READ = ("metadata=read",)


@operation("activity/list-watchers-for-repo", permissions=_READ, credentials="any")
def list_watchers_for_repo(world: World, actor: Actor, *, owner: str, repo: str) -> list[Account]:
    """https://docs.github.com/rest/activity/watching#list-watchers"""
    return list(world.repository(owner, repo, actor).subscribers)


@operation("activity/get-repo-subscription", permissions=_READ)
def get_repo_subscription(world: World, actor: Actor, *, owner: str, repo: str) -> dict[str, Any]:
    """Raises NotFound (404) for who does not watch it.

    https://docs.github.com/rest/activity/watching#get-a-repository-subscription
    """
    repository = world.repository(owner, repo, actor)
    found = _of(repository, actor.user)
    if found is None:
        raise NotFound()
    return _shown(world, repository, found)


@operation("activity/set-repo-subscription", permissions=_READ)
def set_repo_subscription(
    world: World, actor: Actor, *, owner: str, repo: str, subscribed: bool = True, ignored: bool = False
) -> dict[str, Any]:
    """Watch a repository, or with `ignored` hear nothing of it at all.

    https://docs.github.com/rest/activity/watching#set-a-repository-subscription
    """
    repository = world.repository(owner, repo, actor)
    before = _of(repository, actor.user)
    since = before.created_at if before is not None else world.now()
    found = Subscription(actor.user, since, ignored=ignored or not subscribed)
    world.update(repository, subscriptions=(*_without(repository, actor.user), found))
    return _shown(world, repository, found)


@operation("activity/delete-repo-subscription", permissions=_READ)
def delete_repo_subscription(world: World, actor: Actor, *, owner: str, repo: str) -> None:
    """https://docs.github.com/rest/activity/watching#delete-a-repository-subscription"""
    repository = world.repository(owner, repo, actor)
    world.update(repository, subscriptions=_without(repository, actor.user))


def _of(repository: Repository, account: Account) -> Subscription | None:
    return next((found for found in repository.subscriptions if found.user is account), None)


def _without(repository: Repository, account: Account) -> tuple[Subscription, ...]:
    return tuple(found for found in repository.subscriptions if found.user is not account)


def _shown(world: World, repository: Repository, found: Subscription) -> dict[str, Any]:
    url = world.urls.api(repository)
    return {
        "subscribed": not found.ignored,
        "ignored": found.ignored,
        "reason": None,
        "created_at": found.created_at,
        "url": f"{url}/subscription",
        "repository_url": url,
    }
