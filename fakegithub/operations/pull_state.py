"""What a pull request becomes when branches move: its commits, its numbers, whether it can be merged.

GitHub works this out in the background, and `mergeable` is null until it has; we do it at once. A
pull request that is closed keeps what it had.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from fakegithub.model.accounts import Actor
from fakegithub.model.pulls import PullRequest
from fakegithub.model.repositories import Repository
from fakegithub.operations.auto_merge_state import AUTO_MERGE_STOPPED, merge_soon, stop_auto_merge
from fakegithub.operations.comment_lines import follow_lines
from fakegithub.operations.issue_events import emit_pull
from fakegithub.operations.issue_state import close_issue, close_mentioned
from fakegithub.operations.protected_branches import PASSED, obstacle, protection_of, states_of
from fakegithub.operations.signatures import web_flow
from fakegithub.world import World

# What `synchronize` may emit; an operation that moves a branch declares these too.
EVENTS = (
    "pull_request.synchronize",
    "pull_request.closed",
    "pull_request.edited",
    "issues.closed",
    AUTO_MERGE_STOPPED,
)
# Why auto-merge was disabled., as GitHub's timeline says it.
BASE_MODIFIED = "Base branch was modified"
# The mergeable states in which nothing that is required is missing.
READY = ("clean", "unstable", "has_hooks")


def refresh(world: World, pull: PullRequest) -> None:
    """Work out anew what follows from head and base: the commits, the numbers, the test merge.

    The refs `refs/pull/N/head` and `refs/pull/N/merge` of the base repository follow; without a
    clean merge there is no merge ref. Emits nothing.
    """
    repository = world.git(pull.repository)
    base = repository.ref(f"refs/heads/{pull.base.ref}") or pull.base.sha
    head = pull.head.sha
    ahead, _ = repository.ahead_behind(base, head)
    files = repository.diff(repository.merge_base(base, head), head)
    signature = web_flow(world)
    merged = repository.merge(base, head, message=f"Merge {head} into {base}", author=signature)
    repository.set_ref(f"refs/pull/{pull.number}/head", head)
    merge_ref = f"refs/pull/{pull.number}/merge"
    if merged.sha is not None:
        repository.set_ref(merge_ref, merged.sha)
    elif repository.ref(merge_ref) is not None:
        repository.delete_ref(merge_ref)
    world.update(
        pull,
        base=replace(pull.base, sha=base),
        commits=ahead,
        changed_files=len(files),
        additions=sum(file.additions for file in files),
        deletions=sum(file.deletions for file in files),
        mergeable=merged.sha is not None,
        rebaseable=merged.sha is not None
        and repository.rebase(base, head, committer=signature).sha is not None,
        merge_commit_sha=merged.sha,
    )
    refresh_mergeable_state(world, pull)


def refresh_mergeable_state(world: World, pull: PullRequest) -> None:
    """Judge the pull request by its reviews and by what CI says of its head; with auto-merge enabled it
    is merged right afterwards, when nothing is missing any more. Emits nothing.

    https://docs.github.com/graphql/reference/enums#mergestatestatus
    """
    if pull.issue.state == "open":
        world.update(pull, mergeable_state=_mergeable_state(world, pull))
        if pull.mergeable_state in READY:
            merge_soon(world, pull)


def synchronize(
    world: World, actor: Actor, repository: Repository, branch: str, before: str | None, after: str | None
) -> None:
    """Tell the pull requests that `branch` of `repository` moved; None stands for "no such branch".

    Those with this head follow it, or are closed with it; those with this base are refreshed in
    silence, or end as merged when the base got their commits from elsewhere. Keywords in commits
    that arrive on the default branch close issues.
    Emits EVENTS.
    """
    for pull in _open(world, head_key=(repository.id, branch)):
        if after is None:
            close_issue(world, actor, pull.issue)
        elif pull.head.sha != after:
            _follow_head(world, actor, pull, after)
    for pull in _open(world, base_key=(repository.id, branch)):
        if after is None:
            _leave_base(world, actor, pull)
        else:
            _follow_base(world, actor, pull, after)
    if branch == repository.default_branch and before is not None and after is not None:
        arrived = world.git(repository).log(after, exclude=[before])
        close_mentioned(world, actor, repository, [commit.message for commit in arrived])


def mark_merged(world: World, actor: Actor, pull: PullRequest, sha: str) -> None:
    """Merged and closed; `sha` is the commit on the base that did it. Emits nothing yet."""
    now = world.now()
    author = pull.issue.user
    world.update(
        pull,
        merged_at=now,
        merged_by=actor.user,
        merge_commit_sha=sha,
        mergeable=None,
        rebaseable=None,
        mergeable_state="unknown",
    )
    repository = pull.repository
    world.update(repository, contributors=repository.contributors | {author.id})
    close_issue(world, actor, pull.issue, silently=True)
    merge_ref = f"refs/pull/{pull.number}/merge"
    if world.git(repository).ref(merge_ref) is not None:
        world.git(repository).delete_ref(merge_ref)


def retarget(world: World, pull: PullRequest, ref: str) -> dict[str, Any]:
    """Give the pull request another base branch. Returns the `changes` to tell of; emits nothing."""
    base = pull.base
    sha = world.git(pull.repository).ref(f"refs/heads/{ref}") or base.sha
    world.update(pull, base=replace(base, ref=ref, sha=sha))
    refresh(world, pull)
    world.touch(pull.issue)
    return {"base": {"ref": {"from": base.ref}, "sha": {"from": base.sha}}}


def _open(world: World, **key: tuple[int, str]) -> list[PullRequest]:
    return [pull for pull in world.all(PullRequest, **key) if pull.issue.state == "open"]


def _follow_head(world: World, actor: Actor, pull: PullRequest, after: str) -> None:
    before = pull.head.sha
    world.update(pull, head=replace(pull.head, sha=after))
    world.touch(pull.issue)
    refresh(world, pull)
    follow_lines(world, pull, before)
    emit_pull(world, actor, pull, "synchronize", before=before, after=after)
    if not world.can(actor, pull.repository, "push"):
        stop_auto_merge(world, actor, pull, "Head branch was pushed to by a user without write access")
    if pull.commits == 0:
        # Nothing is left to merge.
        close_issue(world, actor, pull.issue)


def _follow_base(world: World, actor: Actor, pull: PullRequest, after: str) -> None:
    if not world.git(pull.repository).is_ancestor(pull.head.sha, after):
        refresh(world, pull)
        return
    mark_merged(world, actor, pull, after)
    emit_pull(world, actor, pull, "closed")
    if pull.base.ref == pull.repository.default_branch:
        close_mentioned(world, actor, pull.repository, [pull.issue.body])


def _leave_base(world: World, actor: Actor, pull: PullRequest) -> None:
    """The base branch is gone: into what it was itself merged to, or else closed.

    https://docs.github.com/pull-requests/collaborating-with-pull-requests/proposing-changes-to-your-work-with-pull-requests/about-branches
    """
    merged = [
        other
        for other in world.all(PullRequest, head_key=pull.base_key)
        if other.merged and other.repository is pull.repository
    ]
    if merged:
        changes = retarget(world, pull, merged[-1].base.ref)
        emit_pull(world, actor, pull, "edited", changes=changes)
        stop_auto_merge(world, actor, pull, BASE_MODIFIED)
    else:
        close_issue(world, actor, pull.issue)


def _mergeable_state(world: World, pull: PullRequest) -> str:
    if pull.mergeable is None:
        return "unknown"
    if not pull.mergeable:
        return "dirty"
    if pull.draft:
        return "draft"
    if obstacle(world, pull) is not None:
        return "blocked"
    protection = protection_of(world, pull.repository, pull.base.ref)
    if protection is not None and protection.strict:
        _, behind = world.git(pull.repository).ahead_behind(pull.base.sha, pull.head.sha)
        if behind:
            return "behind"
    states = states_of(world, pull.repository, pull.head.sha)
    return "clean" if set(states.values()) <= PASSED else "unstable"
