"""Judging what stands on a pull request or an issue: statuses, check runs, comments, reviews."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from fakegithub.model.checks import CheckRun, CommitStatus
from fakegithub.scenarios.expectations.claims import claimed
from fakegithub.scenarios.expectations.evidence import Evidence, compared, counted, listed, number_of
from fakegithub.scenarios.expectations.expected_calls import nearest
from fakegithub.scenarios.language.matchers import described, matches, shown
from fakegithub.scenarios.language.places import COUNTS
from fakegithub.scenarios.language.source import Path
from fakegithub.scenarios.reports.report import Failure, Field
from fakegithub.spec import MISSING

T = TypeVar("T")


def judge_statuses(evidence: Evidence, path: Path, expected: Mapping[str, Any]) -> list[Failure]:
    pull = evidence.pull_request(path)
    repository, sha = pull.repository.entity, pull.entity.head.sha
    all_of_it = [
        s
        for s in evidence.github.world.all(CommitStatus, repository=repository, sha=sha)
        if evidence.since.is_new(s)
    ]
    failures = []
    for context, wanted in expected.items():
        found = [status for status in all_of_it if status.context_key == context.casefold()]
        fields = _status_fields(wanted, found)
        if all(field.matches for field in fields):
            continue
        states = shown([status.state for status in found]) if found else "none was set"
        call = {"sha": sha, "context": context, "state": _last_state(wanted)}
        failures.append(
            evidence.failure(
                (*path, context),
                f"commit status {context}: expected {described(wanted)}, but {states}",
                kind="different" if found else "missing",
                **_by_call(evidence, "repos/create-commit-status", call, fields if found else ()),
            )
        )
    return failures


def _status_fields(wanted: Any, found: list[CommitStatus]) -> list[Field]:
    latest = found[-1] if found else None
    if isinstance(wanted, list):
        return compared("states", wanted, [status.state for status in found])
    if not isinstance(wanted, Mapping):
        return compared("state", wanted, latest.state if latest else MISSING)
    actual = (
        {}
        if latest is None
        else {
            "state": latest.state,
            "description": latest.description,
            "target_url": latest.target_url,
            "creator": latest.creator.login,
        }
    )
    # `absent` describes a field of a status, so there must be one.
    return [
        *compared("status", {"any": True}, MISSING if latest is None else latest.state),
        *compared("", wanted, actual),
    ]


def _last_state(wanted: Any) -> Any:
    if isinstance(wanted, list):
        return wanted[-1]
    return wanted.get("state", {"any": True}) if isinstance(wanted, Mapping) else wanted


def judge_check_runs(evidence: Evidence, path: Path, expected: Mapping[str, Any]) -> list[Failure]:
    pull = evidence.pull_request(path)
    runs = [
        run
        for run in evidence.github.world.all(
            CheckRun, repository=pull.repository.entity, head_sha=pull.entity.head.sha
        )
        if evidence.since.is_new(run)
    ]
    failures = []
    for name, wanted in expected.items():
        found = [run for run in runs if run.name == name]
        actual = _check_run(found[-1]) if found else {}
        if isinstance(wanted, Mapping):
            there = [] if found else compared("check run", {"any": True}, MISSING)
            fields = [*there, *compared("", wanted, actual)]
        else:
            fields = compared("conclusion", wanted, actual.get("conclusion") or actual.get("status", MISSING))
        if not all(field.matches for field in fields):
            was = shown(actual) if found else "none was created"
            made_by = _run_call(evidence, found[-1] if found else None, name, pull.entity.head.sha)
            details = _by_call(evidence, *made_by, fields if found else ())
            failures.append(
                evidence.failure(
                    (*path, name),
                    f"check run {name}: expected {described(wanted)}, but {was}",
                    kind="different" if found else "missing",
                    **details,
                )
            )
    return failures


def _run_call(
    evidence: Evidence, run: CheckRun | None, name: str, sha: str
) -> tuple[str, dict[str, int | str]]:
    """The operation, and its parameters, that has made a check run what it is: an update, if one came."""
    for call in evidence.calls:
        named = call.parameters.get("check_run_id")
        if run is not None and call.operation == "checks/update" and str(named) == str(run.id):
            return "checks/update", {"check_run_id": run.id}
    return "checks/create", {"name": name, "head_sha": sha}


def _check_run(run: CheckRun) -> dict[str, Any]:
    return {
        "status": run.status,
        "conclusion": run.conclusion,
        "title": run.title,
        "summary": run.summary,
        "details_url": run.details_url,
        "app": run.app.slug,
    }


def _by_call(
    evidence: Evidence, operation: str, parameters: Mapping[str, Any], fields: Iterable[Field]
) -> dict[str, Any]:
    """The call that should have brought it about, beside the nearest that was made."""
    details = nearest({"operation": operation, "parameters": parameters}, evidence.calls)
    known = {field.name for field in details["fields"]}
    return {**details, "fields": (*details["fields"], *(f for f in fields if f.name not in known))}


def judge_comments(evidence: Evidence, path: Path, items: list[Mapping[str, Any]]) -> list[Failure]:
    issue = evidence.issue(path)
    new, old = divided(evidence, issue.comments)
    entries, earlier = (
        [{"body": comment.body, "user": comment.user.login} for comment in comments]
        for comments in (new, old)
    )
    call = {"operation": "issues/create-comment", "parameters": {"issue_number": issue.number}}
    return judge_entries(evidence, path, items, entries, "comment", call, earlier)


def judge_reviews(evidence: Evidence, path: Path, items: list[Mapping[str, Any]]) -> list[Failure]:
    pull = evidence.pull_request(path)
    new, old = divided(evidence, pull.reviews)
    entries, earlier = (
        [{"body": review.body, "user": review.user.login, "state": review.state} for review in reviews]
        for reviews in (new, old)
    )
    call = {"operation": "pulls/create-review", "parameters": {"pull_number": pull.number}}
    return judge_entries(evidence, path, items, entries, "review", call, earlier)


def divided(evidence: Evidence, found: Iterable[T]) -> tuple[list[T], list[T]]:
    """What counts, as it has come since the step began, and what was there before or is the step's own."""
    known = list(found)
    new = [entity for entity in known if evidence.since.is_new(entity)]
    return new, [entity for entity in known if not evidence.since.is_new(entity)]


def judge_entries(
    evidence: Evidence,
    path: Path,
    items: list[Mapping[str, Any]],
    entries: list[dict[str, Any]],
    kind: str,
    call: dict[str, Any],
    earlier: list[dict[str, Any]],
) -> list[Failure]:
    """`entries` are what counts, `earlier` what a reader may take for it."""

    def fits(item: Mapping[str, Any], entry: Mapping[str, Any]) -> bool:
        return all(matches(value, entry[key]) for key, value in item.items() if key in entry)

    failures = []
    for index, (item, taken) in enumerate(zip(items, claimed(items, entries, fits), strict=True)):
        least, most = counted(item)
        good = [entry for entry in entries if fits(item, entry)]
        number = len(taken) if most is None else len(good)
        if number >= least and (most is None or number <= most):
            continue
        wanted = {key: value for key, value in item.items() if key not in COUNTS}
        message = f"{kind} {shown(wanted)}: {number_of(number, least, most, len(good))}"
        message += f"; there are:{listed([shown(entry) for entry in entries])}" if entries else ""
        too_many = most is not None and number > most
        if not too_many and any(fits(item, entry) for entry in earlier):
            message += "; one that fits was there before, or made by the step itself, and does not count here"
        details = {} if too_many else nearest(_pattern(call, wanted), evidence.calls)
        details["kind"] = "surplus" if too_many else "missing"
        failures.append(evidence.failure((*path, index), message, final=too_many, **details))
    return failures


def _pattern(call: dict[str, Any], wanted: Mapping[str, Any]) -> dict[str, Any]:
    """The call that makes such a comment or review."""
    body = {"body": wanted["body"]} if "body" in wanted else {}
    event = {"event": _EVENTS[wanted["state"]]} if _is_one_of(_EVENTS, wanted.get("state")) else {}
    by = {"by": wanted["user"]} if "user" in wanted else {}
    return {**call, "parameters": {**call["parameters"], **body, **event}, **by}


# The event of a review that has a state.
_EVENTS = {"APPROVED": "APPROVE", "CHANGES_REQUESTED": "REQUEST_CHANGES", "COMMENTED": "COMMENT"}


def _is_one_of(names: Mapping[str, Any], value: Any) -> bool:
    return isinstance(value, str) and value in names
