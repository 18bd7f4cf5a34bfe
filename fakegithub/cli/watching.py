"""`fakegithub run --watch`: the same command again, in a new process, whenever a file changes.

Each time it is a new process, so that the receiver's modules are imported afresh. Files are looked at a few
times a second (there is no portable way to be told, in the standard library): time of change and size.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from typing import Any

import click

from fakegithub.scenarios.language import library
from fakegithub.scenarios.running.workers import GRACE

INTERVAL = 0.3  # seconds
_KEY = "fakegithub.arguments"
_SCENARIOS = (".yaml", ".yml")
# What programs are written in that start from their source.
_SOURCES = (".py", ".js", ".mjs", ".cjs", ".ts", ".rb", ".php", ".pl")
_SKIPPED = frozenset({"__pycache__", "node_modules", "site-packages", "vendor", "build", "dist"})

# What a file is known by: nanoseconds of its last change, and its size.
State = Mapping[str, tuple[int, int]]


class Arguments(click.Command):
    """A command that remembers the arguments that it was called with."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        ctx.meta[_KEY] = list(args)
        return super().parse_args(ctx, args)


def watch_runs(context: click.Context, scenarios: Iterable[str]) -> int:
    """Run, and run again whenever a scenario or a source file has changed, until Ctrl-C; returns 0."""
    arguments = [argument for argument in context.meta[_KEY] if argument != "--watch"]
    command = [sys.executable, "-m", "fakegithub", "run", *arguments]
    folders = list(scenarios)

    def pause() -> None:
        time.sleep(INTERVAL)

    return watch(lambda: run_once(command), lambda: watched(folders), pause)


def watch(run: Callable[[], Any], look: Callable[[], State], wait: Callable[[], None]) -> int:
    """Call `run`, and again whenever what `look` sees has changed, with `wait` in between; until Ctrl-C."""
    with suppress(KeyboardInterrupt):
        seen, why = look(), "watching"
        for number in range(1, sys.maxsize):
            _rule(f"run {number}: {why}")
            run()
            _rule(f"{len(seen)} files watched, Ctrl-C ends it")
            now = _changed(seen, look, wait)
            seen, why = now, _difference(seen, now)
    return 0


def _changed(seen: State, look: Callable[[], State], wait: Callable[[], None]) -> State:
    """What `look` sees when it has changed. What has changed during a run counts: `seen` is from before.

    It must stay the same for one `wait`, for editors save in several steps, an empty file first.
    """
    before = seen
    while (now := look()) == seen or now != before:
        before = now
        wait()
    return now


def run_once(command: list[str]) -> int:
    """Run a command to its end; Ctrl-C ends it first, in its own way."""
    # In a group of its own Ctrl-C does not reach it by itself: told twice, it would leave too quickly.
    alone: dict[str, Any] = {} if sys.platform == "win32" else {"process_group": 0}
    with subprocess.Popen(command, **alone) as process:  # noqa: S603 - ourselves
        try:
            return process.wait()
        except BaseException:
            if sys.platform != "win32":
                process.send_signal(signal.SIGINT)
            try:
                process.wait(GRACE + 1)
            except subprocess.TimeoutExpired:
                process.kill()
            raise


def watched(named: Iterable[str]) -> State:
    """All scenario files of the arguments, and all scenario and source files of the working directory."""
    files: set[str] = set(_files(os.curdir, (*_SCENARIOS, *_SOURCES)))
    for name in named:
        if os.path.isdir(name):
            files.update(_files(name, _SCENARIOS))
        elif os.path.exists(name):
            files.add(os.path.relpath(name) if not os.path.isabs(name) else name)
        elif name in library.names():
            files.add(str(library.folder() / f"{name}.yaml"))
    found = {}
    for file in files:
        # It may have gone since it was listed, as editors do it when they save.
        with suppress(OSError):
            status = os.stat(file)
            found[file] = (status.st_mtime_ns, status.st_size)
    return found


def _files(folder: str, suffixes: tuple[str, ...]) -> Iterator[str]:
    try:
        entries = list(os.scandir(folder))
    except OSError:
        return
    # A virtual environment: https://docs.python.org/3/library/venv.html
    if any(entry.name == "pyvenv.cfg" for entry in entries):
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if entry.is_dir(follow_symlinks=False):
            if entry.name not in _SKIPPED:
                yield from _files(entry.path, suffixes)
        elif entry.name.endswith(suffixes):
            yield os.path.normpath(entry.path)


def _difference(before: State, now: State) -> str:
    """`a.yaml changed`, `a.yaml and 2 more changed`."""
    names = sorted(file for file in before.keys() | now.keys() if before.get(file) != now.get(file))
    first = names[0]
    what = "is new" if first not in before else "is gone" if first not in now else "changed"
    more = f" and {len(names) - 1} more" if len(names) > 1 else ""
    return f"{first}{more} {'changed' if more else what}"


def _rule(text: str) -> None:
    line = f"── {time.strftime('%H:%M:%S')}  {text} "
    click.echo(click.style(f"{line:─<80}", bold=True), err=True)
