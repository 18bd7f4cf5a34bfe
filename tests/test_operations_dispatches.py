from __future__ import annotations

from typing import Any

import pytest
from ci_helpers import CI, do, with_workflows
from world_helpers import PRODUCTS, Seeded, answer, commit, payload, refused, value_of

from fakegithub.errors import Forbidden, NotFound, ValidationFailed
from fakegithub.hooks.payloads import Payloads
from fakegithub.hooks.subscriptions import subscriptions
from fakegithub.model.actions import WorkflowRun
from fakegithub.model.hooks import Hook
from fakegithub.spec import document


@pytest.fixture
def there() -> Seeded:
    return with_workflows()


def dispatch(there: Seeded, event_type: str = "on-demand-test", **parameters: Any) -> None:
    do(there, "repos/create-dispatch-event", event_type=event_type, **parameters)


def dispatch_workflow(there: Seeded, **parameters: Any) -> Any:
    wanted = {"workflow_id": "ci.yml", "ref": "main", **parameters}
    return do(there, "actions/create-workflow-dispatch", **wanted)


@pytest.mark.parametrize("product", PRODUCTS)
@pytest.mark.parametrize("event_type", ["on-demand-test", "sample.collected", "a.b.c"])
def test_the_type_of_a_dispatch_is_the_action_of_its_event(product: str, event_type: str) -> None:
    there = with_workflows(product)
    dispatch(there, event_type, client_payload={"unit": False, "nested": {"list": [1]}})
    (event,) = there.events
    assert (event.event, event.action) == ("repository_dispatch", event_type)
    shown = Payloads(there.world, strict=True).render(event, there.installation).value
    assert shown["action"] == event_type
    assert shown["branch"] == "main"
    assert shown["client_payload"] == {"unit": False, "nested": {"list": [1]}}
    assert shown["installation"]["id"] == there.installation.id


def test_only_apps_get_a_dispatch(there: Seeded) -> None:
    world = there.world
    with world.transaction():
        world.update(there.installation, events=("repository_dispatch",))
        now = world.now()
        for target in (there.repository, there.app, None):
            world.add(Hook(world.new_id(Hook), target, "https://example.com", now, now, events=("*",)))
    dispatch(there)
    kinds = document("github.com").webhook("repository_dispatch", "on-demand-test").hook_kinds
    (found,) = subscriptions(world, there.events[0], kinds)
    assert (found.hook.target, found.installation) == (there.app, there.installation)


@pytest.mark.parametrize(
    "parameters",
    [
        {"event_type": "x" * 101},
        {"event_type": ""},
        {"client_payload": {str(number): number for number in range(11)}},
        {"client_payload": {"text": "x" * 64 * 1024}},
        {"client_payload": {"list": ["äöü" * 4000] * 3}},
    ],
)
def test_a_dispatch_that_is_too_large_is_refused(there: Seeded, parameters: dict[str, Any]) -> None:
    with refused(there, ValidationFailed):
        dispatch(there, **parameters)


def test_a_dispatch_as_large_as_it_may_be_is_sent(there: Seeded) -> None:
    dispatch(there, "x" * 100, client_payload={str(number): "x" * 6000 for number in range(10)})
    assert len(there.events) == 1


def test_who_cannot_push_cannot_dispatch(there: Seeded) -> None:
    with refused(there, Forbidden):
        dispatch(there, by=there.stranger)
    with refused(there, Forbidden):
        dispatch_workflow(there, by=there.stranger)


@pytest.mark.parametrize("product", PRODUCTS)
def test_a_workflow_that_is_dispatched_runs(product: str) -> None:
    there = with_workflows(product)
    result = dispatch_workflow(there, inputs={"level": "debug"})
    assert (result.status, answer(there.world, "actions/create-workflow-dispatch", result)) == (204, None)
    assert there.names == ["workflow_dispatch", "workflow_run.requested"]
    told = payload(there.world, there.events[0])
    assert (told["ref"], told["workflow"], told["inputs"]) == ("refs/heads/main", CI, {"level": "debug"})
    (found,) = do(there, "actions/list-workflow-runs-for-repo")
    run: WorkflowRun = value_of(found)
    assert (run.event, run.head_branch, run.display_title) == ("workflow_dispatch", "main", "CI")
    assert run.inputs == {"level": "debug"}


def test_the_caller_may_ask_for_the_run(there: Seeded) -> None:
    result = dispatch_workflow(there, return_run_details=True)
    shown = answer(there.world, "actions/create-workflow-dispatch", result)
    run = value_of(do(there, "actions/get-workflow-run", run_id=shown["workflow_run_id"]))
    assert (result.status, shown["run_url"]) == (200, there.world.urls.api(run))


def test_a_workflow_runs_at_a_tag(there: Seeded) -> None:
    do(there, "git/create-ref", ref="refs/tags/v1", sha=there.sha)
    dispatch_workflow(there, ref="v1")
    assert payload(there.world, there.event("workflow_dispatch"))["ref"] == "refs/tags/v1"


def test_only_what_has_the_trigger_can_be_dispatched(there: Seeded) -> None:
    with refused(there, ValidationFailed, "Workflow does not have 'workflow_dispatch' trigger"):
        dispatch_workflow(there, workflow_id="nightly.yaml")
    commit(there.world, there.repository, {CI: "on: push\n"}, branch="topic", source="main")
    with refused(there, ValidationFailed, "Workflow does not have 'workflow_dispatch' trigger"):
        dispatch_workflow(there, ref="topic")
    with refused(there, ValidationFailed, "No ref found for: nowhere"):
        dispatch_workflow(there, ref="nowhere")
    with refused(there, ValidationFailed, "No more than 25 properties are allowed; 26 were supplied."):
        dispatch_workflow(there, inputs={str(number): "x" for number in range(26)})
    with refused(there, NotFound):
        dispatch_workflow(there, workflow_id="none.yml")
