"""A mistake in a receiver makes a scenario fail, and the report names it; a harmless change does not."""

from __future__ import annotations

import pytest
from receiver_edits import Mistake, changed
from receiver_mistakes import MISTAKES, PAGE, failed_step, page, row, rows_of, text_of
from receiver_variations import VARIATIONS, Variation

from fakegithub.scenarios.language.library import names
from fakegithub.scenarios.reports.text import render

ON_PAGE = rows_of(PAGE.read_text("utf-8")) if PAGE.exists() else {}
STALE = "docs/mistakes.md is stale: run `python tests/receiver_mistakes.py`"


@pytest.mark.parametrize("scenario", sorted({mistake.scenario for mistake in MISTAKES}))
def test_the_sample_receiver_passes_as_it_is(scenario: str) -> None:
    report = changed(scenario)
    assert report.passed, render(report)


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.name)
def test_a_mistake_makes_a_scenario_fail_and_the_report_names_it(mistake: Mistake) -> None:
    report = changed(mistake.scenario, *mistake.changes)
    assert not report.passed
    step = failed_step(report)
    told = text_of(step)
    assert [phrase for phrase in mistake.says if phrase not in told] == [], told
    faults = [failure.verdict.fault for failure in step.failures if failure.verdict is not None]
    assert len(faults) == len(step.failures)
    # Somebody who reads only the verdicts looks at the receiver, or at how it is set up.
    assert mistake.fault in faults
    assert set(faults) <= {"receiver", mistake.fault}
    assert ON_PAGE.get(mistake.name) == row(mistake, report), STALE


def test_the_page_has_all_mistakes_and_nothing_else() -> None:
    assert sorted(ON_PAGE) == sorted(mistake.name for mistake in MISTAKES), STALE
    assert PAGE.read_text("utf-8") == page(ON_PAGE, len(VARIATIONS)), STALE


def test_there_are_forty_mistakes_and_each_has_a_name_of_its_own() -> None:
    assert len({mistake.name for mistake in MISTAKES}) == len(MISTAKES) >= 40


def test_each_ready_made_scenario_finds_a_mistake() -> None:
    assert {mistake.scenario for mistake in MISTAKES} == set(names())


@pytest.mark.parametrize(
    ("variation", "scenario"),
    [(variation, scenario) for variation in VARIATIONS for scenario in variation.scenarios.split()],
    ids=lambda value: getattr(value, "name", value),
)
def test_a_harmless_change_makes_no_scenario_fail(variation: Variation, scenario: str) -> None:
    report = changed(scenario, *variation.changes, patient=variation.patient)
    assert report.passed, render(report)
