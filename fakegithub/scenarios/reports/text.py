"""A report as text: what a person reads to know in ten seconds whose fault it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from fakegithub.scenarios.language.matchers import one_line
from fakegithub.scenarios.reports.differences import explained
from fakegithub.scenarios.reports.report import (
    DeliveryLine,
    Failure,
    Field,
    Moment,
    Report,
    StepResult,
    Verdict,
)

# Colours a piece of text by what it says: "passed", "failed", "skipped", "verdict", "dim".
Paint = Callable[[str, str], str]
_WORDS = {"passed": "ok", "failed": "FAIL", "skipped": "skip"}
_FAULTS = {
    "receiver": "the receiver's fault",
    "setup": "a fault of the set-up",
    "scenario": "the scenario's fault",
    "fakegithub": "fakegithub's fault",
}
# Failures of the receiver's program or of the whole run, of which no delivery tells anything.
_OF_THE_PROGRAM = ("ended", "not_ready", "broken")
_COLUMN = 60
# Of what comes in hundreds, as when a bot answers itself, so many are shown.
_MOST_DELIVERIES = 12
_MOST_MOMENTS = 200


def plain(text: str, _: str) -> str:
    return text


def render(report: Report, paint: Paint = plain) -> str:
    """The whole report, with a newline at the end; details only of what failed."""
    lines = [heading(report, paint), *(step_line(step, paint) for step in report.steps)]
    for step in report.steps:
        told: tuple[DeliveryLine, ...] | None = None
        reason: Verdict | None = None
        for failure in step.failures:
            # What was delivered in a step is told once, though it belongs to all that failed there; and
            # so is what has made several things fail.
            known, tells = failure.verdict == reason, failure.deliveries != told
            lines += ["", *_failure(failure, step, paint, tells=tells, known=known)]
            told, reason = failure.deliveries, failure.verdict
    if not report.passed:
        lines += [
            "",
            "  timeline",
            *_timeline(report.timeline),
        ]
    if not report.passed and report.output:
        lines += ["", "  output of the receiver"]
        lines += [f"    {moment.offset:8.3f} s  {moment.what}" for moment in report.output]
    if not report.passed and report.needs:
        lines += ["", "  to pass it, a receiver needs", *(f"    - {need}" for need in report.needs)]
    lines += [f"  note: {note}" for note in report.notes]
    lines += [f"  kept in {report.kept}"] if report.kept else []
    return "\n".join(lines) + "\n"


def heading(report: Report, paint: Paint = plain) -> str:
    word = paint("PASSED", "passed") if report.passed else paint("FAILED", "failed")
    seed = f"seed {report.seed}, " if report.seed else ""
    where = paint(f"({report.file}, {report.product}, {seed}{report.seconds:.2f} s)", "dim")
    return f"{word}  {report.scenario} {where}"


def step_line(step: StepResult, paint: Paint = plain) -> str:
    number = f"{step.number:>2}" if step.number is not None else "  "
    word = paint(f"{_WORDS[step.status]:4}", step.status)
    took = paint(f"{step.seconds:.2f} s", "dim") if step.status != "skipped" else ""
    return f"  {word} {number}  {step.title:{_COLUMN}} {took}".rstrip()


def _failure(
    failure: Failure, step: StepResult, paint: Paint, *, tells: bool = True, known: bool = False
) -> list[str]:
    title = f"step {step.number}" if step.number is not None else step.title
    lines = [f"  {failure.place}: {title}: {paint(failure.message, 'failed')}".replace("\n", "\n    ")]
    if failure.verdict is not None:
        text = "for the same reason" if known else verdict_text(failure.verdict)
        lines.append(paint(f"    {text}", "verdict"))
    lines += _nearest(failure)
    if failure.fields:
        lines += _side_by_side(failure.fields, paint)
    if tells and (failure.deliveries or failure.kind not in _OF_THE_PROGRAM):
        lines += _deliveries(failure.deliveries)
    return lines


def failure_text(failure: Failure, step: StepResult) -> str:
    """What a report says of one failure."""
    return "\n".join(_failure(failure, step, plain))


def verdict_text(verdict: Verdict) -> str:
    """`looks like the receiver's fault: it answered …`."""
    return f"looks like {_FAULTS[verdict.fault]}: {verdict.says}"


def _nearest(failure: Failure) -> list[str]:
    if failure.nearest is not None:
        return [f"    {failure.relation}: {failure.nearest}"]
    if failure.relation != "nearest":
        return [f"    {failure.relation}: none of the calls, which could be {', '.join(failure.sought)}"]
    return ["    nearest: nothing came that is anything like it"] if failure.sought else []


def _side_by_side(fields: tuple[Field, ...], paint: Paint) -> list[str]:
    """Every field of the expectation beside what came; `!` marks those that differ."""
    rows = [(field, one_line(field.expected, _COLUMN), _actual(field)) for field in fields]
    name = max(len(field.name) for field in fields)
    expected = max(len("expected"), *(len(text) for _, text, _ in rows))
    lines = [f"      {'':{name}}    {'expected':{expected}}  actual"]
    for field, wanted, found in rows:
        mark, colour = (" ", "dim") if field.matches else ("!", "failed")
        lines.append(paint(f"    {mark} {field.name:{name}}    {wanted:{expected}}  {found}", colour))
        lines += [f"        {line}".rstrip() for line in explained(field, _COLUMN)]
    return lines


def _actual(field: Field) -> str:
    """What is short enough stands in its row; what is longer and differs is shown below it."""
    return one_line(field.actual, _COLUMN)


def _deliveries(deliveries: Sequence[DeliveryLine]) -> list[str]:
    lines = []
    for delivery in _most_telling(deliveries):
        lines.append(f"    {delivery}")
        if delivery.response:
            shown = delivery.response.replace("\n", "\n        ")
            lines.append(f"      the receiver answered: {shown}")
    if len(deliveries) > _MOST_DELIVERIES:
        lines.append(f"    … and {len(deliveries) - _MOST_DELIVERIES} more deliveries")
    return lines or ["    nothing was delivered in this step"]


def _most_telling(deliveries: Sequence[DeliveryLine]) -> list[DeliveryLine]:
    """The first ones, but those that have failed before all others."""
    if len(deliveries) <= _MOST_DELIVERIES:
        return list(deliveries)
    return sorted(deliveries, key=lambda delivery: delivery.status == "OK")[:_MOST_DELIVERIES]


def _timeline(moments: Sequence[Moment]) -> list[str]:
    lines = [f"    {moment.offset:8.3f} s  {moment.what}" for moment in moments]
    left_out = len(lines) - _MOST_MOMENTS
    if left_out <= 0:
        return lines
    half = _MOST_MOMENTS // 2
    return [*lines[:half], f"               … {left_out} more, which --json has …", *lines[-half:]]
