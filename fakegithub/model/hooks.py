"""Hooks and the deliveries that were made to them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar, Protocol

from fakegithub.model.accounts import Account
from fakegithub.model.apps import App
from fakegithub.model.entity import Entity
from fakegithub.model.faults import Fault
from fakegithub.model.repositories import Repository

# In `https://user:password@host/`, which becomes basic authentication.
_PASSWORD = re.compile(r"(?<=://)([^/:@]*):[^/@]*@")
_TYPES = {Repository: "Repository", Account: "Organization", App: "App", type(None): "Global"}


@dataclass(frozen=True, slots=True)
class LastResponse:
    """What a repository hook shows of its latest delivery; a hook never used is `unused`."""

    code: int | None = None
    status: str | None = "unused"
    message: str | None = None


class Attempt(Protocol):
    """One attempt to deliver, and how it ended. The first is number 1."""

    @property
    def attempt(self) -> int: ...

    @property
    def status(self) -> str: ...

    @property
    def status_code(self) -> int | None: ...


def is_answered(attempt: Attempt) -> bool:
    """Whether the receiver has answered, well or badly."""
    return attempt.status == "OK" or attempt.status.startswith("Invalid HTTP Response")


# The words for outcomes that deserve another attempt, beside status codes.
OUTCOMES: dict[str, Callable[[Attempt], bool]] = {
    "failure": lambda attempt: attempt.status != "OK",
    "timeout": lambda attempt: attempt.status == "timed out",
    "no_connection": lambda attempt: not is_answered(attempt) and attempt.status != "timed out",
    **{
        f"{digit}xx": lambda attempt, digit=digit: (  # type: ignore[misc]
            is_answered(attempt) and (attempt.status_code or 0) // 100 == digit
        )
        for digit in (3, 4, 5)
    },
}


@dataclass(frozen=True, slots=True)
class Retries:
    """Further attempts when a delivery fails. GitHub makes none; relays in front of receivers do.

    At most `attempts` after the first. `backoff` is the seconds before the first of them, twice as
    many before each next; or a tuple of the seconds before each, the last one for all that follow. `on`
    lists what deserves one: status codes that the receiver answers, and words of OUTCOMES. Raises ValueError.
    """

    attempts: int = 0
    backoff: float | tuple[float, ...] = 1.0
    on: tuple[int | str, ...] = ("5xx", "timeout", "no_connection")

    def __post_init__(self) -> None:
        unknown = [word for word in self.on if isinstance(word, str) and word not in OUTCOMES]
        if unknown:
            raise ValueError(f'"{unknown[0]}" is no outcome; known are status codes, {", ".join(OUTCOMES)}')
        waits = self.backoff if isinstance(self.backoff, tuple) else (self.backoff,)
        if self.attempts < 0 or not waits or min(waits) < 0:
            raise ValueError("attempts and backoff are not negative, and backoff has at least one wait")

    def wait(self, attempt: int) -> float:
        """The seconds between `attempt` (the first is 1) and the next."""
        if isinstance(self.backoff, tuple):
            return self.backoff[min(attempt, len(self.backoff)) - 1]
        return self.backoff * float(2 ** (attempt - 1))

    def again(self, attempt: Attempt) -> bool:
        """Whether another attempt follows this one."""
        if attempt.status == "OK" or attempt.attempt > self.attempts:
            return False
        code = attempt.status_code if is_answered(attempt) else None
        return any(OUTCOMES[word](attempt) if isinstance(word, str) else code == word for word in self.on)


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
    # Not GitHub's: further attempts, and what goes wrong on purpose.
    retries: Retries | None = None
    faults: tuple[Fault, ...] = ()

    @property
    def type(self) -> str:
        return _TYPES[type(self.target)]

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
    attempt: int = 1  # the first, and those that `Retries` have added
    ended: int = 0  # the place among all that have ended, from 1
    moment: float = field(default=0.0, repr=False)  # when it ended, on the process's monotonic clock
    # What went wrong on purpose: in words for the log, and as the sender needs it.
    fault: str | None = None
    disturbance: Fault | None = field(default=None, repr=False)

    @property
    def ok(self) -> bool:
        return self.status == "OK"

    @property
    def shown_url(self) -> str:
        """The URL for reports: without the password that it may have."""
        return _PASSWORD.sub(r"\1:********@", self.url)
