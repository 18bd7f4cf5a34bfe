"""Watching a run: when each step began, each call was answered and each delivery ended."""

from __future__ import annotations

import threading
import time

from fakegithub.github import GitHub
from fakegithub.scenarios.expectations.evidence import call_line, delivery_line, is_open
from fakegithub.scenarios.reports.report import Moment


class Timeline:
    """Notes what happens, in a thread that wakes whenever a call or a delivery has ended."""

    def __init__(self, github: GitHub) -> None:
        self._github = github
        self._began = time.monotonic()
        self._moments: list[Moment] = []
        self._calls = 0
        self._deliveries: set[int] = set()
        self._stopped = False
        self._thread = threading.Thread(target=self._watch, name="fakegithub-timeline", daemon=True)
        self._thread.start()

    def note(self, what: str) -> None:
        with self._github.changed:
            self._catch_up()
            self._moments.append(Moment(self._now(), what))

    def stop(self) -> tuple[Moment, ...]:
        with self._github.changed:
            self._catch_up()
            self._stopped = True
            self._github.changed.notify_all()
        self._thread.join()
        # A thread is late now and then; what it notes has its own time.
        return tuple(sorted(self._moments, key=lambda moment: moment.offset))

    def _watch(self) -> None:
        with self._github.changed:
            while not self._stopped:
                self._catch_up()
                self._github.changed.wait()

    def _catch_up(self) -> None:
        """Note what is new. The caller holds `changed`."""
        for call in self._github.calls:
            if call.number > self._calls:
                self._calls = call.number
                self._moments.append(Moment(self._offset(call.moment), str(call_line(call))))
        for delivery in sorted(self._github.deliveries, key=lambda delivery: delivery.ended):
            if delivery.id not in self._deliveries and not is_open(self._github, delivery):
                self._deliveries.add(delivery.id)
                self._moments.append(Moment(self._offset(delivery.moment), str(delivery_line(delivery))))

    def _now(self) -> float:
        return self._offset(time.monotonic())

    def _offset(self, moment: float) -> float:
        """Seconds since the run began. What was never sent has no moment: it is seen now."""
        return round((moment or time.monotonic()) - self._began, 4)
