"""README's commands and examples are those that are run."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.DOTALL | re.MULTILINE)


def commands() -> list[str]:
    return [line[2:] for block in blocks("console") for line in block.splitlines() if line.startswith("$ ")]


def test_ci_runs_exactly_the_test_command() -> None:
    script = (ROOT / ".ci" / "run").read_text("utf-8")
    assert commands()[1] in script.splitlines()
    assert commands()[1].endswith("-m pytest -n auto")


EXAMPLES = sorted((ROOT / "tests" / "examples").glob("*.py"))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_every_example_stands_in_the_documentation_word_for_word(path: Path) -> None:
    documents = [README, *(page.read_text("utf-8") for page in sorted((ROOT / "docs").glob("*.md")))]
    assert any(path.read_text("utf-8") in document for document in documents)


def test_every_python_block_is_an_example_that_the_tests_run() -> None:
    examples = {path.read_text("utf-8") for path in (ROOT / "tests" / "examples").glob("*.py")}
    assert set(blocks("python")) <= examples
