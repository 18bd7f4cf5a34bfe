"""Fields of issues, which an organization has, and the values they have on an issue."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from fakegithub.model.accounts import Account
from fakegithub.model.entity import Entity


@dataclass(frozen=True, slots=True)
class IssueFieldOption:
    id: int
    name: str
    color: str
    priority: int
    created_at: datetime
    updated_at: datetime
    description: str | None = None


@dataclass(eq=False, slots=True)
class IssueField(Entity):
    """`data_type` is text, date, number, single_select or multi_select; only the last two have options."""

    keys: ClassVar = (("organization",), ("organization", "name_key"))

    id: int
    organization: Account
    name: str
    data_type: str
    created_at: datetime
    updated_at: datetime
    description: str | None = None
    visibility: str = "organization_members_only"
    options: tuple[IssueFieldOption, ...] = ()

    @property
    def name_key(self) -> str:
        return self.name.casefold()


@dataclass(frozen=True, slots=True)
class IssueFieldValue:
    """`value` is a text, number or ISO 8601 date; `selected` what is chosen of the field's options."""

    id: int
    field: IssueField
    value: Any = None
    selected: tuple[IssueFieldOption, ...] = ()
