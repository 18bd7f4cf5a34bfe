"""Edits of the sample receiver: what a programmer might have written instead, made while a scenario runs.

An edit replaces a piece of one function's source. Whoever has imported the function runs the edited one.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable, MutableMapping
from dataclasses import dataclass, replace
from types import CodeType, FunctionType, ModuleType
from typing import Any

import pytest

from fakegithub.products import PRODUCTS
from fakegithub.scenarios.language.library import folder
from fakegithub.scenarios.language.scenario import load
from fakegithub.scenarios.reports.report import Report
from fakegithub.scenarios.running import waiting
from fakegithub.scenarios.running.run import Options, run

Change = Callable[[pytest.MonkeyPatch], None]


@dataclass(frozen=True, slots=True, init=False)
class Mistake:
    """`name` says what the bot does wrong; `scenario` must fail with it. `says` are phrases of what the
    report says of the step that has failed; `fault` is whose it must look like."""

    name: str
    scenario: str
    changes: tuple[Change, ...]
    says: tuple[str, ...]
    fault: str

    def __init__(
        self, name: str, scenario: str, *changes: Change, says: tuple[str, ...], fault: str = "receiver"
    ) -> None:
        for key, value in zip(self.__slots__, (name, scenario, changes, says, fault), strict=True):
            object.__setattr__(self, key, value)


def edit(function: Callable[..., Any], *pieces: tuple[str, str]) -> Change:
    """Replace pieces of a function's source, each of which must stand there exactly once."""

    def apply(patch: pytest.MonkeyPatch) -> None:
        assert isinstance(function, FunctionType)
        patch.setattr(function, "__code__", _edited(function, pieces))

    return apply


def put(table: MutableMapping[str, Any], key: str, value: Any) -> Change:
    return lambda patch: patch.setitem(table, key, value)


def drop(table: MutableMapping[str, Any], key: str) -> Change:
    return lambda patch: patch.delitem(table, key)


def constant(module: ModuleType, name: str, value: Any) -> Change:
    return lambda patch: patch.setattr(module, name, value)


def answer_within(seconds: float) -> Change:
    """Have github.com wait for an answer this long: nobody wants to wait ten seconds for a test."""
    product = replace(PRODUCTS["github.com"], timeout=seconds)
    return lambda patch: patch.setitem(PRODUCTS, "github.com", product)


def changed(scenario: str, *changes: Change, patient: bool = False) -> Report:
    """The report of a ready-made scenario with the sample receiver changed."""
    loaded = load(folder() / f"{scenario}.yaml")
    with pytest.MonkeyPatch.context() as patch:
        if not patient:
            # The sample receiver works first and answers then, so there is nothing to wait for.
            patch.setattr(waiting, "_await", lambda state, expect, start: None)
        for change in changes:
            change(patch)
        return run(loaded, loaded.products[0], Options(strict=True))


def _edited(function: FunctionType, pieces: tuple[tuple[str, str], ...]) -> CodeType:
    source = textwrap.dedent(inspect.getsource(function))
    for old, new in pieces:
        assert source.count(old) == 1, f"{old!r} stands {source.count(old)} times in {function.__qualname__}"
        source = source.replace(old, new)
    tree = ast.parse(f"from __future__ import annotations\n{source}")
    definition = tree.body[1]
    assert isinstance(definition, ast.FunctionDef | ast.AsyncFunctionDef)
    definition.decorator_list = []
    namespace = dict(function.__globals__)
    exec(compile(tree, inspect.getfile(function), "exec", dont_inherit=True), namespace)
    code: CodeType = namespace[function.__name__].__code__
    return code
