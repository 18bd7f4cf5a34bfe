"""`--retries`: further attempts, on the command line."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
import yaml

from fakegithub.cli import main
from fakegithub.scenarios.samples import sending


@contextmanager
def answering(*codes: int) -> Iterator[tuple[str, list[str], threading.Event]]:
    """A receiver that answers so, one delivery after the other; the guids that it got; when it has all."""
    guids: list[str] = []
    complete = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            guids.append(self.headers["X-GitHub-Delivery"])
            self.send_response(codes[len(guids) - 1])
            self.send_header("Content-Length", "0")
            self.end_headers()
            if len(guids) == len(codes):
                complete.set()

        def log_message(self, *_: Any) -> None:
            """Quiet."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/hook", guids, complete
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending.Retries, "wait", lambda _retries, _attempt: 0.0)


def test_trigger_attempts_again_with_the_same_guid_and_shows_each(capsys: pytest.CaptureFixture[str]) -> None:
    with answering(500, 503, 200) as (url, guids, _):
        assert main(["trigger", "ping", "--to", url, "--retries", "5"]) == 0
    assert len(guids) == 3
    assert len(set(guids)) == 1
    assert capsys.readouterr().err.splitlines() == [
        f"ping {guids[0]}: 500 Invalid HTTP Response: 500",
        f"ping {guids[0]} attempt 2: 503 Invalid HTTP Response: 503",
        f"ping {guids[0]} attempt 3: 200 OK",
    ]


@pytest.mark.parametrize("arguments", [[], ["--retries", "0"]])
def test_trigger_attempts_once_unless_told_otherwise(arguments: list[str]) -> None:
    with answering(500, 200) as (url, guids, _):
        assert main(["trigger", "ping", "--to", url, *arguments]) == 1
    assert len(guids) == 1


def test_trigger_gives_up_in_the_end() -> None:
    with answering(500, 500, 200) as (url, guids, _):
        assert main(["trigger", "ping", "--to", url, "--retries", "1"]) == 1
    assert len(guids) == 2


def test_a_number_below_zero_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["trigger", "ping", "--to", "http://127.0.0.1:9/", "--retries", "-1"]) == 2
    assert "--retries" in capsys.readouterr().err


def test_serve_attempts_again_for_all_hooks(tmp_path: Path) -> None:
    with answering(500, 200) as (url, guids, complete):
        given = {"repositories": [{"name": "octocat/hello-world", "hooks": [{"url": url}]}]}
        seed = tmp_path / "seed.yaml"
        seed.write_text(yaml.safe_dump({"name": "x", "given": given, "steps": [{"expect": {"within": 1}}]}))
        command = [
            sys.executable,
            "-m",
            "fakegithub",
            "serve",
            "--port",
            "0",
            "--seed",
            str(seed),
            "--retries",
            "1",
        ]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as served:
            assert complete.wait(30), served.stderr
            served.send_signal(signal.SIGINT)
            served.communicate(timeout=30)
    assert served.returncode == 0
    assert len(guids) == 2
    assert len(set(guids)) == 1
