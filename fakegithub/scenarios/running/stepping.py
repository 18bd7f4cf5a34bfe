"""Running the steps of a scenario, one after the other; when one fails, the others are skipped."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import replace

from fakegithub.errors import ApiError, SchemaMismatch
from fakegithub.handles import Handle, IssueHandle, PullRequestHandle
from fakegithub.model.issues import Issue
from fakegithub.model.pulls import PullRequest
from fakegithub.scenarios.expectations import since
from fakegithub.scenarios.expectations.expected_refusal import judge_refusal
from fakegithub.scenarios.language.fitting import fitted
from fakegithub.scenarios.language.places import USED
from fakegithub.scenarios.language.references import Scope
from fakegithub.scenarios.language.scenario import Step
from fakegithub.scenarios.language.source import Path
from fakegithub.scenarios.reports.report import Failure, StepResult
from fakegithub.scenarios.reports.verdicts import known
from fakegithub.scenarios.running.state import State
from fakegithub.scenarios.running.waiting import ended, settle, wait_and_judge
from fakegithub.scenarios.steps.disturbing import strike
from fakegithub.scenarios.steps.stage import Misnamed
from fakegithub.scenarios.steps.verbs import find_verb

_RECEIVER: Path = ("receiver",)
# What a program does last may be under way still when its last delivery is answered, in seconds.
_LAST_LOOK = 0.05


class Stepping:
    """Runs steps. `began` is told of each before it runs, `ended` of its result."""

    def __init__(
        self, state: State, began: Callable[[Step], None], ended: Callable[[StepResult], None]
    ) -> None:
        self._state = state
        self._began = began
        self._ended = ended
        self._results: list[StepResult] = []
        self._around: list[since.Since] = []  # when the steps around this one began

    def run(self) -> list[StepResult]:
        scenario = self._state.scenario
        failed = self._all(scenario.steps)
        if scenario.expect is not None and not failed:
            start = time.monotonic()
            failures = wait_and_judge(self._state, scenario.expect, since.Since())
            self._add(self._result(None, "at the end", scenario.expect.path, start, failures))
            failed = bool(failures)
        if not failed and (endings := ended(self._state, _LAST_LOOK)):
            self._add(self._result(None, "the receiver still runs", _RECEIVER, time.monotonic(), endings))
        return self._results

    def refuse(self, reason: str, took: float) -> list[StepResult]:
        """Skip all steps, as the receiver is not there."""
        place = self._state.place(_RECEIVER)
        failure = Failure(place, reason, **known("not_ready"))
        self._add(StepResult(None, "the receiver starts", place, "failed", round(took, 3), (failure,)))
        for step in self._state.scenario.steps:
            self._skip(step)
        return self._results

    def _add(self, result: StepResult) -> None:
        self._results.append(result)
        self._ended(result)

    def _all(self, steps: Iterable[Step], by: str | None = None) -> bool:
        """Run one after the other, in the name of `by` where they name nobody; whether one has failed."""
        failed = False
        for step in steps:
            if failed:
                self._skip(step)
            elif step.steps:
                failed = self._nested(replace(step, by=step.by or by))
            else:
                self._began(step)
                result = self._step(replace(step, by=step.by or by))
                failed = result.status == "failed"
                self._add(result)
        return failed

    def _skip(self, step: Step) -> None:
        self._add(StepResult(step.number, step.title, self._state.place(step.path), "skipped", 0.0))

    def _nested(self, step: Step) -> bool:
        """Run the steps within a step, and then judge what it expects itself; whether anything has failed."""
        start = since.now(self._state.github)
        began, struck = time.monotonic(), self._strike(step)
        self._around.append(start)
        try:
            failed = self._repeat(step) if step.verb == "repeat" else self._use(step)
        finally:
            self._around.pop()
        if step.expect is not None and not failed:
            self._began(step)
            failures = [*ended(self._state), *wait_and_judge(self._state, step.expect, start)]
            self._add(self._result(step.number, step.title, step.path, began, failures))
            failed = bool(failures)
        struck.close()
        return failed

    def _repeat(self, step: Step) -> bool:
        state, path = self._state, (*step.path, "repeat")
        times = state.resolved(step.parameters["times"], (*path, "times"))
        if isinstance(times, str) and times.isdigit():
            times = int(times)
        if not isinstance(times, int) or times < 1:
            message = f"how often must be a number from 1, not {times}"
            raise state.scenario.source.error(message, (*path, "times"))
        count = step.parameters.get("as")
        for number in range(1, times + 1):
            if count is not None:
                state.scope.made[count] = number
            if self._all(_numbered(step, number, times), step.by):
                return True
        if count is not None:
            del state.scope.made[count]
        return False

    def _use(self, step: Step) -> bool:
        """The steps of a used file: with its parameters, and without the names of the steps around them."""
        state, around, path = self._state, self._state.scope, (*step.path, "use")
        given = state.resolved(dict(step.parameters.get("parameters", {})), (*path, "parameters"))
        defaults = step.parameters[USED].get("parameters", {})
        state.scope = Scope(defaults, around.environment, around.urls, dict(given))
        try:
            failed = self._all(step.steps, step.by)
            made = {name: value for name, value in state.scope.made.items() if name not in given}
        finally:
            state.scope = around
        if step.label is not None:
            around.made[step.label] = made
        return failed

    def _step(self, step: Step) -> StepResult:
        state = self._state
        began, start = time.monotonic(), since.now(state.github)
        struck = self._strike(step)
        failures = self._act(step, start)
        if not failures and step.expect:
            failures = wait_and_judge(state, step.expect, start)
        elif not failures and step.settles:
            failures = settle(state, step.path)
        # That the receiver has ended explains what else is wrong.
        failures = [*ended(state), *failures]
        if step.verb is not None or step.expect is not None:
            struck.close()
        return self._result(step.number, step.title, step.path, began, failures)

    def _strike(self, step: Step) -> ExitStack:
        """Have go wrong what the step says, until what is returned is closed."""
        path = (*step.path, "fault")
        faults = self._state.resolved(list(step.faults), path)
        self._state.secrets += [fault["secret"] for fault in faults if "secret" in fault]
        try:
            return strike(self._state.github, faults)
        except ValueError as error:
            raise self._state.scenario.source.error(str(error), path) from error

    def _result(
        self, number: str | None, title: str, path: Path, began: float, failures: list[Failure]
    ) -> StepResult:
        status = "failed" if failures else "passed"
        elapsed = round(time.monotonic() - began, 3)
        return StepResult(number, title, self._state.place(path), status, elapsed, tuple(failures))

    def _act(self, step: Step, start: since.Since) -> list[Failure]:
        """Do what the step's verb says, and remember what it made."""
        if step.verb is None:
            return []
        state = self._state
        path = (*step.path, step.verb)
        resolved = state.resolved(step.parameters, path)
        parameters = fitted(step.verb, step.parameters, resolved, state.scenario.source, path)
        by = state.resolved(step.by, (*step.path, "by"))
        stage = state.stage(by)
        try:
            made = find_verb(step.verb)(stage, parameters)
        except Misnamed as error:
            place = (*_place_of(step, error.key), *error.within)
            raise state.scenario.source.error(str(error), place, key=bool(error.within)) from error
        except (TypeError, ValueError, SchemaMismatch) as error:
            raise state.scenario.source.error(str(error), path) from error
        except (ApiError, LookupError) as error:
            state.subject = stage.subject
            return self._refused(step, error)
        if step.expect is not None and "refused" in step.expect.says:
            return self._refused(step, None)
        own = made.entity if isinstance(made, Handle) else made
        for moment in (start, *self._around):
            moment.own.append(own)
        state.subject = stage.subject
        self._remember(step, made)
        return []

    def _refused(self, step: Step, error: ApiError | LookupError | None) -> list[Failure]:
        """What is wrong with that GitHub has refused what a step does, or (None) has not."""
        state = self._state
        if step.expect is None or "refused" not in step.expect.says:
            place = state.place((*step.path, *([step.verb] if step.verb else [])))
            return [Failure(place, f"GitHub refuses this: {error}", **known("refused"))]
        path = (*step.expect.path, "refused")
        return judge_refusal(state.place(path), state.resolved(step.expect.says["refused"], path), error)

    def _remember(self, step: Step, made: object) -> None:
        github = self._state.github
        if isinstance(made, PullRequest):
            made = PullRequestHandle(github, made)
        elif isinstance(made, Issue):
            made = IssueHandle(github, made)
        if isinstance(made, IssueHandle):
            self._state.subject = made
        if made is not None:
            self._state.spoken.append(made.entity if isinstance(made, Handle) else made)
        if step.label is not None:
            self._state.scope.made[step.label] = made


def _place_of(step: Step, key: str) -> Path:
    """Where a step says `key`, be it a parameter of its verb or who does it."""
    if key == "by":
        return (*step.path, "by")
    return (*step.path, *([step.verb] if step.verb else []), *([key] if key else []))


def _numbered(step: Step, number: int, times: int) -> Iterator[Step]:
    """The steps in a `repeat` as those of one round: 3.2.1 is the first one in the second round of step 3."""
    for inner in step.steps:
        yield _moved(inner, step.number, f"{step.number}.{number}", f" ({number} of {times})")


def _moved(step: Step, old: str, new: str, title: str) -> Step:
    return replace(
        step,
        number=new + step.number.removeprefix(old),
        title=step.title + title,
        steps=tuple(_moved(inner, old, new, title) for inner in step.steps),
    )
