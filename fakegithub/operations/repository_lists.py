"""Which repositories there are, and small things about one: its topics, its languages."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

from fakegithub.errors import NotFound, ValidationFailed
from fakegithub.model.accounts import Actor
from fakegithub.model.entity import Facet
from fakegithub.model.repositories import Repository
from fakegithub.operations.gitdata import HEADS
from fakegithub.operations.languages import languages
from fakegithub.operations.operation import operation
from fakegithub.operations.repositories import permissions
from fakegithub.world import World

_METADATA = ("metadata=read",)
_TOPIC = re.compile(r"[a-z0-9][a-z0-9-]{0,49}")
_TOPICS = 20
_ORDER = {
    "full_name": lambda repository: repository.full_name.casefold(),
    "created": lambda repository: (repository.created_at, repository.id),
    "updated": lambda repository: (repository.updated_at, repository.id),
    "pushed": lambda repository: (repository.pushed_at, repository.id),
}


@operation("repos/list-for-user", permissions=_METADATA, credentials="any")
def list_for_user(
    world: World,
    actor: Actor,
    *,
    username: str,
    type: str = "owner",
    sort: str = "full_name",
    direction: str | None = None,
) -> list[Facet]:
    """The public ones. `type` owner: their own; member: where they collaborate; all: both.

    https://docs.github.com/rest/repos/repos#list-repositories-for-a-user
    """
    account = world.account(username)
    own = world.all(Repository, owner=account) if type in ("owner", "all") else []
    member = [r for r in world.all(Repository) if account.id in r.collaborators and r.owner is not account]
    found = [*own, *(member if type in ("member", "all") else [])]
    return _shown(world, actor, (r for r in found if not r.private), sort, direction)


@operation("repos/list-for-org", permissions=_METADATA, credentials="any")
def list_for_org(
    world: World,
    actor: Actor,
    *,
    org: str,
    type: str = "all",
    sort: str = "created",
    direction: str | None = None,
) -> list[Facet]:
    """Those that the caller may see. `type` is all, public, private, forks, sources or member.

    https://docs.github.com/rest/repos/repos#list-organization-repositories
    """
    account = world.account(org)
    if not account.is_organization:
        raise NotFound()
    kinds = {
        "all": lambda _: True,
        "public": lambda r: not r.private,
        "private": lambda r: r.private,
        "forks": lambda r: r.fork,
        "sources": lambda r: not r.fork,
        "member": lambda r: world.can(actor, r, "push"),
    }
    wanted: Callable[[Repository], bool] = kinds[type]
    found = [r for r in world.all(Repository, owner=account) if world.can(actor, r) and wanted(r)]
    return _shown(world, actor, found, sort, direction)


@operation("repos/list-for-authenticated-user", permissions=_METADATA)
def list_for_authenticated_user(
    world: World,
    actor: Actor,
    *,
    visibility: str = "all",
    affiliation: str = "owner,collaborator,organization_member",
    type: str = "all",
    sort: str = "full_name",
    direction: str | None = None,
    since: datetime | None = None,
    before: datetime | None = None,
) -> list[Facet]:
    """Those that the caller owns, collaborates in, or sees as a member of an organization.

    `type` (all, owner, public, private, member) says the same in GitHub's older words; `since` and
    `before` are about the latest update.
    https://docs.github.com/rest/repos/repos#list-repositories-for-the-authenticated-user
    """
    affiliations = {"owner": {"owner"}, "member": {"collaborator", "organization_member"}}
    wanted = affiliations.get(type, set(affiliation.split(",")))
    shown = type if type in ("public", "private") else visibility
    found = [
        r
        for r in world.all(Repository)
        if _affiliation(actor, r) in wanted
        and world.can(actor, r)
        and (shown == "all" or r.visibility == shown)
        and (since is None or r.updated_at >= since)
        and (before is None or r.updated_at <= before)
    ]
    return _shown(world, actor, found, sort, direction)


@operation("repos/list-public", permissions=_METADATA, credentials="any")
def list_public(world: World, actor: Actor, *, since: int = 0) -> list[Repository]:
    """All public ones with an id above `since`, in the order of their ids.

    https://docs.github.com/rest/repos/repos#list-public-repositories
    """
    return [r for r in world.all(Repository) if r.id > since and not r.private]


@operation("repos/get-all-topics", permissions=_METADATA, credentials="any")
def get_all_topics(world: World, actor: Actor, *, owner: str, repo: str) -> dict[str, list[str]]:
    """https://docs.github.com/rest/repos/repos#get-all-repository-topics"""
    return {"names": list(world.repository(owner, repo, actor).topics)}


@operation("repos/replace-all-topics", emits=("repository.edited",), permissions=("administration=write",))
def replace_all_topics(
    world: World, actor: Actor, *, owner: str, repo: str, names: Sequence[str]
) -> dict[str, list[str]]:
    """Emits repository.edited when something changes. Raises ValidationFailed (422) for more than 20
    topics, and for one that is not made of 50 lower-case letters, digits and hyphens.

    https://docs.github.com/rest/repos/repos#replace-all-repository-topics
    """
    repository = world.repository(owner, repo, actor, "admin")
    wanted = tuple(dict.fromkeys(name.lower() for name in names))
    if len(wanted) > _TOPICS:
        raise ValidationFailed(errors=[f"A repository cannot have more than {_TOPICS} topics."])
    if not all(_TOPIC.fullmatch(name) for name in wanted):
        rule = "Topics must start with a lowercase letter or number, consist of 50 characters or less, and"
        raise ValidationFailed(errors=[f"{rule} can include hyphens."])
    before = repository.topics
    if wanted != before:
        world.touch(repository, topics=wanted)
        changes = {"topics": {"from": list(before)}}
        world.emit("repository.edited", changes=changes, repository=repository, sender=actor.user)
    return {"names": list(wanted)}


@operation("repos/list-languages", permissions=_METADATA, credentials="any")
def list_languages(world: World, actor: Actor, *, owner: str, repo: str) -> dict[str, int]:
    """Bytes of each language on the default branch, the most first.

    https://docs.github.com/rest/repos/repos#list-repository-languages
    """
    repository = world.repository(owner, repo, actor)
    head = world.git(repository).ref(HEADS + repository.default_branch)
    return languages(world.git(repository), head) if head is not None else {}


def _affiliation(actor: Actor, repository: Repository) -> str | None:
    account = actor.user
    if repository.owner is account:
        return "owner"
    if account.id in repository.collaborators:
        return "collaborator"
    return "organization_member" if account.id in repository.owner.members else None


def _shown(
    world: World, actor: Actor, found: Iterable[Repository], sort: str, direction: str | None
) -> list[Facet]:
    """Names ascend and times descend, unless `direction` says otherwise."""
    downwards = (direction or ("asc" if sort == "full_name" else "desc")) == "desc"
    ordered: list[Any] = sorted(found, key=_ORDER.get(sort, _ORDER["full_name"]), reverse=downwards)
    return [Facet(r, **permissions(world, actor, r)) for r in ordered]
