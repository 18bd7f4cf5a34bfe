"""What a check suite becomes as its check runs move, and what checks show of the world around them."""

from __future__ import annotations

from collections.abc import Iterable

from fakegithub.model.accounts import Actor
from fakegithub.model.apps import App, Installation
from fakegithub.model.checks import CheckRun, CheckSuite
from fakegithub.model.commits import HeadCommit
from fakegithub.model.entity import Facet
from fakegithub.model.pulls import PullRequest
from fakegithub.model.repositories import Repository
from fakegithub.operations.gitdata import HEADS, branch_names, commit_value
from fakegithub.operations.pull_state import refresh_mergeable_state
from fakegithub.world import World

# From the conclusion that decides over all others to those that count only among themselves.
_WEIGHTS = (
    "startup_failure",
    "failure",
    "timed_out",
    "cancelled",
    "action_required",
    "stale",
    "success",
    "neutral",
    "skipped",
)


def shown_suite(world: World, suite: CheckSuite) -> Facet:
    """The suite with its head commit, its number of runs and the pull requests it belongs to."""
    return Facet(
        suite,
        head_commit=HeadCommit(commit_value(world, suite.repository, suite.head_sha)),
        latest_check_runs_count=len(latest_runs(world, suite)),
        pull_requests=pull_requests(world, suite),
    )


def shown_run(world: World, run: CheckRun) -> Facet:
    """The run with the pull requests it belongs to."""
    suite = shown_suite(world, run.check_suite)
    # Inside a run the suite lacks its repository, which the documents would allow.
    inner = Facet(suite.value, **suite.extra, repository=None)
    return Facet(run, check_suite=inner, pull_requests=suite.extra["pull_requests"])


def pull_requests(world: World, suite: CheckSuite) -> list[PullRequest]:
    """The open pull requests with the suite's commit as head, in the same repository: forks have none.

    https://docs.github.com/rest/checks/runs#get-a-check-run
    """
    if suite.head_branch is None:
        return []
    return [
        pull
        for pull in world.all(PullRequest, head_key=(suite.repository.id, suite.head_branch))
        if pull.issue.state == "open"
        and pull.head.sha == suite.head_sha
        and pull.repository is suite.repository
    ]


def latest(runs: Iterable[CheckRun]) -> list[CheckRun]:
    """Of all runs with the same name in the same suite the newest."""
    newest = {(run.check_suite.id, run.name): run for run in runs}
    return list(newest.values())


def latest_runs(world: World, suite: CheckSuite) -> list[CheckRun]:
    return latest(world.all(CheckRun, check_suite=suite))


def suite_of(
    world: World,
    repository: Repository,
    app: App,
    sha: str,
    *,
    branch: str | None = None,
    before: str | None = None,
) -> tuple[CheckSuite, bool]:
    """The app's suite for a commit, and whether it had to be made."""
    found = world.find(CheckSuite, repository=repository, head_sha=sha, app=app)
    if found is not None:
        return found, False
    now = world.now()
    name = branch if branch is not None else _branch_at(world, repository, sha)
    suite = CheckSuite(
        world.new_id(CheckSuite), repository, app, sha, name, now, now, before=before, after=sha
    )
    return world.add(suite), True


def request_suites(
    world: World, actor: Actor, repository: Repository, branch: str, before: str, after: str
) -> None:
    """After a push to a branch, ask every app that writes checks here for its suite.

    Emits check_suite.requested, to each app alone.
    https://docs.github.com/rest/guides/using-the-rest-api-to-interact-with-checks
    """
    for installation in world.all(Installation, account=repository.owner):
        if installation.permissions.get("checks") != "write":
            continue
        if not installation.has(repository.id, repository.owner):
            continue
        suite, made = suite_of(world, repository, installation.app, after, branch=branch, before=before)
        if made:
            emit_suite(world, actor, suite, "requested", only_app=suite.app)


def settle(world: World, actor: Actor, suite: CheckSuite) -> None:
    """Sum up the suite's runs. Emits check_suite.completed when the last of them has completed."""
    runs = latest_runs(world, suite)
    before = (suite.status, suite.conclusion)
    if runs and all(run.status == "completed" for run in runs):
        world.touch(suite, status="completed", conclusion=conclusion_of(runs))
    else:
        started = any(run.status != "queued" for run in runs)
        world.touch(suite, status="in_progress" if started else "queued", conclusion=None)
    if suite.status == "completed" and before != (suite.status, suite.conclusion):
        emit_suite(world, actor, suite, "completed")
    refresh_pull_requests(world, suite.repository, suite.head_sha)


def reset(world: World, suite: CheckSuite) -> None:
    """The suite waits for its app again; its runs stay as they are."""
    world.touch(suite, status="queued", conclusion=None)


def refresh_pull_requests(world: World, repository: Repository, sha: str) -> None:
    """What CI says of a commit decides whether pull requests with this head can be merged."""
    for pull in world.all(PullRequest, repository=repository):
        if pull.head.sha == sha:
            refresh_mergeable_state(world, pull)


def emit_suite(
    world: World, actor: Actor, suite: CheckSuite, action: str, *, only_app: App | None = None
) -> None:
    world.emit(
        f"check_suite.{action}",
        check_suite=shown_suite(world, suite),
        repository=suite.repository,
        sender=actor.user,
        only_app=only_app,
    )


def emit_run(world: World, actor: Actor, run: CheckRun, action: str, *, only_app: App | None = None) -> None:
    world.emit(
        f"check_run.{action}",
        check_run=shown_run(world, run),
        repository=run.repository,
        sender=actor.user,
        only_app=only_app,
    )


def conclusion_of(runs: Iterable[CheckRun]) -> str:
    present = {run.conclusion for run in runs}
    return next(conclusion for conclusion in _WEIGHTS if conclusion in present)


def _branch_at(world: World, repository: Repository, sha: str) -> str | None:
    """The branch with this head, the default branch before others; None for the head of a fork."""
    refs = world.git(repository).refs
    names = [name for name in branch_names(world, repository) if refs[HEADS + name] == sha]
    return min(names, key=lambda name: (name != repository.default_branch, name), default=None)
