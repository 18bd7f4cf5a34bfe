"""Review comments: the lines they are made on, and where those go while the head moves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fakegithub import git
from fakegithub.model.accounts import Actor
from fakegithub.model.pulls import PullRequest, Review, ReviewComment, ReviewThread
from fakegithub.operations.diff_lines import (
    DiffLine,
    find_line,
    find_position,
    follow_line,
    hunk_until,
    read_patch,
)
from fakegithub.world import World

# Makes the error for a part of a comment that does not fit the diff: commit_id, path, position,
# line, start_line. Reviews and single comments word it differently.
Refuse = Callable[[str], Exception]


def add_comment(
    world: World,
    actor: Actor,
    review: Review,
    refuse: Refuse,
    *,
    path: str,
    body: str,
    position: int | None = None,
    line: int | None = None,
    side: str | None = None,
    start_line: int | None = None,
    start_side: str | None = None,
    subject_type: str = "line",
) -> ReviewComment:
    """Comment on a line of the diff at the review's commit, by `position` or by `line` and `side`.

    Emits nothing. Raises what `refuse` makes for what is not part of the diff.
    """
    pull, commit_id = review.pull_request, review.commit_id
    lines = _commented_lines(world, pull, commit_id, path, refuse)
    on_file = subject_type == "file"
    place = None if on_file else _find(lines, position, line, side or "RIGHT", refuse)
    actual_side = side or ("LEFT" if place is not None and place.sign == "-" else "RIGHT")
    if place is None:
        # What GitHub shows of a comment on a whole file.
        position, line = 1, 1
    else:
        position, line = place.position, place.new if actual_side == "RIGHT" else place.old
    if start_line is not None and find_line(lines, start_line, start_side or actual_side) is None:
        raise refuse("start_line")
    now = world.now()
    thread = world.add(ReviewThread(world.new_id(ReviewThread), pull))
    comment = world.add(
        ReviewComment(
            world.new_id(ReviewComment),
            pull,
            review,
            thread,
            actor.user,
            body,
            path,
            commit_id,
            commit_id,
            hunk_until(lines, place) if place is not None else "",
            now,
            now,
            position=position,
            original_position=position,
            line=line,
            original_line=line,
            side=actual_side,
            start_line=start_line,
            original_start_line=start_line,
            start_side=(start_side or actual_side) if start_line is not None else None,
            subject_type=subject_type,
        )
    )
    if commit_id != pull.head.sha and not on_file:
        _follow(world, comment, world.git(pull.repository).diff(commit_id, pull.head.sha))
    return comment


def follow_lines(world: World, pull: PullRequest, before: str) -> None:
    """The head moved on from `before`: find each commented line again. Emits nothing.

    A comment whose line was changed, or is no longer part of the diff, becomes outdated: it loses
    `position` and `line` and keeps the original ones.
    """
    comments = [
        comment
        for comment in world.all(ReviewComment, pull_request=pull)
        if comment.line is not None and comment.subject_type == "line"
    ]
    if not comments:
        return
    changes = world.git(pull.repository).diff(before, pull.head.sha)
    for comment in comments:
        _follow(world, comment, changes)


def _commented_lines(
    world: World, pull: PullRequest, commit_id: str, path: str, refuse: Refuse
) -> list[DiffLine]:
    repository = world.git(pull.repository)
    if not repository.has(commit_id) or not repository.is_ancestor(commit_id, pull.head.sha):
        raise refuse("commit_id")
    lines = _patch_lines(repository, pull, commit_id, path)
    if lines is None:
        raise refuse("path")
    return lines


def _find(
    lines: list[DiffLine], position: int | None, line: int | None, side: str, refuse: Refuse
) -> DiffLine:
    if position is not None and line is None:
        found, part = find_position(lines, position), "position"
    else:
        found, part = find_line(lines, line, side) if line is not None else None, "line"
    if found is None:
        raise refuse(part)
    return found


def _follow(world: World, comment: ReviewComment, changes: list[git.FileChange]) -> None:
    pull, line, start = comment.pull_request, comment.line, comment.start_line
    lines = _patch_lines(world.git(pull.repository), pull, pull.head.sha, comment.path)
    moved = line
    if comment.side == "RIGHT" and line is not None:
        moved = follow_line(_lines_of(changes, comment.path) or [], line)
    found = find_line(lines, moved, comment.side) if lines is not None and moved is not None else None
    place: dict[str, Any] = {"position": None, "line": None, "start_line": None}
    if found is not None and moved is not None and line is not None:
        start = start + moved - line if start is not None else None
        place = {"position": found.position, "line": moved, "start_line": start, "commit_id": pull.head.sha}
    world.update(comment, **place)


def _patch_lines(
    repository: git.Repository, pull: PullRequest, commit_id: str, path: str
) -> list[DiffLine] | None:
    """The lines of the patch of one file; None when the pull request does not touch the file."""
    start = repository.merge_base(pull.base.sha, commit_id)
    return _lines_of(repository.diff(start, commit_id), path)


def _lines_of(files: list[git.FileChange], path: str) -> list[DiffLine] | None:
    return next((read_patch(file.patch) for file in files if file.filename == path), None)
