"""What causes the events of GitHub Actions, deployments, the merge queue, and what else CI has to do with."""

from __future__ import annotations

from typing import Any

from fakegithub.handles import InstallationHandle
from fakegithub.model.actions import WorkflowJob
from fakegithub.scenarios.samples.organization_causes import OrganizationSample
from fakegithub.scenarios.samples.sample_world import Cause, Sample, then

_WORKFLOW = "ci.yml"
_FILES = {f".github/workflows/{_WORKFLOW}": "name: CI\non: [push, workflow_dispatch]\n"}


def _run(sample: Sample) -> int:
    sample.repository.push(files=_FILES, message="Add a workflow")
    run_id: int = sample.perform("workflow_run.request", workflow=_WORKFLOW).id
    return run_id


def _complete_run(sample: Sample) -> None:
    job = _job(sample)
    sample.perform("workflow_job.start", job_id=job.id)
    sample.perform("workflow_job.complete", job_id=job.id)
    sample.perform("workflow_run.complete", run_id=job.run.id)


def _job(sample: Sample) -> WorkflowJob:
    made: WorkflowJob = sample.perform("workflow_job.queue", run_id=_run(sample), name="build")
    return made


def _on_run(operation: str) -> Cause:
    return lambda s: s.perform(operation, run_id=_run(s))


def _on_job(operation: str) -> Cause:
    return lambda s: s.perform(operation, job_id=_job(s).id)


def _complete_job(sample: Sample) -> None:
    job = _job(sample)
    sample.perform("workflow_job.start", job_id=job.id)
    sample.perform("workflow_job.complete", job_id=job.id, conclusion="failure")


def _dispatch_workflow(sample: Sample) -> None:
    sample.repository.push(files=_FILES, message="Add a workflow")
    sample.perform("actions/create-workflow-dispatch", workflow_id=_WORKFLOW, ref="main")


def _deploy(sample: Sample) -> int:
    deployment_id: int = sample.perform("repos/create-deployment", ref="main", description="Greet").id
    return deployment_id


def _guardian(world: OrganizationSample) -> InstallationHandle:
    """An app on octo-org that decides on deployments."""
    app = world.github.app(
        "guardian",
        owner=world.organization,
        permissions={"actions": "read", "deployments": "write"},
        events=["deployment_review", "deployment_protection_rule"],
    )
    return app.install(world.organization)


def _await_review(sample: Sample) -> Any:
    """A job of octo-org/widgets that waits to be let into production, by octocat and by an app."""
    world = sample.organization
    guardian = _guardian(world)
    widgets = world.repository
    widgets.push(files=_FILES, message="Add a workflow")
    production = widgets.perform(
        "repos/create-or-update-environment",
        by=sample.octocat,
        environment_name="production",
        reviewers=[{"type": "User", "id": sample.octocat.entity.id}],
    )
    widgets.perform(
        "repos/create-deployment-protection-rule",
        by=sample.octocat,
        environment_name=production.name,
        integration_id=guardian.entity.app.id,
    )
    run = widgets.perform("workflow_run.request", by=sample.octocat, workflow=_WORKFLOW)
    return widgets.perform(
        "workflow_job.queue", by=sample.octocat, run_id=run.id, name="deploy", environment="production"
    )


def _review(state: str) -> Cause:
    def run(sample: Sample) -> None:
        job = _await_review(sample)
        sample.organization.repository.perform(
            "actions/review-pending-deployments-for-run",
            by=sample.octocat,
            run_id=job.run.id,
            environment_ids=[job.environment.id],
            state=state,
            comment="Ship it." if state == "approved" else "Not on a Friday.",
        )

    return run


def _on_pull(operation: str) -> Cause:
    return lambda s: s.perform(operation, pull_number=s.pull.number)


def _click(sample: Sample) -> None:
    fix = {"label": "Fix it", "description": "Let us fix that for you", "identifier": "fix"}
    run = sample.check_run(status="completed", conclusion="action_required", actions=[fix])
    sample.perform("check_run.request_action", check_run_id=run.id, identifier="fix")


def _build_pages(sample: Sample) -> None:
    sample.perform("repos/create-pages-site", source={"branch": "main", "path": "/"})
    sample.perform("repos/request-pages-build")
    sample.perform("page_build.complete")


def _dispatch(sample: Sample) -> None:
    sample.perform(
        "repos/create-dispatch-event", event_type="sample.collected", client_payload={"unit": False}
    )


_enqueue = _on_pull("pull_request.enqueue")
_dequeue = then(_enqueue, _on_pull("pull_request.dequeue"))

ACTIONS_CAUSES: dict[str, Cause] = {
    "check_run.requested_action": _click,
    "workflow_run.requested": _run,
    "workflow_run.in_progress": _on_run("workflow_run.start"),
    "workflow_run.completed": _complete_run,
    "workflow_job.queued": _job,
    "workflow_job.waiting": _on_job("workflow_job.wait"),
    "workflow_job.in_progress": _on_job("workflow_job.start"),
    "workflow_job.completed": _complete_job,
    "workflow_dispatch": _dispatch_workflow,
    # The payload has the installation through which the app gets it.
    "repository_dispatch.sample.collected": then(lambda s: s.bot, _dispatch),
    "deployment.created": _deploy,
    "deployment_status.created": lambda s: s.perform(
        "repos/create-deployment-status", deployment_id=_deploy(s), state="success", description="It greets"
    ),
    "deployment_review.requested": _await_review,
    "deployment_review.approved": _review("approved"),
    "deployment_review.rejected": _review("rejected"),
    "deployment_protection_rule.requested": _await_review,
    "pull_request.enqueued": _enqueue,
    "pull_request.dequeued": _dequeue,
    "merge_group.checks_requested": _enqueue,
    "merge_group.destroyed": _dequeue,
    "page_build": _build_pages,
    "commit_comment.created": lambda s: s.perform(
        "repos/create-commit-comment",
        by=s.hubot,
        commit_sha=s.repository.sha(),
        body="This is a really good change!",
    ),
}
