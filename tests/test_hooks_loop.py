"""The background loop."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from concurrent.futures import CancelledError

import pytest

from fakegithub.hooks.loop import Loop


@pytest.fixture
def loop() -> Iterator[Loop]:
    loop = Loop()
    yield loop
    loop.stop()


async def thread_name() -> str:
    return threading.current_thread().name


def test_it_starts_when_it_is_first_needed_and_only_once(loop: Loop) -> None:
    assert not loop.running
    assert loop.submit(thread_name()).result() == loop.submit(thread_name()).result() == "fakegithub-loop"
    assert loop.running
    assert loop.start() is loop.start()


def test_calls_come_in_order(loop: Loop) -> None:
    seen: list[int] = []
    for number in range(100):
        loop.call_soon(seen.append, number)
    loop.barrier()
    assert seen == list(range(100))


def test_a_barrier_waits_for_what_ready_work_makes_ready(loop: Loop) -> None:
    seen: list[str] = []

    async def first() -> None:
        await asyncio.sleep(0)
        seen.append("first")

    loop.submit(first())
    loop.barrier()
    assert seen == ["first"]


def test_a_barrier_before_the_start_does_not_start_it(loop: Loop) -> None:
    loop.barrier()
    assert not loop.running


def test_stopping_cancels_what_runs_and_closes_what_lives_there(loop: Loop) -> None:
    closed: list[str] = []

    async def close(name: str) -> None:
        closed.append(name)

    loop.at_stop(lambda: close("first"))
    loop.at_stop(lambda: close("second"))
    waiting = loop.submit(asyncio.Event().wait())
    loop.stop()
    with pytest.raises(CancelledError):
        waiting.result()
    assert closed == ["second", "first"]
    assert not loop.running
    loop.stop()


def test_it_can_be_started_again(loop: Loop) -> None:
    loop.start()
    loop.stop()
    assert loop.submit(thread_name()).result() == "fakegithub-loop"


def test_it_refuses_to_stop_itself(loop: Loop) -> None:
    async def stop() -> None:
        loop.stop()

    with pytest.raises(RuntimeError, match="another thread"):
        loop.submit(stop()).result()
    assert loop.running
