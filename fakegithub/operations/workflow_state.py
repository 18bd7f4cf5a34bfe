"""What a workflow run becomes, and what follows from it: its check suite, its events.

The events of a run are sent by whoever started it, as on GitHub: nobody acts while it runs.
"""

from __future__ import annotations

from typing import Any

from fakegithub.errors import ValidationFailed
from fakegithub.model.accounts import Account, Actor
from fakegithub.model.actions import MOVES, Workflow, WorkflowJob, WorkflowRun
from fakegithub.model.checks import CheckSuite
from fakegithub.model.commits import HeadCommit
from fakegithub.model.entity import Facet
from fakegithub.model.repositories import Repository
from fakegithub.operations.check_state import conclusion_of, emit_suite, pull_requests, refresh_pull_requests
from fakegithub.operations.gitdata import commit_value
from fakegithub.operations.workflow_files import actions_app
from fakegithub.world import World

RUN_CONCLUSIONS = (
    "success",
    "failure",
    "neutral",
    "cancelled",
    "skipped",
    "timed_out",
    "action_required",
    "stale",
    "startup_failure",
)


def shown_workflow_run(world: World, run: WorkflowRun, **extra: Any) -> Facet:
    """The run with its head commit and the pull requests it belongs to."""
    shown = {
        "head_commit": HeadCommit(commit_value(world, run.repository, run.head_sha)),
        "pull_requests": pull_requests(world, run.check_suite),
    }
    return Facet(run, **{**shown, **extra})


def add_run(
    world: World,
    actor: Account,
    workflow: Workflow,
    *,
    event: str,
    head_branch: str,
    head_sha: str,
    head_repository: Repository,
    title: str | None = None,
    inputs: dict[str, Any] | None = None,
) -> WorkflowRun:
    """A queued run with its check suite. Emits workflow_run.requested."""
    now, repository = world.now(), workflow.repository
    suite = world.add(
        CheckSuite(
            world.new_id(CheckSuite),
            repository,
            actions_app(world),
            head_sha,
            head_branch if head_repository is repository else None,
            now,
            now,
            after=head_sha,
        )
    )
    subject = commit_value(world, repository, head_sha).message.partition("\n")[0]
    run = world.add(
        WorkflowRun(
            world.new_id(WorkflowRun),
            repository,
            workflow,
            suite,
            event,
            head_branch,
            head_sha,
            head_repository,
            1 + len(world.all(WorkflowRun, workflow=workflow)),
            # A run that a commit or pull request did not cause is called after its workflow.
            title or (subject if event == "push" else workflow.name),
            actor,
            actor,
            now,
            now,
            now,
            inputs=inputs or {},
        )
    )
    emit_workflow_run(world, run, "requested")
    return run


def start_run(world: World, run: WorkflowRun) -> None:
    """Emits workflow_run.in_progress. Raises ValidationFailed (422) when it runs or ran already."""
    require_move("WorkflowRun", run.status, "in_progress")
    world.touch(run, status="in_progress")
    world.touch(run.check_suite, status="in_progress")
    emit_workflow_run(world, run, "in_progress")


def complete_run(world: World, run: WorkflowRun, conclusion: str | None = None) -> None:
    """Conclude the run, by default as its jobs did, and with it its check suite.

    Emits workflow_run.completed and check_suite.completed. Raises ValidationFailed (422) when it
    has completed already, or has open jobs.
    """
    require_move("WorkflowRun", run.status, "completed")
    jobs = jobs_of(world, run)
    if any(job.status != "completed" for job in jobs):
        raise ValidationFailed.of(
            "WorkflowRun", "status", "invalid", "complete its jobs first, or cancel the run"
        )
    reached = conclusion or (conclusion_of(job.check_run for job in jobs) if jobs else "success")
    world.touch(run, status="completed", conclusion=reached)
    suite = run.check_suite
    world.touch(suite, status="completed", conclusion=reached)
    emit_suite(world, Actor(run.triggering_actor), suite, "completed")
    refresh_pull_requests(world, run.repository, run.head_sha)
    emit_workflow_run(world, run, "completed")


def jobs_of(world: World, run: WorkflowRun) -> list[WorkflowJob]:
    """The jobs of the latest attempt, oldest first."""
    return [job for job in world.all(WorkflowJob, run=run) if job.run_attempt == run.run_attempt]


def require_move(resource: str, status: str, wanted: str) -> None:
    """Raises ValidationFailed (422) for a step that a run or job cannot take from where it is."""
    if wanted not in MOVES[status]:
        possible = ", ".join(MOVES[status]) or "nothing"
        raise ValidationFailed.of(
            resource, "status", "invalid", f"it is {status}, and can only become: {possible}"
        )


def emit_workflow_run(world: World, run: WorkflowRun, action: str) -> None:
    world.emit(
        f"workflow_run.{action}",
        workflow_run=shown_workflow_run(world, run),
        workflow=run.workflow,
        repository=run.repository,
        sender=run.triggering_actor,
    )
