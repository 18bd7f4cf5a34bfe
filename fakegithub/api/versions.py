"""The X-GitHub-Api-Version header.

https://docs.github.com/rest/about-the-rest-api/api-versions
"""

from __future__ import annotations

from fakegithub.errors import BadRequest
from fakegithub.products import Product

DEFAULT = "2022-11-28"
_NEXT = "2026-03-10"
_DOCS = "https://docs.github.com/rest/about-the-rest-api/api-versions"
# GHES knows versions since 3.9, and the second one since 3.21.
_FIRST_GHES, _NEXT_GHES = (3, 9), (3, 21)


def select_version(product: Product, header: str | None) -> str | None:
    """The version that answers, None on a GHES too old for versions. Raises BadRequest (400)."""
    known = _versions(product)
    if not known:
        return None
    wanted = header or DEFAULT
    if wanted not in known:
        raise BadRequest(
            f'The API version "{wanted}" is not supported. Supported versions: {", ".join(known)}',
            documentation_url=_DOCS,
        )
    return wanted


def _versions(product: Product) -> tuple[str, ...]:
    if product.version is None:
        return DEFAULT, _NEXT
    major, minor, *_ = (int(part) for part in product.version.split("."))
    if (major, minor) < _FIRST_GHES:
        return ()
    return (DEFAULT, _NEXT) if (major, minor) >= _NEXT_GHES else (DEFAULT,)
