"""The Python door, from a user's side."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from fakegithub import Fault, GitHub, Retries
from fakegithub.errors import (
    MethodNotAllowed,
    NotFound,
    NotModelled,
    NotSettled,
    ValidationFailed,
    WaitTimeout,
)

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def github() -> Iterator[GitHub]:
    with GitHub(strict=True, now=NOON) as fresh:
        yield fresh


@pytest.fixture
def hello(github: GitHub) -> Any:
    return github.user("octocat").create_repository("hello-world", files={"README.md": "# Hello"})


def test_a_repository_with_files_has_a_first_commit(github: GitHub, hello: Any) -> None:
    git = github.world.git(hello.entity)
    assert git.read_blob(git.read_path(hello.sha(), "README.md").sha) == b"# Hello"
    assert github.repository("octocat/hello-world") == hello


def test_a_pull_request_brings_its_own_branch_and_commit(hello: Any) -> None:
    pull = hello.open_pull_request(head="greeting", files={"hi.txt": "hi\n"}, title="Add a greeting")
    assert (pull.number, pull.state, pull.title) == (1, "open", "Add a greeting")
    assert pull.head.sha == hello.sha("greeting")
    assert (pull.entity.commits, pull.entity.changed_files, pull.entity.additions) == (1, 1, 1)


def test_what_a_bot_says_of_the_head_is_seen_there(github: GitHub, hello: Any) -> None:
    pull = hello.open_pull_request(head="greeting", files={"hi.txt": "hi\n"})
    for state in ("pending", "success"):
        hello.perform("repos/create-commit-status", sha=pull.head.sha, state=state, context="ci/build")
    assert pull.head.statuses["ci/build"].state == "success"
    assert pull.head.state == "success"


def test_a_conversation_goes_on_through_handles(hello: Any) -> None:
    pull = hello.open_pull_request(head="greeting", files={"hi.txt": "hi\n"})
    pull.comment("/retest")
    pull.label("ready")
    assert [comment.body for comment in pull.comments] == ["/retest"]
    assert pull.labels == {"ready"}
    pull.merge()
    assert pull.merged
    with pytest.raises(MethodNotAllowed, match="Pull Request is not mergeable"):
        pull.merge()


def test_somebody_else_can_act(github: GitHub, hello: Any) -> None:
    hubot = github.user("hubot")
    issue = hello.create_issue("It is broken", by=hubot)
    assert issue.issue.user.login == "hubot"
    assert issue.comment("So it is", by="octocat").user.login == "octocat"


def test_an_organization_without_admin_gets_one(github: GitHub) -> None:
    repository = github.organization("acme").create_repository("rocket", private=True)
    assert repository.full_name == "acme/rocket"
    assert github.account("acme-admin").actor.user.login == "acme-admin"


def test_an_installed_app_acts_as_its_bot(github: GitHub, hello: Any) -> None:
    app = github.app("ci", owner="octocat", permissions={"checks": "write"})
    installation = app.install("octocat")
    run = hello.perform("checks/create", by=installation, name="build", head_sha=hello.sha())
    assert run.app.slug == "ci"
    assert hello.check_runs(hello.sha()) == {"build": run}


def test_what_is_not_there_is_named_with_the_nearest(github: GitHub, hello: Any) -> None:
    with pytest.raises(NotFound, match=r'no repository "octocat/hello".*Did you mean "octocat/hello-world"'):
        github.repository("octocat/hello")
    with pytest.raises(NotFound, match=r'no account "octacat".*Did you mean "octocat"'):
        github.account("octacat")
    with pytest.raises(NotModelled, match=r'operation "repos/gett".*Did you mean "repos/get'):
        hello.perform("repos/gett")
    with pytest.raises(TypeError, match=r"issues/create has no parameter titel; it takes: .*title"):
        hello.perform("issues/create", titel="x")


def test_a_login_is_given_only_once(github: GitHub) -> None:
    github.user("octocat")
    with pytest.raises(ValidationFailed):
        github.user("OctoCat")


def test_the_same_seed_and_time_give_the_same_world() -> None:
    def build(seed: int) -> list[Any]:
        with GitHub(seed=seed, now=NOON) as github:
            hello = github.user("octocat").create_repository("hello-world", files={"README.md": "# Hello"})
            hook = hello.create_hook("http://receiver.test/", secret="s", events=["*"])
            pull = hello.open_pull_request(head="greeting", files={"hi.txt": "hi\n"})
            github.hooks.cancel()
            bodies = [delivery.body for delivery in github.deliveries]
            assert len(bodies) >= 3
            return [hook.id, pull.id, pull.head.sha, github.token("octocat"), *bodies]

    assert build(1) == build(1)
    assert build(1) != build(2)


def receiver(handle: Any) -> Any:
    """An ASGI app that lets `handle(headers)` do something and answers 200."""

    async def app(scope: Any, receive: Any, send: Any) -> None:
        while (await receive()).get("more_body"):
            pass
        await handle(dict(scope["headers"]))
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"ok"})

    return app


def test_settle_waits_for_deliveries(github: GitHub, hello: Any) -> None:
    seen: list[bytes] = []

    async def handle(headers: dict[bytes, bytes]) -> None:
        seen.append(headers[b"x-github-event"])

    github.mount("http://receiver.test", receiver(handle))
    hello.create_hook("http://receiver.test/webhook", secret="s", events=["issues"])
    hello.create_issue("It is broken")
    github.settle()
    assert sorted(seen) == [b"issues", b"ping"]
    assert [delivery.status for delivery in github.deliveries] == ["OK", "OK"]


def test_settle_says_what_is_still_open(github: GitHub, hello: Any) -> None:
    import asyncio

    async def hang(_headers: dict[bytes, bytes]) -> None:
        await asyncio.Event().wait()

    github.mount("http://receiver.test", receiver(hang))
    hello.create_hook("http://receiver.test/webhook", events=["issues"])
    with pytest.raises(NotSettled, match=r"delivery of ping to http://receiver\.test/webhook"):
        github.settle(timeout=0.1)


def test_settle_waits_for_what_is_delayed_held_back_and_attempted_again(github: GitHub, hello: Any) -> None:
    answers = iter([200, 500, 200, 200, 200])

    def bot(_environ: Any, start_response: Any) -> list[bytes]:
        start_response(f"{next(answers)} Something", [])
        return []

    github.mount("http://receiver.test", bot)
    retries = Retries(1, backoff=0.1)
    hook = hello.create_hook("http://receiver.test/", events=["issues"], retries=retries)
    github.settle()
    github.hooks.disturb(hook, Fault(delay=0.1, times=1), Fault(reorder=2))
    for number in range(3):
        hello.create_issue(f"Number {number}")
    github.settle()
    log = github.deliveries[1:]
    assert [delivery.attempt for delivery in log].count(2) == 1
    assert sorted(delivery.status_code for delivery in log) == [200, 200, 200, 500]
    assert github.hooks.quiet


def test_an_app_that_blocks_its_loop_is_still_answered_by_the_api(github: GitHub, hello: Any) -> None:
    github.serve()
    answers: list[int] = []

    async def handle(_headers: dict[bytes, bytes]) -> None:
        answers.append(httpx.get(f"{github.api_url}/repos/octocat/hello-world", timeout=5).status_code)

    github.mount("http://receiver.test", receiver(handle))
    hello.create_hook("http://receiver.test/webhook")
    github.settle()
    assert answers == [200]


def test_wait_for_sees_what_a_delivery_brings(github: GitHub, hello: Any) -> None:
    issue = hello.create_issue("It is broken")
    done = threading.Event()

    async def answer(headers: dict[bytes, bytes]) -> None:
        if headers[b"x-github-event"] == b"issues":
            issue.comment("I am on it")
            done.set()

    github.mount("http://receiver.test", receiver(answer))
    hello.create_hook("http://receiver.test/", events=["issues"])
    issue.close()
    found = github.wait_for(lambda: issue.comments and issue.comments[0], what="a comment")
    assert found.body == "I am on it"
    with pytest.raises(WaitTimeout, match=r"a second comment did not come within 0\.05 s"):
        github.wait_for(lambda: len(issue.comments) > 1, timeout=0.05, what="a second comment")


def test_a_rollback_forgets_everything_since_the_snapshot(github: GitHub, hello: Any) -> None:
    start = github.snapshot()
    hello.create_issue("It is broken")
    github.rollback(start)
    assert hello.create_issue("Another").number == 1
