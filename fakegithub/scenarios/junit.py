"""Reports as JUnit XML: a test suite for each scenario and product, a test case for each step.

https://github.com/testmoapp/junitxml describes what the readers of this format agree on.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from xml.etree import ElementTree

from fakegithub.scenarios.report import Report, StepResult
from fakegithub.scenarios.text import render

# Characters that XML 1.0 cannot hold: https://www.w3.org/TR/xml/#charsets
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render_junit(reports: Iterable[Report]) -> bytes:
    """One UTF-8 document for all reports."""
    root = ElementTree.Element("testsuites", name="fakegithub")
    for report in reports:
        root.append(_suite(report))
    _sum_up(root, list(root))
    ElementTree.indent(root)
    text = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'.encode()


def _suite(report: Report) -> ElementTree.Element:
    suite = ElementTree.Element(
        "testsuite", name=_clean(f"{report.scenario} [{report.product}]"), file=report.file
    )
    for step in report.steps:
        suite.append(_case(report, step))
    suite.set("tests", str(len(report.steps)))
    for kind in ("failures", "skipped"):
        word = "failed" if kind == "failures" else "skipped"
        suite.set(kind, str(sum(step.status == word for step in report.steps)))
    suite.set("errors", "0")
    suite.set("time", f"{report.seconds:.3f}")
    if not report.passed:
        ElementTree.SubElement(suite, "system-out").text = _clean(render(report))
    return suite


def _case(report: Report, step: StepResult) -> ElementTree.Element:
    number = f"{step.number}. " if step.number is not None else ""
    file, line = step.place.rsplit(":", 2)[:2]
    case = ElementTree.Element(
        "testcase",
        name=_clean(f"{number}{step.title}"),
        classname=_clean(f"{report.scenario} [{report.product}]"),
        file=file,
        line=line,
        time=f"{step.seconds:.3f}",
    )
    if step.failures:
        # Readers show one failure for a case; it has all that was not met.
        failure = ElementTree.SubElement(
            case, "failure", type="expectation", message=_clean(step.failures[0].message)
        )
        failure.text = _clean("\n".join(f"{found.place}: {found.message}" for found in step.failures))
    if step.status == "skipped":
        ElementTree.SubElement(case, "skipped")
    return case


def _sum_up(root: ElementTree.Element, suites: list[ElementTree.Element]) -> None:
    for key in ("tests", "failures", "skipped", "errors"):
        root.set(key, str(sum(int(suite.get(key, "0")) for suite in suites)))
    root.set("time", f"{sum(float(suite.get('time', '0')) for suite in suites):.3f}")


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("\ufffd", text)
