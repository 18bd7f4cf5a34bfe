"""A pull request to hold in the hand, with what CI has said of its commits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fakegithub.handles.handle import Files
from fakegithub.handles.issues import IssueHandle
from fakegithub.model.checks import CheckRun, CommitStatus, combined_state
from fakegithub.model.issues import Issue
from fakegithub.model.pulls import AutoMerge, PullRequest, Review, ReviewComment, ReviewThread

if TYPE_CHECKING:
    from fakegithub.handles.repositories import RepositoryHandle


class Commit:
    """What CI has said of one commit so far."""

    def __init__(self, repository: RepositoryHandle, sha: str, ref: str) -> None:
        self.repository = repository
        self.sha = sha
        self.ref = ref

    @property
    def statuses(self) -> dict[str, CommitStatus]:
        return self.repository.statuses(self.sha)

    @property
    def check_runs(self) -> dict[str, CheckRun]:
        return self.repository.check_runs(self.sha)

    @property
    def state(self) -> str:
        """The combined status."""
        return combined_state(status.state for status in self.statuses.values())


class PullRequestHandle(IssueHandle, of=PullRequest):
    """A pull request."""

    entity: PullRequest

    @property
    def issue(self) -> Issue:
        return self.entity.issue

    @property
    def head(self) -> Commit:
        end = self.entity.head
        return Commit(self.hold(end.repository or self.entity.repository), end.sha, end.ref)

    @property
    def base(self) -> Commit:
        return Commit(self.repository, self.entity.base.sha, self.entity.base.ref)

    @property
    def merged(self) -> bool:
        return self.entity.merged

    @property
    def draft(self) -> bool:
        return self.entity.draft

    @property
    def statuses(self) -> dict[str, CommitStatus]:
        """The latest commit status of each context at the head, as the base repository shows them."""
        return self.repository.statuses(self.entity.head.sha)

    @property
    def check_runs(self) -> dict[str, CheckRun]:
        return self.repository.check_runs(self.entity.head.sha)

    @property
    def reviews(self) -> list[Review]:
        return self.github.world.all(Review, pull_request=self.entity)

    @property
    def review_comments(self) -> list[ReviewComment]:
        return self.github.world.all(ReviewComment, pull_request=self.entity)

    def push(self, *, files: Files, message: str = "Change files", by: Any = None, **options: Any) -> str:
        """Push a commit to the head. Emits push and pull_request.synchronize."""
        return self.head.repository.push(
            branch=self.entity.head.ref, files=files, message=message, by=by, **options
        )

    def edit(self, *, by: Any = None, **fields: Any) -> None:
        self._on_pull("pulls/update", by=by, **fields)

    def close(self, *, by: Any = None) -> None:
        self._on_pull("pulls/update", by=by, state="closed")

    def reopen(self, *, by: Any = None) -> None:
        self._on_pull("pulls/update", by=by, state="open")

    def merge(self, *, method: str = "merge", by: Any = None) -> None:
        """Emits push on the base and pull_request.closed. Raises MethodNotAllowed (405) when it cannot."""
        self._on_pull("pulls/merge", by=by, merge_method=method)

    @property
    def auto_merge(self) -> AutoMerge | None:
        """How it will be merged once its requirements are met, if it will."""
        return self.entity.auto_merge

    @property
    def review_threads(self) -> list[ReviewThread]:
        return self.github.world.all(ReviewThread, pull_request=self.entity)

    def enable_auto_merge(self, *, method: str = "merge", by: Any = None, **texts: Any) -> None:
        """Emits pull_request.auto_merge_enabled. Raises ValidationFailed (422) when nothing is missing."""
        self._on_pull("pull_request.enable_auto_merge", by=by, merge_method=method, **texts)

    def disable_auto_merge(self, *, by: Any = None) -> None:
        self._on_pull("pull_request.disable_auto_merge", by=by)

    def convert_to_draft(self, *, by: Any = None) -> None:
        self._on_pull("pull_request.convert_to_draft", by=by)

    def ready_for_review(self, *, by: Any = None) -> None:
        self._on_pull("pull_request.ready_for_review", by=by)

    def comment_on_line(
        self, body: str, *, path: str, line: int, by: Any = None, **place: Any
    ) -> ReviewComment:
        """Comment on a line of the head's version of a file; `side="LEFT"` for the base's."""
        found: ReviewComment = self._on_pull(
            "pulls/create-review-comment",
            by=by,
            body=body,
            path=path,
            line=line,
            commit_id=self.entity.head.sha,
            **place,
        )
        return found

    def resolve(self, comment: ReviewComment, *, by: Any = None) -> None:
        """Resolve the thread of a review comment. Emits pull_request_review_thread.resolved."""
        self.repository.perform("pull_request_review_thread.resolve", by=by, comment_id=comment.id)

    def review(self, event: str = "APPROVE", body: str = "", *, by: Any = None) -> Review:
        found: Review = self._on_pull("pulls/create-review", by=by, event=event, body=body)
        return found

    def request_review(self, *logins: str, by: Any = None) -> None:
        self._on_pull("pulls/request-reviewers", by=by, reviewers=list(logins))

    def _on_pull(self, operation: str, *, by: Any, **parameters: Any) -> Any:
        return self.repository.perform(operation, by=by, pull_number=self.number, **parameters)
