"""GitHub Pages: a repository's site, and its builds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from fakegithub.model.accounts import Account
from fakegithub.model.entity import Entity
from fakegithub.model.repositories import Repository


@dataclass(eq=False, slots=True)
class Pages(Entity):
    """A site made from `path` (/ or /docs) of `branch`. `status` is that of its latest finished build."""

    keys: ClassVar = (("repository",),)

    id: int
    repository: Repository
    build_type: str  # legacy, workflow
    branch: str
    path: str
    status: str | None = None  # building, built, errored
    cname: str | None = None


@dataclass(eq=False, slots=True)
class PagesBuild(Entity):
    """`duration` is in milliseconds."""

    keys: ClassVar = (("repository",),)

    id: int
    repository: Repository
    commit: str
    pusher: Account
    created_at: datetime
    updated_at: datetime
    status: str = "building"  # built, errored
    message: str | None = None  # what went wrong
    duration: int = 0
