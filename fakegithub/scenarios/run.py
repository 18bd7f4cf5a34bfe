"""Running a scenario: the world it begins with, its steps one by one, and what must hold after each."""

from __future__ import annotations

import os
import time
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from fakegithub.errors import ApiError, NotSettled, WaitTimeout
from fakegithub.github import GitHub
from fakegithub.handles import Handle, IssueHandle, PullRequestHandle, RepositoryHandle
from fakegithub.model.issues import Issue
from fakegithub.model.pulls import PullRequest
from fakegithub.model.repositories import Repository
from fakegithub.scenarios import given, receiver, since
from fakegithub.scenarios.disturbing import strike
from fakegithub.scenarios.evidence import Evidence, call_line, delivery_line
from fakegithub.scenarios.grammar import seconds
from fakegithub.scenarios.judge import judge
from fakegithub.scenarios.references import Scope, Unresolved
from fakegithub.scenarios.report import Failure, Report, StepResult, redacted
from fakegithub.scenarios.scenario import Expect, Scenario, Step
from fakegithub.scenarios.source import Path
from fakegithub.scenarios.timeline import Timeline
from fakegithub.scenarios.verbs import VERBS, Misnamed, Stage

# Beyond the time that GitHub gives a receiver, for what it does after its answer.
_GRACE = 5.0
# How long a receiver elsewhere must have been silent before it counts as done. Of one in this
# process we know when it is done, unless it leaves a thread or a task behind.
_QUIET_ELSEWHERE = 0.5
_QUIET_HERE = 0.05
_NOT_MODELLED = 501


class Listener:
    """Told how a run gets on. Does nothing; subclasses print."""

    def began(self, scenario: Scenario, product: str, github: GitHub, token: str | None) -> None:
        """The world is built and served, the first step comes next."""

    def step_began(self, step: Step) -> None: ...

    def step_ended(self, result: StepResult) -> None: ...

    def ended(self, report: Report) -> None: ...


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line can change. `receiver` (a URL or `module:app`) and `secret` take the place
    of the file's; `strict` makes a value that the world does not know an error."""

    receiver: str | None = None
    secret: str | None = None
    host: str = "127.0.0.1"
    port: int = 0
    seed: int = 0
    strict: bool = False


def run(
    scenario: Scenario, product: str, options: Options | None = None, listener: Listener | None = None
) -> Report:
    """Run a scenario once. Raises ScenarioError for what the file cannot mean, ReceiverError when the
    receiver cannot be imported; everything else that goes wrong stands in the report."""
    chosen = options if options is not None else Options()
    with GitHub(product, seed=chosen.seed, strict=chosen.strict) as github:
        return Run(scenario, github, chosen, listener if listener is not None else Listener()).run()


def prepared(github: GitHub, scenario: Scenario) -> list[str]:
    """Build the world that a scenario begins with, and nothing more; returns the texts of its tokens.

    Hooks are made only where the file says a URL. Raises ScenarioError.
    """
    run = Run(scenario, github, Options(), Listener())
    world = run.resolved(scenario.given, ("given",))
    program = run.resolved(scenario.receiver, ("receiver",))
    tokens = given.build(github, world, scenario.source)
    url = program if receiver.is_url(program) else None
    given.create_hooks(github, world, scenario.source, url, None)
    return tokens


@dataclass(slots=True)
class Run:
    """One run of one scenario in one world."""

    scenario: Scenario
    github: GitHub
    options: Options
    listener: Listener
    scope: Scope = field(init=False)
    program: str = ""  # the receiver: a URL or module:app
    subject: IssueHandle | None = None
    claimed: set[int] = field(default_factory=set)
    secrets: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.scope = Scope(self.scenario.parameters, os.environ, self.github.world.urls)

    def run(self) -> Report:
        began = time.monotonic()
        github, source, options = self.github, self.scenario.source, self.options
        github.serve(options.host, options.port)
        world = self.resolved(self.scenario.given, ("given",))
        self.program = options.receiver or self.resolved(self.scenario.receiver, ("receiver",))
        secret = options.secret or given.receivers_secret(world)
        # Tokens exist before the receiver does; hooks only when it can answer their ping.
        tokens = given.build(github, world, source)
        token = tokens[0] if tokens else self._owners_token()
        self.secrets += [text for text in (*given.secrets(world), *tokens, token, secret) if text]
        with receiver.mounted(github, self.program, receiver.settings(github, token, secret)):
            timeline = Timeline(github)
            try:
                self.listener.began(self.scenario, github.world.product.name, github, token)
                url = receiver.url_of(self.program, self.scenario.receiver_path)
                given.create_hooks(github, world, source, url, options.secret)
                github.settle(self._patience)
                results = self._steps(timeline)
            finally:
                moments = timeline.stop()
        report = Report(
            scenario=self.scenario.name,
            file=self.scenario.file,
            product=github.world.product.name,
            receiver=self.program,
            seconds=round(time.monotonic() - began, 3),
            steps=tuple(results),
            deliveries=tuple(delivery_line(delivery) for delivery in github.deliveries),
            calls=tuple(call_line(call) for call in github.calls),
            timeline=moments,
            notes=_notes(github),
        )
        report = redacted(report, self.secrets)
        self.listener.ended(report)
        return report

    @property
    def _patience(self) -> float:
        return self.github.world.product.timeout + _GRACE

    def _owners_token(self) -> str | None:
        repositories = self.github.world.all(Repository)
        return RepositoryHandle(self.github, repositories[0]).owner.token() if repositories else None

    def resolved(self, value: Any, path: Path) -> Any:
        try:
            return self.scope.resolve(value)
        except Unresolved as error:
            raise self.scenario.source.error(str(error), path) from error

    # Steps

    def _steps(self, timeline: Timeline) -> list[StepResult]:
        results: list[StepResult] = []
        failed = False
        for step in self.scenario.steps:
            if failed:
                result = StepResult(step.number, step.title, self._place(step.path), "skipped", 0.0)
            else:
                self.listener.step_began(step)
                timeline.note(f"step {step.number}: {step.title}")
                result = self._step(step)
                failed = result.status == "failed"
            results.append(result)
            self.listener.step_ended(result)
        if self.scenario.expect is not None and not failed:
            results.append(self._end(self.scenario.expect))
            self.listener.step_ended(results[-1])
        return results

    def _step(self, step: Step) -> StepResult:
        began, start = time.monotonic(), since.now(self.github)
        struck = self._strike(step)
        failures = self._act(step, start)
        if not failures and step.expect:
            failures = self._wait_and_judge(step.expect, start)
        elif not failures and step.settles:
            failures = self._settle(step.path)
        if step.verb is not None or step.expect is not None:
            struck.close()
        return self._result(step.number, step.title, step.path, began, failures)

    def _strike(self, step: Step) -> ExitStack:
        """Have go wrong what the step says, until what is returned is closed."""
        path = (*step.path, "fault")
        faults = self.resolved(list(step.faults), path)
        self.secrets += [fault["secret"] for fault in faults if "secret" in fault]
        try:
            return strike(self.github, faults)
        except ValueError as error:
            raise self.scenario.source.error(str(error), path) from error

    def _end(self, expect: Expect) -> StepResult:
        began = time.monotonic()
        return self._result(
            None, "at the end", expect.path, began, self._wait_and_judge(expect, since.Since())
        )

    def _result(
        self, number: int | None, title: str, path: Path, began: float, failures: list[Failure]
    ) -> StepResult:
        status = "failed" if failures else "passed"
        elapsed = round(time.monotonic() - began, 3)
        return StepResult(number, title, self._place(path), status, elapsed, tuple(failures))

    def _place(self, path: Path) -> str:
        return self.scenario.source.place(path)

    def _act(self, step: Step, start: since.Since) -> list[Failure]:
        """Do what the step's verb says, and remember what it made."""
        if step.verb is None:
            return []
        path = (*step.path, step.verb)
        parameters = self.resolved(step.parameters, path)
        by = self.resolved(step.by, (*step.path, "by"))
        stage = Stage(self.github, self.scope.made, by, self.subject)
        try:
            made = VERBS[step.verb](stage, parameters)
        except Misnamed as error:
            raise self.scenario.source.error(str(error), (*path, error.key)) from error
        except TypeError as error:
            raise self.scenario.source.error(str(error), path) from error
        except (ApiError, LookupError) as error:
            return [Failure(self._place(path), f"GitHub refuses this: {error}", final=True)]
        start.own.append(made.entity if isinstance(made, Handle) else made)
        self._remember(step, made)
        return []

    def _remember(self, step: Step, made: Any) -> None:
        if isinstance(made, PullRequest):
            made = PullRequestHandle(self.github, made)
        elif isinstance(made, Issue):
            made = IssueHandle(self.github, made)
        if isinstance(made, IssueHandle):
            self.subject = made
        if step.label is not None:
            self.scope.made[step.label] = made

    # Expectations

    def _wait_and_judge(self, expect: Expect, start: since.Since) -> list[Failure]:
        """The failures that are left when all has come that could be waited for, and nothing more comes."""
        if "within" in expect.says:
            self._await(expect, start)
        unsettled = self._settle(expect.path)
        # What still comes may be one comment too many, or a status that is taken back.
        self._await_quiet(expect)
        evidence = self._evidence(expect, start)
        failures = judge(expect, evidence)
        self.claimed |= evidence.claimed
        return [*self._with_deliveries(failures, evidence), *unsettled]

    def _evidence(self, expect: Expect, start: since.Since) -> Evidence:
        subject, claimed = self._subject(expect), set(self.claimed)
        return Evidence(self.github, self.scenario.source, self.scope, start, subject, claimed)

    def _await(self, expect: Expect, start: since.Since) -> None:
        """Wait until all has come true, or can no longer."""

        def done() -> bool:
            return all(failure.final for failure in judge(expect, self._evidence(expect, start)))

        with suppress(WaitTimeout):
            self.github.wait_for(
                done, seconds(self.resolved(expect.says["within"], (*expect.path, "within")))
            )

    def _await_quiet(self, expect: Expect) -> None:
        """Wait until no call and no delivery has come for a while, but not for ever."""
        usual = _QUIET_ELSEWHERE if receiver.is_url(self.program) else _QUIET_HERE
        quiet = seconds(self.resolved(expect.says.get("quiet", usual), (*expect.path, "quiet")))
        deadline = time.monotonic() + self._patience
        while time.monotonic() < deadline:
            seen = self._moves()
            try:
                self.github.wait_for(partial(self._has_moved, seen), quiet)
            except WaitTimeout:
                return
            self._settle(expect.path)

    def _moves(self) -> tuple[int, int]:
        return len(self.github.calls), len(self.github.deliveries)

    def _has_moved(self, seen: tuple[int, int]) -> bool:
        return self._moves() != seen

    def _settle(self, path: Path) -> list[Failure]:
        try:
            self.github.settle(self._patience)
        except NotSettled as error:
            return [Failure(self._place(path), f"the receiver is not done: {error}", final=True)]
        return []

    def _subject(self, expect: Expect) -> IssueHandle | None:
        if "of" not in expect.says:
            return self.subject
        named = {"of": self.resolved(expect.says["of"], (*expect.path, "of"))}
        try:
            return Stage(self.github, self.scope.made, None, self.subject).issue(named, "of")
        except Misnamed as error:
            raise self.scenario.source.error(str(error), (*expect.path, "of")) from error

    def _with_deliveries(self, failures: list[Failure], evidence: Evidence) -> list[Failure]:
        """Every failure shows what the receiver answered to what it was sent in this step."""
        answered = tuple(delivery_line(d) for d in evidence.deliveries if not evidence.is_open(d))
        return [
            failure if failure.deliveries else replace(failure, deliveries=answered) for failure in failures
        ]


def _notes(github: GitHub) -> tuple[str, ...]:
    """Calls that fakegithub could not serve: the receiver is not to blame for what follows from them."""
    unmodelled = [call for call in github.calls if call.status == _NOT_MODELLED]
    return tuple(f"fakegithub does not model what was asked of it: {call_line(call)}" for call in unmodelled)
