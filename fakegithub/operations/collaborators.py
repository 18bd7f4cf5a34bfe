"""Who works in a repository, and with which role."""

from __future__ import annotations

from typing import Any

from fakegithub.errors import NotFound, ValidationFailed
from fakegithub.model.accounts import Account, Actor
from fakegithub.model.entity import Facet
from fakegithub.model.invitations import RepositoryInvitation
from fakegithub.model.repositories import ROLE_NAMES, ROLES, Repository, granted, role_at_least
from fakegithub.operations.operation import Result, operation, simulated
from fakegithub.world import World

_METADATA = ("metadata=read",)
_ADMIN = ("administration=write",)
# What there was before triage and maintain came.
_LEGACY = {"pull": "read", "triage": "read", "push": "write", "maintain": "write", "admin": "admin"}


@operation("repos/list-collaborators", permissions=_METADATA)
def list_collaborators(
    world: World,
    actor: Actor,
    *,
    owner: str,
    repo: str,
    affiliation: str = "all",
    permission: str | None = None,
) -> list[Facet]:
    """`affiliation` is all, direct, or outside (direct, but no member of the organization); with
    `permission` only those with at least that role. Raises Forbidden (403) without write access.

    https://docs.github.com/rest/collaborators/collaborators#list-repository-collaborators
    """
    repository = world.repository(owner, repo, actor, "push")
    return [
        _shown(account, role)
        for account in world.all(Account)
        if account.type != "Organization"
        and (role := _role(world, account, repository)) is not None
        and (permission is None or role_at_least(role, permission))
        and (affiliation == "all" or account.id in repository.collaborators)
        and (affiliation != "outside" or account.id not in repository.owner.members)
    ]


@operation("repos/check-collaborator", permissions=_METADATA)
def check_collaborator(world: World, actor: Actor, *, owner: str, repo: str, username: str) -> None:
    """Raises NotFound (404) for who is none.

    https://docs.github.com/rest/collaborators/collaborators#check-if-a-user-is-a-repository-collaborator
    """
    repository = world.repository(owner, repo, actor)
    account = world.account(username)
    if _role(world, account, repository) is None:
        raise NotFound(f"{account.login} is not a user")


@operation("repos/get-collaborator-permission-level", permissions=_METADATA, credentials="any")
def get_collaborator_permission_level(
    world: World, actor: Actor, *, owner: str, repo: str, username: str
) -> dict[str, Any]:
    """What a user may do: also one who is no collaborator may read what is public.

    Raises NotFound (404) for an unknown user.
    https://docs.github.com/rest/collaborators/collaborators#get-repository-permissions-for-a-user
    """
    repository = world.repository(owner, repo, actor)
    account = world.account(username)
    role = world.role(account, repository)
    return {
        "permission": _LEGACY[role] if role is not None else "none",
        "role_name": ROLE_NAMES[role] if role is not None else "none",
        "user": _shown(account, role),
    }


@operation("repos/add-collaborator", emits=("member.added", "member.edited"), permissions=_ADMIN)
def add_collaborator(
    world: World, actor: Actor, *, owner: str, repo: str, username: str, permission: str = "push"
) -> Result:
    """Invite a user to a role (pull, triage, push, maintain, admin): 201, nobody is told of it yet.

    A member of the owning organization, who is a collaborator already, and everybody on a GHES has the
    role at once: 204.
    Emits member.added or member.edited then. Raises Forbidden (403) without administration, NotFound
    (404) for an unknown user, ValidationFailed (422) for the owner and for an unknown role.
    https://docs.github.com/rest/collaborators/collaborators#add-a-repository-collaborator
    """
    repository = world.repository(owner, repo, actor, "admin")
    account = _invitable(world, repository, username, permission)
    known = account.id in repository.collaborators or account.id in repository.owner.members
    # GHES knows no invitation here: its documents have no 201 for this operation.
    if known or world.product.is_ghes:
        give(world, actor.user, repository, account, permission)
        return Result(None, status=204)
    invitation = world.find(RepositoryInvitation, repository=repository, invitee=account)
    if invitation is None:
        invitation = world.add(
            RepositoryInvitation(
                world.new_id(RepositoryInvitation),
                repository,
                account,
                actor.user,
                permission,
                world.now(),
            )
        )
    else:
        world.update(invitation, role=permission)
    return Result(invitation, status=201)


@simulated("collaborator.add", emits=("member.added", "member.edited"))
def add_at_once(
    world: World, actor: Actor, *, owner: str, repo: str, username: str, permission: str = "push"
) -> Account:
    """Give a user a role as if the invitation had been accepted already.

    Emits member.added, or member.edited for another role than before. Raises as
    repos/add-collaborator does.
    """
    repository = world.repository(owner, repo, actor, "admin")
    account = _invitable(world, repository, username, permission)
    give(world, actor.user, repository, account, permission)
    return account


@operation("repos/remove-collaborator", emits=("member.removed",), permissions=_ADMIN)
def remove_collaborator(world: World, actor: Actor, *, owner: str, repo: str, username: str) -> None:
    """Take the role, or the invitation, back. Emits member.removed, for who had a role.

    Raises Forbidden (403) without administration.
    https://docs.github.com/rest/collaborators/collaborators#remove-a-repository-collaborator
    """
    repository = world.repository(owner, repo, actor, "admin")
    account = world.account(username)
    invitation = world.find(RepositoryInvitation, repository=repository, invitee=account)
    if invitation is not None:
        world.remove(invitation)
    if account.id not in repository.collaborators:
        return
    left = {id: role for id, role in repository.collaborators.items() if id != account.id}
    world.update(repository, collaborators=left)
    world.emit("member.removed", member=account, repository=repository, sender=actor.user)


def give(world: World, sender: Account, repository: Repository, account: Account, role: str) -> None:
    """Emits member.added, or member.edited for another role than before."""
    before = repository.collaborators.get(account.id)
    world.update(repository, collaborators={**repository.collaborators, account.id: role})
    if before is None:
        changes: dict[str, Any] = {
            "permission": {"to": _LEGACY[role]},
            "role_name": {"to": ROLE_NAMES[role]},
        }
        _emit(world, sender, repository, "added", account, changes)
    elif before != role:
        changes = {
            "old_permission": {"from": _LEGACY[before]},
            "permission": {"from": _LEGACY[before], "to": _LEGACY[role]},
        }
        _emit(world, sender, repository, "edited", account, changes)


def _invitable(world: World, repository: Repository, username: str, permission: str) -> Account:
    """Raises NotFound (404), ValidationFailed (422)."""
    account = world.account(username)
    if permission not in ROLES:
        raise ValidationFailed.of("Repository", "permission", "invalid")
    if account is repository.owner:
        raise ValidationFailed.of("Repository", None, "custom", "Repository owner cannot be a collaborator")
    if account.id in repository.owner.blocked_users:
        raise ValidationFailed.of("Repository", None, "custom", "User is blocked")
    return account


def _role(world: World, account: Account, repository: Repository) -> str | None:
    """The role of a collaborator: being able to read what everybody may read is none."""
    owner = repository.owner
    belongs = account is owner or account.id in repository.collaborators or account.id in owner.members
    return world.role(account, repository) if belongs else None


def _shown(account: Account, role: str | None) -> Facet:
    name = ROLE_NAMES[role] if role is not None else "none"
    return Facet(account, permissions=granted(role), role_name=name)


def _emit(
    world: World, sender: Account, repository: Repository, action: str, member: Account, changes: Any
) -> None:
    world.emit(f"member.{action}", member=member, changes=changes, repository=repository, sender=sender)
