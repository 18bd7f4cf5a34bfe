"""Check suites: all check runs of one app for one commit."""

from __future__ import annotations

from fakegithub.errors import NotFound
from fakegithub.model.accounts import Actor
from fakegithub.model.checks import CheckRun, CheckSuite
from fakegithub.model.entity import Facet
from fakegithub.model.repositories import Repository
from fakegithub.operations.check_state import emit_suite, latest_runs, reset, shown_suite, suite_of
from fakegithub.operations.checks import READ, WRITE, app_of, shown_runs
from fakegithub.operations.gitdata import commit_at, commit_by_sha
from fakegithub.operations.operation import Result, operation
from fakegithub.world import World


@operation("checks/create-suite", permissions=WRITE)
def create_suite(world: World, actor: Actor, *, owner: str, repo: str, head_sha: str) -> Result:
    """The app's suite for a commit: 201 for a new one, 200 for the one that is there.

    Raises Forbidden (403) for everybody but an app, ValidationFailed (422) for an unknown commit.
    https://docs.github.com/rest/checks/suites#create-a-check-suite
    """
    app = app_of(actor)
    repository = world.repository(owner, repo, actor, "push")
    commit_by_sha(world, repository, head_sha)
    suite, made = suite_of(world, repository, app, head_sha)
    return Result(shown_suite(world, suite), status=201 if made else 200)


@operation("checks/get-suite", permissions=READ, credentials="any")
def get_suite(world: World, actor: Actor, *, owner: str, repo: str, check_suite_id: int) -> Facet:
    """https://docs.github.com/rest/checks/suites#get-a-check-suite"""
    return shown_suite(world, _suite(world, world.repository(owner, repo, actor), check_suite_id))


@operation("checks/list-suites-for-ref", permissions=READ, credentials="any")
def list_suites_for_ref(
    world: World,
    actor: Actor,
    *,
    owner: str,
    repo: str,
    ref: str,
    app_id: int | None = None,
    check_name: str | None = None,
) -> list[Facet]:
    """`check_name` asks for suites with a run of that name. Raises ValidationFailed (422) for what
    names no commit.

    https://docs.github.com/rest/checks/suites#list-check-suites-for-a-git-reference
    """
    repository = world.repository(owner, repo, actor)
    sha = commit_at(world, repository, ref).sha
    return [
        shown_suite(world, suite)
        for suite in world.all(CheckSuite, repository=repository, head_sha=sha)
        if (app_id is None or suite.app.id == app_id)
        and (check_name is None or any(run.name == check_name for run in latest_runs(world, suite)))
    ]


@operation("checks/list-for-suite", permissions=READ, credentials="any")
def list_for_suite(
    world: World,
    actor: Actor,
    *,
    owner: str,
    repo: str,
    check_suite_id: int,
    check_name: str | None = None,
    status: str | None = None,
    filter: str = "latest",
) -> list[Facet]:
    """The newest run of each name (`filter` latest), or all of them.

    https://docs.github.com/rest/checks/runs#list-check-runs-in-a-check-suite
    """
    suite = _suite(world, world.repository(owner, repo, actor), check_suite_id)
    return shown_runs(world, world.all(CheckRun, check_suite=suite), check_name, status, filter)


@operation("checks/rerequest-suite", emits=("check_suite.rerequested",), permissions=WRITE)
def rerequest_suite(world: World, actor: Actor, *, owner: str, repo: str, check_suite_id: int) -> Result:
    """Ask the app to run everything again. The suite is queued again, its runs stay as they are.

    Emits check_suite.rerequested, to the app alone.
    https://docs.github.com/rest/checks/suites#rerequest-a-check-suite
    """
    suite = _suite(world, world.repository(owner, repo, actor, "push"), check_suite_id)
    reset(world, suite)
    emit_suite(world, actor, suite, "rerequested", only_app=suite.app)
    return Result({}, status=201)


def _suite(world: World, repository: Repository, check_suite_id: int) -> CheckSuite:
    suite = world.get(CheckSuite, check_suite_id)
    if suite is None or suite.repository is not repository:
        raise NotFound()
    return suite
