"""Building the world that a scenario begins with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from fakegithub.errors import ScenarioError
from fakegithub.github import GitHub
from fakegithub.model.apps import App
from fakegithub.scenarios.checking.given_documents import unknown_in_documents
from fakegithub.scenarios.checking.given_names import CHECKS
from fakegithub.scenarios.given.accounts import (
    create_organizations,
    create_tokens,
    create_users,
    give_repositories_to_teams,
)
from fakegithub.scenarios.given.apps import create_apps
from fakegithub.scenarios.given.conversations import create_conversations
from fakegithub.scenarios.given.parts import Parts
from fakegithub.scenarios.given.protection import finish_repositories
from fakegithub.scenarios.given.repositories import create_repositories
from fakegithub.scenarios.language.grammar import violations
from fakegithub.scenarios.language.items import app_slug, hooks, items
from fakegithub.scenarios.language.source import Source
from fakegithub.scenarios.steps.disturbing import retries
from fakegithub.spec import document

_HOOK_KEYS = ("url", "events", "secret", "content_type", "active", "retries")
# What is shorter, at the end of a key, may stand anywhere.
_SHORT_LINE = 16
# In this order everything is there before somebody names it.
_BUILDERS = (
    create_users,
    create_organizations,
    create_repositories,
    give_repositories_to_teams,
    create_apps,
    create_conversations,
    finish_repositories,
)


def build(github: GitHub, given: Mapping[str, Any], source: Source) -> list[str]:
    """Make everything that `given` lists but the hooks; returns the texts of the tokens, in their order.

    Raises ScenarioError for what GitHub refuses, and for what references have made wrong.
    """
    parts = Parts(github, given, source)
    for error in _filled_wrongly(parts):
        raise error
    for builder in _BUILDERS:
        builder(parts)
    return create_tokens(parts)


def _filled_wrongly(parts: Parts) -> list[ScenarioError]:
    """What would be an error of the file, had the values been written there instead of references."""
    if parts.given == parts.source.value.get("given", {}):
        return []
    filled = replace(parts.source, value={"name": "x", "given": parts.given, "steps": [{}]})
    documents = [document(parts.github.world.product.document)]
    return violations(filled) or [
        *(error for check in CHECKS for error in check(filled)),
        *unknown_in_documents(filled, documents),
    ]


def create_hooks(
    github: GitHub, given: Mapping[str, Any], source: Source, receiver_url: str | None, secret: str | None
) -> None:
    """Create the hooks of all apps, organizations and repositories; each is sent a ping.

    A hook without a URL goes to `receiver_url`, and is left out when there is none. A `secret` takes
    the place of the secrets of these hooks. Raises ScenarioError for what GitHub refuses.
    """
    parts = Parts(github, given, source)
    for path, hook in hooks(given):
        settings = {"url": receiver_url, **{key: hook[key] for key in _HOOK_KEYS if key in hook}}
        if "retries" in hook:
            settings["retries"] = retries(hook["retries"])
        if "url" not in hook and secret is not None:
            settings["secret"] = secret
        if settings["url"] is None:
            continue
        with parts.at(path):
            kind, owner = path[1], given[str(path[1])][path[2]]
            if kind == "apps":
                settings.pop("events", None)  # it gets those that its app is subscribed to
                github.find_app(app_slug(hook)).create_hook(**settings)
            elif kind == "organizations":
                github.account(owner["login"]).create_hook(**settings)
            else:
                github.repository(owner["name"]).create_hook(**settings)


def receivers_secret(given: Mapping[str, Any]) -> str | None:
    """The secret of the first hook that goes to the receiver and has one; an app's before all others."""
    return next((hook["secret"] for _, hook in hooks(given) if "url" not in hook and "secret" in hook), None)


def receivers_app(github: GitHub, given: Mapping[str, Any]) -> tuple[int, str] | None:
    """The id and the private key (PEM) of the first app, which is the receiver's; None without apps."""
    for _, app in items(given, "apps"):
        handle = github.find_app(app_slug(app))
        return handle.id, handle.private_key
    return None


def secrets(github: GitHub, given: Mapping[str, Any]) -> list[str]:
    """Everything in the built world that must not be shown: secrets of hooks, tokens, private keys.

    A key is there as a whole and line by line, as programs print it.
    """
    found = [hook["secret"] for _, hook in hooks(given) if "secret" in hook]
    found += [token["text"] for _, token in items(given, "tokens") if "text" in token]
    receivers_app(github, given)  # makes its key, should it not be there yet
    for key in [app.private_key for app in github.world.all(App) if app.private_key]:
        found += [
            key,
            *(line for line in key.splitlines() if len(line) > _SHORT_LINE and "-----" not in line),
        ]
    return found
