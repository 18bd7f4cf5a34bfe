"""Project a value onto a schema: the schema says which properties there are, the value what they are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Protocol

from fakegithub.spec.compiler import Compiler
from fakegithub.spec.fill import Fill
from fakegithub.spec.node import Node
from fakegithub.spec.overlay import pointer_token
from fakegithub.spec.run import MISSING, Fields, Guess, GuessingRun, Run, project_member
from fakegithub.spec.schema import Schema


class Named(Protocol):
    name: str


class Projections:
    """Projects values onto the schemas of one document.

    `fields(type, name)` tells how to get the property `name` from a value of that Python type; None: the
    type has no such property. A Mapping is taken by its keys. Keep one instance for as long as its
    document: what it has compiled, it keeps.
    """

    def __init__(self, document: Named, fields: Fields) -> None:
        self.document = document
        self._required = Compiler(fields, optional=False)
        self._full = Compiler(fields, optional=True)

    def __repr__(self) -> str:
        return f"<Projections onto {self.document.name}>"

    def project(
        self,
        schema: Schema,
        value: Any,
        context: Any = None,
        fills: list[Fill] | None = None,
        optional: bool = False,
        guess: Guess | None = None,
    ) -> Any:
        """The JSON value of `value` in the shape of `schema`.

        `context` is handed to every getter. Required properties that `value` does not have are filled with
        minimal valid values, or with what `guess` offers for them, and each is appended to `fills`. With
        `optional`, optional properties are filled too. The same value in several places becomes the same
        object in the result, so do not change the result in place. Raises SchemaMismatch for a value that
        has no JSON form in the schema.
        """
        compiler = self._full if optional else self._required
        if guess is None:
            run = Run(context, compiler.filler)
        else:
            run = GuessingRun(context, compiler.filler, guess, compiler.converter)
        node = compiler.nodes.of(schema)
        # A root of its own gives the value itself a place, so that it can be missing like any other.
        root: dict[str, Any] = {}
        project_member(root, "", value, compiler.converter(node), node.nullable, node, run)
        if fills is not None and run.filled:
            fills.extend(locate(root, run.filled))
        return root[""]

    def sample(self, schema: Schema, optional: bool = False) -> Any:
        """What is made of nothing: a minimal valid value, with `optional` one with everything in it."""
        return self.project(schema, MISSING, optional=optional)


def locate(root: dict[str, Any], filled: list[tuple[dict[str, Any], str, Node]]) -> Iterator[Fill]:
    """Where the filled properties ended up; an object that stands in several places gives a fill for each."""
    nodes = {(id(out), name): node for out, name, node in filled}

    def walk(value: Any, pointer: str) -> Iterator[Fill]:
        if isinstance(value, dict):
            for name, item in value.items():
                here = f"{pointer}/{pointer_token(name)}"
                node = nodes.get((id(value), name))
                if node is not None:
                    yield Fill(here, node.pointer)
                else:
                    yield from walk(item, here)
        elif isinstance(value, list):
            for index, item in enumerate(value):
                yield from walk(item, f"{pointer}/{index}")

    root_node = nodes.get((id(root), ""))
    if root_node is not None:
        yield Fill("", root_node.pointer)
    else:
        yield from walk(root[""], "")
