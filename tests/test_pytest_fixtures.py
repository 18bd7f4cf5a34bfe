"""The fixtures of the plugin, and that no test sees anything of another."""

from __future__ import annotations

import pytest
from pytest_helpers import BOT, WORLD, run, run_apart, run_here

pytest_plugins = ["pytester"]


def test_github_is_a_fresh_world_for_every_test(pytester: pytest.Pytester) -> None:
    result = run(
        pytester,
        """
        import pytest

        @pytest.mark.parametrize("time", [1, 2])
        def test_empty(github, time):
            github.user("octocat")  # a second world would refuse a second octocat
            assert github.deliveries == [] and github.calls == [] and github.url is None
        """,
    )
    result.assert_outcomes(passed=2)


def test_github_server_is_at_one_url_all_session_long_with_a_world_for_each_test(
    pytester: pytest.Pytester,
) -> None:
    result = run(
        pytester,
        """
        import httpx
        import pytest

        urls = set()

        @pytest.mark.parametrize("product", ["github.com", "ghes-3.19", "github.com"])
        def test_served(github_server, github, fakegithub_url, product):
            octocat = github_server.user("octocat")
            octocat.create_repository("hello-world", files={"README.md": "# Hello"})
            answer = httpx.get(f"{github_server.api_url}/repos/octocat/hello-world")
            assert answer.json()["full_name"] == "octocat/hello-world"
            assert answer.json()["url"] == f"{github_server.url}/repos/octocat/hello-world"
            assert len(github_server.calls) == 1
            assert github_server is github
            urls.add(github_server.url)
            assert urls == {fakegithub_url}

        @pytest.mark.fakegithub(product="ghes-3.19")
        def test_another_product_at_the_same_url(github_server, fakegithub_url):
            assert github_server.api_url == f"{fakegithub_url}/api/v3"
            answer = httpx.get(f"{github_server.api_url}/meta")
            assert answer.json()["installed_version"] == "3.19.0"
            assert answer.headers["X-GitHub-Enterprise-Version"] == "3.19.0"

        def test_nobody_serves_a_test_that_does_not_ask(github, fakegithub_url):
            answer = httpx.get(f"{fakegithub_url}/meta")
            assert (answer.status_code, github.calls) == (503, [])
            assert "no test that uses github_server is running" in answer.text
        """,
    )
    result.assert_outcomes(passed=5)


# The second test must find what the first one found, whatever the first one did and left open.
LEFT_OPEN = {
    "it fails in the middle": """
        repository.create_issue("one")
        assert False
    """,
    "it freezes and advances the clock": """
        github.world.clock.freeze()
        github.world.clock.advance(10 ** 6)
    """,
    "it makes calls": """
        httpx.get(f"{github.api_url}/repos/octocat/hello-world")
        assert len(github.calls) == 1
    """,
    "it makes the API fail, and takes away hooks and mounts": """
        github.faults.api("*", status=502)
        hook = repository.create_hook("http://127.0.0.1:9/", events=["*"])
        github.hooks.disturb(hook, Fault(drop=True))
        github.hooks.retry(hook, Retries(attempts=9))
        github.mount("http://receiver.test", None.__class__)
    """,
    "it leaves a delivery on its way": """
        hook = repository.create_hook("http://127.0.0.1:9/", events=["issues"])
        github.hooks.disturb(hook, Fault(delay=60))
        repository.create_issue("one")
        assert github.hooks.open
    """,
    "it leaves a call on its way": """
        github.faults.api("repos/get", latency=60)
        url = f"{github.api_url}/repos/octocat/hello-world"
        thread = threading.Thread(target=lambda: answers.append(httpx.get(url, timeout=60)))
        thread.start()
        threads.append(thread)
        github.wait_for(lambda: github.calls.open)
    """,
    "it leaves a thread behind that goes on using the world": """
        def work():
            while not over.is_set():
                repository.create_issue("one more")
        thread = threading.Thread(target=work)
        thread.start()
        threads.append(thread)
        repository.create_issue("one")
    """,
    "it leaves the world's lock held": """
        github.world.lock.acquire()
        repository.push(files={"a.txt": "a"})
    """,
    "it begins a transaction and never ends it": """
        left.append(github.world.transaction())
        left[-1].__enter__()
        repository.create_issue("one")
    """,
    "it never leaves an interception": """
        left.append(github.intercept(allow=["example.com"]))
        left[-1].__enter__()
        left.append(github.intercept_httpx())
        left[-1].__enter__()
        github.environment()
        assert os.environ["GITHUB_API_URL"] == "https://api.github.com"
    """,
    "it takes the world back to the beginning": """
        start = github.snapshot()
        repository.create_issue("one")
        github.rollback(start)
        github.snapshot()
    """,
    "it closes the world": """
        github.close()
    """,
    "it serves the world elsewhere, too": """
        other = GitHub()
        other.serve()
        left.append(other)
    """,
    "it deletes what it began with": """
        repository.delete()
    """,
}


@pytest.mark.parametrize("left", LEFT_OPEN.values(), ids=LEFT_OPEN)
def test_nothing_of_a_test_reaches_the_next(pytester: pytest.Pytester, left: str) -> None:
    source = """
        import os
        import socket
        import threading

        import httpx
        import pytest

        from fakegithub import Fault, GitHub, Retries
        from fakegithub.model.hooks import Hook

        left, threads, over, answers, seen = [], [], threading.Event(), [], []
        connect, environment = socket.socket.connect, dict(os.environ)
        pytestmark = pytest.mark.fakegithub(given=%s)

        def test_first(github_server):
            github, repository = github_server, github_server.repository("octocat/hello-world")
%s

        @pytest.mark.parametrize("time", [1, 2])
        def test_second(github_server, time):
            github, repository = github_server, github_server.repository("octocat/hello-world")
            assert socket.socket.connect is connect
            assert {k: v for k, v in os.environ.items() if k != "PYTEST_CURRENT_TEST"} == {
                k: v for k, v in environment.items() if k != "PYTEST_CURRENT_TEST"
            }
            assert not github.world.clock.frozen
            assert abs(github.world.now().timestamp() - __import__("time").time()) < 30
            assert github.calls == [] and github.deliveries == [] and github.refused == []
            assert github.hooks.receivers._mounted == {}
            assert github.world.all(Hook) == []
            assert httpx.get(f"{github.api_url}/repos/octocat/hello-world").status_code == 200
            assert [call.number for call in github.calls] == [1]
            issue = repository.create_issue("first")
            seen.append((issue.number, issue.id))
            assert issue.number == 1 and len(set(seen)) == 1
            assert not github.hooks.open
            github.settle()

        def test_threads_end():
            over.set()
            for thread in threads:
                thread.join()
            assert all(answer.status_code == 503 and "is over" in answer.text for answer in answers)
            for other in left:
                if isinstance(other, GitHub):
                    other.close()
    """
    indented = "\n".join(f"    {line}" for line in left.splitlines())
    result = run(pytester, source % (WORLD, indented))
    fails = "assert False" in left
    result.assert_outcomes(passed=3 if fails else 4, failed=1 if fails else 0)


def test_a_receiver_that_never_answers_does_not_hold_up_the_next_test(pytester: pytest.Pytester) -> None:
    result = run(
        pytester,
        f"""
        import threading
        import pytest

        forever = threading.Event()

        def app(environ, start_response):
            if environ["HTTP_X_GITHUB_EVENT"] != "ping":
                forever.wait()
            start_response("200 OK", [])
            return []

        @pytest.mark.fakegithub(receiver=app, given={WORLD})
        @pytest.mark.parametrize("time", [1, 2])
        def test_left(github, time):
            github.repository("octocat/hello-world").create_issue("It is broken")
            assert [d.event for d in github.hooks.open] == ["issues"]

        def test_end():
            forever.set()
        """,
    )
    result.assert_outcomes(passed=3)


def test_tests_of_several_workers_share_nothing(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        f"""
        import httpx
        import pytest

        @pytest.mark.fakegithub(given={WORLD}, now="2026-01-31T12:00:00Z")
        @pytest.mark.parametrize("time", range(20))
        def test_served(github_server, time):
            repository = github_server.repository("octocat/hello-world")
            hook = repository.create_hook("http://127.0.0.1:9/", events=["issues"])
            issue = repository.create_issue("It is broken")
            github_server.settle()
            answer = httpx.get(f"{{github_server.api_url}}/repos/octocat/hello-world/issues/1")
            assert answer.json()["id"] == issue.id
            guids = [delivery.guid for delivery in github_server.deliveries]
            assert (hook.id, issue.id, repository.sha(), guids) == EXPECTED
        """
    )
    source = next(pytester.path.glob("test_*.py"))
    source.write_text(f"EXPECTED = {expected_of(pytester)!r}\n" + source.read_text())
    run_here(pytester).assert_outcomes(passed=20)
    run_here(pytester, "-p", "reversing").assert_outcomes(passed=20)
    run_apart(pytester, "-n", "2").assert_outcomes(passed=20)


def expected_of(pytester: pytest.Pytester) -> tuple[object, ...]:
    """What every test must see, found without the plugin; and a plugin that turns the order round."""
    from datetime import UTC, datetime

    from fakegithub import GitHub

    pytester.makepyfile(reversing="def pytest_collection_modifyitems(items):\n    items.reverse()\n")
    pytester.makeini("[pytest]\npythonpath = .\n")
    with GitHub(now=datetime(2026, 1, 31, 12, tzinfo=UTC)) as github:
        repository = github.user("octocat").create_repository("hello-world", files={"README.md": "# Hello"})
        github.token("octocat")
        hook = repository.create_hook("http://127.0.0.1:9/", events=["issues"])
        issue = repository.create_issue("It is broken")
        guids = [delivery.guid for delivery in github.deliveries]
        return hook.id, issue.id, repository.sha(), guids


def test_a_fixture_of_ones_own_builds_on_the_plugins(pytester: pytest.Pytester) -> None:
    result = run(
        pytester,
        """
        import pytest

        from fakegithub import GitHub

        @pytest.fixture
        def github(github):
            github.user("octocat")
            return github

        def test_extended(github, github_server):
            assert github_server is github and github.account("octocat") and github.url

        class TestOther:
            @pytest.fixture
            def github(self):
                with GitHub("ghes-3.19") as github:
                    yield github

            def test_replaced(self, github, github_server):
                assert github_server is github and github.api_url == f"{github.url}/api/v3"
        """,
    )
    result.assert_outcomes(passed=2)


def test_the_receiver_is_a_fixture_with_everything_that_a_test_needs(pytester: pytest.Pytester) -> None:
    result = run(
        pytester,
        BOT
        + f"""
    import pytest

    bot = Bot()

    @pytest.fixture
    def fakegithub_config():
        return {{"receiver": bot, "path": "/webhook", "given": {WORLD}, "secret": "hush"}}

    def test_receiver(github, github_receiver):
        assert github_receiver.url == "http://receiver.test/webhook"
        assert github_receiver.secret == "hush"
        assert github_receiver.environment["GITHUB_WEBHOOK_SECRET"] == "hush"
        assert github_receiver.environment["GITHUB_TOKEN"] == github_receiver.token
        assert github_receiver.environment["GITHUB_API_URL"] == github.api_url
        assert (bot.events, set(bot.paths)) == (["ping"], {{"/webhook"}})
        """,
    )
    result.assert_outcomes(passed=1)
