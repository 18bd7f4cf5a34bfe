"""An event: what happened, in which repository, with whom, and what it was about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fakegithub.model.accounts import Account
from fakegithub.model.apps import App
from fakegithub.model.hooks import Hook
from fakegithub.model.repositories import Repository


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened. All hooks that get it, and redeliveries, share its `guid`.

    `subjects` are the payload's own keys in GitHub's order, as entities and values;
    `only_app` restricts it to the hook of one app, `only_hook` to one hook (ping, meta).
    """

    event: str
    action: str | None
    guid: str
    at: datetime
    subjects: Mapping[str, Any]
    sender: Account | None
    repository: Repository | None = None
    organization: Account | None = None
    only_app: App | None = None
    only_hook: Hook | None = None

    @property
    def name(self) -> str:
        """`pull_request.opened`, or `push` for an event without actions."""
        return self.event if self.action is None else f"{self.event}.{self.action}"


def split_name(name: str) -> tuple[str, str | None]:
    """`pull_request.opened` as ("pull_request", "opened"), `push` as ("push", None)."""
    event, _, action = name.partition(".")
    return event, action or None
