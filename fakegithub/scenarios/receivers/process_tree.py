"""Stopping a process together with all that it has started.

On Linux a tree is whoever is in the process's group or session, whoever descends from it, and whoever
carries the mark that it was started with in its environment; so a daemon, which leaves its group and its
parent, is found as well. Only a process that has done all three, left both and wiped its environment,
gets away. Other systems with process groups end the group; Windows ends what `taskkill /T` finds, which
no test of ours has seen.
"""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path

# The environment variable that marks a tree.
MARK = "FAKEGITHUB_RECEIVER"
_PROC = Path("/proc")
# How long to look for more after SIGKILL, in seconds: a process that waits for a disk ends later.
_LAST = 2.0


def stop(pid: int, mark: str, grace: float, has_ended: Callable[[float], object]) -> None:
    """Ask all of the tree to end, and make those end that have not `grace` seconds later.

    Its first process, `pid`, was started in a session of its own, with `mark` in its environment.
    `has_ended` waits so many seconds for its end.
    """
    if sys.platform == "win32":
        _stop_on_windows(pid, grace, has_ended)
    elif can_see_trees():
        _stop_on_linux(pid, mark, grace)
    else:
        _stop_group(pid, grace, has_ended)


def can_see_trees() -> bool:
    return hasattr(os, "pidfd_open") and (_PROC / "self" / "environ").exists()


# Linux


@dataclass(frozen=True, slots=True)
class _Entry:
    """A line of the process table."""

    pid: int
    state: str
    parent: int
    group: int
    session: int


def members(pid: int, mark: str) -> list[int]:
    """Who is alive of the tree that began with process `pid`."""
    entries = {entry.pid: entry for entry in _table()}
    found = {
        entry.pid
        for entry in entries.values()
        if pid in (entry.pid, entry.group, entry.session) or _has_mark(entry.pid, mark)
    }
    more = found
    while more:
        more = {entry.pid for entry in entries.values() if entry.parent in more} - found
        found |= more
    found.discard(os.getpid())
    return [pid for pid in found if entries[pid].state not in "ZX"]


def _table() -> Iterator[_Entry]:
    for folder in _PROC.iterdir():
        if folder.name.isdigit():
            # It may have ended since it was listed.
            with suppress(OSError):
                # The name stands in brackets, and may have brackets and spaces in it: man 5 proc_pid_stat.
                rest = (folder / "stat").read_text("utf-8", "replace").rpartition(")")[2].split()
                yield _Entry(int(folder.name), rest[0], *map(int, rest[1:4]))


def _has_mark(pid: int, mark: str) -> bool:
    try:
        return f"{MARK}={mark}".encode() in (_PROC / str(pid) / "environ").read_bytes().split(b"\0")
    except OSError:
        return False  # somebody else's process, or one that has ended


def _stop_on_linux(pid: int, mark: str, grace: float) -> None:
    try:
        _signal_all(pid, mark, signal.SIGTERM, grace)
    finally:
        # Also when a second Ctrl-C comes while we wait. What is forked meanwhile needs another look.
        deadline = time.monotonic() + _LAST
        while _signal_all(pid, mark, signal.SIGKILL, _LAST) and time.monotonic() < deadline:
            pass


def _signal_all(pid: int, mark: str, number: signal.Signals, patience: float) -> int:
    """Send a signal to all of the tree and wait until they have ended; how many there were."""
    with ExitStack() as opened:
        waiting: dict[int, int] = {}
        for member in members(pid, mark):
            with suppress(ProcessLookupError):
                descriptor = os.pidfd_open(member)
                opened.callback(os.close, descriptor)
                waiting[descriptor] = member
        # Whoever is still the tree's now is meant: a descriptor cannot come to mean another process.
        still = set(members(pid, mark))
        waiting = {descriptor: member for descriptor, member in waiting.items() if member in still}
        poll = select.poll()
        for descriptor in waiting:
            with suppress(ProcessLookupError, PermissionError):
                signal.pidfd_send_signal(descriptor, number)
            poll.register(descriptor, select.POLLIN)
        count, deadline = len(waiting), time.monotonic() + patience
        while waiting and (left := deadline - time.monotonic()) > 0:
            for descriptor, _ in poll.poll(left * 1000):
                poll.unregister(descriptor)
                del waiting[descriptor]
        return count


# Elsewhere


def _stop_group(group: int, grace: float, has_ended: Callable[[float], object]) -> None:
    try:
        _signal_group(group, signal.SIGTERM)
        has_ended(grace)
    finally:
        _signal_group(group, signal.SIGKILL)


def _signal_group(group: int, number: signal.Signals) -> None:
    # macOS answers EPERM for a group of which only zombies are left.
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(group, number)


def _stop_on_windows(pid: int, grace: float, has_ended: Callable[[float], object]) -> None:
    if sys.platform == "win32":
        # Its group is its own: https://docs.python.org/3/library/subprocess.html#subprocess.CREATE_NEW_PROCESS_GROUP
        with suppress(OSError):
            os.kill(pid, signal.CTRL_BREAK_EVENT)
        has_ended(grace)
        command = ["taskkill", "/F", "/T", "/PID", str(pid)]
        subprocess.run(command, capture_output=True, check=False)  # noqa: S603
