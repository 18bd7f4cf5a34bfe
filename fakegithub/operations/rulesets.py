"""Rulesets of a repository. They are kept and shown, and do not hold anybody back here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from fakegithub.errors import NotFound, ValidationFailed
from fakegithub.model.accounts import Actor
from fakegithub.model.entity import UNSET, Unset, given
from fakegithub.model.repositories import Repository
from fakegithub.model.rulesets import BranchRule, Ruleset
from fakegithub.operations.operation import Result, operation
from fakegithub.operations.ruleset_changes import ruleset_changes
from fakegithub.world import World

_READ = ("metadata=read",)
_WRITE = ("administration=write",)


@operation("repos/get-repo-rulesets", permissions=_READ, credentials="any")
def get_repo_rulesets(
    world: World,
    actor: Actor,
    *,
    owner: str,
    repo: str,
    includes_parents: bool = True,
    targets: str | None = None,
) -> list[Ruleset]:
    """Those of the repository; an organization has none here. `targets` are branch, tag, push.

    https://docs.github.com/rest/repos/rules#get-all-repository-rulesets
    """
    found = world.all(Ruleset, repository=world.repository(owner, repo, actor))
    return [ruleset for ruleset in found if targets is None or ruleset.target in targets.split(",")]


@operation("repos/create-repo-ruleset", emits=("repository_ruleset.created",), permissions=_WRITE)
def create_repo_ruleset(
    world: World,
    actor: Actor,
    *,
    owner: str,
    repo: str,
    name: str,
    enforcement: str,
    target: str = "branch",
    bypass_actors: Iterable[Mapping[str, Any]] = (),
    conditions: Mapping[str, Any] | None = None,
    rules: Iterable[Mapping[str, Any]] = (),
) -> Result:
    """Emits repository_ruleset.created. Raises Forbidden (403) without administration,
    ValidationFailed (422) for a name that is taken.

    https://docs.github.com/rest/repos/rules#create-a-repository-ruleset
    """
    repository = world.repository(owner, repo, actor, "admin")
    _require_free(world, repository, name)
    now = world.now()
    ruleset = world.add(
        Ruleset(
            world.new_id(Ruleset),
            repository,
            name,
            enforcement,
            now,
            now,
            target=target,
            **_kept(bypass_actors=bypass_actors, conditions=conditions, rules=rules),
        )
    )
    _emit(world, actor, ruleset, "created")
    return Result(ruleset, location=world.urls.api(ruleset))


@operation("repos/get-repo-ruleset", permissions=_READ, credentials="any")
def get_repo_ruleset(
    world: World, actor: Actor, *, owner: str, repo: str, ruleset_id: int, includes_parents: bool = True
) -> Ruleset:
    """https://docs.github.com/rest/repos/rules#get-a-repository-ruleset"""
    return _ruleset(world, world.repository(owner, repo, actor), ruleset_id)


@operation("repos/update-repo-ruleset", emits=("repository_ruleset.edited",), permissions=_WRITE)
def update_repo_ruleset(
    world: World,
    actor: Actor,
    *,
    owner: str,
    repo: str,
    ruleset_id: int,
    name: str | Unset = UNSET,
    enforcement: str | Unset = UNSET,
    target: str | Unset = UNSET,
    bypass_actors: Iterable[Mapping[str, Any]] | Unset = UNSET,
    conditions: Mapping[str, Any] | Unset = UNSET,
    rules: Iterable[Mapping[str, Any]] | Unset = UNSET,
) -> Ruleset:
    """Emits repository_ruleset.edited, when something changes. Raises as `create_repo_ruleset`.

    https://docs.github.com/rest/repos/rules#update-a-repository-ruleset
    """
    repository = world.repository(owner, repo, actor, "admin")
    ruleset = _ruleset(world, repository, ruleset_id)
    wanted = given(name=name, enforcement=enforcement, target=target)
    wanted |= _kept(**given(bypass_actors=bypass_actors, conditions=conditions, rules=rules))
    before = {key: getattr(ruleset, key) for key in wanted}
    if before == wanted:
        return ruleset
    if wanted.get("name", ruleset.name) != ruleset.name:
        _require_free(world, repository, wanted["name"])
    world.touch(ruleset, **wanted)
    _emit(world, actor, ruleset, "edited", changes=ruleset_changes(before, wanted))
    return ruleset


@operation("repos/delete-repo-ruleset", emits=("repository_ruleset.deleted",), permissions=_WRITE)
def delete_repo_ruleset(world: World, actor: Actor, *, owner: str, repo: str, ruleset_id: int) -> None:
    """Emits repository_ruleset.deleted.

    https://docs.github.com/rest/repos/rules#delete-a-repository-ruleset
    """
    ruleset = _ruleset(world, world.repository(owner, repo, actor, "admin"), ruleset_id)
    world.remove(ruleset)
    _emit(world, actor, ruleset, "deleted")


@operation("repos/get-branch-rules", permissions=_READ, credentials="any")
def get_branch_rules(world: World, actor: Actor, *, owner: str, repo: str, branch: str) -> list[BranchRule]:
    """The rules of all active rulesets that the branch's name fits; the branch need not exist.

    https://docs.github.com/rest/repos/rules#get-rules-for-a-branch
    """
    repository = world.repository(owner, repo, actor)
    return [
        BranchRule(ruleset, rule["type"], rule.get("parameters"))
        for ruleset in world.all(Ruleset, repository=repository)
        if ruleset.applies_to(branch)
        for rule in ruleset.rules
    ]


def _ruleset(world: World, repository: Repository, ruleset_id: int) -> Ruleset:
    found = world.get(Ruleset, ruleset_id)
    if found is None or found.repository is not repository:
        raise NotFound()
    return found


def _require_free(world: World, repository: Repository, name: str) -> None:
    if world.find(Ruleset, repository=repository, name=name) is not None:
        raise ValidationFailed(errors=["Name must be unique"])


def _kept(**wanted: Any) -> dict[str, Any]:
    """As a ruleset keeps them: lists that cannot be changed."""
    return {name: tuple(value) if name != "conditions" else value for name, value in wanted.items()}


def _emit(world: World, actor: Actor, ruleset: Ruleset, action: str, **changes: Any) -> None:
    world.emit(
        f"repository_ruleset.{action}",
        repository_ruleset=ruleset,
        **changes,
        repository=ruleset.repository,
        sender=actor.user,
    )
