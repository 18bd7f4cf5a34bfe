"""The ready-made scenarios that travel with the package, found by name."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

from fakegithub.errors import ScenarioError, suggestion

_SUFFIXES = (".yaml", ".yml")


def folder() -> Path:
    """Inside the package when it is installed, beside it in a checkout."""
    package = Path(str(files("fakegithub")))
    installed = package / "scenarios_library"
    return installed if installed.is_dir() else package.parent / "scenarios"


def names() -> list[str]:
    return sorted(file.stem for file in folder().glob("*.yaml"))


def find(named: str) -> list[Path]:
    """The files that an argument means: a file, all files of a folder, or a ready-made one by its name.

    Raises ScenarioError with the nearest name when there is no such thing.
    """
    path = Path(named)
    if path.is_dir():
        found = sorted(_scenarios_in(path))
        if not found:
            raise ScenarioError(
                f"there is no scenario in the folder {named}", hint="Scenarios end in .yaml or .yml"
            )
        return found
    if path.exists():
        return [path]
    # A path that is written out (`scenarios/pr_opened.yaml`) works from any folder, too.
    ready_made = folder() / f"{path.stem}.yaml"
    if ready_made.is_file() and str(path) in (path.stem, f"scenarios/{path.name}"):
        here = Path.cwd()
        return [ready_made.relative_to(here) if ready_made.is_relative_to(here) else ready_made]
    known = names()
    raise ScenarioError(
        f'there is no file and no ready-made scenario "{named}".{suggestion(path.stem, known)}',
        hint=f"Ready-made are: {', '.join(known)}",
    )


def _scenarios_in(path: Path) -> Iterator[Path]:
    """Also in folders within it, but not in hidden ones: a .github has YAML files of other kinds."""
    for entry in path.iterdir():
        if entry.name.startswith("."):
            continue
        if entry.is_dir():
            yield from _scenarios_in(entry)
        elif entry.suffix in _SUFFIXES:
            yield entry
