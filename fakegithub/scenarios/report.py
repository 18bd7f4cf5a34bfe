"""What a run has shown: the steps with their failures, the deliveries, the calls, the timeline.

A report is plain data, and has no secret in it: `redacted` is the last thing done to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, fields, is_dataclass, replace
from typing import Any, TypeVar, cast

T = TypeVar("T")
MASK = "********"
# The forms of GitHub's own tokens, and of keys in PEM.
_TOKENS = re.compile(
    r"\b(?:gh[oprsu]_|github_pat_)[A-Za-z0-9_.\-]{10,}|-----BEGIN [A-Z ]+-----[^-]+-----END [A-Z ]+-----"
)


@dataclass(frozen=True, slots=True)
class Field:
    """One field of an expectation beside what was there, both as text."""

    name: str
    expected: str
    actual: str
    matches: bool


@dataclass(frozen=True, slots=True)
class CallLine:
    """One call that the receiver made. `operation` is None where the document has none; `fault` says
    what went wrong on purpose."""

    number: int
    operation: str | None
    method: str
    path: str
    by: str | None
    status: int
    parameters: dict[str, Any]
    fault: str | None = None

    def __str__(self) -> str:
        name = f"{self.operation}  " if self.operation else ""
        by = f" by {self.by}" if self.by else ""
        fault = f" (fault: {self.fault})" if self.fault else ""
        return f"call #{self.number} {name}{self.method} {self.path}{by} -> {self.status}{fault}"


@dataclass(frozen=True, slots=True)
class DeliveryLine:
    """One delivery and how the receiver answered it. `duration` is in seconds; `fault` says what went
    wrong on purpose."""

    event: str
    guid: str
    url: str
    status: str
    status_code: int | None
    duration: float
    response: str
    attempt: int = 1
    fault: str | None = None

    def __str__(self) -> str:
        code = f"{self.status_code} " if self.status_code is not None else ""
        again = f" (attempt {self.attempt})" if self.attempt > 1 else ""
        fault = f" (fault: {self.fault})" if self.fault else ""
        ended = f"{code}{self.status} in {self.duration:.2f} s"
        return f"delivery {self.event} to {self.url}{again} -> {ended}{fault}"


@dataclass(frozen=True, slots=True)
class Failure:
    """An expectation that was not met.

    `fields` set the expectation beside `nearest`, what comes nearest to it. `final` says that
    waiting cannot mend it.
    """

    place: str
    message: str
    fields: tuple[Field, ...] = ()
    nearest: str | None = None
    final: bool = False
    deliveries: tuple[DeliveryLine, ...] = ()


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that happened, `offset` seconds after the run began."""

    offset: float
    what: str


@dataclass(frozen=True, slots=True)
class StepResult:
    """`status` is passed, failed or skipped; `seconds` how long the step and its expectations took."""

    number: int | None  # None for what is expected at the end
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

    @property
    def passed(self) -> bool:
        return all(step.status == "passed" for step in self.steps)


def redacted(value: T, secrets: Iterable[str]) -> T:
    """A copy of plain data in which every secret, and all that looks like a token, is masked."""
    # The longest first, for one may be part of another.
    known = sorted({secret for secret in secrets if secret}, key=len, reverse=True)
    pattern = re.compile("|".join([re.escape(secret) for secret in known] + [_TOKENS.pattern]))
    return cast("T", _redacted(value, pattern))


def _redacted(value: Any, pattern: re.Pattern[str]) -> Any:
    if isinstance(value, str):
        return pattern.sub(MASK, value)
    if isinstance(value, dict):
        return {_redacted(key, pattern): _redacted(item, pattern) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(_redacted(item, pattern) for item in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{f.name: _redacted(getattr(value, f.name), pattern) for f in fields(value)})
    return value
