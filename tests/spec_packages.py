"""GitHub's published documents as they are, for tests that compare ours with them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from fakegithub.spec.refresh import Facts, gather
from fakegithub.spec.sources import Documents, PackageUnavailable, read_documents

PACKAGES = Path(__file__).parents[1] / ".cache" / "packages"


@cache
def _published() -> Documents | PackageUnavailable:
    try:
        return read_documents(PACKAGES)
    except PackageUnavailable as error:
        return error


def published() -> Documents:
    """The documents of the npm packages; skips the test where npm cannot give them."""
    documents = _published()
    if isinstance(documents, PackageUnavailable):
        pytest.skip(f"GitHub's published documents are not to be had: {documents}")
    return documents


@cache
def _facts() -> Facts:
    documents = _published()
    assert isinstance(documents, Documents)
    return gather(documents)


def facts() -> Facts:
    """What the published documents say, every definition whole."""
    published()
    return _facts()
