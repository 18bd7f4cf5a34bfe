"""Repository hooks: create, change, ping, test, delete."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from fakegithub.errors import NotFound
from fakegithub.model.accounts import Actor
from fakegithub.model.entity import UNSET, Unset, given
from fakegithub.model.hooks import Hook
from fakegithub.model.repositories import Repository
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
from fakegithub.world import World

WRITE = ("repository_hooks=write",)
READ = ("repository_hooks=read",)


@operation("repos/create-webhook", emits=("ping",), permissions=WRITE)
def create_webhook(
    world: World,
    actor: Actor,
    *,
    owner: str,
    repo: str,
    name: str = "web",
    config: Mapping[str, Any] | None = None,
    events: Iterable[str] = ("push",),
    active: bool = True,
) -> Result:
    """Create a hook. `config` has `url`, and may have `content_type` ("json", or "form" by default),
    `secret` and `insecure_ssl` ("0" or "1", also as numbers).

    Emits ping, to the new hook only. Raises NotFound (404) to those who are not admin,
    ValidationFailed (422) for a bad config, for a config that another hook with the same events has,
    and when an event has as many hooks as the product allows.
    https://docs.github.com/rest/repos/webhooks#create-a-repository-webhook
    """
    repository = administered(world, actor, owner, repo)
    require_web(name)
    hook = add_hook(world, repository, config or {}, events, active)
    ping(world, actor.user, hook)
    return Result(hook, location=world.urls.api(hook))


@operation("repos/list-webhooks", permissions=READ)
def list_webhooks(world: World, actor: Actor, *, owner: str, repo: str) -> list[Hook]:
    """https://docs.github.com/rest/repos/webhooks#list-repository-webhooks"""
    return world.all(Hook, target=administered(world, actor, owner, repo))


@operation("repos/get-webhook", permissions=READ)
def get_webhook(world: World, actor: Actor, *, owner: str, repo: str, hook_id: int) -> Hook:
    """https://docs.github.com/rest/repos/webhooks#get-a-repository-webhook"""
    return hook_of(world, administered(world, actor, owner, repo), hook_id)


@operation("repos/update-webhook", permissions=WRITE)
def update_webhook(
    world: World,
    actor: Actor,
    *,
    owner: str,
    repo: str,
    hook_id: int,
    config: Mapping[str, Any] | Unset = UNSET,
    events: Iterable[str] | Unset = UNSET,
    add_events: Iterable[str] = (),
    remove_events: Iterable[str] = (),
    active: bool | Unset = UNSET,
) -> Hook:
    """Change a hook. `events` replaces them all; a `config` without `secret` removes the secret.

    Raises NotFound (404), ValidationFailed (422) as for creating one.
    https://docs.github.com/rest/repos/webhooks#update-a-repository-webhook
    """
    hook = hook_of(world, administered(world, actor, owner, repo), hook_id)
    wanted = hook.events if isinstance(events, Unset) else tuple(events)
    removed = set(remove_events)
    wanted = tuple(event for event in (*wanted, *add_events) if event not in removed)
    changes = {} if isinstance(config, Unset) else complete(world, config)
    change_hook(world, hook, events=distinct(wanted), **given(active=active), **changes)
    return hook


@operation("repos/delete-webhook", emits=("meta.deleted",), permissions=WRITE)
def delete_webhook(world: World, actor: Actor, *, owner: str, repo: str, hook_id: int) -> None:
    """Emits meta.deleted, to the deleted hook only.

    https://docs.github.com/rest/repos/webhooks#delete-a-repository-webhook
    """
    remove_hook(world, actor.user, hook_of(world, administered(world, actor, owner, repo), hook_id))


@operation("repos/get-webhook-config-for-repo", permissions=READ)
def get_webhook_config_for_repo(
    world: World, actor: Actor, *, owner: str, repo: str, hook_id: int
) -> dict[str, Any]:
    """https://docs.github.com/rest/repos/webhooks#get-a-webhook-configuration-for-a-repository"""
    return hook_of(world, administered(world, actor, owner, repo), hook_id).config


@operation("repos/update-webhook-config-for-repo", permissions=WRITE)
def update_webhook_config_for_repo(
    world: World,
    actor: Actor,
    *,
    owner: str,
    repo: str,
    hook_id: int,
    url: str | Unset = UNSET,
    content_type: str | Unset = UNSET,
    secret: str | Unset = UNSET,
    insecure_ssl: str | float | Unset = UNSET,
) -> dict[str, Any]:
    """Change what is given and leave the rest, the secret too.

    https://docs.github.com/rest/repos/webhooks#update-a-webhook-configuration-for-a-repository
    """
    hook = hook_of(world, administered(world, actor, owner, repo), hook_id)
    changes = config_changes(
        world, url=url, content_type=content_type, secret=secret, insecure_ssl=insecure_ssl
    )
    change_hook(world, hook, **changes)
    return hook.config


@operation("repos/ping-webhook", emits=("ping",), permissions=READ)
def ping_webhook(world: World, actor: Actor, *, owner: str, repo: str, hook_id: int) -> None:
    """Emits ping, to this hook only.

    https://docs.github.com/rest/repos/webhooks#ping-a-repository-webhook
    """
    ping(world, actor.user, hook_of(world, administered(world, actor, owner, repo), hook_id))


def administered(world: World, actor: Actor, owner: str, repo: str) -> Repository:
    """The repository. Raises NotFound (404) to everybody who is not its admin: GitHub hides hooks."""
    repository = world.repository(owner, repo, actor)
    if not world.can(actor, repository, "admin"):
        raise NotFound()
    return repository
