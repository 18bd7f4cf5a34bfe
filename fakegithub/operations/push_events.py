"""What a moved ref says of itself: the events push, create and delete."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from fakegithub.model.accounts import Actor
from fakegithub.model.commits import PushCommit
from fakegithub.model.repositories import Repository
from fakegithub.operations.gitdata import HEADS, TAGS, commit_value
from fakegithub.operations.signatures import signature_of
from fakegithub.world import World

NO_SHA = "0" * 40
_ABBREVIATED = 12
# https://docs.github.com/webhooks/webhook-events-and-payloads#push
_COMMITS = 2048


@dataclass(frozen=True, slots=True)
class Move:
    """A ref went from `before` to `after`; None stands for "no such ref".

    `known` are the commits that the repository's branches and tags had before.
    """

    repository: Repository
    ref: str
    before: str | None
    after: str | None
    forced: bool
    known: tuple[str, ...]


def announce(world: World, actor: Actor, move: Move) -> None:
    """Emits push, then create or delete when the ref came or went."""
    head = _head(world, move)
    commits = _commits(world, move, head)
    created, deleted = move.before is None, move.after is None
    sender = actor.user
    world.emit(
        "push",
        ref=move.ref,
        before=move.before or NO_SHA,
        after=move.after or NO_SHA,
        created=created,
        deleted=deleted,
        forced=move.forced,
        base_ref=_base_ref(world, move, head) if created else None,
        compare=_compare_url(world, move, commits),
        commits=commits,
        head_commit=_head_commit(world, move, head, commits),
        pusher={"name": sender.login, "email": signature_of(world, sender).email},
        repository=move.repository,
        sender=sender,
    )
    is_branch = move.ref.startswith(HEADS)
    name = move.ref.removeprefix(HEADS if is_branch else TAGS)
    kind = "branch" if is_branch else "tag"
    if created:
        world.emit(
            "create",
            ref=name,
            ref_type=kind,
            master_branch=move.repository.default_branch,
            description=move.repository.description,
            pusher_type="user",
            repository=move.repository,
            sender=sender,
        )
    elif deleted:
        world.emit(
            "delete",
            ref=name,
            ref_type=kind,
            pusher_type="user",
            repository=move.repository,
            sender=sender,
        )


def _head(world: World, move: Move) -> str | None:
    """The commit that the ref leads to now; none when it is gone, or a tag of something else."""
    if move.after is None:
        return None
    objects = world.git(move.repository).objects
    sha = objects.peel(move.after)
    return sha if objects.read(sha)[0] == "commit" else None


def _commits(world: World, move: Move, head: str | None) -> list[PushCommit]:
    """What arrived, oldest first.

    A new branch brings what no other ref has, one that moved also what others have already: that
    is not distinct. A tag brings nothing.
    """
    if head is None or not move.ref.startswith(HEADS):
        return []
    repo = world.git(move.repository)
    distinct = {commit.sha for commit in repo.log(head, exclude=move.known)}
    arrived = repo.log(head, exclude=move.known if move.before is None else [move.before])
    newest = [commit.sha for commit in islice(arrived, _COMMITS)]
    return [
        PushCommit(commit_value(world, move.repository, sha), sha in distinct) for sha in reversed(newest)
    ]


def _head_commit(
    world: World, move: Move, head: str | None, commits: Sequence[PushCommit]
) -> PushCommit | None:
    if commits and commits[-1].commit.sha == head:
        return commits[-1]
    return PushCommit(commit_value(world, move.repository, head)) if head is not None else None


def _base_ref(world: World, move: Move, head: str | None) -> str | None:
    """The branch that a new ref was made from, when it brings nothing of its own."""
    refs = world.git(move.repository).refs
    default = HEADS + move.repository.default_branch
    same = [ref for ref, sha in refs.items() if ref.startswith(HEADS) and sha == head and ref != move.ref]
    return min(same, key=lambda ref: (ref != default, ref), default=None)


def _compare_url(world: World, move: Move, commits: Sequence[PushCommit]) -> str:
    root = world.urls.html(move.repository)
    if move.before is not None:
        ends = (move.before, move.after or NO_SHA)
        return f"{root}/compare/{'...'.join(sha[:_ABBREVIATED] for sha in ends)}"
    shas = [commit.commit.sha[:_ABBREVIATED] for commit in commits]
    if len(shas) > 1:
        return f"{root}/compare/{shas[0]}^...{shas[-1]}"
    return f"{root}/commit/{shas[0]}" if shas else f"{root}/compare/{move.ref.split('/', 2)[2]}"
