"""Many runs, in this process and in others; choosing among them; what repeated ones show."""

from __future__ import annotations

import multiprocessing
import pickle
import re
import sys
from collections.abc import Callable, Iterable
from contextlib import closing
from itertools import product
from pathlib import Path

import pytest
from _pytest.mark.expression import Expression
from many_helpers import PLACE, write

from fakegithub.scenarios.language.scenario import load
from fakegithub.scenarios.reports.report import Failure, Report, StepResult
from fakegithub.scenarios.running.many import Case, Outcome, Problem, cases, run_here
from fakegithub.scenarios.running.repeats import repeated
from fakegithub.scenarios.running.run import Listener, Options
from fakegithub.scenarios.running.selection import SelectionError, select
from fakegithub.scenarios.running.workers import run_in_processes

# Selection

WORDS = ("push", "ping", "ghes-3.19")
EXPRESSIONS = (
    "push",
    "PUSH",
    "not push",
    "not not push",
    "push or ping and ghes-3.19",
    "(push or ping) and ghes-3.19",
    "not push and ping",
    "not (push and ping)",
    "push and ping or not ghes-3.19 and push",
    "(((ping)))",
    "pus and 3.19",
)


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_an_expression_selects_what_pytest_would_select_with_it(expression: str) -> None:
    for there in product((False, True), repeat=len(WORDS)):
        names = [word for word, is_there in zip(WORDS, there, strict=True) if is_there]

        def matches(wanted: str, /, names: Iterable[str] = names, **_: object) -> bool:
            return any(wanted.lower() in name for name in names)

        assert select(expression)(names) == Expression.compile(expression).evaluate(matches), names


def test_several_words_in_quotes_are_one() -> None:
    assert select("'pushed to' and \"or (not)\"")(["It is Pushed to, or (not) so"])
    assert not select("'to pushed'")(["pushed to"])


@pytest.mark.parametrize(
    ("expression", "column", "message"),
    [
        ("", 1, 'expected a word, "not" or "("'),
        ("push and", 9, 'expected a word, "not" or "("'),
        ("push ping", 6, 'expected "and", "or" or the end'),
        ("(push or ping", 14, 'expected ")"'),
        ("push)", 5, 'this ")" closes nothing'),
        ("or push", 1, 'expected a word, "not" or "("'),
        ("push and 'ping", 10, "this quotation mark is never closed"),
    ],
)
def test_an_expression_that_cannot_be_read_is_refused_with_its_place(
    expression: str, column: int, message: str
) -> None:
    with pytest.raises(SelectionError) as raised:
        select(expression)
    first, shown, mark = str(raised.value).split("\n")
    assert message in first
    assert first.endswith(f"at column {column}:")
    assert (shown, mark) == (f"  {expression}", " " * (column + 1) + "^")


# Cases


def test_cases_come_by_file_then_product_then_seed(tmp_path: Path) -> None:
    files = [write(tmp_path, "a", products="ghec, ghes-3.19"), write(tmp_path, "b")]
    scenarios = [load(file) for file in files]
    found = cases(scenarios, repeat=2, seed=5)
    assert [(Path(case.file).stem, case.product, case.seed) for case in found] == [
        (name, product, seed)
        for name, product in (("a", "ghec"), ("a", "ghes-3.19"), ("b", "github.com"))
        for seed in (5, 6)
    ]
    assert [case.number for case in found] == list(range(6))
    assert [case.product for case in cases(scenarios, ("ghe-2.15",))] == ["ghe-2.15", "ghe-2.15"]


# Running them

Runner = Callable[[list[Case], Options], list[Outcome]]


def here(todo: list[Case], options: Options) -> list[Outcome]:
    return list(run_here(todo, options, Listener()))


def elsewhere(todo: list[Case], options: Options) -> list[Outcome]:
    talk: list[str] = []
    outcomes = list(run_in_processes(todo, options, 2, talk=talk.append))
    assert talk == []
    assert multiprocessing.active_children() == []
    return sorted(outcomes, key=lambda outcome: outcome.case.number)


def using(receiver: str) -> Options:
    return Options(receiver=f"many_receivers:{receiver}", strict=True)


@pytest.mark.parametrize("run_all", [here, elsewhere])
def test_each_case_gets_its_own_report_with_its_seed(tmp_path: Path, run_all: Runner) -> None:
    todo = cases([load(write(tmp_path, name)) for name in ("a", "b", "c")], seed=3, repeat=2)
    outcomes = run_all(todo, using("good"))
    assert [outcome.case for outcome in outcomes] == todo
    for case, outcome in zip(todo, outcomes, strict=True):
        report = outcome.report
        assert report is not None
        assert (outcome.status, report.scenario, report.seed) == ("passed", case.scenario, case.seed)
        assert [delivery.event for delivery in report.deliveries] == ["ping", "issues.opened"]


def test_a_seed_decides_the_same_here_and_elsewhere(tmp_path: Path) -> None:
    todo = cases([load(write(tmp_path, "a"))], repeat=8)
    statuses = [[outcome.status for outcome in run(todo, using("flaky"))] for run in (here, elsewhere, here)]
    assert statuses[0] == statuses[1] == statuses[2]
    assert set(statuses[0]) == {"passed", "failed"}


@pytest.mark.parametrize("run_all", [here, elsewhere])
def test_an_error_of_one_run_is_its_outcome_and_the_others_go_on(tmp_path: Path, run_all: Runner) -> None:
    files = [write(tmp_path, name) for name in ("a", "b", "c")]
    todo = cases([load(file) for file in files])
    text = files[1].read_text("utf-8")
    files[1].write_text(text.replace("title: hello", "title: '${nobody.knows}'"), "utf-8")
    outcomes = run_all(todo, using("good"))
    assert [outcome.status for outcome in outcomes] == ["passed", "error", "passed"]
    problem = outcomes[1].problem
    assert problem is not None
    assert problem.misused
    assert re.match(rf"{re.escape(str(files[1]))}:6:\d+: .*nobody", str(problem))


def test_a_receiver_that_cannot_be_imported_is_the_problem_of_each_run(tmp_path: Path) -> None:
    (outcome,) = here(cases([load(write(tmp_path, "a"))]), Options(receiver="nowhere:app"))
    assert outcome.problem is not None
    assert outcome.problem.misused
    assert "the receiver nowhere:app cannot be imported" in outcome.message


@pytest.mark.parametrize(
    ("title", "ending"), [("a crash", "exit code 7"), ("a kill", "killed by SIGKILL")], ids=["exit", "signal"]
)
def test_a_process_that_ends_is_the_problem_of_its_run_alone(tmp_path: Path, title: str, ending: str) -> None:
    files = [write(tmp_path, str(number), title=title if number == 1 else "hello") for number in range(5)]
    outcomes = elsewhere(cases([load(file) for file in files]), using("crashing"))
    assert [outcome.status for outcome in outcomes] == ["passed", "error", "passed", "passed", "passed"]
    problem = outcomes[1].problem
    assert problem == Problem(
        f"the process of this run ended: {ending}", outcomes[1].case.file, misused=False
    )


def test_a_process_that_cannot_even_begin_is_a_problem_of_every_run_and_no_hang(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    todo = cases([load(write(tmp_path, name)) for name in ("a", "b", "c")])
    monkeypatch.setattr(
        "multiprocessing.spawn.get_command_line", lambda **_: [sys.executable, "-c", "raise SystemExit(3)"]
    )
    outcomes = elsewhere(todo, using("good"))
    assert [outcome.message for outcome in outcomes] == ["the process of this run ended: exit code 3"] * 3


def test_whoever_stops_listening_stops_all_processes(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    files = [write(tmp_path, "a"), write(tmp_path, "b", title="stuck"), write(tmp_path, "c", title="stuck")]
    todo = cases([load(file) for file in files])
    with closing(run_in_processes(todo, using("stuck"), 2, talk=pytest.fail)) as outcomes:
        assert next(outcomes).status == "passed"
        assert len(multiprocessing.active_children()) == 2
    assert multiprocessing.active_children() == []
    assert "Traceback" not in capfd.readouterr().err


@pytest.mark.parametrize("run_all", [here, elsewhere])
def test_what_an_app_prints_does_not_get_between_the_reports(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], run_all: Runner
) -> None:
    (outcome,) = run_all(cases([load(write(tmp_path, "a"))]), using("printing"))
    assert outcome.status == "passed"
    captured = capfd.readouterr()
    assert captured.out == ""
    assert captured.err == "the receiver prints\n"


def test_an_outcome_travels_between_processes_unchanged(tmp_path: Path) -> None:
    (outcome,) = here(cases([load(write(tmp_path, "a"))]), using("bad"))
    assert outcome.status == "failed"
    assert pickle.loads(pickle.dumps(outcome)) == outcome


def test_an_outcome_names_the_first_thing_that_is_wrong(tmp_path: Path) -> None:
    file = write(tmp_path, "a")
    (outcome,) = here(cases([load(file)]), using("bad"))
    assert outcome.place == f"{file}:{PLACE}"
    assert "\n" not in outcome.message
    assert outcome.report is not None
    assert outcome.report.steps[0].failures[0].message.startswith(outcome.message)


def test_a_problem_can_stand_among_reports(tmp_path: Path) -> None:
    (outcome,) = here(cases([load(write(tmp_path, "a"))], seed=9), Options(receiver="nowhere:app"))
    report = outcome.as_report()
    assert not report.passed
    assert (report.scenario, report.seed) == ("The a scenario", 9)
    assert "nowhere:app cannot be imported" in report.steps[0].failures[0].message


# Repeats


def outcome_of(number: int, message: str | None, place: str = "a.yaml:1:1") -> Outcome:
    failures = (Failure(place, message),) if message is not None else ()
    step = StepResult(1, "step", "a.yaml:1:1", "failed" if failures else "passed", 0.1, failures)
    report = Report("A", "a.yaml", "github.com", "bot:app", 0.1, (step,), seed=number)
    return Outcome(Case(number, "a.yaml", "A", "github.com", number), report)


def test_repeated_runs_are_grouped_by_what_failed_the_most_frequent_first() -> None:
    sha = "{:040x}"
    outcomes = [outcome_of(number, None) for number in range(94)]
    outcomes += [outcome_of(94, "no answer after 2.01 s")]
    outcomes += [outcome_of(n, f"wrong sha {sha.format(n)}, id {n + 1234567}") for n in (97, 95, 96)]
    outcomes += [outcome_of(98, "wrong sha " + sha.format(98), place="a.yaml:2:1")]
    outcomes += [outcome_of(99, "no answer after 2.57 s")]
    (found,) = repeated(outcomes)
    assert (found.runs, found.passed, found.flaky) == (100, 94, True)
    assert [kind.seeds for kind in found.kinds] == [(95, 96, 97), (94, 99), (98,)]
    assert found.kinds[1].message == "no answer after 2.01 s"


def test_what_never_passed_is_not_flaky_and_neither_is_what_always_did() -> None:
    assert not repeated([outcome_of(0, "bad"), outcome_of(1, "bad")])[0].flaky
    assert not repeated([outcome_of(0, None), outcome_of(1, None)])[0].flaky
