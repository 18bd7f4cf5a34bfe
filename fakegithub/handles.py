"""Handles: an account, a repository, an issue or a pull request to hold in the hand.

A handle joins an entity with the world it lives in and with who acts on it. Its methods run
operations, each as `by` (a login or a handle) or else as the one the handle was made for; its
properties read the world as it is now.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from fakegithub.model.accounts import Account, Actor, Token
from fakegithub.model.apps import App, Installation
from fakegithub.model.checks import CheckRun, CommitStatus, combined_state
from fakegithub.model.hooks import Hook
from fakegithub.model.issues import Issue, IssueComment
from fakegithub.model.pulls import PullRequest, Review, ReviewComment
from fakegithub.model.repositories import Repository

if TYPE_CHECKING:
    from fakegithub.github import GitHub

Files = Mapping[str, "str | bytes | None"]
By = "str | AccountHandle | InstallationHandle | None"


class Handle:
    """What all handles share."""

    def __init__(self, github: GitHub, entity: Any) -> None:
        self.github = github
        self.entity = entity

    def __repr__(self) -> str:
        return f"<{type(self).__name__.removesuffix('Handle')} {self._name()}>"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Handle) and other.entity is self.entity

    def __hash__(self) -> int:
        return hash(self.entity)

    def _name(self) -> str:
        return str(self.entity.id)

    @property
    def id(self) -> int:
        return int(self.entity.id)


class AccountHandle(Handle):
    """A user or an organization."""

    entity: Account

    def _name(self) -> str:
        return self.entity.login

    @property
    def login(self) -> str:
        return self.entity.login

    @property
    def actor(self) -> Actor:
        """Who acts in this account's name: the user, or the first admin of the organization."""
        account = self.entity
        if account.is_organization:
            admin = next(id for id, role in account.members.items() if role == "admin")
            found = self.github.world.get(Account, admin)
            assert found is not None  # noqa: S101 - members are accounts
            account = found
        return Actor(account)

    def create_repository(
        self, name: str, *, files: Files | None = None, private: bool = False, by: Any = None, **fields: Any
    ) -> RepositoryHandle:
        """Create a repository; with `files` (path to text or bytes) it has a first commit on main.

        Emits repository.created, and push and create with files.
        """
        operation, owner = "repos/create-for-authenticated-user", {}
        if self.entity.is_organization:
            operation, owner = "repos/create-in-org", {"org": self.login}
        entity = self.github.perform(operation, by=by or self, **owner, name=name, private=private, **fields)
        handle = RepositoryHandle(self.github, entity)
        if files is not None:
            handle.push(branch=entity.default_branch, files=files, message="Initial commit", by=by)
        return handle

    def token(self, **fields: Any) -> str:
        """A new personal access token of this user."""
        return self.github.token(self.login, **fields)


class AppHandle(Handle):
    """A GitHub App. Its key pair is made when first asked for."""

    entity: App

    def _name(self) -> str:
        return self.entity.slug

    @property
    def slug(self) -> str:
        return self.entity.slug

    @property
    def private_key(self) -> str:
        """The app's private key, PEM, with which a receiver signs its JWTs."""
        if not self.entity.private_key:
            from fakegithub.auth import generate_key

            private, public = generate_key()
            with self.github.world.transaction():
                self.github.world.update(self.entity, private_key=private, public_key=public)
        return self.entity.private_key

    def install(
        self,
        on: str | AccountHandle,
        *,
        repositories: Iterable[RepositoryHandle] | None = None,
        by: Any = None,
    ) -> InstallationHandle:
        """Install it on an account, for all repositories or for those given. Emits installation.created."""
        account = self.github.account(on) if isinstance(on, str) else on
        entity = self.github.perform(
            "app.install",
            by=by or account,
            slug=self.slug,
            account=account.login,
            repositories=None if repositories is None else [r.entity for r in repositories],
        )
        return InstallationHandle(self.github, entity)


class InstallationHandle(Handle):
    """An app where it is installed; as `by` it acts as the app's bot."""

    entity: Installation

    @property
    def actor(self) -> Actor:
        installation = self.entity
        token = Token(
            0, "", installation.app.bot, installation=installation, permissions=installation.permissions
        )
        return Actor(installation.app.bot, token, installation.app)


class RepositoryHandle(Handle):
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
        return AccountHandle(self.github, self.entity.owner)

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
        return IssueHandle(self.github, self.perform("issues/create", by=by, title=title, **extra, **fields))

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
        return PullRequestHandle(self.github, pull)

    def issue(self, number: int) -> IssueHandle:
        return IssueHandle(self.github, self.perform("issues/get", issue_number=number))

    def pull_request(self, number: int) -> PullRequestHandle:
        return PullRequestHandle(self.github, self.perform("pulls/get", pull_number=number))

    def statuses(self, sha: str) -> dict[str, CommitStatus]:
        """The latest commit status of each context at `sha`."""
        found = self.github.world.all(CommitStatus, repository=self.entity, sha=sha)
        return {status.context: status for status in found}

    def check_runs(self, sha: str) -> dict[str, CheckRun]:
        """The latest check run of each name at `sha`."""
        found = self.github.world.all(CheckRun, repository=self.entity, head_sha=sha)
        return {run.name: run for run in found}


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


class IssueHandle(Handle):
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
        return RepositoryHandle(self.github, self.issue.repository)

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


class PullRequestHandle(IssueHandle):
    """A pull request."""

    entity: PullRequest

    @property
    def issue(self) -> Issue:
        return self.entity.issue

    @property
    def head(self) -> Commit:
        end = self.entity.head
        return Commit(
            RepositoryHandle(self.github, end.repository or self.entity.repository), end.sha, end.ref
        )

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

    def review(self, event: str = "APPROVE", body: str = "", *, by: Any = None) -> Review:
        found: Review = self._on_pull("pulls/create-review", by=by, event=event, body=body)
        return found

    def request_review(self, *logins: str, by: Any = None) -> None:
        self._on_pull("pulls/request-reviewers", by=by, reviewers=list(logins))

    def _on_pull(self, operation: str, *, by: Any, **parameters: Any) -> Any:
        return self.repository.perform(operation, by=by, pull_number=self.number, **parameters)
