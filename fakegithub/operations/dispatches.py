"""Dispatches: events that a caller makes up, for apps and for workflows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fakegithub.errors import NotFound, ValidationFailed
from fakegithub.model.accounts import Actor
from fakegithub.operations.gitdata import HEADS, TAGS, find_commit
from fakegithub.operations.operation import Result, operation
from fakegithub.operations.workflow_files import read_files, workflow_of
from fakegithub.operations.workflow_lookup import WRITE
from fakegithub.operations.workflow_state import add_run
from fakegithub.world import World

# https://docs.github.com/rest/repos/repos#create-a-repository-dispatch-event
_TYPE_LENGTH = 100
_PROPERTIES = 10
_PAYLOAD_BYTES = 64 * 1024
# https://docs.github.com/rest/actions/workflows#create-a-workflow-dispatch-event
_INPUTS = 25
# The name that GitHub's document gives an event whose action is free.
_DISPATCHED = "repository_dispatch.sample.collected"


@operation("repos/create-dispatch-event", emits=(_DISPATCHED,), permissions=("contents=write",))
def create_dispatch_event(
    world: World,
    actor: Actor,
    *,
    owner: str,
    repo: str,
    event_type: str,
    client_payload: Mapping[str, Any] | None = None,
) -> None:
    """Tell the apps that are installed on the repository; `event_type` is the action.

    Emits repository_dispatch, to apps alone; workflows that ask for it are not run by themselves. Raises
    Forbidden (403) without push access, ValidationFailed (422) for a type of more than 100
    characters, more than 10 properties, or more than 64 KB.
    https://docs.github.com/rest/repos/repos#create-a-repository-dispatch-event
    """
    repository = world.repository(owner, repo, actor, "push")
    payload = dict(client_payload or {})
    length = len(event_type)
    if not 0 < length <= _TYPE_LENGTH:
        raise ValidationFailed(
            f"Invalid request.\n\nOnly {_TYPE_LENGTH} characters are allowed; {length} were supplied."
        )
    _require_properties(_PROPERTIES, payload)
    if _size(payload) >= _PAYLOAD_BYTES:
        raise ValidationFailed("client_payload is too large.")
    # The name of the event is known only now.
    name = f"repository_dispatch.{event_type}"
    with world.transaction(frozenset({name})):
        world.emit(
            name,
            branch=repository.default_branch,
            client_payload=payload,
            repository=repository,
            sender=actor.user,
        )


@operation(
    "actions/create-workflow-dispatch",
    emits=("workflow_dispatch", "workflow_run.requested"),
    permissions=WRITE,
)
def create_workflow_dispatch(
    world: World,
    actor: Actor,
    *,
    owner: str,
    repo: str,
    workflow_id: int | str,
    ref: str,
    inputs: Mapping[str, Any] | None = None,
    return_run_details: bool = False,
) -> Result:
    """Run a workflow at the branch or tag `ref`: 204, or 200 with the run when `return_run_details`.

    Emits workflow_dispatch, to apps alone, and workflow_run.requested. Raises NotFound (404) for an
    unknown workflow, ValidationFailed (422) for a disabled one, an unknown ref, a file without the
    trigger `workflow_dispatch` there, and more than 25 inputs.
    https://docs.github.com/rest/actions/workflows#create-a-workflow-dispatch-event
    """
    repository = world.repository(owner, repo, actor, "push")
    workflow = workflow_of(world, repository, workflow_id)
    if workflow.state == "deleted":
        raise NotFound()
    if workflow.state != "active":
        raise ValidationFailed("Cannot trigger a 'workflow_dispatch' on a disabled workflow")
    name = ref.removeprefix(HEADS).removeprefix(TAGS)
    full = next((kind + name for kind in (HEADS, TAGS) if world.git(repository).ref(kind + name)), None)
    commit = find_commit(world, repository, full) if full is not None else None
    if full is None or commit is None:
        raise ValidationFailed(f"No ref found for: {ref}")
    if "workflow_dispatch" not in read_files(world, repository, commit.sha).get(workflow.path, ""):
        raise ValidationFailed("Workflow does not have 'workflow_dispatch' trigger")
    values = dict(inputs or {})
    _require_properties(_INPUTS, values)
    world.emit(
        "workflow_dispatch",
        inputs=values,
        ref=full,
        workflow=workflow.path,
        repository=repository,
        sender=actor.user,
    )
    run = add_run(
        world,
        actor.user,
        workflow,
        event="workflow_dispatch",
        head_branch=name,
        head_sha=commit.sha,
        head_repository=repository,
        inputs=values,
    )
    if not return_run_details:
        return Result(None, status=204)
    urls = world.urls
    details = {"workflow_run_id": run.id, "run_url": urls.api(run), "html_url": urls.html(run)}
    return Result(details, status=200)


def _require_properties(limit: int, values: Mapping[str, Any]) -> None:
    if len(values) > limit:
        raise ValidationFailed(
            f"Invalid request.\n\nNo more than {limit} properties are allowed; {len(values)} were supplied."
        )


def _size(value: Any) -> int:
    """The bytes of a JSON value without spaces, but for what is escaped in its texts."""
    if isinstance(value, Mapping):
        return 1 + sum(_size(key) + _size(item) + 2 for key, item in value.items())
    if isinstance(value, list | tuple):
        return 1 + sum(_size(item) + 1 for item in value)
    return len(value.encode()) + 2 if isinstance(value, str) else len(str(value))
