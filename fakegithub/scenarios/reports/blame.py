"""The causes of failures, as a table: whose fault each is, and how it is found.

The order is the theory: what nobody can work around comes first (fakegithub itself, a delivery that never
arrived), then what makes everything after it go wrong (a call that was refused, a crash), and last what
can only be said when all else was well (a wrong field, silence).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from fakegithub.scenarios.language.matchers import one_line
from fakegithub.scenarios.reports.report import CallLine, DeliveryLine, Failure

_READING = ("GET", "HEAD")
_MOVED = (301, 302, 307, 308)
_REFUSED = 400
_LAST_WRITES = 3
_SHOWN = 60
_RECEIVERS = {"missing", "different", "order", "delivery"}


@dataclass(frozen=True, slots=True)
class Case:
    """What is known of a failure: the calls and the deliveries of its step, without those deliveries that
    went wrong on purpose (`disturbed`), and what the hooks want. `within` is how long it was waited,
    `repositories` what the deliveries are about, `commits` what is known of a sha, and `sha1_only` whether
    the product signs so."""

    failure: Failure
    calls: tuple[CallLine, ...]
    deliveries: tuple[DeliveryLine, ...]
    disturbed: tuple[DeliveryLine, ...]
    wanted: str
    within: Any = None
    repositories: frozenset[str] = frozenset()
    commits: Mapping[str, str] = field(default_factory=dict)
    sha1_only: bool = False

    @property
    def call(self) -> CallLine | None:
        """The call that is nearest to what was expected, if it is one of the same operation."""
        if self.failure.call is None or any(not f.matches and f.name in _WHICH for f in self.failure.fields):
            return None
        return next((call for call in self.calls if call.number == self.failure.call), None)

    @property
    def broken(self) -> Iterator[DeliveryLine]:
        return (delivery for delivery in self.deliveries if delivery.status != "OK")


_WHICH = ("operation", "path", "method")
Find = Callable[[Case], "str | None"]


# What each cause looks for. A text is the reason, in the words of the report.


def _own_error(case: Case) -> str | None:
    broken: list[object] = [call for call in case.calls if call.status == 500 and call.fault is None]
    broken += [delivery for delivery in case.broken if delivery.status.startswith("not delivered")]
    return f"it broke down itself: {broken[0]}" if broken else None


def _not_modelled(case: Case) -> str | None:
    found = [call for call in case.calls if call.astray and call.astray.startswith("fakegithub")]
    if not found or case.failure.kind not in _RECEIVERS:
        return None
    return f"call #{found[0].number} asked for what it does not model: {found[0].astray}"


def _too_many_calls(case: Case) -> str | None:
    if case.failure.kind != "surplus" or not case.calls:
        return None
    call = next((call for call in case.calls if call.number == case.failure.call), None)
    events = {delivery.event for delivery in case.deliveries}
    return (
        "it did more than is expected"
        f"{f', with its call #{call.number} {call.operation or call.path}' if call is not None else ''}"
        f"{f', after {events.pop()}' if len(events) == 1 else ''}"
    )


def _too_many(case: Case) -> str | None:
    return (
        "more came than is expected, and the receiver called nothing"
        if case.failure.kind == "surplus"
        else None
    )


def _changed(case: Case) -> str | None:
    made = next((call for call in case.calls if call.number == case.failure.call), None)
    if case.failure.relation == "nearest" or made is None or made.status >= 400:
        return None
    return f"its call #{made.number} {made.operation} changed that last"


def _only_disturbed(case: Case) -> str | None:
    if case.deliveries or not case.disturbed or case.calls:
        return None
    how = ", ".join(dict.fromkeys(f"{line.event}: {line.fault}" for line in case.disturbed))
    return f"all that was delivered went wrong on purpose ({how})"


def _not_delivered(case: Case) -> str | None:
    if case.deliveries or case.disturbed or case.calls:
        return None
    return f"nothing was delivered to the receiver; {case.wanted}"


def _not_of_that_event(case: Case) -> str | None:
    if case.failure.kind != "delivery" or case.failure.deliveries:
        return None
    return f"no such delivery was made; {case.wanted}"


def _not_sent(case: Case) -> str | None:
    return next((f"{d.event} was {d.status}" for d in case.broken if d.status.startswith("not sent")), None)


def _unreachable(case: Case) -> str | None:
    for delivery in case.broken:
        if delivery.status.startswith(("failed to connect", "Peer certificate")):
            return f"the receiver could not be reached at {delivery.url}: {delivery.status}"
    return None


def _answered(case: Case, *codes: int) -> DeliveryLine | None:
    return next((d for d in case.broken if d.status_code in codes and d.status.startswith("Invalid")), None)


def _signature(case: Case) -> str | None:
    found = _answered(case, 401, 403)
    if found is None:
        found = _answered(case, 400, 422)
        if found is None or "signature" not in found.response.casefold():
            return None
    told = f"the receiver refused {found.event} with {_told(found)}"
    if not found.signed:
        return f"{told}; the hook has no secret, so nothing was signed: give it the receiver's `secret`"
    question = "is its secret the hook's, and does it check the body byte for byte?"
    return f"{told}; {question}{' It was signed with SHA-1 only.' if case.sha1_only else ''}"


def _nobody_there(case: Case) -> str | None:
    found = _answered(case, 404, 405, 410)
    if found is None:
        return None
    return f"the receiver takes no deliveries at {found.url}: it answered {_told(found)}; set its `path`"


def _redirected(case: Case) -> str | None:
    found = _answered(case, 301, 302, 303, 307, 308)
    if found is None:
        return None
    return f"it answered {found.event} with {_told(found)}, and GitHub follows no redirect"


def _wrong_url(case: Case) -> str | None:
    if case.failure.kind not in _RECEIVERS:
        return None
    found = [call for call in case.calls if call.astray]
    if found:
        return f"call #{found[0].number} has a wrong URL: {found[0].astray}"
    return _not_followed(case) or _of_another_repository(case)


def _not_followed(case: Case) -> str | None:
    last = case.calls[-1] if case.calls else None
    if last is None or last.status not in _MOVED:
        return None
    named = f"call #{last.number} {last.operation or last.path}"
    return f"{named} has an old URL, and its redirect ({last.status}) was not followed"


def _of_another_repository(case: Case) -> str | None:
    call = _refused(case)
    if call is None or not {"owner", "repo"} <= call.parameters.keys():
        return None
    repository = f"{call.parameters['owner']}/{call.parameters['repo']}"
    if not case.repositories or repository.casefold() in {name.casefold() for name in case.repositories}:
        return None
    named, meant = f"call #{call.number} {call.operation}", " and ".join(sorted(case.repositories))
    return f"{named} is of {repository}, what was delivered of {meant}: {_why(call)}"


def _faulty_call(case: Case) -> str | None:
    call = case.call
    if call is None or call.fault is None or call.status < 400:
        return None
    return f"it did not make up for call #{call.number}, which was answered with {call.status} on purpose"


def _refused(case: Case) -> CallLine | None:
    """A refused call that everything else follows from."""
    if case.call is not None and _is_refused(case.call):
        return case.call
    last = next((call for call in reversed(case.calls)), None)
    crashed = any((d.status_code or 0) >= 500 for d in case.broken)
    return last if crashed and last is not None and _is_refused(last) else None


def _is_refused(call: CallLine) -> bool:
    return 400 <= call.status < 500 and call.fault is None


def _not_allowed(case: Case) -> str | None:
    call = _refused(case)
    if call is None or call.status not in (401, 403):
        return None
    named = f"call #{call.number} {call.operation or call.path}"
    if call.message == "Requires authentication":
        return f"it made {named} without a token: {_why(call)}"
    if call.status == 401:
        # Of a JWT it says what is wrong with it, and that was the receiver's doing.
        unknown = call.message == "Bad credentials"
        return f"it made {named} with a token that GitHub does not know: {_why(call)}" if unknown else None
    return f"its token{f' of {call.by}' if call.by else ''} does not allow {named}: {_why(call)}"


def _token_ended(case: Case) -> str | None:
    if case.failure.kind not in _RECEIVERS:
        return None
    # A receiver that goes on with another token has done right.
    last = case.calls[-1:]
    call = next((call for call in (_refused(case), *last) if call is not None and call.ended), None)
    if call is None:
        return None
    named = f"call #{call.number} {call.operation or call.path}"
    return f"it made {named} with a token that had {call.ended}: {_why(call)}"


def _refused_call(case: Case) -> str | None:
    call = _refused(case)
    if call is None or case.failure.kind not in _RECEIVERS:
        return None
    return f"GitHub refused its call #{call.number} {call.operation or call.path}: {_why(call)}"


def _refused_write(case: Case) -> str | None:
    writes = [call for call in case.calls if call.method not in _READING and _is_refused(call)]
    if not writes:
        return None
    call = writes[-1]
    return f"GitHub refused its call #{call.number} {call.operation or call.path}: {_why(call)}"


def _crashed(case: Case) -> str | None:
    for delivery in case.broken:
        if (delivery.status_code or 0) >= 500 and delivery.status.startswith("Invalid"):
            return f"it answered {delivery.event} with {_told(delivery)}"
    return None


def _timed_out(case: Case) -> str | None:
    for delivery in case.broken:
        if delivery.status == "timed out":
            return f"it did not answer {delivery.event} within {delivery.duration:.2g} s"
        if delivery.status == "cancelled":
            return f"it did not answer {delivery.event} before the run ended"
    return None


def _other_answer(case: Case) -> str | None:
    found = next((delivery for delivery in case.broken if delivery.status.startswith("Invalid")), None)
    return f"it answered {found.event} with {_told(found)}" if found is not None else None


def _delivery_differs(case: Case) -> str | None:
    if case.failure.kind != "delivery":
        return None
    return (
        f"its answer differs: {_differences(case)}" if _differences(case) else "it was delivered too rarely"
    )


def _wrong_order(case: Case) -> str | None:
    return "it made the calls in another order" if case.failure.kind == "order" else None


def _another_caller(case: Case) -> str | None:
    wrong = {field.name for field in case.failure.fields if not field.matches}
    if case.call is None or not wrong or not wrong <= {"by", "user", "creator"}:
        return None
    who = case.call.by or "nobody"
    return f"call #{case.call.number} is right, but made by {who}: which token does the receiver use?"


def _wrong_field(case: Case) -> str | None:
    if case.call is None or not _differences(case):
        return None
    return f"its call #{case.call.number} {case.call.operation or case.call.path} has {_differences(case)}"


def _other_calls(case: Case) -> str | None:
    if not case.calls:
        return None
    which = "that could change this"
    if case.failure.relation == "nearest":
        which = f"of {' or '.join(case.failure.sought)}" if case.failure.sought else "that brought this about"
    told = f"it made {len(case.calls)} call{'s' if len(case.calls) != 1 else ''}, but none {which}"
    writes = [call for call in case.calls if call.method not in _READING and call.status < _REFUSED]
    last = ", ".join(f"{call.method} {call.path}" for call in writes[-_LAST_WRITES:])
    return f"{told}; it wrote with {last}" if writes else told


def _silent(case: Case) -> str | None:
    if case.calls or not case.deliveries or case.deliveries[-1].status != "OK":
        return None
    last = case.deliveries[-1]
    told = f"it answered {last.event} with {last.status_code} and called nothing"
    if case.within is not None:
        return f"{told} within {case.within}"
    return f"{told}; if it works after its answer, say with `within` how long"


def _undecided(_: Case) -> str | None:
    return "what is expected did not come about"


# The name of each cause, whose fault it is, and how it is found.
CAUSES: tuple[tuple[str, str, Find], ...] = (
    ("own_error", "fakegithub", _own_error),
    ("surplus_of_calls", "receiver", _too_many_calls),
    ("surplus", "scenario", _too_many),
    ("changed", "receiver", _changed),
    ("not_modelled", "fakegithub", _not_modelled),
    ("only_disturbed", "scenario", _only_disturbed),
    ("not_delivered", "scenario", _not_delivered),
    ("not_of_that_event", "scenario", _not_of_that_event),
    ("not_sent", "scenario", _not_sent),
    ("unreachable", "setup", _unreachable),
    ("signature_refused", "setup", _signature),
    ("wrong_path_of_receiver", "setup", _nobody_there),
    ("redirected", "setup", _redirected),
    ("wrong_url", "receiver", _wrong_url),
    ("not_made_up_for", "receiver", _faulty_call),
    ("token_ended", "receiver", _token_ended),
    ("call_not_allowed", "setup", _not_allowed),
    ("call_refused", "receiver", _refused_call),
    ("crashed", "receiver", _crashed),
    ("timed_out", "receiver", _timed_out),
    ("other_answer", "receiver", _other_answer),
    ("delivery_differs", "receiver", _delivery_differs),
    ("wrong_order", "receiver", _wrong_order),
    ("another_caller", "setup", _another_caller),
    ("wrong_field", "receiver", _wrong_field),
    ("write_refused", "receiver", _refused_write),
    ("other_calls", "receiver", _other_calls),
    ("silent", "receiver", _silent),
    ("undecided", "receiver", _undecided),
)


def _differences(case: Case) -> str:
    wrong = [field for field in case.failure.fields if not field.matches]
    if any(field.name == "state" for field in wrong):  # which says more than all states together
        wrong = [field for field in wrong if field.name != "states"]
    return ", and ".join(
        f"{field.name} {_known(case, field.actual)} instead of {_known(case, field.expected)}"
        for field in wrong[:2]
    )


def _known(case: Case, text: str) -> str:
    """A text, and what commit it is if it is a known sha."""
    known = f" ({case.commits[text]})" if text in case.commits else ""
    return f"{one_line(text, _SHOWN)}{known}"


def _told(delivery: DeliveryLine) -> str:
    text = one_line(" ".join(delivery.response.split()), 2 * _SHOWN) if delivery.response.strip() else ""
    return f"{delivery.status_code}: {text}" if text else f"{delivery.status_code}"


def _why(call: CallLine) -> str:
    return f"{call.status} {call.message}" if call.message else str(call.status)
