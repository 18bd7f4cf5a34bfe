from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from world_helpers import (
    PRODUCTS,
    Seeded,
    add_app,
    answer,
    commit,
    install,
    installed,
    payload,
    refused,
    seeded,
    value_of,
)

from fakegithub.errors import Forbidden, NotFound, ValidationFailed
from fakegithub.model.checks import CheckRun
from fakegithub.operations import check_suites, checks

HERE = {"owner": "octocat", "repo": "hello-world"}
FINISHED = datetime(2026, 3, 1, 11, tzinfo=UTC)
NOTE = {"path": "README.md", "start_line": 1, "end_line": 1, "annotation_level": "warning", "message": "Hm"}


@pytest.fixture
def there() -> Seeded:
    return seeded()


def create(there: Seeded, name: str = "build", **fields: Any) -> CheckRun:
    sha = fields.pop("head_sha", there.sha)
    return value_of(checks.create(there.world, there.bot, **HERE, name=name, head_sha=sha, **fields))


def update(there: Seeded, run: CheckRun, **fields: Any) -> CheckRun:
    return value_of(checks.update(there.world, there.bot, **HERE, check_run_id=run.id, **fields))


def shown(there: Seeded, run: CheckRun) -> Any:
    found = checks.get(there.world, there.actor, **HERE, check_run_id=run.id)
    return answer(there.world, "checks/get", found)


@pytest.mark.parametrize("product", PRODUCTS)
def test_a_run_goes_from_queued_to_completed(product: str) -> None:
    there = seeded(product)
    run = create(there, external_id="42")
    assert (run.status, run.conclusion, run.started_at) == ("queued", None, there.world.now())
    assert there.names == ["check_run.created"]
    update(there, run, status="in_progress")
    assert (run.check_suite.status, there.names) == ("in_progress", ["check_run.created"])
    update(there, run, conclusion="success", output={"title": "Built", "summary": "All good"})
    assert there.names == ["check_run.created", "check_run.completed", "check_suite.completed"]
    created, completed, suite = (payload(there.world, event) for event in there.events)
    assert created["check_run"]["name"] == "build"
    assert completed["check_run"]["conclusion"] == "success"
    assert completed["check_run"]["completed_at"] == "2026-03-01T12:00:00Z"
    assert completed["check_run"]["output"]["title"] == "Built"
    assert completed["check_run"]["external_id"] == "42"
    assert completed["check_run"]["app"]["slug"] == "ci-bot"
    assert completed["check_run"]["check_suite"]["id"] == run.check_suite.id
    assert completed["sender"]["login"] == "ci-bot[bot]"
    assert (suite["check_suite"]["status"], suite["check_suite"]["conclusion"]) == ("completed", "success")
    assert suite["check_suite"]["latest_check_runs_count"] == 1
    assert suite["check_suite"]["head_commit"]["id"] == there.sha
    assert suite["check_suite"]["head_branch"] == "main"


def test_a_conclusion_completes_a_run_at_once(there: Seeded) -> None:
    run = create(there, conclusion="neutral", completed_at=FINISHED)
    assert (run.status, run.completed_at) == ("completed", FINISHED)
    assert there.names == ["check_run.created", "check_run.completed", "check_suite.completed"]


def test_a_suite_completes_with_its_last_run(there: Seeded) -> None:
    first, second = create(there, "one"), create(there, "two")
    assert first.check_suite is second.check_suite
    update(there, first, conclusion="success")
    assert (first.check_suite.status, first.check_suite.conclusion) == ("in_progress", None)
    there.events.clear()
    update(there, second, conclusion="failure")
    assert there.names == ["check_run.completed", "check_suite.completed"]
    assert (first.check_suite.status, first.check_suite.conclusion) == ("completed", "failure")


@pytest.mark.parametrize(
    ("conclusions", "sum"),
    [
        (["success", "skipped"], "success"),
        (["neutral", "skipped"], "neutral"),
        (["skipped"], "skipped"),
        (["success", "action_required"], "action_required"),
        (["cancelled", "timed_out"], "timed_out"),
        (["timed_out", "failure", "success"], "failure"),
    ],
)
def test_the_worst_conclusion_is_the_suite_s(there: Seeded, conclusions: list[str], sum: str) -> None:
    for number, conclusion in enumerate(conclusions):
        run = create(there, f"run-{number}", conclusion=conclusion)
    assert run.check_suite.conclusion == sum


def test_a_new_run_of_the_same_name_takes_the_place_of_the_old(there: Seeded) -> None:
    old = create(there, conclusion="failure")
    new = create(there)
    assert new.check_suite.status == "queued"
    found = checks.list_for_ref(there.world, there.actor, **HERE, ref="main")
    assert [value_of(run) for run in found] == [new]
    everything = checks.list_for_ref(there.world, there.actor, **HERE, ref="main", filter="all")
    assert [value_of(run) for run in everything] == [new, old]
    update(there, new, conclusion="success")
    assert new.check_suite.conclusion == "success"


def test_runs_are_found_by_name_status_and_app(there: Seeded) -> None:
    build, lint = create(there, "build"), create(there, "lint", conclusion="success")

    def found(**wanted: Any) -> list[CheckRun]:
        runs = checks.list_for_ref(there.world, there.actor, **HERE, ref=there.sha, **wanted)
        return [value_of(run) for run in runs]

    assert found(check_name="build") == [build]
    assert found(status="completed") == [lint]
    assert found(app_id=there.app.id) == [lint, build]
    assert found(app_id=1) == []
    suites = check_suites.list_suites_for_ref(there.world, there.actor, **HERE, ref="main", check_name="lint")
    assert [value_of(suite) for suite in suites] == [build.check_suite]
    runs = check_suites.list_for_suite(there.world, there.actor, **HERE, check_suite_id=build.check_suite.id)
    assert [value_of(run) for run in runs] == [lint, build]


def test_annotations_are_appended(there: Seeded) -> None:
    run = create(there, output={"title": "T", "summary": "S", "annotations": [NOTE] * 50})
    update(there, run, output={"title": "T", "summary": "S", "annotations": [{**NOTE, "title": "Last"}]})
    assert shown(there, run)["output"]["annotations_count"] == 51
    found = checks.list_annotations(there.world, there.actor, **HERE, check_run_id=run.id)
    rows = answer(there.world, "checks/list-annotations", found)
    assert (len(rows), rows[0]["title"], rows[-1]["title"]) == (51, None, "Last")
    assert rows[0]["blob_href"].endswith(f"/octocat/hello-world/blob/{there.sha}/README.md")


def test_a_completed_run_may_begin_anew(there: Seeded) -> None:
    run = create(there, conclusion="failure")
    there.events.clear()
    update(there, run, status="in_progress")
    assert (run.conclusion, run.completed_at, run.check_suite.status) == (None, None, "in_progress")
    assert there.names == []


def test_a_text_alone_leaves_a_completed_run_completed(there: Seeded) -> None:
    run = create(there, conclusion="failure", completed_at=FINISHED)
    there.events.clear()
    update(there, run, output={"summary": "Why it failed"})
    assert (run.status, run.conclusion, run.completed_at) == ("completed", "failure", FINISHED)
    assert (run.summary, there.names) == ("Why it failed", [])


def test_without_details_url_the_app_s_page_is_shown(there: Seeded) -> None:
    assert shown(there, create(there))["details_url"] == there.app.external_url
    assert shown(there, create(there, details_url="https://ci.example.com"))["details_url"] == (
        "https://ci.example.com"
    )


def test_a_commit_that_heads_no_branch_has_a_suite_without_branch(there: Seeded) -> None:
    first = there.sha
    commit(there.world, there.repository, {"a": "a"})
    assert create(there, head_sha=first).check_suite.head_branch is None


@pytest.mark.parametrize("product", PRODUCTS)
def test_a_rerequest_goes_to_the_app_alone(product: str) -> None:
    there = seeded(product)
    run = create(there, conclusion="failure")
    there.events.clear()
    checks.rerequest_run(there.world, there.actor, **HERE, check_run_id=run.id)
    event = there.event("check_run.rerequested")
    assert event.only_app is there.app
    assert payload(there.world, event)["check_run"]["id"] == run.id
    # The run itself is not updated: that is the app's to do.
    assert (run.status, run.check_suite.status, run.check_suite.conclusion) == ("completed", "queued", None)
    there.events.clear()
    check_suites.rerequest_suite(there.world, there.actor, **HERE, check_suite_id=run.check_suite.id)
    event = there.event("check_suite.rerequested")
    assert event.only_app is there.app
    assert payload(there.world, event)["check_suite"]["id"] == run.check_suite.id


def test_a_suite_is_made_once(there: Seeded) -> None:
    made = check_suites.create_suite(there.world, there.bot, **HERE, head_sha=there.sha)
    again = check_suites.create_suite(there.world, there.bot, **HERE, head_sha=there.sha)
    assert (made.status, again.status) == (201, 200)
    assert value_of(made) is value_of(again)
    assert create(there).check_suite is value_of(made)


def test_each_app_has_a_suite_of_its_own(there: Seeded) -> None:
    with there.world.transaction():
        other = install(there.world, add_app(there.world, "lint-bot", there.octocat), there.octocat)
    mine = create(there, conclusion="failure")
    theirs = value_of(checks.create(there.world, installed(other), **HERE, name="build", head_sha=there.sha))
    assert theirs.check_suite is not mine.check_suite
    assert (mine.check_suite.status, theirs.check_suite.status) == ("completed", "queued")
    with refused(there, Forbidden, f"Invalid app_id `{other.app.id}`"):
        checks.update(there.world, installed(other), **HERE, check_run_id=mine.id, conclusion="success")


def test_refused_checks_change_nothing(there: Seeded) -> None:
    run = create(there)
    with refused(there, Forbidden, "You must authenticate via a GitHub App."):
        checks.create(there.world, there.actor, **HERE, name="build", head_sha=there.sha)
    with refused(there, Forbidden, "You must authenticate via a GitHub App."):
        checks.update(there.world, there.actor, **HERE, check_run_id=run.id, conclusion="success")
    with refused(there, Forbidden, "You must authenticate via a GitHub App."):
        check_suites.create_suite(there.world, there.actor, **HERE, head_sha=there.sha)
    with refused(there, ValidationFailed, "No commit found for SHA: 1111"):
        create(there, head_sha="1" * 40)
    with refused(there, ValidationFailed, '"conclusion" wasn\'t supplied.'):
        create(there, status="completed")
    with refused(there, ValidationFailed, '"conclusion" wasn\'t supplied.'):
        update(there, run, completed_at=FINISHED)
    with refused(there, ValidationFailed, "great is not a member of"):
        create(there, conclusion="great")
    with refused(there, ValidationFailed, "waiting is not a member of"):
        create(there, status="waiting")
    with refused(there, ValidationFailed, "No more than 50 items are allowed; 51 were supplied."):
        create(there, output={"title": "T", "summary": "S", "annotations": [NOTE] * 51})
    with refused(there, ValidationFailed, "Only 65535 characters are allowed in text; 65536 were supplied."):
        update(there, run, output={"summary": "S", "text": "x" * 65_536})
    with refused(there, ValidationFailed, "No more than 3 items are allowed; 4 were supplied."):
        create(there, actions=[{"label": "Fix", "description": "Fix it", "identifier": "fix"}] * 4)
    with refused(there, NotFound):
        update(there, CheckRun(1, there.repository, run.check_suite, "x", there.sha, "queued"))
    with refused(there, NotFound):
        check_suites.get_suite(there.world, there.actor, **HERE, check_suite_id=1)


def test_an_app_without_the_permission_is_told_which(there: Seeded) -> None:
    with there.world.transaction():
        there.world.update(there.installation, permissions={"checks": "read"})
    with refused(there, Forbidden, "Resource not accessible by integration") as caught:
        create(there)
    assert caught.value.headers == {"X-Accepted-GitHub-Permissions": "checks=write"}
