from __future__ import annotations

from typing import Any

import pytest
from ci_helpers import WIDGETS, do, environment_of, gatekeeper, job_of, run_of, with_workflows
from world_helpers import PRODUCTS, Seeded, answer, commit, installed, payload, refused, value_of

from fakegithub.errors import Forbidden, NotFound, ValidationFailed
from fakegithub.hooks.subscriptions import subscriptions
from fakegithub.model.actions import WorkflowJob
from fakegithub.model.apps import Installation
from fakegithub.model.hooks import Hook
from fakegithub.spec import document


@pytest.fixture
def there() -> Seeded:
    return with_workflows()


def waiting(there: Seeded, **parameters: Any) -> WorkflowJob:
    """A job that waits for monalisa, or for the team `core` with her, to let it into production."""
    reviewers = parameters.pop("reviewers", [{"type": "User", "id": there.monalisa.id}])
    environment_of(there, reviewers=reviewers, **parameters)
    return job_of(there, run_of(there, **WIDGETS), name="deploy", environment="production")


def review(there: Seeded, job: WorkflowJob, state: str, by: Any = None) -> Any:
    assert job.environment is not None
    return do(
        there,
        "actions/review-pending-deployments-for-run",
        by=by or there.member,
        run_id=job.run.id,
        environment_ids=[job.environment.id],
        state=state,
        comment="Ship it",
        **WIDGETS,
    )


def guarded(there: Seeded, installation: Installation) -> int:
    rule = do(
        there,
        "repos/create-deployment-protection-rule",
        environment_name="production",
        integration_id=installation.app.id,
        **WIDGETS,
    )
    return int(rule.id)


def decide(there: Seeded, job: WorkflowJob, by: Installation, **parameters: Any) -> None:
    do(
        there,
        "actions/review-custom-gates-for-run",
        by=installed(by),
        run_id=job.run.id,
        environment_name="production",
        **parameters,
        **WIDGETS,
    )


@pytest.mark.parametrize("product", PRODUCTS)
def test_reviewers_are_asked(product: str) -> None:
    there = with_workflows(product)
    reviewers = [{"type": "User", "id": there.monalisa.id}, {"type": "Team", "id": there.team.id}]
    job = waiting(there, reviewers=reviewers)
    told = payload(there.world, there.event("deployment_review.requested"))
    assert told["environment"] == told["workflow_job_run"]["environment"] == "production"
    assert (told["workflow_job_run"]["id"], told["workflow_job_run"]["status"]) == (job.id, "waiting")
    found = [(row["type"], row["reviewer"]["id"]) for row in told["reviewers"]]
    assert found == [("User", there.monalisa.id), ("Team", there.team.id)]
    assert told["requestor"]["login"] == told["sender"]["login"] == "octocat"
    assert told["workflow_run"]["head_commit"]["id"] == job.head_sha
    assert told["organization"]["login"] == "octo-org"


def test_only_apps_are_asked(there: Seeded) -> None:
    waiting(there)
    event = there.event("deployment_review.requested")
    kinds = document("github.com").webhook("deployment_review", "requested").hook_kinds
    app = gatekeeper(there)
    with there.world.transaction():
        there.world.update(app, events=("deployment_review",))
        now = there.world.now()
        for target in (there.widgets, there.org, app.app):
            world = there.world
            world.add(Hook(world.new_id(Hook), target, "https://example.com", now, now, events=("*",)))
    assert [found.installation for found in subscriptions(there.world, event, kinds)] == [app]


def test_what_is_approved_goes_on(there: Seeded) -> None:
    job = waiting(there)
    there.events.clear()
    deployments = review(there, job, "approved")
    assert deployments == [job.deployment]
    assert there.names == ["deployment_review.approved", "workflow_job.queued"]
    assert (job.status, job.run.status) == ("queued", "queued")
    told = payload(there.world, there.events[0])
    assert (told["approver"]["login"], told["comment"]) == ("monalisa", "Ship it")
    assert [row["id"] for row in told["workflow_job_runs"]] == [job.id]
    (found,) = do(there, "actions/get-reviews-for-run", run_id=job.run.id, **WIDGETS)
    assert (found.state, found.user, found.environments) == ("approved", there.monalisa, (job.environment,))
    do(there, "workflow_job.start", job_id=job.id, **WIDGETS)
    assert job.status == "in_progress"


def test_what_is_rejected_fails(there: Seeded) -> None:
    job = waiting(there)
    there.events.clear()
    review(there, job, "rejected")
    assert there.names == [
        "deployment_review.rejected",
        "workflow_job.completed",
        "check_run.completed",
        "deployment_status.created",
    ]
    assert (job.conclusion, job.gates) == ("failure", frozenset())
    assert job.deployment is not None
    assert job.deployment.state == "failure"
    assert payload(there.world, there.events[0])["workflow_job_run"]["status"] == "waiting"


def test_a_member_of_a_reviewing_team_may_approve(there: Seeded) -> None:
    job = waiting(there, reviewers=[{"type": "Team", "id": there.team.id}])
    review(there, job, "approved")
    assert job.status == "queued"


def test_who_is_no_reviewer_may_not(there: Seeded) -> None:
    job = waiting(there)
    with refused(there, Forbidden, "not a required reviewer"):
        review(there, job, "approved", by=there.actor)
    with refused(there, NotFound):
        review(there, job, "approved", by=there.stranger)
    review(there, job, "approved")
    with refused(there, ValidationFailed, "no deployment is pending there"):
        review(there, job, "approved")


def test_nobody_may_approve_what_they_started_when_that_is_prevented(there: Seeded) -> None:
    job = waiting(there, reviewers=[{"type": "User", "id": there.octocat.id}], prevent_self_review=True)
    with refused(there, Forbidden, "not a required reviewer"):
        review(there, job, "approved", by=there.actor)


@pytest.mark.parametrize("product", PRODUCTS)
def test_what_is_pending_says_who_can_approve_it(product: str) -> None:
    there = with_workflows(product)
    job = waiting(there, wait_timer=30)
    pending = "actions/get-pending-deployments-for-run"
    for by, can in ((there.member, True), (there.actor, False)):
        found = do(there, pending, by=by, run_id=job.run.id, **WIDGETS)
        (shown,) = answer(there.world, pending, found)
        assert (shown["environment"]["name"], shown["wait_timer"]) == ("production", 30)
        assert shown["current_user_can_approve"] is can
        assert [row["reviewer"]["login"] for row in shown["reviewers"]] == ["monalisa"]
    review(there, job, "approved")
    assert do(there, pending, run_id=job.run.id, **WIDGETS) == []


@pytest.mark.parametrize("product", PRODUCTS)
def test_an_app_that_guards_the_environment_is_asked_too(product: str) -> None:
    there = with_workflows(product)
    app = gatekeeper(there)
    environment_of(there)
    guarded(there, app)
    commit(there.world, there.widgets, {"a.txt": "a"}, branch="topic", source="main")
    pull = value_of(do(there, "pulls/create", title="A topic", head="topic", base="main", **WIDGETS))
    job = job_of(there, run_of(there, pull_number=pull.number, **WIDGETS), environment="production")
    event = there.event("deployment_protection_rule.requested")
    assert event.only_app is app.app
    told = payload(there.world, event)
    assert (told["environment"], told["event"]) == ("production", "pull_request")
    url = f"{there.world.urls.api(job.run)}/deployment_protection_rule"
    assert told["deployment_callback_url"] == url
    assert told["deployment"]["sha"] == job.head_sha
    assert [row["number"] for row in told["pull_requests"]] == [pull.number]


def test_a_job_waits_for_reviewers_and_apps(there: Seeded) -> None:
    app = gatekeeper(there)
    environment_of(there)
    rule = guarded(there, app)
    job = waiting(there)
    assert job.gates == {"reviewers", rule}
    decide(there, job, app, comment="Have a little patience")
    assert job.gates == {"reviewers", rule}
    decide(there, job, app, state="approved", comment="Healthy")
    assert (job.status, job.gates) == ("waiting", {"reviewers"})
    with refused(there, ValidationFailed, "No deployment is waiting"):
        decide(there, job, app, state="approved")
    review(there, job, "approved")
    assert job.status == "queued"


def test_an_app_may_reject(there: Seeded) -> None:
    app = gatekeeper(there)
    environment_of(there)
    guarded(there, app)
    job = job_of(there, run_of(there, **WIDGETS), environment="production")
    with refused(there, Forbidden, "You must authenticate via a GitHub App."):
        do(
            there,
            "actions/review-custom-gates-for-run",
            run_id=job.run.id,
            environment_name="production",
            state="approved",
            **WIDGETS,
        )
    with refused(there, ValidationFailed, "maybe is not a member of"):
        decide(there, job, app, state="maybe")
    decide(there, job, app, state="rejected", comment="Too many errors")
    assert (job.status, job.conclusion) == ("completed", "failure")


def test_an_app_that_guards_nothing_is_refused(there: Seeded) -> None:
    job, app = waiting(there), gatekeeper(there)
    with refused(there, NotFound):
        decide(there, job, app, state="approved")


def test_a_repository_of_a_user_asks_no_app(there: Seeded) -> None:
    """GitHub's document demands the organization in these payloads."""
    do(
        there,
        "repos/create-or-update-environment",
        environment_name="production",
        reviewers=[{"type": "User", "id": there.octocat.id}],
    )
    job = job_of(there, run_of(there), environment="production")
    assert (job.status, there.names[-1]) == ("waiting", "workflow_job.waiting")
    assert job.environment is not None
    do(
        there,
        "actions/review-pending-deployments-for-run",
        run_id=job.run.id,
        environment_ids=[job.environment.id],
        state="approved",
        comment="",
    )
    assert (job.status, there.names[-1]) == ("queued", "workflow_job.queued")
