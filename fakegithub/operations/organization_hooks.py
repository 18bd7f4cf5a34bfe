"""Organization hooks: create, change, ping, delete, and their deliveries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from fakegithub.errors import NotFound
from fakegithub.model.accounts import Account, Actor
from fakegithub.model.entity import UNSET, Unset, given
from fakegithub.model.hooks import Delivery, Hook
from fakegithub.operations.hook_deliveries import deliveries_of, delivery_of, redeliver
from fakegithub.operations.hook_settings import (
    add_hook,
    change_hook,
    complete,
    config_changes,
    distinct,
    hook_of,
    ping,
    remove_hook,
    require_web,
)
from fakegithub.operations.operation import Result, operation
from fakegithub.operations.organizations import administers, organization_of
from fakegithub.world import World

_WRITE = ("organization_hooks=write",)
_READ = ("organization_hooks=read",)


@operation("orgs/create-webhook", emits=("ping",), permissions=_WRITE)
def create_webhook(
    world: World,
    actor: Actor,
    *,
    org: str,
    name: str,
    config: Mapping[str, Any],
    events: Iterable[str] = ("push",),
    active: bool = True,
) -> Result:
    """Create a hook for the events of an organization and of all its repositories.

    `config` is that of a repository hook. Emits ping, to the new hook only. Raises NotFound (404) to
    those who are not owners, ValidationFailed (422) as for a repository hook.
    https://docs.github.com/rest/orgs/webhooks#create-an-organization-webhook
    """
    organization = _administered(world, actor, org)
    require_web(name)
    hook = add_hook(world, organization, config, events, active)
    ping(world, actor.user, hook)
    return Result(hook, location=world.urls.api(hook))


@operation("orgs/list-webhooks", permissions=_READ)
def list_webhooks(world: World, actor: Actor, *, org: str) -> list[Hook]:
    """https://docs.github.com/rest/orgs/webhooks#list-organization-webhooks"""
    return world.all(Hook, target=_administered(world, actor, org))


@operation("orgs/get-webhook", permissions=_READ)
def get_webhook(world: World, actor: Actor, *, org: str, hook_id: int) -> Hook:
    """https://docs.github.com/rest/orgs/webhooks#get-an-organization-webhook"""
    return _hook(world, actor, org, hook_id)


@operation("orgs/update-webhook", permissions=_WRITE)
def update_webhook(
    world: World,
    actor: Actor,
    *,
    org: str,
    hook_id: int,
    name: str = "web",
    config: Mapping[str, Any] | Unset = UNSET,
    events: Iterable[str] | Unset = UNSET,
    active: bool | Unset = UNSET,
) -> Hook:
    """Change a hook. `events` replaces them all; a `config` without `secret` removes the secret.

    Raises NotFound (404), ValidationFailed (422) as for creating one.
    https://docs.github.com/rest/orgs/webhooks#update-an-organization-webhook
    """
    hook = _hook(world, actor, org, hook_id)
    require_web(name)
    changes = {} if isinstance(config, Unset) else complete(world, config)
    if not isinstance(events, Unset):
        changes["events"] = distinct(events)
    change_hook(world, hook, **given(active=active), **changes)
    return hook


@operation("orgs/delete-webhook", emits=("meta.deleted",), permissions=_WRITE)
def delete_webhook(world: World, actor: Actor, *, org: str, hook_id: int) -> None:
    """Emits meta.deleted, to the deleted hook only.

    https://docs.github.com/rest/orgs/webhooks#delete-an-organization-webhook
    """
    remove_hook(world, actor.user, _hook(world, actor, org, hook_id))


@operation("orgs/get-webhook-config-for-org", permissions=_READ)
def get_webhook_config_for_org(world: World, actor: Actor, *, org: str, hook_id: int) -> dict[str, Any]:
    """https://docs.github.com/rest/orgs/webhooks#get-a-webhook-configuration-for-an-organization"""
    return _hook(world, actor, org, hook_id).config


@operation("orgs/update-webhook-config-for-org", permissions=_WRITE)
def update_webhook_config_for_org(
    world: World,
    actor: Actor,
    *,
    org: str,
    hook_id: int,
    url: str | Unset = UNSET,
    content_type: str | Unset = UNSET,
    secret: str | Unset = UNSET,
    insecure_ssl: str | float | Unset = UNSET,
) -> dict[str, Any]:
    """Change what is given and leave the rest, the secret too.

    https://docs.github.com/rest/orgs/webhooks#update-a-webhook-configuration-for-an-organization
    """
    hook = _hook(world, actor, org, hook_id)
    changes = config_changes(
        world, url=url, content_type=content_type, secret=secret, insecure_ssl=insecure_ssl
    )
    change_hook(world, hook, **changes)
    return hook.config


@operation("orgs/ping-webhook", emits=("ping",), permissions=_READ)
def ping_webhook(world: World, actor: Actor, *, org: str, hook_id: int) -> None:
    """Emits ping, to this hook only.

    https://docs.github.com/rest/orgs/webhooks#ping-an-organization-webhook
    """
    ping(world, actor.user, _hook(world, actor, org, hook_id))


@operation("orgs/list-webhook-deliveries", permissions=_READ)
def list_webhook_deliveries(
    world: World,
    actor: Actor,
    *,
    org: str,
    hook_id: int,
    status: str | None = None,
    redelivery: bool | Unset = UNSET,
) -> list[Delivery]:
    """As for repository hooks.

    https://docs.github.com/rest/orgs/webhooks#list-deliveries-for-an-organization-webhook
    """
    return deliveries_of(world, _hook(world, actor, org, hook_id), status, redelivery)


@operation("orgs/get-webhook-delivery", permissions=_READ)
def get_webhook_delivery(world: World, actor: Actor, *, org: str, hook_id: int, delivery_id: int) -> Delivery:
    """https://docs.github.com/rest/orgs/webhooks#get-a-webhook-delivery-for-an-organization-webhook"""
    return delivery_of(world, _hook(world, actor, org, hook_id), delivery_id)


@operation("orgs/redeliver-webhook-delivery", permissions=_WRITE)
def redeliver_webhook_delivery(
    world: World, actor: Actor, *, org: str, hook_id: int, delivery_id: int
) -> dict[str, Any]:
    """https://docs.github.com/rest/orgs/webhooks#redeliver-a-delivery-for-an-organization-webhook"""
    return redeliver(world, _hook(world, actor, org, hook_id), delivery_id)


def _administered(world: World, actor: Actor, org: str) -> Account:
    """Raises NotFound (404) to everybody who is no owner: GitHub hides hooks."""
    organization = organization_of(world, org)
    if not administers(actor, organization):
        raise NotFound()
    return organization


def _hook(world: World, actor: Actor, org: str, hook_id: int) -> Hook:
    return hook_of(world, _administered(world, actor, org), hook_id)
