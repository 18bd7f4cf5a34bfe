"""What the receiver did after a delivery, as what is expected of it."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from typing import Any

from fakegithub.scenarios.recording.exchanges import RecordedCall, text_at
from fakegithub.scenarios.recording.following import follows
from fakegithub.scenarios.recording.groups import Group, Grouped
from fakegithub.scenarios.recording.references import ANY, literal
from fakegithub.scenarios.recording.story import Step, Story, Subject

# A receiver is given twice the time that it took, and at least this: in seconds.
_LEAST_PATIENCE = 5
_LONGEST_TEXT = 4000
_OK = range(200, 300)
_TOKEN = "apps/create-installation-access-token"  # noqa: S105 - an operation
_REVIEWS = {"APPROVE": "APPROVED", "REQUEST_CHANGES": "CHANGES_REQUESTED", "COMMENT": "COMMENTED"}


class Expectations:
    """Collects what steps expect, for the totals at the end. `complete` while no write was left out."""

    def __init__(self, story: Story) -> None:
        self._story = story
        self._totals: Counter[str] = Counter()
        self._complete = True
        self._mints = False

    def add(self, step: Step, group: Group) -> None:
        """Write what a group's calls and answers were into the step, or into its notes."""
        expect: dict[str, Any] = {}
        deliveries = self._deliveries(step, group)
        if deliveries:
            expect["deliveries"] = deliveries
        calls = [call for call in group.calls if self._can_be_expected(step, call)]
        states = self._states(step.of, calls)
        if states.keys() - {"calls"} and step.of is not None and len(self._story.subjects) > 1:
            expect = {"of": step.of.named.name, **expect}
            step.of.named.used = True
        expect |= states
        reads = Counter(call.operation or f"{call.method} {call.path}" for call in group.calls if call.reads)
        if reads:
            step.notes.append(f"it also read: {_listed(reads)}")
        if expect:
            ends = [call.ended or call.began for call in group.calls] or [
                group.root.ended or group.root.began
            ]
            patience = max(_LEAST_PATIENCE, math.ceil(2 * (max(ends) - group.root.began)))
            step.expect = {"within": f"{patience}s", **expect}

    def skip(self, group: Group) -> None:
        """A group without a step: what the receiver called then will not come."""
        self._complete = self._complete and all(call.reads for call in group.calls)

    def early(self, calls: Iterable[RecordedCall]) -> list[str]:
        """Notes on calls that no delivery led to."""
        notes = []
        for call in calls:
            if call.operation == _TOKEN:
                self._mints = True
            elif not call.reads:
                self._complete = False
                notes.append(f"left out: {_named(call)}, which no delivery had led to")
        return notes

    def at_end(self, grouped: Grouped) -> dict[str, Any]:
        """What holds over the whole run."""
        everything = [delivery for group in grouped.groups for delivery in group.deliveries] + grouped.pings
        found: dict[str, Any] = {}
        if all(delivery.status in _OK for delivery in everything):
            found["no_failed_deliveries"] = True
        calls: list[dict[str, Any]] = [{"operation": name, "count": n} for name, n in self._totals.items()]
        if self._mints:
            calls.append({"operation": _TOKEN, "at_least": 1})
        if calls:
            found["calls"] = calls
        # Of stored deliveries nobody knows what the receiver called.
        if self._complete and (calls or self._story.recording.receiver is not None):
            found["no_other_calls"] = "writes"
        return found

    def _deliveries(self, step: Step, group: Group) -> list[dict[str, Any]]:
        """The root and what follows of it by itself; what the receiver caused is judged at the end."""
        found: Counter[tuple[str, int]] = Counter()
        for delivery in group.deliveries:
            if delivery is not group.root and not follows(group.root, delivery):
                continue
            if delivery.status is not None:
                found[delivery.name, delivery.status] += 1
            elif delivery.error is not None:
                step.notes.append(f"left out: {delivery.name} was not answered: {delivery.error}")
        several = Counter(name for name, _ in found)
        return [
            {"event": name, "status": status, **({"count": count} if several[name] > 1 else {})}
            for (name, status), count in found.items()
        ]

    def _can_be_expected(self, step: Step, call: RecordedCall) -> bool:
        if call.reads:
            return False
        if call.operation == _TOKEN:
            self._mints = True
            return False
        reason = _obstacle(call)
        if reason is not None:
            self._complete = False
            step.notes.append(f"left out: {_named(call)}, {reason}")
            return False
        self._totals[str(call.operation)] += 1
        return True

    # Calls as states

    def _states(self, subject: Subject | None, calls: list[RecordedCall]) -> dict[str, Any]:
        """Statuses, check runs, comments and reviews of the subject; all other calls as calls."""
        statuses: dict[str, list[str]] = {}
        check_runs: dict[str, str] = {}
        comments: list[dict[str, Any]] = []
        reviews: list[dict[str, Any]] = []
        others: list[dict[str, Any]] = []
        elsewhere = {_context(c) for c in calls if c.operation == _STATUS and not _on_head(subject, c)}
        for call in calls:
            of_subject = subject is not None and call.number == subject.number
            if call.operation == _STATUS and _context(call) not in elsewhere:
                statuses.setdefault(_context(call), []).append(str(call.parameters.get("state")))
            elif call.operation in _CHECKS and _on_head(subject, call) and text_at(call.answer, "name"):
                run = text_at(call.answer, "conclusion") or text_at(call.answer, "status") or "queued"
                check_runs[str(text_at(call.answer, "name"))] = run
            elif call.operation == _COMMENT and of_subject and self._here(call):
                comments.append(self._by(call) | self._body(call))
            elif call.operation == _REVIEW and of_subject and self._here(call) and _review_state(call):
                reviews.append({**self._by(call), "state": _review_state(call), **self._body(call)})
            else:
                others.append(self._call(call))
        found: dict[str, Any] = {"calls": _counted(others)} if others else {}
        if statuses:
            found["statuses"] = {literal(name): states for name, states in statuses.items()}
        if check_runs:
            found["check_runs"] = {literal(name): state for name, state in check_runs.items()}
        if comments:
            found["comments"] = _counted(comments)
        return {**found, "reviews": _counted(reviews)} if reviews else found

    def _here(self, call: RecordedCall) -> bool:
        home = self._story.surroundings.home
        return self._story.surroundings.repositories.get(call.repository or "") in (home, None)

    def _by(self, call: RecordedCall) -> dict[str, Any]:
        """The author, where a run has the same one."""
        surroundings = self._story.surroundings
        caller = call.caller
        if caller is not None and (caller in surroundings.users or caller == surroundings.subscribing.bot):
            return {"user": caller}
        return {}

    def _body(self, call: RecordedCall) -> dict[str, Any]:
        body = call.parameters.get("body")
        if not isinstance(body, str) or not body:
            return {}
        return {"body": self._text(body)}

    def _text(self, text: str) -> Any:
        return self._story.references.expected(text) if len(text) <= _LONGEST_TEXT else ANY

    def _call(self, call: RecordedCall) -> dict[str, Any]:
        found: dict[str, Any] = {}
        references = self._story.references
        for key, value in call.parameters.items():
            if key in ("owner", "repo") and self._here(call):
                continue
            if isinstance(value, str) and len(value) > _LONGEST_TEXT:
                found[key] = ANY
            else:
                found[key] = references.value(value, key)
        return {"operation": call.operation, **({"parameters": found} if found else {})}


_STATUS = "repos/create-commit-status"
_CHECKS = ("checks/create", "checks/update")
_COMMENT = "issues/create-comment"
_REVIEW = "pulls/create-review"


def _obstacle(call: RecordedCall) -> str | None:
    """Why a call cannot be expected of a run."""
    if call.error is not None:
        return f"for {call.error}"
    if not call.ok:
        return f"which was answered with {call.status}" if call.status is not None else "which was broken off"
    if call.operation is None:
        return "which is no operation of GitHub's document"
    return None if call.modelled else "which fakegithub does not model"


def _named(call: RecordedCall) -> str:
    return f"{call.operation or ''} {call.method} {call.path}".strip()


def _context(call: RecordedCall) -> str:
    return str(call.parameters.get("context", "default"))


def _on_head(subject: Subject | None, call: RecordedCall) -> bool:
    sha = text_at(call.answer, "head_sha") or call.parameters.get("sha", call.parameters.get("head_sha"))
    return subject is not None and subject.is_pull and sha is not None and sha == subject.sha


def _review_state(call: RecordedCall) -> str | None:
    return _REVIEWS.get(str(call.parameters.get("event")))


def _counted(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Equal items once, with how many there were."""
    found: list[tuple[dict[str, Any], int]] = []
    for item in items:
        place = next((index for index, (other, _) in enumerate(found) if other == item), None)
        if place is None:
            found.append((item, 1))
        else:
            found[place] = (item, found[place][1] + 1)
    return [{**item, "count": count} for item, count in found]


def _listed(counts: Counter[str]) -> str:
    return ", ".join(name if count == 1 else f"{name} ({count} times)" for name, count in counts.items())
