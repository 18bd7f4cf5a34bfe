"""Blobs, trees, commits and tags, as the Git database API reads and writes them.

https://docs.github.com/rest/guides/using-the-rest-api-to-interact-with-your-git-database
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from fakegithub import git
from fakegithub.errors import NotFound, ValidationFailed
from fakegithub.model.accounts import Actor
from fakegithub.model.commits import Blob, GitCommit, GitTag, GitUser, Tree, TreeEntry
from fakegithub.model.entity import UNSET, Unset
from fakegithub.model.repositories import Repository
from fakegithub.operations.gitdata import commit_value, require_content
from fakegithub.operations.operation import Result, operation
from fakegithub.operations.signatures import signature_of
from fakegithub.urls import Urls
from fakegithub.world import World

_READ = ("contents=read",)
_WRITE = ("contents=write",)
# https://docs.github.com/rest/git/trees#get-a-tree
_ENTRIES = 100_000
_MODES = ("100644", "100755", "040000", "160000", "120000")

Person = Mapping[str, Any] | Unset


@operation("git/create-blob", permissions=_WRITE)
def create_blob(
    world: World, actor: Actor, *, owner: str, repo: str, content: str, encoding: str = "utf-8"
) -> Result:
    """`encoding` is utf-8 or base64. Raises ValidationFailed (422) for what is not base64.

    https://docs.github.com/rest/git/blobs#create-a-blob
    """
    repository = world.repository(owner, repo, actor, "push")
    require_content(world, repository)
    data = decoded(content) if encoding == "base64" else content.encode()
    sha = world.git(repository).write_blob(data)
    return Result(Blob(repository, sha, data), location=_url(world.urls, repository, "blob", sha))


@operation("git/get-blob", permissions=_READ, credentials="any")
def get_blob(world: World, actor: Actor, *, owner: str, repo: str, file_sha: str) -> Blob:
    """https://docs.github.com/rest/git/blobs#get-a-blob"""
    repository = _to_read(world, actor, owner, repo)
    try:
        return Blob(repository, file_sha, world.git(repository).read_blob(file_sha))
    except git.ObjectNotFound:
        raise NotFound() from None


@operation("git/create-tree", permissions=_WRITE)
def create_tree(
    world: World,
    actor: Actor,
    *,
    owner: str,
    repo: str,
    tree: Sequence[Mapping[str, Any]],
    base_tree: str | None = None,
) -> Result:
    """Each entry has `path`, `mode`, and `content` (text of a new blob) or `sha`, which null deletes.

    Raises ValidationFailed (422) for entries that do not fit, NotFound (404) for an unknown base.
    https://docs.github.com/rest/git/trees#create-a-tree
    """
    repository = world.repository(owner, repo, actor, "push")
    require_content(world, repository)
    repo_git = world.git(repository)
    try:
        base = repo_git.objects.tree_of(base_tree) if base_tree is not None else None
    except git.ObjectNotFound:
        raise NotFound() from None
    entries = [_new_entry(repo_git, entry) for entry in tree]
    try:
        sha = repo_git.write_tree_entries(entries, base)
    except git.InvalidPath:
        raise ValidationFailed("tree.path contains a malformed path component") from None
    except git.ObjectNotFound:
        # What GitHub says of a path that cannot be deleted because it is not there.
        raise ValidationFailed("GitRPC::BadObjectState") from None
    return Result(_tree_value(world, repository, sha), location=_url(world.urls, repository, "tree", sha))


@operation("git/get-tree", permissions=_READ, credentials="any")
def get_tree(
    world: World, actor: Actor, *, owner: str, repo: str, tree_sha: str, recursive: str | None = None
) -> Tree:
    """`tree_sha` may also name a commit, branch or tag; any `recursive`, even `0`, gives whole paths.

    https://docs.github.com/rest/git/trees#get-a-tree
    """
    repository = _to_read(world, actor, owner, repo)
    try:
        sha = world.git(repository).resolve(tree_sha)
        if sha is None:
            raise NotFound()
        return _tree_value(world, repository, sha, recursive=recursive is not None)
    except git.ObjectNotFound:
        raise NotFound() from None


@operation("git/create-commit", permissions=_WRITE)
def create_commit(
    world: World,
    actor: Actor,
    *,
    owner: str,
    repo: str,
    message: str,
    tree: str,
    parents: Sequence[str] = (),
    author: Person = UNSET,
    committer: Person = UNSET,
) -> Result:
    """A commit that no ref leads to yet. Author is by default the caller, committer the author.

    Raises ValidationFailed (422) for an unknown tree or parent.
    https://docs.github.com/rest/git/commits#create-a-commit
    """
    repository = world.repository(owner, repo, actor, "push")
    require_content(world, repository)
    repo_git = world.git(repository)
    writer = signature_from(author, signature_of(world, actor.user))
    _require(repo_git, tree, "tree", "Tree SHA does not exist")
    for parent in parents:
        _require(repo_git, parent, "commit", "Parent SHA does not exist or is not a commit object")
    sha = repo_git.write_commit(
        tree=tree,
        parents=parents,
        message=message,
        author=writer,
        committer=signature_from(committer, writer),
    )
    value = GitCommit(commit_value(world, repository, sha))
    return Result(value, location=_url(world.urls, repository, "commit", sha))


@operation("git/get-commit", permissions=_READ, credentials="any")
def get_commit(world: World, actor: Actor, *, owner: str, repo: str, commit_sha: str) -> GitCommit:
    """https://docs.github.com/rest/git/commits#get-a-commit-object"""
    repository = _to_read(world, actor, owner, repo)
    try:
        return GitCommit(commit_value(world, repository, commit_sha))
    except git.ObjectNotFound:
        raise NotFound() from None


@operation("git/create-tag", permissions=_WRITE)
def create_tag(
    world: World,
    actor: Actor,
    *,
    owner: str,
    repo: str,
    tag: str,
    message: str,
    object: str,
    type: str = "commit",
    tagger: Person = UNSET,
) -> Result:
    """An annotated tag that no ref leads to yet. Raises ValidationFailed (422) for an unknown object.

    https://docs.github.com/rest/git/tags#create-a-tag-object
    """
    repository = world.repository(owner, repo, actor, "push")
    require_content(world, repository)
    repo_git = world.git(repository)
    _require(repo_git, object, type, "Could not verify object")
    sha = repo_git.write_tag(
        name=tag,
        message=message,
        tagger=signature_from(tagger, signature_of(world, actor.user)),
        object_sha=object,
        object_type=type,
    )
    return Result(_tag_value(world, repository, sha), location=_url(world.urls, repository, "tag", sha))


@operation("git/get-tag", permissions=_READ, credentials="any")
def get_tag(world: World, actor: Actor, *, owner: str, repo: str, tag_sha: str) -> GitTag:
    """https://docs.github.com/rest/git/tags#get-a-tag"""
    repository = _to_read(world, actor, owner, repo)
    try:
        return _tag_value(world, repository, tag_sha)
    except git.ObjectNotFound:
        raise NotFound() from None


def decoded(content: str) -> bytes:
    """Raises ValidationFailed (422) for what is not base64; line breaks in it are."""
    try:
        return base64.b64decode("".join(content.split()), validate=True)
    except (binascii.Error, ValueError):
        raise ValidationFailed("content is not valid Base64") from None


def signature_from(person: Person, default: git.Signature) -> git.Signature:
    """`{"name", "email", "date"}` as a signature; what is left out is the default's."""
    if isinstance(person, Unset):
        return default
    date = person.get("date", default.date)
    if isinstance(date, str):
        try:
            date = datetime.fromisoformat(date)
        except ValueError:
            raise ValidationFailed(f"Invalid request.\n\n{date} is not a valid date-time.") from None
    if date.tzinfo is None:
        date = date.replace(tzinfo=default.date.tzinfo)
    return git.Signature(person.get("name", default.name), person.get("email", default.email), date)


def _to_read(world: World, actor: Actor, owner: str, repo: str) -> Repository:
    repository = world.repository(owner, repo, actor)
    require_content(world, repository)
    return repository


def _require(repo: git.Repository, sha: str, kind: str, message: str) -> None:
    try:
        repo.objects.read(sha, kind)
    except git.ObjectNotFound:
        raise ValidationFailed(message) from None


def _new_entry(repo: git.Repository, entry: Mapping[str, Any]) -> tuple[str, str, str, str | None]:
    mode = entry.get("mode", "100644")
    if mode not in _MODES:
        raise ValidationFailed("Must supply a valid tree.mode")
    if "sha" not in entry and "content" not in entry:
        raise ValidationFailed("Must supply either tree.sha or tree.content")
    kinds = {"040000": "tree", "160000": "commit"}
    kind = entry.get("type", kinds.get(mode, "blob"))
    sha = entry["sha"] if "sha" in entry else repo.write_blob(entry["content"].encode())
    if sha is not None and kind != "commit":
        _require(repo, sha, kind, f"tree.sha {sha} is not a valid {kind}")
    return entry.get("path", ""), mode, kind, sha


def _tree_value(world: World, repository: Repository, sha: str, *, recursive: bool = False) -> Tree:
    repo = world.git(repository)
    found = repo.tree(sha, recursive=recursive)
    entries = tuple(TreeEntry(repository, e.path, e.mode, e.type, e.sha, e.size) for e in found[:_ENTRIES])
    return Tree(repository, repo.objects.tree_of(sha), entries, truncated=len(found) > _ENTRIES)


def _tag_value(world: World, repository: Repository, sha: str) -> GitTag:
    found = world.git(repository).tag(sha)
    tagger = GitUser(found.tagger.name, found.tagger.email, found.tagger.date)
    return GitTag(repository, sha, found.name, found.message, tagger, found.object_sha, found.object_type)


def _url(urls: Urls, repository: Repository, kind: str, sha: str) -> str:
    return f"{urls.api(repository)}/git/{kind}s/{sha}"
