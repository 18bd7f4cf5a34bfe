"""How workflows, their runs and jobs look from outside.

What depends on the rest of the world (the head commit, pull requests) is added by the operations:
see `fakegithub.operations.workflow_state`.
"""

from __future__ import annotations

from fakegithub.clock import node_id
from fakegithub.model.actions import DeploymentReview, Workflow, WorkflowJob, WorkflowRun
from fakegithub.urls import NODE_PREFIXES, Urls, quoted
from fakegithub.views.view import View, derived, view

# The runners that GitHub hosts, as payloads name their group.
_RUNNER_GROUP = (2, "GitHub Actions")


@view(Workflow)
class WorkflowView(View):
    url = derived(lambda workflow, urls: urls.api(workflow))
    html_url = derived(lambda workflow, urls: urls.html(workflow))
    badge_url = derived(
        lambda workflow, urls: f"{urls.html(workflow.repository)}/workflows/{quoted(workflow.name)}/badge.svg"
    )


def _run_url(suffix: str) -> derived:
    return derived(lambda run, urls: f"{urls.api(run)}{suffix}")


def _previous_attempt_url(run: WorkflowRun, urls: Urls) -> str | None:
    return f"{urls.api(run)}/attempts/{run.run_attempt - 1}" if run.run_attempt > 1 else None


@view(WorkflowRun)
class WorkflowRunView(View):
    url = _run_url("")
    html_url = derived(lambda run, urls: urls.html(run))
    workflow_id = derived(lambda run, _: run.workflow.id)
    workflow_url = derived(lambda run, urls: urls.api(run.workflow))
    check_suite_id = derived(lambda run, _: run.check_suite.id)
    check_suite_node_id = derived(
        lambda run, _: node_id(NODE_PREFIXES[type(run.check_suite)], run.repository.id, run.check_suite.id)
    )
    check_suite_url = derived(lambda run, urls: urls.api(run.check_suite))
    head_repository_id = derived(lambda run, _: run.head_repository.id)
    jobs_url = _run_url("/jobs")
    logs_url = _run_url("/logs")
    artifacts_url = _run_url("/artifacts")
    cancel_url = _run_url("/cancel")
    rerun_url = _run_url("/rerun")
    previous_attempt_url = derived(_previous_attempt_url)
    # Workflows that call others are not modelled.
    referenced_workflows = derived(lambda _run, _: [])


@view(WorkflowJob)
class WorkflowJobView(View):
    url = derived(lambda job, urls: urls.api(job))
    html_url = derived(lambda job, urls: urls.html(job))
    run_id = derived(lambda job, _: job.run.id)
    run_url = derived(lambda job, urls: urls.api(job.run))
    check_run_url = derived(lambda job, urls: urls.api(job.check_run))
    workflow_name = derived(lambda job, _: job.run.name)
    runner_group_id = derived(lambda job, _: _RUNNER_GROUP[0] if job.runner_id is not None else None)
    runner_group_name = derived(lambda job, _: _RUNNER_GROUP[1] if job.runner_id is not None else None)


@view(DeploymentReview)
class DeploymentReviewView(View):
    environments = derived(lambda review, _: list(review.environments))
