"""Requests of fine-grained personal access tokens for access to an organization."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from fakegithub.model.accounts import Account
from fakegithub.model.entity import Entity
from fakegithub.model.repositories import Repository

# "organization", "repository" or "other" -> permission -> level.
Permissions = dict[str, dict[str, str]]


@dataclass(eq=False, slots=True)
class PersonalAccessTokenRequest(Entity):
    """A request that nobody has answered yet. `repository_selection` is none, all or subset."""

    keys: ClassVar = (("organization",),)

    id: int
    organization: Account
    owner: Account
    permissions: Permissions
    repository_selection: str
    repositories: tuple[Repository, ...]
    created_at: datetime
    token_id: int
    token_name: str
    reason: str | None = None
    token_expires_at: datetime | None = None
    token_last_used_at: datetime | None = None
    token_expired: bool = False
