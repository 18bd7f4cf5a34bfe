"""Releases and the files that hang on them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from fakegithub.model.accounts import Account
from fakegithub.model.entity import Entity
from fakegithub.model.repositories import Repository


@dataclass(eq=False, slots=True)
class Release(Entity):
    """A release. `created_at` is when its commit was made, as on GitHub, and `published_at` is None
    while it is a draft. At most one release of a repository `is_latest`; without one it is the newest.
    """

    keys: ClassVar = (("repository",), ("repository", "tag_name"))

    id: int
    repository: Repository
    tag_name: str
    target_commitish: str
    author: Account
    created_at: datetime
    updated_at: datetime
    name: str | None = None
    body: str | None = None
    draft: bool = False
    prerelease: bool = False
    immutable: bool = False
    published_at: datetime | None = None
    is_latest: bool = False
    assets: tuple[ReleaseAsset, ...] = ()


@dataclass(eq=False, slots=True)
class ReleaseAsset(Entity):
    keys: ClassVar = (("release",), ("release", "name"))

    id: int
    release: Release
    name: str
    uploader: Account
    content_type: str
    created_at: datetime
    updated_at: datetime
    data: bytes = field(default=b"", repr=False)
    label: str | None = None
    download_count: int = 0

    @property
    def repository(self) -> Repository:
        return self.release.repository

    @property
    def size(self) -> int:
        return len(self.data)

    @property
    def digest(self) -> str:
        return f"sha256:{hashlib.sha256(self.data).hexdigest()}"
