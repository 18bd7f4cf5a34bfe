"""Workflow runs: reading, cancelling and re-running them, and the verbs that stand for their progress."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from fakegithub.errors import Conflict, Forbidden, ValidationFailed
from fakegithub.model.accounts import Actor
from fakegithub.model.actions import WorkflowRun
from fakegithub.model.entity import Facet
from fakegithub.operations import workflow_state
from fakegithub.operations.check_state import reset
from fakegithub.operations.gitdata import HEADS, commit_by_sha
from fakegithub.operations.job_state import COMPLETE_EVENTS, QUEUE_EVENTS, add_job, complete_job
from fakegithub.operations.lookup import pull_of
from fakegithub.operations.operation import Result, operation, simulated
from fakegithub.operations.workflow_files import workflow_of
from fakegithub.operations.workflow_lookup import READ, WRITE, run_of
from fakegithub.operations.workflow_state import RUN_CONCLUSIONS, add_run, jobs_of, shown_workflow_run
from fakegithub.world import World

_COMPLETED = ("workflow_run.completed", "check_suite.completed")


@operation("actions/list-workflow-runs-for-repo", permissions=READ, credentials="any")
def list_workflow_runs_for_repo(
    world: World,
    caller: Actor,
    /,
    *,
    owner: str,
    repo: str,
    actor: str | None = None,
    branch: str | None = None,
    event: str | None = None,
    status: str | None = None,
    check_suite_id: int | None = None,
    head_sha: str | None = None,
    exclude_pull_requests: bool = False,
) -> list[Facet]:
    """The newest first. `actor` is a login; `status` a status or a conclusion.

    https://docs.github.com/rest/actions/workflow-runs#list-workflow-runs-for-a-repository
    """
    runs = world.all(WorkflowRun, repository=world.repository(owner, repo, caller))
    found = _matching(runs, actor, branch, event, status, check_suite_id, head_sha)
    return _shown(world, found, exclude_pull_requests)


@operation("actions/list-workflow-runs", permissions=READ, credentials="any")
def list_workflow_runs(
    world: World,
    caller: Actor,
    /,
    *,
    owner: str,
    repo: str,
    workflow_id: int | str,
    actor: str | None = None,
    branch: str | None = None,
    event: str | None = None,
    status: str | None = None,
    check_suite_id: int | None = None,
    head_sha: str | None = None,
    exclude_pull_requests: bool = False,
) -> list[Facet]:
    """As `list_workflow_runs_for_repo`, of one workflow: its id or the name of its file.

    https://docs.github.com/rest/actions/workflow-runs#list-workflow-runs-for-a-workflow
    """
    workflow = workflow_of(world, world.repository(owner, repo, caller), workflow_id)
    runs = world.all(WorkflowRun, workflow=workflow)
    found = _matching(runs, actor, branch, event, status, check_suite_id, head_sha)
    return _shown(world, found, exclude_pull_requests)


@operation("actions/get-workflow-run", permissions=READ, credentials="any")
def get_workflow_run(
    world: World, actor: Actor, *, owner: str, repo: str, run_id: int, exclude_pull_requests: bool = False
) -> Facet:
    """https://docs.github.com/rest/actions/workflow-runs#get-a-workflow-run"""
    run = run_of(world, world.repository(owner, repo, actor), run_id)
    return _shown(world, [run], exclude_pull_requests)[0]


@operation("actions/cancel-workflow-run", emits=(*_COMPLETED, *COMPLETE_EVENTS), permissions=WRITE)
def cancel_workflow_run(world: World, actor: Actor, *, owner: str, repo: str, run_id: int) -> Result:
    """Cancel the run with its open jobs, at once (GitHub does it a little later).

    Emits workflow_run.completed and check_suite.completed, and for each open job what completes it.
    Raises Conflict (409) for a run that has completed.
    https://docs.github.com/rest/actions/workflow-runs#cancel-a-workflow-run
    """
    run = run_of(world, world.repository(owner, repo, actor, "push"), run_id)
    if run.status == "completed":
        raise Conflict("Cannot cancel a workflow run that is completed.")
    for job in jobs_of(world, run):
        if job.status != "completed":
            complete_job(world, job, "cancelled")
    workflow_state.complete_run(world, run, "cancelled")
    return Result({}, status=202)


@operation("actions/re-run-workflow", emits=QUEUE_EVENTS, permissions=WRITE)
def re_run_workflow(
    world: World, actor: Actor, *, owner: str, repo: str, run_id: int, enable_debug_logging: bool = False
) -> Result:
    """Begin another attempt of the run, with the same jobs, queued anew.

    Emits for each job what queues it; workflow_run.requested does not occur again. Raises Forbidden
    (403) for a run that has not completed.
    https://docs.github.com/rest/actions/workflow-runs#re-run-a-workflow
    https://docs.github.com/actions/reference/workflows-and-actions/events-that-trigger-workflows#workflow_run
    """
    run = run_of(world, world.repository(owner, repo, actor, "push"), run_id)
    if run.status != "completed":
        raise Forbidden("This workflow is already running")
    before = jobs_of(world, run)
    world.touch(
        run,
        status="queued",
        conclusion=None,
        run_attempt=run.run_attempt + 1,
        triggering_actor=actor.user,
        run_started_at=world.now(),
    )
    reset(world, run.check_suite)
    for job in before:
        environment = job.environment.name if job.environment is not None else None
        add_job(world, run, job.name, labels=job.labels, environment=environment)
    return Result({}, status=201)


@simulated("workflow_run.request", emits=("workflow_run.requested",))
def request_run(
    world: World,
    actor: Actor,
    *,
    owner: str,
    repo: str,
    workflow: int | str,
    event: str | None = None,
    branch: str | None = None,
    sha: str | None = None,
    pull_number: int | None = None,
) -> Facet:
    """Something makes a workflow (a file name, path or id) run: a push to `branch`, or a pull request.

    `event` is push, or with `pull_number` pull_request, unless given; `sha` is else the head of the
    branch, which is else the default branch. The run has no jobs yet. Emits workflow_run.requested.
    Raises NotFound (404) for an unknown workflow, ValidationFailed (422) for an unknown branch or
    commit, and for a disabled workflow.
    https://docs.github.com/webhooks/webhook-events-and-payloads#workflow_run
    """
    repository = world.repository(owner, repo, actor, "push")
    head_repository, title = repository, None
    if pull_number is not None:
        pull = pull_of(world, repository, pull_number)
        branch, sha, title = pull.head.ref, sha or pull.head.sha, pull.issue.title
        head_repository = pull.head.repository or repository
    name = branch or repository.default_branch
    found = sha or world.git(repository).ref(HEADS + name)
    if found is None:
        raise ValidationFailed(f"No ref found for: {name}")
    commit_by_sha(world, repository, found)
    of = workflow_of(world, repository, workflow, found)
    if of.state != "active":
        raise ValidationFailed.of("Workflow", "state", "invalid", f"{of.path} is {of.state}")
    run = add_run(
        world,
        actor.user,
        of,
        event=event or ("push" if pull_number is None else "pull_request"),
        head_branch=name,
        head_sha=found,
        head_repository=head_repository,
        title=title,
    )
    return shown_workflow_run(world, run)


@simulated("workflow_run.start", emits=("workflow_run.in_progress",))
def start_run(world: World, actor: Actor, *, owner: str, repo: str, run_id: int) -> Facet:
    """The run begins; starting its first job does so by itself.

    Emits workflow_run.in_progress. Raises NotFound (404), ValidationFailed (422) for one that runs
    or has completed.
    """
    run = run_of(world, world.repository(owner, repo, actor, "push"), run_id)
    workflow_state.start_run(world, run)
    return shown_workflow_run(world, run)


@simulated("workflow_run.complete", emits=_COMPLETED)
def complete_run(
    world: World, actor: Actor, *, owner: str, repo: str, run_id: int, conclusion: str | None = None
) -> Facet:
    """The run ends, by default as its jobs did.

    Emits workflow_run.completed and check_suite.completed. Raises NotFound (404), ValidationFailed
    (422) for an unknown conclusion, open jobs, and a run that has completed.
    """
    run = run_of(world, world.repository(owner, repo, actor, "push"), run_id)
    if conclusion is not None and conclusion not in RUN_CONCLUSIONS:
        known = ", ".join(RUN_CONCLUSIONS)
        raise ValidationFailed.of("WorkflowRun", "conclusion", "invalid", f"it is one of: {known}")
    workflow_state.complete_run(world, run, conclusion)
    return shown_workflow_run(world, run)


def _matching(
    runs: Iterable[WorkflowRun],
    login: str | None,
    branch: str | None,
    event: str | None,
    status: str | None,
    check_suite_id: int | None,
    head_sha: str | None,
) -> list[WorkflowRun]:
    return [
        run
        for run in sorted(runs, key=lambda run: -run.id)
        if (login is None or run.actor.login_key == login.casefold())
        and (branch is None or run.head_branch == branch)
        and (event is None or run.event == event)
        and (status is None or status in (run.status, run.conclusion))
        and (check_suite_id is None or run.check_suite.id == check_suite_id)
        and (head_sha is None or run.head_sha == head_sha)
    ]


def _shown(world: World, runs: Iterable[WorkflowRun], exclude_pull_requests: bool) -> list[Facet]:
    hidden: dict[str, Any] = {"pull_requests": []} if exclude_pull_requests else {}
    return [shown_workflow_run(world, run, **hidden) for run in runs]
