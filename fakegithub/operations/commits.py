"""Commits of a repository: reading them one by one, in a line, and two against each other."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from fakegithub import git
from fakegithub.errors import Conflict, NotFound
from fakegithub.model.accounts import Actor
from fakegithub.model.commits import Branch, Commit, Comparison, GitUser
from fakegithub.model.entity import UNSET, Facet, Unset
from fakegithub.model.pulls import PullRequest
from fakegithub.model.repositories import Repository
from fakegithub.operations.gitdata import (
    HEADS,
    branch_names,
    branch_value,
    commit_at,
    commit_by_sha,
    commit_value,
    file_changes,
    find_commit,
    require_content,
)
from fakegithub.operations.operation import Result, operation
from fakegithub.operations.protected_branches import ABOUT
from fakegithub.operations.pushes import PUSH_EVENTS, move_ref
from fakegithub.operations.signatures import signature_of, web_flow
from fakegithub.world import World

_READ = ("contents=read",)


@operation("repos/list-commits", permissions=_READ, credentials="any")
def list_commits(
    world: World,
    actor: Actor,
    *,
    owner: str,
    repo: str,
    sha: str | None = None,
    path: str | None = None,
    author: str | None = None,
    committer: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> list[Commit]:
    """The history of `sha` (a SHA, branch or tag; by default the default branch), newest first.

    `author` and `committer` are logins or emails; the committer's date lies in `since` … `until`.
    Raises Conflict (409) for an empty repository, NotFound (404) for what names no commit.
    https://docs.github.com/rest/commits/commits#list-commits
    """
    repository = world.repository(owner, repo, actor)
    require_content(world, repository)
    start = find_commit(world, repository, sha or repository.default_branch)
    if start is None:
        raise NotFound()
    found = [
        commit_value(world, repository, c.sha)
        for c in world.git(repository).log(start.sha, path=path)
        if (since is None or c.committer.date >= since) and (until is None or c.committer.date <= until)
    ]
    return [
        commit
        for commit in found
        if _is_by(author, commit.git_author, commit.author)
        and _is_by(committer, commit.git_committer, commit.committer)
    ]


@operation("repos/get-commit", permissions=_READ, credentials="any")
def get_commit(world: World, actor: Actor, *, owner: str, repo: str, ref: str) -> Facet:
    """The commit with its files and their sum. Raises as `commit_at`.

    https://docs.github.com/rest/commits/commits#get-a-commit
    """
    return with_files(commit_at(world, world.repository(owner, repo, actor), ref))


@operation("repos/compare-commits-with-basehead", permissions=_READ, credentials="any")
def compare_commits_with_basehead(
    world: World, actor: Actor, *, owner: str, repo: str, basehead: str
) -> Comparison:
    """`basehead` is `BASE...HEAD`; each may be `OWNER:BRANCH` of a fork.

    Raises NotFound (404) for what names no commit, and for histories without a common ancestor.
    https://docs.github.com/rest/commits/commits#compare-two-commits
    """
    repository = world.repository(owner, repo, actor)
    require_content(world, repository)
    base, separator, head = basehead.partition("...")
    if not separator or not base or not head:
        raise NotFound()
    return _compare(world, actor, repository, base, head)


@operation("repos/list-branches-for-head-commit", permissions=_READ, credentials="any")
def list_branches_for_head_commit(
    world: World, actor: Actor, *, owner: str, repo: str, commit_sha: str
) -> list[Branch]:
    """https://docs.github.com/rest/commits/commits#list-branches-for-head-commit"""
    repository = world.repository(owner, repo, actor)
    sha = commit_by_sha(world, repository, commit_sha).sha
    refs = world.git(repository).refs
    names = [name for name in branch_names(world, repository) if refs[HEADS + name] == sha]
    return [branch_value(world, repository, name) for name in names]


@operation(
    "repos/list-pull-requests-associated-with-commit",
    permissions=("pull_requests=read",),
    credentials="any",
)
def list_pull_requests_associated_with_commit(
    world: World, actor: Actor, *, owner: str, repo: str, commit_sha: str
) -> list[PullRequest]:
    """Pull requests that have or brought the commit; of one on the default branch only the merged.

    https://docs.github.com/rest/commits/commits#list-pull-requests-associated-with-a-commit
    """
    repository = world.repository(owner, repo, actor)
    sha = commit_at(world, repository, commit_sha).sha
    repo_git = world.git(repository)
    default = repo_git.ref(HEADS + repository.default_branch)
    arrived = default is not None and repo_git.is_ancestor(sha, default)
    return [
        pull
        for pull in world.all(PullRequest, repository=repository)
        if (pull.merged or not arrived) and _has_commit(repo_git, pull, sha)
    ]


@operation("repos/merge", emits=PUSH_EVENTS, permissions=("contents=write",))
def merge(
    world: World,
    actor: Actor,
    *,
    owner: str,
    repo: str,
    base: str,
    head: str,
    commit_message: str | Unset = UNSET,
) -> Result:
    """Merge `head` (a branch or SHA) into the branch `base`; 201 with the commit, 204 when it is in already.

    Emits PUSH_EVENTS. Raises NotFound (404) for an unknown base or head, Conflict (409) for what
    does not merge, and for what a protected base refuses.
    https://docs.github.com/rest/branches/branches#merge-a-branch
    """
    repository = world.repository(owner, repo, actor, "push")
    repo_git = world.git(repository)
    ours = repo_git.ref(HEADS + base)
    if ours is None:
        raise NotFound("Base does not exist")
    theirs = find_commit(world, repository, head)
    if theirs is None:
        raise NotFound("Head does not exist")
    if repo_git.is_ancestor(theirs.sha, ours):
        return Result(None, status=204)
    message = commit_message if isinstance(commit_message, str) else f"Merge {head} into {base}"
    merged = repo_git.merge(
        ours,
        theirs.sha,
        message=message,
        author=signature_of(world, actor.user),
        committer=web_flow(world),
    )
    if merged.sha is None:
        raise Conflict("Merge conflict")
    move_ref(world, actor, repository, HEADS + base, merged.sha, refusal=_refused_merge)
    return Result(with_files(commit_value(world, repository, merged.sha)), status=201)


def _refused_merge(_ref: str, reasons: Sequence[str]) -> Conflict:
    """Observed: `POST /repos/nolte/workstation/merges: 409`, with the reason as the message."""
    return Conflict(" ".join(reasons), documentation_url=ABOUT)


def with_files(commit: Commit) -> Facet:
    """The commit with what it changed, as the answer to a request for this one commit."""
    files = commit.files
    additions, deletions = sum(f.additions for f in files), sum(f.deletions for f in files)
    stats = {"total": additions + deletions, "additions": additions, "deletions": deletions}
    return Facet(commit, stats=stats, files=files)


def _is_by(wanted: str | None, user: GitUser, account: Any) -> bool:
    if wanted is None:
        return True
    login = account.login if account is not None else None
    return wanted.casefold() in (user.email.casefold(), login.casefold() if login else None)


def _has_commit(repo: git.Repository, pull: PullRequest, sha: str) -> bool:
    if pull.merged and pull.merge_commit_sha == sha:
        return True
    return repo.is_ancestor(sha, pull.head.sha) and not repo.is_ancestor(sha, pull.base.sha)


def _compare(world: World, actor: Actor, repository: Repository, base: str, head: str) -> Comparison:
    _, old = _end(world, actor, repository, base)
    head_repository, new = _end(world, actor, repository, head)
    repo = world.git(repository)
    merge_base = repo.merge_base(old.sha, new.sha)
    if merge_base is None:
        raise NotFound(f"No common ancestor between {base} and {head}.")
    ahead, behind = repo.ahead_behind(old.sha, new.sha)
    arrived = [c.sha for c in repo.log(new.sha, exclude=[old.sha])]
    status = {(False, False): "identical", (True, False): "ahead", (False, True): "behind"}
    return Comparison(
        repository,
        base,
        head,
        new.sha,
        head_repository.owner.login,
        old,
        commit_value(world, repository, merge_base),
        status.get((ahead > 0, behind > 0), "diverged"),
        ahead,
        behind,
        tuple(commit_value(world, repository, sha) for sha in reversed(arrived)),
        file_changes(repository, repo.diff(merge_base, new.sha), merge_base, new.sha),
    )


def _end(world: World, actor: Actor, repository: Repository, name: str) -> tuple[Repository, Commit]:
    """What one side of a comparison names: `REVISION`, `OWNER:REVISION` or `OWNER:REPO:REVISION`."""
    *where, revision = name.split(":", 2)
    found = repository
    if where and where[0].casefold() != repository.owner.login_key:
        found = world.repository(where[0], where[1] if len(where) == 2 else repository.name, actor)
        if (found.source or found) is not (repository.source or repository):
            raise NotFound()
    commit = find_commit(world, found, revision)
    if commit is None:
        raise NotFound()
    return found, commit
