"""A repository to hold in the hand."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from fakegithub.handles.handle import Files, Handle
from fakegithub.model.checks import CheckRun, CommitStatus
from fakegithub.model.hooks import Hook
from fakegithub.model.repositories import Repository

if TYPE_CHECKING:
    from fakegithub.handles.accounts import AccountHandle
    from fakegithub.handles.issues import IssueHandle
    from fakegithub.handles.pulls import PullRequestHandle


class RepositoryHandle(Handle, of=Repository):
    """A repository."""

    entity: Repository

    def _name(self) -> str:
        return self.entity.full_name

    @property
    def full_name(self) -> str:
        return self.entity.full_name

    @property
    def _path(self) -> dict[str, str]:
        return {"owner": self.entity.owner.login, "repo": self.entity.name}

    @property
    def owner(self) -> AccountHandle:
        found: AccountHandle = self.hold(self.entity.owner)
        return found

    def perform(self, operation: str, *, by: Any = None, **parameters: Any) -> Any:
        """Any operation on this repository, for example `perform("repos/get")`."""
        return self.github.perform(operation, by=by or self.owner, **self._path, **parameters)

    def sha(self, branch: str | None = None) -> str:
        """The head commit of a branch. Raises LookupError when there is none."""
        name = branch or self.entity.default_branch
        found = self.github.world.git(self.entity).ref(f"refs/heads/{name}")
        if found is None:
            raise LookupError(f"{self.full_name} has no branch {name}")
        return found

    def has_branch(self, branch: str) -> bool:
        return self.github.world.git(self.entity).ref(f"refs/heads/{branch}") is not None

    def push(
        self,
        *,
        branch: str | None = None,
        files: Files | None = None,
        message: str = "Change files",
        by: Any = None,
        **options: Any,
    ) -> str:
        """Commit `files` (None deletes one) to a branch, new or not, and push. Returns the head's sha.

        Emits push, create for a new branch, pull_request.synchronize for open pull requests.
        """
        name = branch or self.entity.default_branch
        self.perform("push", by=by, ref=f"refs/heads/{name}", files=files or {}, message=message, **options)
        return self.sha(name)

    def create_hook(
        self,
        url: str,
        *,
        secret: str | None = None,
        events: Iterable[str] = ("push",),
        content_type: str = "json",
        active: bool = True,
        by: Any = None,
    ) -> Hook:
        """Create a hook, which is sent a ping. (GitHub's own default content type is form.)"""
        config = {"url": url, "content_type": content_type, **({} if secret is None else {"secret": secret})}
        hook: Hook = self.perform(
            "repos/create-webhook", by=by, config=config, events=list(events), active=active
        )
        return hook

    def create_label(
        self, name: str, color: str = "ededed", description: str | None = None, by: Any = None
    ) -> Any:
        extra = {} if description is None else {"description": description}
        return self.perform("issues/create-label", by=by, name=name, color=color, **extra)

    def create_issue(
        self, title: str, *, body: str | None = None, by: Any = None, **fields: Any
    ) -> IssueHandle:
        extra = {} if body is None else {"body": body}
        found: IssueHandle = self.hold(self.perform("issues/create", by=by, title=title, **extra, **fields))
        return found

    def open_pull_request(
        self,
        *,
        head: str,
        base: str | None = None,
        files: Files | None = None,
        title: str | None = None,
        body: str | None = None,
        draft: bool = False,
        by: Any = None,
        **fields: Any,
    ) -> PullRequestHandle:
        """Open a pull request from `head`; with `files` they are committed and pushed there first.

        Emits push and create (with files), and pull_request.opened.
        """
        target = base or self.entity.default_branch
        if files is not None:
            source = {} if self.has_branch(head) else {"source": f"refs/heads/{target}"}
            self.push(branch=head, files=files, message=title or f"Change {head}", by=by, **source)
        extra = {} if body is None else {"body": body}
        pull = self.perform(
            "pulls/create", by=by, head=head, base=target, title=title or head, draft=draft, **extra, **fields
        )
        found: PullRequestHandle = self.hold(pull)
        return found

    def issue(self, number: int) -> IssueHandle:
        found: IssueHandle = self.hold(self.perform("issues/get", issue_number=number))
        return found

    def pull_request(self, number: int) -> PullRequestHandle:
        found: PullRequestHandle = self.hold(self.perform("pulls/get", pull_number=number))
        return found

    def statuses(self, sha: str) -> dict[str, CommitStatus]:
        """The latest commit status of each context at `sha`."""
        found = self.github.world.all(CommitStatus, repository=self.entity, sha=sha)
        return {status.context: status for status in found}

    def check_runs(self, sha: str) -> dict[str, CheckRun]:
        """The latest check run of each name at `sha`."""
        found = self.github.world.all(CheckRun, repository=self.entity, head_sha=sha)
        return {run.name: run for run in found}
