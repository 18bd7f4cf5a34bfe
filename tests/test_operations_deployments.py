from __future__ import annotations

from typing import Any

import pytest
from ci_helpers import do
from world_helpers import PRODUCTS, Seeded, answer, commit, head, payload, refused, seeded, value_of

from fakegithub.errors import Conflict, Forbidden, NotFound, ValidationFailed
from fakegithub.model.deployments import Deployment, DeploymentStatus


@pytest.fixture
def there() -> Seeded:
    return seeded()


def deploy(there: Seeded, ref: str = "main", **parameters: Any) -> Deployment:
    found: Deployment = value_of(do(there, "repos/create-deployment", ref=ref, **parameters))
    return found


def say(there: Seeded, deployment: Deployment, state: str, **parameters: Any) -> DeploymentStatus:
    found: DeploymentStatus = value_of(
        do(there, "repos/create-deployment-status", deployment_id=deployment.id, state=state, **parameters)
    )
    return found


def states(there: Seeded, deployment: Deployment) -> list[str]:
    found = do(there, "repos/list-deployment-statuses", deployment_id=deployment.id)
    return [status.state for status in found]


@pytest.mark.parametrize("product", PRODUCTS)
def test_a_deployment_says_what_is_to_go_where(product: str) -> None:
    there = seeded(product)
    result = do(
        there, "repos/create-deployment", ref="main", payload={"servers": [1, 2]}, description="To all"
    )
    assert result.status == 201
    shown = answer(there.world, "repos/create-deployment", result)
    url = f"{there.world.urls.api(there.repository)}/deployments/{result.value.id}"
    assert (shown["url"], result.location, shown["statuses_url"]) == (url, url, f"{url}/statuses")
    told = payload(there.world, there.event("deployment.created"))
    for deployment in (shown, told["deployment"]):
        assert (deployment["ref"], deployment["sha"]) == ("main", there.sha)
        assert (deployment["task"], deployment["environment"]) == ("deploy", "production")
        assert (deployment["payload"], deployment["description"]) == ({"servers": [1, 2]}, "To all")
        assert deployment["production_environment"] is True
    assert (told["workflow"], told["workflow_run"]) == (None, None)


def test_a_deployment_makes_its_environment(there: Seeded) -> None:
    deployment = deploy(there, environment="Staging")
    assert deployment.production_environment is False
    assert do(there, "repos/get-environment", environment_name="staging").name == "Staging"


def test_an_app_is_named_as_who_did_it(there: Seeded) -> None:
    with there.world.transaction():
        there.world.update(there.installation, permissions={"deployments": "write"})
    result = do(there, "repos/create-deployment", by=there.bot, ref="main")
    shown = answer(there.world, "repos/create-deployment", result)
    assert shown["creator"]["login"] == "ci-bot[bot]"
    assert shown["performed_via_github_app"]["slug"] == "ci-bot"


def test_a_branch_that_is_behind_is_brought_up_to_date_instead(there: Seeded) -> None:
    commit(there.world, there.repository, {"a.txt": "a"}, branch="topic", source="main")
    commit(there.world, there.repository, {"b.txt": "b"})
    before = head(there.world, there.repository, "topic")
    result = do(there, "repos/create-deployment", ref="topic")
    message = "Auto-merged main into topic on deployment."
    assert (result.status, result.value) == (202, {"message": message})
    assert there.names == ["push", "check_suite.requested"]
    git = there.world.git(there.repository)
    assert git.commit(head(there.world, there.repository, "topic")).parents == (before, there.sha)
    assert deploy(there, "topic").sha == head(there.world, there.repository, "topic")


def test_without_auto_merge_it_is_deployed_as_it_is(there: Seeded) -> None:
    sha = commit(there.world, there.repository, {"a.txt": "a"}, branch="topic", source="main")
    commit(there.world, there.repository, {"b.txt": "b"})
    assert deploy(there, "topic", auto_merge=False).sha == sha


def test_a_branch_that_conflicts_is_refused(there: Seeded) -> None:
    commit(there.world, there.repository, {"README.md": "Mine\n"}, branch="topic", source="main")
    commit(there.world, there.repository, {"README.md": "Yours\n"})
    with refused(there, Conflict, "Conflict merging main into topic."):
        do(there, "repos/create-deployment", ref="topic")


def test_commit_statuses_must_have_succeeded_unless_the_caller_says_otherwise(there: Seeded) -> None:
    do(there, "repos/create-commit-status", sha=there.sha, state="success", context="ci")
    do(there, "repos/create-commit-status", sha=there.sha, state="pending", context="lint")
    with refused(there, Conflict, "Commit status checks failed for main."):
        do(there, "repos/create-deployment", ref="main")
    with refused(there, Conflict):
        do(there, "repos/create-deployment", ref="main", required_contexts=["ci", "build"])
    assert deploy(there, required_contexts=["CI"]).sha == there.sha
    assert deploy(there, required_contexts=[]).sha == there.sha
    do(there, "checks/create", by=there.bot, name="build", head_sha=there.sha, conclusion="success")
    assert deploy(there, required_contexts=["ci", "build"]).sha == there.sha


def test_deployments_are_found_newest_first(there: Seeded) -> None:
    first = deploy(there)
    second = deploy(there, environment="staging", task="migrate")
    assert do(there, "repos/list-deployments") == [second, first]
    assert do(there, "repos/list-deployments", environment="staging") == [second]
    assert do(there, "repos/list-deployments", task="migrate", sha=there.sha, ref="main") == [second]
    assert do(there, "repos/list-deployments", ref="topic") == []
    assert do(there, "repos/get-deployment", deployment_id=first.id) is first


@pytest.mark.parametrize("product", PRODUCTS)
def test_a_status_says_what_has_become_of_it(product: str) -> None:
    there = seeded(product)
    deployment = deploy(there)
    there.events.clear()
    parameters = {"state": "success", "log_url": "https://ci.example.com/1", "description": "Done"}
    result = do(there, "repos/create-deployment-status", deployment_id=deployment.id, **parameters)
    shown = answer(there.world, "repos/create-deployment-status", result)
    assert there.names == ["deployment_status.created"]
    told = payload(there.world, there.events[0])
    for status in (shown, told["deployment_status"]):
        assert status["state"] == "success"
        assert status["target_url"] == "https://ci.example.com/1"
        assert (status["description"], status["environment"]) == ("Done", "production")
        assert status["deployment_url"] == there.world.urls.api(deployment)
    assert told["deployment"]["id"] == deployment.id
    assert shown["log_url"] == "https://ci.example.com/1"
    found = do(there, "repos/get-deployment-status", deployment_id=deployment.id, status_id=result.value.id)
    assert found is result.value


def test_what_is_inactive_is_not_told(there: Seeded) -> None:
    deployment = deploy(there)
    there.events.clear()
    say(there, deployment, "inactive")
    assert there.names == []
    assert states(there, deployment) == ["inactive"]


def test_a_success_retires_what_was_there_before(there: Seeded) -> None:
    old, failed, elsewhere, transient, new = (
        deploy(there, environment=name, transient_environment=name == "review")
        for name in ("staging", "staging", "test", "review", "staging")
    )
    for deployment in (old, elsewhere, transient):
        say(there, deployment, "success")
    say(there, failed, "failure")
    there.events.clear()
    say(there, new, "success")
    assert states(there, old) == ["inactive", "success"]
    assert [states(there, other) for other in (failed, elsewhere, transient)] == [
        ["failure"],
        ["success"],
        ["success"],
    ]
    # The inactive ones are not told of.
    assert there.names == ["deployment_status.created"]
    newest = deploy(there, environment="staging")
    say(there, newest, "success", auto_inactive=False)
    assert states(there, new) == ["success"]


def test_production_deployments_are_not_retired(there: Seeded) -> None:
    old, new = deploy(there), deploy(there)
    say(there, old, "success")
    say(there, new, "success")
    assert states(there, old) == ["success"]


def test_a_status_may_move_its_deployment_to_another_environment(there: Seeded) -> None:
    deployment = deploy(there, environment="staging")
    say(there, deployment, "success", environment="production")
    assert (deployment.environment, deployment.original_environment) == ("production", "staging")


def test_only_what_is_inactive_or_alone_can_be_deleted(there: Seeded) -> None:
    first, second = deploy(there), deploy(there)
    say(there, first, "success")
    with refused(there, ValidationFailed, "We cannot delete an active deployment"):
        do(there, "repos/delete-deployment", deployment_id=first.id)
    say(there, first, "inactive")
    do(there, "repos/delete-deployment", deployment_id=first.id)
    do(there, "repos/delete-deployment", deployment_id=second.id)
    assert do(there, "repos/list-deployments") == []
    assert there.world.all(DeploymentStatus, deployment=first) == []


def test_bad_requests_change_nothing(there: Seeded) -> None:
    with refused(there, ValidationFailed, "No ref found for: nowhere"):
        do(there, "repos/create-deployment", ref="nowhere")
    with refused(there, Forbidden):
        do(there, "repos/create-deployment", by=there.stranger, ref="main")
    with refused(there, NotFound):
        do(there, "repos/get-deployment", deployment_id=1)
    deployment = deploy(there)
    with refused(there, ValidationFailed, "good is not a member of"):
        say(there, deployment, "good")
    with refused(there, ValidationFailed, "too long"):
        say(there, deployment, "success", description="x" * 141)
    with refused(there, NotFound):
        do(there, "repos/get-deployment-status", deployment_id=deployment.id, status_id=1)
