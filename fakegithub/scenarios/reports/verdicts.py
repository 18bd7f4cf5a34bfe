"""Whose fault a failure looks to be: the first of the causes in blame.py that applies."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from fakegithub.model.hooks import Hook
from fakegithub.model.pulls import PullRequest
from fakegithub.scenarios.expectations.evidence import Evidence, call_line, delivery_line
from fakegithub.scenarios.reports.blame import CAUSES, Case
from fakegithub.scenarios.reports.report import DeliveryLine, Failure, Verdict

# The verdict on failures that are no expectation's, by their kind.
_KNOWN = {
    "refused": Verdict("scenario", "step_refused", "GitHub would refuse what the step itself does"),
    "not_refused": Verdict(
        "scenario", "not_refused", "GitHub would not answer so to what the step itself does"
    ),
    "not_modelled": Verdict("fakegithub", "not_modelled", "it does not model what the step itself does"),
    "unsettled": Verdict("receiver", "unsettled", "it did not come to an end"),
    "ended": Verdict("receiver", "ended", "its program ended while it was needed"),
    "not_ready": Verdict("setup", "not_ready", "the receiver's program did not get ready; see its output"),
    "broken": Verdict("setup", "broken", "it could not be run"),
}


def known(kind: str) -> dict[str, Any]:
    """What a failure of this kind has beside its message."""
    return {"kind": kind, "verdict": _KNOWN[kind], "final": True}


def explained(failures: list[Failure], evidence: Evidence, within: Any = None) -> list[Failure]:
    """Every failure with the answers of the receiver in this step, and with its verdict."""
    product = evidence.github.world.product
    lines = tuple(delivery_line(d) for d in evidence.deliveries if not evidence.is_open(d))
    calls = tuple(call_line(call, product) for call in evidence.calls)
    wanted = _wanted(evidence.github.world.all(Hook))
    about, commits = _about(evidence), _commits(evidence) if failures else {}
    found = []
    for failure in failures:
        if failure.verdict is not None:
            found.append(replace(failure, deliveries=failure.deliveries or lines))
            continue
        own = failure.kind == "delivery"
        shown = failure if failure.deliveries or own else replace(failure, deliveries=lines)
        judged = shown.deliveries if own and shown.deliveries else lines
        disturbed = tuple(line for line in judged if line.fault is not None and not own)
        sound = tuple(line for line in _latest(judged) if line not in disturbed)
        case = Case(shown, calls, sound, disturbed, wanted, within, about, commits, not product.signs_sha256)
        found.append(replace(shown, verdict=verdict(case)))
    return found


def verdict(case: Case) -> Verdict:
    """The first cause that applies; the last row always does."""
    for cause, fault, find in CAUSES:
        says = find(case)
        if says is not None:
            return Verdict(fault, cause, says)
    raise AssertionError("the last row of CAUSES applies to everything")


def _latest(deliveries: tuple[DeliveryLine, ...]) -> tuple[DeliveryLine, ...]:
    """Of several attempts and redeliveries the last counts, for it may have mended the others."""
    return tuple({(line.guid, line.url): line for line in deliveries}.values())


def _about(evidence: Evidence) -> frozenset[str]:
    """The repositories that the deliveries are about; none when some are of no repository."""
    repositories = [delivery.repository for delivery in evidence.deliveries]
    if not all(repositories):
        return frozenset()
    return frozenset(repository.full_name for repository in repositories if repository is not None)


def _commits(evidence: Evidence) -> dict[str, str]:
    """What the commits of pull requests are, by their shas: bots take the one for the other."""
    found = {}
    for delivery in evidence.github.deliveries:
        if (delivery.event, delivery.action) == ("pull_request", "synchronize"):
            payload = json.loads(delivery.payload)
            found[payload.get("before")] = f"an earlier head of #{payload.get('number')}"
    for pull in evidence.github.world.all(PullRequest):
        named = {pull.base.sha: "base", pull.merge_commit_sha: "merge", pull.head.sha: "head"}
        found |= {sha: f"the {name} of #{pull.number}" for sha, name in named.items() if sha}
    return found


def _wanted(hooks: list[Hook]) -> str:
    active = [hook for hook in hooks if hook.active]
    if not active:
        return "there is no hook; give the repository `hooks`"
    events = sorted({event for hook in active for event in hook.events})
    return f"the hooks want {', '.join(events) or 'nothing'}"
