"""Files of a repository: reading them, and writing them one at a time.

https://docs.github.com/rest/repos/contents
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping, Sequence
from typing import Any

from fakegithub import git
from fakegithub.errors import Conflict, Forbidden, NotFound, ValidationFailed
from fakegithub.model.accounts import Actor
from fakegithub.model.commits import Content, GitCommit
from fakegithub.model.entity import UNSET
from fakegithub.model.repositories import Repository
from fakegithub.operations.gitdata import HEADS, commit_value, find_commit
from fakegithub.operations.gitobjects import Person, decoded, signature_from
from fakegithub.operations.operation import Result, operation
from fakegithub.operations.protected_branches import ABOUT
from fakegithub.operations.pushes import PUSH_EVENTS, move_ref
from fakegithub.operations.signatures import signature_of
from fakegithub.world import World

_READ = ("contents=read",)
_WRITE = ("contents=write",)
_SYMLINK = "120000"
_LARGEST = 100 * 1024 * 1024
_README = re.compile(r"readme(\.(md|markdown|mdown|mkdn|rst|adoc|asciidoc|org|textile|txt))?", re.IGNORECASE)
# GitHub looks in these places, in this order.
# https://docs.github.com/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-readmes
_README_FOLDERS = (".github", "", "docs")


@operation("repos/get-content", permissions=_READ, credentials="any")
def get_content(
    world: World, actor: Actor, *, owner: str, repo: str, path: str = "", ref: str | None = None
) -> Content | list[Content]:
    """A file, or what is in a folder. A link to a file of the repository is answered with that file.

    `ref` is a branch, a tag or a SHA, by default the default branch. Raises NotFound (404) for an
    unknown path or ref, Forbidden (403) for a file of more than 100 MB.
    https://docs.github.com/rest/repos/contents#get-repository-content
    """
    repository = world.repository(owner, repo, actor)
    name = ref or repository.default_branch
    commit = _commit_sha(world, repository, name)
    clean = path.strip("/")
    entry = _entry(world, repository, commit, clean)
    if entry is None:
        raise NotFound()
    if entry.type == "tree":
        return _listing(world, repository, name, entry, clean)
    if entry.mode == _SYMLINK:
        target = world.git(repository).read_blob(entry.sha).decode("utf-8", "replace")
        aim = posixpath.normpath(posixpath.join(posixpath.dirname(clean), target))
        linked = _entry(world, repository, commit, aim)
        if linked is not None and linked.type == "blob" and linked.mode != _SYMLINK:
            entry, clean = linked, aim
    return _single(world, repository, name, commit, entry, clean)


@operation("repos/get-readme", permissions=_READ, credentials="any")
def get_readme(world: World, actor: Actor, *, owner: str, repo: str, ref: str | None = None) -> Content:
    """The README of `.github`, of the root or of `docs`. Raises NotFound (404).

    https://docs.github.com/rest/repos/contents#get-a-repository-readme
    """
    repository = world.repository(owner, repo, actor)
    name = ref or repository.default_branch
    commit = _commit_sha(world, repository, name)
    for folder in _README_FOLDERS:
        entry = _entry(world, repository, commit, folder)
        for found in world.git(repository).tree(entry.sha) if entry and entry.type == "tree" else ():
            if found.type == "blob" and _README.fullmatch(found.path):
                path = posixpath.join(folder, found.path)
                return _single(world, repository, name, commit, found, path)
    raise NotFound()


@operation("repos/create-or-update-file-contents", emits=PUSH_EVENTS, permissions=_WRITE)
def create_or_update_file_contents(
    world: World,
    actor: Actor,
    *,
    owner: str,
    repo: str,
    path: str,
    message: str,
    content: str,
    sha: str | None = None,
    branch: str | None = None,
    committer: Person = UNSET,
    author: Person = UNSET,
) -> Result:
    """Commit one file, base64 in `content`, to `branch`: 201 for a new one, 200 for another version.

    `sha` is the blob to be replaced. Emits PUSH_EVENTS. Raises NotFound (404) for an unknown
    branch, Conflict (409) when the file is another one by now and when the branch is protected against
    it, ValidationFailed (422) without `sha` for a file that is there, for a bad path, and for what is not
    base64.
    https://docs.github.com/rest/repos/contents#create-or-update-file-contents
    """
    repository = world.repository(owner, repo, actor, "push")
    name, parent = _branch_to_write(world, repository, branch)
    data = decoded(content)
    old = _entry(world, repository, parent, path) if parent is not None else None
    if old is not None or sha is not None:
        _require_same(path, old, sha)
    made = _commit_file(world, actor, repository, name, parent, path, data, message, author, committer)
    entry = _entry(world, repository, made, path)
    assert entry is not None  # noqa: S101 - it was written a line ago
    value = {
        "content": _content(repository, name, entry, path),
        "commit": GitCommit(commit_value(world, repository, made)),
    }
    return Result(value, status=200 if old is not None else 201)


@operation("repos/delete-file", emits=PUSH_EVENTS, permissions=_WRITE)
def delete_file(
    world: World,
    actor: Actor,
    *,
    owner: str,
    repo: str,
    path: str,
    message: str,
    sha: str,
    branch: str | None = None,
    committer: Person = UNSET,
    author: Person = UNSET,
) -> dict[str, Any]:
    """Emits PUSH_EVENTS. Raises NotFound (404) for an unknown branch or file, Conflict (409) when the
    file is another one by now, and when the branch is protected against it.

    https://docs.github.com/rest/repos/contents#delete-a-file
    """
    repository = world.repository(owner, repo, actor, "push")
    name, parent = _branch_to_write(world, repository, branch)
    old = _entry(world, repository, parent, path) if parent is not None else None
    if old is None:
        raise NotFound()
    _require_same(path, old, sha)
    made = _commit_file(world, actor, repository, name, parent, path, None, message, author, committer)
    return {"content": None, "commit": GitCommit(commit_value(world, repository, made))}


def _commit_sha(world: World, repository: Repository, name: str) -> str:
    if not world.git(repository).refs:
        raise NotFound("This repository is empty.")
    commit = find_commit(world, repository, name)
    if commit is None:
        raise NotFound(f"No commit found for the ref {name}")
    return commit.sha


def _entry(world: World, repository: Repository, sha: str, path: str) -> git.TreeEntry | None:
    try:
        return world.git(repository).read_path(sha, path)
    except git.ObjectNotFound:
        return None


def _content(repository: Repository, ref: str, entry: git.TreeEntry, path: str, **more: Any) -> Content:
    kind = {"tree": "dir", "commit": "submodule"}.get(entry.type, "file")
    if entry.mode == _SYMLINK:
        kind = "symlink"
    return Content(repository, ref, path, entry.sha, kind, entry.size or 0, **more)


def _listing(
    world: World, repository: Repository, ref: str, folder: git.TreeEntry, path: str
) -> list[Content]:
    return [
        _content(repository, ref, entry, posixpath.join(path, entry.path))
        for entry in world.git(repository).tree(folder.sha)
    ]


def _single(
    world: World, repository: Repository, ref: str, commit: str, entry: git.TreeEntry, path: str
) -> Content:
    if entry.type == "commit":
        url = _submodule_url(world, repository, commit, path)
        return _content(repository, ref, entry, path, submodule_git_url=url)
    if (entry.size or 0) > _LARGEST:
        raise Forbidden(
            "This API returns blobs up to 100 MB in size. The requested blob is too large to fetch via the "
            "API, but you can always clone the repository via Git or download the blob.",
            errors=[{"resource": "Blob", "field": "data", "code": "too_large"}],
        )
    return _content(repository, ref, entry, path, content=world.git(repository).read_blob(entry.sha))


def _submodule_url(world: World, repository: Repository, commit: str, path: str) -> str | None:
    """What `.gitmodules` says of the submodule at `path`."""
    modules = _entry(world, repository, commit, ".gitmodules")
    text = world.git(repository).read_blob(modules.sha).decode("utf-8", "replace") if modules else ""
    for section in text.split("[submodule ")[1:]:
        settings = dict(re.findall(r"^\s*(\w+)\s*=\s*(.*?)\s*$", section, re.MULTILINE))
        if settings.get("path") == path:
            return settings.get("url")
    return None


def _branch_to_write(world: World, repository: Repository, branch: str | None) -> tuple[str, str | None]:
    """The branch and its head; an empty repository gets its first branch."""
    name = (branch or repository.default_branch).removeprefix(HEADS)
    repo = world.git(repository)
    head = repo.ref(HEADS + name)
    if head is None and repo.refs:
        raise NotFound(f"Branch {name} not found")
    return name, head


def _require_same(path: str, old: git.TreeEntry | None, sha: str | None) -> None:
    if sha is None:
        raise ValidationFailed('Invalid request.\n\n"sha" wasn\'t supplied.')
    if old is None or old.sha != sha:
        raise Conflict(f"{path} does not match {sha}")


def _commit_file(
    world: World,
    actor: Actor,
    repository: Repository,
    branch: str,
    parent: str | None,
    path: str,
    data: bytes | None,
    message: str,
    author: Person,
    committer: Person,
) -> str:
    is_there = parent is not None and _entry(world, repository, parent, path) is not None
    verb = "delete" if data is None else "update" if is_there else "create"
    writer = signature_from(committer, signature_of(world, actor.user))
    files: Mapping[str, bytes | None] = {path: data}
    try:
        sha = world.git(repository).commit_files(
            parent=parent,
            files=files,
            message=message,
            author=signature_from(author, writer),
            committer=writer,
        )
    except git.InvalidPath:
        raise ValidationFailed("path contains a malformed path component") from None

    def refusal(_ref: str, reasons: Sequence[str]) -> Conflict:
        # Observed: https://github.com/ONSdigital/sdg-indicators/issues/166; of a deletion, by analogy.
        return Conflict(f"Could not {verb} file: {' '.join(reasons)}", documentation_url=ABOUT)

    move_ref(world, actor, repository, HEADS + branch, sha, refusal=refusal)
    return sha
