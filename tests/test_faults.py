"""Faults of the API: what a client gets, and what the journal says of it."""

from __future__ import annotations

import time
from typing import Any

import pytest
from api_helpers import Door

from fakegithub.faults import Faults
from fakegithub.model.issues import IssueComment

COMMENT = "issues/create-comment"
SECONDARY = "You have exceeded a secondary rate limit. Please wait a few minutes before you try again."
DOCS = "https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api"


def struck(product: str = "github.com") -> tuple[Door, Faults]:
    door = Door(product)
    return door, Faults(door.world)


def test_the_first_calls_fail_and_change_nothing() -> None:
    door, faults = struck()
    faults.api(COMMENT, status=502, times=2)
    assert [door.comment().status_code for _ in range(3)] == [502, 502, 201]
    assert len(door.world.all(IssueComment)) == 1
    assert [(call.operation, call.status, call.fault) for call in door.journal] == [
        (COMMENT, 502, "answered 502"),
        (COMMENT, 502, "answered 502"),
        (COMMENT, 201, None),
    ]
    assert str(door.journal[0]).endswith("-> 502 (fault: answered 502)")


@pytest.mark.parametrize("product", ["github.com", "ghes-3.14"])
def test_an_error_looks_like_githubs(product: str) -> None:
    door, faults = struck(product)
    faults.api(COMMENT, status=502, times=1)
    body = door.comment().json()
    assert body.pop("status", None) == ("502" if product == "github.com" else None)
    assert body["message"] == "Server Error"
    assert set(body) == {"message", "documentation_url"}


@pytest.mark.parametrize(
    ("status", "message"),
    [(401, "Bad credentials"), (403, "Forbidden"), (404, "Not Found"), (500, "Server Error")],
)
def test_each_status_has_its_usual_message(status: int, message: str) -> None:
    door, faults = struck()
    faults.api("*", status=status)
    answer = door.get("/repos/octocat/hello-world")
    assert (answer.status_code, answer.json()["message"]) == (status, message)
    if status == 401:
        assert answer.json()["documentation_url"] == "https://docs.github.com/rest"


@pytest.mark.parametrize(
    ("kind", "wait", "over"),
    [
        ({"rate_limited": True, "retry_after": 30}, 29, 30),
        ({"rate_limited": True}, 3599, 3600),
        # Not sooner than told, though the world's clock has whole seconds.
        ({"secondary_limit": True, "retry_after": 30}, 30, 31),
        ({"secondary_limit": True}, 60, 61),
    ],
    ids=str,
)
def test_a_limit_is_over_when_its_time_is(kind: dict[str, Any], wait: int, over: int) -> None:
    door, faults = struck()
    door.world.clock.freeze()
    faults.api("*", **kind)
    door.advance(hours=5)  # it begins with the first call that it strikes
    first = door.get("/user")
    door.advance(seconds=wait)
    again = door.get("/user")
    assert (first.status_code, again.status_code) == (403, 403)
    assert first.headers["X-RateLimit-Reset"] == again.headers["X-RateLimit-Reset"]
    door.advance(seconds=over - wait)
    assert door.get("/user").status_code == 200
    assert repr(faults) == "<Faults none>"


def test_a_limit_is_over_in_real_time_too(monkeypatch: pytest.MonkeyPatch) -> None:
    door, faults = struck()
    door.world.clock.freeze()
    clock = [100.0]
    monkeypatch.setattr("fakegithub.faults.time.monotonic", lambda: clock[0])
    faults.api("*", secondary_limit=True, retry_after=2)
    statuses = []
    for clock[0] in (100.0, 101.9, 102.0):
        statuses.append(door.get("/user").status_code)
    assert statuses == [403, 403, 200]


def test_a_message_of_your_own() -> None:
    door, faults = struck()
    faults.api("*", status=503, message="Under maintenance", retry_after=5)
    answer = door.get("/user")
    assert (answer.json()["message"], answer.headers["Retry-After"]) == ("Under maintenance", "5")


@pytest.mark.parametrize("product", ["github.com", "ghes-3.19"])
def test_the_rate_limit_is_used_up(product: str) -> None:
    door, faults = struck(product)
    octocat = door.seeded.octocat
    with faults.api("*", rate_limited=True, retry_after=30):
        answer = door.get("/repos/octocat/hello-world")
    assert answer.status_code == 403
    assert answer.json()["message"] == f"API rate limit exceeded for user ID {octocat.id}."
    assert answer.json()["documentation_url"] == DOCS
    headers = {
        name: answer.headers[f"X-RateLimit-{name}"] for name in ("Remaining", "Reset", "Limit", "Used")
    }
    reset = int(door.world.now().timestamp()) + 30
    assert headers == {"Remaining": "0", "Reset": str(reset), "Limit": "5000", "Used": "5000"}
    # The caller's own count is what it was.
    again = door.get("/repos/octocat/hello-world")
    assert again.status_code == 200
    assert again.headers.get("X-RateLimit-Remaining") == ("4999" if product == "github.com" else None)


def test_an_anonymous_caller_is_told_of_the_good_news() -> None:
    door, faults = struck()
    faults.api("*", rate_limited=True)
    answer = door.get("/repos/octocat/hello-world", token=None)
    assert "But here's the good news" in answer.json()["message"]
    assert answer.headers["X-RateLimit-Limit"] == "60"


def test_the_secondary_limit() -> None:
    door, faults = struck()
    faults.api(COMMENT, secondary_limit=True, times=1)
    answer = door.comment()
    assert (answer.status_code, answer.headers["Retry-After"]) == (403, "60")
    assert answer.json() == {
        "message": SECONDARY,
        "documentation_url": f"{DOCS}#about-secondary-rate-limits",
        "status": "403",
    }
    assert int(answer.headers["X-RateLimit-Remaining"]) > 0
    assert door.journal[0].fault == "secondary rate limit"


def test_latency_comes_before_the_call_and_the_call_is_good() -> None:
    door, faults = struck()
    faults.api(COMMENT, latency=0.1, times=1)
    began = time.monotonic()
    assert door.comment().status_code == 201
    assert time.monotonic() - began >= 0.1
    assert door.journal[0].fault == "0.1 s of latency"


def test_only_the_named_operation_is_struck_and_the_first_fault_counts() -> None:
    door, faults = struck()
    faults.api(COMMENT, status=500, times=1)
    faults.api("*", status=404, times=1)
    assert door.comment().status_code == 500
    assert door.get("/repos/octocat/hello-world").status_code == 404
    assert door.get("/repos/octocat/hello-world").status_code == 200


def test_what_has_no_route_is_struck_by_what_strikes_all() -> None:
    door, faults = struck()
    faults.api("*", status=502, times=1)
    assert door.get("/nowhere").status_code == 502
    assert door.get("/nowhere").status_code == 404


def test_a_bad_token_meets_the_fault_too() -> None:
    door, faults = struck()
    faults.api("*", status=502, times=1)
    assert door.get("/user", token="ghp_unknown").status_code == 502
    assert door.get("/user", token="ghp_unknown").status_code == 401


def test_a_fault_ends_with_its_block_or_all_together() -> None:
    door, faults = struck()
    with faults.api(COMMENT, status=500):
        assert repr(faults) == "<Faults issues/create-comment: answered 500>"
        assert door.comment().status_code == 500
    assert door.comment().status_code == 201
    faults.api("*", status=500)
    faults.api(COMMENT, status=500)
    faults.clear()
    assert door.comment().status_code == 201
    assert repr(faults) == "<Faults none>"


def test_faults_are_a_part_of_the_world() -> None:
    door, faults = struck()
    before = door.world.snapshot()
    lifted = faults.api(COMMENT, status=500, times=2)
    door.comment()
    door.world.rollback(before)
    assert door.comment().status_code == 201
    lifted.close()
    faults.api(COMMENT, status=500, times=1)
    taken = door.world.snapshot()
    assert door.comment().status_code == 500
    door.world.rollback(taken)
    assert [door.comment().status_code for _ in range(2)] == [500, 201]


def test_an_unknown_operation_is_refused_with_the_nearest() -> None:
    _, faults = struck()
    with pytest.raises(ValueError, match=r'"issues/create-coment".*Did you mean "issues/create-comment"'):
        faults.api("issues/create-coment", status=500)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({}, "needs something"),
        ({"status": 200}, "200 is no error"),
        ({"status": 500, "rate_limited": True}, "in one way"),
        ({"status": 500, "times": 0}, "at least 1"),
    ],
)
def test_a_fault_that_is_none_is_refused(wrong: dict[str, Any], message: str) -> None:
    _, faults = struck()
    with pytest.raises(ValueError, match=message):
        faults.api("*", **wrong)
