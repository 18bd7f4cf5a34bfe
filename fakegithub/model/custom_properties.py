"""Custom properties: what an organization wants to know of its repositories."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from fakegithub.model.accounts import Account
from fakegithub.model.entity import Entity


@dataclass(eq=False, slots=True)
class CustomProperty(Entity):
    """The definition of a property; a repository keeps its values by itself."""

    keys: ClassVar = (("organization",), ("organization", "property_name"))

    id: int
    organization: Account
    property_name: str
    value_type: str  # string, single_select, multi_select, true_false, url
    created_at: datetime
    updated_at: datetime
    required: bool = False
    default_value: str | list[str] | None = None
    description: str | None = None
    allowed_values: tuple[str, ...] | None = None
    values_editable_by: str = "org_actors"
    require_explicit_values: bool = False
    source_type: str = "organization"  # or enterprise, once promoted
