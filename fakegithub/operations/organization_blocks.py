"""Users that an organization has blocked."""

from __future__ import annotations

from fakegithub.errors import NotFound, ValidationFailed
from fakegithub.model.accounts import Account, Actor
from fakegithub.operations.operation import operation
from fakegithub.operations.organizations import owned
from fakegithub.world import World

_WRITE = ("organization_user_blocking=write",)
_READ = ("organization_user_blocking=read",)


@operation("orgs/list-blocked-users", permissions=_READ)
def list_blocked_users(world: World, actor: Actor, *, org: str) -> list[Account]:
    """https://docs.github.com/rest/orgs/blocking#list-users-blocked-by-an-organization"""
    blocked = sorted(owned(world, actor, org).blocked_users)
    return [account for id in blocked if (account := world.get(Account, id)) is not None]


@operation("orgs/check-blocked-user", permissions=_READ)
def check_blocked_user(world: World, actor: Actor, *, org: str, username: str) -> None:
    """Raises NotFound (404) for who is not blocked.

    https://docs.github.com/rest/orgs/blocking#check-if-a-user-is-blocked-by-an-organization
    """
    if world.account(username).id not in owned(world, actor, org).blocked_users:
        raise NotFound()


@operation("orgs/block-user", emits=("org_block.blocked",), permissions=_WRITE)
def block_user(world: World, actor: Actor, *, org: str, username: str) -> None:
    """Emits org_block.blocked. Raises ValidationFailed (422) for a member and for who is blocked already.

    https://docs.github.com/rest/orgs/blocking#block-a-user-from-an-organization
    """
    organization = owned(world, actor, org)
    account = world.account(username)
    if account.id in organization.members:
        raise ValidationFailed.of("Block", "user", "invalid", "A member of an organization cannot be blocked")
    if account.id in organization.blocked_users:
        raise ValidationFailed.of("Block", "user", "already_exists")
    world.update(organization, blocked_users=organization.blocked_users | {account.id})
    _emit(world, actor, "blocked", organization, account)


@operation("orgs/unblock-user", emits=("org_block.unblocked",), permissions=_WRITE)
def unblock_user(world: World, actor: Actor, *, org: str, username: str) -> None:
    """Emits org_block.unblocked, for who was blocked.

    https://docs.github.com/rest/orgs/blocking#unblock-a-user-from-an-organization
    """
    organization = owned(world, actor, org)
    account = world.account(username)
    if account.id in organization.blocked_users:
        world.update(organization, blocked_users=organization.blocked_users - {account.id})
        _emit(world, actor, "unblocked", organization, account)


def _emit(world: World, actor: Actor, action: str, organization: Account, account: Account) -> None:
    world.emit(f"org_block.{action}", blocked_user=account, organization=organization, sender=actor.user)
