"""The hooks of a whole GHES, which its site administrators have."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from fakegithub.model.accounts import Actor
from fakegithub.model.entity import UNSET, Unset, given
from fakegithub.model.hooks import Hook
from fakegithub.operations.hook_settings import (
    add_hook,
    change_hook,
    complete,
    distinct,
    hook_of,
    ping,
    remove_hook,
    require_web,
)
from fakegithub.operations.operation import Result, operation
from fakegithub.operations.site_admin import require_site_admin
from fakegithub.world import World


@operation("enterprise-admin/create-global-webhook", emits=("ping",))
def create_global_webhook(
    world: World,
    actor: Actor,
    *,
    name: str,
    config: Mapping[str, Any],
    events: Iterable[str] = ("user", "organization"),
    active: bool = True,
) -> Result:
    """Create a hook for the events of the whole GHES. `config` is that of a repository hook.

    Emits ping, to the new hook only. Raises NotFound (404) to those who are not site administrators,
    ValidationFailed (422) as for a repository hook.
    https://docs.github.com/enterprise-server@3.19/rest/enterprise-admin/global-webhooks#create-a-global-webhook
    """
    require_site_admin(world, actor)
    require_web(name)
    hook = add_hook(world, None, config, events, active)
    ping(world, actor.user, hook)
    return Result(hook, location=world.urls.api(hook))


@operation("enterprise-admin/list-global-webhooks")
def list_global_webhooks(world: World, actor: Actor) -> list[Hook]:
    """https://docs.github.com/enterprise-server@3.19/rest/enterprise-admin/global-webhooks#list-global-webhooks"""
    require_site_admin(world, actor)
    return world.all(Hook, target=None)


@operation("enterprise-admin/get-global-webhook")
def get_global_webhook(world: World, actor: Actor, *, hook_id: int) -> Hook:
    """https://docs.github.com/enterprise-server@3.19/rest/enterprise-admin/global-webhooks#get-a-global-webhook"""
    require_site_admin(world, actor)
    return hook_of(world, None, hook_id)


@operation("enterprise-admin/update-global-webhook")
def update_global_webhook(
    world: World,
    actor: Actor,
    *,
    hook_id: int,
    config: Mapping[str, Any] | Unset = UNSET,
    events: Iterable[str] | Unset = UNSET,
    active: bool | Unset = UNSET,
) -> Hook:
    """Change a hook. `events` replaces them all; a `config` without `secret` removes the secret.

    Raises NotFound (404), ValidationFailed (422) as for creating one.
    https://docs.github.com/enterprise-server@3.19/rest/enterprise-admin/global-webhooks#update-a-global-webhook
    """
    require_site_admin(world, actor)
    hook = hook_of(world, None, hook_id)
    changes = {} if isinstance(config, Unset) else complete(world, config)
    if not isinstance(events, Unset):
        changes["events"] = distinct(events)
    change_hook(world, hook, **given(active=active), **changes)
    return hook


@operation("enterprise-admin/delete-global-webhook", emits=("meta.deleted",))
def delete_global_webhook(world: World, actor: Actor, *, hook_id: int) -> None:
    """Emits meta.deleted, to the deleted hook only.

    https://docs.github.com/enterprise-server@3.19/rest/enterprise-admin/global-webhooks#delete-a-global-webhook
    """
    require_site_admin(world, actor)
    remove_hook(world, actor.user, hook_of(world, None, hook_id))


@operation("enterprise-admin/ping-global-webhook", emits=("ping",))
def ping_global_webhook(world: World, actor: Actor, *, hook_id: int) -> None:
    """Emits ping, to this hook only.

    https://docs.github.com/enterprise-server@3.19/rest/enterprise-admin/global-webhooks#ping-a-global-webhook
    """
    require_site_admin(world, actor)
    ping(world, actor.user, hook_of(world, None, hook_id))
