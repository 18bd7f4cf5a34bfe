"""Reactions: who gave which emoji to what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from fakegithub.model.accounts import Account
from fakegithub.model.entity import Entity

# In GitHub's order. https://docs.github.com/rest/reactions/reactions#about-reactions
CONTENTS = ("+1", "-1", "laugh", "confused", "heart", "hooray", "rocket", "eyes")


@dataclass(eq=False, slots=True)
class Reaction(Entity):
    """`subject` is what it was given to: it has a `repository`, and counts in its own `reactions`."""

    keys: ClassVar = (("subject",), ("subject", "user", "content"))

    id: int
    subject: Any
    user: Account
    content: str
    created_at: datetime
