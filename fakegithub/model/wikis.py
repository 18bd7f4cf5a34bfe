"""The pages of a repository's wiki."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from fakegithub.model.entity import Entity
from fakegithub.model.repositories import Repository


@dataclass(eq=False, slots=True)
class WikiPage(Entity):
    """A page as its latest commit left it; `page_name` is the title as it stands in URLs."""

    keys: ClassVar = (("repository",), ("repository", "page_name"))

    id: int
    repository: Repository
    page_name: str
    title: str
    body: str
    sha: str
    created_at: datetime
    updated_at: datetime
