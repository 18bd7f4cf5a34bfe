"""What the bot remembers between deliveries, for as long as it runs.

All of it may be lost without harm: then a delivery that comes twice is worked on twice, and a token is asked
for once more. A bot that runs in several processes would keep it in a database.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from weakref import WeakValueDictionary

# GitHub can redeliver for three days (seven on GHES); this many are enough for a small bot.
_DELIVERIES = 10_000

DeliveryKey = tuple[str, str]  # the root of the API, the delivery's guid
InstallationKey = tuple[str, int]  # the root of the API, the installation's id


@dataclass(frozen=True, slots=True)
class Token:
    """An installation's token, and until when it is good, by GitHub's clock."""

    text: str
    expires_at: datetime


@dataclass(slots=True)
class Memory:
    """`clocks` has how far GitHub's clock is ahead of ours, by the root of its API."""

    tokens: dict[InstallationKey, Token] = field(default_factory=dict)
    clocks: dict[str, timedelta] = field(default_factory=dict)
    _done: OrderedDict[DeliveryKey, None] = field(default_factory=OrderedDict)
    _locks: WeakValueDictionary[DeliveryKey, asyncio.Lock] = field(default_factory=WeakValueDictionary)

    async def once(self, key: DeliveryKey, work: Callable[[], Awaitable[str]]) -> str:
        """Do the work of a delivery, unless it has been done.

        A second one that comes meanwhile waits for the end of the first. What raises has not been done:
        it can be redelivered.
        """
        lock = self._locks.setdefault(key, asyncio.Lock())
        async with lock:
            if self.has_done(key):
                return "done already"
            answer = await work()
            self.remember(key)
            return answer

    def has_done(self, key: DeliveryKey) -> bool:
        return key in self._done

    def remember(self, key: DeliveryKey) -> None:
        self._done[key] = None
        while len(self._done) > _DELIVERIES:
            self._done.popitem(last=False)
