"""Consumers that know no GitHub but https://api.github.com, tested unchanged through the plugin."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from pytest_helpers import WORLD, run

pytest_plugins = ["pytester"]

HERE = Path(__file__).parent
NODE = shutil.which("node")
needs_node = pytest.mark.skipif(NODE is None, reason="node is not installed")

REQUIRE = """
    def require(github, url):
        repository = github.repository("octocat/hello-world")
        assert url == f"https://api.github.com/repos/octocat/hello-world/statuses/{repository.sha()}"
        assert repository.statuses(repository.sha())["ci/hardwired"].state == "success"
        assert github.calls.one("repos/create-commit-status").actor == "octocat"
        assert github.refused == [] and github.url is None
"""


@pytest.fixture(autouse=True)
def consumers(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    """The programs of tests/hardwired_consumers.py, which nobody changes for this."""
    for name in ("hardwired_consumers.py", "hardwired_consumer.mjs"):
        shutil.copy(HERE / name, pytester.path)
    import hardwired_consumers  # noqa: F401 - the run inside forgets what it is the first to import


def test_a_consumer_in_this_process_is_led_to_the_world(pytester: pytest.Pytester) -> None:
    result = run(
        pytester,
        REQUIRE
        + f"""
    import pytest
    from hardwired_consumers import CONSUMERS

    @pytest.mark.fakegithub(given={WORLD}, intercept=True)
    @pytest.mark.parametrize("name", CONSUMERS)
    def test_consumer(github, name):
        require(github, CONSUMERS[name](github.token("octocat")))
        """,
    )
    result.assert_outcomes(passed=6)


def test_an_httpx_consumer_needs_no_socket(pytester: pytest.Pytester) -> None:
    result = run(
        pytester,
        REQUIRE
        + f"""
    import pytest
    from hardwired_consumers import CONSUMERS

    @pytest.fixture(params=["httpx", "httpx-async"])
    def consumer(request):
        return CONSUMERS[request.param]

    @pytest.mark.fakegithub(given={WORLD}, intercept="httpx")
    def test_consumer(github, consumer):
        require(github, consumer(github.token("octocat")))
        """,
    )
    result.assert_outcomes(passed=2)


@needs_node
def test_a_node_consumer_finds_the_world_by_its_environment(pytester: pytest.Pytester) -> None:
    result = run(
        pytester,
        REQUIRE
        + f"""
    import os
    import subprocess
    import pytest

    @pytest.mark.fakegithub(given={WORLD}, intercept=True)
    @pytest.mark.parametrize("way", ["fetch", "https"])
    def test_consumer(github, way):
        environment = os.environ | {{"GITHUB_TOKEN": github.token("octocat")}}
        command = [{NODE!r}, "hardwired_consumer.mjs", way]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        require(github, done.stdout.strip())
        """,
    )
    result.assert_outcomes(passed=2)


def test_a_receiver_whose_api_is_hard_wired_is_led_to_the_world(pytester: pytest.Pytester) -> None:
    result = run(
        pytester,
        f"""
        import json
        import os
        import pytest
        import requests

        def bot(environ, start_response):  # its author has never heard of GITHUB_API_URL
            payload = json.loads(environ["wsgi.input"].read())
            if environ["HTTP_X_GITHUB_EVENT"] == "issues":
                url = "https://api.github.com/repos/octocat/hello-world/issues/1/comments"
                headers = {{"Authorization": f"Bearer {{os.environ['GITHUB_TOKEN']}}"}}
                requests.post(url, json={{"body": "Thank you"}}, headers=headers).raise_for_status()
            start_response("204 No Content", [])
            return []

        @pytest.mark.fakegithub(given={WORLD}, receiver=bot, intercept=True)
        @pytest.mark.parametrize("time", [1, 2])
        def test_hard_wired(github, time):
            issue = github.repository("octocat/hello-world").create_issue("It is broken")
            github.settle()
            assert [comment.body for comment in issue.comments] == ["Thank you"]
        """,
    )
    result.assert_outcomes(passed=2)


def test_a_test_that_asks_for_no_fixture_is_intercepted_too(pytester: pytest.Pytester) -> None:
    result = run(
        pytester,
        """
        import httpx
        import pytest

        @pytest.mark.fakegithub(intercept="httpx", given={"users": ["octocat"]})
        def test_nobody_asks():
            assert httpx.get("https://api.github.com/users/octocat").json()["login"] == "octocat"

        @pytest.mark.fakegithub(
            intercept="httpx", given={"users": ["octocat"]}, products=["ghec", "github.com"]
        )
        class TestProducts:
            def test_nobody_asks(self):
                assert httpx.get("https://api.github.com/users/octocat").status_code == 200
        """,
    )
    result.assert_outcomes(passed=3)


def test_a_call_to_a_real_host_is_refused_and_shown(pytester: pytest.Pytester) -> None:
    result = run(
        pytester,
        """
        import httpx
        import pytest

        @pytest.mark.fakegithub(intercept="httpx")
        def test_refused(github):
            httpx.get("https://example.com/")

        @pytest.mark.fakegithub(intercept=True, allow=["example.com"])
        def test_allowed(github):
            assert "example.com" in github._doors.hosts.allowed
        """,
    )
    result.assert_outcomes(failed=1, passed=1)
    result.stdout.fnmatch_lines(
        ["E*HostRefused: example.com:443 is not called while*", "*refused: a call to example.com:443 (httpx)"]
    )
