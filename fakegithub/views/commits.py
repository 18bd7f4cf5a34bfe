"""How commits look from outside: each part of GitHub shows them in a form of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fakegithub.clock import node_id
from fakegithub.model.accounts import Account
from fakegithub.model.commits import (
    Commit,
    Comparison,
    FileChange,
    GitCommit,
    GitUser,
    HeadCommit,
    PushCommit,
)
from fakegithub.model.repositories import Repository
from fakegithub.spec import MISSING
from fakegithub.urls import Urls, quoted
from fakegithub.views.view import View, derived, view

# Nothing here is signed: signatures are not modelled.
_UNSIGNED = {
    "verified": False,
    "reason": "unsigned",
    "signature": None,
    "payload": None,
    "verified_at": None,
}


def git_url(repository: Repository, kind: str, sha: str, urls: Urls) -> str:
    """The URL of a git object; `kind` is commit, tree, blob or tag."""
    return f"{urls.api(repository)}/git/{kind}s/{sha}"


def object_link(repository: Repository, kind: str, sha: str, urls: Urls) -> dict[str, str]:
    return {"sha": sha, "url": git_url(repository, kind, sha, urls)}


def _parents(commit: Commit, urls: Urls, url: Callable[[str], str]) -> list[dict[str, str]]:
    html = f"{urls.html(commit.repository)}/commit"
    return [{"sha": sha, "url": url(sha), "html_url": f"{html}/{sha}"} for sha in commit.parents]


def _inner_commit(commit: Commit, urls: Urls) -> dict[str, Any]:
    repository = commit.repository
    return {
        "url": git_url(repository, "commit", commit.sha, urls),
        "author": commit.git_author,
        "committer": commit.git_committer,
        "message": commit.message,
        "comment_count": commit.comment_count,
        "tree": object_link(repository, "tree", commit.tree_sha, urls),
        "verification": _UNSIGNED,
    }


@view(Commit)
class CommitView(View):
    node_id = derived(lambda commit, _: node_id("C", commit.repository.id, commit.sha))
    url = derived(lambda commit, urls: urls.api(commit))
    html_url = derived(lambda commit, urls: urls.html(commit))
    comments_url = derived(lambda commit, urls: f"{urls.api(commit)}/comments")
    commit = derived(_inner_commit)
    parents = derived(
        lambda commit, urls: _parents(
            commit, urls, lambda sha: f"{urls.api(commit.repository)}/commits/{sha}"
        )
    )
    # Said only in the answer to a request for this one commit: the operation adds them.
    files = derived(lambda _commit, _: MISSING)
    stats = derived(lambda _commit, _: MISSING)


@view(GitCommit)
class GitCommitView(View):
    sha = derived(lambda git, _: git.commit.sha)
    node_id = derived(lambda git, _: node_id("C", git.commit.repository.id, git.commit.sha))
    url = derived(lambda git, urls: git_url(git.commit.repository, "commit", git.commit.sha, urls))
    html_url = derived(lambda git, urls: urls.html(git.commit))
    author = derived(lambda git, _: git.commit.git_author)
    committer = derived(lambda git, _: git.commit.git_committer)
    message = derived(lambda git, _: git.commit.message)
    tree = derived(lambda git, urls: object_link(git.commit.repository, "tree", git.commit.tree_sha, urls))
    parents = derived(
        lambda git, urls: _parents(
            git.commit, urls, lambda sha: git_url(git.commit.repository, "commit", sha, urls)
        )
    )
    verification = derived(lambda _git, _: _UNSIGNED)


@view(HeadCommit)
class HeadCommitView(View):
    id = derived(lambda head, _: head.commit.sha)
    tree_id = derived(lambda head, _: head.commit.tree_sha)
    message = derived(lambda head, _: head.commit.message)
    timestamp = derived(lambda head, _: head.commit.git_author.date)
    author = derived(lambda head, _: _name_and_email(head.commit.git_author))
    committer = derived(lambda head, _: _name_and_email(head.commit.git_committer))


def _name_and_email(user: GitUser) -> dict[str, str]:
    return {"name": user.name, "email": user.email}


def _with_username(user: GitUser, account: Account | None) -> dict[str, Any]:
    known = {"username": account.login} if account is not None else {}
    return {**_name_and_email(user), **known}


def _paths(*kinds: str, old: bool = False) -> derived:
    """The paths of files with one of these statuses; a renamed file is removed and added."""

    def paths(push: PushCommit, _: Urls) -> list[str]:
        changed = [f for f in push.commit.files if f.status in kinds]
        return [(old and f.previous_filename) or f.filename for f in changed]

    return derived(paths)


@view(PushCommit)
class PushCommitView(HeadCommitView):
    url = derived(lambda push, urls: urls.html(push.commit))
    author = derived(lambda push, _: _with_username(push.commit.git_author, push.commit.author))
    committer = derived(lambda push, _: _with_username(push.commit.git_committer, push.commit.committer))
    added = _paths("added", "renamed", "copied")
    removed = _paths("removed", "renamed", old=True)
    modified = _paths("modified", "changed")


@view(FileChange)
class FileChangeView(View):
    # GitHub encodes the slashes of the path as well.
    blob_url = derived(lambda f, urls: f"{urls.html(f.repository)}/blob/{f.ref}/{quoted(f.filename)}")
    raw_url = derived(lambda f, urls: f"{urls.html(f.repository)}/raw/{f.ref}/{quoted(f.filename)}")
    contents_url = derived(
        lambda f, urls: f"{urls.api(f.repository)}/contents/{quoted(f.filename)}?ref={f.ref}"
    )


def _range(comparison: Comparison) -> str:
    return f"{comparison.base}...{comparison.head}"


def _permalink(comparison: Comparison, urls: Urls) -> str:
    repository, head = comparison.repository, comparison.head_sha
    owner = repository.owner.login
    ends = f"{owner}:{comparison.base_commit.sha[:7]}...{comparison.head_owner}:{head[:7]}"
    return f"{urls.html(repository)}/compare/{ends}"


@view(Comparison)
class ComparisonView(View):
    url = derived(lambda c, urls: f"{urls.api(c.repository)}/compare/{_range(c)}")
    html_url = derived(lambda c, urls: f"{urls.html(c.repository)}/compare/{_range(c)}")
    permalink_url = derived(_permalink)
    diff_url = derived(lambda c, urls: f"{urls.html(c.repository)}/compare/{_range(c)}.diff")
    patch_url = derived(lambda c, urls: f"{urls.html(c.repository)}/compare/{_range(c)}.patch")
    total_commits = derived(lambda c, _: c.ahead_by)
