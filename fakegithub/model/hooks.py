"""Hooks and the deliveries that were made to them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar

from fakegithub.model.accounts import Account
from fakegithub.model.apps import App
from fakegithub.model.entity import Entity
from fakegithub.model.repositories import Repository


@dataclass(frozen=True, slots=True)
class LastResponse:
    """What a repository hook shows of its latest delivery; a hook never used is `unused`."""

    code: int | None = None
    status: str | None = "unused"
    message: str | None = None


@dataclass(eq=False, slots=True)
class Hook(Entity):
    """A hook of a repository, an organization, an app, or (`target` is None) of a whole GHES."""

    keys: ClassVar = (("target",),)

    id: int
    target: Repository | Account | App | None
    url: str
    created_at: datetime
    updated_at: datetime
    events: tuple[str, ...] = ("push",)
    active: bool = True
    content_type: str = "form"
    insecure_ssl: str = "0"
    secret: str | None = field(default=None, repr=False)
    last_response: LastResponse = LastResponse()

    @property
    def type(self) -> str:
        return type(self.target).__name__ if not isinstance(self.target, Account) else "Organization"

    @property
    def config(self) -> dict[str, Any]:
        """As GitHub shows it: a secret is masked, and absent when there is none."""
        secret = {"secret": "********"} if self.secret else {}
        return {
            "content_type": self.content_type,
            "insecure_ssl": self.insecure_ssl,
            **secret,
            "url": self.url,
        }

    def wants(self, event: str) -> bool:
        return self.active and (event in self.events or "*" in self.events)


@dataclass(eq=False, slots=True)
class Delivery(Entity):
    """One attempt to hand one event to one hook. `guid` is the event's, `id` is its own.

    Times are in seconds. Deliveries end long after the operation that caused them, so they are
    written by the sender and not by `World.update`.
    """

    keys: ClassVar = (("hook",), ("guid",))

    id: int
    guid: str
    hook: Hook
    event: str
    action: str | None
    url: str
    created_at: datetime
    request_headers: tuple[tuple[str, str], ...]
    body: bytes = field(repr=False)
    payload: bytes = field(repr=False)  # the JSON, whatever the content type
    repository: Repository | None = None
    installation_id: int | None = None
    redelivery: bool = False
    delivered_at: datetime | None = None
    duration: float = 0.0
    status: str = "queued"
    status_code: int | None = None
    response_headers: tuple[tuple[str, str], ...] = ()
    response_body: bytes = b""
    throttled_at: datetime | None = None
    # Why it failed, in our words; the traceback of an in-process receiver. Never part of a payload.
    error: str | None = field(default=None, repr=False)

    @property
    def ok(self) -> bool:
        return self.status == "OK"
