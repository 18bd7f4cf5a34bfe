"""What belongs together: what happened, the deliveries that followed of it, and the receiver's calls.

A push makes a branch and synchronizes a pull request; a receiver's comment is delivered to itself. Such
deliveries come again by themselves when the scenario runs, so they are no steps of their own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from fakegithub.operations.operation import OPERATIONS
from fakegithub.scenarios.recording.exchanges import RecordedCall, RecordedDelivery, Recording, text_at
from fakegithub.scenarios.recording.following import (
    after,
    follows,
    ids_of,
    names_of,
    object_of,
    precedes,
)

# Seconds between deliveries that still may belong together.
_APART = 60.0


@dataclass(slots=True, eq=False)
class Group:
    """`root` is what happened; `followed` came of it, or of the receiver's `calls`. A group that is `again`
    another one is its redelivery."""

    root: RecordedDelivery
    followed: list[RecordedDelivery] = field(default_factory=list)
    calls: list[RecordedCall] = field(default_factory=list)
    again: Group | None = None

    @property
    def deliveries(self) -> list[RecordedDelivery]:
        return [self.root, *self.followed]

    def find(self, name: str) -> RecordedDelivery | None:
        return next((delivery for delivery in self.deliveries if delivery.name == name), None)


@dataclass(slots=True)
class Grouped:
    """`early` are the calls that nothing but a ping led to; `doubles` came by a second hook, too."""

    groups: list[Group] = field(default_factory=list)
    pings: list[RecordedDelivery] = field(default_factory=list)
    early: list[RecordedCall] = field(default_factory=list)
    doubles: int = 0


def grouped(recording: Recording) -> Grouped:
    """Everything in its group, in the order in which it happened."""
    return _Grouping(recording).run()


class _Grouping:
    def __init__(self, recording: Recording) -> None:
        self._deliveries = recording.deliveries
        self._calls = sorted(recording.calls, key=lambda call: call.began)
        self._led = _attributed(self._deliveries, self._calls)
        self._logins = {call.caller for call in self._calls if call.ok and call.caller is not None}
        self._place: dict[int, Group] = {}  # by the id() of a delivery
        self._explained: Counter[tuple[int, str]] = Counter()
        self._result = Grouped()

    def run(self) -> Grouped:
        first: dict[tuple[str, str], RecordedDelivery] = {}
        for delivery in self._deliveries:
            if delivery.event == "ping":
                self._result.pings.append(delivery)
                continue
            earlier = first.setdefault((delivery.guid or str(id(delivery)), delivery.name), delivery)
            if earlier is not delivery:
                self._repeat(delivery, earlier)
                continue
            group = self._cause(delivery)
            if group is not None:
                group.followed.append(delivery)
            self._place[id(delivery)] = group or self._join(delivery)
        for call in self._calls:
            group = self._group_of(call)
            (group.calls if group is not None else self._result.early).append(call)
        return self._result

    def _repeat(self, delivery: RecordedDelivery, earlier: RecordedDelivery) -> None:
        """The same event once more: redelivered, or delivered to a second hook."""
        group = self._place[id(earlier)]
        if delivery.hook_id == earlier.hook_id:
            group = Group(delivery, again=group)
            self._result.groups.append(group)
        else:
            self._result.doubles += 1
        self._place[id(delivery)] = group

    def _group_of(self, call: RecordedCall) -> Group | None:
        leading = self._led.get(id(call))
        return self._place.get(id(leading)) if leading is not None else None

    def _cause(self, delivery: RecordedDelivery) -> Group | None:
        """The group of the receiver's call that caused a delivery."""
        for call in self._calls:
            group = self._group_of(call)
            if group is not None and self._causes(call, delivery):
                self._explained[id(call), delivery.name] += 1
                return group
        return None

    def _causes(self, call: RecordedCall, delivery: RecordedDelivery) -> bool:
        if call.reads or not call.ok or call.operation not in OPERATIONS:
            return False
        late = delivery.began - call.began
        if delivery.name not in OPERATIONS[call.operation].emits or not 0 <= late <= _APART:
            return False
        if (
            self._logins
            and delivery.sender not in self._logins
            and not str(delivery.sender).endswith("[bot]")
        ):
            return False
        if call.repository is not None and delivery.repository not in (None, call.repository):
            return False
        if None not in (call.number, delivery.number) and call.number != delivery.number:
            return False
        made, shown = ids_of(call.answer), ids_of(delivery.payload.get(object_of(delivery.event)))
        if call.method == "POST" and made and shown and call.number is None and not made & shown:
            return False
        label = text_at(delivery.payload, "label", "name")
        labels = call.parameters.get("labels")
        if label is not None and isinstance(labels, list) and label not in names_of(labels):
            return False
        most = len(labels) if isinstance(labels, list) else 1
        return self._explained[id(call), delivery.name] < most

    def _join(self, delivery: RecordedDelivery) -> Group:
        """The group that a delivery belongs to, or a new one; a root may come after what follows of it."""
        near = [
            group
            for group in self._result.groups
            if group.again is None and delivery.began - group.root.began <= _APART
        ]
        for group in reversed(near):
            if follows(group.root, delivery):
                group.followed.append(delivery)
                return group
        early = [group for group in near if follows(delivery, group.root)]
        if early:
            return self._led_by(delivery, early)
        group, groups = Group(delivery), self._result.groups
        # GitHub delivers at the same time what happens at nearly the same time.
        place = next(
            (index for index, other in enumerate(groups) if precedes(delivery, other.root)), len(groups)
        )
        groups.insert(place, group)
        return group

    def _led_by(self, root: RecordedDelivery, early: list[Group]) -> Group:
        """One group of those whose roots turn out to follow of `root`, in the place of the first."""
        group = early[0]
        group.followed = [delivery for other in early for delivery in other.deliveries]
        group.root = root
        for delivery in group.followed:
            self._place[id(delivery)] = group
        self._result.groups = [other for other in self._result.groups if other is group or other not in early]
        return group


def _attributed(
    deliveries: Sequence[RecordedDelivery], calls: Iterable[RecordedCall]
) -> dict[int, RecordedDelivery]:
    """The delivery that led to each call, by the call's id(): one that was under way, or else the latest.

    Of several under way it is the one that names what the call names.
    """
    found: dict[int, RecordedDelivery] = {}
    for call in calls:
        before = [delivery for delivery in deliveries if delivery.began <= call.began]
        open_then = [d for d in before if d.ended is None or d.ended >= call.began]
        candidates = open_then or before[-1:]
        if candidates:
            found[id(call)] = max(candidates, key=lambda d: (_relation(call, d), d.began))
    return found


def _relation(call: RecordedCall, delivery: RecordedDelivery) -> int:
    """How much a call and a delivery have in common."""
    points = 0
    if call.number is not None and call.number == delivery.number:
        points += 2
    shas = {
        value for key, value in call.parameters.items() if key in ("sha", "head_sha", "ref", "commit_sha")
    }
    if shas & {after(delivery), text_at(delivery.payload, "pull_request", "head", "sha")}:
        points += 3
    if call.repository is not None and call.repository == delivery.repository:
        points += 1
    return points
