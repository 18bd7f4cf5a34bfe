"""From git's objects to what GitHub shows of them, and from what a caller names to an object."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import partial

from fakegithub import git
from fakegithub.errors import Conflict, NotFound, ValidationFailed
from fakegithub.model.accounts import Account
from fakegithub.model.commit_comments import CommitComment
from fakegithub.model.commits import Branch, Commit, FileChange, GitUser
from fakegithub.model.repositories import Repository
from fakegithub.operations.protected_branches import protection_of
from fakegithub.world import World

HEADS = "refs/heads/"
TAGS = "refs/tags/"
# The stand-in for an email that an account does not show: ID+LOGIN@users.noreply.HOST.
_NO_REPLY = re.compile(r"(?:\d+\+)?(?P<login>[^@+]+)@users\.noreply\.(?P<host>.+)")


def commit_value(world: World, repository: Repository, sha: str) -> Commit:
    """The commit as GitHub shows it. Raises git.ObjectNotFound."""
    found = world.git(repository).commit(sha)
    return Commit(
        repository,
        sha,
        found.tree_sha,
        found.parents,
        found.message,
        _git_user(found.author),
        _git_user(found.committer),
        account_of(world, found.author.email),
        account_of(world, found.committer.email),
        partial(_diff_of, world, repository, sha),
        len(world.all(CommitComment, repository=repository, commit_id=sha)),
    )


def find_commit(world: World, repository: Repository, revision: str) -> Commit | None:
    """The commit that a branch, a tag or a SHA, short or full, names."""
    try:
        sha = world.git(repository).resolve(revision)
        return commit_value(world, repository, sha) if sha is not None else None
    except git.ObjectNotFound:
        return None


def commit_at(world: World, repository: Repository, revision: str) -> Commit:
    """Raises Conflict (409) for an empty repository, ValidationFailed (422) for what names no commit."""
    require_content(world, repository)
    found = find_commit(world, repository, revision)
    if found is None:
        raise ValidationFailed(f"No commit found for SHA: {revision}")
    return found


def commit_by_sha(world: World, repository: Repository, sha: str) -> Commit:
    """Raises ValidationFailed (422) for what is not the full SHA of a commit."""
    try:
        return commit_value(world, repository, sha)
    except git.ObjectNotFound:
        raise ValidationFailed(f"No commit found for SHA: {sha}") from None


def require_content(world: World, repository: Repository) -> None:
    """Raises Conflict (409) for a repository without a single ref."""
    if not world.git(repository).refs:
        raise Conflict("Git Repository is empty.")


def branch_names(world: World, repository: Repository) -> list[str]:
    """In alphabetical order, as GitHub lists them."""
    return sorted(ref.removeprefix(HEADS) for ref in world.git(repository).refs if ref.startswith(HEADS))


def branch_value(world: World, repository: Repository, name: str) -> Branch:
    """Raises NotFound (404)."""
    sha = world.git(repository).ref(HEADS + name)
    if sha is None:
        raise NotFound("Branch not found")
    commit = commit_value(world, repository, sha)
    return Branch(repository, name, commit, protection_of(world, repository, name))


def branches_containing(world: World, repository: Repository, sha: str, limit: int) -> list[Branch]:
    """The branches that have the commit, the default branch first."""
    repo = world.git(repository)
    names = branch_names(world, repository)
    names.sort(key=lambda name: name != repository.default_branch)
    found = [name for name in names if repo.is_ancestor(sha, repo.refs[HEADS + name])]
    return [branch_value(world, repository, name) for name in found[:limit]]


def account_of(world: World, email: str) -> Account | None:
    """Whose email stands in a commit; None when it is nobody's."""
    account = world.find(Account, email_key=email.casefold())
    if account is None:
        match = _NO_REPLY.fullmatch(email)
        if match is not None and match["host"] == world.product.host:
            account = world.find(Account, login_key=match["login"].casefold())
    return account if account is not None and not account.is_organization else None


def file_changes(
    repository: Repository, changes: Iterable[git.FileChange], base: str | None, head: str
) -> tuple[FileChange, ...]:
    """The files of a diff from `base` to `head`; a removed one is shown at the base, where it still was."""
    return tuple(
        FileChange(
            repository,
            base if change.status == "removed" and base is not None else head,
            change.filename,
            change.status,
            change.additions,
            change.deletions,
            change.changes,
            change.sha,
            change.previous_filename,
            change.patch,
        )
        for change in changes
    )


def _diff_of(world: World, repository: Repository, sha: str) -> tuple[FileChange, ...]:
    """What a commit changed: against its first parent."""
    repo = world.git(repository)
    parents = repo.commit(sha).parents
    base = parents[0] if parents else None
    return file_changes(repository, repo.diff(base, sha), base, sha)


def _git_user(signature: git.Signature) -> GitUser:
    return GitUser(signature.name, signature.email, signature.date)
