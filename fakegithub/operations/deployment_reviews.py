"""Letting deployments into an environment: by its reviewers, and by the apps that guard it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fakegithub.errors import Forbidden, NotFound, ValidationFailed
from fakegithub.model.accounts import Actor
from fakegithub.model.actions import DeploymentReview, WorkflowJob, WorkflowRun
from fakegithub.model.deployments import Deployment, DeploymentProtectionRule, Environment
from fakegithub.operations.environments import environment_of
from fakegithub.operations.job_state import (
    COMPLETE_EVENTS,
    REVIEWERS,
    complete_job,
    release_job,
    reviewed_run,
    shown_job_run,
)
from fakegithub.operations.operation import operation
from fakegithub.operations.workflow_lookup import READ, run_of
from fakegithub.operations.workflow_state import jobs_of
from fakegithub.world import World

_STATES = ("approved", "rejected")
_DECIDED = ("workflow_job.queued", *COMPLETE_EVENTS)


@operation("actions/get-pending-deployments-for-run", permissions=READ, credentials="any")
def get_pending_deployments_for_run(
    world: World, actor: Actor, *, owner: str, repo: str, run_id: int
) -> list[dict[str, Any]]:
    """The environments that jobs of the run wait for.

    https://docs.github.com/rest/actions/workflow-runs#get-pending-deployments-for-a-workflow-run
    """
    run = run_of(world, world.repository(owner, repo, actor), run_id)
    waiting = {job.environment.id: job for job in _guarded(world, run) if job.environment is not None}
    return [
        {
            "environment": environment,
            "wait_timer": environment.wait_timer,
            "wait_timer_started_at": job.created_at if environment.wait_timer else None,
            "current_user_can_approve": _may_review(actor, run, environment),
            "reviewers": list(environment.reviewers),
        }
        for job in waiting.values()
        if (environment := job.environment) is not None
    ]


@operation(
    "actions/review-pending-deployments-for-run",
    emits=("deployment_review.approved", "deployment_review.rejected", *_DECIDED),
    permissions=("deployments=write",),
)
def review_pending_deployments_for_run(
    world: World,
    actor: Actor,
    *,
    owner: str,
    repo: str,
    run_id: int,
    environment_ids: Sequence[int],
    state: str,
    comment: str,
) -> list[Deployment]:
    """Approve or reject the jobs of the run that wait for reviewers of these environments.

    What is approved is queued, unless apps have yet to agree; what is rejected fails. Emits (in an
    organization) deployment_review.approved or .rejected, then workflow_job.queued or what completes
    a job. Raises Forbidden (403) for who is not among the reviewers, ValidationFailed (422) for
    environments that no job waits for.
    https://docs.github.com/rest/actions/workflow-runs#review-pending-deployments-for-a-workflow-run
    """
    run = run_of(world, world.repository(owner, repo, actor), run_id)
    _require_state(state)
    jobs = [
        job
        for job in _guarded(world, run)
        if REVIEWERS in job.gates and job.environment is not None and job.environment.id in environment_ids
    ]
    environments = {job.environment.id: job.environment for job in jobs if job.environment is not None}
    if not environments or environments.keys() != set(environment_ids):
        raise ValidationFailed.of(
            "Environment", "environment_ids", "invalid", "no deployment is pending there"
        )
    if not all(_may_review(actor, run, environment) for environment in environments.values()):
        raise Forbidden("You are not a required reviewer of this deployment.")
    _record(world, actor, run, state, comment, tuple(environments.values()))
    _emit_review(world, actor, run, state, comment, jobs)
    _decide(world, jobs, REVIEWERS, state)
    return [job.deployment for job in jobs if job.deployment is not None]


@operation("actions/review-custom-gates-for-run", emits=_DECIDED, permissions=("deployments=write",))
def review_custom_gates_for_run(
    world: World,
    actor: Actor,
    *,
    owner: str,
    repo: str,
    run_id: int,
    environment_name: str,
    state: str | None = None,
    comment: str = "",
) -> None:
    """An app that guards the environment approves or rejects; without `state` it only comments.

    Emits workflow_job.queued, or what completes a job. Raises Forbidden (403) for everybody but an
    app, NotFound (404) when it does not guard the environment, ValidationFailed (422) when nothing
    waits for it.
    https://docs.github.com/rest/actions/workflow-runs#review-custom-deployment-protection-rules-for-a-workflow-run
    """
    if actor.installation is None:
        raise Forbidden("You must authenticate via a GitHub App.")
    repository = world.repository(owner, repo, actor)
    run = run_of(world, repository, run_id)
    environment = environment_of(world, repository, environment_name)
    rules = world.all(DeploymentProtectionRule, environment=environment)
    gate = next((rule.id for rule in rules if rule.app is actor.installation.app), None)
    if gate is None:
        raise NotFound()
    jobs = [job for job in _guarded(world, run) if gate in job.gates and job.environment is environment]
    if not jobs:
        raise ValidationFailed("No deployment is waiting for this protection rule.")
    if state is None:
        return
    _require_state(state)
    _record(world, actor, run, state, comment, (environment,))
    _decide(world, jobs, gate, state)


@operation("actions/get-reviews-for-run", permissions=READ, credentials="any")
def get_reviews_for_run(
    world: World, actor: Actor, *, owner: str, repo: str, run_id: int
) -> list[DeploymentReview]:
    """Who has approved or rejected deployments of the run, the newest first.

    https://docs.github.com/rest/actions/workflow-runs#get-the-review-history-for-a-workflow-run
    """
    run = run_of(world, world.repository(owner, repo, actor), run_id)
    return world.all(DeploymentReview, run=run)[::-1]


def _guarded(world: World, run: WorkflowRun) -> list[WorkflowJob]:
    return [job for job in jobs_of(world, run) if job.gates]


def _may_review(actor: Actor, run: WorkflowRun, environment: Environment) -> bool:
    account = actor.account
    if account is None or (environment.prevent_self_review and account is run.triggering_actor):
        return False
    return any(reviewer.is_or_has(account) for reviewer in environment.reviewers)


def _require_state(state: str) -> None:
    if state not in _STATES:
        raise ValidationFailed(f'Invalid request.\n\n{state} is not a member of ["approved", "rejected"].')


def _record(
    world: World,
    actor: Actor,
    run: WorkflowRun,
    state: str,
    comment: str,
    environments: tuple[Environment, ...],
) -> None:
    world.add(DeploymentReview(world.new_id(DeploymentReview), run, actor.user, state, comment, environments))


def _decide(world: World, jobs: Sequence[WorkflowJob], gate: str | int, state: str) -> None:
    for job in jobs:
        if state == "rejected":
            complete_job(world, job, "failure")
            continue
        world.update(job, gates=job.gates - {gate})
        if not job.gates:
            release_job(world, job)


def _emit_review(
    world: World, actor: Actor, run: WorkflowRun, state: str, comment: str, jobs: Sequence[WorkflowJob]
) -> None:
    # GitHub's document demands the payload's organization: repositories of users do not send it.
    if run.repository.organization is None:
        return
    shown = [shown_job_run(world, job) for job in jobs]
    world.emit(
        f"deployment_review.{state}",
        workflow_run=reviewed_run(world, run),
        since=jobs[0].created_at,
        # Here the first of the jobs has no name.
        workflow_job_run={**shown[0], "name": None},
        workflow_job_runs=shown,
        reviewers=[{"type": "User", "reviewer": actor.user}],
        approver=actor.user,
        comment=comment,
        repository=run.repository,
        sender=actor.user,
    )
