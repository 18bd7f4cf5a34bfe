"""An issue to hold in the hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fakegithub.handles.handle import Handle
from fakegithub.model.issues import Issue, IssueComment
from fakegithub.model.reactions import Reaction

if TYPE_CHECKING:
    from fakegithub.handles.repositories import RepositoryHandle


class IssueHandle(Handle, of=Issue):
    """An issue, or the conversation of a pull request."""

    entity: Any

    def _name(self) -> str:
        return f"{self.issue.repository.full_name}#{self.number}"

    @property
    def issue(self) -> Issue:
        found: Issue = self.entity
        return found

    @property
    def number(self) -> int:
        return self.issue.number

    @property
    def repository(self) -> RepositoryHandle:
        found: RepositoryHandle = self.hold(self.issue.repository)
        return found

    @property
    def title(self) -> str:
        return self.issue.title

    @property
    def state(self) -> str:
        return self.issue.state

    @property
    def labels(self) -> set[str]:
        return {label.name for label in self.issue.labels}

    @property
    def assignees(self) -> set[str]:
        return {account.login for account in self.issue.assignees}

    @property
    def comments(self) -> list[IssueComment]:
        """Oldest first."""
        return self.github.world.all(IssueComment, issue=self.issue)

    def comment(self, body: str, *, by: Any = None) -> IssueComment:
        found: IssueComment = self._on_issue("issues/create-comment", by=by, body=body)
        return found

    def edit(self, *, by: Any = None, **fields: Any) -> None:
        self._on_issue("issues/update", by=by, **fields)

    def close(self, *, by: Any = None) -> None:
        self._on_issue("issues/update", by=by, state="closed")

    def reopen(self, *, by: Any = None) -> None:
        self._on_issue("issues/update", by=by, state="open")

    def label(self, *names: str, by: Any = None) -> None:
        self._on_issue("issues/add-labels", by=by, labels=list(names))

    def unlabel(self, name: str, *, by: Any = None) -> None:
        self._on_issue("issues/remove-label", by=by, name=name)

    def assign(self, *logins: str, by: Any = None) -> None:
        self._on_issue("issues/add-assignees", by=by, assignees=list(logins))

    @property
    def sub_issues(self) -> list[IssueHandle]:
        """In the order of their priority."""
        return [self.hold(issue) for issue in self.issue.sub_issues]

    @property
    def parent(self) -> IssueHandle | None:
        return self.hold(self.issue.parent) if self.issue.parent is not None else None

    @property
    def blocked_by(self) -> list[IssueHandle]:
        return [self.hold(issue) for issue in self.issue.blocked_by]

    @property
    def reactions(self) -> dict[str, int]:
        """How often each emoji was given that was given at all."""
        return dict(self.issue.reactions)

    def react(self, content: str, *, by: Any = None) -> Reaction:
        found: Reaction = self._on_issue("reactions/create-for-issue", by=by, content=content)
        return found

    def add_sub_issue(self, other: IssueHandle, *, by: Any = None, **options: Any) -> None:
        """Emits sub_issues.sub_issue_added and sub_issues.parent_issue_added."""
        self._on_issue("issues/add-sub-issue", by=by, sub_issue_id=other.issue.id, **options)

    def block_by(self, other: IssueHandle, *, by: Any = None) -> None:
        """Emits issue_dependencies.blocked_by_added and issue_dependencies.blocking_added."""
        self._on_issue("issues/add-blocked-by-dependency", by=by, issue_id=other.issue.id)

    def pin(self, *, by: Any = None) -> None:
        self._on_issue("issue.pin", by=by)

    def transfer(self, repository: RepositoryHandle, *, by: Any = None) -> IssueHandle:
        """Move it to another repository of the same owner; returns what it is there."""
        moved = self._on_issue("issue.transfer", by=by, new_repository=repository.entity.name)
        found: IssueHandle = self.hold(moved)
        return found

    def delete(self, *, by: Any = None) -> None:
        self._on_issue("issue.delete", by=by)

    def _on_issue(self, operation: str, *, by: Any, **parameters: Any) -> Any:
        return self.repository.perform(operation, by=by, issue_number=self.number, **parameters)
