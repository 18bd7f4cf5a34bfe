"""A user or an organization to hold in the hand."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from fakegithub.handles.handle import Files, Handle
from fakegithub.model.accounts import Account, Actor
from fakegithub.model.hooks import Hook, Retries

if TYPE_CHECKING:
    from fakegithub.handles.repositories import RepositoryHandle
    from fakegithub.handles.teams import TeamHandle


class AccountHandle(Handle, of=Account):
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
        handle: RepositoryHandle = self.hold(entity)
        if files is not None:
            handle.push(branch=entity.default_branch, files=files, message="Initial commit", by=by)
        return handle

    def create_team(self, name: str, *, by: Any = None, **fields: Any) -> TeamHandle:
        """A team of this organization. Emits team.created, and membership.added for its maintainers."""
        found: TeamHandle = self.hold(self._in_org("teams/create", by=by, name=name, **fields))
        return found

    def add_member(self, login: str, role: str = "member", *, by: Any = None) -> None:
        """Make a user a member (or admin) of this organization at once. Emits organization.member_added."""
        self._in_org("organization.add_member", by=by, username=login, role=role)

    def remove_member(self, login: str, *, by: Any = None) -> None:
        """Emits organization.member_removed, and membership.removed for the member's teams."""
        self._in_org("orgs/remove-member", by=by, username=login)

    def rename(self, login: str, *, by: Any = None) -> None:
        """Emits organization.renamed for an organization, installation_target.renamed to apps."""
        if self.entity.is_organization:
            self._in_org("organization.rename", by=by, login=login)
        else:
            self.github.perform("user.rename", by=by or self, username=self.login, login=login)

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
        """Create a hook of this organization, which is sent a ping. (GitHub's own default is form.)

        With `retries` it tries again when a delivery fails, which GitHub never does by itself.
        """
        config = {"url": url, "content_type": content_type, **({} if secret is None else {"secret": secret})}
        found: Hook = self._in_org(
            "orgs/create-webhook", by=by, name="web", config=config, events=list(events), active=active
        )
        if retries is not None:
            self.github.hooks.retry(found, retries)
        return found

    def _in_org(self, operation: str, *, by: Any, **parameters: Any) -> Any:
        return self.github.perform(operation, by=by or self, org=self.login, **parameters)

    def token(self, **fields: Any) -> str:
        """A new personal access token of this user."""
        return self.github.token(self.login, **fields)
