"""An issue to hold in the hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fakegithub.handles.handle import Handle
from fakegithub.model.issues import Issue, IssueComment

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

    def _on_issue(self, operation: str, *, by: Any, **parameters: Any) -> Any:
        return self.repository.perform(operation, by=by, issue_number=self.number, **parameters)
