from __future__ import annotations

from typing import Any

import pytest
from ci_helpers import do, environment_of, job_of, run_of, with_workflows
from world_helpers import PRODUCTS, Seeded, commit, payload, refused, value_of

from fakegithub.errors import Forbidden, NotFound, ValidationFailed
from fakegithub.model.actions import WorkflowJob
from fakegithub.model.checks import CheckRun
from fakegithub.model.deployments import DeploymentStatus

WIDGETS = {"owner": "octo-org", "repo": "widgets"}


@pytest.fixture
def there() -> Seeded:
    return with_workflows()


def start(there: Seeded, job: WorkflowJob, **where: str) -> None:
    do(there, "workflow_job.start", job_id=job.id, **where)


def complete(there: Seeded, job: WorkflowJob, **parameters: Any) -> None:
    do(there, "workflow_job.complete", job_id=job.id, **parameters)


@pytest.mark.parametrize("product", PRODUCTS)
def test_a_job_goes_from_queued_to_completed(product: str) -> None:
    there = with_workflows(product)
    run = run_of(there)
    job = job_of(there, run, name="build", labels=["self-hosted"])
    start(there, job)
    complete(there, job, conclusion="failure", steps=[{"name": "Run tests", "conclusion": "failure"}])
    assert there.names == [
        "workflow_run.requested",
        "check_run.created",
        "workflow_job.queued",
        "workflow_run.in_progress",
        "workflow_job.in_progress",
        "workflow_job.completed",
        "check_run.completed",
    ]
    assert run.status == "in_progress"
    shown = payload(there.world, there.event("workflow_job.completed"))["workflow_job"]
    assert (shown["status"], shown["conclusion"], shown["name"]) == ("completed", "failure", "build")
    assert (shown["run_id"], shown["workflow_name"], shown["head_branch"]) == (run.id, "CI", "main")
    assert shown["labels"] == ["self-hosted"]
    assert [(step["number"], step["name"], step["conclusion"]) for step in shown["steps"]] == [
        (1, "Set up job", "success"),
        (2, "Run tests", "failure"),
        (3, "Complete job", "success"),
    ]
    assert (shown["runner_group_name"], shown["runner_id"]) == ("GitHub Actions", job.runner_id)
    assert shown["check_run_url"] == there.world.urls.api(job.check_run)


def test_each_event_shows_the_job_as_it_was_then(there: Seeded) -> None:
    seen: list[Any] = []
    there.world.subscribers.append(
        lambda events: seen.extend(
            payload(there.world, event)["workflow_job"] for event in events if event.event == "workflow_job"
        )
    )
    job = job_of(there, run_of(there))
    start(there, job)
    complete(there, job)
    assert [(job["status"], job["conclusion"], len(job["steps"])) for job in seen] == [
        ("queued", None, 0),
        ("in_progress", None, 1),
        ("completed", "success", 3),
    ]
    assert [job["runner_name"] is None for job in seen] == [True, False, False]
    assert [job["completed_at"] is None for job in seen] == [True, True, False]


def test_a_job_is_a_check_run_of_github_actions(there: Seeded) -> None:
    job = job_of(there, run_of(there), name="lint")
    (found,) = do(there, "checks/list-for-ref", ref="main")
    run: CheckRun = value_of(found)
    assert (run, run.id, run.status) == (job.check_run, job.id, "queued")
    shown = payload(there.world, there.event("check_run.created"))["check_run"]
    assert (shown["name"], shown["app"]["slug"]) == ("lint", "github-actions")
    assert shown["details_url"] == there.world.urls.html(job)
    start(there, job)
    assert run.status == "in_progress"
    complete(there, job, conclusion="neutral")
    assert (run.status, run.conclusion) == ("completed", "neutral")


def test_jobs_decide_whether_a_pull_request_can_be_merged(there: Seeded) -> None:
    commit(there.world, there.repository, {"a.txt": "a"}, branch="topic", source="main")
    pull = value_of(do(there, "pulls/create", title="A topic", head="topic", base="main"))
    job = job_of(there, run_of(there, pull_number=pull.number))
    start(there, job)
    assert pull.mergeable_state == "unstable"
    complete(there, job)
    assert pull.mergeable_state == "clean"


def test_a_queued_job_may_wait_and_then_start(there: Seeded) -> None:
    job = job_of(there, run_of(there))
    do(there, "workflow_job.wait", job_id=job.id)
    shown = payload(there.world, there.event("workflow_job.waiting"))["workflow_job"]
    assert (job.status, shown["status"], shown["steps"]) == ("waiting", "waiting", [])
    start(there, job)
    assert job.status == "in_progress"
    with refused(there, ValidationFailed, "it is in_progress, and can only become: completed"):
        do(there, "workflow_job.wait", job_id=job.id)


def test_a_job_goes_only_forward(there: Seeded) -> None:
    job = job_of(there, run_of(there))
    with refused(there, ValidationFailed, "it is queued"):
        complete(there, job)
    with refused(there, ValidationFailed, "it is one of: success"):
        complete(there, job, conclusion="good")
    complete(there, job, conclusion="skipped")
    assert job.steps == ()
    with refused(there, ValidationFailed, "it is completed, and can only become: nothing"):
        start(there, job)
    with refused(there, ValidationFailed, "it is completed, and can only become: nothing"):
        complete(there, job, conclusion="failure")


def test_an_environment_makes_a_job_a_deployment(there: Seeded) -> None:
    job = job_of(there, run_of(there), environment="staging")
    assert there.names[1:] == ["deployment.created", "check_run.created", "workflow_job.queued"]
    created = payload(there.world, there.event("deployment.created"))
    assert created["deployment"]["environment"] == "staging"
    assert created["deployment"]["creator"]["login"] == "github-actions[bot]"
    assert created["deployment"]["performed_via_github_app"]["slug"] == "github-actions"
    assert created["workflow_run"]["id"] == job.run.id
    assert created["workflow"]["name"] == "CI"
    queued = payload(there.world, there.event("workflow_job.queued"))
    assert queued["deployment"]["id"] == created["deployment"]["id"]
    start(there, job)
    complete(there, job)
    assert job.deployment is not None
    statuses = there.world.all(DeploymentStatus, deployment=job.deployment)
    assert [status.state for status in statuses] == ["in_progress", "success"]
    told = payload(there.world, [e for e in there.events if e.event == "deployment_status"][-1])
    assert told["deployment_status"]["log_url"] == there.world.urls.html(job)
    assert told["check_run"]["id"] == job.id
    assert told["workflow_run"]["id"] == job.run.id


@pytest.mark.parametrize(
    ("conclusion", "state"), [("failure", "failure"), ("timed_out", "error"), ("cancelled", "error")]
)
def test_a_deployment_fails_with_its_job(there: Seeded, conclusion: str, state: str) -> None:
    job = job_of(there, run_of(there), environment="staging")
    start(there, job)
    complete(there, job, conclusion=conclusion)
    assert job.deployment is not None
    assert job.deployment.state == state


def test_a_job_waits_for_the_reviewers_of_its_environment(there: Seeded) -> None:
    environment_of(there, reviewers=[{"type": "User", "id": there.monalisa.id}])
    run = run_of(there, **WIDGETS)
    job = job_of(there, run, environment="Production")
    assert (job.status, run.status, job.check_run.status) == ("waiting", "waiting", "queued")
    assert there.names[-2:] == ["workflow_job.waiting", "deployment_review.requested"]
    with refused(there, ValidationFailed, "waits for review: approve it first"):
        start(there, job, **WIDGETS)


def test_unknown_jobs_and_strangers_are_refused(there: Seeded) -> None:
    job = job_of(there, run_of(there))
    with refused(there, NotFound):
        do(there, "actions/get-job-for-workflow-run", job_id=1)
    with refused(there, NotFound):
        do(there, "actions/get-job-for-workflow-run", job_id=job.id, **WIDGETS)
    with refused(there, Forbidden):
        do(there, "workflow_job.start", by=there.stranger, job_id=job.id)
    assert do(there, "actions/get-job-for-workflow-run", by=there.stranger, job_id=job.id) is job
