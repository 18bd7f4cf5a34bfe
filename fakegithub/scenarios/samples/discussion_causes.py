"""What causes the events of discussions."""

from __future__ import annotations

from typing import Any

from fakegithub.model.discussions import Discussion, DiscussionComment
from fakegithub.scenarios.samples.sample_world import Cause, Sample, then


def _enable(sample: Sample) -> None:
    sample.perform("repos/update", has_discussions=True)


def _begin(sample: Sample) -> Discussion:
    """octocat's question, the only discussion of the repository."""
    found = sample.github.world.all(Discussion, repository=sample.repository.entity)
    if found:
        return found[0]
    _enable(sample)
    made: Discussion = sample.perform(
        "discussion.create",
        title="Whom does it greet?",
        body="The README does not say.",
        category="q-a",
    )
    return made


def _comment(sample: Sample) -> DiscussionComment:
    """hubot's, the first one of the discussion."""
    discussion = _begin(sample)
    found = sample.github.world.all(DiscussionComment, discussion=discussion)
    if found:
        return found[0]
    made: DiscussionComment = sample.perform(
        "discussion_comment.create", by=sample.hubot, discussion_number=discussion.number, body="The world."
    )
    return made


def _on(operation: str, **parameters: Any) -> Cause:
    return lambda s: s.perform(operation, discussion_number=_begin(s).number, **parameters)


def _on_comment(operation: str, **parameters: Any) -> Cause:
    return lambda s: s.perform(operation, comment_id=_comment(s).id, **parameters)


def _transfer(sample: Sample) -> None:
    sample.octocat.create_repository("spoon-knife", has_discussions=True)
    _on("discussion.transfer", new_repository="spoon-knife")(sample)


def _labeled(operation: str) -> Cause:
    return lambda s: _on(operation, labels=[s.label.name])(s)


_answer = _on_comment("discussion.mark_answer")
_close = _on("discussion.close", reason="resolved")
_lock = _on("discussion.lock", lock_reason="resolved")

DISCUSSION_CAUSES: dict[str, Cause] = {
    "discussion.created": _begin,
    "discussion.edited": _on("discussion.edit", title="Whom does hello-world greet?"),
    "discussion.category_changed": _on("discussion.edit", category="general"),
    "discussion.closed": _close,
    "discussion.reopened": then(_close, _on("discussion.reopen")),
    "discussion.deleted": _on("discussion.delete"),
    "discussion.transferred": _transfer,
    "discussion.answered": _answer,
    "discussion.unanswered": then(_answer, _on("discussion.unmark_answer")),
    "discussion.labeled": _labeled("discussion.label"),
    "discussion.unlabeled": then(_labeled("discussion.label"), _labeled("discussion.unlabel")),
    "discussion.locked": _lock,
    "discussion.unlocked": then(_lock, _on("discussion.unlock")),
    "discussion.pinned": _on("discussion.pin"),
    "discussion.unpinned": then(_on("discussion.pin"), _on("discussion.unpin")),
    "discussion_comment.created": _comment,
    "discussion_comment.edited": then(
        _comment, lambda s: _on_comment("discussion_comment.edit", by=s.hubot, body="All the world.")(s)
    ),
    "discussion_comment.deleted": then(
        _comment, lambda s: _on_comment("discussion_comment.delete", by=s.hubot)(s)
    ),
}
