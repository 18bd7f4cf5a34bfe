"""The enterprise that a GHES is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from fakegithub.model.entity import Entity


@dataclass(eq=False, slots=True)
class Enterprise(Entity):
    """What a GHES has been set to as a whole."""

    keys: ClassVar = (("slug",),)

    id: int
    slug: str
    anonymous_access: bool = False  # anonymous Git read access
