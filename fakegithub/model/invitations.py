"""Invitations: to work in a repository, to belong to an organization. They last until they are answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from fakegithub.model.accounts import Account
from fakegithub.model.entity import Entity
from fakegithub.model.repositories import Repository


@dataclass(eq=False, slots=True)
class RepositoryInvitation(Entity):
    """A user asked to work in a repository, with a role (pull, triage, push, maintain, admin)."""

    keys: ClassVar = (("repository",), ("invitee",), ("repository", "invitee"))

    id: int
    repository: Repository
    invitee: Account
    inviter: Account
    role: str
    created_at: datetime
    expired: bool = False


@dataclass(eq=False, slots=True)
class OrganizationInvitation(Entity):
    """A user, or whoever reads an email address, asked to join an organization and some of its teams."""

    keys: ClassVar = (("organization",), ("invitee",), ("organization", "invitee"))

    id: int
    organization: Account
    invitee: Account | None
    email: str | None
    inviter: Account
    role: str  # "direct_member", "admin" or "billing_manager", as in the payloads
    created_at: datetime
    team_ids: tuple[int, ...] = ()
    failed_at: datetime | None = None
    failed_reason: str | None = None
    invitation_source: str = "member"

    @property
    def membership_role(self) -> str:
        """What the invited will be."""
        return "member" if self.role == "direct_member" else self.role
