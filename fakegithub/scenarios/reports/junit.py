"""Reports as JUnit XML: a test suite for each scenario, a test case for each of its runs.

https://github.com/testmoapp/junitxml describes what the readers of this format agree on. A case's `file`
and `line` lead to what was not met; without the case of each step, a case has the same name in every run.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import groupby
from xml.etree import ElementTree

from fakegithub.scenarios.reports.report import Failure, Report, StepResult
from fakegithub.scenarios.reports.text import failure_text, step_line

# Characters that XML 1.0 cannot hold: https://www.w3.org/TR/xml/#charsets
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_COUNTS = ("tests", "failures", "errors", "skipped")
_BROKEN = "broken"


def render_junit(reports: Iterable[Report]) -> bytes:
    """One UTF-8 document for all reports; those of one file that follow each other are one suite."""
    root = ElementTree.Element("testsuites", name="fakegithub")
    for _, runs in groupby(reports, key=lambda report: (report.file, report.scenario)):
        root.append(_suite(list(runs)))
    for key in _COUNTS:
        root.set(key, str(sum(int(suite.get(key, "0")) for suite in root)))
    root.set("time", f"{sum(float(suite.get('time', '0')) for suite in root):.3f}")
    ElementTree.indent(root)
    text = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'.encode()


def _suite(reports: list[Report]) -> ElementTree.Element:
    first = reports[0]
    suite = ElementTree.Element("testsuite", name=_clean(first.scenario))
    for report in reports:
        suite.append(_case(report))
    counts = {
        "tests": len(reports),
        "failures": len(suite.findall("testcase/failure")),
        "errors": len(suite.findall("testcase/error")),
        "skipped": 0,
    }
    for key in _COUNTS:
        suite.set(key, str(counts[key]))
    suite.set("time", f"{sum(report.seconds for report in reports):.3f}")
    if first.started:
        suite.set("timestamp", first.started)
    suite.set("file", first.file)
    return suite


def _case(report: Report) -> ElementTree.Element:
    found = [(step, failure) for step in report.steps for failure in step.failures]
    place = found[0][1].place if found else report.steps[0].place if report.steps else report.file
    seed = f", seed {report.seed}" if report.seed else ""
    case = ElementTree.Element(
        "testcase",
        name=_clean(f"{report.scenario} [{report.product}{seed}]"),
        # Readers show the last part of it, or make folders of its parts.
        classname=_clean(re.sub(r"\.ya?ml$", "", report.file).replace("/", ".").strip(".")),
        time=f"{report.seconds:.3f}",
        file=report.file,
        line=_line(place),
    )
    properties = ElementTree.SubElement(case, "properties")
    for name in ("product", "receiver", "seed"):
        value = _clean(str(getattr(report, name)))
        ElementTree.SubElement(properties, "property", name=name, value=value)
    if found:
        case.append(_failed(found))
    ElementTree.SubElement(case, "system-out").text = _clean(_told(report))
    return case


def _failed(found: list[tuple[StepResult, Failure]]) -> ElementTree.Element:
    """All that was not met, as one: readers show one failure for a case."""
    _, first = found[0]
    kind = "error" if first.kind == _BROKEN else "failure"
    reason = first.verdict.cause if first.verdict is not None else first.kind
    element = ElementTree.Element(kind, type=reason, message=_clean(first.message))
    element.text = _clean("\n\n".join(failure_text(failure, step) for step, failure in found))
    return element


def _told(report: Report) -> str:
    """The steps, the timeline, and what the receiver's program has written."""
    lines = [step_line(step) for step in report.steps]
    for title, moments in (("timeline", report.timeline), ("output of the receiver", report.output)):
        if moments:
            lines += ["", f"  {title}", *(f"    {moment.offset:8.3f} s  {moment.what}" for moment in moments)]
    return "\n".join([*lines, *(f"  note: {note}" for note in report.notes)]) + "\n"


def _line(place: str) -> str:
    match = re.search(r":(\d+):\d+$", place)
    return match[1] if match else "1"


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("\ufffd", text)
