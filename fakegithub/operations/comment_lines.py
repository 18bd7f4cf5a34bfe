"""Review comments stay with their lines while the head of a pull request moves."""

from __future__ import annotations

from fakegithub import git
from fakegithub.model.pulls import PullRequest, ReviewComment
from fakegithub.operations.diff_lines import DiffLine, find_line, follow_line, read_patch
from fakegithub.world import World


def patch_lines(world: World, pull: PullRequest, path: str) -> list[DiffLine] | None:
    """The lines of the patch of one file of the pull request; None when it does not touch the file."""
    repository = world.git(pull.repository)
    start = repository.merge_base(pull.base.sha, pull.head.sha)
    return _lines_of(repository.diff(start, pull.head.sha), path)


def follow_lines(world: World, pull: PullRequest, before: str) -> None:
    """The head moved on from `before`: find each commented line again.

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


def _follow(world: World, comment: ReviewComment, changes: list[git.FileChange]) -> None:
    pull = comment.pull_request
    lines = patch_lines(world, pull, comment.path)
    moved = comment.line
    if comment.side == "RIGHT" and moved is not None:
        moved = follow_line(_lines_of(changes, comment.path) or [], moved)
    found = find_line(lines, moved, comment.side) if lines is not None and moved is not None else None
    if found is None or comment.line is None or moved is None:
        world.update(comment, position=None, line=None, start_line=None)
        return
    start = comment.start_line
    world.update(
        comment,
        position=found.position,
        line=moved,
        start_line=start + moved - comment.line if start is not None else None,
        commit_id=pull.head.sha,
    )


def _lines_of(files: list[git.FileChange], path: str) -> list[DiffLine] | None:
    return next((read_patch(file.patch) for file in files if file.filename == path), None)
