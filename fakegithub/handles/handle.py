"""What all handles share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fakegithub.github import GitHub

Files = Mapping[str, "str | bytes | None"]

_HANDLES: dict[type, type[Handle]] = {}


class Handle:
    """What all handles share. A subclass names its entities: `class IssueHandle(Handle, of=Issue)`."""

    def __init_subclass__(cls, *, of: type | None = None) -> None:
        if of is not None:
            _HANDLES[of] = cls

    def __init__(self, github: GitHub, entity: Any) -> None:
        self.github = github
        self.entity = entity

    def __repr__(self) -> str:
        return f"<{type(self).__name__.removesuffix('Handle')} {self._name()}>"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Handle) and other.entity is self.entity

    def __hash__(self) -> int:
        return hash(self.entity)

    def hold(self, entity: Any) -> Any:
        """The handle of another entity in the same world.

        Handles lead to one another in circles (a repository's owner, an owner's repositories), which
        the modules must not: none of them names the class of another's handle.
        """
        return _HANDLES[type(entity)](self.github, entity)

    def _name(self) -> str:
        return str(self.entity.id)

    @property
    def id(self) -> int:
        return int(self.entity.id)
