"""Judging `deliveries` and `no_failed_deliveries`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fakegithub.model.hooks import Delivery
from fakegithub.scenarios.expectations.evidence import (
    Evidence,
    compared,
    counted,
    delivery_line,
    event_name,
    number_of,
)
from fakegithub.scenarios.language.places import COUNTS
from fakegithub.scenarios.language.source import Path
from fakegithub.scenarios.reports.report import Failure, Field

_SUCCESS = {"at_least": 200, "at_most": 299}


def judge_deliveries(evidence: Evidence, path: Path, items: list[Mapping[str, Any]]) -> list[Failure]:
    failures = (_judge(evidence, (*path, index), item) for index, item in enumerate(items))
    return [failure for failure in failures if failure is not None]


def judge_no_failed_deliveries(evidence: Evidence, path: Path) -> list[Failure]:
    """Those that went wrong on purpose do not count: to refuse one may be right."""
    return [
        evidence.failure(
            path,
            f"the delivery of {event_name(delivery)} failed: {delivery.status}",
            final=True,
            kind="delivery",
            deliveries=(delivery_line(delivery),),
        )
        for delivery in evidence.deliveries
        if not delivery.ok and not evidence.is_open(delivery) and delivery.fault is None
    ]


def _judge(evidence: Evidence, path: Path, item: Mapping[str, Any]) -> Failure | None:
    wanted = item["event"]
    of_event = [d for d in evidence.deliveries if wanted in ("*", d.event, event_name(d))]
    ended = [delivery for delivery in of_event if not evidence.is_open(delivery)]
    good = [delivery for delivery in ended if all(field.matches for field in _fields(item, delivery))]
    bad = [delivery for delivery in ended if delivery not in good]
    least, most = counted(item)
    lines = tuple(delivery_line(delivery) for delivery in bad or ended)
    nearest: dict[str, Any] = {"deliveries": lines, "kind": "delivery"}
    if bad:
        nearest |= {"fields": tuple(_fields(item, bad[-1])), "nearest": str(delivery_line(bad[-1]))}
    if bad and not any(key in item for key in COUNTS):
        return evidence.failure(
            path, f"delivery {wanted}: {len(bad)} of {len(ended)} not as expected", final=True, **nearest
        )
    if len(good) >= least and (most is None or len(good) <= most):
        return None
    too_many = most is not None and len(good) > most
    message = f"delivery {wanted}: {number_of(len(good), least, most, len(good))}"
    if not of_event:
        others = ", ".join(dict.fromkeys(event_name(delivery) for delivery in evidence.deliveries))
        message += f"; delivered were: {others or 'none'}"
    if too_many:
        nearest["kind"] = "surplus"
    return evidence.failure(path, message, final=too_many, **nearest)


def _fields(item: Mapping[str, Any], delivery: Delivery) -> list[Field]:
    found = compared("status", item.get("status", _SUCCESS), delivery.status_code)
    if "duration" in item:
        found += compared("duration", item["duration"], delivery.duration)
    return found
