from __future__ import annotations

import re
import threading
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from fakegithub.journal import (
    ABSENT,
    MASK,
    Call,
    Difference,
    ExpectedCall,
    Journal,
    masked,
    masked_bytes,
    nearest,
)

STATUS = "repos/create-commit-status"
BASE = Call(
    number=1,
    at=datetime(2026, 3, 1, 12, tzinfo=UTC),
    duration=0.001,
    operation=STATUS,
    method="POST",
    path="/repos/o/r/statuses/abc",
    template="/repos/{owner}/{repo}/statuses/{sha}",
    parameters={"owner": "o", "repo": "r", "sha": "abc", "state": "pending", "context": "ci/build"},
    query={},
    body={"state": "pending", "context": "ci/build"},
    actor="ci-bot",
    status=201,
    response=b'{"state":"pending"}',
)


def call(number: int, operation: str | None = STATUS, **parameters: Any) -> Call:
    return replace(BASE, number=number, operation=operation, parameters={**BASE.parameters, **parameters})


def journal(*calls: Call) -> Journal:
    made = Journal()
    for each in calls:
        made.record(each)
    return made


def test_one_returns_the_only_call_that_fits() -> None:
    calls = journal(call(1), call(2, state="success"))
    assert calls.one(STATUS, state="success").number == 2
    assert calls.one(STATUS, state="success").json == {"state": "pending"}


def test_one_shows_the_expectation_the_nearest_call_and_all_calls() -> None:
    calls = journal(call(1, "issues/create"), call(2), call(3, sha="def"))
    with pytest.raises(AssertionError) as caught:
        calls.one(STATUS, state="success", sha="def", description="x")
    assert str(caught.value) == "\n".join(
        (
            "expected one call of repos/create-commit-status with state='success', sha='def', "
            "description='x', but there was none",
            "nearest:",
            "  #3 POST /repos/o/r/statuses/abc repos/create-commit-status by ci-bot -> 201",
            "      state: expected 'success', was 'pending'",
            "      description: expected 'x', was not sent",
            "all calls:",
            "  #1 POST /repos/o/r/statuses/abc issues/create by ci-bot -> 201",
            "  #2 POST /repos/o/r/statuses/abc repos/create-commit-status by ci-bot -> 201",
            "  #3 POST /repos/o/r/statuses/abc repos/create-commit-status by ci-bot -> 201",
        )
    )


def test_one_refuses_two_and_lists_them() -> None:
    with pytest.raises(AssertionError, match=r"but there were 2:\n  #1 .*\n  #2 "):
        journal(call(1), call(2)).one(STATUS)


def test_one_says_when_there_was_no_call_at_all() -> None:
    with pytest.raises(AssertionError, match="no call was made at all"):
        Journal().one(STATUS)


def test_all_may_be_empty_and_none_must_be() -> None:
    calls = journal(call(1))
    assert calls.all(STATUS, state="error") == []
    calls.none(STATUS, state="error")
    with pytest.raises(AssertionError, match=r"expected no call of .* but there was 1:"):
        calls.none(STATUS)


@pytest.mark.parametrize(
    ("expected", "fits"),
    [
        ({"output": {"title": "Build"}}, True),
        ({"output": {"title": "Test"}}, False),
        ({"output": {"text": "x"}}, False),
        ({"output": {"annotations": [{"path": "a.py"}]}}, True),
        ({"output": {"annotations": [{"path": "b.py"}]}}, False),
        ({"output": {"annotations": []}}, False),
        ({"context": re.compile("^ci/")}, True),
        ({"context": re.compile("^cd/")}, False),
        ({"count": re.compile("1")}, False),
        ({"count": lambda n: n > 0}, True),
        ({"count": lambda n: n > 1}, False),
        ({"count": 1}, True),
        ({"count": True}, False),
        ({"missing": lambda _: True}, False),
        ({"nothing": None}, True),
        ({"missing": None}, False),
    ],
)
def test_parameters_are_compared_in_part_and_by_patterns(expected: dict[str, Any], fits: bool) -> None:
    output = {"title": "Build", "summary": "ok", "annotations": [{"path": "a.py", "line": 1}]}
    calls = journal(call(1, output=output, count=1, nothing=None))
    assert bool(calls.all(STATUS, **expected)) is fits


def test_a_difference_inside_names_its_place() -> None:
    near = nearest(
        STATUS, {"output": {"annotations": [{"path": "b"}]}}, [call(1, output={"annotations": [{}]})]
    )
    assert near is not None
    assert near.differences == (Difference("output.annotations.0.path", "b", ABSENT),)


def test_nearest_prefers_the_operation_then_fewer_differences_then_the_latest() -> None:
    calls = [
        call(1, state="error", sha="x"),
        call(2, state="error"),
        call(3, state="error"),
        call(4, "x/y", state="success"),
    ]
    near = nearest(STATUS, {"state": "success", "sha": "abc"}, calls)
    assert near is not None
    assert near.call.number == 3
    assert near.differences == (Difference("state", "success", "error"),)


def test_nearest_falls_back_to_another_operation_and_says_so() -> None:
    near = nearest(STATUS, {}, [call(1, "issues/create")])
    assert near is not None
    assert near.differences == (Difference("operation", STATUS, "issues/create"),)
    assert nearest(STATUS, {}, []) is None


def test_an_operation_that_does_not_exist_is_a_typing_error() -> None:
    calls = Journal()
    calls.known = {STATUS: 1}
    with pytest.raises(ValueError, match='Did you mean "repos/create-commit-status"'):
        calls.none("repos/create-comit-status")


def test_open_calls_are_those_that_have_not_ended() -> None:
    calls = Journal()
    first, second = calls.begin("GET", "/a"), calls.begin("POST", "/b")
    assert calls.open == [("GET", "/a"), ("POST", "/b")]
    calls.end(first)
    assert calls.open == [("POST", "/b")]
    calls.end(second)
    assert calls.open == []
    assert (first.number, second.number) == (1, 2)


def test_clear_forgets_all_calls_and_counts_anew() -> None:
    calls = journal(call(1))
    opened = calls.begin("GET", "/a")
    calls.clear()
    assert (len(calls), list(calls), calls.begin("GET", "/b").number) == (0, [], 1)
    calls.end(opened)
    assert calls.open == [("GET", "/b")]


def test_somebody_who_waits_is_woken_by_a_call() -> None:
    calls = Journal()
    woken = []

    def wait() -> None:
        with calls.changed:
            started.set()
            woken.append(calls.changed.wait_for(lambda: len(calls) == 1, timeout=5))

    started = threading.Event()
    waiting = threading.Thread(target=wait)
    waiting.start()
    started.wait()
    calls.record(call(1))
    waiting.join()
    assert woken == [True]
    assert calls.wait_for_change(timeout=0) is False


def test_secrets_are_masked_wherever_they_stand() -> None:
    config = {"url": "http://x", "secret": "s3cret"}
    value = {
        "config": config,
        "token": "ghs_x",
        "list": [{"private_key": "PEM"}],
        "secret_name": "kept",
        "pem": None,
    }
    assert masked(value) == {
        "config": {"url": "http://x", "secret": MASK},
        "token": MASK,
        "list": [{"private_key": MASK}],
        "secret_name": "kept",
        "pem": None,
    }
    assert config["secret"] == "s3cret"


def test_secrets_are_masked_in_bytes_with_escapes_inside() -> None:
    body = rb'{"token":"a\"b","x":{"client_secret" : "c\\"},"tokens":"kept","y":"token"}'
    assert masked_bytes(body) == (
        rb'{"token":"********","x":{"client_secret":"********"},"tokens":"kept","y":"token"}'
    )
    assert masked_bytes(b'{"body":"plain"}') == b'{"body":"plain"}'


def test_an_expected_call_is_in_the_journal_when_one_fits() -> None:
    calls = journal(call(1, "issues/create"), call(2))
    assert ExpectedCall(STATUS, state="pending", context=re.compile("^ci/")) in calls
    assert ExpectedCall(STATUS, state="success") not in calls
    assert STATUS in calls
    assert "issues/list" not in calls
    assert call(2) in calls


def test_calls_are_equal_to_what_is_expected_in_that_order() -> None:
    calls = journal(call(1, "issues/create"), call(2))
    assert calls == [ExpectedCall("issues/create"), ExpectedCall(STATUS, state="pending")]
    assert calls != [ExpectedCall(STATUS), ExpectedCall("issues/create")]
    assert calls != [ExpectedCall("issues/create")]
    assert calls != "calls"
    assert journal() == []


def test_an_operation_that_the_product_does_not_have_is_never_expected() -> None:
    calls = journal(call(1))
    calls.known = {STATUS, "issues/create"}
    for expected in ("issues/creat", ExpectedCall("issues/creat")):
        with pytest.raises(ValueError, match=r'no operation "issues/creat"\. Did you mean "issues/create"'):
            assert expected in calls
    with pytest.raises(ValueError, match="no operation"):
        assert calls == [ExpectedCall("issues/creat")]


def test_an_expected_call_shows_itself_as_it_is_written() -> None:
    assert repr(ExpectedCall(STATUS, state="success")) == f"call('{STATUS}', state='success')"
    assert ExpectedCall(STATUS, state="success") == ExpectedCall(STATUS, state="success")
    assert ExpectedCall(STATUS, state="success") != ExpectedCall(STATUS)


def test_a_failure_lists_the_latest_calls_only() -> None:
    calls = journal(*(call(number) for number in range(1, 61)))
    with pytest.raises(AssertionError, match=r"  … 10 earlier calls\n  #11 POST"):
        calls.one("issues/create")


def test_whoever_waits_is_told_of_a_call_that_begins() -> None:
    calls = Journal()
    woken = threading.Event()
    waiting = threading.Thread(target=lambda: calls.wait_for_change(10) and woken.set())
    waiting.start()
    while not woken.is_set():
        calls.begin("GET", "/zen")
        woken.wait(0.01)
    waiting.join()
    assert ("GET", "/zen") in calls.open
