"""Importing all operations and views: each module registers what it has."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from fakegithub import operations, views


@cache
def load_operations_and_views() -> None:
    for package in (operations, views):
        for module in iter_modules(package.__path__):
            import_module(f"{package.__name__}.{module.name}")
