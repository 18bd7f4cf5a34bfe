"""What a run knows while it is under way."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import Any

from fakegithub.github import GitHub
from fakegithub.handles import IssueHandle
from fakegithub.scenarios.language.places import texts
from fakegithub.scenarios.language.references import Scope, Unresolved
from fakegithub.scenarios.language.scenario import Scenario
from fakegithub.scenarios.language.source import Path
from fakegithub.scenarios.receivers.receiver import NOBODY, Program
from fakegithub.scenarios.steps.stage import Stage

# Beyond the time that GitHub gives a receiver, for what it does after its answer.
_GRACE = 5.0


@dataclass(slots=True)
class State:
    """One run of one scenario in one world, as far as it has come.

    `program` is the receiver, `subject` the pull request or issue that was spoken of last, `spoken` all that
    steps have made, `claimed` are the calls that some expectation has asked for; `secrets` must not be shown.
    """

    scenario: Scenario
    github: GitHub
    scope: Scope = field(init=False)
    program: Program = NOBODY
    subject: IssueHandle | None = None
    spoken: list[Any] = field(default_factory=list)
    claimed: set[int] = field(default_factory=set)
    secrets: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.scope = Scope(self.scenario.parameters, os.environ, self.github.world.urls)

    @property
    def patience(self) -> float:
        """How long a receiver may take to come to an end, in seconds."""
        return self.github.world.product.timeout + _GRACE

    def resolved(self, value: Any, path: Path) -> Any:
        """`value` without references. Raises ScenarioError for one that leads nowhere."""
        for place, text, is_key in texts(path, value):
            try:
                self.scope.resolve(text)
            except Unresolved as error:
                raise self.scenario.source.error(str(error), place, key=is_key) from error
        return self.scope.resolve(value)

    def stage(self, by: str | None = None) -> Stage:
        """Where a verb acts now, done by `by`."""
        return Stage(self.github, self.scope.made, by, self.subject, self.spoken)

    def place(self, path: Path) -> str:
        return self.scenario.source.place(path)
