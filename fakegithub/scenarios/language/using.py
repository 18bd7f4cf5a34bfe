"""`use: {file: common/open.yaml, parameters: {head: x}}`: the steps of another file, within a step.

A used file is a scenario without product, receiver and expect. It knows its own parameters and the names of
its own steps, so it means the same wherever it is used; what it has made is known outside by the `as` of the
step that uses it. What it has in `given` is there from the beginning, unless there is such a thing already.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path as FilePath
from typing import Any

from fakegithub.errors import ScenarioError, suggestion
from fakegithub.scenarios.language import grammar, source
from fakegithub.scenarios.language.places import USED, texts
from fakegithub.scenarios.language.source import Path, Source

# What only the file that is run can say.
_HERE = ("name", "description", "parameters", "given", "steps")
_NOT_HERE = ("product", "products", "receiver", "expect", "needs")


def with_used(parsed: Source) -> tuple[Source, list[ScenarioError]]:
    """The same source with every used file in its place. The errors are those of the used files."""
    top = FilePath(parsed.file).resolve()
    whole = Source(parsed.file, dict(parsed.value), dict(parsed.values), dict(parsed.keys))
    loading = _Loading(whole, (top.parent, FilePath.cwd().resolve()))
    whole.value["steps"] = loading.steps(parsed.value["steps"], ("steps",), parsed, (top,))
    return whole, loading.errors


class _Loading:
    """`folders` are those that a used file may lie in, at any depth."""

    def __init__(self, whole: Source, folders: tuple[FilePath, ...]) -> None:
        self.whole = whole
        self.errors: list[ScenarioError] = []
        self._folders = folders

    def steps(
        self, items: list[dict[str, Any]], path: Path, home: Source, chain: tuple[FilePath, ...]
    ) -> list[dict[str, Any]]:
        """`items` with what they use. `home` is the file they stand in, `chain` all files around them."""
        return [self._step(item, (*path, index), home, chain) for index, item in enumerate(items)]

    def _step(
        self, step: dict[str, Any], path: Path, home: Source, chain: tuple[FilePath, ...]
    ) -> dict[str, Any]:
        if "repeat" in step:
            repeat = step["repeat"]
            inner = self.steps(repeat["steps"], (*path, "repeat", "steps"), home, chain)
            return {**step, "repeat": {**repeat, "steps": inner}}
        if "use" in step:
            return {**step, "use": self._use(step["use"], (*path, "use"), home, chain)}
        return step

    def _use(self, use: Any, path: Path, home: Source, chain: tuple[FilePath, ...]) -> dict[str, Any]:
        use = {"file": use} if isinstance(use, str) else use
        try:
            file = self._file(use["file"], (*path, "file"), home, chain)
            used = source.read(file)
            named = FilePath(home.file).parent / use["file"]
            used = replace(used, file=str(named))
            found = [*grammar.violations(used)] or [*_misplaced(used)]
            self.errors += found
        except ScenarioError as error:
            self.errors.append(error)
            found = [error]
        if found:
            return {**use, USED: {"steps": []}}
        value, at = used.value, (*path, USED)
        self.whole.graft(used, (), at)
        self.errors += _parameters(self.whole, path, use, value)
        self._add_given(used)
        steps = self.steps(value["steps"], (*at, "steps"), used, (*chain, file))
        return {**use, USED: {**value, "steps": steps}}

    def _file(self, name: str, path: Path, home: Source, chain: tuple[FilePath, ...]) -> FilePath:
        """Raises ScenarioError for a file outside the folders, that is not there, or that uses itself."""
        file = (chain[-1].parent / name).resolve()
        if not any(file.is_relative_to(folder) for folder in self._folders):
            where = " or ".join(dict.fromkeys(str(folder) for folder in self._folders))
            raise self.whole.error(
                f"{name} leads out of the scenarios", path, hint=f"It must lie in {where}."
            )
        if file in chain:
            names = " -> ".join(each.name for each in (*chain[chain.index(file) :], file))
            raise self.whole.error(f"{name} uses itself: {names}", path)
        if not file.is_file():
            near = [str(other.relative_to(chain[-1].parent)) for other in _beside(file)]
            raise self.whole.error(
                f'there is no file "{name}" beside {FilePath(home.file).name}.{suggestion(name, near)}', path
            )
        return file

    def _add_given(self, used: Source) -> None:
        """Add what the world does not have yet."""
        given = dict(self.whole.value.get("given", {}))
        for kind, items in used.value.get("given", {}).items():
            there = list(given.get(kind, ()))
            for index, item in enumerate(items):
                if _name(item) not in map(_name, there):
                    self.whole.graft(used, ("given", kind, index), ("given", kind, len(there)))
                    there.append(item)
            given[kind] = there
        if given:
            self.whole.value["given"] = given


def _beside(file: FilePath) -> list[FilePath]:
    return sorted(file.parent.glob("*.yaml")) if file.parent.is_dir() else []


def _name(item: Any) -> str:
    """What an item of `given` is known by."""
    if not isinstance(item, Mapping):
        return str(item).casefold()
    return str(item.get("login") or item.get("name") or item.get("app")).casefold()


def _misplaced(used: Source) -> Iterator[ScenarioError]:
    for key in _NOT_HERE:
        if key in used.value:
            yield used.error(
                f"{key} cannot stand in a file that another one uses",
                (key,),
                key=True,
                hint=f"Only the file that is run says it. Allowed here: {', '.join(_HERE)}",
            )
    for path, text, _ in texts(("given",), used.value.get("given", {})):
        for name in used.value.get("parameters", {}):
            if f"${{{name}}}" in text:
                yield used.error(
                    f"${{{name}}}: what is given is there before any step, so it knows no parameters",
                    path,
                )


def _parameters(
    whole: Source, path: Path, use: Mapping[str, Any], used: Mapping[str, Any]
) -> Iterator[ScenarioError]:
    """Parameters that the used file does not have, or cannot do without: those that are null there."""
    known, given = used.get("parameters", {}), use.get("parameters", {})
    for name in given:
        if name not in known:
            yield whole.error(
                f'{use["file"]} has no parameter "{name}".{suggestion(name, known)}',
                (*path, "parameters", name),
                key=True,
                hint=f"It has: {', '.join(known) or 'none'}",
            )
    missing = [name for name, value in known.items() if value is None and name not in given]
    if missing:
        where = (*path, "parameters") if "parameters" in use else path
        yield whole.error(f"{use['file']} needs {', '.join(missing)} among its parameters", where, key=True)
