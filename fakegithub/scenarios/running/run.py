"""Running a scenario: the world it begins with, its steps one by one, and what must hold after each."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from fakegithub.github import GitHub
from fakegithub.handles import RepositoryHandle
from fakegithub.model.repositories import Repository
from fakegithub.scenarios import given
from fakegithub.scenarios.expectations.evidence import call_line, delivery_line
from fakegithub.scenarios.language.scenario import Scenario, Step
from fakegithub.scenarios.receivers import receiver
from fakegithub.scenarios.receivers.process import NotReady
from fakegithub.scenarios.reports.kept import keep
from fakegithub.scenarios.reports.report import CallLine, Moment, Report, StepResult, redacted
from fakegithub.scenarios.reports.timeline import Timeline
from fakegithub.scenarios.running.state import State
from fakegithub.scenarios.running.stepping import Stepping


class Listener:
    """Told how a run gets on. Does nothing; subclasses print."""

    def began(self, scenario: Scenario, product: str, github: GitHub, token: str | None) -> None:
        """The world is built and served, the first step comes next."""

    def step_began(self, step: Step) -> None: ...

    def step_ended(self, result: StepResult) -> None: ...

    def ended(self, report: Report) -> None: ...


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line can change. `receiver` (a URL or `module:app`) or `command`, `path` and
    `secret` take the place of the file's; `strict` makes a value that the world does not know an error;
    `keep` is the folder for what was delivered and called."""

    receiver: str | None = None
    command: str | None = None
    path: str | None = None
    secret: str | None = None
    host: str = "127.0.0.1"
    port: int = 0
    seed: int = 0
    strict: bool = False
    keep: Path | None = None


def run(
    scenario: Scenario, product: str, options: Options | None = None, listener: Listener | None = None
) -> Report:
    """Run a scenario once. Raises ScenarioError for what the file cannot mean, ReceiverError when the
    receiver cannot be imported or started; everything else that goes wrong stands in the report."""
    chosen = options if options is not None else Options()
    with GitHub(product, seed=chosen.seed, strict=chosen.strict) as github:
        return Run(scenario, github, chosen, listener if listener is not None else Listener()).run()


def prepared(github: GitHub, scenario: Scenario) -> list[str]:
    """Build the world that a scenario begins with, and nothing more; returns the texts of its tokens.

    Hooks are made only where the file says a URL. Raises ScenarioError.
    """
    state = State(scenario, github)
    world = state.resolved(scenario.given, ("given",))
    url = state.resolved(receiver.fixed_url(scenario.program), ("receiver", "url"))
    tokens = given.build(github, world, scenario.source)
    given.create_hooks(github, world, scenario.source, url, None)
    return tokens


@dataclass(slots=True)
class Run:
    """One run of one scenario in one world."""

    scenario: Scenario
    github: GitHub
    options: Options
    listener: Listener
    state: State = field(init=False)

    def __post_init__(self) -> None:
        self.state = State(self.scenario, self.github)

    def run(self) -> Report:
        began, started = time.monotonic(), datetime.now(UTC).isoformat(timespec="seconds")
        github, source, options, state = self.github, self.scenario.source, self.options, self.state
        github.serve(options.host, options.port)
        world = state.resolved(self.scenario.given, ("given",))
        says = receiver.chosen(self.scenario.program, options.receiver, options.command, options.path)
        secret = options.secret or given.receivers_secret(world)
        # Tokens exist before the receiver does; hooks only when it can answer their ping.
        tokens = given.build(github, world, source)
        token = tokens[0] if tokens else self._owners_token()
        state.secrets += [text for text in (*given.secrets(github, world), *tokens, token, secret) if text]
        start, timeline = time.monotonic(), Timeline(github)
        setting = receiver.Setting(
            github,
            self.scenario,
            says,
            token,
            secret,
            given.receivers_app(github, world),
            secrets=state.secrets,
            note=timeline.note,
        )
        stepping = Stepping(state, partial(self._began, timeline), self.listener.step_ended)
        try:
            self.listener.began(self.scenario, github.world.product.name, github, token)
            with receiver.opened(setting) as state.program:
                given.create_hooks(github, world, source, state.program.url, options.secret)
                github.settle(state.patience)
                results = stepping.run()
        except NotReady as error:
            results = stepping.refuse(str(error), time.monotonic() - start)
        finally:
            moments = timeline.stop()
        calls = tuple(call_line(call, github.world.product) for call in github.calls)
        report = Report(
            scenario=self.scenario.name,
            file=self.scenario.file,
            product=github.world.product.name,
            receiver=state.program.name or self.scenario.receiver,
            seconds=round(time.monotonic() - began, 3),
            steps=tuple(results),
            deliveries=tuple(delivery_line(delivery) for delivery in github.deliveries),
            calls=calls,
            timeline=moments,
            notes=_notes(github, calls),
            output=tuple(Moment(round(line.when - start, 4), line.text) for line in setting.written),
            seed=options.seed,
            needs=self.scenario.needs,
            started=started,
        )
        report = redacted(report, state.secrets)
        if options.keep is not None:
            report = keep(report, github, options.keep, state.secrets)
        self.listener.ended(report)
        return report

    def _began(self, timeline: Timeline, step: Step) -> None:
        self.listener.step_began(step)
        timeline.note(f"step {step.number}: {step.title}")

    def _owners_token(self) -> str | None:
        repositories = self.github.world.all(Repository)
        return RepositoryHandle(self.github, repositories[0]).owner.token() if repositories else None


def _notes(github: GitHub, calls: tuple[CallLine, ...]) -> tuple[str, ...]:
    """Calls that reached no modelled operation, and calls of others than GitHub, which were not let out."""
    notes = [f"call #{call.number}: {call.astray}" for call in calls if call.astray is not None]
    hosts = dict.fromkeys(f"{refusal.host}:{refusal.port}" for refusal in github.refused)
    return (*notes, *(f"the receiver called {host}, which was refused: see `intercept`" for host in hosts))
