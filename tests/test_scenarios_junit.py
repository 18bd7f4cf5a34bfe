"""JUnit XML, as its readers want it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from xml.etree import ElementTree

from test_scenarios_verdicts import report_of

from fakegithub.scenarios.reports.junit import render_junit
from fakegithub.scenarios.reports.report import Moment
from fakegithub.scenarios.running.many import Case, Outcome, Problem


def parsed(*reports: object) -> ElementTree.Element:
    return ElementTree.fromstring(render_junit(reports))  # type: ignore[arg-type]


def test_a_scenario_is_a_suite_and_a_run_of_it_a_case(tmp_path: Path) -> None:
    good, bad = report_of(tmp_path, "good"), report_of(tmp_path, "wrong_field")
    root = parsed(good, replace(bad, product="ghes-3.19"), replace(good, scenario="Another"))
    assert root.tag == "testsuites"
    counts = ("tests", "failures", "errors", "skipped")
    assert [root.get(key) for key in counts] == ["3", "1", "0", "0"]
    first, second = root.findall("testsuite")
    assert [first.get(key) for key in counts] == ["2", "1", "0", "0"]
    assert (first.get("name"), second.get("name")) == ("A test", "Another")
    assert [case.get("name") for case in first] == ["A test [github.com]", "A test [ghes-3.19]"]
    assert first.get("timestamp") == good.started
    assert datetime.fromisoformat(first.get("timestamp", "")).tzinfo is not None
    assert float(first.get("time", "")) >= float(first[0].get("time", ""))


def test_a_case_says_what_was_not_met_and_where(tmp_path: Path) -> None:
    (case,) = parsed(report_of(tmp_path, "wrong_field")).iter("testcase")
    assert case.get("file") == str(tmp_path / "test.yaml")
    assert case.get("line") == "12"
    failure = case.find("failure")
    assert failure is not None
    assert failure.get("type") == "wrong_field"
    assert failure.get("message") == "commit status ci: expected success, but [failure]"
    assert "looks like the receiver's fault: " in (failure.text or "")
    properties = {entry.get("name"): entry.get("value") for entry in case.iter("property")}
    assert properties == {"product": "github.com", "receiver": "blamed_receivers:wrong_field", "seed": "0"}


def test_system_out_has_the_steps_the_timeline_and_the_output(tmp_path: Path) -> None:
    report = replace(report_of(tmp_path, "good"), output=(Moment(0.5, "listening"),), notes=("a note",))
    (case,) = parsed(report).iter("testcase")
    assert case.find("failure") is None
    out = case.findtext("system-out", "")
    assert re.search(r"ok +1 +pull_request.open", out)
    assert "call #1 repos/create-commit-status" in out
    assert "0.500 s  listening" in out
    assert "note: a note" in out


def test_what_could_not_be_run_is_an_error(tmp_path: Path) -> None:
    problem = Problem("the receiver cannot be imported", "broken.yaml:3:1")
    outcome = Outcome(Case(0, "broken.yaml", "Broken", "github.com", 5), problem=problem)
    root = parsed(outcome.as_report())
    assert (root.get("failures"), root.get("errors")) == ("0", "1")
    (case,) = root.iter("testcase")
    assert (case.get("name"), case.get("line")) == ("Broken [github.com, seed 5]", "3")
    error = case.find("error")
    assert error is not None
    assert "cannot be imported" in error.get("message", "")


def test_what_xml_cannot_hold_is_replaced(tmp_path: Path) -> None:
    report = replace(report_of(tmp_path, "good"), scenario='A "<&>\x1b[31m scenario', file="a/b/c.yaml")
    (case,) = parsed(report).iter("testcase")
    assert case.get("name") == 'A "<&>\ufffd[31m scenario [github.com]'
    assert case.get("classname") == "a.b.c"
