"""Forks: copies of a repository that share its git objects."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fakegithub.errors import Forbidden, NotFound
from fakegithub.model.accounts import Account, Actor
from fakegithub.model.entity import Facet
from fakegithub.model.repositories import Repository, Subscription
from fakegithub.operations.former_names import forget_name
from fakegithub.operations.gitdata import HEADS, TAGS
from fakegithub.operations.operation import operation
from fakegithub.operations.repositories import full, permissions, require_name
from fakegithub.world import World

# A fork begins with these of its parent; issues are switched off in it.
_INHERITED = ("private", "description", "homepage", "default_branch", "license", "size", "has_wiki")
_ORDERS: dict[str, tuple[Callable[[Repository], Any], bool]] = {
    "newest": (lambda fork: fork.id, True),
    "oldest": (lambda fork: fork.id, False),
    "stargazers": (lambda fork: len(fork.stargazers), True),
    "watchers": (lambda fork: len(fork.stargazers), True),
}


@operation("repos/create-fork", emits=("fork",), permissions=("administration=write", "contents=read"))
def create_fork(
    world: World,
    actor: Actor,
    *,
    owner: str,
    repo: str,
    organization: str | None = None,
    name: str | None = None,
    default_branch_only: bool = False,
) -> Facet:
    """Fork a repository to the caller's account, or to an organization's, with all branches and tags.

    Who has a fork already gets that one, and the owner gets the repository itself, as on GitHub; nothing
    is emitted then. Emits fork. Raises NotFound (404) for an unknown organization, Forbidden (403) when
    forks are not allowed or the caller does not belong to the organization, ValidationFailed (422) for
    a `name` that GitHub refuses or that is taken.
    https://docs.github.com/rest/repos/forks#create-a-fork
    """
    parent = world.repository(owner, repo, actor)
    target = _target(world, actor, organization)
    existing = _existing(world, parent, target)
    if existing is not None:
        return full(world, actor, existing)
    if parent.private and not parent.allow_forking:
        raise Forbidden("The repository exists, but forking is disabled.")
    if name is not None:
        require_name(world, target, name, "Repository creation failed.")
    fork = _add(world, actor, parent, target, name if name is not None else _free_name(world, target, parent))
    _copy_refs(world, parent, fork, default_branch_only)
    world.update(parent, forks_count=parent.forks_count + 1)
    # What it is made of is found out later: in this event both are empty whatever the parent's are.
    forkee = Facet(fork, language=None, topics=[], public=not fork.private)
    world.emit("fork", forkee=forkee, repository=parent, sender=actor.user)
    return full(world, actor, fork)


@operation("repos/list-forks", permissions=("metadata=read",), credentials="any")
def list_forks(world: World, actor: Actor, *, owner: str, repo: str, sort: str = "newest") -> list[Facet]:
    """Those that the caller may see; `sort` is newest, oldest, stargazers or watchers.

    https://docs.github.com/rest/repos/forks#list-forks
    """
    repository = world.repository(owner, repo, actor)
    key, downwards = _ORDERS[sort]
    found = [fork for fork in world.all(Repository, parent=repository) if world.can(actor, fork)]
    return [
        Facet(fork, **permissions(world, actor, fork)) for fork in sorted(found, key=key, reverse=downwards)
    ]


def _target(world: World, actor: Actor, organization: str | None) -> Account:
    if organization is None:
        return actor.user
    account = world.account(organization)
    if not account.is_organization:
        raise NotFound()
    if actor.user.id not in account.members and not actor.user.site_admin:
        raise Forbidden("You need to be a member of the organization to create a repository.")
    return account


def _existing(world: World, parent: Repository, target: Account) -> Repository | None:
    """An account has only one repository of a network."""
    root = parent.source or parent
    return next((r for r in world.all(Repository, owner=target) if (r.source or r) is root), None)


def _free_name(world: World, target: Account, parent: Repository) -> str:
    name, count = parent.name, 0
    while world.find_repository(target.login, name) is not None:
        count += 1
        name = f"{parent.name}-{count}"
    return name


def _add(world: World, actor: Actor, parent: Repository, target: Account, name: str) -> Repository:
    now = world.now()
    fork = world.add(
        Repository(
            world.new_id(Repository),
            target,
            name,
            now,
            now,
            parent.pushed_at,
            parent=parent,
            has_issues=False,
            contributors=parent.contributors,
            subscriptions=(Subscription(actor.user, now),),
            **{setting: getattr(parent, setting) for setting in _INHERITED},
        )
    )
    if target.is_organization:
        world.update(fork, collaborators={actor.user.id: "admin"})
    forget_name(world, fork.full_name)
    return fork


def _copy_refs(world: World, parent: Repository, fork: Repository, default_branch_only: bool) -> None:
    """No push tells of them: they come with the fork."""
    wanted = (HEADS + parent.default_branch,) if default_branch_only else (HEADS, TAGS)
    target = world.git(fork)
    for ref, sha in world.git(parent).refs.items():
        if ref.startswith(wanted) and (not default_branch_only or ref in wanted):
            target.set_ref(ref, sha)
