"""The one background event loop of a world: deliveries are sent on it, and it serves the API.

Tests talk to it from synchronous and asynchronous code alike, so it has a thread of its own, which
starts when it is first needed.
"""

from __future__ import annotations

import asyncio
import importlib.util
import threading
from collections.abc import Awaitable, Callable, Coroutine
from concurrent.futures import Future
from typing import Any, TypeVar

T = TypeVar("T")

# A task that was woken by an answer needs a few turns before it shows what it does next.
_BARRIER_TURNS = 5


class Loop:
    """An event loop (uvloop's where it is installed) in a daemon thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._stopped: asyncio.Event | None = None
        self._at_stop: list[Callable[[], Awaitable[None]]] = []

    def __repr__(self) -> str:
        return f"<Loop {'running' if self.running else 'not running'}>"

    @property
    def running(self) -> bool:
        return self._loop is not None

    @property
    def is_current(self) -> bool:
        """Whether the caller runs on the loop, and so must not wait for it."""
        return threading.current_thread() is self._thread

    def start(self) -> asyncio.AbstractEventLoop:
        """Start the thread unless it runs already, and return its loop."""
        # Without the lock first: while `stop` holds it, what still runs on the loop may come here.
        running = self._loop
        if running is not None:
            return running
        with self._lock:
            if self._loop is None:
                ready: Future[asyncio.AbstractEventLoop] = Future()
                self._thread = threading.Thread(
                    target=self._run, args=(ready,), name="fakegithub-loop", daemon=True
                )
                self._thread.start()
                self._loop = ready.result()
            return self._loop

    def submit(self, coroutine: Coroutine[Any, Any, T]) -> Future[T]:
        """Run a coroutine on the loop; `result()` of what is returned waits for it."""
        return asyncio.run_coroutine_threadsafe(coroutine, self.start())

    def call_soon(self, function: Callable[..., object], *args: Any) -> None:
        """Call a function on the loop, in the order of these calls."""
        self.start().call_soon_threadsafe(function, *args)

    def barrier(self) -> None:
        """Wait until the loop has done what was ready to run, and what that made ready."""
        if self.running and not self.is_current:
            self.submit(_turns(_BARRIER_TURNS)).result()

    def at_stop(self, close: Callable[[], Awaitable[None]]) -> None:
        """Have `close` awaited on the loop before it stops, the latest first."""
        self._at_stop.append(close)

    def stop(self, patience: float | None = None) -> None:
        """Close what lives on the loop, cancel what still runs there, and join the thread.

        A loop that is blocked is left behind after `patience` seconds, if given; its thread is a
        daemon. The loop can be started again. Raises RuntimeError when called on the loop itself.
        """
        with self._lock:
            loop, thread, stopped = self._loop, self._thread, self._stopped
            if loop is None or thread is None or stopped is None:
                return
            if self.is_current:
                raise RuntimeError("the loop cannot stop itself; call stop() from another thread")
            loop.call_soon_threadsafe(stopped.set)
            thread.join(patience)
            self._loop = self._thread = self._stopped = None

    def _run(self, ready: Future[asyncio.AbstractEventLoop]) -> None:
        with asyncio.Runner(loop_factory=_loop_factory()) as runner:
            self._stopped = asyncio.Event()
            runner.run(self._until_stopped(self._stopped, ready))

    async def _until_stopped(self, stopped: asyncio.Event, ready: Future[asyncio.AbstractEventLoop]) -> None:
        ready.set_result(asyncio.get_running_loop())
        await stopped.wait()
        for close in reversed(self._at_stop):
            await close()


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop]:
    # There is no uvloop for Windows.
    if importlib.util.find_spec("uvloop") is None:
        return asyncio.new_event_loop
    import uvloop

    return uvloop.new_event_loop


async def _turns(count: int) -> None:
    for _ in range(count):
        await asyncio.sleep(0)
