"""Check runs: what a GitHub App says of a commit, with annotations.

https://docs.github.com/rest/guides/using-the-rest-api-to-interact-with-checks
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from fakegithub.errors import Forbidden, NotFound, ValidationFailed
from fakegithub.model.accounts import Actor
from fakegithub.model.apps import App
from fakegithub.model.checks import CheckRun
from fakegithub.model.entity import UNSET, Facet, Unset, given
from fakegithub.model.repositories import Repository
from fakegithub.operations.check_state import emit_run, latest, reset, settle, shown_run, suite_of
from fakegithub.operations.gitdata import commit_at, commit_by_sha
from fakegithub.operations.operation import Result, operation
from fakegithub.world import World

READ = ("checks=read",)
WRITE = ("checks=write",)
CHECK_EVENTS = ("check_run.created", "check_run.completed", "check_suite.completed")
# What belongs to a run of GitHub Actions only is missing here.
STATUSES = ("queued", "in_progress", "completed")
CONCLUSIONS = (
    "success",
    "failure",
    "neutral",
    "cancelled",
    "skipped",
    "timed_out",
    "action_required",
)
# https://docs.github.com/rest/checks/runs#create-a-check-run
_ANNOTATIONS = 50
_ACTIONS = 3
_TEXT = 65_535
_ANNOTATION: Mapping[str, Any] = {
    "start_column": None,
    "end_column": None,
    "title": None,
    "raw_details": None,
}

Output = Mapping[str, Any] | Unset


@operation("checks/create", emits=CHECK_EVENTS, permissions=WRITE)
def create(
    world: World,
    actor: Actor,
    *,
    owner: str,
    repo: str,
    name: str,
    head_sha: str,
    details_url: str | None = None,
    external_id: str = "",
    status: str = "queued",
    started_at: datetime | None = None,
    conclusion: str | None = None,
    completed_at: datetime | None = None,
    output: Output = UNSET,
    actions: Sequence[Mapping[str, Any]] = (),
) -> Facet:
    """A check run in the app's suite for the commit, which is made if need be.

    Emits check_run.created; with a conclusion check_run.completed, and check_suite.completed when
    it was the last. Raises Forbidden (403) for everybody but an app, ValidationFailed (422) for an
    unknown commit, a completed run without conclusion, and too many annotations or actions.
    https://docs.github.com/rest/checks/runs#create-a-check-run
    """
    app = app_of(actor)
    repository = world.repository(owner, repo, actor, "push")
    commit_by_sha(world, repository, head_sha)
    now = world.now()
    suite, _ = suite_of(world, repository, app, head_sha)
    run = world.add(
        CheckRun(
            world.new_id(CheckRun),
            repository,
            suite,
            name,
            head_sha,
            "queued",
            external_id=external_id,
            details_url=details_url or app.external_url,
            started_at=started_at or now,
        )
    )
    changes = {
        **_progress(world, status, conclusion, completed_at),
        **_texts(run, output),
        **_buttons(actions),
    }
    world.update(run, **changes)
    emit_run(world, actor, run, "created")
    if run.status == "completed":
        emit_run(world, actor, run, "completed")
    settle(world, actor, suite)
    return shown_run(world, run)


@operation("checks/update", emits=CHECK_EVENTS, permissions=WRITE)
def update(
    world: World,
    actor: Actor,
    *,
    owner: str,
    repo: str,
    check_run_id: int,
    name: str | Unset = UNSET,
    details_url: str | Unset = UNSET,
    external_id: str | Unset = UNSET,
    started_at: datetime | Unset = UNSET,
    status: str | Unset = UNSET,
    conclusion: str | Unset | None = UNSET,
    completed_at: datetime | Unset | None = UNSET,
    output: Output = UNSET,
    actions: Sequence[Mapping[str, Any]] | Unset = UNSET,
) -> Facet:
    """Annotations are added to those that are there. A completed run may begin anew.

    Emits check_run.completed when the run completes or concludes otherwise, check_suite.completed
    when it was the last. Raises as `create`, and Forbidden (403) for the run of another app.
    https://docs.github.com/rest/checks/runs#update-a-check-run
    """
    app = app_of(actor)
    run = run_of(world, world.repository(owner, repo, actor, "push"), check_run_id)
    if run.app is not app:
        raise Forbidden(
            f"Invalid app_id `{app.id}` - check run can only be modified by the GitHub App that created it."
        )
    before = (run.status, run.conclusion)
    changes = given(name=name, details_url=details_url, external_id=external_id, started_at=started_at)
    if given(status=status, conclusion=conclusion, completed_at=completed_at):
        changes |= _progress(
            world,
            status if isinstance(status, str) else run.status,
            conclusion if isinstance(conclusion, str) else _kept_conclusion(run, status),
            completed_at if isinstance(completed_at, datetime) else None,
        )
    changes |= _texts(run, output)
    if not isinstance(actions, Unset):
        changes |= _buttons(actions)
    world.update(run, **changes)
    if run.status == "completed" and before != (run.status, run.conclusion):
        emit_run(world, actor, run, "completed")
    settle(world, actor, run.check_suite)
    return shown_run(world, run)


@operation("checks/get", permissions=READ, credentials="any")
def get(world: World, actor: Actor, *, owner: str, repo: str, check_run_id: int) -> Facet:
    """https://docs.github.com/rest/checks/runs#get-a-check-run"""
    return shown_run(world, run_of(world, world.repository(owner, repo, actor), check_run_id))


@operation("checks/list-annotations", permissions=READ, credentials="any")
def list_annotations(
    world: World, actor: Actor, *, owner: str, repo: str, check_run_id: int
) -> list[dict[str, Any]]:
    """https://docs.github.com/rest/checks/runs#list-check-run-annotations"""
    run = run_of(world, world.repository(owner, repo, actor), check_run_id)
    root = f"{world.urls.html(run.repository)}/blob/{run.head_sha}"
    return [
        {**_ANNOTATION, **annotation, "blob_href": f"{root}/{annotation['path']}"}
        for annotation in run.annotations
    ]


@operation("checks/list-for-ref", permissions=READ, credentials="any")
def list_for_ref(
    world: World,
    actor: Actor,
    *,
    owner: str,
    repo: str,
    ref: str,
    check_name: str | None = None,
    status: str | None = None,
    filter: str = "latest",
    app_id: int | None = None,
) -> list[Facet]:
    """The newest run of each name in each suite (`filter` latest), or all of them.

    Raises ValidationFailed (422) for what names no commit.
    https://docs.github.com/rest/checks/runs#list-check-runs-for-a-git-reference
    """
    repository = world.repository(owner, repo, actor)
    sha = commit_at(world, repository, ref).sha
    runs = world.all(CheckRun, repository=repository, head_sha=sha)
    found = [run for run in runs if app_id is None or run.app.id == app_id]
    return shown_runs(world, found, check_name, status, filter)


@operation("checks/rerequest-run", emits=("check_run.rerequested",), permissions=WRITE)
def rerequest_run(world: World, actor: Actor, *, owner: str, repo: str, check_run_id: int) -> Result:
    """Ask the app to run it again. Its suite is queued again, the run stays as it is.

    Emits check_run.rerequested, to the app alone.
    https://docs.github.com/rest/checks/runs#rerequest-a-check-run
    """
    run = run_of(world, world.repository(owner, repo, actor, "push"), check_run_id)
    reset(world, run.check_suite)
    emit_run(world, actor, run, "rerequested", only_app=run.app)
    return Result({}, status=201)


def app_of(actor: Actor) -> App:
    """Raises Forbidden (403): checks are written by apps alone."""
    if actor.installation is None:
        raise Forbidden("You must authenticate via a GitHub App.")
    return actor.installation.app


def run_of(world: World, repository: Repository, check_run_id: int) -> CheckRun:
    """Raises NotFound (404)."""
    run = world.get(CheckRun, check_run_id)
    if run is None or run.repository is not repository:
        raise NotFound()
    return run


def shown_runs(
    world: World, runs: Sequence[CheckRun], name: str | None, status: str | None, filter: str
) -> list[Facet]:
    """The newest first, as GitHub lists them."""
    found = latest(runs) if filter == "latest" else runs
    return [
        shown_run(world, run)
        for run in sorted(found, key=lambda run: -run.id)
        if (name is None or run.name == name) and (status is None or run.status == status)
    ]


def _progress(
    world: World, status: str, conclusion: str | None, completed_at: datetime | None
) -> dict[str, Any]:
    """A conclusion completes the run; anything else takes conclusion and time away again."""
    if conclusion is not None:
        _require_member(conclusion, CONCLUSIONS)
        return {
            "status": "completed",
            "conclusion": conclusion,
            "completed_at": completed_at or world.now(),
        }
    if status == "completed" or completed_at is not None:
        raise ValidationFailed(
            'Invalid request.\n\nNo subschema in "anyOf" matched.\n"conclusion" wasn\'t supplied.\n'
            'completed is not a member of ["queued", "in_progress"].'
        )
    _require_member(status, STATUSES)
    return {"status": status, "conclusion": None, "completed_at": None}


def _kept_conclusion(run: CheckRun, status: str | Unset) -> str | None:
    """Without a new one a completed run keeps its conclusion, unless it begins anew."""
    return run.conclusion if status in (UNSET, "completed") else None


def _texts(run: CheckRun, output: Output) -> dict[str, Any]:
    if isinstance(output, Unset):
        return {}
    annotations = output.get("annotations") or []
    _require_at_most(_ANNOTATIONS, annotations)
    texts = {name: output[name] for name in ("title", "summary", "text") if name in output}
    for name, text in texts.items():
        if text is not None and len(text) > _TEXT:
            supplied = f"Only {_TEXT} characters are allowed in {name}; {len(text)} were supplied."
            raise ValidationFailed(f"Invalid request.\n\n{supplied}")
    return {**texts, "annotations": (*run.annotations, *(dict(a) for a in annotations))}


def _buttons(actions: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    _require_at_most(_ACTIONS, actions)
    return {"actions": tuple(dict(action) for action in actions)}


def _require_at_most(limit: int, items: Sequence[Any]) -> None:
    if len(items) > limit:
        raise ValidationFailed(
            f"Invalid request.\n\nNo more than {limit} items are allowed; {len(items)} were supplied."
        )


def _require_member(word: str, known: Sequence[str]) -> None:
    if word not in known:
        words = ", ".join(f'"{known_word}"' for known_word in known)
        raise ValidationFailed(f"Invalid request.\n\n{word} is not a member of [{words}].")
