"""Repository hooks: create, change, ping, test, delete."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

from fakegithub.errors import NotFound, ValidationFailed
from fakegithub.model.accounts import Account, Actor
from fakegithub.model.entity import UNSET, Unset, given
from fakegithub.model.hooks import Hook
from fakegithub.model.repositories import Repository
from fakegithub.operations.operation import Result, operation
from fakegithub.world import World

Target = Repository | Account

WRITE = ("repository_hooks=write",)
READ = ("repository_hooks=read",)

# The sayings of GitHub's own API (`GET /zen`), which every ping carries one of.
ZEN = (
    "Responsive is better than fast.",
    "It's not fully shipped until it's fast.",
    "Anything added dilutes everything else.",
    "Practicality beats purity.",
    "Approachable is better than simple.",
    "Mind your words, they are important.",
    "Speak like a human.",
    "Half measures are as bad as nothing at all.",
    "Encourage flow.",
    "Non-blocking is better than blocking.",
    "Favor focus over features.",
    "Avoid administrative distraction.",
    "Design for failure.",
    "Keep it logically awesome.",
)
_CONTENT_TYPES = ("json", "form")
_INSECURE_SSL = ("0", "1")
_LOCAL_HOSTS = frozenset({"localhost", "127.0.0.1", "::1", "0.0.0.0"})  # noqa: S104 - refused, not bound


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
    if name != "web":
        raise ValidationFailed.of("Hook", "name", "invalid")
    hook = add_hook(world, repository, config or {}, events, active)
    ping(world, actor, hook)
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
    changes = {} if isinstance(config, Unset) else _complete(world, config)
    change_hook(world, hook, events=_distinct(wanted), **given(active=active), **changes)
    return hook


@operation("repos/delete-webhook", emits=("meta.deleted",), permissions=WRITE)
def delete_webhook(world: World, actor: Actor, *, owner: str, repo: str, hook_id: int) -> None:
    """Emits meta.deleted, to the deleted hook only.

    https://docs.github.com/rest/repos/webhooks#delete-a-repository-webhook
    """
    remove_hook(world, actor, hook_of(world, administered(world, actor, owner, repo), hook_id))


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
    changes = given(url=url, content_type=content_type, secret=secret, insecure_ssl=insecure_ssl)
    change_hook(world, hook, **_checked(world, changes))
    return hook.config


@operation("repos/ping-webhook", emits=("ping",), permissions=READ)
def ping_webhook(world: World, actor: Actor, *, owner: str, repo: str, hook_id: int) -> None:
    """Emits ping, to this hook only.

    https://docs.github.com/rest/repos/webhooks#ping-a-repository-webhook
    """
    ping(world, actor, hook_of(world, administered(world, actor, owner, repo), hook_id))


# What hooks of every kind of target share


def administered(world: World, actor: Actor, owner: str, repo: str) -> Repository:
    """The repository. Raises NotFound (404) to everybody who is not its admin: GitHub hides hooks."""
    repository = world.repository(owner, repo, actor)
    if not world.can(actor, repository, "admin"):
        raise NotFound()
    return repository


def hook_of(world: World, target: Target, hook_id: int) -> Hook:
    """Raises NotFound (404)."""
    hook = world.get(Hook, hook_id)
    if hook is None or hook.target is not target:
        raise NotFound()
    return hook


def add_hook(
    world: World, target: Target, config: Mapping[str, Any], events: Iterable[str], active: bool
) -> Hook:
    """Raises ValidationFailed (422)."""
    settings, now = _complete(world, config), world.now()
    hook = Hook(
        world.new_id(Hook),
        target,
        created_at=now,
        updated_at=now,
        events=_distinct(events),
        active=active,
        **settings,
    )
    _require_unique(world, hook)
    return world.add(hook)


def change_hook(world: World, hook: Hook, **changes: Any) -> None:
    """Raises ValidationFailed (422)."""
    world.touch(hook, **changes)
    _require_unique(world, hook)


def remove_hook(world: World, actor: Actor, hook: Hook) -> None:
    world.remove(hook)
    _emit(world, actor, hook, "meta.deleted")


def ping(world: World, actor: Actor, hook: Hook) -> None:
    _emit(world, actor, hook, "ping", zen=ZEN[hook.id % len(ZEN)])


def _emit(world: World, actor: Actor, hook: Hook, name: str, **subjects: Any) -> None:
    target = hook.target
    world.emit(
        name,
        **subjects,
        hook_id=hook.id,
        hook=hook,
        repository=target if isinstance(target, Repository) else None,
        organization=target if isinstance(target, Account) else None,
        sender=actor.user,
        only_hook=hook,
    )


def _complete(world: World, config: Mapping[str, Any]) -> dict[str, Any]:
    """All settings that a `config` decides: what it leaves out becomes the default."""
    if not config.get("url"):
        raise ValidationFailed.of("Hook", "url", "custom", "url cannot be blank")
    defaults = {"content_type": "form", "insecure_ssl": "0", "secret": None}
    known = {name: config[name] for name in ("url", *defaults) if name in config}
    return {**defaults, **_checked(world, known)}


def _checked(world: World, settings: dict[str, Any]) -> dict[str, Any]:
    """The settings as a hook keeps them. Raises ValidationFailed (422)."""
    kept = dict(settings)
    if "url" in kept:
        _require_url(world, kept["url"])
    if kept.get("content_type", "json") not in _CONTENT_TYPES:
        raise ValidationFailed.of("Hook", "content_type", "custom", "content_type must be json or form")
    if "insecure_ssl" in kept:
        # GitHub takes a number as well: the document's webhook-config-insecure-ssl.
        value = kept["insecure_ssl"]
        kept["insecure_ssl"] = value if isinstance(value, str) else str(int(value))
        if kept["insecure_ssl"] not in _INSECURE_SSL:
            raise ValidationFailed.of("Hook", "insecure_ssl", "custom", "insecure_ssl must be 0 or 1")
    if "secret" in kept:
        kept["secret"] = kept["secret"] or None
    return kept


def _require_url(world: World, url: str) -> None:
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        parts, host = urlsplit(""), None
    if parts.scheme not in ("http", "https") or not host:
        raise ValidationFailed.of("Hook", "url", "custom", "url is not an http or https URL")
    if not world.allows_local_hooks and not world.product.is_ghes and host in _LOCAL_HOSTS:
        reason = f"url is not supported because it isn't reachable over the public Internet ({host})"
        raise ValidationFailed.of("Hook", "url", "custom", reason)


def _distinct(events: Iterable[str]) -> tuple[str, ...]:
    """The wildcard stands for all events, those of the future too, so it stands alone."""
    found = tuple(dict.fromkeys(events))
    return ("*",) if "*" in found else found


def _require_unique(world: World, hook: Hook) -> None:
    """No other hook with this config may have one of these events, and no event too many hooks."""
    others = [other for other in world.all(Hook, target=hook.target) if other is not hook]
    same = [other for other in others if _key(other) == _key(hook)]
    if any(_overlap(other.events, hook.events) for other in same):
        kind = "repository" if isinstance(hook.target, Repository) else "organization"
        raise ValidationFailed.of("Hook", message=f"Hook already exists on this {kind}")
    limit = world.product.hook_limit
    crowded = [
        event for event in hook.events if sum(_overlap(other.events, (event,)) for other in others) >= limit
    ]
    if crowded:
        messages = [f'The "{event}" event cannot have more than {limit} hooks' for event in crowded]
        raise ValidationFailed(
            errors=[{"resource": "Hook", "code": "custom", "message": message} for message in messages]
        )


def _key(hook: Hook) -> tuple[str, str, str]:
    return hook.url, hook.content_type, hook.insecure_ssl


def _overlap(some: tuple[str, ...], others: tuple[str, ...]) -> bool:
    return "*" in some or "*" in others or not set(some).isdisjoint(others)
