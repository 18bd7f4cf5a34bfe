"""One background loop for all tests of a session, and what a test has left behind on it.

A test that began a thread and an event loop of its own would spend more time on them than on its world.
"""

from __future__ import annotations

from collections.abc import Coroutine
from concurrent.futures import Future
from typing import Any, TypeVar

from fakegithub.hooks.loop import Loop

T = TypeVar("T")

# Seconds that what a test has left behind has for its end: a receiver's lifespan has five.
PATIENCE = 10.0


class Borrowed(Loop):
    """Another's loop: `stop` ends what was begun here, and leaves the loop running for the next."""

    def __init__(self, owner: Loop) -> None:
        super().__init__()
        self._owner = owner
        self._used = False
        self._pending: set[Future[Any]] = set()

    @property
    def running(self) -> bool:
        return self._used

    @property
    def is_current(self) -> bool:
        return self._owner.is_current

    def start(self) -> Any:
        self._used = True
        return self._owner.start()

    def submit(self, coroutine: Coroutine[Any, Any, T]) -> Future[T]:
        submitted = super().submit(coroutine)
        self._pending.add(submitted)
        submitted.add_done_callback(self._pending.discard)
        return submitted

    def stop(self, patience: float | None = PATIENCE) -> None:
        """Raises TimeoutError when something does not end within `patience` seconds."""
        if not self._used:
            return
        for left in tuple(self._pending):
            left.cancel()
        self._owner.submit(self._close()).result(patience)
        self._used = False

    async def _close(self) -> None:
        for close in reversed(self._at_stop):
            await close()
