"""What there was when a step began, so that its expectations count only what came after."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from fakegithub.github import GitHub
from fakegithub.journal import Call
from fakegithub.model.checks import CheckRun, CommitStatus
from fakegithub.model.deployments import Deployment
from fakegithub.model.hooks import Delivery
from fakegithub.model.issues import Issue, IssueComment, Milestone
from fakegithub.model.pulls import PullRequest, Review, ReviewComment
from fakegithub.model.releases import Release

_KINDS = (
    CommitStatus,
    Deployment,
    Issue,
    IssueComment,
    Milestone,
    PullRequest,
    Release,
    Review,
    ReviewComment,
)


@dataclass(frozen=True, slots=True)
class Since:
    """A moment of a world. What a step itself makes is put into `own` and does not count either."""

    calls: int = 0
    deliveries: frozenset[int] = frozenset()
    entities: dict[type, frozenset[int]] = field(default_factory=dict)
    check_runs: dict[int, tuple[Any, ...]] = field(default_factory=dict)
    own: list[Any] = field(default_factory=list)

    def new_calls(self, github: GitHub) -> list[Call]:
        return [call for call in github.calls if call.number > self.calls]

    def new_deliveries(self, github: GitHub) -> list[Delivery]:
        return [delivery for delivery in github.deliveries if delivery.id not in self.deliveries]

    def is_new(self, entity: Any) -> bool:
        if isinstance(entity, CheckRun):
            return self.check_runs.get(entity.id) != _state(entity)
        return entity.id not in self.entities.get(type(entity), ()) and not any(
            entity is own for own in self.own
        )


def now(github: GitHub) -> Since:
    """This moment."""
    world = github.world
    return Since(
        calls=max((call.number for call in github.calls), default=0),
        deliveries=frozenset(delivery.id for delivery in github.deliveries),
        entities={kind: frozenset(entity.id for entity in world.all(kind)) for kind in _KINDS},
        check_runs={run.id: _state(run) for run in world.all(CheckRun)},
    )


def _state(run: CheckRun) -> tuple[Any, ...]:
    return run.status, run.conclusion, run.started_at, run.completed_at, run.title, run.summary, run.text
