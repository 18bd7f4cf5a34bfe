"""Repositories: reading, changing and deleting them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from fakegithub.errors import Forbidden, ValidationFailed
from fakegithub.model.accounts import Account, Actor
from fakegithub.model.deploy_keys import DeployKey
from fakegithub.model.entity import UNSET, Facet, Unset, given
from fakegithub.model.hooks import Hook
from fakegithub.model.pulls import PullRequest
from fakegithub.model.repositories import FormerName, Repository, granted
from fakegithub.operations.former_names import forget_name, remember_name
from fakegithub.operations.gitdata import HEADS
from fakegithub.operations.operation import operation
from fakegithub.world import World

ADMIN = ("administration=write",)
_NAME = re.compile(r"[\w.-]{1,100}", re.ASCII)
# What a caller may set, by the name that it has in the request and in the repository alike.
SETTINGS = (
    "description",
    "homepage",
    "has_issues",
    "has_projects",
    "has_wiki",
    "has_discussions",
    "has_downloads",
    "is_template",
    "allow_squash_merge",
    "allow_merge_commit",
    "allow_rebase_merge",
    "allow_auto_merge",
    "allow_update_branch",
    "allow_forking",
    "delete_branch_on_merge",
    "use_squash_pr_title_as_default",
    "squash_merge_commit_title",
    "squash_merge_commit_message",
    "merge_commit_title",
    "merge_commit_message",
    "web_commit_signoff_required",
)
# Changes of these are told; others are silent.
# https://docs.github.com/webhooks/webhook-events-and-payloads?actionType=edited#repository
_TOLD = ("description", "homepage", "default_branch")
_UPDATED = tuple(
    f"repository.{action}"
    for action in ("edited", "renamed", "privatized", "publicized", "archived", "unarchived")
)


@operation("repos/get", permissions=("metadata=read",), credentials="any")
def get(world: World, actor: Actor, *, owner: str, repo: str) -> Facet:
    """The whole repository, with what the caller may do in it.

    https://docs.github.com/rest/repos/repos#get-a-repository
    """
    return full(world, actor, world.repository(owner, repo, actor))


@operation("repos/update", emits=(*_UPDATED, "public", "security_and_analysis"), permissions=ADMIN)
def update(
    world: World,
    actor: Actor,
    *,
    owner: str,
    repo: str,
    name: str | Unset = UNSET,
    private: bool | Unset = UNSET,
    visibility: str | Unset = UNSET,
    archived: bool | Unset = UNSET,
    default_branch: str | Unset = UNSET,
    description: str | Unset | None = UNSET,
    homepage: str | Unset | None = UNSET,
    has_issues: bool | Unset = UNSET,
    has_projects: bool | Unset = UNSET,
    has_wiki: bool | Unset = UNSET,
    has_discussions: bool | Unset = UNSET,
    is_template: bool | Unset = UNSET,
    allow_squash_merge: bool | Unset = UNSET,
    allow_merge_commit: bool | Unset = UNSET,
    allow_rebase_merge: bool | Unset = UNSET,
    allow_auto_merge: bool | Unset = UNSET,
    allow_update_branch: bool | Unset = UNSET,
    allow_forking: bool | Unset = UNSET,
    delete_branch_on_merge: bool | Unset = UNSET,
    use_squash_pr_title_as_default: bool | Unset = UNSET,
    squash_merge_commit_title: str | Unset = UNSET,
    squash_merge_commit_message: str | Unset = UNSET,
    merge_commit_title: str | Unset = UNSET,
    merge_commit_message: str | Unset = UNSET,
    web_commit_signoff_required: bool | Unset = UNSET,
    security_and_analysis: Mapping[str, Mapping[str, str]] | Unset | None = UNSET,
) -> Facet:
    """Emits repository.edited (description, homepage, default branch), .renamed, .privatized,
    .publicized with public, .archived, .unarchived, security_and_analysis, each for what really changes.

    Raises Forbidden (403) without administration, and for an archived repository;
    ValidationFailed (422) for a bad or taken name and an unknown default branch.
    https://docs.github.com/rest/repos/repos#update-a-repository
    """
    settings = given(**{key: value for key, value in locals().items() if key in SETTINGS})
    repository = world.repository(owner, repo, actor, "admin")
    if repository.archived and archived is not False:
        raise Forbidden("Repository was archived so is read-only.")
    if isinstance(default_branch, str):
        settings["default_branch"] = default_branch
        _require_branch(world, repository, default_branch)
    _edit(world, actor, repository, settings)
    if isinstance(security_and_analysis, Mapping):
        _switch_features(world, actor, repository, security_and_analysis)
    if isinstance(name, str) and name != repository.name:
        _rename(world, actor, repository, name)
    hidden = private if isinstance(visibility, Unset) else visibility != "public"
    if isinstance(hidden, bool) and hidden != repository.private:
        world.touch(repository, private=hidden)
        emit(world, actor, repository, "privatized" if hidden else "publicized")
        if not hidden:
            world.emit("public", repository=repository, sender=actor.user)
    if isinstance(archived, bool) and archived != repository.archived:
        world.touch(repository, archived=archived)
        emit(world, actor, repository, "archived" if archived else "unarchived")
    return full(world, actor, repository)


@operation("repos/delete", emits=("repository.deleted",), permissions=ADMIN)
def delete(world: World, actor: Actor, *, owner: str, repo: str) -> None:
    """Its hooks go with it; its forks stay, and so do pull requests from it. Emits repository.deleted.

    Raises Forbidden (403) without administration.
    https://docs.github.com/rest/repos/repos#delete-a-repository
    """
    repository = world.repository(owner, repo, actor, "admin")
    for hook in world.all(Hook, target=repository):
        world.remove(hook)
    for gone in (FormerName, DeployKey):
        for entity in world.all(gone, repository=repository):
            world.remove(entity)
    for fork in world.all(Repository, parent=repository):
        # Forks share the objects of their parent: see World.git.
        world.git(fork)
        world.update(fork, parent=repository.parent)
    for pull in world.all(PullRequest):
        if pull.head.repository is repository and pull.repository is not repository:
            world.update(pull, head=replace(pull.head, repository=None))
    if repository.parent is not None:
        world.update(repository.parent, forks_count=repository.parent.forks_count - 1)
    world.remove(repository)
    emit(world, actor, repository, "deleted")


def full(world: World, actor: Actor, repository: Repository) -> Facet:
    """The repository as the answer to a request for this one: with its family and the caller's rights."""
    family = {
        name: value
        for name, value in (
            ("organization", repository.organization),
            ("parent", repository.parent),
            ("source", repository.source),
        )
        if value is not None
    }
    features = {}
    if actor.account is not None and world.role(actor.account, repository) == "admin":
        features = {"security_and_analysis": _features(repository.security_and_analysis)}
    return Facet(
        repository,
        **permissions(world, actor, repository),
        **features,
        **repository.merge_settings,
        **family,
        **repository.network,
    )


def permissions(world: World, actor: Actor, repository: Repository) -> dict[str, Any]:
    """What the caller may do, as a field; an anonymous caller is not told."""
    installation = actor.installation
    if installation is not None:
        rights = actor.token.permissions if actor.token is not None else None
        contents = (rights or {}).get("contents")
        return {"permissions": granted("push" if contents == "write" else "pull")}
    if actor.account is None:
        return {}
    return {"permissions": granted(world.role(actor.account, repository))}


def require_name(world: World, owner: Account, name: str, message: str) -> None:
    """Raises ValidationFailed (422) for a name that GitHub refuses or that the owner has already."""
    if world.find_repository(owner.login, name) is not None:
        text = "name already exists on this account"
    elif not _NAME.fullmatch(name) or name in (".", ".."):
        text = "name can only contain ASCII letters, digits, and the characters ., -, and _"
    else:
        return
    entry = {"resource": "Repository", "code": "custom", "field": "name", "message": text}
    raise ValidationFailed(message, errors=[entry])


def _require_branch(world: World, repository: Repository, branch: str) -> None:
    if world.git(repository).ref(HEADS + branch) is None:
        advice = "Please push that ref first or create it via the Git Data API."
        raise ValidationFailed.of(
            "Repository", "default_branch", "invalid", f"The branch {branch} was not found. {advice}"
        )


def _edit(world: World, actor: Actor, repository: Repository, settings: dict[str, Any]) -> None:
    before = {name: getattr(repository, name) for name in settings}
    changed = {name: value for name, value in settings.items() if before[name] != value}
    if not changed:
        return
    world.touch(repository, **changed)
    told = {name: {"from": before[name]} for name in _TOLD if name in changed}
    if told:
        emit(world, actor, repository, "edited", changes=told)


def _switch_features(
    world: World, actor: Actor, repository: Repository, wanted: Mapping[str, Mapping[str, str]]
) -> None:
    before = repository.security_and_analysis
    after = {**before, **{name: feature["status"] for name, feature in wanted.items() if "status" in feature}}
    if before != after:
        world.touch(repository, security_and_analysis=after)
        changes = {"from": {"security_and_analysis": _features(before)}}
        world.emit("security_and_analysis", changes=changes, repository=repository, sender=actor.user)


def _features(statuses: Mapping[str, str]) -> dict[str, dict[str, str]]:
    return {name: {"status": status} for name, status in statuses.items()}


def _rename(world: World, actor: Actor, repository: Repository, name: str) -> None:
    before = repository.name
    if name.casefold() != repository.name_key:
        require_name(world, repository.owner, name, "Validation Failed")
        remember_name(world, repository)
    world.touch(repository, name=name)
    forget_name(world, repository.full_name)
    emit(world, actor, repository, "renamed", changes={"repository": {"name": {"from": before}}})


def emit(world: World, actor: Actor, repository: Repository, action: str, **changes: Any) -> None:
    world.emit(f"repository.{action}", **changes, repository=repository, sender=actor.user)
