"""Running many cases in worker processes, each case in whichever process is free.

A worker is started afresh (spawn), so it is the same on every system and inherits no thread and no lock.
It has a pipe to us: we send a case, it sends the outcome. That pipe is also what holds a worker: when it
is closed, because we stop or because we have been killed, the worker lets go of what it is doing, as if
by an exception, so that what it has started itself is stopped as well. A worker that ends without an
answer is the problem of the case that it had; another takes its place.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
import time
import traceback
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from multiprocessing import connection, resource_tracker
from multiprocessing.connection import Connection
from queue import SimpleQueue
from typing import Any

from fakegithub.github import GitHub
from fakegithub.scenarios.language.scenario import Scenario
from fakegithub.scenarios.running.many import Case, Outcome, Problem, load_file, needed, run_case
from fakegithub.scenarios.running.run import Listener, Options

# How long a worker has to stop what it has started, in seconds, before it is killed. Longer than a
# receiver's own process is given.
GRACE = 10.0


def run_in_processes(
    todo: Sequence[Case],
    options: Options,
    processes: int,
    *,
    talk: Callable[[str], None],
    began: Callable[[Case], None] = lambda _: None,
    grace: float = GRACE,
) -> Iterator[Outcome]:
    """The outcome of each case, as each ends. `talk` gets what a person should be told meanwhile.

    Closing the iterator, or an exception such as KeyboardInterrupt in it, stops all workers and waits
    until none is left.
    """
    waiting = deque(todo)
    workers: list[_Worker] = []
    dismissed: list[_Worker] = []
    try:
        for _ in range(min(processes, len(waiting))):
            _start(workers, options)
            workers[-1].give(waiting.popleft(), began)
        while workers:
            for worker in _ready(workers):
                answer = worker.answer()
                if isinstance(answer, str):
                    talk(answer)
                    continue
                if waiting and not worker.lost:
                    worker.give(waiting.popleft(), began)
                else:
                    workers.remove(worker)
                    dismissed.append(worker)
                    worker.pipe.close()
                    if waiting:
                        _start(workers, options)
                        workers[-1].give(waiting.popleft(), began)
                yield answer
    finally:
        _stop_all([*workers, *dismissed], grace)


def _start(workers: list[_Worker], options: Options) -> None:
    # In the list first: Ctrl-C may come as soon as there is a process.
    workers.append(_Worker(options))
    workers[-1].start()


def _ready(workers: list[_Worker]) -> list[_Worker]:
    """Those that have sent something or have ended; waits for one."""
    found = connection.wait([worker.pipe for worker in workers])
    return [worker for worker in workers if worker.pipe in found]


def _stop_all(workers: list[_Worker], grace: float) -> None:
    try:
        for worker in workers:
            worker.pipe.close()
        deadline = time.monotonic() + grace
        for worker in workers:
            worker.wait(max(0.0, deadline - time.monotonic()))
    finally:
        # Also when Ctrl-C is pressed again while we wait.
        for worker in workers:
            worker.stop(0)


class _Worker:
    """Our end of a worker process. `lost` when it has ended by itself."""

    def __init__(self, options: Options) -> None:
        context = multiprocessing.get_context("spawn")
        self.pipe, self._theirs = context.Pipe()
        # Not a daemon, in the sense of multiprocessing: those may start no processes of their own.
        self.process = context.Process(target=_work, args=(self._theirs, options), daemon=False)
        self.case: Case | None = None
        self.lost = False

    def start(self) -> None:
        try:
            with _interrupts_held_back():
                self.process.start()
        finally:
            self._theirs.close()

    def give(self, case: Case, began: Callable[[Case], None]) -> None:
        self.case = case
        began(case)
        # Should it have ended already, its answer tells.
        with suppress(OSError):
            self.pipe.send(case)

    def answer(self) -> Outcome | str:
        """What it has sent: an outcome, or a text to pass on. The problem of its case when it has ended."""
        assert self.case is not None  # noqa: S101 - it is given one as soon as it is free
        try:
            received: Outcome | str = self.pipe.recv()
        except (EOFError, OSError):
            self.lost = True
            self.stop(GRACE)
            message = f"the process of this run ended: {_ending(self.process.exitcode)}"
            return Outcome(self.case, problem=Problem(message, self.case.file, misused=False))
        return received

    def wait(self, seconds: float) -> None:
        if self.process.pid is not None:  # otherwise Ctrl-C came before it was started
            self.process.join(seconds)

    def stop(self, grace: float) -> None:
        """Let it end, or make it."""
        self.pipe.close()
        self.wait(grace)
        if self.process.pid is not None and self.process.is_alive():
            self.process.kill()
            self.process.join()


def _ending(code: int | None) -> str:
    if code is not None and code < 0:
        with suppress(ValueError):
            return f"killed by {signal.Signals(-code).name}"
    return f"exit code {code}"


@contextmanager
def _interrupts_held_back() -> Iterator[None]:
    """Hold Ctrl-C back while a worker is started, which then begins without listening to it.

    It comes to the worker too, as to all processes of a terminal, but it is ours to answer it.
    """
    if sys.platform == "win32":
        yield
        return
    # multiprocessing's tracker lets signals through when it starts: it must run already.
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


# In the worker


class _Stopped(BaseException):
    """Our other end is gone: let go of everything."""


class _Relay(Listener):
    """Passes on what a person should be told."""

    def __init__(self, pipe: Connection[Any, Any], options: Options) -> None:
        self._pipe = pipe
        self._options = options

    def began(self, scenario: Scenario, product: str, github: GitHub, token: str | None) -> None:  # noqa: ARG002
        told = needed(self._options, scenario, github, token)
        if told is not None:
            self._pipe.send(told)


def _work(pipe: Connection[Any, Any], options: Options) -> None:
    """Run the cases that come through the pipe, until it is closed."""
    find = cache(load_file)
    try:
        _listen_to_the_pipe_alone()
        # Standard output is for reports: what an app prints must not get in between.
        os.dup2(2, 1)
        inbox = _Inbox(pipe)
        for case in inbox.cases():
            outcome = run_case(case, options, _Relay(pipe, options), find)
            with suppress(BrokenPipeError):
                pipe.send(outcome)
            inbox.done()
    except _Stopped:
        pass
    except BaseException as error:  # noqa: BLE001 - nothing is swallowed: the process ends
        if not isinstance(error, SystemExit):
            traceback.print_exc()
        # At once: a thread that a receiver has left behind would keep us, and the pipe, for ever.
        os._exit(error.code if isinstance(error, SystemExit) and isinstance(error.code, int) else 1)


def _listen_to_the_pipe_alone() -> None:
    # A handler that does nothing, and not SIG_IGN, which a receiver's own process would inherit.
    signal.signal(signal.SIGINT, lambda *_: None)
    signal.signal(signal.SIGTERM, _stop)
    if sys.platform != "win32":
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGINT])


def _stop(*_: object) -> None:
    # Once is enough: what is being stopped must not be disturbed.
    signal.signal(signal.SIGTERM, lambda *_: None)
    # Nor must it complain: whoever is asked to let go of everything leaves loose ends.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    raise _Stopped


class _Inbox:
    """The cases that come through a pipe. A thread waits there, and sees its end also during a run."""

    def __init__(self, pipe: Connection[Any, Any]) -> None:
        self._pipe = pipe
        self._cases: SimpleQueue[Case | None] = SimpleQueue()
        self._lock = threading.Lock()
        self._busy = False
        threading.Thread(target=self._read, name="fakegithub-pipe", daemon=True).start()

    def cases(self) -> Iterator[Case]:
        while (case := self._cases.get()) is not None:
            yield case

    def done(self) -> None:
        with self._lock:
            self._busy = False

    def _read(self) -> None:
        try:
            with suppress(EOFError, OSError):
                while True:
                    case = self._pipe.recv()
                    with self._lock:
                        self._busy = True
                    self._cases.put(case)
        finally:
            self._cases.put(None)
            # Under the lock: the main thread cannot have gone on to its end meanwhile.
            with self._lock:
                if self._busy:
                    _interrupt()


def _interrupt() -> None:
    """Raise _Stopped in the main thread, also where it waits for something."""
    main = threading.main_thread().ident
    if sys.platform != "win32" and main is not None:
        signal.pthread_kill(main, signal.SIGTERM)
    else:
        signal.raise_signal(signal.SIGTERM)
