"""Running pytest in pytest, with warnings as errors."""

from __future__ import annotations

import gc

import pytest

import fakegithub.pytest_plugin.comparing
import fakegithub.pytest_plugin.failures
import fakegithub.pytest_plugin.items
import fakegithub.pytest_plugin.worlds
import fakegithub.sample_receiver
import fakegithub.scenarios.reports.text
import fakegithub.scenarios.running.run
import fakegithub.server  # noqa: F401 - a run in this process forgets what it is the first to import

OPTIONS = ("-p", "no:cacheprovider", "-W", "error", "-o", "asyncio_default_fixture_loop_scope=function")

# A receiver that remembers what it was sent.
BOT = """
    class Bot:
        def __init__(self, status="200 OK", answer=b""):
            self.events, self.paths, self.status, self.answer = [], [], status, answer

        def __call__(self, environ, start_response):
            environ["wsgi.input"].read()
            self.events.append(environ["HTTP_X_GITHUB_EVENT"])
            self.paths.append(environ["PATH_INFO"])
            start_response(self.status, [])
            return [self.answer]
"""
WORLD = '{"repositories": [{"name": "octocat/hello-world", "files": {"README.md": "# Hello"}}]}'


def run(pytester: pytest.Pytester, source: str, *arguments: str) -> pytest.RunResult:
    """Run a test file in this process."""
    pytester.makepyfile(source)
    return run_here(pytester, *arguments)


def run_here(pytester: pytest.Pytester, *arguments: str) -> pytest.RunResult:
    """Run what is there in this process."""
    # At its end pytest looks through everything for garbage, five times: spare it what is ours.
    gc.freeze()
    return pytester.runpytest_inprocess("-p", "no:xdist", *OPTIONS, *arguments)


def run_apart(pytester: pytest.Pytester, *arguments: str) -> pytest.RunResult:
    """Run what is there in a process of its own."""
    return pytester.runpytest_subprocess(*OPTIONS, *arguments)
