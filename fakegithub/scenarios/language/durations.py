"""Durations as scenario files write them."""

from __future__ import annotations

import re

_DURATION = re.compile(r"([0-9]+(?:\.[0-9]+)?)(ms|s|m|h|d)")
_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86_400.0}


def seconds(duration: str | float) -> float:
    """`500ms`, `5s`, `1m`, `2h`, `3d` or a number of seconds, in seconds. Raises ValueError."""
    if not isinstance(duration, str):
        return float(duration)
    match = _DURATION.fullmatch(duration)
    if match is None:
        raise ValueError(f'"{duration}" is not a duration such as 5s')
    return float(match[1]) * _UNITS[match[2]]
