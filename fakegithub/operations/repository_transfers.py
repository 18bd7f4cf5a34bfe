"""Repositories that move to another owner, and the few switches that have no room elsewhere."""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from dataclasses import replace
from typing import Any

from fakegithub.errors import Forbidden, ValidationFailed
from fakegithub.model.accounts import Account, Actor, Organization, Team
from fakegithub.model.pulls import PullRequest
from fakegithub.model.repositories import Repository
from fakegithub.operations.former_names import forget_name, remember_name
from fakegithub.operations.operation import operation, simulated
from fakegithub.operations.repositories import ADMIN, emit, require_name
from fakegithub.world import World


@operation("repos/transfer", emits=("repository.transferred",), permissions=ADMIN)
def transfer(
    world: World,
    actor: Actor,
    *,
    owner: str,
    repo: str,
    new_owner: str,
    new_name: str | None = None,
    team_ids: Iterable[int] = (),
) -> Repository:
    """Give a repository to another account, which is taken to agree. Returns it as it was before, as
    GitHub answers; its old name leads to the new one from then on.

    `team_ids` are teams of the new owner that may read it. Emits repository.transferred. Raises
    Forbidden (403) without administration and for an organization that the caller does not belong to,
    ValidationFailed (422) for an unknown owner or team, the same owner, and a name that is taken.
    https://docs.github.com/rest/repos/repos#transfer-a-repository
    """
    repository = world.repository(owner, repo, actor, "admin")
    target = _target(world, actor, repository, new_owner)
    name = new_name if new_name is not None else repository.name
    require_name(world, target, name, "Validation Failed")
    teams = [_team(world, target, id) for id in team_ids]
    before = copy(repository)
    remember_name(world, repository)
    kept = {id: role for id, role in repository.collaborators.items() if id != target.id}
    if not before.owner.is_organization and not target.is_organization:
        # https://docs.github.com/repositories/creating-and-managing-repositories/transferring-a-repository
        kept[before.owner.id] = "push"
    world.touch(repository, owner=target, name=name, collaborators=kept, custom_properties={})
    forget_name(world, repository.full_name)
    _leave_teams(world, before.owner, repository)
    for team in teams:
        world.update(team, repositories={**team.repositories, repository.id: "pull"})
    _move_pulls(world, repository)
    former = (
        {"organization": Organization(before.owner)}
        if before.owner.is_organization
        else {"user": before.owner}
    )
    emit(world, actor, repository, "transferred", changes={"owner": {"from": former}})
    return before


@simulated(
    "repository.set_anonymous_access",
    emits=("repository.anonymous_access_enabled", "repository.anonymous_access_disabled"),
)
def set_anonymous_access(world: World, actor: Actor, *, owner: str, repo: str, enabled: bool) -> Repository:
    """Let anybody clone a repository without an account; only a GHES has this.

    Emits repository.anonymous_access_enabled or repository.anonymous_access_disabled. Raises Forbidden
    (403) without administration, ValidationFailed (422) on other products.
    https://docs.github.com/enterprise-server/repositories/managing-your-repositorys-settings-and-features/enabling-features-for-your-repository/enabling-anonymous-git-read-access-for-a-repository
    """
    repository = world.repository(owner, repo, actor, "admin")
    if not world.product.is_ghes:
        raise ValidationFailed.of(
            "Repository", "anonymous_access_enabled", "custom", "only a GHES has anonymous Git read access"
        )
    if repository.anonymous_access_enabled is not enabled:
        world.touch(repository, anonymous_access_enabled=enabled)
        emit(world, actor, repository, f"anonymous_access_{'enabled' if enabled else 'disabled'}")
    return repository


def _target(world: World, actor: Actor, repository: Repository, login: str) -> Account:
    target = world.find(Account, login_key=login.casefold())
    if target is None or target.type == "Bot":
        raise ValidationFailed.of("Repository", "new_owner", "invalid", "The new owner does not exist")
    if target is repository.owner:
        raise ValidationFailed.of("Repository", "new_owner", "custom", "The new owner is the current owner")
    belongs = not target.is_organization or actor.user.id in target.members or actor.user.site_admin
    if not belongs:
        raise Forbidden("You don't have the permission to create repositories on the new owner")
    return target


def _team(world: World, organization: Account, id: int) -> Team:
    team = world.get(Team, id)
    if team is None or team.organization is not organization:
        raise ValidationFailed.of("Repository", "team_ids", "invalid")
    return team


def _leave_teams(world: World, owner: Account, repository: Repository) -> None:
    for team in world.all(Team, organization=owner):
        if repository.id in team.repositories:
            left = {id: role for id, role in team.repositories.items() if id != repository.id}
            world.update(team, repositories=left)


def _move_pulls(world: World, repository: Repository) -> None:
    """The ends of pull requests name their owner: `hubot:topic`."""
    for pull in world.all(PullRequest):
        moved: dict[str, Any] = {
            name: replace(end, owner=repository.owner)
            for name, end in (("head", pull.head), ("base", pull.base))
            if end.repository is repository
        }
        if moved:
            world.update(pull, **moved)
