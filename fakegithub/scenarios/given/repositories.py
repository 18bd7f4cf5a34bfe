"""Repositories of the world that a scenario begins with: what is in them, and how they are set up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from fakegithub.handles import RepositoryHandle
from fakegithub.model.accounts import Account
from fakegithub.scenarios.given.parts import Parts
from fakegithub.scenarios.language.items import after, items
from fakegithub.scenarios.language.source import Path

_LABEL_COLOR = "ededed"
_ABOUT = ("description", "homepage")


def create_repositories(parts: Parts) -> None:
    """Repositories with their commits, branches, tags, labels and the like; forks after their parents."""
    for path, repository in after(parts.items("repositories"), "fork_of", "name"):
        with parts.at(path):
            handle = _create(parts, repository)
            _commit(parts, handle, repository)
        for branch, content in _named(repository.get("branches")).items():
            with parts.at((*path, "branches", branch)):
                _add_branch(parts, handle, branch, content)
        for tag, target in _named(repository.get("tags")).items():
            with parts.at((*path, "tags", tag)):
                handle.perform("push", ref=f"refs/tags/{tag}", source=target)
        _set_up(parts, handle, repository, path)


def _named(names: Any) -> dict[str, Any]:
    """A mapping, or a list of names that nothing more is said of."""
    return dict(names) if isinstance(names, Mapping) else dict.fromkeys(names or ())


def _create(parts: Parts, repository: Mapping[str, Any]) -> RepositoryHandle:
    login, name = repository["name"].split("/")
    owner = parts.github.account(login)
    about = {key: repository[key] for key in _ABOUT if key in repository}
    if "fork_of" in repository:
        where = {"organization": owner.login} if owner.entity.is_organization else {}
        fork = parts.github.repository(repository["fork_of"]).fork(by=owner, name=name, **where)
        changes = {key: repository[key] for key in ("private", "default_branch") if key in repository}
        fork.perform("repos/update", **about, **changes)
        return fork
    fields = {key: repository[key] for key in ("private", "default_branch") if key in repository}
    # Without files one could not even open a pull request; `files: {}` makes an empty repository.
    files = repository.get("files", None if "commits" in repository else {"README.md": f"# {name}\n"})
    made = parts.github.perform(
        "repository.create", by=owner, owner=login, name=name, files=files or None, settings=about, **fields
    )
    return RepositoryHandle(parts.github, made)


def _commit(parts: Parts, handle: RepositoryHandle, repository: Mapping[str, Any]) -> None:
    if "fork_of" in repository and repository.get("files"):
        handle.push(files=repository["files"])
    if repository.get("commits"):
        handle.perform("push", commits=_commits(parts, repository["commits"]))


def _commits(parts: Parts, commits: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """As `push` wants them: an author is a login in the file, and a name and an email address there."""
    found = []
    for commit in commits:
        author = commit.get("author")
        if isinstance(author, str):
            account: Account = parts.github.account(author).entity
            author = {"name": account.name or account.login, "email": account.email}
        found.append({**commit, "author": author})
    return found


def _add_branch(parts: Parts, handle: RepositoryHandle, branch: str, content: Any) -> None:
    ref, source = f"refs/heads/{branch}", f"refs/heads/{handle.entity.default_branch}"
    if not content:
        handle.perform("git/create-ref", ref=ref, sha=handle.sha())
    elif isinstance(content, Mapping):
        handle.push(branch=branch, files=content, message=f"Add {branch}", source=source)
    else:
        handle.perform("push", ref=ref, commits=_commits(parts, content), source=source)


def _set_up(parts: Parts, handle: RepositoryHandle, repository: Mapping[str, Any], path: Path) -> None:
    if "topics" in repository:
        with parts.at((*path, "topics")):
            handle.perform("repos/replace-all-topics", names=repository["topics"])
    for place, label in items(repository, "labels", path):
        with parts.at(place):
            handle.create_label(**{"color": _LABEL_COLOR, **label})
    for place, milestone in items(repository, "milestones", path):
        with parts.at(place):
            handle.perform("issues/create-milestone", **_milestone(milestone))
    for login, role in repository.get("collaborators", {}).items():
        with parts.at((*path, "collaborators", login)):
            handle.add_collaborator(login, role)
    for place, environment in items(repository, "environments", path):
        with parts.at(place):
            _create_environment(parts, handle, environment)


def _milestone(milestone: Mapping[str, Any]) -> dict[str, Any]:
    fields = dict(milestone)
    if "due_on" in fields:
        due = datetime.fromisoformat(fields["due_on"])
        fields["due_on"] = due if due.tzinfo is not None else due.replace(tzinfo=UTC)
    return fields


def _create_environment(parts: Parts, handle: RepositoryHandle, environment: Mapping[str, Any]) -> None:
    fields = {key: environment[key] for key in ("wait_timer", "prevent_self_review") if key in environment}
    if "reviewers" in environment:
        accounts = [parts.github.account(login) for login in environment["reviewers"]]
        fields["reviewers"] = [{"type": "User", "id": account.id} for account in accounts]
    operation = "repos/create-or-update-environment"
    handle.perform(operation, environment_name=environment["name"], **fields)
