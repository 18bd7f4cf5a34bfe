"""Deploy keys: SSH keys of one repository."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from fakegithub.model.accounts import Account
from fakegithub.model.entity import Entity
from fakegithub.model.repositories import Repository


@dataclass(eq=False, slots=True)
class DeployKey(Entity):
    """`key` is the public key in OpenSSH's form, without its comment."""

    keys: ClassVar = (("repository",), ("key",))

    id: int
    repository: Repository
    key: str
    title: str
    creator: Account
    created_at: datetime
    read_only: bool = False
    last_used: datetime | None = None
