from __future__ import annotations

from typing import Any

import pytest
from ci_helpers import CI, HERE, do, job_of, run_of, with_workflows
from world_helpers import PRODUCTS, Seeded, answer, commit, payload, refused, value_of

from fakegithub.errors import Conflict, Forbidden, NotFound, ValidationFailed
from fakegithub.model.actions import WorkflowRun
from fakegithub.model.checks import CheckSuite


@pytest.fixture
def there() -> Seeded:
    return with_workflows()


def listed(there: Seeded, **wanted: Any) -> list[WorkflowRun]:
    return [value_of(run) for run in do(there, "actions/list-workflow-runs-for-repo", **wanted)]


@pytest.mark.parametrize("product", PRODUCTS)
def test_a_run_goes_from_requested_to_completed(product: str) -> None:
    there = with_workflows(product)
    run = run_of(there)
    assert (run.status, run.conclusion, run.event, run.head_sha) == ("queued", None, "push", there.sha)
    do(there, "workflow_run.start", run_id=run.id)
    assert (run.status, run.check_suite.status) == ("in_progress", "in_progress")
    do(there, "workflow_run.complete", run_id=run.id)
    assert there.names == [
        "workflow_run.requested",
        "workflow_run.in_progress",
        "check_suite.completed",
        "workflow_run.completed",
    ]
    shown = payload(there.world, there.event("workflow_run.completed"))
    api = f"{there.world.urls.api(there.repository)}/actions"
    found = shown["workflow_run"]
    assert (found["status"], found["conclusion"], found["run_attempt"]) == ("completed", "success", 1)
    assert (found["name"], found["path"], found["display_title"]) == ("CI", CI, "Add workflows")
    assert found["head_commit"]["id"] == found["head_sha"] == there.sha
    assert found["check_suite_id"] == run.check_suite.id
    assert found["url"] == f"{api}/runs/{run.id}"
    assert found["previous_attempt_url"] is None
    assert shown["workflow"]["id"] == found["workflow_id"]
    assert found["workflow_url"] == shown["workflow"]["url"] == f"{api}/workflows/{run.workflow.id}"
    assert shown["sender"]["login"] == found["actor"]["login"] == "octocat"


def test_its_check_suite_belongs_to_github_actions(there: Seeded) -> None:
    run = run_of(there)
    do(there, "workflow_run.complete", run_id=run.id, conclusion="failure")
    suite = payload(there.world, there.event("check_suite.completed"))["check_suite"]
    assert (suite["app"]["slug"], suite["app"]["id"]) == ("github-actions", 15368)
    assert (suite["conclusion"], suite["head_sha"]) == ("failure", there.sha)
    assert run_of(there).check_suite.app is run.check_suite.app
    assert len(there.world.all(CheckSuite, repository=there.repository, head_sha=there.sha)) == 2


def test_a_run_concludes_as_its_jobs_did(there: Seeded) -> None:
    run = run_of(there)
    for conclusion in ("success", "failure", "skipped"):
        job = job_of(there, run, name=conclusion)
        do(there, "workflow_job.start", job_id=job.id)
        do(there, "workflow_job.complete", job_id=job.id, conclusion=conclusion)
    do(there, "workflow_run.complete", run_id=run.id)
    assert run.conclusion == run.check_suite.conclusion == "failure"


def test_a_run_with_open_jobs_cannot_complete(there: Seeded) -> None:
    run = run_of(there)
    job_of(there, run)
    with refused(there, ValidationFailed, "complete its jobs first"):
        do(there, "workflow_run.complete", run_id=run.id)


def test_a_run_goes_only_forward(there: Seeded) -> None:
    run = run_of(there)
    with refused(there, ValidationFailed, "it is one of: success"):
        do(there, "workflow_run.complete", run_id=run.id, conclusion="good")
    do(there, "workflow_run.start", run_id=run.id)
    with refused(there, ValidationFailed, "it is in_progress, and can only become: completed"):
        do(there, "workflow_run.start", run_id=run.id)
    do(there, "workflow_run.complete", run_id=run.id)
    with refused(there, ValidationFailed, "can only become: nothing"):
        do(there, "workflow_run.complete", run_id=run.id)
    with refused(there, ValidationFailed, "the run has completed: re-run it first"):
        job_of(there, run)


def test_a_run_of_a_pull_request_is_shown_with_it(there: Seeded) -> None:
    commit(there.world, there.repository, {"a.txt": "a"}, branch="topic", source="main")
    pull = value_of(do(there, "pulls/create", title="A topic", head="topic", base="main"))
    run = run_of(there, pull_number=pull.number)
    assert (run.event, run.head_branch, run.display_title) == ("pull_request", "topic", "A topic")
    shown = payload(there.world, there.event("workflow_run.requested"))["workflow_run"]
    (found,) = shown["pull_requests"]
    assert (found["number"], found["head"]["sha"]) == (pull.number, pull.head.sha)
    assert found["base"]["repo"]["name"] == "hello-world"
    hidden = do(there, "actions/get-workflow-run", run_id=run.id, exclude_pull_requests=True)
    assert answer(there.world, "actions/get-workflow-run", hidden)["pull_requests"] == []


def test_cancelling_ends_the_run_and_its_open_jobs(there: Seeded) -> None:
    run = run_of(there)
    done, running, queued = (job_of(there, run, name=name) for name in ("done", "running", "queued"))
    for job in (done, running):
        do(there, "workflow_job.start", job_id=job.id)
    do(there, "workflow_job.complete", job_id=done.id)
    there.events.clear()
    result = do(there, "actions/cancel-workflow-run", run_id=run.id)
    assert result.status == 202
    assert [job.conclusion for job in (done, running, queued)] == ["success", "cancelled", "cancelled"]
    assert (run.status, run.conclusion) == ("completed", "cancelled")
    assert there.names.count("workflow_job.completed") == 2
    assert there.names[-1] == "workflow_run.completed"
    with refused(there, Conflict, "Cannot cancel a workflow run that is completed."):
        do(there, "actions/cancel-workflow-run", run_id=run.id)


def test_running_again_is_another_attempt_with_the_same_jobs(there: Seeded) -> None:
    run = run_of(there)
    first = job_of(there, run, name="build", labels=["self-hosted", "gpu"])
    with refused(there, Forbidden, "This workflow is already running"):
        do(there, "actions/re-run-workflow", run_id=run.id)
    do(there, "actions/cancel-workflow-run", run_id=run.id)
    there.events.clear()
    with there.world.transaction():
        there.world.update(there.repository, collaborators={there.hubot.id: "push"})
    do(there, "actions/re-run-workflow", by=there.stranger, run_id=run.id)
    assert there.names == ["check_run.created", "workflow_job.queued"]
    assert (run.status, run.conclusion, run.run_attempt) == ("queued", None, 2)
    assert (run.actor, run.triggering_actor) == (there.octocat, there.hubot)
    (again,) = do(there, "actions/list-jobs-for-workflow-run", run_id=run.id)
    assert (again.name, again.labels, again.run_attempt) == ("build", ("self-hosted", "gpu"), 2)
    assert do(there, "actions/list-jobs-for-workflow-run", run_id=run.id, filter="all") == [first, again]
    attempt = do(there, "actions/list-jobs-for-workflow-run-attempt", run_id=run.id, attempt_number=1)
    assert attempt == [first]
    with refused(there, NotFound):
        do(there, "actions/list-jobs-for-workflow-run-attempt", run_id=run.id, attempt_number=3)
    shown = answer(
        there.world, "actions/get-workflow-run", do(there, "actions/get-workflow-run", run_id=run.id)
    )
    assert shown["previous_attempt_url"] == f"{there.world.urls.api(run)}/attempts/1"
    assert there.event("workflow_job.queued").sender is there.hubot


def test_runs_are_found_newest_first(there: Seeded) -> None:
    sha = commit(there.world, there.repository, {"a.txt": "a"}, branch="topic", source="main")
    first = run_of(there)
    second = run_of(there, branch="topic", event="schedule")
    nightly = value_of(do(there, "workflow_run.request", workflow="nightly.yaml"))
    do(there, "workflow_run.complete", run_id=first.id, conclusion="failure")
    assert listed(there) == [nightly, second, first]
    assert listed(there, branch="topic") == listed(there, head_sha=sha) == [second]
    assert listed(there, event="schedule") == [second]
    assert listed(there, status="failure") == listed(there, status="completed") == [first]
    assert listed(there, actor="octocat") == [nightly, second, first]
    assert listed(there, actor="hubot") == []
    assert listed(there, check_suite_id=second.check_suite.id) == [second]
    of_one = do(there, "actions/list-workflow-runs", workflow_id="ci.yml", actor="OctoCat")
    assert [value_of(run) for run in of_one] == [second, first]
    assert [run.run_number for run in (first, second, nightly)] == [1, 2, 1]


def test_what_there_is_not_cannot_run(there: Seeded) -> None:
    with refused(there, NotFound):
        do(there, "workflow_run.request", workflow="none.yml")
    with refused(there, ValidationFailed, "No ref found for: nowhere"):
        run_of(there, branch="nowhere")
    with refused(there, ValidationFailed, "No commit found for SHA"):
        run_of(there, sha="0" * 40)
    with refused(there, NotFound):
        do(there, "actions/get-workflow-run", run_id=1)
    with refused(there, Forbidden):
        do(there, "workflow_run.request", by=there.stranger, workflow="ci.yml")


def test_a_file_that_only_another_branch_has_can_run_there(there: Seeded) -> None:
    new = {".github/workflows/new.yml": "name: New\n"}
    commit(there.world, there.repository, new, branch="topic", source="main")
    run = value_of(do(there, "workflow_run.request", workflow="new.yml", branch="topic"))
    assert run.workflow.name == "New"


def test_somebody_who_cannot_see_the_repository_sees_no_runs(there: Seeded) -> None:
    widgets = {"owner": "octo-org", "repo": "widgets"}
    run = run_of(there, **widgets)
    with refused(there, NotFound):
        do(there, "actions/get-workflow-run", by=there.stranger, run_id=run.id, **widgets)
    with refused(there, NotFound):
        do(there, "actions/get-workflow-run", run_id=run.id, **HERE)
