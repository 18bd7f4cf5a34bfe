"""The layers, as one table: a room imports only rooms above it, and nobody else's third parties."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import fakegithub

PACKAGE = Path(fakegithub.__file__).parent

# Each row may import only rows above it. A room is a module or a package of fakegithub.
LAYERS = (
    ("errors", "clock", "products"),
    ("model", "spec", "git"),
    ("events", "urls", "tables"),
    ("world", "views", "copies"),
    ("operations", "auth"),
    ("hooks", "journal", "faults"),
    ("api",),
    ("server",),
    ("interception",),
    ("handles", "github"),
    ("scenarios",),
    ("cli", "pytest_plugin"),
)
# Programs and entrances: they stand on top of everything or beside it.
DOORS = {"__init__", "__main__", "sample_receiver"}

# Which rooms may import which third-party package.
THIRD_PARTIES = {
    "jsonschema": {"spec", "scenarios"},
    "jsonschema_rs": {"spec"},
    "referencing": {"spec"},
    "dulwich": {"git"},
    "orjson": {"spec", "hooks", "api", "journal"},
    "starlette": {"api", "server", "sample_receiver"},
    "uvicorn": {"server"},
    "uvloop": {"hooks", "server"},
    "httpx": {"hooks", "scenarios", "sample_receiver", "interception"},
    "respx": {"interception"},
    "jwt": {"auth", "sample_receiver"},
    "cryptography": {"auth", "interception"},
    "yaml": {"scenarios"},
    "click": {"cli"},
    "rich": {"cli"},
    "pytest": {"pytest_plugin"},
    "_pytest": set(),
}

# By name: what design says of single rooms beyond the order of the rows.
FORBIDDEN = {
    "operations": {"spec", "views"},
    "views": {"operations", "world"},
    "sample_receiver": {room for row in LAYERS for room in row},
}


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(path: Path) -> Iterator[tuple[str, int]]:
    """Every import of a module, also those inside functions, but not those for type checkers only."""
    tree = ast.parse(path.read_text("utf-8"))
    hidden = {
        id(node)
        for branch in ast.walk(tree)
        if isinstance(branch, ast.If) and ast.unparse(branch.test) == "TYPE_CHECKING"
        for node in ast.walk(branch)
    }
    for node in ast.walk(tree):
        if id(node) in hidden:
            continue
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module is not None:
            assert node.level == 0, f"{path}:{node.lineno}: a relative import"
            if node.module != "fakegithub":
                yield node.module, node.lineno
            if node.module.split(".")[0] == "fakegithub":
                # What is imported from a package may be a module of it.
                yield from ((f"{node.module}.{alias.name}", node.lineno) for alias in node.names)


def packages(name: str) -> Iterator[str]:
    """`fakegithub.a`, `fakegithub.a.b` for `fakegithub.a.b`."""
    parts = name.split(".")
    return (".".join(parts[: length + 1]) for length in range(1, len(parts)))


def row_of(room: str) -> int:
    return next(index for index, row in enumerate(LAYERS) if room in row)


def test_every_module_has_a_place_in_the_table() -> None:
    placed = {room for row in LAYERS for room in row} | DOORS
    assert {room_of(path) for path in modules()} - placed == set()


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_room_imports_only_rooms_above_it(path: Path) -> None:
    room = room_of(path)
    for name, line in imports(path):
        if not name.startswith("fakegithub."):
            continue
        other = name.split(".")[1]
        place = f"{path.relative_to(PACKAGE)}:{line} imports {name}"
        assert other not in FORBIDDEN.get(room, set()), place
        if room in DOORS or other == room or other == "__version__":
            continue
        assert other in {r for row in LAYERS for r in row}, place
        # Rooms of one row may know each other only where no cycle can come of it: the next test.
        assert row_of(other) <= row_of(room), place


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_third_party_packages_stay_in_their_rooms(path: Path) -> None:
    for name, line in imports(path):
        top = name.split(".")[0]
        if top in sys.stdlib_module_names or top == "fakegithub":
            continue
        assert top in THIRD_PARTIES, f"{path.relative_to(PACKAGE)}:{line}: {top} is in no room"
        assert room_of(path) in THIRD_PARTIES[top], f"{path.relative_to(PACKAGE)}:{line} imports {top}"


def test_no_import_goes_in_a_circle() -> None:
    names = {}
    for path in modules():
        parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
        names[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    # Who imports a module of a package imports the package first, and so all that it imports.
    graph = {
        module: {
            package
            for name, _ in imports(path)
            for package in packages(name)
            if package in names and not f"{module}.".startswith(f"{package}.")
        }
        for module, path in names.items()
    }
    done: set[str] = set()

    def visit(module: str, trail: tuple[str, ...]) -> None:
        assert module not in trail, " -> ".join((*trail[trail.index(module) :], module))
        if module in done:
            return
        for other in sorted(graph[module]):
            visit(other, (*trail, module))
        done.add(module)

    for module in sorted(graph):
        visit(module, ())


def test_operations_change_entities_only_through_the_world() -> None:
    """An attribute set on an entity would be lost to rollback and leave its keys wrong."""
    for path in sorted((PACKAGE / "operations").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            targets = node.targets if isinstance(node, ast.Assign) else []
            if isinstance(node, ast.AugAssign | ast.AnnAssign):
                targets = [node.target]
            for target in targets:
                attribute = isinstance(target, ast.Attribute) and ast.unparse(target.value) != "self"
                assert not attribute, f"{path.name}:{node.lineno}: {ast.unparse(node)}"
