"""What GitHub Actions is told. The oracle is a parser written after the runner's own, ActionCommand.cs."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from test_scenarios_verdicts import report_of

from fakegithub.cli import main
from fakegithub.scenarios.reports.annotations import annotated, in_actions, shielded, summary
from fakegithub.scenarios.reports.report import Failure, Report, StepResult

SCENARIO = """\
name: "100%: a, b"
given:
  repositories: [{name: octocat/hello-world, files: {a: b}, hooks: [{events: [pull_request]}]}]
steps:
  - pull_request.open: {head: greeting, files: {c: d}}
    expect: {statuses: {ci: success}}
"""


def command(line: str) -> tuple[str, dict[str, str], str] | None:
    """Name, properties and data of a line, as the runner reads it; None for one that is no command.

    https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs (TryParseV2)
    """
    text = line.lstrip()
    end = text.find("::", 2)
    if not text.startswith("::") or end < 0:
        return None
    name, _, listed = text[2:end].partition(" ")
    pairs = (part.split("=", 1) for part in listed.strip().split(",") if part)
    properties = {key: unescaped(value, ":,") for key, value in pairs}
    return name, properties, unescaped(text[end + 2 :], "")


def unescaped(text: str, more: str) -> str:
    for character in f"\r\n{more}%":
        text = text.replace(f"%{ord(character):02X}", character)
    return text


def failing(place: str, message: str, **fields: object) -> Report:
    failure = Failure(place, message)
    step = StepResult(1, "a step", place, "failed", 0.0, (failure,))
    return Report("A test", "test.yaml", "github.com", "app", 0.0, (step,), **fields)  # type: ignore[arg-type]


def test_each_failure_is_an_annotation_at_its_place(tmp_path: Path) -> None:
    report = report_of(tmp_path, "wrong_field", "{statuses: {ci: success}, labels: [bug]}")
    first, second = (command(line) for line in annotated(report, {"GITHUB_WORKSPACE": str(tmp_path)}))
    assert first is not None
    name, properties, message = first
    assert name == "error"
    assert properties == {
        "file": "test.yaml",
        "line": "12",
        "col": "25",
        "title": "A test [github.com]: step 1",
    }
    assert "commit status ci: expected success" in message
    assert "\n  looks like the receiver's fault: its call #1" in message
    assert second is not None
    assert "labels: expected [bug]" in second[2]


@pytest.mark.parametrize(
    "text", ["50% of it", "a\nb\r\nc", "x: y, z", "::error::no", "%0A is no line break", "ü✓"]
)
def test_a_text_comes_out_as_it_went_in(text: str) -> None:
    report = failing(
        "a.yaml:1:1",
        text,
    )
    (line,) = annotated(replace(report, scenario=text), {})
    assert "\n" not in line
    assert "\r" not in line
    found = command(line)
    assert found is not None
    assert found[1]["title"] == f"{text} [github.com]: step 1"
    assert "".join(text.split()) in "".join(found[2].split())


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ("{root}/tests/a.yaml:3:5", {"file": "tests/a.yaml", "line": "3", "col": "5"}),
        # The ready-made scenarios of an installed package lie outside of the repository.
        ("/usr/lib/fakegithub/pr_opened.yaml:3:5", {}),
        ("no place at all", {}),
    ],
)
def test_only_files_of_the_repository_are_annotated(
    tmp_path: Path, place: str, expected: dict[str, str]
) -> None:
    report = failing(place.format(root=tmp_path), "no")
    (line,) = annotated(report, {"GITHUB_WORKSPACE": str(tmp_path)})
    found = command(line)
    assert found is not None
    assert {key: value for key, value in found[1].items() if key != "title"} == expected


def test_a_passed_run_has_no_annotation(tmp_path: Path) -> None:
    assert annotated(report_of(tmp_path, "good")) == []


def obeyed(text: str) -> list[str]:
    """The commands that the runner carries out, in the order of the lines."""
    found, token = [], None
    for line in text.splitlines():
        parsed = command(line)
        if parsed is None:
            found += ["legacy"] if "##[" in line and token is None else []
        elif token is not None:
            token = None if parsed[0] == token else token
        elif parsed[0] == "stop-commands":
            token = parsed[2]
        else:
            found.append(parsed[0])
    assert token is None
    return found


def test_what_a_receiver_answers_is_no_command() -> None:
    text = "answered: \n    ::set-output name=a::b\n  ##[add-path]/tmp\n::stop-commands::mine\nend"
    assert obeyed(text.rpartition("::stop")[0]) == ["set-output", "legacy"]
    assert obeyed(shielded(text)) == []
    assert obeyed(f"{shielded(text)}::error::after it") == ["error"]
    assert shielded("a::b\n a: c\n") == "a::b\n a: c\n"


def test_the_summary_is_a_table_that_nothing_breaks_out_of(tmp_path: Path) -> None:
    good = replace(report_of(tmp_path, "good"), scenario="A | B <b>`c`</b>\nd")
    bad = replace(report_of(tmp_path, "commands"), scenario="Bad", notes=("```", "````"))
    text = summary([good, bad])
    assert text.startswith("### fakegithub: 1 of 2 runs passed\n")
    rows = [line for line in text.splitlines() if line.startswith("| ") and "scenario" not in line]
    assert [len(re.split(r"(?<!\\)\|", row)) for row in rows] == [8, 8]
    assert r"A \| B \<b\>\`c\`\</b\> d" in rows[0]
    assert "looks like the receiver's fault" in rows[1]
    # The report stands in a fence that is longer than any in it.
    assert text.count("`````") == 2
    assert text.count("<details>") == 1


def test_a_summary_stays_below_the_limit_of_a_step(tmp_path: Path) -> None:
    # 1 MiB: docs.github.com, "Step isolation and limits".
    bad = replace(report_of(tmp_path, "crash"), notes=("x" * 300_000,))
    text = summary([bad] * 5)
    assert len(text.encode()) < 1024 * 1024
    assert text.endswith("The other failures are in the log.\n")
    assert text.count("| ❌ |") == 5


@pytest.mark.parametrize(
    ("actions", "options", "stream"),
    [
        (False, [], None),
        (True, [], "out"),
        (True, ["--no-annotations"], None),
        (True, ["--json"], None),
        (True, ["--json", "--annotations"], "err"),
        (False, ["--annotations"], "out"),
    ],
)
def test_when_annotations_are_written_and_where(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    actions: bool,
    options: list[str],
    stream: str | None,
) -> None:
    file, told = tmp_path / "test.yaml", tmp_path / "summary.md"
    file.write_text(SCENARIO, "utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GITHUB_ACTIONS", "true" if actions else "false")
    monkeypatch.setenv("GITHUB_WORKSPACE", str(tmp_path))
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(told))
    assert main(["run", "test.yaml", "--receiver", "blamed_receivers:commands", *options]) == 1
    captured = capsys.readouterr()
    found = {
        name: [line for line in text.splitlines() if line.startswith("::error file=test.yaml,line=6,")]
        for name, text in (("out", captured.out), ("err", captured.err))
    }
    assert {name: len(lines) for name, lines in found.items()} == {
        "out": int(stream == "out"),
        "err": int(stream == "err"),
    }
    assert told.exists() is (stream is not None)
    if actions and "--json" not in options:
        # The receiver's answer has a command in it, which the report shows.
        assert "::error::not mine" in captured.out
        assert obeyed(captured.out) == (["error"] if stream == "out" else [])


def test_actions_are_known_by_their_variable() -> None:
    assert in_actions({"GITHUB_ACTIONS": "true"})
    assert not in_actions({})
