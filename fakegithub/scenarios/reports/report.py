"""What a run has shown: the steps with their failures, the deliveries, the calls, the timeline.

A report is plain data, and has no secret in it: `redacted` (masking.py) is the last thing done to it.
The fields' names are the keys of `--json`, which programs rely on: docs/reports.md explains each.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from fakegithub.scenarios.reports.masking import MASK, redacted

__all__ = [
    "MASK",
    "CallLine",
    "DeliveryLine",
    "Failure",
    "Field",
    "Moment",
    "Report",
    "StepResult",
    "Verdict",
    "as_document",
    "redacted",
]


@dataclass(frozen=True, slots=True)
class Field:
    """One field of an expectation beside what was there, both as text, whole.

    `literal` says that the one text should have been the other, so that they can be set against each
    other character by character; `hint` that they differ in very little.
    """

    name: str
    expected: str
    actual: str
    matches: bool
    literal: bool = False
    hint: str | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whose fault a failure looks to be, and why.

    `fault` is receiver, setup (secret, address, token), scenario or fakegithub; `cause` is one of the names
    in blame.py, for programs; `says` is for people.
    """

    fault: str
    cause: str
    says: str


@dataclass(frozen=True, slots=True)
class CallLine:
    """One call that the receiver made. `operation` is None where the document has none; `fault` says
    what went wrong on purpose; `message` is what an answer of 400 or more said, `astray` why the call
    reached no operation that is modelled, and `ended` how the token that was used had ended."""

    number: int
    operation: str | None
    method: str
    path: str
    by: str | None
    status: int
    parameters: dict[str, Any]
    fault: str | None = None
    message: str | None = None
    astray: str | None = None
    ended: str | None = None

    def __str__(self) -> str:
        name = f"{self.operation}  " if self.operation else ""
        by = f" by {self.by}" if self.by else ""
        fault = f" (fault: {self.fault})" if self.fault else ""
        message = f" {' '.join(self.message.split())}" if self.message and not self.fault else ""
        return f"call #{self.number} {name}{self.method} {self.path}{by} -> {self.status}{message}{fault}"


@dataclass(frozen=True, slots=True)
class DeliveryLine:
    """One delivery and how the receiver answered it. `duration` is in seconds; `fault` says what went
    wrong on purpose; `signed` is false for a hook without a secret."""

    event: str
    guid: str
    url: str
    status: str
    status_code: int | None
    duration: float
    response: str
    attempt: int = 1
    fault: str | None = None
    signed: bool = True

    def __str__(self) -> str:
        code = f"{self.status_code} " if self.status_code is not None else ""
        again = f" (attempt {self.attempt})" if self.attempt > 1 else ""
        fault = f" (fault: {self.fault})" if self.fault else ""
        ended = f"{code}{self.status} in {self.duration:.2f} s"
        return f"delivery {self.event} to {self.url}{again} -> {ended}{fault}"


@dataclass(frozen=True, slots=True)
class Failure:
    """An expectation that was not met.

    `kind` is missing (too little came), surplus (too much came), different (something is not as it
    should be), delivery, unsettled or refused (the step's own act). `fields` set the expectation beside
    `nearest`: what comes nearest to it, or what `relation` says. `sought` are the operations of which
    there was no call. `final` says that waiting cannot mend it.
    """

    place: str
    message: str
    fields: tuple[Field, ...] = ()
    nearest: str | None = None
    final: bool = False
    deliveries: tuple[DeliveryLine, ...] = ()
    kind: str = "different"
    call: int | None = None  # the number of the call that is `nearest`
    relation: str = "nearest"
    sought: tuple[str, ...] = ()
    verdict: Verdict | None = None


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that happened, `offset` seconds after the run began."""

    offset: float
    what: str


@dataclass(frozen=True, slots=True)
class StepResult:
    """`status` is passed, failed or skipped; `seconds` how long the step and its expectations took."""

    number: str | None  # "3.2" within the third; None for what is expected at the end
    title: str
    place: str
    status: str
    seconds: float
    failures: tuple[Failure, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """One scenario, run once for one product."""

    scenario: str
    file: str
    product: str
    receiver: str
    seconds: float
    steps: tuple[StepResult, ...]
    deliveries: tuple[DeliveryLine, ...] = ()
    calls: tuple[CallLine, ...] = ()
    timeline: tuple[Moment, ...] = ()
    notes: tuple[str, ...] = field(default=())
    started: str = ""  # ISO 8601, UTC
    kept: str = ""  # the folder that `--keep` made for this run
    seed: int = 0
    needs: tuple[str, ...] = ()  # what a receiver must be able to do to pass it, in words
    output: tuple[Moment, ...] = ()  # what a receiver started by `command` has written, line by line

    @property
    def passed(self) -> bool:
        return all(step.status == "passed" for step in self.steps)


def as_document(report: Report) -> dict[str, Any]:
    """What stands in `--json` and in report.json for one run."""
    return {"passed": report.passed, **asdict(report)}
