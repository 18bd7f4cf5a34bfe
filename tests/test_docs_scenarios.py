"""docs/scenarios.md: its blocks are scenarios that load, its report is real, and no key is missing."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fakegithub.scenarios.language.grammar import STEP_KEYS, own_verbs, schema, verbs
from fakegithub.scenarios.language.scenario import load, validate
from fakegithub.scenarios.reports.text import render
from fakegithub.scenarios.running.run import Options, run

PAGE = (Path(__file__).parent.parent / "docs" / "scenarios.md").read_text("utf-8")

# What a block that is not a whole file stands in, by key: the block's own keys take the place of these.
AROUND = {
    "name": "name: A part of a file\n",
    "given": """\
given:
  users: [hubot]
  repositories: [{name: octocat/hello-world, files: {README.md: hi}}]
""",
    "steps": """\
steps:
- pull_request.open: {head: a-branch, files: {a.txt: a}}
  as: pr
""",
}


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)


YAML = blocks("yaml")
(REPORT,) = (block for block in blocks("text") if block.startswith("FAILED"))


def keys_of(block: str) -> set[str]:
    return set(re.findall(r"^(\w+):", block, re.MULTILINE))


def is_whole(block: str) -> bool:
    return keys_of(block) >= {"name", "steps"}


def as_file(block: str) -> str:
    """The block as a whole file: a list is further steps, other parts are further keys of the file."""
    own = keys_of(block)
    return "".join(text for key, text in AROUND.items() if key not in own) + block


def write(folder: Path, block: str) -> Path:
    for other in YAML:
        # A block that begins with a file's name is that file, for others to use.
        name = re.match(r"# ([\w/]+\.yaml)\n", other)
        if name is not None:
            (folder / name[1]).parent.mkdir(parents=True, exist_ok=True)
            (folder / name[1]).write_text(other, "utf-8")
    file = folder / "greeting.yaml"
    file.write_text(as_file(block), "utf-8")
    return file


def schema_keys(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        for key, value in part.items():
            if key == "properties":
                yield from value
            yield from schema_keys(value)
    elif isinstance(part, list):
        for item in part:
            yield from schema_keys(item)


def without_operations() -> dict[str, Any]:
    """The schema without the generated verbs, which the page leaves to `fakegithub operations`: that all of
    them are there, and run, is for test_scenarios_performing.py to show."""
    whole = copy.deepcopy(schema())
    step = whole["$defs"]["step"]
    own = {*STEP_KEYS, *own_verbs()}
    step["properties"] = {name: part for name, part in step["properties"].items() if name in own}
    return whole


KEYS = sorted(set(schema_keys(without_operations())))


@pytest.mark.parametrize("block", YAML, ids=lambda block: block.split("\n", 1)[0])
def test_every_yaml_block_is_valid(tmp_path: Path, block: str) -> None:
    assert [str(error) for error in validate(write(tmp_path, block))] == []


@pytest.mark.parametrize(
    "block",
    [block for block in YAML if is_whole(block) or block.startswith("- ")],
    ids=lambda block: block.split("\n", 1)[0],
)
def test_every_whole_file_and_every_list_of_steps_passes_with_the_sample_receiver(
    tmp_path: Path, block: str
) -> None:
    scenario = load(write(tmp_path, block))
    for product in scenario.products:
        report = run(scenario, product, Options(strict=True))
        assert report.passed, render(report)


@pytest.mark.parametrize("key", KEYS)
def test_every_key_of_the_schema_is_explained_and_shown(key: str) -> None:
    text = re.sub(r"^```.*?^```", "", PAGE, flags=re.DOTALL | re.MULTILINE)
    assert key in re.findall(r"`([^`\n]+)`", text)
    assert any(re.search(rf"(?<![\w.]){re.escape(key)}:", block) for block in YAML)


def test_the_tables_name_no_key_that_the_schema_does_not_have() -> None:
    first_cells = re.findall(r"^\| (?!`\$)((?:`[^`]+`[^|`]*)+) \|", PAGE, re.MULTILINE)
    named = {name for cell in first_cells for name in re.findall(r"`([^`]+)`", cell)}
    assert named - set(KEYS) == set()


def test_the_table_of_verbs_has_each_with_all_its_keys() -> None:
    rows = re.findall(r"^\| ([^|]+) \| ([^|]+) \| [^|]+ \|$", PAGE, re.MULTILINE)
    table = {
        verb: set(re.findall(r"`([^`]+)`", keys))
        for verbs_of_row, keys in rows
        for verb in re.findall(r"`([^`]+)`", verbs_of_row)
        if verb in own_verbs()
    }
    # owner and repo are not keys of `call`, but of the operations that it calls.
    table["call"] -= {"owner", "repo"}
    assert table == {verb: keys_of_verb(verb) for verb in own_verbs()}


def keys_of_verb(verb: str) -> set[str]:
    """Its keys, also where it may be said in one word instead."""
    part = verbs()[verb]
    return {key for each in [part, *part.get("anyOf", ())] for key in each.get("properties", {})}


def test_the_report_is_that_of_a_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, YAML[0])
    monkeypatch.chdir(tmp_path)
    report = run(
        load(Path("greeting.yaml")), "github.com", Options(receiver="scenario_receivers:wrong_state")
    )
    assert comparable(render(report)) == comparable(REPORT)


def comparable(report: str) -> str:
    """Without what differs from run to run: times, and shas, which depend on them."""
    return re.sub(r" *\d+\.\d+ s\b", " 0 s", re.sub(r"\b[0-9a-f]{40}\b", "SHA", report))
