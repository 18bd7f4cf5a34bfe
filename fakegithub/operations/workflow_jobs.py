"""Jobs of workflow runs: reading them, and the verbs that stand for what runners do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from fakegithub.errors import NotFound, ValidationFailed
from fakegithub.model.accounts import Actor
from fakegithub.model.actions import WorkflowJob
from fakegithub.operations import job_state
from fakegithub.operations.job_state import COMPLETE_EVENTS, QUEUE_EVENTS
from fakegithub.operations.operation import operation, simulated
from fakegithub.operations.workflow_lookup import READ, run_of
from fakegithub.operations.workflow_state import jobs_of, require_move
from fakegithub.world import World

JOB_CONCLUSIONS = (
    "success",
    "failure",
    "neutral",
    "cancelled",
    "skipped",
    "timed_out",
    "action_required",
)


@operation("actions/list-jobs-for-workflow-run", permissions=READ, credentials="any")
def list_jobs_for_workflow_run(
    world: World, actor: Actor, *, owner: str, repo: str, run_id: int, filter: str = "latest"
) -> list[WorkflowJob]:
    """The jobs of the latest attempt (`filter` latest), or of all.

    https://docs.github.com/rest/actions/workflow-jobs#list-jobs-for-a-workflow-run
    """
    run = run_of(world, world.repository(owner, repo, actor), run_id)
    return jobs_of(world, run) if filter == "latest" else world.all(WorkflowJob, run=run)


@operation("actions/list-jobs-for-workflow-run-attempt", permissions=READ, credentials="any")
def list_jobs_for_workflow_run_attempt(
    world: World, actor: Actor, *, owner: str, repo: str, run_id: int, attempt_number: int
) -> list[WorkflowJob]:
    """Raises NotFound (404) for an attempt that there has not been.

    https://docs.github.com/rest/actions/workflow-jobs#list-jobs-for-a-workflow-run-attempt
    """
    run = run_of(world, world.repository(owner, repo, actor), run_id)
    if not 1 <= attempt_number <= run.run_attempt:
        raise NotFound()
    return [job for job in world.all(WorkflowJob, run=run) if job.run_attempt == attempt_number]


@operation("actions/get-job-for-workflow-run", permissions=READ, credentials="any")
def get_job_for_workflow_run(
    world: World, actor: Actor, *, owner: str, repo: str, job_id: int
) -> WorkflowJob:
    """https://docs.github.com/rest/actions/workflow-jobs#get-a-job-for-a-workflow-run"""
    return _job(world, actor, owner, repo, job_id)


@simulated("workflow_job.queue", emits=QUEUE_EVENTS)
def queue_job(
    world: World,
    actor: Actor,
    *,
    owner: str,
    repo: str,
    run_id: int,
    name: str = "build",
    labels: Sequence[str] = ("ubuntu-latest",),
    environment: str | None = None,
) -> WorkflowJob:
    """A new job in the run; with an `environment` it is a deployment to it.

    Emits check_run.created and workflow_job.queued; for a deployment deployment.created, and when
    somebody guards the environment workflow_job.waiting instead, deployment_review.requested (in an
    organization) and deployment_protection_rule.requested for each app. Raises NotFound (404),
    ValidationFailed (422) for a run that has completed.
    https://docs.github.com/webhooks/webhook-events-and-payloads#workflow_job
    """
    run = run_of(world, world.repository(owner, repo, actor, "push"), run_id)
    if run.status == "completed":
        raise ValidationFailed.of(
            "WorkflowRun", "status", "invalid", "the run has completed: re-run it first"
        )
    return job_state.add_job(world, run, name, labels=labels, environment=environment)


@simulated("workflow_job.wait", emits=("workflow_job.waiting",))
def hold_job(world: World, actor: Actor, *, owner: str, repo: str, job_id: int) -> WorkflowJob:
    """The queued job waits, for a wait timer or another of its concurrency group.

    Emits workflow_job.waiting. Raises NotFound (404), ValidationFailed (422) for one that is not queued.
    """
    job = _job(world, actor, owner, repo, job_id, "push")
    job_state.hold_job(world, job)
    return job


@simulated(
    "workflow_job.start",
    emits=("workflow_job.in_progress", "workflow_run.in_progress", "deployment_status.created"),
)
def start_job(world: World, actor: Actor, *, owner: str, repo: str, job_id: int) -> WorkflowJob:
    """A runner takes the job.

    Emits workflow_job.in_progress, for the first job of a run workflow_run.in_progress, for a
    deployment deployment_status.created. Raises NotFound (404), ValidationFailed (422) for one that
    waits to be let into its environment, that runs or has completed.
    """
    job = _job(world, actor, owner, repo, job_id, "push")
    if job.gates:
        raise ValidationFailed.of(
            "WorkflowJob", "status", "invalid", "its deployment waits for review: approve it first"
        )
    job_state.start_job(world, job)
    return job


@simulated("workflow_job.complete", emits=COMPLETE_EVENTS)
def complete_job(
    world: World,
    actor: Actor,
    *,
    owner: str,
    repo: str,
    job_id: int,
    conclusion: str = "success",
    steps: Sequence[Mapping[str, Any]] = (),
) -> WorkflowJob:
    """`steps` have a `name`, and a `conclusion` when it is not success.

    Emits workflow_job.completed and check_run.completed, for a deployment deployment_status.created.
    Raises NotFound (404), ValidationFailed (422) for an unknown conclusion, for success without
    having run, and for a job that has completed.
    """
    job = _job(world, actor, owner, repo, job_id, "push")
    if conclusion not in JOB_CONCLUSIONS:
        known = ", ".join(JOB_CONCLUSIONS)
        raise ValidationFailed.of("WorkflowJob", "conclusion", "invalid", f"it is one of: {known}")
    if conclusion == "success" and job.status != "in_progress":
        require_move("WorkflowJob", job.status, "succeeded")
    job_state.complete_job(world, job, conclusion, steps)
    return job


def _job(world: World, actor: Actor, owner: str, repo: str, job_id: int, role: str = "pull") -> WorkflowJob:
    repository = world.repository(owner, repo, actor, role)
    job = world.get(WorkflowJob, job_id)
    if job is None or job.repository is not repository:
        raise NotFound()
    return job
