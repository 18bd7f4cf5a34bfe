"""The one way in which a ref moves, and a push that does it.

Whatever moves a branch or a tag (the git database, the contents API, a merge, git itself) goes
through `move_ref`, so that the same events follow from all of them.
https://docs.github.com/webhooks/webhook-events-and-payloads#push
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from fakegithub import git
from fakegithub.errors import ApiError, NotFound, ValidationFailed
from fakegithub.model.accounts import Actor
from fakegithub.model.repositories import Repository
from fakegithub.operations import pull_state
from fakegithub.operations.check_state import request_suites
from fakegithub.operations.gitdata import HEADS, TAGS, account_of
from fakegithub.operations.languages import main_language
from fakegithub.operations.operation import simulated
from fakegithub.operations.protected_branches import ABOUT, Update, push_refusals
from fakegithub.operations.push_events import NO_SHA, Move, announce
from fakegithub.operations.signatures import signature_of
from fakegithub.world import World

# All that moving a ref may emit; an operation that moves one declares these.
PUSH_EVENTS = ("push", "create", "delete", "check_suite.requested", *pull_state.EVENTS)
# https://docs.github.com/webhooks/webhook-events-and-payloads#push
_BRANCHES_AT_ONCE = 5000
_TAGS_AT_ONCE = 3

Files = Mapping[str, str | bytes | None]
# Makes the answer of a door to what a protected branch refuses, from the ref and the reasons.
Refusal = Callable[[str, Sequence[str]], ApiError]


def refused_update(_ref: str, reasons: Sequence[str]) -> ApiError:
    """How the REST API refuses to move a ref: 422 with the reasons.

    Observed: dependabot/dependabot-core, common/lib/dependabot/pull_request_updater/github.rb
    """
    return ValidationFailed(" ".join(reasons), documentation_url=ABOUT)


def refused_push(ref: str, reasons: Sequence[str]) -> ApiError:
    """What git push prints of it (after `remote: error: `); git has no status, so that the 422 is ours.

    Observed: https://github.com/az-digital/arizona-bootstrap/issues/1524
    """
    listed = "\n\n".join(f"- {reason}" for reason in reasons)
    return ValidationFailed(
        f"GH006: Protected branch update failed for {ref}.\n\n{listed}", documentation_url=ABOUT
    )


def move_ref(
    world: World,
    actor: Actor,
    repository: Repository,
    ref: str,
    sha: str | None,
    *,
    force: bool = False,
    refusal: Refusal | None = refused_update,
) -> None:
    """Set the full name `ref` to `sha`, create it, or (None) delete it.

    Emits PUSH_EVENTS; a ref that already is there says nothing. Raises ValidationFailed (422) when
    the ref would lose commits without `force` or has a name that git refuses, for an object that is
    not there, and for the default branch when it is to be deleted; raises what `refusal` makes when the
    branch is protected against it (None: that has been judged already).
    """
    _move(world, actor, repository, ref, sha, force=force, silent=False, refusal=refusal)


def move_refs(
    world: World,
    actor: Actor,
    repository: Repository,
    moves: Mapping[str, str | None],
    *,
    force: bool = False,
) -> None:
    """Move several refs with one push. Of more than 3 tags, or 5,000 branches, nothing is said.

    Emits and raises as `move_ref`.
    """
    tags = sum(ref.startswith(TAGS) for ref in moves)
    branches = sum(ref.startswith(HEADS) for ref in moves)
    for ref, sha in moves.items():
        many = tags > _TAGS_AT_ONCE if ref.startswith(TAGS) else branches > _BRANCHES_AT_ONCE
        _move(world, actor, repository, ref, sha, force=force, silent=many, refusal=refused_push)


@simulated("push", emits=PUSH_EVENTS)
def push(
    world: World,
    actor: Actor,
    *,
    owner: str,
    repo: str,
    ref: str | None = None,
    files: Files | None = None,
    message: str = "Change files",
    commits: Sequence[Mapping[str, Any]] | None = None,
    source: str | None = None,
    sha: str | None = None,
    delete: bool = False,
    force: bool = False,
) -> str | None:
    """Push to `ref`, a branch or a full name (by default the default branch); gives its new SHA.

    `files` (path to text, bytes, or None to delete) are one commit with `message`, on top of the
    ref; `commits` are several, each with `files` and `message` and perhaps an `author` of `name`
    and `email`. A new ref starts at `source` (a branch, tag or SHA; by default the default
    branch); with `force` an old one does as well. `sha` moves the ref to a commit that is there,
    `delete` deletes it. Emits PUSH_EVENTS. Raises NotFound (404) for an unknown source or ref to
    delete, Forbidden (403) without write access, ValidationFailed (422) as `move_ref`, and with GH006
    for what a protected branch refuses.
    """
    repository = world.repository(owner, repo, actor, "push")
    name = _full_name(ref if ref is not None else repository.default_branch)
    target = None if delete else sha
    if not delete and sha is None:
        target = _start(world, repository, name, source, force)
        wanted = commits if commits is not None else [{"files": files, "message": message}]
        for commit in wanted:
            if commits is not None or files is not None:
                target = _commit(world, actor, repository, target, commit)
    if (target is None) != delete or (delete and world.git(repository).ref(name) is None):
        raise NotFound()
    move_ref(world, actor, repository, name, target, force=force, refusal=refused_push)
    return target


@simulated("push.refs", emits=PUSH_EVENTS)
def push_refs(
    world: World,
    actor: Actor,
    *,
    owner: str,
    repo: str,
    refs: Mapping[str, str | None],
    force: bool = False,
) -> None:
    """Push several branches and tags at once: each name to a branch, tag or SHA, or to None to delete it.

    Emits PUSH_EVENTS for each, but nothing for tags when there are more than 3 of them, nor for branches
    when there are more than 5,000. Raises NotFound (404) for an unknown source, Forbidden (403) without
    write access, ValidationFailed (422) as `push`; then none of them moves.
    """
    repository = world.repository(owner, repo, actor, "push")
    found = {_full_name(ref): _resolved(world, repository, source) for ref, source in refs.items()}
    move_refs(world, actor, repository, found, force=force)


def _resolved(world: World, repository: Repository, source: str | None) -> str | None:
    sha = world.git(repository).resolve(source) if source is not None else None
    if source is not None and sha is None:
        raise NotFound()
    return sha


def _full_name(ref: str) -> str:
    return ref if ref.startswith("refs/") else HEADS + ref


def _start(world: World, repository: Repository, name: str, source: str | None, force: bool) -> str | None:
    """The commit that a push stands on; None in an empty repository."""
    repo = world.git(repository)
    current = repo.ref(name)
    if current is not None and not (force and source is not None):
        return current
    found = repo.resolve(source if source is not None else HEADS + repository.default_branch)
    if found is None and source is not None:
        raise NotFound()
    return found


def _commit(
    world: World, actor: Actor, repository: Repository, parent: str | None, commit: Mapping[str, Any]
) -> str:
    committer = signature_of(world, actor.user)
    wanted = commit.get("author")
    author = git.Signature(wanted["name"], wanted["email"], committer.date) if wanted else committer
    try:
        return world.git(repository).commit_files(
            parent=parent,
            files=commit.get("files") or {},
            message=commit.get("message", "Change files"),
            author=author,
            committer=committer,
        )
    except (git.InvalidPath, git.ObjectNotFound) as error:
        raise ValidationFailed(str(error)) from None


def _move(
    world: World,
    actor: Actor,
    repository: Repository,
    ref: str,
    sha: str | None,
    *,
    force: bool,
    silent: bool,
    refusal: Refusal | None,
) -> None:
    repo = world.git(repository)
    before = repo.ref(ref)
    if before == sha:
        return
    if sha is None and ref == HEADS + repository.default_branch:
        raise ValidationFailed("Cannot delete the default branch")
    if sha is not None and not repo.has(sha):
        raise ValidationFailed("Object does not exist")
    forced = _loses_commits(repo, before, sha)
    if forced and not force:
        raise ValidationFailed("Update is not a fast forward")
    if refusal is not None and ref.startswith(HEADS):
        update = Update(repository, ref.removeprefix(HEADS), before, sha, forced)
        reasons = push_refusals(world, actor, update)
        if reasons:
            raise refusal(ref, reasons)
    known = {name: repo.objects.peel(at) for name, at in repo.refs.items() if _is_public(name)}
    _set(repo, ref, sha)
    if not _is_public(ref):
        return
    _follow(world, repository, ref, before, sha, first=not known)
    if not silent:
        move = Move(repository, ref, before, sha, forced, tuple(known.values()))
        announce(world, actor, move)
    if ref.startswith(HEADS):
        branch = ref.removeprefix(HEADS)
        if sha is not None:
            request_suites(world, actor, repository, branch, before or NO_SHA, sha)
        pull_state.synchronize(world, actor, repository, branch, before, sha)


def _is_public(ref: str) -> bool:
    """Other refs, such as refs/pull/1/head and refs/notes/commits, cause no events."""
    return ref.startswith((HEADS, TAGS))


def _loses_commits(repo: git.Repository, before: str | None, after: str | None) -> bool:
    if before is None or after is None:
        return False
    try:
        return not repo.is_ancestor(repo.objects.peel(before), repo.objects.peel(after))
    except git.ObjectNotFound:
        # One of them is no commit, as a tag of a file is none: nothing leads from one to the other.
        return True


def _set(repo: git.Repository, ref: str, sha: str | None) -> None:
    try:
        if sha is None:
            repo.delete_ref(ref)
        else:
            repo.set_ref(ref, sha)
    except git.InvalidRef:
        raise ValidationFailed(f"{ref} is not a valid ref name.") from None


def _follow(
    world: World, repository: Repository, ref: str, before: str | None, sha: str | None, *, first: bool
) -> None:
    """What a repository says of itself after a push."""
    world.touch(repository, pushed_at=world.now())
    if not ref.startswith(HEADS) or sha is None:
        return
    if first:
        # The first branch of an empty repository becomes its default branch, whatever its name.
        world.update(repository, default_branch=ref.removeprefix(HEADS))
    if ref == HEADS + repository.default_branch:
        repo = world.git(repository)
        arrived = repo.log(sha, exclude=[before] if before is not None else [])
        authors = {account_of(world, commit.author.email) for commit in arrived}
        known = {author.id for author in authors if author is not None}
        world.update(
            repository,
            language=main_language(repo, sha),
            contributors=repository.contributors | known,
        )
