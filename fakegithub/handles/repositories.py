"""A repository to hold in the hand."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from fakegithub.handles.handle import Files, Handle
from fakegithub.model.accounts import Actor
from fakegithub.model.checks import CheckRun, CommitStatus
from fakegithub.model.hooks import Hook, Retries
from fakegithub.model.releases import Release
from fakegithub.model.repositories import Repository

if TYPE_CHECKING:
    from fakegithub.handles.accounts import AccountHandle
    from fakegithub.handles.discussions import DiscussionHandle
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

    @property
    def parent(self) -> RepositoryHandle | None:
        """The repository that this one is a fork of."""
        parent = self.entity.parent
        found: RepositoryHandle | None = self.hold(parent) if parent is not None else None
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

    def add_collaborator(self, login: str, permission: str = "push", *, by: Any = None) -> None:
        """Give a user a role at once, without an invitation. Emits member.added or member.edited."""
        self.perform("collaborator.add", by=by, username=login, permission=permission)

    def create_hook(
        self,
        url: str,
        *,
        secret: str | None = None,
        events: Iterable[str] = ("push",),
        content_type: str = "json",
        active: bool = True,
        retries: Retries | None = None,
        by: Any = None,
    ) -> Hook:
        """Create a hook, which is sent a ping. (GitHub's own default content type is form.)

        GitHub never tries again by itself; with `retries` that is what happens when a delivery fails.
        """
        config = {"url": url, "content_type": content_type, **({} if secret is None else {"secret": secret})}
        hook: Hook = self.perform(
            "repos/create-webhook", by=by, config=config, events=list(events), active=active
        )
        if retries is not None:
            self.github.hooks.retry(hook, retries)
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

    def create_discussion(
        self, title: str, body: str = "", *, category: str = "general", by: Any = None
    ) -> DiscussionHandle:
        """Begin a discussion; discussions are enabled first where they are not. Emits discussion.created."""
        if not self.entity.has_discussions:
            self.perform("repos/update", has_discussions=True)
        made = self.perform("discussion.create", by=by, title=title, body=body, category=category)
        found: DiscussionHandle = self.hold(made)
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
        """Open a pull request from the branch `head`; with `files` they are committed and pushed there first.

        In a fork it is opened against the parent. Who cannot push forks first. Emits fork (then), push and
        create (with files), and pull_request.opened.
        """
        upstream, actor = self.parent or self, by or self.owner
        source = self._source_of(head, actor, files)
        branch, target = head.rpartition(":")[2], base or upstream.entity.default_branch
        if files is not None:
            start = {} if source.has_branch(branch) else {"source": upstream.sha(target)}
            source.push(branch=branch, files=files, message=title or f"Change {branch}", by=actor, **start)
        if source != upstream:
            head = f"{source.owner.login}:{branch}"
        extra = {} if body is None else {"body": body}
        pull = upstream.perform(
            "pulls/create",
            by=actor,
            head=head,
            base=target,
            title=title or branch,
            draft=draft,
            **extra,
            **fields,
        )
        found: PullRequestHandle = self.hold(pull)
        return found

    def _source_of(self, head: str, actor: Any, files: Files | None) -> RepositoryHandle:
        """Where the head of a new pull request is: here, or in a fork."""
        login, colon, branch = head.rpartition(":")
        if colon and login.casefold() != self.owner.login.casefold():
            account = self.github.account(login).entity
            forks = self.github.world.all(Repository, parent=self.entity)
            own = next((fork for fork in forks if fork.owner is account), None)
            if own is None:
                raise LookupError(
                    f"{login} has no fork of {self.full_name}; make one with fork(by={login!r})"
                )
            found: RepositoryHandle = self.hold(own)
            return found
        if self.entity.fork or (files is None and self.has_branch(branch)) or self._can_push(actor):
            return self
        return self.fork(by=actor)

    def _can_push(self, by: Any) -> bool:
        who = self.github.account(by) if isinstance(by, str) else by
        actor = who if isinstance(who, Actor) else who.actor
        return self.github.world.can(actor, self.entity, "push")

    def fork(self, *, by: Any, **options: Any) -> RepositoryHandle:
        """The fork of this repository that `by` has, or makes now.

        `organization`, `name` and `default_branch_only` are those of `repos/create-fork`. Emits fork.
        """
        found: RepositoryHandle = self.hold(self.perform("repos/create-fork", by=by, **options))
        return found

    def create_release(self, tag_name: str, *, by: Any = None, **fields: Any) -> Release:
        """Emits release.created, and unless it is a draft .published, .released or .prereleased, and for
        a new tag push and create."""
        found: Release = self.perform("repos/create-release", by=by, tag_name=tag_name, **fields)
        return found

    def star(self, *, by: Any) -> None:
        """Emits star.created and watch.started."""
        self.perform("activity/star-repo-for-authenticated-user", by=by)

    def rename(self, name: str, *, by: Any = None) -> None:
        """The old name leads to the new one. Emits repository.renamed."""
        self.perform("repos/update", by=by, name=name)

    def transfer(self, new_owner: str, *, by: Any = None, **options: Any) -> None:
        """The old name leads to the new one. Emits repository.transferred."""
        self.perform("repos/transfer", by=by, new_owner=new_owner, **options)

    def delete(self, *, by: Any = None) -> None:
        """Pull requests from it stay, without a head repository. Emits repository.deleted."""
        self.perform("repos/delete", by=by)

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
