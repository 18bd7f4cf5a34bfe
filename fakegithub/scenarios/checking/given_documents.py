"""What GitHub's documents say of names in `given`: events of hooks, permissions of apps, settings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from fakegithub.errors import ScenarioError, suggestion
from fakegithub.hooks.subscriptions import permissions_for
from fakegithub.scenarios.language.items import Item, hooks, items
from fakegithub.scenarios.language.source import Path, Source
from fakegithub.spec import Document

Errors = Iterator[ScenarioError]

_KINDS = {"apps": "app", "organizations": "organization", "repositories": "repository"}
# Settings that have a key of their own.
_OWN = {
    "archived": "archived",
    "default_branch": "default_branch",
    "description": "description",
    "homepage": "homepage",
    "name": "name",
    "private": "private",
    "visibility": "private",
}


def unknown_in_documents(source: Source, documents: list[Document]) -> Errors:
    """Events, permissions and settings that none of the documents has."""
    given = source.value.get("given", {})
    for path, hook in hooks(given):
        yield from _events(source, path, hook, documents)
    known = _permissions(documents)
    for path, app in items(given, "apps"):
        yield from _unknown_permissions(source, path, app, known)
        yield from _unpermitted_events(source, path, app)
    for path, repository in items(given, "repositories"):
        if "settings" in repository:
            yield from _settings(source, (*path, "settings"), repository["settings"], documents)


def _events(source: Source, path: Path, hook: Mapping[str, Any], documents: list[Document]) -> Errors:
    """Events that do not exist, or that no hook of this kind gets."""
    kind = _KINDS[str(path[1])]
    kinds: dict[str, set[str]] = {}
    for known in documents:
        for webhook in known.webhooks.values():
            kinds.setdefault(webhook.event, set()).update(webhook.hook_kinds)
    for index, event in enumerate(hook.get("events", ())):
        if "${" in event or (event == "*" and kind != "app"):
            continue
        place = (*path, "events", index)
        if event == "*":
            yield source.error(
                "an app names its events, there is no * for all",
                place,
                hint="`fakegithub events` lists them.",
            )
        elif event not in kinds:
            yield source.error(
                f'there is no event "{event}".{suggestion(event, kinds)}',
                place,
                hint="A hook names events without actions; `fakegithub events` lists them.",
            )
        elif kind not in kinds[event]:
            for_whom = ", ".join(sorted(kinds[event] & set(_KINDS.values()))) or "no"
            article = "an" if kind[0] in "ao" else "a"
            yield source.error(
                f"{article} {kind} never gets {event}; it is for hooks of these kinds: {for_whom}", place
            )


def _permissions(documents: list[Document]) -> dict[str, set[str]]:
    """Every permission that an app can have, with its levels.

    From the component `app-permissions`. https://docs.github.com/rest/apps/apps
    """
    found: dict[str, set[str]] = {}
    for known in documents:
        for name, part in known.component("app-permissions").raw["properties"].items():
            found.setdefault(name, set()).update(part["enum"])
    return found


def _unknown_permissions(
    source: Source, path: Path, app: Mapping[str, Any], known: Mapping[str, set[str]]
) -> Errors:
    for name, level in app.get("permissions", {}).items():
        place = (*path, "permissions", name)
        if "${" in name:
            continue
        if name not in known:
            yield source.error(
                f'there is no permission "{name}".{suggestion(name, known)}',
                place,
                key=True,
                hint="They are named as in the API: checks, contents, issues, pull_requests, statuses …",
            )
        elif "${" not in level and level not in known[name]:
            allowed = ", ".join(word for word in ("read", "write", "admin") if word in known[name])
            yield source.error(f"{name} cannot be {level}. Allowed are: {allowed}", place)


def _unpermitted_events(source: Source, path: Path, app: Mapping[str, Any]) -> Errors:
    """GitHub does not let an app subscribe to what it has no permission to see."""
    permissions = app.get("permissions", {})
    if any("${" in name for name in permissions):
        return
    for index, event in enumerate(app.get("events", ())):
        needed = permissions_for(event)
        if needed and needed.isdisjoint(permissions):
            one = " or ".join(sorted(needed))
            yield source.error(
                f"an app gets {event} only with the permission {one}",
                (*path, "events", index),
                hint=f"Add `{sorted(needed)[0]}: read` to its permissions.",
            )


def _settings(source: Source, path: Path, settings: Mapping[str, Any], documents: list[Document]) -> Errors:
    known: dict[str, Any] = {}
    for document in documents:
        body = document.operations["repos/update"].body
        if body is not None:
            known |= body.raw["properties"]
    for name, value in settings.items():
        place = (*path, name)
        if name in _OWN:
            yield source.error(
                f"{name} is no further setting",
                place,
                key=True,
                hint=f"The repository has a key {_OWN[name]}.",
            )
        elif name not in known:
            yield source.error(
                f'repos/update has no setting "{name}".{suggestion(name, known)}',
                place,
                key=True,
                hint=f"It has: {', '.join(word for word in known if word not in _OWN)}",
            )
        elif not (isinstance(value, str) and "${" in value):
            yield from _setting(source, (path, known[name]), name, value)


def _setting(source: Source, at: Item, name: str, value: Any) -> Errors:
    path, schema = at
    allowed = schema.get("enum")
    if allowed is not None and value not in allowed:
        words = [str(word) for word in allowed]
        yield source.error(
            f"{name} cannot be {value}.{suggestion(str(value), words)} Allowed are: {', '.join(words)}",
            (*path, name),
        )
    elif schema.get("type") == "boolean" and not isinstance(value, bool):
        yield source.error(f"{name} must be true or false", (*path, name))
