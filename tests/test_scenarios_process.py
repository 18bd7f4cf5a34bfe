"""Processes: what they write, when they are ready, how they end, and that nothing of them is left."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from fakegithub.errors import ReceiverError
from fakegithub.scenarios.receivers import process_tree
from fakegithub.scenarios.receivers.process import (
    NotReady,
    Process,
    free_port,
    how_ended,
    interrupted_by_signals,
    is_taken,
)

# Waits for nothing that can come: what is started in tests must be ended by what is tested.
WAIT = "import signal; signal.pause()"
# Accepts connections at argv[1] and answers every request with the status that stands in argv[2].
SERVE = """\
import http.server, sys
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(int(sys.argv[2])); self.end_headers()
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
"""
sees_trees = pytest.mark.skipif(
    not process_tree.can_see_trees(), reason="only Linux shows who belongs to a tree of processes"
)


def python(code: str, *arguments: object) -> list[str]:
    return [sys.executable, "-u", "-c", code, *map(str, arguments)]


@contextmanager
def started(command: list[str], **settings: Any) -> Iterator[Process]:
    process = Process(command, **{"directory": None, "environment": os.environ, "grace": 5.0, **settings})
    try:
        yield process
    finally:
        process.stop()


def texts(process: Process) -> list[str]:
    return [line.text for line in process.lines]


def finished(*command: str, **settings: Any) -> Process:
    """A process that has ended by itself."""
    done = threading.Event()
    with started(list(command), changed=done.set, **settings) as process:
        assert done.wait(20)
    return process


def stat_of(pid: int) -> list[str]:
    """Its line in the process table from the state on: man 5 proc_pid_stat."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def is_alive(pid: int) -> bool:
    try:
        return stat_of(pid)[0] != "Z"
    except FileNotFoundError:
        return False


def ends(pid: int) -> bool:
    """Whether it ends, of which nobody tells us."""
    pause = threading.Event()
    return any(not is_alive(pid) or pause.wait(0.01) for _ in range(1_000))


def parent_of(pid: int) -> int:
    return int(stat_of(pid)[1])


# What it writes


def test_both_streams_are_kept_in_their_order_with_what_is_not_text() -> None:
    process = finished("sh", "-c", r"echo one; echo two >&2; printf 'thr\377ee\r\n'; printf four")
    assert texts(process) == ["one", "two", "thr\ufffdee", "four"]
    times = [line.when for line in process.lines]
    assert times == sorted(times)


def test_of_much_output_the_beginning_and_the_end_are_kept() -> None:
    lines = texts(finished(*python("for n in range(100_000): print(n, 'x' * 20)")))
    assert lines[0].startswith("0 ")
    assert lines[-1].startswith("99999 ")
    (gap,) = [index for index, line in enumerate(lines) if "left out" in line]
    missing = int(lines[gap].strip("()").split()[0])
    assert int(lines[gap - 1].split()[0]) + missing + 1 == int(lines[gap + 1].split()[0])
    assert sum(map(len, lines)) < 70_000


def test_a_long_line_is_cut_and_the_next_one_is_not() -> None:
    lines = texts(finished(*python("print('y' * 1_000_000); print('next')")))
    assert len(lines) == 2
    assert lines[0].startswith("yyy")
    assert lines[0].endswith("(cut)")
    assert len(lines[0]) < 3_000
    assert lines[1] == "next"


def test_what_a_child_writes_belongs_to_it() -> None:
    assert texts(finished("sh", "-c", "echo parent; sh -c 'echo child'")) == ["parent", "child"]


# How it ends


@pytest.mark.parametrize(
    ("script", "code", "words"),
    [
        ("exit 0", 0, "with exit code 0"),
        ("exit 3", 3, "with exit code 3"),
        ("kill -9 $$", -9, "by SIGKILL"),
    ],
)
def test_how_it_has_ended_is_known(script: str, code: int, words: str) -> None:
    process = finished("sh", "-c", f"echo last words; {script}")
    assert process.exit_code == code
    assert process.ending() == f"the receiver has ended {words}; its last lines:\n    last words"


def test_a_signal_without_a_name_is_its_number() -> None:
    assert how_ended(-250) == "by signal 250"


def test_one_that_runs_has_not_ended() -> None:
    with started(python(WAIT)) as process:
        assert process.exit_code is None
        assert process.ending() is None
    assert process.exit_code == -signal.SIGTERM


# When it is ready


def test_it_is_ready_when_its_port_accepts_a_connection() -> None:
    port = free_port()
    with started(python(SERVE, port, 500)) as process:
        found = process.await_ready(f"http://localhost:{port}/hook?a=b", None, 20)
    assert found == f"http://127.0.0.1:{port}/hook?a=b"


def test_it_is_found_at_the_other_loopback_address() -> None:
    if not socket.has_ipv6:
        pytest.skip("there is no IPv6 here")
    port = free_port()
    code = (
        "import socket, sys\n"
        "server = socket.create_server(('::1', int(sys.argv[1])), family=socket.AF_INET6)\n"
        "while True: server.accept()[0].close()\n"
    )
    with started(python(code, port)) as process:
        assert process.await_ready(f"http://localhost:{port}/", None, 20) == f"http://[::1]:{port}/"


@pytest.mark.parametrize("status", [200, 302, 404])
def test_any_answer_below_500_says_that_it_is_ready(status: int) -> None:
    port = free_port()
    with started(python(SERVE, port, status)) as process:
        url = f"http://127.0.0.1:{port}/"
        assert process.await_ready(url, "/healthz", 20) == url


def test_one_that_answers_with_an_error_is_not_ready() -> None:
    port = free_port()
    with (
        started(python(SERVE, port, 503)) as process,
        pytest.raises(NotReady, match=r"within 1 s: GET /healthz was answered with 503"),
    ):
        process.await_ready(f"http://127.0.0.1:{port}/", "/healthz", 1)


def test_one_that_never_listens_is_not_ready_and_its_last_lines_are_told() -> None:
    port = free_port()
    with (
        started(python(f"print('connecting to the database'); {WAIT}")) as process,
        pytest.raises(NotReady) as raised,
    ):
        process.await_ready(f"http://localhost:{port}/", None, 0.5)
    message = str(raised.value)
    assert f"was not ready within 0.5 s: nobody listens at 127.0.0.1:{port}" in message
    assert "connecting to the database" in message
    assert "PORT" in message


def test_one_that_ends_before_it_is_ready_is_not_waited_for() -> None:
    with (
        started(["sh", "-c", "echo cannot find module >&2; exit 7"]) as process,
        pytest.raises(NotReady, match=r"ended with exit code 7; its last lines:\n    cannot find module\n"),
    ):
        process.await_ready(f"http://127.0.0.1:{free_port()}/", None, 600)


def test_another_program_at_its_port_does_not_make_a_dead_one_ready() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        url = f"http://127.0.0.1:{other.getsockname()[1]}/"
        assert is_taken(url)
        process = finished("sh", "-c", "echo the address is in use; exit 1")
        with pytest.raises(NotReady, match="exit code 1"):
            process.await_ready(url, None, 20)
    assert not is_taken(url)


# What cannot be started


def test_a_program_that_is_not_there_is_named_with_the_nearest_and_with_the_path(tmp_path: Path) -> None:
    (tmp_path / "nodejs").touch(mode=0o755)
    (tmp_path / "nodejx").touch(mode=0o644)
    environment = {"PATH": f"{tmp_path}:/nowhere"}
    with pytest.raises(ReceiverError, match="no program nodej") as raised:
        Process(["nodej"], directory=None, environment=environment)
    assert 'Did you mean "nodejs"?' in str(raised.value)
    assert str(raised.value).endswith(f"\nLooked for in PATH: {tmp_path}:/nowhere")


def test_of_a_long_path_the_first_folders_are_told_each_once() -> None:
    environment = {"PATH": "/no/a:/no/a:/no/b:/no/c:/no/d:/no/e:/no/f"}
    with pytest.raises(ReceiverError) as raised:
        Process(["nodej"], directory=None, environment=environment)
    assert str(raised.value) == (
        "there is no program nodej.\nLooked for in PATH: /no/a:/no/b:/no/c:/no/d and 2 more"
    )


def test_a_program_in_a_folder_is_looked_for_from_the_working_directory(tmp_path: Path) -> None:
    with pytest.raises(ReceiverError, match=f"there is no program ./bot in {tmp_path}"):
        Process(["./bot"], directory=tmp_path, environment={})
    (tmp_path / "bot").write_text("#!/no/such/interpreter\n")
    with pytest.raises(ReceiverError, match="bot cannot be started: Permission denied"):
        Process(["./bot"], directory=tmp_path, environment={})
    (tmp_path / "bot").chmod(0o755)
    with pytest.raises(ReceiverError, match="the interpreter that its first line names is not there"):
        Process(["./bot"], directory=tmp_path, environment={})
    (tmp_path / "bot").write_text("#!/bin/sh\npwd\n")
    assert texts(finished("./bot", directory=tmp_path)) == [str(tmp_path)]


def test_a_program_that_is_nothing_the_system_can_run_is_named(tmp_path: Path) -> None:
    (tmp_path / "bot").write_text("no shebang")
    (tmp_path / "bot").chmod(0o755)
    with pytest.raises(ReceiverError, match="bot cannot be started: Exec format error"):
        Process(["./bot"], directory=tmp_path, environment={})


# Stopping it


def told(process: Process, count: int) -> list[int]:
    """The numbers that it writes, once there are so many."""
    found: list[int] = []
    changed = threading.Event()
    while len(found) < count:
        changed.wait(0.01)
        found = [int(text) for text in texts(process) if text.isdigit()]
    return found


@sees_trees
def test_children_and_their_children_are_stopped() -> None:
    script = "sleep 600 & echo $!; sh -c 'sleep 600 & echo $!; wait' & echo $!; wait"
    with started(["sh", "-c", script]) as process:
        pids = told(process, 3)
        assert all(map(is_alive, pids))
    assert not any(map(is_alive, [process.pid, *pids]))


@sees_trees
def test_a_daemon_that_has_left_its_session_and_its_parent_is_stopped() -> None:
    daemon = "setsid sh -c 'echo $$; exec sleep 600' &"
    with started(["sh", "-c", 'sh -c "$1"; exec sleep 600', "sh", daemon]) as process:
        (pid,) = told(process, 1)
        assert os.getsid(pid) == pid != process.pid
        assert parent_of(pid) != process.pid
        assert is_alive(pid)
    assert not is_alive(pid)


@sees_trees
def test_a_child_without_the_environment_is_known_by_its_parent() -> None:
    script = "setsid env -i sh -c 'echo $$; exec sleep 600' & wait"
    with started(["sh", "-c", script]) as process:
        (pid,) = told(process, 1)
        assert is_alive(pid)
    assert not is_alive(pid)


@sees_trees
def test_what_is_left_of_one_that_has_ended_is_stopped() -> None:
    done = threading.Event()
    with started(["sh", "-c", "sleep 600 >/dev/null 2>&1 & echo $!"], changed=done.set) as process:
        assert done.wait(20)
        (pid,) = told(process, 1)
        assert is_alive(pid)
    assert not is_alive(pid)


@sees_trees
def test_others_are_left_alone() -> None:
    with started(python(WAIT)) as other, started(python(WAIT)) as process:
        process.stop()
        assert is_alive(other.pid)
        assert not is_alive(process.pid)


def test_one_that_does_not_want_to_end_is_killed() -> None:
    code = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(1); {WAIT}"
    with started(python(f"{code}\nwhile True: signal.pause()"), grace=0.2) as process:
        told(process, 1)
    assert process.exit_code == -signal.SIGKILL


def test_one_that_tidies_up_has_the_time_to() -> None:
    code = (
        "import signal, sys\n"
        "def leave(*_): print('tidied up'); sys.exit(5)\n"
        "signal.signal(signal.SIGTERM, leave); print(1)\n"
        "while True: signal.pause()\n"
    )
    with started(python(code)) as process:
        told(process, 1)
    assert process.exit_code == 5
    assert texts(process) == ["1", "tidied up"]


def test_groups_are_stopped_where_trees_cannot_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process_tree, "can_see_trees", lambda: False)
    with started(["sh", "-c", "sleep 600 & echo $!; wait"], grace=0.5) as process:
        (pid,) = told(process, 1)
    assert process.exit_code == -signal.SIGTERM
    assert ends(pid)


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
def test_a_signal_unwinds_the_stack_so_that_nothing_is_left_running(tmp_path: Path, name: str) -> None:
    code = (
        "import os, signal, sys\n"
        "from fakegithub.scenarios.receivers.process import Process, interrupted_by_signals\n"
        "with interrupted_by_signals():\n"
        f"    process = Process([sys.executable, '-c', {WAIT!r}], directory=None, environment=os.environ)\n"
        "    try:\n"
        "        print(process.pid, flush=True)\n"
        f"        os.kill(os.getpid(), signal.{name})\n"
        "        signal.pause()\n"
        "    finally:\n"
        "        process.stop()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, cwd=tmp_path, check=False
    )
    assert done.returncode == 128 + getattr(signal, name), done.stderr
    assert not is_alive(int(done.stdout))


def test_a_handler_of_somebody_else_stays() -> None:
    def handler(*_: object) -> None: ...

    before = signal.signal(signal.SIGTERM, handler)
    try:
        with interrupted_by_signals():
            assert signal.getsignal(signal.SIGTERM) is handler
            assert signal.getsignal(signal.SIGHUP) is not signal.SIG_DFL
        assert signal.getsignal(signal.SIGHUP) is signal.SIG_DFL
    finally:
        signal.signal(signal.SIGTERM, before)
