"""The faults and retries of a scenario file, as the world takes them.

fault: {duplicate: 1, events: [pull_request.opened]}                  of deliveries
fault: {api: repos/create-commit-status, status: 502, times: 1}       of the API
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from typing import Any

from fakegithub.github import GitHub
from fakegithub.model.faults import Fault
from fakegithub.model.hooks import Hook, Retries
from fakegithub.scenarios.language.grammar import seconds

Item = Mapping[str, Any]

API_KEYS = frozenset({"status", "message", "rate_limited", "secondary_limit", "retry_after", "latency"})
BOTH_KEYS = frozenset({"times"})
_DURATIONS = frozenset({"delay", "slow_body", "latency"})


def items(value: Any) -> list[Item]:
    """What `fault` says, which may be one or a list."""
    return list(value) if isinstance(value, list) else [value]


def strike(github: GitHub, faults: Iterable[Item]) -> ExitStack:
    """Have all of it go wrong, for all hooks; closing what is returned ends it. Raises ValueError."""
    found = list(faults)
    struck = ExitStack()
    with ExitStack() as on_error:
        on_error.push(struck)
        for item in found:
            if "api" in item:
                settings = _settings(item, "api")
                if "retry_after" in settings:
                    settings["retry_after"] = round(seconds(settings["retry_after"]))
                struck.enter_context(github.faults.api(item["api"], **settings))
        of_deliveries = [delivery_fault(item) for item in found if "api" not in item]
        if of_deliveries:
            for hook in github.world.all(Hook):
                struck.enter_context(github.hooks.disturb(hook, *of_deliveries))
        on_error.pop_all()
    return struck


def delivery_fault(item: Item) -> Fault:
    """Raises ValueError."""
    settings = _settings(item)
    return Fault(**{**settings, "events": tuple(settings.get("events", ()))})


def retries(value: Any) -> Retries:
    """`3`, or `{attempts: 3, backoff: [1s, 5s], on: [5xx, timeout]}`."""
    if not isinstance(value, Mapping):
        return Retries(value)
    settings: dict[str, Any] = {"attempts": value["attempts"]}
    if "backoff" in value:
        backoff = value["backoff"]
        waits = tuple(seconds(wait) for wait in backoff) if isinstance(backoff, list) else seconds(backoff)
        settings["backoff"] = waits
    if "on" in value:
        settings["on"] = tuple(value["on"])
    return Retries(**settings)


def _settings(item: Item, *without: str) -> dict[str, Any]:
    return {
        key: seconds(value) if key in _DURATIONS else value
        for key, value in item.items()
        if key not in without
    }
