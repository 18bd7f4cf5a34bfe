"""The ready-made scenarios: the sample receiver passes them all, one that does nothing passes hardly any."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import pytest

from fakegithub.sample_receiver import web
from fakegithub.scenarios.language.library import folder, names
from fakegithub.scenarios.language.scenario import Scenario, load
from fakegithub.scenarios.reports.text import render
from fakegithub.scenarios.running.run import Options, run

FILES = sorted(folder().glob("*.yaml"))
PAGE = (Path(__file__).parent.parent / "docs" / "ready-made.md").read_text("utf-8")

# Each runs on all of these, unless it says which ones.
PRODUCTS = ("github.com", "ghec", "ghes-3.14", "ghes-3.19", "ghe-2.15")
# Nobody can fail to do nothing.
NOTHING_TO_DO = {"ping"}


def says_products(scenario: Scenario) -> bool:
    return bool({"product", "products"} & scenario.source.value.keys())


def cases() -> list[tuple[Path, str]]:
    found = []
    for file in FILES:
        scenario = load(file)
        products = scenario.products if says_products(scenario) else PRODUCTS
        found += [(file, product) for product in products]
    return found


@pytest.mark.parametrize(("file", "product"), cases(), ids=lambda value: getattr(value, "stem", value))
def test_it_passes_with_the_sample_receiver(file: Path, product: str) -> None:
    report = run(load(file), product, Options(strict=True))
    assert report.passed, render(report)
    assert report.notes == ()


@pytest.mark.parametrize(
    "file", [file for file in FILES if file.stem not in NOTHING_TO_DO], ids=lambda f: f.stem
)
def test_a_receiver_that_does_nothing_fails_and_is_told_what_it_needs(tmp_path: Path, file: Path) -> None:
    impatient = tmp_path / file.name
    impatient.write_text(re.sub(r"within: \d+s", "within: 50ms", file.read_text("utf-8")), "utf-8")
    scenario = load(impatient)
    report = run(scenario, scenario.products[0], Options(receiver="scenario_receivers:silent"))
    assert not report.passed
    assert all(need in render(report) for need in scenario.needs)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_it_says_for_whom_it_is_and_what_a_receiver_needs(file: Path) -> None:
    first, second, *_ = file.read_text("utf-8").splitlines()
    assert first == "# yaml-language-server: $schema=../schemas/scenario.schema.json"
    assert second.startswith("# For ")
    assert load(file).needs


def rows() -> dict[str, tuple[str, str]]:
    found = re.findall(r"^\| `([a-z_]+)` \| (.*) \| (.*) \|$", PAGE, re.MULTILINE)
    return {name: (what, needs) for name, what, needs in found}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_page_says_what_the_file_says(file: Path) -> None:
    scenario = load(file)
    assert rows()[file.stem] == (scenario.name, "; ".join(scenario.needs))


def test_the_page_lists_the_ready_made_scenarios() -> None:
    assert sorted(rows()) == names()


def test_the_page_knows_the_environment_variables_of_the_parameters() -> None:
    used = {name for file in FILES for name in re.findall(r"\$\{(BOT_\w+):-", file.read_text("utf-8"))}
    assert set(re.findall(r"^\| `(BOT_\w+)` \|", PAGE, re.MULTILINE)) == used


def test_an_environment_variable_gives_things_the_names_that_another_bot_has(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("BOT_CONTEXT", "ci/another")
    report = run(load(folder() / "push_main.yaml"), "github.com", Options())
    assert not report.passed
    assert "ci/another" in render(report)


def test_the_sample_receiver_begins_each_run_without_memories() -> None:
    # The same seed gives the same guids: a receiver that remembered would do nothing in the second run.
    async def memories() -> list[int]:
        found = []
        for _ in range(2):
            async with web.lifespan(web.app) as state:
                found.append(state["memory"])
        return [id(memory) for memory in found]

    first, second = asyncio.run(memories())
    assert first != second
