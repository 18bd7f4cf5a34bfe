"""What the job of a workflow run becomes: its check run, its deployment, and who is asked to let it go on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from fakegithub.model.accounts import Actor
from fakegithub.model.actions import Step, WorkflowJob, WorkflowRun
from fakegithub.model.checks import CheckRun
from fakegithub.model.deployments import DeploymentProtectionRule, Environment
from fakegithub.model.entity import Facet
from fakegithub.operations.check_state import emit_run, pull_requests, refresh_pull_requests
from fakegithub.operations.deployment_state import (
    add_deployment,
    add_status,
    emit_deployment,
    environment_named,
)
from fakegithub.operations.gitdata import commit_value
from fakegithub.operations.workflow_files import actions_app
from fakegithub.operations.workflow_state import require_move, shown_workflow_run, start_run
from fakegithub.world import World

REVIEWERS = "reviewers"
# What adding a job may emit, and what completing one may.
QUEUE_EVENTS = (
    "check_run.created",
    "workflow_job.queued",
    "workflow_job.waiting",
    "deployment.created",
    "deployment_review.requested",
    "deployment_protection_rule.requested",
)
COMPLETE_EVENTS = ("check_run.completed", "workflow_job.completed", "deployment_status.created")
# The state that a job's conclusion gives its deployment; all others are errors.
_DEPLOYMENT_STATES = {"success": "success", "failure": "failure", "skipped": "inactive"}
_FIRST, _LAST = "Set up job", "Complete job"


def add_job(
    world: World,
    run: WorkflowRun,
    name: str,
    *,
    labels: Sequence[str] = ("ubuntu-latest",),
    environment: str | None = None,
) -> WorkflowJob:
    """A job in the run, with its check run and, when it goes to an environment, its deployment.

    It is queued, or waits for those who guard the environment. Emits QUEUE_EVENTS.
    """
    target = environment_named(world, run.repository, environment) if environment is not None else None
    gates = _gates(world, target) if target is not None else frozenset()
    status = "waiting" if gates else "queued"
    now, job_id = world.now(), world.new_id(CheckRun)
    check_run = world.add(
        CheckRun(
            job_id,
            run.repository,
            run.check_suite,
            name,
            run.head_sha,
            "queued",
            details_url=f"{world.urls.html(run)}/job/{job_id}",
            started_at=now,
        )
    )
    deployment = None
    if target is not None:
        app = actions_app(world)
        deployment = add_deployment(
            world,
            app.bot,
            run.repository,
            sha=run.head_sha,
            ref=run.head_branch,
            environment=target.name,
            app=app,
        )
    job = world.add(
        WorkflowJob(
            job_id,
            run,
            check_run,
            name,
            now,
            now,
            tuple(labels),
            run.run_attempt,
            status,
            environment=target,
            deployment=deployment,
            gates=gates,
        )
    )
    _tell_of_new(world, job)
    return job


def hold_job(world: World, job: WorkflowJob) -> None:
    """The queued job waits, for example for another of its concurrency group. Emits workflow_job.waiting."""
    _move(world, job, "waiting")


def release_job(world: World, job: WorkflowJob) -> None:
    """The waiting job is queued. Emits workflow_job.queued."""
    if job.run.status == "waiting":
        world.touch(job.run, status="queued")
    _move(world, job, "queued")


def start_job(world: World, job: WorkflowJob) -> None:
    """A runner takes the job.

    Emits workflow_job.in_progress, for the first job of a run workflow_run.in_progress, for one
    with an environment deployment_status.created.
    """
    require_move("WorkflowJob", job.status, "in_progress")
    now, runner = world.now(), world.ids.next("Runner")
    first = Step(_FIRST, 1, "in_progress", None, now, None)
    world.update(
        job, runner_id=runner, runner_name=f"GitHub Actions {runner}", started_at=now, steps=(first,)
    )
    world.update(job.check_run, started_at=now)
    if job.run.status in ("queued", "waiting"):
        start_run(world, job.run)
    _move(world, job, "in_progress")
    _set_deployment(world, job, "in_progress")


def complete_job(
    world: World, job: WorkflowJob, conclusion: str, steps: Sequence[Mapping[str, Any]] = ()
) -> None:
    """`steps` have a `name` and may have a `conclusion`, which is else success.

    Emits check_run.completed, workflow_job.completed and deployment_status.created.
    """
    require_move("WorkflowJob", job.status, "completed")
    now = world.now()
    world.update(
        job,
        conclusion=conclusion,
        completed_at=now,
        gates=frozenset(),
        steps=_steps(job, conclusion, steps) if job.runner_id is not None else (),
    )
    world.update(job.check_run, conclusion=conclusion, completed_at=now)
    _move(world, job, "completed")
    emit_run(world, Actor(job.run.triggering_actor), job.check_run, "completed")
    _set_deployment(world, job, _DEPLOYMENT_STATES.get(conclusion, "error"))


def _steps(job: WorkflowJob, conclusion: str, steps: Sequence[Mapping[str, Any]]) -> tuple[Step, ...]:
    """Those given, between the two that each job has; without any, one that concludes as the job."""
    middle = steps or [{"name": "Run the job", "conclusion": conclusion}]
    named = [{"name": _FIRST}, *middle, {"name": _LAST}]
    known = ("success", "failure", "skipped", "cancelled")
    return tuple(
        Step(
            step["name"],
            number,
            "completed",
            reached if (reached := step.get("conclusion", "success")) in known else "failure",
            job.started_at,
            job.completed_at,
        )
        for number, step in enumerate(named, start=1)
    )


def _gates(world: World, environment: Environment) -> frozenset[str | int]:
    rules = world.all(DeploymentProtectionRule, environment=environment)
    reviewers = {REVIEWERS} if environment.reviewers else set()
    return frozenset({*reviewers, *(rule.id for rule in rules if rule.enabled)})


def _move(world: World, job: WorkflowJob, status: str) -> None:
    require_move("WorkflowJob", job.status, status)
    world.update(job, status=status)
    # A check run of a job that waits is queued: GitHub's document has no other word for it.
    world.update(job.check_run, status="queued" if status == "waiting" else status)
    refresh_pull_requests(world, job.repository, job.head_sha)
    _emit_job(world, job)


def _set_deployment(world: World, job: WorkflowJob, state: str) -> None:
    if job.deployment is not None:
        app, run = actions_app(world), job.run
        add_status(
            world,
            app.bot,
            job.deployment,
            state,
            app=app,
            sender=run.triggering_actor,
            log_url=world.urls.html(job),
        )


def _tell_of_new(world: World, job: WorkflowJob) -> None:
    run = job.run
    sender = run.triggering_actor
    if job.deployment is not None:
        emit_deployment(world, job.deployment, sender)
    emit_run(world, Actor(sender), job.check_run, "created")
    if job.status == "waiting" and run.status == "queued":
        world.touch(run, status="waiting")
    refresh_pull_requests(world, job.repository, job.head_sha)
    _emit_job(world, job)
    if REVIEWERS in job.gates:
        _ask_reviewers(world, job)
    _ask_apps(world, job)


def _ask_reviewers(world: World, job: WorkflowJob) -> None:
    run, environment = job.run, job.environment
    # GitHub's document demands the payload's organization: repositories of users do not send it.
    if environment is None or run.repository.organization is None:
        return
    world.emit(
        "deployment_review.requested",
        workflow_run=reviewed_run(world, run),
        since=job.created_at,
        workflow_job_run=shown_job_run(world, job),
        environment=environment.name,
        reviewers=[
            # A team does not say here of what it is one.
            {"type": r.type, "reviewer": Facet(r.reviewer, type=None) if r.type == "Team" else r.reviewer}
            for r in environment.reviewers
        ],
        requestor=run.triggering_actor,
        repository=run.repository,
        sender=run.triggering_actor,
    )


def _ask_apps(world: World, job: WorkflowJob) -> None:
    for gate in job.gates:
        rule = world.get(DeploymentProtectionRule, gate) if isinstance(gate, int) else None
        if rule is None:
            continue
        world.emit(
            "deployment_protection_rule.requested",
            environment=rule.environment.name,
            event=job.run.event,
            deployment_callback_url=f"{world.urls.api(job.run)}/deployment_protection_rule",
            deployment=job.deployment,
            pull_requests=pull_requests(world, job.run.check_suite),
            repository=job.repository,
            sender=job.run.triggering_actor,
            only_app=rule.app,
        )


def reviewed_run(world: World, run: WorkflowRun) -> Facet:
    """The run as reviews of its deployments show it; the document leaves its head commit open."""
    commit = commit_value(world, run.repository, run.head_sha)
    head_commit = {
        "id": commit.sha,
        "tree_id": commit.tree_sha,
        "message": commit.message,
        "timestamp": commit.git_author.date.isoformat(),
        "author": {"name": commit.git_author.name, "email": commit.git_author.email},
        "committer": {"name": commit.git_committer.name, "email": commit.git_committer.email},
    }
    return shown_workflow_run(world, run, head_commit=head_commit)


def shown_job_run(world: World, job: WorkflowJob) -> dict[str, Any]:
    """A job as reviews of its deployment show it."""
    return {
        "id": job.id,
        "name": job.name,
        "status": job.status,
        "conclusion": None,
        "html_url": world.urls.html(job),
        "created_at": job.created_at,
        "updated_at": world.now(),
        "environment": job.environment.name if job.environment is not None else None,
    }


def _emit_job(world: World, job: WorkflowJob) -> None:
    deployment: dict[str, Any] = {"deployment": job.deployment} if job.deployment is not None else {}
    world.emit(
        f"workflow_job.{job.status}",
        workflow_job=job,
        **deployment,
        repository=job.repository,
        sender=job.run.triggering_actor,
    )
