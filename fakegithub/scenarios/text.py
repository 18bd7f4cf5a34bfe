"""A report as text: what a person reads to know in ten seconds whose fault it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from fakegithub.scenarios.report import DeliveryLine, Failure, Field, Report, StepResult

# Colours a piece of text by what it says: "passed", "failed", "skipped", "dim".
Paint = Callable[[str, str], str]
_WORDS = {"passed": "ok", "failed": "FAIL", "skipped": "skip"}
_COLUMN = 60


def plain(text: str, _: str) -> str:
    return text


def render(report: Report, paint: Paint = plain) -> str:
    """The whole report, with a newline at the end; details only of what failed."""
    lines = [heading(report, paint), *(step_line(step, paint) for step in report.steps)]
    for step in report.steps:
        for failure in step.failures:
            lines += ["", *_failure(failure, step, paint)]
    if not report.passed:
        lines += [
            "",
            "  timeline",
            *(f"    {moment.offset:8.3f} s  {moment.what}" for moment in report.timeline),
        ]
    lines += [f"  note: {note}" for note in report.notes]
    return "\n".join(lines) + "\n"


def heading(report: Report, paint: Paint = plain) -> str:
    word = paint("PASSED", "passed") if report.passed else paint("FAILED", "failed")
    where = paint(f"({report.file}, {report.product}, {report.seconds:.2f} s)", "dim")
    return f"{word}  {report.scenario} {where}"


def step_line(step: StepResult, paint: Paint = plain) -> str:
    number = f"{step.number:2}" if step.number is not None else "  "
    word = paint(f"{_WORDS[step.status]:4}", step.status)
    took = paint(f"{step.seconds:.2f} s", "dim") if step.status != "skipped" else ""
    return f"  {word} {number}  {step.title:{_COLUMN}} {took}".rstrip()


def _failure(failure: Failure, step: StepResult, paint: Paint) -> list[str]:
    title = f"step {step.number}" if step.number is not None else step.title
    lines = [f"  {failure.place}: {title}: {paint(failure.message, 'failed')}".replace("\n", "\n    ")]
    if failure.fields:
        lines += _side_by_side(failure.fields, failure.nearest, paint)
    elif failure.nearest:
        lines.append(f"    nearest: {failure.nearest}")
    lines += _deliveries(failure.deliveries)
    return lines


def _side_by_side(fields: tuple[Field, ...], nearest: str | None, paint: Paint) -> list[str]:
    """Every field of the expectation beside what came nearest; `!` marks those that differ."""
    name = max(len(field.name) for field in fields)
    expected = min(_COLUMN, max(len("expected"), *(len(field.expected) for field in fields)))
    lines = [f"    nearest: {nearest or 'nothing came that is anything like it'}"]
    lines.append(f"      {'':{name}}    {'expected':{expected}}  actual")
    for field in fields:
        mark, colour = (" ", "dim") if field.matches else ("!", "failed")
        row = f"    {mark} {field.name:{name}}    {field.expected:{expected}}  {field.actual}"
        lines.append(paint(row, colour))
    return lines


def _deliveries(deliveries: Iterable[DeliveryLine]) -> list[str]:
    lines = []
    for delivery in deliveries:
        lines.append(f"    {delivery}")
        if delivery.response:
            shown = delivery.response.replace("\n", "\n        ")
            lines.append(f"      the receiver answered: {shown}")
    return lines or ["    nothing was delivered in this step"]
