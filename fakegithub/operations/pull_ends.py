"""The two branches that a pull request stands between, and opening it again between them."""

from __future__ import annotations

from dataclasses import replace

from fakegithub.errors import ValidationFailed
from fakegithub.model.accounts import Actor
from fakegithub.model.pulls import PullRequest, PullRequestEnd
from fakegithub.model.repositories import Repository
from fakegithub.operations.issue_state import reopen_issue
from fakegithub.operations.pull_state import refresh
from fakegithub.world import World


def end_of(world: World, repository: Repository, branch: str) -> PullRequestEnd | None:
    sha = world.git(repository).ref(f"refs/heads/{branch}")
    return PullRequestEnd(repository, repository.owner, branch, sha) if sha is not None else None


def existing_pull(
    world: World, repository: Repository, source: PullRequestEnd, target: PullRequestEnd
) -> PullRequest | None:
    """The open pull request between the same two branches."""
    if source.repository is None:
        return None
    for pull in world.all(PullRequest, head_key=(source.repository.id, source.ref)):
        same_base = pull.base_key == (repository.id, target.ref)
        if same_base and pull.issue.state == "open":
            return pull
    return None


def reopen(world: World, actor: Actor, pull: PullRequest) -> None:
    """Open a closed pull request again, at what its head is now.

    Emits pull_request.reopened. Raises ValidationFailed (422) for a merged one, or without its
    branches.
    """
    source = pull.head.repository
    sha = world.git(source).ref(f"refs/heads/{pull.head.ref}") if source is not None else None
    if pull.merged:
        raise _bad_state("The pull request cannot be reopened.")
    if source is None:
        raise _bad_state("The repository that submitted this pull request has been deleted.")
    if sha is None:
        raise _bad_state(f"The {pull.head.ref} branch has been deleted.")
    if end_of(world, pull.repository, pull.base.ref) is None:
        raise _bad_state(f"The {pull.base.ref} branch has been deleted.")
    if existing_pull(world, pull.repository, pull.head, pull.base) is not None:
        raise _bad_state(
            f"There is already an open pull request from {pull.head.label} to {pull.base.label}."
        )
    world.update(pull, head=replace(pull.head, sha=sha))
    reopen_issue(world, actor, pull.issue)
    refresh(world, pull)


def _bad_state(reason: str) -> ValidationFailed:
    return ValidationFailed.of("PullRequest", "state", "invalid", f"state cannot be changed. {reason}")
