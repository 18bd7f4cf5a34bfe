"""Types of issues, which an organization has."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from fakegithub.model.accounts import Account
from fakegithub.model.entity import Entity


@dataclass(eq=False, slots=True)
class IssueType(Entity):
    keys: ClassVar = (("organization",), ("organization", "name_key"))

    id: int
    organization: Account
    name: str
    created_at: datetime
    updated_at: datetime
    description: str | None = None
    color: str | None = None
    is_enabled: bool = True

    @property
    def name_key(self) -> str:
        return self.name.casefold()
