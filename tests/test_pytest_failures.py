"""What a failing test shows: the nearest calls and their differences, and the timeline."""

from __future__ import annotations

import pytest
from pytest_helpers import BOT, WORLD, run, run_apart

pytest_plugins = ["pytester"]

CALLS = f"""
    import httpx
    import pytest
    from fakegithub import call

    @pytest.fixture
    def fakegithub_config():
        return {{"given": {WORLD}, "product": "ghes-3.19"}}

    @pytest.fixture
    def called(github_server):
        api = f"{{github_server.api_url}}/repos/octocat/hello-world"
        headers = {{"Authorization": f"Bearer {{github_server.token('octocat')}}"}}
        with httpx.Client(headers=headers) as client:
            client.get(api)
            client.post(f"{{api}}/issues", json={{"title": "It is broken", "labels": []}})
            client.get(f"{{api}}/issues/1")
        return github_server
"""


def claim(pytester: pytest.Pytester, text: str) -> pytest.RunResult:
    return run(pytester, f"{CALLS}\n    def test_claim(called):\n        {text}")


def failure(result: pytest.RunResult) -> list[str]:
    return [line[1:].strip() for line in result.outlines if line.startswith("E ")]


@pytest.mark.parametrize(
    "said",
    [
        'call("issues/create", title="It is broken") in called.calls',
        '"issues/create" in called.calls',
        '"pulls/create" not in called.calls',
        'call("issues/create", title="Another") not in called.calls',
        'called.calls == [call("repos/get"), call("issues/create", labels=[]), call("issues/get")]',
        'called.calls[1] == call("issues/create", title=lambda title: title.endswith("broken"))',
        'called.calls.one("issues/create").status == 201',
        "called.calls == called.calls and called.calls != [] and len(called.calls) == 3",
    ],
)
def test_what_holds_passes(pytester: pytest.Pytester, said: str) -> None:
    claim(pytester, f"assert {said}").assert_outcomes(passed=1)


def test_a_call_that_is_missing_shows_the_nearest(pytester: pytest.Pytester) -> None:
    source = 'assert call("issues/create", title="It works", labels=["bug"]) in called.calls'
    result = run(pytester, f"{CALLS}\n    def test_claim(called):\n        {source}")
    shown = failure(result)
    assert shown[0].endswith(
        "call('issues/create', title='It works', labels=['bug']) in <Journal of 3 calls>"
    )
    assert shown[1] == "nearest:"
    assert shown[2].startswith(
        "#2 POST /api/v3/repos/octocat/hello-world/issues issues/create by octocat -> 201"
    )
    assert "title: expected 'It works', was 'It is broken'" in shown
    assert "labels: expected ['bug'], was []" in shown
    assert shown[shown.index("all calls:") + 1].startswith("#1 GET")


def test_an_operation_that_was_called_shows_how(pytester: pytest.Pytester) -> None:
    shown = failure(claim(pytester, 'assert "issues/create" not in called.calls'))
    assert shown[1].startswith("#2 POST")
    assert len(shown) == 2


def test_calls_are_compared_one_by_one(pytester: pytest.Pytester) -> None:
    expected = 'call("repos/get"), call("issues/create", title="It works"), call("issues/get")'
    shown = failure(claim(pytester, f'assert called.calls == [{expected}, call("pulls/list")]'))
    assert shown[0].endswith("<Journal of 3 calls> == 4 expected")
    assert shown[1].startswith("#1 GET")
    assert shown[2].startswith("! #2 POST")
    assert shown[3] == "title: expected 'It works', was 'It is broken'"
    assert shown[4].startswith("#3 GET")
    assert shown[5] == "- call('pulls/list')  (not made)"


def test_calls_that_nobody_expected_are_marked(pytester: pytest.Pytester) -> None:
    result = run(pytester, f"{CALLS}\n    def test_claim(called):\n        assert called.calls == []")
    shown = failure(result)
    assert [line.startswith("+ #") and line.endswith("(not expected)") for line in shown[1:]] == [True] * 3


def test_one_call_is_compared_field_by_field(pytester: pytest.Pytester) -> None:
    source = 'assert called.calls[1] == call("issues/create", title="It works")'
    shown = failure(run(pytester, f"{CALLS}\n    def test_claim(called):\n        {source}"))
    assert shown[1:] == ["title: expected 'It works', was 'It is broken'"]


def test_a_failing_one_points_at_the_test_and_not_into_the_package(pytester: pytest.Pytester) -> None:
    source = 'called.calls.one("issues/create", title="It works")'
    result = run(pytester, f"{CALLS}\n    def test_claim(called):\n        {source}")
    (marked,) = [line for line in result.outlines if line.startswith(">")]
    assert source in marked
    assert "nearest:" in failure(result)
    result.stdout.fnmatch_lines(["test_*.py:*: AssertionError"])


def test_a_misspelt_operation_is_told(pytester: pytest.Pytester) -> None:
    result = claim(pytester, 'assert "issues/creat" in called.calls')
    result.stdout.fnmatch_lines(['E*ValueError: there is no operation "issues/creat". Did you mean *'])


def test_state_objects_are_shown_by_what_tells_them_apart(pytester: pytest.Pytester) -> None:
    result = run(
        pytester,
        f"""
        import pytest
        from fakegithub import GitHub

        pytestmark = pytest.mark.fakegithub(given={WORLD})

        def test_status(github):
            repository = github.repository("octocat/hello-world")
            status = repository.perform("repos/create-commit-status", sha=repository.sha(), state="pending",
                                        context="ci/build")
            assert not status.state

        def test_labels(github):
            issue = github.repository("octocat/hello-world").create_issue("It is broken", labels=["bug"])
            assert issue.labels == {{"bug", "ready"}}

        def test_handles(github):
            repository = github.repository("octocat/hello-world")
            assert repository.create_issue("one") == repository.create_issue("two")

        def test_worlds(github):
            with GitHub() as other:
                there = other.user("octocat").create_repository("hello-world")
                assert github.repository("octocat/hello-world") == there
        """,
    )
    result.assert_outcomes(failed=4)
    shown = failure(result)
    assert any(
        line.startswith("+  where 'pending' = <CommitStatus ") and "'ci/build'" in line for line in shown
    )
    assert "'ready'" in shown
    assert any("<Issue octocat/hello-world#1> == <Issue octocat/hello-world#2>" in line for line in shown)
    assert "they belong to different worlds" in shown


def test_what_pytest_explains_well_is_left_to_it(pytester: pytest.Pytester) -> None:
    source = "assert [c.operation for c in called.calls] == ['repos/get', 'pulls/get', 'issues/get']"
    shown = failure(run(pytester, f"{CALLS}\n    def test_claim(called):\n        {source}"))
    assert any("At index 1 diff: 'issues/create' != 'pulls/get'" in line for line in shown)


# The timeline


def section(result: pytest.RunResult, name: str = "fakegithub timeline") -> list[str]:
    lines = result.outlines
    start = next(i for i, line in enumerate(lines) if line.startswith("---") and f" {name} " in line)
    end = next(i for i in range(start + 1, len(lines)) if lines[i].startswith(("---", "===", "___")))
    return lines[start + 1 : end]


TALE = (
    BOT
    + f"""
    import httpx
    import pytest
    from fakegithub import Fault

    bot = Bot(status="500 Oops", answer=b"I am the app, and the token is s3cret-token")

    @pytest.mark.fakegithub(receiver=bot, given={WORLD}, secret="hush-hush")
    def test_tale(github):
        repository = github.repository("octocat/hello-world")
        token = github.token("octocat", text="s3cret-token")
        headers = {{"Authorization": f"Bearer {{token}}"}}
        httpx.get(f"{{github.api_url}}/repos/octocat/hello-world", headers=headers)
        repository.create_issue("It is broken")
        github.settle()
        httpx.get(f"{{github.api_url}}/repos/octocat/hello-world/traffic/views", headers=headers)
        (hook,) = repository.perform("repos/list-webhooks")
        github.faults.api("repos/get", status=502)
        github.hooks.disturb(hook, Fault(delay=30, events=("issues",)))
        repository.create_issue("It is broken again")
        assert OUTCOME
"""
)


def test_a_failing_test_shows_its_timeline(pytester: pytest.Pytester) -> None:
    result = run(pytester, TALE.replace("OUTCOME", "False"))
    shown = section(result)
    text = "\n".join(shown)
    assert shown[0].startswith("<GitHub github.com at http://127.0.0.1:")
    parts = ("delivery ping to", "call #1 GET", "delivery issues.opened to", "call #2 ")
    order = [text.index(part) for part in parts]
    assert order == sorted(order)
    assert "-> 500 Invalid HTTP Response: 500 in" in text
    assert "the receiver answered: 'I am the app, and the token is ********'" in text
    assert "still open: delivery issues to http://receiver.test/ (waits 30 s before it is sent)" in text
    assert "fault: repos/get: " in text
    assert "fault: deliveries to <Hook " in text
    assert "note: fakegithub does not model what was asked of it: #2 GET" in text
    whole = "\n".join(result.outlines)
    assert "hush-hush" not in text
    assert "ghp_" not in whole.partition("fakegithub timeline")[2]


def test_a_passing_test_shows_none(pytester: pytest.Pytester) -> None:
    result = run(pytester, TALE.replace("OUTCOME", "True"), "-rA")
    result.assert_outcomes(passed=1)
    result.stdout.no_fnmatch_line("*fakegithub timeline*")


def test_a_test_without_a_world_shows_none(pytester: pytest.Pytester) -> None:
    result = run(pytester, "def test_alone():\n    assert False")
    result.stdout.no_fnmatch_line("*fakegithub timeline*")


def test_the_timeline_travels_from_workers(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(TALE.replace("OUTCOME", "False"))
    result = run_apart(pytester, "-n", "1")
    result.assert_outcomes(failed=1)
    assert any("delivery ping to" in line for line in section(result))


def test_a_failure_in_a_fixture_shows_the_timeline_too(pytester: pytest.Pytester) -> None:
    result = run(
        pytester,
        BOT
        + f"""
    import pytest

    @pytest.fixture
    def broken(github_receiver):
        raise RuntimeError("no")

    @pytest.mark.fakegithub(receiver=Bot(), given={WORLD})
    def test_never_begun(broken):
        pass
        """,
    )
    result.assert_outcomes(errors=1)
    assert any("delivery ping to" in line for line in section(result))


def test_a_traceback_of_the_receiver_is_shown(pytester: pytest.Pytester) -> None:
    result = run(
        pytester,
        f"""
        import pytest

        async def app(scope, receive, send):
            raise KeyError("pull_request")

        @pytest.mark.fakegithub(receiver=app, given={WORLD})
        def test_crash(github):
            assert all(delivery.ok for delivery in github.deliveries)
        """,
    )
    assert section(result)[-1].strip() == "KeyError: 'pull_request'"
    assert any("all(" in line for line in failure(result))


def test_a_long_timeline_is_cut(pytester: pytest.Pytester) -> None:
    result = run(
        pytester,
        BOT
        + f"""
    import pytest

    @pytest.mark.fakegithub(receiver=Bot(answer=b"a" * 5000), given={WORLD})
    def test_long(github):
        for number in range(100):
            github.repository("octocat/hello-world").create_issue(str(number))
        github.settle()
        assert False
        """,
    )
    shown = section(result)
    assert shown[1].strip() == "… 41 earlier"
    assert sum("delivery issues.opened" in line for line in shown) == 60
    assert max(len(line) for line in shown) <= 240


def test_what_is_not_settled_advises_whoever_blocks_a_loop(pytester: pytest.Pytester) -> None:
    result = run(
        pytester,
        f"""
        import asyncio
        import pytest
        from fakegithub import Fault
        from fakegithub.errors import NotSettled, WaitTimeout

        pytestmark = pytest.mark.fakegithub(given={WORLD})

        def waiting(github):
            repository = github.repository("octocat/hello-world")
            hook = repository.create_hook("http://127.0.0.1:9/", events=["issues"])
            github.hooks.disturb(hook, Fault(delay=60))
            repository.create_issue("It is broken")

        @pytest.mark.asyncio
        async def test_on_a_loop(github):
            waiting(github)
            with pytest.raises(NotSettled, match=r"await asyncio\\.to_thread\\(github\\.settle\\)"):
                github.settle(0.05)
            with pytest.raises(WaitTimeout, match=r"await asyncio\\.to_thread\\(github\\.wait_for, …\\)"):
                github.wait_for(lambda: False, 0.05)

        def test_on_none(github):
            waiting(github)
            with pytest.raises(NotSettled) as caught:
                github.settle(0.05)
            assert "to_thread" not in str(caught.value)

        def test_it_points_at_the_test(github):
            waiting(github)
            github.settle(0.05)
        """,
    )
    result.assert_outcomes(passed=2, failed=1)
    (marked,) = [line for line in result.outlines if line.startswith(">")]
    assert marked.split() == [">", "github.settle(0.05)"]
