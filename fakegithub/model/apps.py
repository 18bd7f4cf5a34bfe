"""GitHub Apps and where they are installed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from fakegithub.model.accounts import Account, Token
from fakegithub.model.entity import Entity


@dataclass(eq=False, slots=True)
class App(Entity):
    """A GitHub App. `public_key` is PEM; the private key is the receiver's and is only handed out."""

    keys: ClassVar = (("slug",), ("client_id",))

    id: int
    slug: str
    name: str
    owner: Account
    bot: Account
    client_id: str
    created_at: datetime
    updated_at: datetime
    permissions: dict[str, str] = field(default_factory=dict)
    events: tuple[str, ...] = ()
    description: str | None = None
    external_url: str = "https://example.com"
    public_key: str = field(default="", repr=False)
    private_key: str = field(default="", repr=False)


@dataclass(eq=False, slots=True)
class Installation(Entity):
    """An app on an account. `repository_ids` is None when all repositories are selected."""

    keys: ClassVar = (("app",), ("account",), ("app", "account"))

    id: int
    app: App
    account: Account
    permissions: dict[str, str]
    events: tuple[str, ...]
    created_at: datetime
    updated_at: datetime
    repository_ids: frozenset[int] | None = None
    suspended_at: datetime | None = None
    suspended_by: Account | None = None

    @property
    def repository_selection(self) -> str:
        return "all" if self.repository_ids is None else "selected"

    def has(self, repository_id: int, owner: Account) -> bool:
        """Whether the repository belongs to the installation."""
        if owner is not self.account or self.suspended_at is not None:
            return False
        return self.repository_ids is None or repository_id in self.repository_ids


@dataclass(eq=False, slots=True)
class Authorization(Entity):
    """A user's word that an app may act in the user's name, with the token that it got for it."""

    keys: ClassVar = (("app",), ("account",), ("app", "account"))

    id: int
    app: App
    account: Account
    token: Token
    created_at: datetime
