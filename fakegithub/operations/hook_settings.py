"""What hooks of every kind share, whatever they stand on: settings, pings, and their end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

from fakegithub.errors import NotFound, ValidationFailed
from fakegithub.model.accounts import Account
from fakegithub.model.apps import App
from fakegithub.model.entity import given
from fakegithub.model.hooks import Hook
from fakegithub.model.repositories import Repository
from fakegithub.world import World

# What a hook stands on; None is a whole GHES.
Target = Repository | Account | App | None
_KINDS = {Repository: "repository", Account: "organization", App: "app", type(None): "enterprise"}

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
    settings, now = complete(world, config), world.now()
    hook = Hook(
        world.new_id(Hook),
        target,
        created_at=now,
        updated_at=now,
        events=distinct(events),
        active=active,
        **settings,
    )
    _require_unique(world, hook)
    return world.add(hook)


def change_hook(world: World, hook: Hook, **changes: Any) -> None:
    """Raises ValidationFailed (422)."""
    world.touch(hook, **changes)
    _require_unique(world, hook)


def remove_hook(world: World, sender: Account, hook: Hook) -> None:
    """Emits meta.deleted, to the removed hook only."""
    world.remove(hook)
    _emit(world, sender, hook, "meta.deleted")


def ping(world: World, sender: Account | None, hook: Hook) -> None:
    """Emits ping, to this hook only. An app's hook is pinged by nobody in particular."""
    _emit(world, sender, hook, "ping", zen=ZEN[hook.id % len(ZEN)])


def _emit(world: World, sender: Account | None, hook: Hook, name: str, **subjects: Any) -> None:
    target = hook.target
    world.emit(
        name,
        **subjects,
        hook_id=hook.id,
        hook=hook,
        repository=target if isinstance(target, Repository) else None,
        organization=target if isinstance(target, Account) else None,
        sender=sender,
        only_hook=hook,
    )


def config_changes(world: World, **settings: Any) -> dict[str, Any]:
    """Those of the settings that the caller gave, as a hook keeps them. Raises ValidationFailed (422)."""
    return checked(world, given(**settings))


def require_web(name: str) -> None:
    """Raises ValidationFailed (422): no other kind of hook is left."""
    if name != "web":
        raise ValidationFailed.of("Hook", "name", "invalid")


def complete(world: World, config: Mapping[str, Any]) -> dict[str, Any]:
    """All settings that a `config` decides: what it leaves out becomes the default."""
    if not config.get("url"):
        raise ValidationFailed.of("Hook", "url", "custom", "url cannot be blank")
    defaults = {"content_type": "form", "insecure_ssl": "0", "secret": None}
    known = {name: config[name] for name in ("url", *defaults) if name in config}
    return {**defaults, **checked(world, known)}


def checked(world: World, settings: dict[str, Any]) -> dict[str, Any]:
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


def distinct(events: Iterable[str]) -> tuple[str, ...]:
    """The wildcard stands for all events, those of the future too, so it stands alone."""
    found = tuple(dict.fromkeys(events))
    return ("*",) if "*" in found else found


def _require_unique(world: World, hook: Hook) -> None:
    """No other hook with this config may have one of these events, and no event too many hooks."""
    others = [other for other in world.all(Hook, target=hook.target) if other is not hook]
    same = [other for other in others if _key(other) == _key(hook)]
    if any(_overlap(other.events, hook.events) for other in same):
        raise ValidationFailed.of("Hook", message=f"Hook already exists on this {_KINDS[type(hook.target)]}")
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
