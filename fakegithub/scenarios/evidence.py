"""What an expectation is judged by: the world, what came since the step began, and whose it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from fakegithub.errors import ScenarioError
from fakegithub.github import GitHub
from fakegithub.handles import IssueHandle, PullRequestHandle
from fakegithub.journal import Call
from fakegithub.model.hooks import Delivery
from fakegithub.scenarios.matchers import described, is_matcher, matches, shown
from fakegithub.scenarios.references import Scope, Unresolved
from fakegithub.scenarios.report import CallLine, DeliveryLine, Failure, Field
from fakegithub.scenarios.since import Since
from fakegithub.scenarios.source import Path, Source
from fakegithub.spec import MISSING

_EXCERPT = 300


@dataclass(slots=True)
class Evidence:
    """`subject` is the pull request or issue that is meant; `claimed` are the calls that some item of
    `calls` has asked for, by number."""

    github: GitHub
    source: Source
    scope: Scope
    since: Since
    subject: IssueHandle | None = None
    claimed: set[int] = field(default_factory=set)

    def resolved(self, value: Any, path: Path) -> Any:
        """`value` without references. Raises ScenarioError for one that leads nowhere."""
        try:
            return self.scope.resolve(value)
        except Unresolved as error:
            raise self.source.error(str(error), path) from error

    def failure(self, path: Path, message: str, **details: Any) -> Failure:
        return Failure(place=self.source.place(path), message=message, **details)

    def issue(self, path: Path) -> IssueHandle:
        if self.subject is None:
            raise self.no_subject(path, "pull request or issue")
        return self.subject

    def pull_request(self, path: Path) -> PullRequestHandle:
        if not isinstance(self.subject, PullRequestHandle):
            raise self.no_subject(path, "pull request")
        return self.subject

    def no_subject(self, path: Path, kind: str) -> ScenarioError:
        return self.source.error(
            f"there is no {kind} here that this could be about",
            path,
            key=True,
            hint="Open one in an earlier step, or name it with `of`.",
        )

    @property
    def calls(self) -> list[Call]:
        return self.since.new_calls(self.github)

    @property
    def deliveries(self) -> list[Delivery]:
        return self.since.new_deliveries(self.github)

    def is_open(self, delivery: Delivery) -> bool:
        return is_open(self.github, delivery)


def is_open(github: GitHub, delivery: Delivery) -> bool:
    """Whether a delivery is still on its way. One that is in the log but not yet in the queue is, too."""
    return delivery.status == "queued" or any(delivery is other for other in github.hooks.open)


def compared(name: str, expected: Any, actual: Any) -> list[Field]:
    """The fields of `expected` beside those of `actual`; of a plain mapping each key is one."""
    if isinstance(expected, Mapping) and not is_matcher(expected) and isinstance(actual, Mapping):
        return [
            field
            for key, value in expected.items()
            for field in compared(f"{name}.{key}" if name else key, value, actual.get(key, MISSING))
        ]
    return [Field(name, described(expected), shown(actual), matches(expected, actual))]


def call_line(call: Call) -> CallLine:
    return CallLine(
        number=call.number,
        operation=call.operation,
        method=call.method,
        path=call.path,
        by=call.actor,
        status=call.status,
        parameters=dict(call.parameters),
        fault=call.fault,
    )


def delivery_line(delivery: Delivery) -> DeliveryLine:
    # What an app in this process has raised is the most telling; its last line says what it was.
    body = delivery.response_body.decode(errors="replace") or (delivery.error or "").strip().split("\n")[-1]
    return DeliveryLine(
        event=event_name(delivery),
        guid=delivery.guid,
        url=delivery.shown_url,
        status=delivery.status,
        status_code=delivery.status_code,
        duration=delivery.duration,
        response=body if len(body) <= _EXCERPT else f"{body[: _EXCERPT - 1]}…",
        attempt=delivery.attempt,
        fault=delivery.fault,
    )


def event_name(delivery: Delivery) -> str:
    return f"{delivery.event}.{delivery.action}" if delivery.action else delivery.event


def counted(item: Mapping[str, Any]) -> tuple[int, int | None]:
    """The least and the greatest number (None: any) that an item asks for with count, at_least, never."""
    if item.get("never"):
        return 0, 0
    if "count" in item:
        return item["count"], item["count"]
    return item.get("at_least", 1), None


def number_of(found: int, least: int, most: int | None) -> str:
    """`2 came, expected exactly 1`."""
    wanted = "none" if most == 0 else f"exactly {most}" if most is not None else f"at least {least}"
    return f"expected {wanted}, {found or 'none'} came"
