"""Branch protection as a whole, and its switch for administrators."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fakegithub.model.accounts import Actor
from fakegithub.model.protections import BranchProtection, Switch
from fakegithub.operations.gitdata import branch_value
from fakegithub.operations.operation import operation, simulated
from fakegithub.operations.protection_state import (
    READ,
    WRITE,
    actors_of,
    change,
    checks_of,
    emit,
    protected,
    reviews_of,
)
from fakegithub.world import World

_EDITED = ("branch_protection_rule.edited",)


@operation("repos/get-branch-protection", permissions=READ)
def get_branch_protection(
    world: World, actor: Actor, *, owner: str, repo: str, branch: str
) -> BranchProtection:
    """Raises NotFound (404) with `Branch not protected`.

    https://docs.github.com/rest/branches/branch-protection#get-branch-protection
    """
    return protected(world, actor, owner, repo, branch)


@operation(
    "repos/update-branch-protection",
    emits=("branch_protection_rule.created", *_EDITED),
    permissions=WRITE,
)
def update_branch_protection(
    world: World,
    actor: Actor,
    *,
    owner: str,
    repo: str,
    branch: str,
    required_status_checks: Mapping[str, Any] | None,
    enforce_admins: bool | None,
    required_pull_request_reviews: Mapping[str, Any] | None,
    restrictions: Mapping[str, Any] | None,
    required_linear_history: bool = False,
    allow_force_pushes: bool | None = None,
    allow_deletions: bool = False,
    block_creations: bool = False,
    required_conversation_resolution: bool = False,
    lock_branch: bool = False,
    allow_fork_syncing: bool = False,
) -> BranchProtection:
    """Protect a branch, or say anew all of how it is protected; None switches a part off.

    Emits branch_protection_rule.created, or .edited when something changes. Raises Forbidden (403)
    without administration, NotFound (404) for an unknown branch, ValidationFailed (422) for unknown
    users, teams and apps.
    https://docs.github.com/rest/branches/branch-protection#update-branch-protection
    """
    repository = world.repository(owner, repo, actor, "admin")
    branch_value(world, repository, branch)
    wanted = {
        # What is not said is as in a new protection.
        **checks_of(None),
        **checks_of(required_status_checks),
        **reviews_of(world, repository, None),
        **reviews_of(world, repository, required_pull_request_reviews),
        "restrictions": actors_of(world, repository, restrictions),
        "enforce_admins": bool(enforce_admins),
        "required_linear_history": required_linear_history,
        "allow_force_pushes": bool(allow_force_pushes),
        "allow_deletions": allow_deletions,
        "block_creations": block_creations,
        "required_conversation_resolution": required_conversation_resolution,
        "lock_branch": lock_branch,
        "allow_fork_syncing": allow_fork_syncing,
    }
    found = world.find(BranchProtection, repository=repository, pattern=branch)
    if found is not None:
        change(world, actor, found, **wanted)
        return found
    now = world.now()
    found = world.add(
        BranchProtection(world.new_id(BranchProtection), repository, branch, now, now, **wanted)
    )
    emit(world, actor, found, "created")
    return found


@operation("repos/delete-branch-protection", emits=("branch_protection_rule.deleted",), permissions=WRITE)
def delete_branch_protection(world: World, actor: Actor, *, owner: str, repo: str, branch: str) -> None:
    """Emits branch_protection_rule.deleted. Raises as `get_branch_protection`.

    https://docs.github.com/rest/branches/branch-protection#delete-branch-protection
    """
    found = protected(world, actor, owner, repo, branch)
    world.remove(found)
    emit(world, actor, found, "deleted")


@operation("repos/get-admin-branch-protection", permissions=READ)
def get_admin_branch_protection(world: World, actor: Actor, *, owner: str, repo: str, branch: str) -> Switch:
    """https://docs.github.com/rest/branches/branch-protection#get-admin-branch-protection"""
    return Switch(protected(world, actor, owner, repo, branch), "enforce_admins")


@operation("repos/set-admin-branch-protection", emits=_EDITED, permissions=WRITE)
def set_admin_branch_protection(world: World, actor: Actor, *, owner: str, repo: str, branch: str) -> Switch:
    """Hold back administrators too. Emits branch_protection_rule.edited.

    https://docs.github.com/rest/branches/branch-protection#set-admin-branch-protection
    """
    found = protected(world, actor, owner, repo, branch)
    change(world, actor, found, enforce_admins=True)
    return Switch(found, "enforce_admins")


@operation("repos/delete-admin-branch-protection", emits=_EDITED, permissions=WRITE)
def delete_admin_branch_protection(world: World, actor: Actor, *, owner: str, repo: str, branch: str) -> None:
    """Emits branch_protection_rule.edited.

    https://docs.github.com/rest/branches/branch-protection#delete-admin-branch-protection
    """
    change(world, actor, protected(world, actor, owner, repo, branch), enforce_admins=False)


@simulated("branch_protection_configuration.disable", emits=("branch_protection_configuration.disabled",))
def disable_protections(world: World, actor: Actor, *, owner: str, repo: str) -> None:
    """Switch off all protections of a repository, and keep them.

    Emits branch_protection_configuration.disabled.

    https://docs.github.com/webhooks/webhook-events-and-payloads#branch_protection_configuration
    """
    _switch(world, actor, owner, repo, False)


@simulated("branch_protection_configuration.enable", emits=("branch_protection_configuration.enabled",))
def enable_protections(world: World, actor: Actor, *, owner: str, repo: str) -> None:
    """Switch them on again. Emits branch_protection_configuration.enabled."""
    _switch(world, actor, owner, repo, True)


def _switch(world: World, actor: Actor, owner: str, repo: str, enabled: bool) -> None:
    repository = world.repository(owner, repo, actor, "admin")
    if repository.protections_enabled is enabled:
        return
    world.update(repository, protections_enabled=enabled)
    action = "enabled" if enabled else "disabled"
    world.emit(f"branch_protection_configuration.{action}", repository=repository, sender=actor.user)
