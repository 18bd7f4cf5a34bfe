"""What goes wrong on purpose, as the world remembers it: faults of deliveries and faults of the API.

They are part of the world, so a snapshot knows them and a rollback undoes them. None is ever on by
itself.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar

from fakegithub.model.entity import Entity

SIGNATURES = ("corrupt", "missing", "sha1_only")
# What a log says of each thing that can be wrong with a delivery.
_MARKS: dict[str, Callable[[Any], str]] = {
    "drop": lambda _: "dropped",
    "delay": lambda seconds: f"delayed by {seconds:g} s",
    "reorder": lambda number: f"reordered among {number}",
    "secret": lambda _: "signed with another secret",
    "signature": lambda how: {"corrupt": "signature corrupted", "missing": "not signed"}.get(
        how, "sha1 only"
    ),
    "tamper": lambda _: "tampered with after signing",
    "truncate": lambda number: f"cut off {number} bytes before its end",
    "slow_body": lambda seconds: f"body sent slowly, over {seconds:g} s",
    "reset": lambda _: "connection reset",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is wrong with deliveries to a hook. Every field is one thing, and they add up.

    `duplicate`: so many further deliveries with the same guid. `delay`: seconds before it is sent.
    `reorder`: it waits until so many are there, or none has come for half a second; then they
    are sent one after the other, in an order that the world's seed decides and that is not theirs.
    `drop`: it is never sent. `signature`: "corrupt", "missing" or "sha1_only". `secret`: what signs
    it instead of the hook's secret. `tamper`: the body is changed after signing, and still JSON.
    `truncate`: the connection ends so many bytes before the Content-Length is reached.
    `slow_body`: the body takes so many seconds. `reset`: the connection is reset in the middle.

    `events` (`push`, `issues.opened`; all when empty), `times` (the first so many; all when None) and
    `chance` (0 to 1, decided by the world's seed) say which deliveries it strikes. Raises ValueError.
    """

    duplicate: int = 0
    delay: float = 0.0
    reorder: int = 0
    drop: bool = False
    signature: str | None = None
    secret: str | None = field(default=None, repr=False)
    tamper: bool = False
    truncate: int = 0
    slow_body: float = 0.0
    reset: bool = False
    events: tuple[str, ...] = ()
    times: int | None = None
    chance: float = 1.0

    def __post_init__(self) -> None:
        if self.signature not in (None, *SIGNATURES):
            raise ValueError(f'signature is one of {", ".join(SIGNATURES)}, not "{self.signature}"')
        if self.reorder == 1:
            raise ValueError("one delivery alone cannot be reordered; reorder needs at least 2")
        if not self.duplicate and not self.marks:
            raise ValueError(f"a fault needs something that goes wrong: duplicate, {', '.join(_MARKS)}")
        numbers = (self.duplicate, self.delay, self.reorder, self.truncate, self.slow_body, self.times or 0)
        if min(numbers) < 0 or not 0 <= self.chance <= 1:
            raise ValueError("numbers of a fault are not negative, and its chance is between 0 and 1")

    @property
    def marks(self) -> list[str]:
        """What the log says of a delivery that this strikes; duplicates are counted there."""
        return [mark(getattr(self, name)) for name, mark in _MARKS.items() if getattr(self, name)]

    def strikes(self, event: str, action: str | None) -> bool:
        return not self.events or event in self.events or f"{event}.{action}" in self.events


@dataclass(eq=False, slots=True)
class ApiFault(Entity):
    """What goes wrong with calls of an operation, or of all (`*`). `latency` and `retry_after` are in
    seconds; `times` is how many calls it still strikes, None for all. A limit is over at `over_at`, or
    when the process's monotonic clock reaches `over_after`: the first call that it strikes sets both."""

    keys: ClassVar = ()

    id: int
    operation: str
    status: int | None = None
    message: str | None = None
    rate_limited: bool = False
    secondary_limit: bool = False
    retry_after: int | None = None
    latency: float = 0.0
    times: int | None = None
    over_at: datetime | None = None
    over_after: float | None = None

    def __str__(self) -> str:
        told = [f"answered {self.status}"] if self.status is not None else []
        told += ["rate limit exhausted"] if self.rate_limited else []
        told += ["secondary rate limit"] if self.secondary_limit else []
        told += [f"{self.latency:g} s of latency"] if self.latency else []
        return ", ".join(told)
