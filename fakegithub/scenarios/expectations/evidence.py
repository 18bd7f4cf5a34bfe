"""What an expectation is judged by: the world, what came since the step began, and whose it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from fakegithub.errors import ScenarioError
from fakegithub.github import GitHub
from fakegithub.handles import IssueHandle, PullRequestHandle
from fakegithub.journal import Call
from fakegithub.model.hooks import Delivery
from fakegithub.products import Product
from fakegithub.scenarios.expectations.since import Since
from fakegithub.scenarios.language.matchers import almost, described, is_matcher, matches, shown
from fakegithub.scenarios.language.references import Scope, Unresolved
from fakegithub.scenarios.language.source import Path, Source
from fakegithub.scenarios.reports.astray import astray
from fakegithub.scenarios.reports.report import CallLine, DeliveryLine, Failure, Field
from fakegithub.spec import MISSING

_EXCERPT = 300
_LISTED = 10
_REFUSED = 400


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
    fits = matches(expected, actual)
    literal = _literal(expected)
    wanted = literal if literal is not None else described(expected, None)
    found = actual if isinstance(actual, str) else shown(actual, None)
    if fits:
        return [Field(name, wanted, found, True)]
    if wanted == found:  # "1" and 1
        wanted, found = f"{wanted} ({_kind(expected)})", f"{found} ({_kind(actual)})"
        return [Field(name, wanted, found, False)]
    literally = literal is not None and isinstance(actual, str)
    return [Field(name, wanted, found, False, literally, almost(expected, actual))]


def _literal(expected: Any) -> str | None:
    """The text that is expected, and nothing else."""
    if isinstance(expected, Mapping) and list(expected) == ["equals"]:
        expected = expected["equals"]
    return expected if isinstance(expected, str) else None


def _kind(value: Any) -> str:
    kinds = {str: "a text", bool: "true or false", int: "a number", float: "a number", type(None): "null"}
    return kinds.get(type(value), "not the same kind")


def call_line(call: Call, product: Product | None = None) -> CallLine:
    """With `product`, also why it reached no operation."""
    return CallLine(
        number=call.number,
        operation=call.operation,
        method=call.method,
        path=call.path,
        by=call.actor,
        status=call.status,
        parameters=dict(call.parameters),
        fault=call.fault,
        message=answered(call),
        astray=astray(call, product) if product is not None else None,
        ended=call.ended,
    )


def answered(call: Call) -> str | None:
    """What an answer of 400 or more says, in one line; `errors` are the details of GitHub's 422."""
    if call.status < _REFUSED:
        return None
    try:
        body = call.json
    except ValueError:
        body = None
    if not isinstance(body, Mapping):
        text = " ".join(call.response.decode(errors="replace").split())
        return _excerpt(text) or None
    return told(str(body.get("message", "")), body.get("errors"))


def told(message: str, errors: Any) -> str | None:
    """A message of GitHub's with its details, in one line."""
    details = [_error(error) for error in errors] if isinstance(errors, list) else [str(errors or "")]
    detailed = "; ".join(detail for detail in details if detail)
    line = " ".join(message.split())
    return _excerpt(f"{line} ({detailed})" if detailed else line) or None


def _error(error: Any) -> str:
    """https://docs.github.com/rest/using-the-rest-api/troubleshooting-the-rest-api#validation-failed"""
    if not isinstance(error, Mapping):
        return str(error)
    where = ".".join(str(error[key]) for key in ("resource", "field") if error.get(key))
    told = error.get("message") or error.get("code") or ""
    return f"{where}: {told}" if where else str(told)


def _excerpt(text: str) -> str:
    return text if len(text) <= _EXCERPT else f"{text[: _EXCERPT - 1]}…"


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
        response=_excerpt(body),
        attempt=delivery.attempt,
        fault=delivery.fault,
        signed=any(name.lower().startswith("x-hub-signature") for name, _ in delivery.request_headers),
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


def listed(lines: Sequence[str]) -> str:
    """Lines below a message, and how many more there are: a bot that answers itself makes hundreds."""
    shown_lines = [
        *lines[:_LISTED],
        *([f"… and {len(lines) - _LISTED} more"] if len(lines) > _LISTED else []),
    ]
    return "".join(f"\n  {line}" for line in shown_lines)


def number_of(found: int, least: int, most: int | None, fitting: int) -> str:
    """`expected exactly 1, 2 came`. Of those that are `fitting`, other items may need some."""
    wanted = "none" if most == 0 else f"exactly {most}" if most is not None else f"at least {least}"
    if most is None and fitting >= least:
        others = "the one that fits is" if fitting == 1 else f"the {fitting} that fit are"
        return f"expected {wanted}, {found or 'none'} left: {others} needed by other items"
    return f"expected {wanted}, {found or 'none'} came"
