"""A fake GitHub and GitHub Enterprise Server, to test webhook receivers and API clients against."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fakegithub.github import GitHub as GitHub
    from fakegithub.journal import call as call
    from fakegithub.model.faults import Fault as Fault
    from fakegithub.model.hooks import Retries as Retries

__all__ = ["Fault", "GitHub", "Retries", "call"]

_MODULES = {"Fault": "model.faults", "GitHub": "github", "Retries": "model.hooks", "call": "journal"}


def __getattr__(name: str) -> Any:
    # Start-up is part of the product: nothing is imported before it is asked for.
    if name == "__version__":
        from importlib.metadata import version

        return version("fakegithub")
    if name in _MODULES:
        from importlib import import_module

        return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
    raise AttributeError(f"module 'fakegithub' has no attribute {name!r}")
