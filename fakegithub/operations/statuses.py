"""Commit statuses: what an external service says of a commit, one state for each context."""

from __future__ import annotations

from fakegithub.errors import NotFound, ValidationFailed
from fakegithub.model.accounts import Actor
from fakegithub.model.checks import STATUS_STATES, CommitStatus, combined_state
from fakegithub.model.commits import Commit
from fakegithub.model.entity import Facet
from fakegithub.model.repositories import Repository
from fakegithub.operations.check_state import refresh_pull_requests
from fakegithub.operations.gitdata import branches_containing, commit_by_sha, find_commit
from fakegithub.operations.operation import Result, operation
from fakegithub.world import World

_READ = ("statuses=read",)
# https://docs.github.com/rest/commits/statuses#create-a-commit-status
_PER_CONTEXT = 1000
_DESCRIPTION = 140
# https://docs.github.com/webhooks/webhook-events-and-payloads#status
_BRANCHES = 10


@operation("repos/create-commit-status", emits=("status",), permissions=("statuses=write",))
def create_commit_status(
    world: World,
    actor: Actor,
    *,
    owner: str,
    repo: str,
    sha: str,
    state: str,
    target_url: str | None = None,
    description: str | None = None,
    context: str = "default",
) -> Result:
    """Say `state` (error, failure, pending, success) of a commit; the newest of a context counts.

    Emits status. Raises Forbidden (403) without write access, ValidationFailed (422) for an unknown
    commit, a description of more than 140 characters, and the 1,001st status of a context.
    https://docs.github.com/rest/commits/statuses#create-a-commit-status
    """
    repository = world.repository(owner, repo, actor, "push")
    if state not in STATUS_STATES:
        known = ", ".join(f'"{known}"' for known in STATUS_STATES)
        raise ValidationFailed(f"Invalid request.\n\n{state} is not a member of [{known}].")
    commit = commit_by_sha(world, repository, sha)
    if description is not None and len(description) > _DESCRIPTION:
        raise _failed(f"Description is too long (maximum is {_DESCRIPTION} characters)")
    key = {"repository": repository, "sha": sha, "context_key": context.casefold()}
    if len(world.all(CommitStatus, **key)) >= _PER_CONTEXT:
        raise _failed("This SHA and context has reached the maximum number of statuses.")
    now = world.now()
    status = world.add(
        CommitStatus(
            world.new_id(CommitStatus),
            repository,
            sha,
            state,
            context,
            actor.user,
            now,
            now,
            description=description,
            target_url=target_url,
        )
    )
    refresh_pull_requests(world, repository, sha)
    _emit(world, actor, status, commit)
    return Result(status, location=world.urls.api(status))


@operation("repos/list-commit-statuses-for-ref", permissions=_READ, credentials="any")
def list_commit_statuses_for_ref(
    world: World, actor: Actor, *, owner: str, repo: str, ref: str
) -> list[CommitStatus]:
    """All statuses of a commit, the newest first. Raises NotFound (404) for what names no commit.

    https://docs.github.com/rest/commits/statuses#list-commit-statuses-for-a-reference
    """
    repository = world.repository(owner, repo, actor)
    commit = _commit(world, repository, ref)
    return world.all(CommitStatus, repository=repository, sha=commit.sha)[::-1]


@operation("repos/get-combined-status-for-ref", permissions=_READ, credentials="any")
def get_combined_status_for_ref(world: World, actor: Actor, *, owner: str, repo: str, ref: str) -> Facet:
    """The newest status of each context, and their sum. Raises NotFound (404) for what names no commit.

    https://docs.github.com/rest/commits/statuses#get-the-combined-status-for-a-specific-reference
    """
    repository = world.repository(owner, repo, actor)
    commit = _commit(world, repository, ref)
    newest = {
        status.context_key: status
        for status in world.all(CommitStatus, repository=repository, sha=commit.sha)
    }
    statuses = list(newest.values())
    return Facet(
        statuses,
        state=combined_state(status.state for status in statuses),
        sha=commit.sha,
        repository=repository,
        commit_url=world.urls.api(commit),
        url=f"{world.urls.api(commit)}/status",
    )


def _commit(world: World, repository: Repository, ref: str) -> Commit:
    found = find_commit(world, repository, ref)
    if found is None:
        raise NotFound()
    return found


def _emit(world: World, actor: Actor, status: CommitStatus, commit: Commit) -> None:
    repository = status.repository
    # Here, unlike in the API's answers, times have an offset.
    # https://docs.github.com/webhooks/webhook-events-and-payloads#status
    created_at, updated_at = status.created_at.isoformat(), status.updated_at.isoformat()
    world.emit(
        "status",
        id=status.id,
        sha=status.sha,
        name=repository.full_name,
        target_url=status.target_url,
        avatar_url=world.urls.avatar(status.creator),
        context=status.context,
        description=status.description,
        state=status.state,
        commit=commit,
        branches=branches_containing(world, repository, status.sha, _BRANCHES),
        created_at=created_at,
        updated_at=updated_at,
        repository=repository,
        sender=actor.user,
    )


def _failed(reason: str) -> ValidationFailed:
    """This endpoint says what is wrong in a text instead of a list."""
    return ValidationFailed(errors=f"Validation failed: {reason}")
