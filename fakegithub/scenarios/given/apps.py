"""GitHub Apps of the world that a scenario begins with, and where they are installed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path as FilePath
from typing import Any

from fakegithub.handles import AppHandle
from fakegithub.scenarios.given.parts import Parts
from fakegithub.scenarios.language.items import app_slug, default_owner, items
from fakegithub.scenarios.language.source import Path

_SETTINGS = ("name", "permissions", "events")


def create_apps(parts: Parts) -> None:
    """Apps without their hooks, for nobody answers yet, and their installations."""
    for path, app in parts.items("apps"):
        owner = app.get("owner") or default_owner(parts.given) or ""
        with parts.at(path):
            fields = {key: app[key] for key in _SETTINGS if key in app}
            handle = parts.github.app(app_slug(app), owner=owner, app_id=app.get("id"), **fields)
        if "private_key_file" in app:
            _use_key(parts, handle, app["private_key_file"], (*path, "private_key_file"))
        for place, installation in items({"installations": [owner], **app}, "installations", path):
            with parts.at(place):
                _install(parts, handle, installation)


def _install(parts: Parts, app: AppHandle, installation: Mapping[str, Any]) -> None:
    github = parts.github
    names = installation.get("repositories")
    chosen = None if names is None else [github.repository(name) for name in names]
    made = app.install(on=installation["account"], repositories=chosen)
    if installation.get("suspended"):
        made.suspend()


def _use_key(parts: Parts, app: AppHandle, name: str, path: Path) -> None:
    """Raises ScenarioError for a file that cannot be read or is no such key."""
    try:
        app.use_private_key((FilePath(parts.source.file).parent / name).read_text("utf-8"))
    except OSError as error:
        raise parts.source.error(
            f"{name} cannot be read: {error.strerror}", path, hint="It is looked for beside this file."
        ) from error
    except ValueError as error:
        raise parts.source.error(f"{name}: {error}", path) from error
