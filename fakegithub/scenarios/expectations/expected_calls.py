"""Judging `calls` and `no_other_calls`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from fakegithub.journal import Call
from fakegithub.scenarios.expectations.claims import claimed
from fakegithub.scenarios.expectations.evidence import (
    Evidence,
    call_line,
    compared,
    counted,
    listed,
    number_of,
)
from fakegithub.scenarios.language.matchers import shown
from fakegithub.scenarios.language.source import Path
from fakegithub.scenarios.reports.report import Failure, Field

Pattern = Mapping[str, Any]
_REFUSED = 400
_ANSWERED = {"at_most": _REFUSED - 1}
_READING = ("GET", "HEAD")


def judge_calls(evidence: Evidence, path: Path, items: list[Pattern]) -> list[Failure]:
    """The failures of all items; the calls that they ask for are added to `evidence.claimed`."""
    calls = evidence.calls
    failures: list[Failure] = []
    in_order: set[int] = set()
    for index, item in enumerate(items):
        if "in_order" in item:
            inner = (*path, index, "in_order")
            taken, failed = _in_order(evidence, inner, item["in_order"], calls)
            in_order |= {call.number for call in taken}
            failures += failed
    plain = [(index, item) for index, item in enumerate(items) if "in_order" not in item]
    # A call that an `in_order` has asked for serves another item only when nothing else does.
    preferred = sorted(calls, key=lambda call: (call.number in in_order, call.number))
    claims = claimed([item for _, item in plain], preferred, fits)
    evidence.claimed |= in_order | {call.number for taken in claims for call in taken}
    for (index, item), taken in zip(plain, claims, strict=True):
        failed_item = _counted(evidence, (*path, index), item, calls, taken)
        failures += [failed_item] if failed_item else []
    return failures


def judge_no_other_calls(evidence: Evidence, path: Path, which: Any) -> list[Failure]:
    others = [
        call
        for call in evidence.calls
        if call.number not in evidence.claimed and not (which == "writes" and call.method in _READING)
    ]
    if not others:
        return []
    message = f"other calls were made than those expected:{_listed(others)}"
    first = next((call for call in others if call.method not in _READING), others[0])
    return [evidence.failure(path, message, final=True, kind="surplus", call=first.number)]


def _counted(
    evidence: Evidence, path: Path, item: Pattern, calls: list[Call], taken: list[Call]
) -> Failure | None:
    least, most = counted(item)
    fitting = [call for call in calls if fits(item, call)]
    found = len(taken) if most is None else len(fitting)
    if found >= least and (most is None or found <= most):
        return None
    message = f"{_named(item)}: {number_of(found, least, most, len(fitting))}"
    if most is not None and found > most:
        surplus = {"final": True, "kind": "surplus", "call": fitting[most].number}
        return evidence.failure(path, f"{message}:{_listed(fitting)}", **surplus)
    spare = [call for call in calls if call not in fitting] or calls
    return evidence.failure(path, message, kind="missing", **nearest(item, spare))


def _listed(calls: list[Call]) -> str:
    return listed([f"{call_line(call)} {shown(call.parameters)}" for call in calls])


def _in_order(
    evidence: Evidence, path: Path, items: Sequence[Pattern], calls: list[Call]
) -> tuple[list[Call], list[Failure]]:
    taken: list[Call] = []
    for index, item in enumerate(items):
        after = taken[-1].number if taken else 0
        found = next((call for call in calls if call.number > after and fits(item, call)), None)
        if found is not None:
            taken.append(found)
            continue
        message = f"{_named(item)} did not come"
        if taken:
            message += f" after {call_line(taken[-1])}"
        early = next((call for call in calls if fits(item, call)), None)
        if early is not None:
            message += f", but before it: {call_line(early)}"
        later = [call for call in calls if call not in taken] or calls
        kind = "order" if early is not None else "missing"
        return taken, [evidence.failure((*path, index), message, kind=kind, **nearest(item, later))]
    return taken, []


def fits(item: Pattern, call: Call) -> bool:
    return all(field.matches for field in fields(item, call))


def fields(item: Pattern, call: Call) -> list[Field]:
    """What an item says of a call, beside what the call was."""
    found: list[Field] = []
    if "operation" in item:
        found += compared("operation", item["operation"], call.operation)
    if "method" in item:
        found += compared("method", item["method"], call.method)
    if "path" in item:
        matching = item["path"] == call.template or _path_pattern(item["path"]).fullmatch(_bare(call.path))
        found.append(Field("path", item["path"], call.path, bool(matching)))
    found += compared("", item.get("parameters", {}), call.parameters)
    found += compared("query", item.get("query", {}), call.query)
    if "body" in item:
        found += compared("body", item["body"], call.body)
    if "by" in item:
        found += compared("by", item["by"], call.actor)
    return found + compared("status", item.get("status", _ANSWERED), call.status)


def nearest(item: Pattern, calls: Iterable[Call]) -> dict[str, Any]:
    """The details of a failure: the call that differs least, the same operation first, the latest first."""
    ranked = [(fields(item, call), call) for call in calls]
    if not ranked:
        return {"fields": _without_call(item), "sought": _sought(item)}

    def distance(entry: tuple[list[Field], Call]) -> tuple[bool, int, int]:
        found, call = entry
        wrong = [field for field in found if not field.matches]
        return any(field.name in ("operation", "path") for field in wrong), len(wrong), -call.number

    found, call = min(ranked, key=distance)
    # That it was answered well is worth a line only when it was not.
    kept = [field for field in found if field.name != "status" or "status" in item or not field.matches]
    return {
        "nearest": str(call_line(call)),
        "call": call.number,
        "fields": tuple(kept),
        "sought": _sought(item),
    }


def _sought(item: Pattern) -> tuple[str, ...]:
    return (item.get("operation") or f"{item.get('method', 'any method')} {item['path']}",)


def _without_call(item: Pattern) -> tuple[Field, ...]:
    said = {key: item[key] for key in ("operation", "method", "path", "by") if key in item}
    found = compared("", {**said, **item.get("parameters", {})}, {})
    return tuple(found)


def _named(item: Pattern) -> str:
    (name,) = _sought(item)
    parameters = item.get("parameters")
    return f"call {name} with {shown(parameters)}" if parameters else f"call {name}"


def _path_pattern(path: str) -> re.Pattern[str]:
    parts = re.split(r"\{[^}]*\}", _bare(path))
    return re.compile("[^/]+".join(re.escape(part) for part in parts))


def _bare(path: str) -> str:
    """A path without the prefix that the API has on GHES."""
    return path.removeprefix("/api/v3")
