"""Invitations to work in a repository, as who invites and who is invited sees them."""

from __future__ import annotations

from fakegithub.errors import NotFound, ValidationFailed
from fakegithub.model.accounts import Actor
from fakegithub.model.invitations import RepositoryInvitation
from fakegithub.model.repositories import ROLE_NAMES
from fakegithub.operations.collaborators import give
from fakegithub.operations.operation import operation
from fakegithub.world import World

_WRITE = ("administration=write",)
_READ = ("administration=read",)
_ROLES = {name: role for role, name in ROLE_NAMES.items()}


@operation("repos/list-invitations", permissions=_READ)
def list_invitations(world: World, actor: Actor, *, owner: str, repo: str) -> list[RepositoryInvitation]:
    """Raises Forbidden (403) without administration.

    https://docs.github.com/rest/collaborators/invitations#list-repository-invitations
    """
    return world.all(RepositoryInvitation, repository=world.repository(owner, repo, actor, "admin"))


@operation("repos/update-invitation", permissions=_WRITE)
def update_invitation(
    world: World, actor: Actor, *, owner: str, repo: str, invitation_id: int, permissions: str | None = None
) -> RepositoryInvitation:
    """`permissions` is read, triage, write, maintain or admin.

    Raises NotFound (404), Forbidden (403) without administration, ValidationFailed (422).
    https://docs.github.com/rest/collaborators/invitations#update-a-repository-invitation
    """
    invitation = _of_repository(world, actor, owner, repo, invitation_id)
    if permissions is not None:
        if permissions not in _ROLES:
            raise ValidationFailed.of("RepositoryInvitation", "permissions", "invalid")
        world.update(invitation, role=_ROLES[permissions])
    return invitation


@operation("repos/delete-invitation", permissions=_WRITE)
def delete_invitation(world: World, actor: Actor, *, owner: str, repo: str, invitation_id: int) -> None:
    """Raises NotFound (404), Forbidden (403) without administration.

    https://docs.github.com/rest/collaborators/invitations#delete-a-repository-invitation
    """
    world.remove(_of_repository(world, actor, owner, repo, invitation_id))


@operation("repos/list-invitations-for-authenticated-user")
def list_invitations_for_authenticated_user(world: World, actor: Actor) -> list[RepositoryInvitation]:
    """https://docs.github.com/rest/collaborators/invitations#list-repository-invitations-for-the-authenticated-user"""
    return world.all(RepositoryInvitation, invitee=actor.user)


@operation("repos/accept-invitation-for-authenticated-user", emits=("member.added",))
def accept_invitation_for_authenticated_user(world: World, actor: Actor, *, invitation_id: int) -> None:
    """Emits member.added, whose sender is who accepts. Raises NotFound (404) for anybody else's.

    https://docs.github.com/rest/collaborators/invitations#accept-a-repository-invitation
    """
    invitation = _own(world, actor, invitation_id)
    world.remove(invitation)
    give(world, actor.user, invitation.repository, actor.user, invitation.role)


@operation("repos/decline-invitation-for-authenticated-user")
def decline_invitation_for_authenticated_user(world: World, actor: Actor, *, invitation_id: int) -> None:
    """Raises NotFound (404) for anybody else's.

    https://docs.github.com/rest/collaborators/invitations#decline-a-repository-invitation
    """
    world.remove(_own(world, actor, invitation_id))


def _of_repository(
    world: World, actor: Actor, owner: str, repo: str, invitation_id: int
) -> RepositoryInvitation:
    repository = world.repository(owner, repo, actor, "admin")
    invitation = world.get(RepositoryInvitation, invitation_id)
    if invitation is None or invitation.repository is not repository:
        raise NotFound()
    return invitation


def _own(world: World, actor: Actor, invitation_id: int) -> RepositoryInvitation:
    invitation = world.get(RepositoryInvitation, invitation_id)
    if invitation is None or invitation.invitee is not actor.user:
        raise NotFound()
    return invitation
