"""Accounts: users, organizations and the bots of apps; and who is calling."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from fakegithub.model.entity import Entity

if TYPE_CHECKING:
    from fakegithub.model.apps import App, Installation


@dataclass(eq=False, slots=True)
class Account(Entity):
    """A user, an organization or a bot, told apart by `type`."""

    keys: ClassVar = (("login_key",), ("email_key",))

    id: int
    login: str
    type: str  # "User", "Organization", "Bot", as in the payloads
    created_at: datetime
    updated_at: datetime
    name: str | None = None
    email: str | None = None
    site_admin: bool = False
    bio: str | None = None
    blog: str = ""
    company: str | None = None
    location: str | None = None
    description: str | None = None
    app_id: int | None = None  # of the app whose bot this is
    members: dict[int, str] = field(
        default_factory=dict, repr=False
    )  # of an organization: account id -> role
    public_members: frozenset[int] = frozenset()
    blocked_users: frozenset[int] = frozenset()  # of an organization

    @property
    def login_key(self) -> str:
        return self.login.casefold()

    @property
    def email_key(self) -> str | None:
        return self.email.casefold() if self.email is not None else None

    @property
    def is_organization(self) -> bool:
        return self.type == "Organization"


@dataclass(frozen=True, slots=True)
class Organization:
    """An organization as itself: the same account is a mere owner elsewhere, with other URLs."""

    account: Account


@dataclass(eq=False, slots=True)
class Team(Entity):
    """A team of an organization. `repositories` maps a repository id to the team's role there."""

    keys: ClassVar = (("organization",), ("organization", "slug"))

    id: int
    organization: Account
    name: str
    slug: str
    created_at: datetime
    updated_at: datetime
    description: str | None = None
    privacy: str = "closed"
    permission: str = "pull"
    notification_setting: str = "notifications_enabled"
    parent: Team | None = None
    members: dict[int, str] = field(default_factory=dict, repr=False)
    repositories: dict[int, str] = field(default_factory=dict, repr=False)


@dataclass(eq=False, slots=True)
class Token(Entity):
    """A personal access token, or the token of an installation. Its text never stands in a repr."""

    keys: ClassVar = (("text",),)

    id: int
    text: str = field(repr=False)
    account: Account
    scopes: tuple[str, ...] | None = None  # of a classic token; None for an installation's
    expires_at: datetime | None = None
    installation: Installation | None = None
    permissions: dict[str, str] | None = None
    repository_ids: frozenset[int] | None = None  # None: all that the installation has


@dataclass(eq=False, slots=True)
class RevokedToken(Entity):
    """What is kept of a token that is good no longer: enough to tell it from one that never was."""

    keys: ClassVar = (("text",),)

    id: int
    text: str = field(repr=False)
    revoked_at: datetime


@dataclass(frozen=True, slots=True)
class Actor:
    """The authenticated caller; without an account it is an anonymous one.

    An app that calls with its JWT has `app` only; with an installation token also `token`, and
    then `account` is the app's bot.
    """

    account: Account | None = None
    token: Token | None = None
    app: App | None = None

    @property
    def installation(self) -> Installation | None:
        return self.token.installation if self.token is not None else None

    @property
    def user(self) -> Account:
        """The account that acts. Only for an actor who is known to have one."""
        if self.account is None:
            raise LookupError("an anonymous actor has no account")
        return self.account


ANONYMOUS = Actor()
