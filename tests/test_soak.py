"""Two thousand events to a receiver that hangs, resets, answers 500, sends garbage and calls back."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def test_the_log_accounts_for_every_event(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(ROOT)
    from benchmarks.soak import DROPPED, HABITS, STATUSES, soak

    outcome = soak(2_000, seed=1)
    # Nothing is lost, nothing is told wrongly, nothing is left open.
    assert outcome.wrong == []
    assert outcome.deliveries == outcome.events >= 2_000
    # All of it has happened, and every failure has its own name.
    assert set(outcome.did) == {*HABITS, "ok"}
    assert set(outcome.statuses) == {*STATUSES.values(), DROPPED}
    assert outcome.callbacks == outcome.did["call back"]
    # The log keeps a payload of 8 kB, once, and little more; nothing else grows.
    assert outcome.stored_per_delivery < 10_000
    assert outcome.bytes_per_delivery < 30_000
