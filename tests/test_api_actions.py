"""Actions and deployments through the HTTP door."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from api_helpers import Door
from ci_helpers import FILES
from world_helpers import commit

HERE = "/repos/octocat/hello-world"
DISPATCHES = f"{HERE}/actions/workflows/ci.yml/dispatches"


@pytest.fixture(params=["github.com", "ghes-3.19"])
def door(request: pytest.FixtureRequest) -> Iterator[Door]:
    opened = Door(request.param)
    commit(opened.world, opened.seeded.repository, FILES, "Add workflows")
    yield opened
    assert [str(error) for error in opened.app.errors] == []
    assert opened.app.fills == []


def test_a_dispatched_workflow_is_found_by_its_actor_and_its_file(door: Door) -> None:
    dispatched = door.post(DISPATCHES, json={"ref": "main", "inputs": {"level": "debug"}})
    assert (dispatched.status_code, dispatched.content) == (204, b"")
    found = door.get(f"{HERE}/actions/runs", params={"actor": "octocat", "event": "workflow_dispatch"})
    (run,) = found.json()["workflow_runs"]
    assert found.json()["total_count"] == 1
    assert door.get(f"{HERE}/actions/runs", params={"actor": "hubot"}).json()["total_count"] == 0
    for workflow in ("ci.yml", run["workflow_id"]):
        runs = door.get(f"{HERE}/actions/workflows/{workflow}/runs").json()["workflow_runs"]
        assert [row["id"] for row in runs] == [run["id"]]
    assert door.post(f"{HERE}/actions/runs/{run['id']}/cancel").status_code == 202
    assert door.post(f"{HERE}/actions/runs/{run['id']}/cancel").status_code == 409
    assert door.post(f"{HERE}/actions/runs/{run['id']}/rerun").status_code == 201


def test_an_unknown_workflow_is_not_found(door: Door) -> None:
    assert door.post(f"{HERE}/actions/workflows/no.yml/dispatches", json={"ref": "main"}).status_code == 404
    assert door.get(f"{HERE}/actions/workflows/12").status_code == 404


def test_a_dispatch_with_too_many_properties_is_refused(door: Door) -> None:
    body = {"event_type": "test", "client_payload": {str(number): number for number in range(11)}}
    assert door.post(f"{HERE}/dispatches", json=body).status_code == 422
    assert door.post(f"{HERE}/dispatches", json={"event_type": "test"}).status_code == 204


def test_a_deployment_and_its_status_are_created(door: Door) -> None:
    made = door.post(f"{HERE}/deployments", json={"ref": "main", "environment": "staging"})
    assert (made.status_code, made.headers["location"]) == (201, made.json()["url"])
    said = door.post(f"{HERE}/deployments/{made.json()['id']}/statuses", json={"state": "success"})
    assert said.status_code == 201
    assert (said.json()["description"], said.json()["target_url"]) == ("", "")
    names = [row["name"] for row in door.get(f"{HERE}/environments").json()["environments"]]
    assert names == ["staging"]
    assert door.post(f"{HERE}/deployments", json={"ref": "nowhere"}).status_code == 422


def test_an_environment_is_made_without_a_body(door: Door) -> None:
    made = door.call("PUT", f"{HERE}/environments/production")
    assert (made.status_code, made.json()["protection_rules"]) == (200, [])
