"""When an expectation is judged: as soon as it can be, and not before all that follows has come."""

from __future__ import annotations

import time
from contextlib import suppress
from functools import partial

from fakegithub.errors import NotSettled, WaitTimeout
from fakegithub.handles import IssueHandle
from fakegithub.scenarios.expectations.evidence import Evidence
from fakegithub.scenarios.expectations.judge import judge
from fakegithub.scenarios.expectations.since import Since
from fakegithub.scenarios.language.grammar import seconds
from fakegithub.scenarios.language.scenario import Expect
from fakegithub.scenarios.language.source import Path
from fakegithub.scenarios.reports.report import Failure
from fakegithub.scenarios.reports.verdicts import explained, known
from fakegithub.scenarios.running.state import State
from fakegithub.scenarios.steps.stage import Misnamed


def wait_and_judge(state: State, expect: Expect, start: Since) -> list[Failure]:
    """The failures that are left when all has come that could be waited for, and nothing more comes."""
    if "within" in expect.says:
        _await(state, expect, start)
    unsettled = settle(state, expect.path)
    if not unsettled:
        # What still comes may be one comment too many, or a status that is taken back.
        _await_quiet(state, expect)
    evidence = _evidence(state, expect, start)
    failures = judge(expect, evidence)
    state.claimed |= evidence.claimed
    return explained([*failures, *unsettled], evidence, expect.says.get("within"))


def settle(state: State, path: Path) -> list[Failure]:
    """Wait until no delivery is on its way and no call is being served."""
    try:
        state.github.settle(state.patience)
    except NotSettled as error:
        return [Failure(state.place(path), f"the receiver is not done: {error}", **known("unsettled"))]
    return []


def ended(state: State, patience: float = 0.0) -> list[Failure]:
    """Whether the receiver has ended, or does so within `patience` seconds: it should not."""
    ending = state.program.ending(patience)
    return [Failure(state.place(("receiver",)), ending, **known("ended"))] if ending is not None else []


def _evidence(state: State, expect: Expect, start: Since) -> Evidence:
    subject, claimed = _subject(state, expect), set(state.claimed)
    return Evidence(state.github, state.scenario.source, state.scope, start, subject, claimed)


def _await(state: State, expect: Expect, start: Since) -> None:
    """Wait until all has come true, or can no longer."""

    def done() -> bool:
        failures = judge(expect, _evidence(state, expect, start))
        return state.program.has_ended or all(failure.final for failure in failures)

    with suppress(WaitTimeout):
        state.github.wait_for(done, _seconds(state, expect, "within", 0.0))


def _await_quiet(state: State, expect: Expect) -> None:
    """Wait until no call and no delivery has come for a while, but not for ever."""
    quiet = _seconds(state, expect, "quiet", state.program.quiet)
    deadline = time.monotonic() + state.patience
    while time.monotonic() < deadline:
        seen = _moves(state)
        try:
            state.github.wait_for(partial(_has_moved, state, seen), quiet)
        except WaitTimeout:
            return
        settle(state, expect.path)


def _seconds(state: State, expect: Expect, key: str, usual: float) -> float:
    return seconds(state.resolved(expect.says.get(key, usual), (*expect.path, key)))


def _moves(state: State) -> tuple[int, int]:
    return len(state.github.calls), len(state.github.deliveries)


def _has_moved(state: State, seen: tuple[int, int]) -> bool:
    return _moves(state) != seen


def _subject(state: State, expect: Expect) -> IssueHandle | None:
    if "of" not in expect.says:
        return state.subject
    path = (*expect.path, "of")
    named = {"of": state.resolved(expect.says["of"], path)}
    try:
        return state.stage().issue(named, "of")
    except Misnamed as error:
        raise state.scenario.source.error(str(error), path) from error
