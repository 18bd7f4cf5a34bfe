"""Every operation on Actions, deployments, Pages and commit comments answers in the shape of its document."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from ci_helpers import CI, WIDGETS, do, environment_of, gatekeeper, job_of, run_of, with_workflows
from world_helpers import PRODUCTS, Seeded, answer, installed, value_of

from fakegithub.model.deployments import Deployment
from fakegithub.operations.operation import OPERATIONS

Call = Callable[[Seeded], Any]
PRODUCTION = {"environment_name": "production"}
MODULES = (
    "commit_comments",
    "deployment_reviews",
    "deployments",
    "dispatches",
    "environments",
    "pages",
    "workflow_jobs",
    "workflow_runs",
    "workflows",
)


def plain(operation_id: str, **parameters: Any) -> Call:
    return lambda s: do(s, operation_id, **parameters)


def of_workflow(operation_id: str) -> Call:
    return plain(operation_id, workflow_id="ci.yml")


def of_run(operation_id: str, **parameters: Any) -> Call:
    """A run of octocat/hello-world with one job."""

    def call(there: Seeded) -> Any:
        run = run_of(there)
        job_of(there, run, environment="staging")
        return do(there, operation_id, run_id=run.id, **parameters)

    return call


def of_completed_run(operation_id: str) -> Call:
    def call(there: Seeded) -> Any:
        run = run_of(there)
        do(there, "actions/cancel-workflow-run", run_id=run.id)
        return do(there, operation_id, run_id=run.id)

    return call


def of_job(operation_id: str) -> Call:
    def call(there: Seeded) -> Any:
        job = job_of(there, run_of(there))
        do(there, "workflow_job.start", job_id=job.id)
        do(there, "workflow_job.complete", job_id=job.id)
        return do(there, operation_id, job_id=job.id)

    return call


def enabled(operation_id: str) -> Call:
    def call(there: Seeded) -> Any:
        do(there, "actions/disable-workflow", workflow_id="ci.yml")
        return do(there, operation_id, workflow_id="ci.yml")

    return call


def guarded(there: Seeded) -> Any:
    """A job of octo-org/widgets that waits for octocat and for an app; and that app."""
    app = gatekeeper(there)
    reviewers = [{"type": "User", "id": there.octocat.id}, {"type": "Team", "id": there.team.id}]
    environment_of(there, reviewers=reviewers, wait_timer=1)
    rule = {"integration_id": app.app.id, **PRODUCTION, **WIDGETS}
    do(there, "repos/create-deployment-protection-rule", **rule)
    return job_of(there, run_of(there, **WIDGETS), environment="production"), app


def reviewed(there: Seeded, operation_id: str = "") -> Any:
    job, _ = guarded(there)
    parameters = {"environment_ids": [job.environment.id], "state": "approved", "comment": "Go"}
    review = "actions/review-pending-deployments-for-run"
    answered = do(there, review, run_id=job.run.id, **parameters, **WIDGETS)
    return do(there, operation_id, run_id=job.run.id, **WIDGETS) if operation_id else answered


def pending(there: Seeded) -> Any:
    job, _ = guarded(there)
    return do(there, "actions/get-pending-deployments-for-run", run_id=job.run.id, **WIDGETS)


def gate_reviewed(there: Seeded) -> Any:
    job, app = guarded(there)
    by = installed(app)
    review = "actions/review-custom-gates-for-run"
    return do(there, review, by=by, run_id=job.run.id, state="approved", comment="", **PRODUCTION, **WIDGETS)


def of_environment(operation_id: str, **parameters: Any) -> Call:
    def call(there: Seeded) -> Any:
        guarded(there)
        return do(there, operation_id, **parameters, **WIDGETS)

    return call


def of_rule(operation_id: str) -> Call:
    def call(there: Seeded) -> Any:
        guarded(there)
        (rule,) = do(there, "repos/get-all-deployment-protection-rules", **PRODUCTION, **WIDGETS)
        return do(there, operation_id, protection_rule_id=rule.id, **PRODUCTION, **WIDGETS)

    return call


def new_rule(there: Seeded) -> Any:
    environment_of(there)
    rule = {"integration_id": there.app.id, **PRODUCTION, **WIDGETS}
    return do(there, "repos/create-deployment-protection-rule", **rule)


def deployed(there: Seeded) -> Deployment:
    found: Deployment = value_of(do(there, "repos/create-deployment", ref="main", payload={"a": 1}))
    return found


def of_deployment(operation_id: str, **parameters: Any) -> Call:
    def call(there: Seeded) -> Any:
        deployment_id = deployed(there).id
        status = {"deployment_id": deployment_id, "state": "success", "log_url": "https://example.com/log"}
        do(there, "repos/create-deployment-status", **status)
        return do(there, operation_id, deployment_id=deployment_id, **parameters)

    return call


def one_status(there: Seeded) -> Any:
    deployment_id = deployed(there).id
    status = value_of(do(there, "repos/create-deployment-status", deployment_id=deployment_id, state="error"))
    return do(there, "repos/get-deployment-status", deployment_id=deployment_id, status_id=status.id)


def commented(there: Seeded) -> Any:
    place = {"path": CI, "position": 1, "line": 1}
    return do(there, "repos/create-commit-comment", commit_sha=there.sha, body="Hm", **place)


def of_comment(operation_id: str, **parameters: Any) -> Call:
    return lambda s: do(s, operation_id, comment_id=value_of(commented(s)).id, **parameters)


def with_site(operation_id: str) -> Call:
    def call(there: Seeded) -> Any:
        do(there, "repos/create-pages-site", source={"branch": "main"})
        return do(there, operation_id)

    return call


def of_build(operation_id: str, *, by_id: bool = False) -> Call:
    def call(there: Seeded) -> Any:
        do(there, "repos/create-pages-site", source={"branch": "main"})
        do(there, "repos/request-pages-build")
        build = do(there, "page_build.complete")
        return do(there, operation_id, **({"build_id": build.id} if by_id else {}))

    return call


def after_comment(operation_id: str, **parameters: Any) -> Call:
    def call(there: Seeded) -> Any:
        commented(there)
        return do(there, operation_id, **parameters)

    return call


CALLS: dict[str, Call] = {
    "actions/list-repo-workflows": plain("actions/list-repo-workflows"),
    "actions/get-workflow": of_workflow("actions/get-workflow"),
    "actions/disable-workflow": of_workflow("actions/disable-workflow"),
    "actions/enable-workflow": enabled("actions/enable-workflow"),
    "actions/create-workflow-dispatch": plain(
        "actions/create-workflow-dispatch", workflow_id="ci.yml", ref="main"
    ),
    "repos/create-dispatch-event": plain("repos/create-dispatch-event", event_type="test"),
    "actions/list-workflow-runs-for-repo": lambda s: (
        run_of(s),
        do(s, "actions/list-workflow-runs-for-repo"),
    )[1],
    "actions/list-workflow-runs": lambda s: (
        run_of(s),
        do(s, "actions/list-workflow-runs", workflow_id="ci.yml"),
    )[1],
    "actions/get-workflow-run": of_run("actions/get-workflow-run"),
    "actions/cancel-workflow-run": of_run("actions/cancel-workflow-run"),
    "actions/re-run-workflow": of_completed_run("actions/re-run-workflow"),
    "actions/list-jobs-for-workflow-run": of_run("actions/list-jobs-for-workflow-run"),
    "actions/list-jobs-for-workflow-run-attempt": of_run(
        "actions/list-jobs-for-workflow-run-attempt", attempt_number=1
    ),
    "actions/get-job-for-workflow-run": of_job("actions/get-job-for-workflow-run"),
    "actions/get-pending-deployments-for-run": pending,
    "actions/review-pending-deployments-for-run": reviewed,
    "actions/get-reviews-for-run": lambda s: reviewed(s, "actions/get-reviews-for-run"),
    "actions/review-custom-gates-for-run": gate_reviewed,
    "repos/get-all-environments": of_environment("repos/get-all-environments"),
    "repos/get-environment": of_environment("repos/get-environment", **PRODUCTION),
    "repos/create-or-update-environment": of_environment("repos/create-or-update-environment", **PRODUCTION),
    "repos/delete-an-environment": of_environment("repos/delete-an-environment", **PRODUCTION),
    "repos/get-all-deployment-protection-rules": of_environment(
        "repos/get-all-deployment-protection-rules", **PRODUCTION
    ),
    "repos/create-deployment-protection-rule": new_rule,
    "repos/get-custom-deployment-protection-rule": of_rule("repos/get-custom-deployment-protection-rule"),
    "repos/disable-deployment-protection-rule": of_rule("repos/disable-deployment-protection-rule"),
    "repos/create-deployment": lambda s: do(s, "repos/create-deployment", ref="main", payload="text"),
    "repos/list-deployments": lambda s: (deployed(s), do(s, "repos/list-deployments"))[1],
    "repos/get-deployment": of_deployment("repos/get-deployment"),
    "repos/delete-deployment": of_deployment("repos/delete-deployment"),
    "repos/create-deployment-status": of_deployment("repos/create-deployment-status", state="failure"),
    "repos/list-deployment-statuses": of_deployment("repos/list-deployment-statuses"),
    "repos/get-deployment-status": one_status,
    "repos/create-commit-comment": commented,
    "repos/list-comments-for-commit": after_comment("repos/list-comments-for-commit", commit_sha="main"),
    "repos/list-commit-comments-for-repo": after_comment("repos/list-commit-comments-for-repo"),
    "repos/get-commit-comment": of_comment("repos/get-commit-comment"),
    "repos/update-commit-comment": of_comment("repos/update-commit-comment", body="Hmm"),
    "repos/delete-commit-comment": of_comment("repos/delete-commit-comment"),
    "repos/create-pages-site": plain("repos/create-pages-site", source={"branch": "main", "path": "/"}),
    "repos/get-pages": with_site("repos/get-pages"),
    "repos/delete-pages-site": with_site("repos/delete-pages-site"),
    "repos/request-pages-build": with_site("repos/request-pages-build"),
    "repos/list-pages-builds": of_build("repos/list-pages-builds"),
    "repos/get-latest-pages-build": of_build("repos/get-latest-pages-build"),
    "repos/get-pages-build": of_build("repos/get-pages-build", by_id=True),
}


def test_the_table_has_every_operation_of_these_modules() -> None:
    modelled = {
        operation.id
        for operation in OPERATIONS.values()
        if operation.tier == "modelled"
        and operation.function.__module__.removeprefix("fakegithub.operations.") in MODULES
    }
    assert modelled == CALLS.keys()


@pytest.mark.parametrize("product", PRODUCTS)
@pytest.mark.parametrize("operation_id", CALLS)
def test_an_answer_has_the_document_s_shape(operation_id: str, product: str) -> None:
    there = with_workflows(product)
    answer(there.world, operation_id, CALLS[operation_id](there))
