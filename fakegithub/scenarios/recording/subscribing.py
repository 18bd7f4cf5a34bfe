"""The hooks and the app that recorded deliveries came from, as far as the deliveries tell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from fakegithub.hooks.subscriptions import permissions_for
from fakegithub.operations.operation import OPERATIONS
from fakegithub.products import product
from fakegithub.scenarios.recording.exchanges import RecordedCall, RecordedDelivery, Recording, text_at
from fakegithub.spec import Document, document

SECRET = "${GITHUB_WEBHOOK_SECRET:-a secret for tests}"  # noqa: S105 - not one that anybody uses
BOT = "[bot]"

# What most apps have. It cannot be seen in a delivery.
_USUAL = {
    "checks": "write",
    "contents": "write",
    "issues": "write",
    "pull_requests": "write",
    "statuses": "write",
}
_LEVELS = ("read", "write", "admin")
# Sent to every app, whether it is subscribed or not.
_APPS_OWN = frozenset({"installation", "installation_repositories", "github_app_authorization", "ping"})


class Subscribing:
    """Who was subscribed to what. `caller` is the login that the receiver called the API with, if known."""

    def __init__(self, recording: Recording, caller: str | None) -> None:
        self._deliveries = recording.deliveries
        self._calls = [call for call in recording.calls if call.ok]
        self._document = document(product(recording.product).document)
        self._kinds = _kinds(self._document)
        self._events = [
            event for event in _events(recording.deliveries) if event in self._kinds or event == "*"
        ]
        self.bot = caller if caller is not None and caller.endswith(BOT) else None
        self._installed = [d.payload["installation"] for d in self._deliveries if "installation" in d.payload]
        self.is_app = self._is_app()
        self.slug = self._slug() if self.is_app else None

    def _is_app(self) -> bool:
        """Whether the receiver is a GitHub App."""
        if self._installed or self.bot or any(d.target == "integration" for d in self._deliveries):
            return True
        seen = {delivery.event for delivery in self._deliveries}
        return any(self._kinds.get(event) == {"app"} for event in seen)

    def _slug(self) -> str:
        slugs = [text_at(installation, "app_slug") for installation in self._installed]
        name = (
            self.bot.removesuffix(BOT) if self.bot is not None else next(filter(None, slugs), "recorded-app")
        )
        return re.sub(r"[^a-z0-9-]", "-", name.lower())

    @property
    def mints(self) -> bool:
        """Whether the receiver makes its tokens itself."""
        return any(call.operation == "apps/create-installation-access-token" for call in self._calls)

    def repository_hooks(self) -> list[dict[str, Any]]:
        if self.is_app:
            return []
        events = [event for event in self._events if event == "*" or "repository" in self._kinds[event]]
        return [self._hook(events or ["push"])]

    def organization_hooks(self) -> list[dict[str, Any]]:
        """Of events that neither a repository's hook nor the app gets."""
        other = "app" if self.is_app else "repository"
        wanted = [e for e in self._events if e != "*" and other not in self._kinds[e]]
        events = [event for event in wanted if "organization" in self._kinds[event]]
        return [self._hook(events)] if events else []

    def app(self, accounts: Iterable[str]) -> dict[str, Any]:
        """The app, where it is installed."""
        events = [e for e in self._events if e != "*" and "app" in self._kinds[e] and e not in _APPS_OWN]
        hook = self._hook(events)
        permissions = self._permissions(events)
        return {"name": self.slug, "permissions": permissions, **hook, "installations": sorted(accounts)}

    def _hook(self, events: list[str]) -> dict[str, Any]:
        signed = any(delivery.signed for delivery in self._deliveries)
        return {"events": events, **({"secret": SECRET} if signed else {})}

    def _permissions(self, events: list[str]) -> dict[str, str]:
        """Those that an installation shows, or else the usual ones; and what events and calls need."""
        found = dict(_USUAL)
        for installation in self._installed:
            shown = installation.get("permissions") if isinstance(installation, Mapping) else None
            if isinstance(shown, Mapping) and shown:
                found = {str(name): str(level) for name, level in shown.items()}
        for event in events:
            needed = permissions_for(event)
            if needed and needed.isdisjoint(found):
                found[min(needed)] = "read"
        for call in self._calls:
            for wanted in _wanted(call):
                name, _, level = wanted.partition("=")
                found[name] = max(found.get(name, "read"), level, key=_LEVELS.index)
        known = self._document.component("app-permissions").raw["properties"]
        return {name: level for name, level in found.items() if level in known.get(name, {}).get("enum", ())}


def _wanted(call: RecordedCall) -> tuple[str, ...]:
    found = OPERATIONS[call.operation].permissions if call.operation in OPERATIONS else ()
    return tuple(wanted for wanted in found if not wanted.startswith("metadata="))


def _kinds(known: Document) -> dict[str, set[str]]:
    """The kinds of hooks that get each event."""
    found: dict[str, set[str]] = {}
    for webhook in known.webhooks.values():
        found.setdefault(webhook.event, set()).update(webhook.hook_kinds)
    return found


def _events(deliveries: Iterable[RecordedDelivery]) -> list[str]:
    """The events that came, and those that a ping tells of."""
    found: dict[str, None] = {}
    for delivery in deliveries:
        hook = delivery.payload.get("hook")
        listed = hook.get("events") if isinstance(hook, Mapping) and delivery.event == "ping" else None
        if isinstance(listed, list):
            found |= dict.fromkeys(event for event in listed if isinstance(event, str))
        if delivery.event != "ping":
            found[delivery.event] = None
    return ["*"] if "*" in found else list(found)
