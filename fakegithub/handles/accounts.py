"""A user or an organization to hold in the hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fakegithub.handles.handle import Files, Handle
from fakegithub.model.accounts import Account, Actor

if TYPE_CHECKING:
    from fakegithub.handles.repositories import RepositoryHandle


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

    def token(self, **fields: Any) -> str:
        """A new personal access token of this user."""
        return self.github.token(self.login, **fields)
