"""Judging what stands on a pull request or an issue: statuses, check runs, comments, labels, state."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from fakegithub.handles import PullRequestHandle
from fakegithub.model.checks import CheckRun, CommitStatus
from fakegithub.model.entity import Entity
from fakegithub.scenarios.claims import claimed
from fakegithub.scenarios.evidence import Evidence, compared, counted, number_of
from fakegithub.scenarios.expected_calls import nearest
from fakegithub.scenarios.matchers import described, is_matcher, matches, shown
from fakegithub.scenarios.places import COUNTS
from fakegithub.scenarios.references import part_of
from fakegithub.scenarios.report import Failure, Field
from fakegithub.scenarios.source import Path
from fakegithub.spec import MISSING

Judge = Callable[[Evidence, Path, Any], list[Failure]]


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
            fields = [
                *compared("check run", {"any": True}, name if found else MISSING),
                *compared("", wanted, actual),
            ]
        else:
            fields = compared("conclusion", wanted, actual.get("conclusion") or actual.get("status", MISSING))
        if not all(field.matches for field in fields):
            was = shown(actual) if found else "none was created"
            details = _by_call(
                evidence,
                "checks/create",
                {"name": name, "head_sha": pull.entity.head.sha},
                fields if found else (),
            )
            failures.append(
                evidence.failure(
                    (*path, name), f"check run {name}: expected {described(wanted)}, but {was}", **details
                )
            )
    return failures


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
    found = [comment for comment in issue.comments if evidence.since.is_new(comment)]
    entries = [{"body": comment.body, "user": comment.user.login} for comment in found]
    call = {"operation": "issues/create-comment", "parameters": {"issue_number": issue.number}}
    return _judge_entries(evidence, path, items, entries, "comment", call)


def judge_reviews(evidence: Evidence, path: Path, items: list[Mapping[str, Any]]) -> list[Failure]:
    pull = evidence.pull_request(path)
    found = [review for review in pull.reviews if evidence.since.is_new(review)]
    entries = [{"body": review.body, "user": review.user.login, "state": review.state} for review in found]
    call = {"operation": "pulls/create-review", "parameters": {"pull_number": pull.number}}
    return _judge_entries(evidence, path, items, entries, "review", call)


def _judge_entries(
    evidence: Evidence,
    path: Path,
    items: list[Mapping[str, Any]],
    entries: list[dict[str, Any]],
    kind: str,
    call: dict[str, Any],
) -> list[Failure]:
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
        came = "".join(f"\n  {shown(entry)}" for entry in entries)
        message = f"{kind} {shown(wanted)}: {number_of(number, least, most)}{came and f'; there are:{came}'}"
        too_many = most is not None and number > most
        details = {} if too_many else nearest(_with_body(call, wanted), evidence.calls)
        failures.append(evidence.failure((*path, index), message, final=too_many, **details))
    return failures


def _with_body(call: dict[str, Any], wanted: Mapping[str, Any]) -> dict[str, Any]:
    if "body" not in wanted:
        return call
    return {**call, "parameters": {**call["parameters"], "body": wanted["body"]}}


def judge_labels(evidence: Evidence, path: Path, expected: Any) -> list[Failure]:
    names = sorted(evidence.issue(path).labels)
    # A list is all of them: their order says nothing.
    wanted = sorted(expected, key=str) if isinstance(expected, list) else expected
    return _simple(evidence, path, "labels", wanted, names)


def judge_state(evidence: Evidence, path: Path, expected: Any) -> list[Failure]:
    return _simple(evidence, path, "state", expected, evidence.issue(path).state)


def judge_merged(evidence: Evidence, path: Path, expected: Any) -> list[Failure]:
    return _simple(evidence, path, "merged", expected, evidence.pull_request(path).merged)


def judge_pull_request(evidence: Evidence, path: Path, expected: Mapping[str, Any]) -> list[Failure]:
    return _judge_fields(evidence, path, expected, evidence.pull_request(path).entity)


def judge_issue(evidence: Evidence, path: Path, expected: Mapping[str, Any]) -> list[Failure]:
    issue = evidence.issue(path)
    return _judge_fields(
        evidence, path, expected, issue.issue if isinstance(issue, PullRequestHandle) else issue.entity
    )


def _judge_fields(
    evidence: Evidence, path: Path, expected: Mapping[str, Any], entity: Entity
) -> list[Failure]:
    return [
        failure
        for name, wanted in expected.items()
        for failure in _simple(evidence, (*path, name), name, wanted, _plain(evidence, wanted, entity, name))
    ]


def _plain(evidence: Evidence, wanted: Any, value: Any, name: str) -> Any:
    """A field as far down as the expectation goes: entities become mappings of the keys it names."""
    found = part_of(value, name, evidence.github.world.urls)
    if isinstance(wanted, Mapping) and not is_matcher(wanted) and not isinstance(found, Mapping | None | str):
        return {key: _plain(evidence, inner, found, key) for key, inner in wanted.items()}
    return found


def _simple(evidence: Evidence, path: Path, name: str, wanted: Any, actual: Any) -> list[Failure]:
    fields = compared(name, wanted, actual)
    if all(field.matches for field in fields):
        return []
    return [
        evidence.failure(
            path, f"{name}: expected {described(wanted)}, but it is {shown(actual)}", fields=tuple(fields)
        )
    ]
