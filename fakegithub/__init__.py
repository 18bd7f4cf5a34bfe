"""A fake GitHub and GitHub Enterprise Server, to test webhook receivers and API clients against."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fakegithub.github import GitHub as GitHub

__all__ = ["GitHub"]


def __getattr__(name: str) -> Any:
    # Start-up is part of the product: nothing is imported before it is asked for.
    if name == "__version__":
        from importlib.metadata import version

        return version("fakegithub")
    if name == "GitHub":
        from fakegithub.github import GitHub

        return GitHub
    raise AttributeError(f"module 'fakegithub' has no attribute {name!r}")
