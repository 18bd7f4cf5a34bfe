"""GitHub Actions: workflows, their runs, the jobs of a run, and who has reviewed its deployments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar

from fakegithub.model.accounts import Account
from fakegithub.model.checks import CheckRun, CheckSuite
from fakegithub.model.deployments import Deployment, Environment
from fakegithub.model.entity import Entity
from fakegithub.model.repositories import Repository

# Where a job, and likewise a run, may go from where it is.
# https://docs.github.com/webhooks/webhook-events-and-payloads#workflow_job
MOVES: Mapping[str, tuple[str, ...]] = {
    "queued": ("waiting", "in_progress", "completed"),
    "waiting": ("queued", "in_progress", "completed"),
    "in_progress": ("completed",),
    "completed": (),
}


@dataclass(eq=False, slots=True)
class Workflow(Entity):
    """A file of `.github/workflows`."""

    keys: ClassVar = (("repository",), ("repository", "path"))

    id: int
    repository: Repository
    name: str
    path: str
    created_at: datetime
    updated_at: datetime
    state: str = "active"  # or deleted, disabled_manually


@dataclass(eq=False, slots=True)
class WorkflowRun(Entity):
    """A run of a workflow: a check suite of GitHub Actions, whose check runs are the jobs.

    `event` is what started it; `actor` who did that, `triggering_actor` who started this attempt.
    """

    keys: ClassVar = (("repository",), ("workflow",))

    id: int
    repository: Repository
    workflow: Workflow
    check_suite: CheckSuite
    event: str
    head_branch: str
    head_sha: str
    head_repository: Repository
    run_number: int
    display_title: str
    actor: Account
    triggering_actor: Account
    created_at: datetime
    updated_at: datetime
    run_started_at: datetime
    status: str = "queued"
    conclusion: str | None = None
    run_attempt: int = 1
    inputs: dict[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.workflow.name

    @property
    def path(self) -> str:
        return self.workflow.path


@dataclass(frozen=True, slots=True)
class Step:
    name: str
    number: int
    status: str
    conclusion: str | None
    started_at: datetime | None
    completed_at: datetime | None


@dataclass(eq=False, slots=True)
class WorkflowJob(Entity):
    """A job of one attempt of a run; it shares its id with its check run, as on GitHub.

    `deployment` is that of its environment. It waits until nothing is left in `gates`: "reviewers",
    or the id of a deployment protection rule.
    """

    keys: ClassVar = (("run",), ("deployment",))

    id: int
    run: WorkflowRun
    check_run: CheckRun
    name: str
    created_at: datetime
    started_at: datetime
    labels: tuple[str, ...]
    run_attempt: int
    status: str = "queued"
    conclusion: str | None = None
    completed_at: datetime | None = None
    steps: tuple[Step, ...] = ()
    runner_id: int | None = None
    runner_name: str | None = None
    environment: Environment | None = None
    deployment: Deployment | None = None
    gates: frozenset[str | int] = frozenset()

    @property
    def repository(self) -> Repository:
        return self.run.repository

    @property
    def head_sha(self) -> str:
        return self.run.head_sha

    @property
    def head_branch(self) -> str:
        return self.run.head_branch


@dataclass(eq=False, slots=True)
class DeploymentReview(Entity):
    """What somebody, or an app, said of deployments that waited for it: approved or rejected."""

    keys: ClassVar = (("run",),)

    id: int
    run: WorkflowRun
    user: Account
    state: str
    comment: str
    environments: tuple[Environment, ...]
