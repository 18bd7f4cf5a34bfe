"""A discussion to hold in the hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fakegithub.handles.handle import Handle
from fakegithub.model.discussions import Discussion, DiscussionComment

if TYPE_CHECKING:
    from fakegithub.handles.repositories import RepositoryHandle


class DiscussionHandle(Handle, of=Discussion):
    """A discussion."""

    entity: Discussion

    def _name(self) -> str:
        return f"{self.entity.repository.full_name}#{self.number}"

    @property
    def number(self) -> int:
        return self.entity.number

    @property
    def repository(self) -> RepositoryHandle:
        found: RepositoryHandle = self.hold(self.entity.repository)
        return found

    @property
    def title(self) -> str:
        return self.entity.title

    @property
    def state(self) -> str:
        return self.entity.state

    @property
    def comments(self) -> list[DiscussionComment]:
        """Oldest first, with the replies."""
        return self.github.world.all(DiscussionComment, discussion=self.entity)

    @property
    def answer(self) -> DiscussionComment | None:
        return self.entity.answer

    def comment(
        self, body: str, *, reply_to: DiscussionComment | None = None, by: Any = None
    ) -> DiscussionComment:
        """Emits discussion_comment.created."""
        reply = {} if reply_to is None else {"reply_to_id": reply_to.id}
        found: DiscussionComment = self._on_discussion("discussion_comment.create", by=by, body=body, **reply)
        return found

    def edit(self, *, by: Any = None, **fields: Any) -> None:
        self._on_discussion("discussion.edit", by=by, **fields)

    def mark_answer(self, comment: DiscussionComment, *, by: Any = None) -> None:
        """Emits discussion.answered."""
        self.repository.perform("discussion.mark_answer", by=by, comment_id=comment.id)

    def label(self, *names: str, by: Any = None) -> None:
        self._on_discussion("discussion.label", by=by, labels=list(names))

    def close(self, *, reason: str = "resolved", by: Any = None) -> None:
        self._on_discussion("discussion.close", by=by, reason=reason)

    def reopen(self, *, by: Any = None) -> None:
        self._on_discussion("discussion.reopen", by=by)

    def _on_discussion(self, operation: str, *, by: Any, **parameters: Any) -> Any:
        return self.repository.perform(operation, by=by, discussion_number=self.number, **parameters)
