"""`fakegithub run` with many runs: choosing, stopping, repeating, watching; what it shows and how it ends."""

from __future__ import annotations

import json
import os
import pty
import re
import shlex
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from xml.etree import ElementTree

import click
import pytest
from many_helpers import PLACE, write

from fakegithub.cli import main
from fakegithub.cli.scenarios import run as run_command
from fakegithub.cli.watching import State, watch, watched

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "running.md").read_text("utf-8")
USING = "many_receivers:{}".format
TIME = re.compile(r"\d+\.\d\d s")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Three scenarios, in the working directory."""
    monkeypatch.chdir(tmp_path)
    for name in ("first", "second", "third"):
        write(tmp_path, name)
    return tmp_path


def names_in(out: str) -> list[str]:
    return re.findall(r"^\w+  The (\w+) scenario", out, re.MULTILINE)


def timeless(text: str) -> str:
    return TIME.sub("0 s", text)


# Choosing


@pytest.mark.parametrize(
    ("expression", "left"),
    [
        ("second", ["second"]),
        ("second.yaml", ["second"]),
        ("not 'the second scenario'", ["first", "third"]),
        ("github.com and (first or third)", ["first", "third"]),
    ],
)
def test_k_chooses_by_name_file_and_product(
    folder: Path, capsys: pytest.CaptureFixture[str], expression: str, left: list[str]
) -> None:
    assert main(["run", ".", "--receiver", USING("good"), "-k", expression]) == 0
    captured = capsys.readouterr()
    assert names_in(captured.out) == left
    if len(left) > 1:
        assert timeless(captured.err) == f"{len(left)} passed, {3 - len(left)} deselected in 0 s\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["-k", "first and"], "Invalid value for -k: expected a word"),
        (["-k", "fourth"], "-k fourth fits none of 3 runs. --list lists them."),
        (["-n", "0"], '"0" is neither "auto" nor a number from 1.'),
        (["-n", "many"], '"many" is neither "auto" nor a number from 1.'),
        (["-n", "2", "--port", "8080"], "--port fixes one port"),
        (["--repeat", "0"], "0 is not in the range x>=1"),
        (["--maxfail", "0"], "0 is not in the range x>=1"),
    ],
)
def test_wrong_usage_exits_with_2_and_runs_nothing(
    folder: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    assert main(["run", ".", *arguments]) == 2
    captured = capsys.readouterr()
    assert message in captured.err
    assert captured.out == ""


def test_a_wrong_expression_is_shown_with_its_place(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["run", ".", "-k", "first and"])
    assert capsys.readouterr().err.endswith("at column 10:\n  first and\n           ^\n")


def test_list_runs_nothing_and_says_what_would_be_run(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["run", "third.yaml", ".", "third.yaml", "--list", "--product", "ghec", "--repeat", "2"]
    assert main([*arguments, "--receiver", "nowhere:app", "-k", "third"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "third.yaml  ghec  The third scenario",
        "third.yaml  ghec  The third scenario  seed 1",
    ]
    assert main([*arguments, "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [(row["file"], row["seed"]) for row in rows] == [
        (name, seed) for name in ("third.yaml", "first.yaml", "second.yaml") for seed in (0, 1)
    ]


def test_hidden_folders_are_not_looked_into(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in (".github", "more"):
        (folder / name).mkdir()
        write(folder / name, f"in{name[-4:]}")
    assert main(["run", ".", "--list"]) == 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == [
        "first.yaml",
        "more/inmore.yaml",
        "second.yaml",
        "third.yaml",
    ]


# Stopping, and the exit code


@pytest.mark.parametrize("processes", [[], ["-n", "1"]], ids=["here", "elsewhere"])
@pytest.mark.parametrize(
    ("stop", "failed"), [(["-x"], 1), (["--maxfail", "2"], 2), ([], 3)], ids=["x", "maxfail", "never"]
)
def test_a_run_of_many_stops_when_enough_have_failed(
    folder: Path, capsys: pytest.CaptureFixture[str], processes: list[str], stop: list[str], failed: int
) -> None:
    assert main(["run", ".", "--receiver", USING("bad"), *stop, *processes]) == 1
    captured = capsys.readouterr()
    assert captured.out.count("FAILED  The") == failed
    lines = timeless(captured.err).splitlines()
    places = [f"FAILED  {name}.yaml:{PLACE} (github.com): " for name in ("first", "second", "third")]
    assert lines[0] == ""
    assert [line[: len(place)] for line, place in zip(lines[1:-1], places[:failed], strict=True)] == places[
        :failed
    ]
    not_run = f", {3 - failed} not run" if failed < 3 else ""
    assert lines[-1] == f"{failed} failed{not_run} in 0 s"


def test_an_error_is_told_apart_from_a_failure_and_exits_with_2(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    second = folder / "second.yaml"
    # There is no issue 7: that can only be seen when the scenario runs.
    text = second.read_text("utf-8").replace("issue.open: {title: hello}", "issue.close: {issue: 7}")
    second.write_text(text, "utf-8")
    junit = folder / "report.xml"
    assert main(["run", ".", "--receiver", USING("bad"), "--json", "--junit", str(junit)]) == 2
    captured = capsys.readouterr()
    document = json.loads(captured.out)
    assert document["passed"] is False
    assert [report["scenario"] for report in document["reports"]] == [
        "The first scenario",
        "The third scenario",
    ]
    (error,) = document["errors"]
    assert error["place"].startswith("second.yaml:6:")
    assert (error["file"], error["product"], error["seed"]) == ("second.yaml", "github.com", 0)
    assert (document["summary"]["failed"], document["summary"]["errors"]) == (2, 1)
    assert captured.err.count("error: second.yaml:6:") == 1
    assert timeless(captured.err).endswith("2 failed, 1 error in 0 s\n")
    suites = ElementTree.parse(junit).findall("testsuite")
    found = [
        [kind for kind in ("failure", "error") if suite.find(f"testcase/{kind}") is not None]
        for suite in suites
    ]
    assert found == [["failure"], ["error"], ["failure"]]


def test_a_process_that_crashes_exits_with_1(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(folder, "second", title="a crash")
    assert main(["run", ".", "--receiver", USING("crashing"), "-n", "2"]) == 1
    err = capsys.readouterr().err
    assert "error: second.yaml: the process of this run ended: exit code 7\n" in err
    assert timeless(err).endswith("1 error, 2 passed in 0 s\n")


def test_all_that_is_wrong_with_any_file_is_said_before_anything_runs(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "second.yaml").write_text("name: x\nsteps:\n  - nothing: {}\n", "utf-8")
    arguments = ["run", ".", "nowhere.yaml", "--receiver", USING("good")]
    assert main(arguments) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert 'second.yaml:3:5: unknown key "nothing"' in captured.err
    assert 'there is no file and no ready-made scenario "nowhere.yaml"' in captured.err
    assert main([*arguments, "--json"]) == 2
    captured_again = capsys.readouterr()
    assert captured_again.err == captured.err
    document = json.loads(captured_again.out)
    assert (document["passed"], document["reports"]) == (False, [])
    assert sorted(error["place"] for error in document["errors"]) == ["", "second.yaml:3:5"]
    assert all(error["message"] and error["hint"] for error in document["errors"])


# What is shown


def test_of_many_a_passed_run_is_a_line_unless_asked_for_more(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["run", "first.yaml", "second.yaml", "--receiver", USING("good")]
    assert main(arguments) == 0
    assert timeless(capsys.readouterr().out).splitlines() == [
        "PASSED  The first scenario (first.yaml, github.com, 0 s)",
        "PASSED  The second scenario (second.yaml, github.com, 0 s)",
    ]
    assert main([*arguments, "-v"]) == 0
    assert capsys.readouterr().out.count("  ok    1  issue.open") == 2


def test_processes_show_each_run_as_it_ends_and_write_them_by_file(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["run", ".", "--receiver", USING("good"), "-n", "2"]) == 0
    captured = capsys.readouterr()
    assert sorted(names_in(captured.out)) == ["first", "second", "third"]
    assert timeless(captured.err) == "3 passed in 0 s\n"
    assert main(["run", ".", "--receiver", USING("good"), "-n", "auto", "--json"]) == 0
    reports = json.loads(capsys.readouterr().out)["reports"]
    assert [report["file"] for report in reports] == ["first.yaml", "second.yaml", "third.yaml"]


def test_durations_shows_the_slowest_steps(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", ".", "--receiver", USING("good"), "--durations", "2"]) == 0
    *slowest, _ = capsys.readouterr().err.splitlines()
    seconds = [float(line.split(" s  ")[0]) for line in slowest]
    assert len(seconds) == 2
    assert seconds == sorted(seconds, reverse=True)
    assert all(
        re.fullmatch(r" +\d\.\d\d s  \w+\.yaml:6:5 \(github\.com\): issue\.open", line) for line in slowest
    )


@pytest.mark.parametrize(
    ("arguments", "no_color", "colored"),
    [([], "", False), (["--color"], "", True), (["--color"], "1", True), (["--no-color"], "", False)],
)
def test_color_is_as_asked_for(
    folder: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    no_color: str,
    colored: bool,
) -> None:
    monkeypatch.setenv("NO_COLOR", no_color)
    assert main(["run", ".", "--receiver", USING("good"), *arguments]) == 0
    captured = capsys.readouterr()
    assert ("\x1b[32mPASSED\x1b[0m" in captured.out) is colored
    assert ("\x1b[32m3 passed\x1b[0m" in captured.err) is colored


@contextmanager
def on_a_terminal(*arguments: str, **environment: str) -> Iterator[tuple[int, str, str]]:
    """The exit code, what came to standard output, a pipe, and what came to standard error, a terminal."""
    ours, theirs = pty.openpty()
    try:
        with subprocess.Popen(
            [sys.executable, "-m", "fakegithub", *arguments],
            stdout=subprocess.PIPE,
            stderr=theirs,
            env={**surroundings(), "TERM": "xterm", "COLUMNS": "100", **environment},
        ) as process:
            os.close(theirs)
            shown = b""
            while True:
                try:
                    part = os.read(ours, 4096)
                except OSError:  # the other end is closed: https://man7.org/linux/man-pages/man7/pty.7.html
                    break
                if not part:
                    break
                shown += part
            assert process.stdout is not None
            out = process.stdout.read().decode()
        yield process.returncode, out, shown.decode()
    finally:
        os.close(ours)


def surroundings() -> dict[str, str]:
    """The environment of a process that finds the receivers of the tests."""
    paths = (str(ROOT), str(ROOT / "tests"), os.environ.get("PYTHONPATH", ""))
    known = {key: value for key, value in os.environ.items() if key not in ("NO_COLOR", "FORCE_COLOR")}
    return {**known, "PYTHONPATH": os.pathsep.join(path for path in paths if path), "PYTHONUNBUFFERED": "1"}


@pytest.mark.parametrize("processes", [[], ["-n", "2"]], ids=["here", "elsewhere"])
def test_on_a_terminal_many_runs_have_a_bar_that_does_not_touch_standard_output(
    folder: Path, processes: list[str]
) -> None:
    with on_a_terminal("run", ".", "--receiver", USING("printing"), *processes) as (code, out, shown):
        assert code == 0
        assert sorted(names_in(out)) == ["first", "second", "third"]
        assert len(out.splitlines()) == 3
        assert "\x1b" not in out
        assert "3/3" in shown
        assert "━" in shown
        assert shown.count("the receiver prints") == 3
        assert "\x1b[32m3 passed" in shown


def test_on_a_terminal_a_single_run_shows_its_steps_and_no_color_is_heard(folder: Path) -> None:
    with on_a_terminal("run", "first.yaml", "--receiver", USING("good"), NO_COLOR="1") as (code, out, shown):
        assert code == 0
        assert out.startswith("PASSED  The first scenario")
        assert "✓" in shown
        assert "issue.open" in shown
        assert not re.search(r"\x1b\[[0-9;]*3[0-7]m", shown)


# Repeating


def test_repeat_finds_what_is_flaky_and_the_command_that_it_names_shows_it_again(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["run", "first.yaml", "--receiver", USING("flaky"), "--repeat", "12", "--seed", "100"]
    assert main([*arguments, "-n", "2", "--json"]) == 1
    captured = capsys.readouterr()
    document = json.loads(captured.out)
    failed = [report["seed"] for report in document["reports"] if not report["passed"]]
    assert [report["seed"] for report in document["reports"]] == list(range(100, 112))
    assert 0 < len(failed) < 12
    (group,) = document["repeats"]
    assert (group["runs"], group["passed"], group["flaky"]) == (12, 12 - len(failed), True)
    (kind,) = group["failures"]
    assert (kind["seeds"], kind["place"]) == (failed, f"first.yaml:{PLACE}")
    lines = captured.err.splitlines()
    assert lines[1] == (
        f"FLAKY   The first scenario (first.yaml, github.com): passed {12 - len(failed)} of 12 times"
    )
    assert lines[2].startswith(f"  {len(failed)} times: first.yaml:{PLACE}: ")
    assert lines[3] == f"    seeds {', '.join(map(str, failed))}"
    assert lines[4] == (
        f"    again: fakegithub run first.yaml --product github.com --seed {failed[0]} "
        "--receiver many_receivers:flaky"
    )
    for seed in range(100, 112):
        again = [word if word != str(failed[0]) else str(seed) for word in kind["again"].split()[1:]]
        assert main(again) == (1 if seed in failed else 0)


def test_of_failures_that_come_again_only_the_first_is_shown_in_full(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["run", "first.yaml", "--receiver", USING("bad"), "--repeat", "3", "--secret", "s3cret"]) == 1
    captured = capsys.readouterr()
    assert captured.out.count("FAILED  The first scenario") == 3
    assert captured.out.count("  timeline") == 1
    assert captured.out.count(f"  as before: first.yaml:{PLACE}: ") == 2
    assert ", seed 2, " in captured.out
    assert "FAILED  The first scenario (first.yaml, github.com): passed 0 of 3 times" in captured.err
    assert "--receiver many_receivers:bad --secret …" in captured.err
    assert "s3cret" not in captured.out + captured.err


# Ctrl-C


@contextmanager
def started(*arguments: str) -> Iterator[subprocess.Popen[str]]:
    """`fakegithub` in a process group of its own, as a terminal has it."""
    with subprocess.Popen(
        [sys.executable, "-m", "fakegithub", *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=surroundings(),
        start_new_session=True,
    ) as process:
        try:
            yield process
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)


def read_until(process: subprocess.Popen[str], wanted: str) -> list[str]:
    """The lines on standard error up to the one with `wanted` in it."""
    assert process.stderr is not None
    lines = []
    for line in process.stderr:
        lines.append(line)
        if wanted in line:
            return lines
    raise AssertionError(f"{wanted} was never said: {''.join(lines)}")


@pytest.mark.parametrize("processes", [[], ["-n", "2"]], ids=["here", "elsewhere"])
@pytest.mark.parametrize("to_all", [True, False], ids=["terminal", "kill"])
def test_ctrl_c_ends_all_processes_and_sums_up_what_has_ended(
    folder: Path, processes: list[str], to_all: bool
) -> None:
    write(folder, "second", title="stuck")
    with started("run", ".", "--receiver", USING("stuck"), *processes) as process:
        read_until(process, "the receiver is stuck")
        if to_all:
            os.killpg(process.pid, signal.SIGINT)
        else:
            process.send_signal(signal.SIGINT)
        # It ends only when nobody holds the other end of the pipes any more.
        out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert set(names_in(out)) <= {"first", "third"}
    assert len(names_in(out)) == len(out.splitlines())
    lines = err.splitlines()
    assert lines[0] == "interrupted"
    assert re.fullmatch(r"(\d passed, )?\d not run in \d+\.\d\d s", lines[-1])
    assert "Traceback" not in err


def test_an_interrupted_run_prints_no_document(folder: Path) -> None:
    write(folder, "second", title="stuck")
    with started("run", ".", "--receiver", USING("stuck"), "--json", "--junit", "report.xml") as process:
        read_until(process, "the receiver is stuck")
        os.killpg(process.pid, signal.SIGINT)
        out, _ = process.communicate(timeout=60)
    assert (process.returncode, out) == (130, "")
    assert not (folder / "report.xml").exists()


def test_processes_end_when_the_one_that_started_them_is_killed(folder: Path) -> None:
    write(folder, "second", title="stuck")
    with started("run", "second.yaml", "--receiver", USING("stuck"), "-n", "1") as process:
        read_until(process, "the receiver is stuck")
        process.kill()
        _, err = process.communicate(timeout=60)
    assert process.returncode == -signal.SIGKILL
    assert "Traceback" not in err


# Watching


class Wait:
    """Does one thing after the other while the watch waits, and then Ctrl-C."""

    def __init__(self, *things: Callable[[], object]) -> None:
        self._things = iter(things)

    def __call__(self) -> None:
        thing = next(self._things, None)
        if thing is None:
            raise KeyboardInterrupt
        thing()


def nothing() -> None:
    """Goes on while nothing changes."""


def test_watch_runs_again_after_each_change_and_says_what_it_was(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "bot").mkdir()
    bot = folder / "bot" / "web.py"
    wait = Wait(
        lambda: bot.write_text("app = 1\n"),
        nothing,
        lambda: (folder / "notes.txt").write_text("nothing to do with it"),
        lambda: (folder / "first.yaml").write_text(""),
        lambda: write(folder, "first", title="saved in two steps"),
        nothing,
        lambda: [(folder / "second.yaml").unlink(), write(folder, "fourth")],
        nothing,
    )
    runs: list[int] = []
    assert watch(lambda: runs.append(1), lambda: watched(["."]), wait) == 0
    assert len(runs) == 4
    headers = re.findall(r"run (\d): (.*?) ─", capsys.readouterr().err)
    assert headers == [
        ("1", "watching"),
        ("2", "bot/web.py is new"),
        ("3", "first.yaml changed"),
        ("4", "fourth.yaml and 1 more changed"),
    ]


def test_what_changes_while_it_runs_makes_it_run_again(folder: Path) -> None:
    runs: list[int] = []

    def run() -> None:
        runs.append(1)
        if len(runs) == 1:
            write(folder, "first", title="saved meanwhile")

    assert watch(run, lambda: watched(["first.yaml"]), Wait(nothing)) == 0
    assert len(runs) == 2


def test_watched_are_the_scenarios_and_the_sources_but_not_what_others_keep_there(
    folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    write(elsewhere, "far")
    (elsewhere / "far.py").touch()
    for file in ("bot.py", "a/bot.mjs", ".git/x.py", "node_modules/y.js", "a/env/pyvenv.cfg", "a/env/z.py"):
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        (folder / file).touch()
    found: State = watched([str(elsewhere), "first.yaml", "pr_opened", "nowhere"])
    ready_made = {file for file in found if file.endswith("pr_opened.yaml")}
    assert len(ready_made) == 1
    assert found.keys() - ready_made == {
        "a/bot.mjs",
        "bot.py",
        "first.yaml",
        "second.yaml",
        "third.yaml",
        str(elsewhere / "far.yaml"),
    }


BOT = """\
async def app(scope, receive, send):
    while (await receive()).get("more_body"):
        pass
    await send({{"type": "http.response.start", "status": {status}, "headers": []}})
    await send({{"type": "http.response.body", "body": b""}})
"""


def test_watch_goes_on_after_broken_and_failed_files_and_ends_with_ctrl_c(folder: Path) -> None:
    for name in ("second", "third"):
        (folder / f"{name}.yaml").unlink()
    good = (folder / "first.yaml").read_text("utf-8")
    (folder / "first.yaml").write_text("name: broken\n", "utf-8")
    bot = folder / "watched_bot.py"
    bot.write_text(BOT.format(status=500), "utf-8")
    with started("run", "first.yaml", "--receiver", "watched_bot:app", "--watch") as process:
        told = "".join(read_until(process, "2 files watched, Ctrl-C ends it"))
        assert "run 1: watching" in told
        assert "first.yaml:1:1: " in told
        (folder / "first.yaml").write_text(good, "utf-8")
        told = "".join(read_until(process, "2 files watched"))
        assert "run 2: first.yaml changed" in told
        assert "error" not in told
        bot.write_text(BOT.format(status=200) + "# better\n", "utf-8")
        told = "".join(read_until(process, "2 files watched"))
        assert "run 3: watched_bot.py changed" in told
        os.killpg(process.pid, signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert process.returncode == 0
    assert re.findall(r"^(\w+)  The first scenario", out, re.MULTILINE) == ["FAILED", "PASSED"]
    assert err == ""


def test_ctrl_c_while_a_watched_run_goes_on_ends_both(folder: Path) -> None:
    write(folder, "first", title="stuck")
    with started("run", "first.yaml", "--receiver", USING("stuck"), "--watch") as process:
        read_until(process, "the receiver is stuck")
        os.killpg(process.pid, signal.SIGINT)
        _, err = process.communicate(timeout=60)
    assert process.returncode == 0
    assert "Traceback" not in err


# The schema and the ready-made scenarios


def test_schema_prints_the_schema_or_says_where_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema"]) == 0
    printed = capsys.readouterr().out
    assert json.loads(printed) == json.loads((ROOT / "schemas" / "scenario.schema.json").read_text("utf-8"))
    assert main(["schema", "--path"]) == 0
    assert Path(capsys.readouterr().out.removesuffix("\n")).read_text("utf-8") == printed


# The help and the page


def options_of(command: click.Command) -> list[click.Option]:
    return [parameter for parameter in command.params if isinstance(parameter, click.Option)]


OPTIONS = [option for option in options_of(run_command) if option.opts != ["--help"]]


@pytest.mark.parametrize("option", OPTIONS, ids=lambda option: option.name)
def test_every_option_of_run_has_an_example_in_the_help_and_stands_on_the_page(option: click.Option) -> None:
    spellings = [*option.opts, *option.secondary_opts]
    examples = (run_command.epilog or "").splitlines()
    assert any(
        re.search(rf"(?<!\S){re.escape(spelling)}(?!\S)", line) for spelling in spellings for line in examples
    )
    assert all(f"`{spelling}" in PAGE for spelling in spellings)


def commands_on_the_page() -> list[str]:
    blocks = re.findall(r"^```text\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
    return [
        re.split(r" {2,}", line)[0].removeprefix("fakegithub run ")
        for block in blocks
        for line in block.splitlines()
        if line.startswith("fakegithub run ")
    ]


@pytest.mark.parametrize("arguments", commands_on_the_page())
def test_every_command_on_the_page_can_be_parsed(arguments: str) -> None:
    words = shlex.split(arguments.split(" > ")[0])
    with run_command.make_context("run", words) as context:
        assert context.params["scenarios"]


def test_a_file_that_can_only_be_used_is_no_run_of_its_folder(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    parts = folder / "common"
    parts.mkdir()
    (parts / "label.yaml").write_text(
        "name: a label\nparameters: {name: null}\nsteps:\n  - label.create: {name: '${name}'}\n", "utf-8"
    )
    assert main(["run", ".", "--list"]) == 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == [
        "first.yaml",
        "second.yaml",
        "third.yaml",
    ]
    assert main(["run", "common/label.yaml", "--list"]) == 0
    assert main(["run", "common", "--list"]) == 2
    assert "only used by others" in capsys.readouterr().err
