"""From a method and a path to an operation: a tree of path segments, built from a document once.

A node has literal children, one child for any single segment, and one for a parameter that may
have slashes in it (`{path}`, `{ref}`, `{branch}` …). A literal wins over a parameter, and a
parameter takes as few segments as it can; what does not lead to an operation is taken back.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from fakegithub.spec import Document, OperationSpec, document

# Paths that GitHub serves and its document does not list (any more), as clients use them.
# The path's missing parameters are empty.
_UNDOCUMENTED = (
    ("GET", "/repos/{owner}/{repo}/git/refs/{ref}", "git/get-ref"),
    ("GET", "/repos/{owner}/{repo}/git/refs", "git/list-matching-refs"),
    ("GET", "/repos/{owner}/{repo}/git/matching-refs", "git/list-matching-refs"),
    ("GET", "/repos/{owner}/{repo}/contents", "repos/get-content"),
    ("POST", "/repos/{owner}/{repo}/hooks/{hook_id}/test", "repos/test-push-webhook"),
)
# Of these GitHub forgives a slash at the end, which is a 404 elsewhere: `/contents/`.
_SLASH_AT_END = frozenset({"repos/get-content", "git/list-matching-refs"})


@dataclass(frozen=True, slots=True)
class Route:
    """Where a path leads: the operation, the path as documented, the parameters in the path's order."""

    operation_id: str
    template: str
    names: tuple[str, ...]


@dataclass(slots=True)
class _Node:
    literals: dict[str, _Node] = field(default_factory=dict)
    one: _Node | None = None
    many: _Node | None = None
    routes: dict[str, Route] = field(default_factory=dict)


class Routes:
    """All routes of one document."""

    def __init__(self, document: Document) -> None:
        self._root = _Node()
        for spec in document.operations.values():
            multiple = {p.name for p in spec.parameters if p.multi_segment and p.location == "path"}
            self._add(spec, spec.method, spec.path, multiple)
        for method, path, operation_id in _UNDOCUMENTED:
            if operation_id in document.operations:
                self._add(document.operations[operation_id], method, path, {"ref"})

    def find(self, method: str, segments: list[str]) -> tuple[Route, tuple[str, ...]] | None:
        """The route and the values of its parameters; None when nothing answers there."""
        return _walk(self._root, "GET" if method == "HEAD" else method, segments, 0, ())

    def _add(self, spec: OperationSpec, method: str, path: str, multiple: set[str]) -> None:
        node, names = self._root, []
        if "}..." in path:
            return  # compare/{base}...{head}, an older name of compare/{basehead}
        for segment in path.split("/")[1:]:
            if segment.startswith("{"):
                name = segment[1:-1]
                names.append(name)
                node = _child(node, many=name in multiple)
            elif segment:
                node = node.literals.setdefault(segment, _Node())
        route = Route(spec.id, spec.path, tuple(names))
        node.routes.setdefault(method, route)
        if spec.id in _SLASH_AT_END:
            node.literals.setdefault("", _Node()).routes.setdefault(method, route)


def _child(node: _Node, many: bool) -> _Node:
    if many:
        node.many = node.many or _Node()
        return node.many
    node.one = node.one or _Node()
    return node.one


def _walk(
    node: _Node, method: str, segments: list[str], index: int, values: tuple[str, ...]
) -> tuple[Route, tuple[str, ...]] | None:
    if index == len(segments):
        route = node.routes.get(method)
        return None if route is None else (route, values)
    segment = segments[index]
    for child, end, value in _steps(node, segments, segment, index):
        found = _walk(child, method, segments, end, values if value is None else (*values, value))
        if found is not None:
            return found
    return None


def _steps(
    node: _Node, segments: list[str], segment: str, index: int
) -> Iterator[tuple[_Node, int, str | None]]:
    """The ways on from a node: a literal, one segment, several segments."""
    literal = node.literals.get(segment)
    if literal is not None:
        yield literal, index + 1, None
    if node.one is not None and segment:
        yield node.one, index + 1, segment
    if node.many is not None and segment:
        last = len(segments) if segments[-1] else len(segments) - 1
        for end in range(index + 1, last + 1):
            yield node.many, end, "/".join(segments[index:end])


@cache
def routes(name: str) -> Routes:
    """The routes of the document called `name`."""
    return Routes(document(name))
