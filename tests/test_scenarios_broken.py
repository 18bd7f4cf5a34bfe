"""Scenario files with one mistake each, as people make them: what they are told, and that nothing is run.

Each file in tests/broken begins with what is expected: the place of the culprit and what is wrong there, in
the second line what would be right, and `# when: run` where only a run can tell. A place in another file has
its name.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from fakegithub.cli import main
from fakegithub.github import GitHub

FOLDER = Path(__file__).parent / "broken"
FILES = sorted(FOLDER.glob("*.yaml"))
_EXPECTED = re.compile(
    r"# (?:(?P<file>[\w./-]+\.yaml):)?(?P<place>\d+:\d+) (?P<wrong>.+)\n"
    r"# right: (?P<right>.+)\n(?P<when># when: run\n)?"
)
# Begins each problem that is told.
_PLACE = re.compile(r"\.yaml:\d+:\d+: ")


@dataclass(frozen=True, slots=True)
class Expected:
    place: str
    wrong: str
    right: str
    at_run: bool


def expected(file: Path) -> Expected:
    match = _EXPECTED.match(file.read_text("utf-8", errors="replace"))
    assert match is not None, f"{file} does not say what is expected"
    culprit = FOLDER / match["file"] if match["file"] else file
    return Expected(
        f"{culprit}:{match['place']}: ", match["wrong"], match["right"], match["when"] is not None
    )


def told(capsys: pytest.CaptureFixture[str]) -> str:
    """What is written to standard error. Nothing else is written, and no traceback."""
    written = capsys.readouterr()
    assert written.out == ""
    assert "Traceback" not in written.err
    return written.err


def assert_told_as_expected(file: Path, text: str) -> None:
    wanted = expected(file)
    assert wanted.place in text
    message = text.partition(wanted.place)[2]
    assert wanted.wrong in message
    assert wanted.right in message
    assert len(_PLACE.findall(text)) == 1, "one mistake is one problem"
    # A person reads it: neither the names of all operations nor an exception of Python.
    assert len(message) < 1000
    assert "Error:" not in message


@pytest.fixture(autouse=True)
def taken_url(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Where somebody else listens, for a receiver that would like to."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        monkeypatch.setenv("TAKEN_URL", f"http://127.0.0.1:{taken.getsockname()[1]}/")
        yield


def test_there_are_many_broken_files_of_many_kinds() -> None:
    assert len(FILES) > 150
    assert {file.stem.partition("-")[0] for file in FILES} == {
        *("yaml", "top", "receiver", "given", "steps", "step", "use", "expect", "run")
    }


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_validate_tells_what_is_wrong_where_and_what_would_be_right(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main(["validate", str(file)])
    text = told(capsys)
    if expected(file).at_run:
        assert (code, text) == (0, "1 file checked, no problems\n")
        return
    assert code == 2
    assert text.endswith("\n1 file checked, 1 problem\n")
    assert_told_as_expected(file, text)


@pytest.mark.parametrize(
    "file", [file for file in FILES if not expected(file).at_run], ids=lambda file: file.stem
)
def test_a_broken_file_is_not_run(
    file: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    served: list[GitHub] = []
    monkeypatch.setattr(GitHub, "serve", lambda github, *_: served.append(github))
    assert main(["run", str(file)]) == 2
    assert_told_as_expected(file, told(capsys))
    assert served == []


@pytest.mark.parametrize(
    "file", [file for file in FILES if expected(file).at_run], ids=lambda file: file.stem
)
def test_what_only_a_run_can_tell_ends_it_without_a_report(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["run", str(file)]) == 2
    assert_told_as_expected(file, told(capsys))
