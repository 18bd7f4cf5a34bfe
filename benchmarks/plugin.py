"""A thousand tests with the pytest plugin: on one process and on two, and what a world adds to a test."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.measure import Figure

FILES = 20
TESTS = 50  # in each file
ROUNDS = 3

# A pull request, the deliveries that follow from it, and what the receiver does then over HTTP.
FLOW = f"""
import pytest

WORLD = {{"repositories": [{{"name": "octocat/hello-world", "files": {{"README.md": "# Hello"}}}}]}}


@pytest.mark.fakegithub(receiver="fakegithub.sample_receiver:app", given=WORLD)
@pytest.mark.parametrize("time", range({TESTS}))
def test_a_pull_request_gets_a_green_status(github, time):
    pull = github.repository("octocat/hello-world").open_pull_request(head="hi", files={{"hi.txt": "hi"}})
    github.settle()
    github.calls.one("repos/create-commit-status", state="pending")
    assert pull.head.statuses["ci/sample"].state == "success"
"""
WORLD = f"""
import pytest

WORLD = {{"repositories": [{{"name": "octocat/hello-world", "files": {{"README.md": "# Hello"}}}}]}}


@pytest.mark.fakegithub(given=WORLD)
@pytest.mark.parametrize("time", range({TESTS}))
def test_a_world(github, time):
    assert github.repository("octocat/hello-world")
"""
NOTHING = f"""
import pytest


@pytest.mark.parametrize("time", range({TESTS}))
def test_nothing(time):
    assert True
"""
# Seconds that a world may add to a test.
ALLOWED = 0.003


def figures() -> Iterator[Figure]:
    count = FILES * TESTS
    with TemporaryDirectory() as folder:
        _write(Path(folder), FLOW)
        rounds = [(_run(folder, "2"), _run(folder, "0")) for _ in range(ROUNDS)]
    yield _figure(f"{count} tests of a receiver with -n 2, against -n 0", rounds, 0.6)
    worlds = [(_seconds(WORLD) - _seconds(NOTHING), ALLOWED) for _ in range(ROUNDS)]
    yield _figure("what a world of its own adds to a test, against what is allowed", worlds, 1.0)


def _figure(name: str, rounds: list[tuple[float, float]], limit: float) -> Figure:
    ours, yardstick = min(rounds, key=lambda pair: pair[0] / pair[1])
    return Figure(name, ours, yardstick, ours / yardstick, limit, cost=True)


def _seconds(source: str) -> float:
    """What one test more takes, whatever it takes to begin."""
    few = FILES // 5
    with TemporaryDirectory() as folder:
        _write(Path(folder), source, few)
        before = _run(folder, "0")
        _write(Path(folder), source)
        return (_run(folder, "0") - before) / ((FILES - few) * TESTS)


def _write(folder: Path, source: str, files: int = FILES) -> None:
    for number in range(files):
        (folder / f"test_{number}.py").write_text(source, "utf-8")


def _run(folder: str, processes: str) -> float:
    """Seconds that a pytest of its own takes for the folder."""
    options = ["-q", "-p", "no:cacheprovider", "-n", processes]
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *options], cwd=folder, capture_output=True, text=True
    )
    if done.returncode:
        raise RuntimeError(done.stdout)
    return time.perf_counter() - began
