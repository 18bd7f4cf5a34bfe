"""The program under test in front of a test's world."""

from __future__ import annotations

import sys

import pytest
from pytest_helpers import BOT, WORLD, run

pytest_plugins = ["pytester"]

FLOW = """
    def flow(github):
        repository = github.repository("octocat/hello-world")
        pull = repository.open_pull_request(head="greeting", files={"hi.txt": "hi"})
        github.settle()
        github.calls.one("repos/create-commit-status", state="pending")
        assert pull.head.statuses["ci/sample"].state == "success"
"""


@pytest.mark.parametrize("product", ["github.com", "ghes-3.19"])
def test_the_marker_names_a_receiver_and_the_world_has_it(pytester: pytest.Pytester, product: str) -> None:
    result = run(
        pytester,
        FLOW
        + f"""
    import pytest
    from fakegithub.sample_receiver import app

    pytestmark = pytest.mark.fakegithub(product={product!r}, given={WORLD})

    @pytest.mark.fakegithub(receiver="fakegithub.sample_receiver:app")
    def test_by_name(github):
        flow(github)

    @pytest.mark.fakegithub(receiver=app)
    @pytest.mark.parametrize("time", [1, 2])
    def test_app(github, time):
        flow(github)

    @pytest.mark.fakegithub(receiver={{"app": app, "path": "/webhook"}})
    def test_mapping(github_server):
        flow(github_server)
        assert github_server.deliveries[0].url == "http://receiver.test/webhook"
        """,
    )
    result.assert_outcomes(passed=4)


def test_a_receiver_elsewhere_is_called_by_its_url(pytester: pytest.Pytester) -> None:
    result = run(
        pytester,
        f"""
        import http.server
        import threading

        import pytest

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                events.append(self.headers["X-GitHub-Event"])
                self.rfile.read(int(self.headers["Content-Length"]))
                self.send_response(204)
                self.end_headers()

            def log_message(self, *arguments):
                pass

        events = []

        @pytest.fixture(scope="module")
        def fakegithub_config():
            with http.server.HTTPServer(("127.0.0.1", 0), Handler) as server:
                thread = threading.Thread(target=server.serve_forever)
                thread.start()
                yield {{"receiver": f"http://127.0.0.1:{{server.server_port}}/hook", "given": {WORLD}}}
                server.shutdown()
                thread.join()

        def test_url(github, github_receiver):
            github.repository("octocat/hello-world").create_issue("It is broken")
            github.settle()
            assert events == ["ping", "issues"]
            assert github_receiver.url.endswith("/hook")
        """,
    )
    result.assert_outcomes(passed=1)


def test_a_command_is_started_for_the_test(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        bot="""
        import http.server, json, os, urllib.request

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                event = self.headers["X-GitHub-Event"]
                payload = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                if event == "issues":
                    url = f"{os.environ['GITHUB_API_URL']}/repos/octocat/hello-world/issues/1/comments"
                    headers = {"Authorization": f"Bearer {os.environ['GITHUB_TOKEN']}", "User-Agent": "bot"}
                    body = json.dumps({"body": "Thank you"}).encode()
                    with urllib.request.urlopen(urllib.request.Request(url, body, headers)) as answer:
                        answer.read()
                self.send_response(204)
                self.end_headers()

            def log_message(self, *arguments):
                pass

        http.server.HTTPServer(("127.0.0.1", int(os.environ["PORT"])), Handler).serve_forever()
        """
    )
    result = run(
        pytester,
        f"""
        import pytest

        @pytest.mark.fakegithub(
            given={WORLD}, receiver={{"command": [{sys.executable!r}, "bot.py"], "path": "/hook"}}
        )
        def test_command(github):
            issue = github.repository("octocat/hello-world").create_issue("It is broken")
            github.settle()
            assert [comment.body for comment in issue.comments] == ["Thank you"]
        """,
    )
    result.assert_outcomes(passed=1)


def test_hooks_are_those_that_are_given(pytester: pytest.Pytester) -> None:
    result = run(
        pytester,
        BOT
        + """
    import pytest

    bot, log = Bot(), Bot()
    given = {
        "organizations": [{"login": "acme", "hooks": [{"events": ["repository"], "secret": "first"}]}],
        "repositories": [
            {"name": "acme/rocket", "hooks": [{"events": ["issues"]}, {"url": "http://127.0.0.1:9/log"}]},
            {"name": "acme/quiet"},
        ],
    }

    @pytest.mark.fakegithub(receiver=bot, given=given)
    def test_given(github, github_receiver):
        assert bot.events == ["ping", "ping"]
        assert github_receiver.secret == "first"
        urls = sorted(delivery.url for delivery in github.deliveries)
        assert urls == ["http://127.0.0.1:9/log"] + ["http://receiver.test/"] * 2
        github.repository("acme/quiet").create_issue("Nobody hears this")
        github.repository("acme/rocket").create_issue("It is broken")
        github.settle()
        assert bot.events == ["ping", "ping", "issues"]

    @pytest.mark.fakegithub(given=given)
    def test_without_a_receiver_there_are_those_that_go_elsewhere(github):
        assert [delivery.url for delivery in github.deliveries] == ["http://127.0.0.1:9/log"]
        """,
    )
    result.assert_outcomes(passed=2)


def test_without_hooks_every_repository_that_is_given_gets_one(pytester: pytest.Pytester) -> None:
    result = run(
        pytester,
        BOT
        + """
    import pytest

    bot = Bot()
    given = {"repositories": [{"name": "octocat/one"}, {"name": "octocat/two"}]}

    @pytest.mark.fakegithub(receiver=bot, given=given, events=["issues"])
    def test_every_repository(github):
        assert bot.events == ["ping", "ping"]
        github.repository("octocat/two").create_issue("It is broken")
        github.repository("octocat/two").create_label("bug")
        github.settle()
        assert bot.events == ["ping", "ping", "issues"]
        assert dict(github.deliveries[-1].request_headers)["X-Hub-Signature-256"]

    @pytest.mark.fakegithub(receiver=bot)
    def test_on_demand(github, github_receiver):
        bot.events.clear()
        github.user("octocat").create_repository("three")
        github.organization("acme").create_repository("four")
        github_receiver.create_hook("octocat/three", events=["issues"])
        github_receiver.create_hook(github.account("acme"))
        assert bot.events == ["ping", "ping"]
        github.repository("octocat/three").create_issue("It is broken")
        github.repository("acme/four").create_issue("It is broken")
        github.settle()
        assert bot.events == ["ping", "ping", "issues", "issues"]
        """,
    )
    result.assert_outcomes(passed=2)


def test_an_app_gets_its_deliveries_its_id_and_its_key(pytester: pytest.Pytester) -> None:
    result = run(
        pytester,
        BOT
        + """
    import os
    import pathlib
    import pytest

    bot, keys = Bot(), set()
    given = {
        "apps": [{"name": "ci-app", "owner": "acme", "secret": "s", "events": ["issues"],
                  "permissions": {"issues": "write"}}],
        "organizations": ["acme"],
        "repositories": [{"name": "acme/rocket"}],
    }

    @pytest.mark.fakegithub(receiver=bot, given=given)
    @pytest.mark.parametrize("time", [1, 2])
    def test_app(github, github_receiver, time):
        assert os.environ["GITHUB_APP_ID"] == str(github.find_app("ci-app").id)
        file = pathlib.Path(os.environ["GITHUB_APP_PRIVATE_KEY_FILE"])
        keys.add(file.read_text())
        assert len(keys) == 1  # it is made once
        bot.events.clear()
        github.repository("acme/rocket").create_issue("It is broken")
        github.settle()
        assert bot.events == ["issues"]

    def test_nothing_is_left_in_the_environment():
        assert not any(name.startswith("GITHUB_APP") for name in os.environ)
        """,
    )
    result.assert_outcomes(passed=3)


def test_the_environment_is_the_receivers_while_the_test_runs(pytester: pytest.Pytester) -> None:
    result = run(
        pytester,
        BOT
        + f"""
    import os
    import pytest

    names = ("GITHUB_API_URL", "GITHUB_TOKEN", "GITHUB_WEBHOOK_SECRET", "GITHUB_APP_ID")
    before = {{name: os.environ.get(name) for name in names}}

    @pytest.mark.fakegithub(receiver=Bot(), given={WORLD})
    def test_told(github, github_receiver):
        assert os.environ["GITHUB_API_URL"] == github.api_url == github.url
        assert os.environ["GITHUB_WEBHOOK_SECRET"] == github_receiver.secret == "s3cret"
        assert os.environ["GITHUB_TOKEN"].startswith("ghp_")
        assert "GITHUB_APP_ID" not in os.environ  # which the person at the keyboard may have

    def test_put_back():
        assert {{name: os.environ.get(name) for name in names}} == before
        """,
    )
    result.assert_outcomes(passed=2)


def test_any_event_is_delivered_as_it_is_wanted(pytester: pytest.Pytester) -> None:
    result = run(
        pytester,
        BOT
        + f"""
    import json
    import pytest

    bot = Bot(status="202 Accepted")

    @pytest.mark.fakegithub(receiver=bot, given={WORLD})
    def test_delivered(github, github_receiver):
        repository = github.repository("octocat/hello-world")
        pull = repository.open_pull_request(head="greeting", files={{"hi.txt": "hi"}})
        github.settle()
        delivery = github_receiver.deliver(
            "pull_request.labeled", pull_request=pull, set={{"pull_request.title": "Another title"}}
        )
        assert (delivery.event, delivery.action, delivery.status_code) == ("pull_request", "labeled", 202)
        payload = json.loads(delivery.payload)
        assert payload["pull_request"]["title"] == "Another title"
        assert payload["pull_request"]["id"] == pull.id
        assert payload["repository"]["full_name"] == "octocat/hello-world"
        assert bot.events[-1] == "pull_request"
        with pytest.raises(ValueError, match="has no action labelled"):
            github_receiver.deliver("pull_request.labelled")
        """,
    )
    result.assert_outcomes(passed=1)


MISTAKES = {
    "": "*github_receiver needs a receiver: say it with @pytest.mark.fakegithub(receiver=app)*",
    "receiver='nowhere:app'": "the receiver nowhere:app cannot be imported: *nowhere*",
    "receiver='json:app'": "the receiver json:app cannot be imported: *",
    "receiver={'path': '/x'}": "*but receiver is an ASGI or WSGI app, *or a mapping as in a scenario file*",
    "receiver={'command': 'a', 'hook': '/x'}": '*receiver: unknown key "hook"*',
    "receiver=dict, events=['pusch']": '*github.com has no event "pusch". Did you mean "push"?*',
}


@pytest.mark.parametrize("said", MISTAKES)
def test_a_receiver_that_cannot_be_used_is_an_error_without_a_traceback(
    pytester: pytest.Pytester, said: str
) -> None:
    result = run(
        pytester,
        f"""
        import pytest

        @pytest.mark.fakegithub(given={WORLD}{", " if said else ""}{said})
        def test_mistaken(github_receiver):
            pass
        """,
    )
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines([MISTAKES[said]])
    assert not any(line.startswith((">", "The above", "During")) for line in result.outlines)
