"""Further attempts when a delivery fails: only where they are asked for."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any

import pytest
from hook_helpers import OK, Delivering, Received, status

from fakegithub import Retries
from fakegithub.model.hooks import Delivery


def answering(answers: Iterable[bytes | None]) -> Any:
    remaining = iter(answers)

    async def answer(_: Received) -> bytes | None:
        return next(remaining)

    return answer


def attempts(retries: Retries | None, *answers: bytes | None) -> list[Delivery]:
    """The deliveries of one event to a hook with these retries, of a receiver that answers so."""
    with Delivering() as delivering:
        hook = delivering.hook(delivering.receiver(answering(answers)).url)
        delivering.deliveries.retry(hook, retries)
        delivering.open_issue()
        delivering.settle()
        return delivering.deliveries.log


def test_a_hook_has_its_own_retries() -> None:
    with Delivering() as delivering:
        broken = delivering.receiver(status(500))
        patient, other = delivering.hook(broken.url), delivering.hook(broken.url)
        delivering.deliveries.retry(patient, Retries(2, backoff=0.0))
        delivering.open_issue()
        delivering.settle()
        log = delivering.deliveries.log
        assert [d.attempt for d in log if d.hook is patient] == [1, 2, 3]
        assert [d.attempt for d in log if d.hook is other] == [1]
        assert len({d.guid for d in log}) == 1
        assert len({d.id for d in log}) == 4


def test_attempts_end_with_the_first_good_one() -> None:
    log = attempts(Retries(5, backoff=0.0), status(500), None, OK)
    assert [(d.attempt, d.status) for d in log] == [
        (1, "Invalid HTTP Response: 500"),
        (2, "failed to connect"),
        (3, "OK"),
    ]
    assert [d.redelivery for d in log] == [False, True, True]
    assert {d.body for d in log} == {log[0].body}
    assert [d.fault for d in log] == [None] * 3


@pytest.mark.parametrize(
    ("on", "answer", "again"),
    [
        (("5xx",), status(503), True),
        (("5xx",), status(404), False),
        (("5xx",), None, False),
        (("4xx",), status(404), True),
        (("3xx",), status(302), True),
        ((404, 429), status(429), True),
        ((404, 429), status(500), False),
        ((502,), None, False),  # nobody answered 502
        (("no_connection",), None, True),
        (("no_connection",), status(502), False),
        (("failure",), status(302), True),
        (("failure",), None, True),
    ],
)
def test_only_some_outcomes_deserve_another_attempt(
    on: tuple[int | str, ...], answer: bytes | None, again: bool
) -> None:
    log = attempts(Retries(1, backoff=0.0, on=on), answer, OK)
    assert len(log) == (2 if again else 1)


def test_a_timeout_is_neither_an_answer_nor_a_lost_connection() -> None:
    for on, expected in ((("timeout",), 2), (("5xx", 504, "no_connection"), 1)):
        with Delivering() as delivering:
            delivering.deliveries.receivers.timeout = 0.05

            async def hang(_: Received) -> bytes:
                await asyncio.Event().wait()
                return OK

            hook = delivering.hook(delivering.receiver(hang).url)
            delivering.deliveries.retry(hook, Retries(1, backoff=0.0, on=on))
            delivering.open_issue()
            delivering.settle()
            assert len(delivering.deliveries.log) == expected


def test_the_wait_doubles_or_is_as_listed() -> None:
    doubling, listed = Retries(4, backoff=0.5), Retries(4, backoff=(1.0, 5.0))
    assert [doubling.wait(attempt) for attempt in (1, 2, 3, 4)] == [0.5, 1.0, 2.0, 4.0]
    assert [listed.wait(attempt) for attempt in (1, 2, 3, 4)] == [1.0, 5.0, 5.0, 5.0]


def test_whoever_settles_waits_for_the_further_attempts_too() -> None:
    with Delivering() as delivering:
        hook = delivering.hook(delivering.receiver(answering([status(500), OK])).url)
        delivering.deliveries.retry(hook, Retries(1, backoff=0.1))
        delivering.open_issue()
        delivering.settle()
        assert [d.ok for d in delivering.deliveries.log] == [False, True]
        assert delivering.deliveries.quiet


def test_a_redelivery_has_attempts_of_its_own() -> None:
    with Delivering() as delivering:
        hook = delivering.hook(delivering.receiver(answering([OK, status(500), OK])).url)
        delivering.deliveries.retry(hook, Retries(1, backoff=0.0))
        delivering.open_issue()
        delivering.settle()
        delivering.deliveries.redeliver(delivering.deliveries.log[0])
        delivering.settle()
        assert [(d.attempt, d.redelivery) for d in delivering.deliveries.log] == [
            (1, False),
            (1, True),
            (2, True),
        ]


def test_a_rollback_takes_retries_away() -> None:
    with Delivering() as delivering:
        hook = delivering.hook("http://receiver.test/")
        before = delivering.world.snapshot()
        delivering.deliveries.retry(hook, Retries(1))
        delivering.world.rollback(before)
        assert hook.retries is None


@pytest.mark.parametrize(
    "wrong", [{"attempts": -1}, {"backoff": -1.0}, {"backoff": ()}, {"on": ("rarely",)}], ids=str
)
def test_retries_that_are_none_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"not negative|is no outcome"):
        Retries(**wrong)
