"""Where the things to check stand in a file that fits the schema. All yield (path, what stands there)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from fakegithub.scenarios.language.source import Path, Source

Item = tuple[Path, Mapping[str, Any]]
# Under this key of a `use` the whole of the used file stands, once it is loaded.
USED = "used file"
# The items of these say fields of something in the repository, whichever they like.
LISTS = ("issues", "pull_requests", "review_comments", "releases", "deployments", "milestones")
COUNTED = ("deliveries", "calls", "comments", "reviews", *LISTS)
COUNTS = ("count", "at_least", "never")
_SINGLE = ("labels", "state", "merged")
_PLAIN = ("refused", "deliveries", "comments", "reviews", "state", "merged", "branches", "tags", "files")
_BY_NAME = ("statuses", "check_runs", "pull_request", "issue", "repository", "branches", "tags", "files")


def steps(source: Source) -> Iterator[Item]:
    """Every step, with those that are in a `repeat` or in a used file."""
    yield from _steps(source.value["steps"], ("steps",))


def _steps(items: Sequence[Mapping[str, Any]], path: Path) -> Iterator[Item]:
    for index, step in enumerate(items):
        yield (*path, index), step
        inner = inner_steps(step)
        if inner is not None:
            yield from _steps(inner[1], (*path, index, *inner[0]))


def inner_steps(step: Mapping[str, Any]) -> tuple[Path, Sequence[Mapping[str, Any]]] | None:
    """The steps within a step, and the way to them; None for one that has none."""
    if "repeat" in step:
        return ("repeat", "steps"), step["repeat"]["steps"]
    if "use" in step:
        return ("use", USED, "steps"), step["use"][USED]["steps"]
    return None


def expectations(source: Source) -> Iterator[Item]:
    for path, step in steps(source):
        if "expect" in step:
            yield (*path, "expect"), step["expect"]
    if "expect" in source.value:
        yield ("expect",), source.value["expect"]


def faults(source: Source) -> Iterator[Item]:
    for path, step in steps(source):
        fault = step.get("fault", [])
        if isinstance(fault, Mapping):
            yield (*path, "fault"), fault
        else:
            yield from (((*path, "fault", number), item) for number, item in enumerate(fault))


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
        refused = expect.get("refused")
        for name, value in refused.items() if isinstance(refused, Mapping) else ():
            yield (*path, "refused", name), value
        for made, fields in expect.get("made", {}).items():
            for name, value in fields.items():
                yield (*path, "made", made, name), value
    for path, item in counted(source, "deliveries", "comments", "reviews", *LISTS):
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


def is_plain(path: Path) -> bool:
    """Whether nothing but a text or a number can be what is expected at a place of `values`."""
    kinds = path[path.index("expect") + 1 :]
    if kinds[0] == "calls":
        return kinds[-1] in ("by", "status")
    return kinds[0] in _PLAIN


def texts(path: Path, value: Any) -> Iterator[tuple[Path, str, bool]]:
    """Every text in a value, and whether it is the key of a mapping."""
    if isinstance(value, str):
        yield path, value, False
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from texts((*path, index), item)
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield (*path, key), key, True
            yield from texts((*path, key), item)
