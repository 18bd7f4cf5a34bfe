"""Where the things to check stand in a file that fits the schema. All yield (path, what stands there)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from fakegithub.scenarios.source import Path, Source

Item = tuple[Path, Mapping[str, Any]]
COUNTED = ("deliveries", "calls", "comments", "reviews")
COUNTS = ("count", "at_least", "never")
_SINGLE = ("labels", "state", "merged")
_BY_NAME = ("statuses", "check_runs", "pull_request", "issue")


def expectations(source: Source) -> Iterator[Item]:
    for index, step in enumerate(source.value["steps"]):
        if "expect" in step:
            yield ("steps", index, "expect"), step["expect"]
    if "expect" in source.value:
        yield ("expect",), source.value["expect"]


def faults(source: Source) -> Iterator[Item]:
    for index, step in enumerate(source.value["steps"]):
        fault = step.get("fault", [])
        if isinstance(fault, Mapping):
            yield ("steps", index, "fault"), fault
        else:
            yield from ((("steps", index, "fault", number), item) for number, item in enumerate(fault))


def counted(source: Source, *kinds: str) -> Iterator[Item]:
    """The items of expectations that can be counted: all, or those of some kinds."""
    for path, expect in expectations(source):
        for kind in kinds or COUNTED:
            for index, item in enumerate(expect.get(kind, ())):
                yield (*path, kind, index), item


def calls(source: Source) -> Iterator[Item]:
    """Every expected call, also those inside an `in_order`."""
    for path, item in counted(source, "calls"):
        if "in_order" not in item:
            yield path, item
        for index, inner in enumerate(item.get("in_order", ())):
            yield (*path, "in_order", index), inner


def values(source: Source) -> Iterator[tuple[Path, Any]]:
    """Every place where a value or a matcher may stand."""
    for path, expect in expectations(source):
        for key in _SINGLE:
            if key in expect:
                yield (*path, key), expect[key]
        for key in _BY_NAME:
            for name, value in expect.get(key, {}).items():
                yield (*path, key, name), value
    for path, item in counted(source, "deliveries", "comments", "reviews"):
        for key, value in item.items():
            if key not in COUNTS:
                yield (*path, key), value
    for path, call in calls(source):
        for key in ("body", "by", "status"):
            if key in call:
                yield (*path, key), call[key]
        for key in ("parameters", "query"):
            for name, value in call.get(key, {}).items():
                yield (*path, key, name), value


def texts(path: Path, value: Any) -> Iterator[tuple[Path, str]]:
    """Every text in a value, keys of mappings included."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from texts((*path, index), item)
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield (*path, key), key
            yield from texts((*path, key), item)
