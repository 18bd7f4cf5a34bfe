"""Rate limits: how many calls a caller may make, and has made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from fakegithub.model.entity import Entity


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a resource grants in one window of `seconds`: to somebody, and to an anonymous caller."""

    authenticated: int
    anonymous: int
    seconds: int


# The resources that are counted here, of those that GitHub tells apart.
# https://docs.github.com/rest/rate-limit/rate-limit
ALLOWANCES = {
    "core": Allowance(5000, 60, 3600),
    "search": Allowance(30, 10, 60),
    "code_search": Allowance(10, 0, 60),
    "graphql": Allowance(5000, 0, 3600),
}


@dataclass(eq=False, slots=True)
class RateLimit(Entity):
    """The calls of one caller in one window, which ends at `resets_at`."""

    keys: ClassVar = (("caller", "resource"),)

    id: int
    caller: str
    resource: str
    limit: int
    resets_at: datetime
    used: int = 0

    @property
    def remaining(self) -> int:
        return max(0, self.limit - self.used)

    @property
    def reset(self) -> int:
        """`resets_at` in seconds since the epoch."""
        return int(self.resets_at.timestamp())
