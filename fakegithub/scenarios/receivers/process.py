"""A receiver in a process of its own: starting it, knowing when it is ready, stopping all of it."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from pathlib import Path
from types import FrameType
from urllib.parse import SplitResult, urlsplit

from fakegithub.errors import ReceiverError, suggestion
from fakegithub.scenarios.receivers import process_tree
from fakegithub.scenarios.receivers.output import Line, Output

# How long a process may take to end when it is asked to, in seconds.
GRACE = 3.0
# Between two looks whether it is ready, in seconds, and the longest that one look takes.
_PAUSE = 0.02
_LOOK = 2.0
# How long to read on when the process has ended, for somebody else may hold its output open.
_DRAIN = 1.0
_LAST_LINES = 10
_SHOWN_FOLDERS = 4
_SERVER_ERROR = 500


class NotReady(ReceiverError):
    """The process has ended before it was ready, or did not become ready in time."""


class Process:
    """A program that runs until `stop`. `changed` is called from a thread when it has ended by itself.

    `environment` is all of its environment; `grace` how long it has to end when it is asked to, in
    seconds. Raises ReceiverError when it cannot be started.
    """

    def __init__(
        self,
        command: Sequence[str],
        *,
        directory: Path | None,
        environment: Mapping[str, str],
        changed: Callable[[], None] = lambda: None,
        grace: float = GRACE,
    ) -> None:
        self._mark = uuid.uuid4().hex
        self._grace = grace
        self._changed = changed
        self._ended = threading.Event()
        self._exit_code: int | None = None
        self._stopping = False
        self._popen = _start(command, directory, {**environment, process_tree.MARK: self._mark})
        assert self._popen.stdout is not None  # noqa: S101 - a pipe, as we have asked for
        self._output = Output(self._popen.stdout)
        self._watcher = threading.Thread(target=self._watch, name="fakegithub-process", daemon=True)
        self._watcher.start()

    @property
    def pid(self) -> int:
        return self._popen.pid

    @property
    def exit_code(self) -> int | None:
        """None while it runs; the negative number of the signal that has ended it."""
        return self._exit_code if self._ended.is_set() else None

    @property
    def lines(self) -> list[Line]:
        """What it has written to standard output and standard error, in order."""
        return self._output.lines()

    def ending(self, patience: float = 0.0) -> str | None:
        """How it has ended, and its last lines; None when it still runs after `patience` seconds."""
        self._ended.wait(patience)
        code = self.exit_code
        if code is None:
            return None
        self._output.join(_DRAIN)
        return f"the receiver has ended {how_ended(code)}{self._last_words()}"

    def await_ready(self, url: str, path: str | None, within: float) -> str:
        """Wait until it answers GET `path` with anything below 500, or without one accepts a connection.

        Returns where it was found: `url`, with an address for `localhost`. Raises NotReady when it
        ends before, or does not become ready `within` seconds.
        """
        deadline = time.monotonic() + within
        places, missing = _places(urlsplit(url)), ""
        while (left := deadline - time.monotonic()) > 0:
            looks = {place.geturl(): _look(place, path, min(left, _LOOK)) for place in places}
            missing = "; ".join(looks.values())
            # Who answers may be another program, which has the port that ours wanted and died for.
            if self._ended.wait(_PAUSE):
                raise NotReady(f"{self.ending()}\nIt must stay in the foreground.")
            for place, lack in looks.items():
                if not lack:
                    return place
        advice = "" if path else "\nIt must listen at PORT, or at the `url` that the scenario says."
        raise NotReady(
            f"the receiver was not ready within {within:g} s: {missing}{self._last_words()}{advice}"
        )

    def stop(self) -> None:
        """End it and all that it has started, and wait for that."""
        if self._stopping:
            return
        self._stopping = True
        process_tree.stop(self.pid, self._mark, self._grace, self._ended.wait)
        self._watcher.join()
        self._popen.wait()
        self._output.join(_DRAIN)

    def _watch(self) -> None:
        if sys.platform != "win32" and hasattr(os, "waitid"):
            # It is left a zombie, so that its number, by which the group is known, stays its own.
            found = os.waitid(os.P_PID, self._popen.pid, os.WEXITED | os.WNOWAIT)
            code = found.si_status if found is not None else 0
            self._exit_code = -code if found is not None and found.si_code != os.CLD_EXITED else code
        else:
            self._exit_code = self._popen.wait()
        self._ended.set()
        if not self._stopping:
            self._changed()

    def _last_words(self) -> str:
        lines = self._output.last(_LAST_LINES)
        if not lines:
            return "; it has written nothing"
        return "; its last lines:" + "".join(f"\n    {line}" for line in lines)


def how_ended(code: int) -> str:
    if code >= 0:
        return f"with exit code {code}"
    try:
        return f"by {signal.Signals(-code).name}"
    except ValueError:
        return f"by signal {-code}"


def free_port() -> int:
    """A port of the loopback interface that nobody listens at now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def is_taken(url: str) -> bool:
    """Whether somebody listens there."""
    return any(not _look(place, None, _LOOK) for place in _places(urlsplit(url)))


@contextmanager
def interrupted_by_signals() -> Iterator[None]:
    """Let SIGTERM and SIGHUP unwind the stack as Ctrl-C does, so that nothing is left running."""

    def leave(number: int, _: FrameType | None) -> None:
        raise SystemExit(128 + number)

    numbers = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    if threading.current_thread() is not threading.main_thread():
        numbers = []
    # Whoever has a handler of his own knows what to do.
    numbers = [number for number in numbers if signal.getsignal(number) is signal.SIG_DFL]
    for number in numbers:
        signal.signal(number, leave)
    try:
        yield
    finally:
        for number in numbers:
            signal.signal(number, signal.SIG_DFL)


def _start(
    command: Sequence[str], directory: Path | None, environment: Mapping[str, str]
) -> subprocess.Popen[bytes]:
    if directory is not None and not directory.is_dir():
        raise ReceiverError(f"there is no folder {directory}")
    try:
        return subprocess.Popen(  # noqa: S603 - that is what the scenario asks for
            command,
            cwd=directory,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
        )
    except FileNotFoundError as error:
        raise ReceiverError(_not_found(command[0], directory, environment)) from error
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise ReceiverError(f"{command[0]} cannot be started: {reason}") from error


def _not_found(program: str, directory: Path | None, environment: Mapping[str, str]) -> str:
    path = environment.get("PATH", os.defpath)
    where = directory if directory is not None else Path.cwd()
    found = where / program if os.path.dirname(program) else shutil.which(program, path=path)
    if found is not None and os.path.exists(found):
        return f"{program} cannot be started: the interpreter that its first line names is not there"
    if os.path.dirname(program):
        return f"there is no program {program} in {where}"
    names = {name for folder in path.split(os.pathsep) for name in _programs(folder)}
    meant = suggestion(program, sorted(names))
    return f"there is no program {program}.{meant}\nLooked for in PATH: {_shortened(path)}"


def _shortened(path: str) -> str:
    """The first folders of PATH, each once, and how many more there are."""
    folders = list(dict.fromkeys(path.split(os.pathsep)))
    more = len(folders) - _SHOWN_FOLDERS
    shown = os.pathsep.join(folders[:_SHOWN_FOLDERS])
    return f"{shown} and {more} more" if more > 0 else shown


def _programs(folder: str) -> list[str]:
    try:
        return [name for name in os.listdir(folder) if os.access(os.path.join(folder, name), os.X_OK)]
    except OSError:
        return []


def _places(url: SplitResult) -> list[SplitResult]:
    """Where it may listen: a program at `localhost` may be at either address."""
    if url.hostname != "localhost":
        return [url]
    port = f":{url.port}" if url.port else ""
    return [url._replace(netloc=f"{host}{port}") for host in ("127.0.0.1", "[::1]")]


def _look(url: SplitResult, path: str | None, timeout: float) -> str:
    """What is still missing, or nothing when it is ready."""
    host = url.hostname or ""
    port = url.port or (443 if url.scheme == "https" else 80)
    try:
        if path is None:
            socket.create_connection((host, port), timeout).close()
            return ""
        connection = _connection(url.scheme, host, port, timeout)
        try:
            connection.request("GET", path)
            status = connection.getresponse().status
        finally:
            connection.close()
    except ConnectionRefusedError:
        return f"nobody listens at {url.netloc}"
    except TimeoutError:
        return f"{url.netloc} does not answer"
    except (OSError, HTTPException) as error:
        return f"{url.netloc}: {str(error) or type(error).__name__}"
    return f"GET {path} was answered with {status}" if status >= _SERVER_ERROR else ""


def _connection(scheme: str, host: str, port: int, timeout: float) -> HTTPConnection:
    if scheme != "https":
        return HTTPConnection(host, port, timeout=timeout)
    # Only its being there is asked; certificates of programs under test are often their own.
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return HTTPSConnection(host, port, timeout=timeout, context=context)
