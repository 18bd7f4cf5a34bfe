"""Judging the fields of a pull request or an issue: labels, state, title and all others.

Nobody knows of a field who set it last. So a failure shows the latest call that can have done it, or says
that there was none.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fakegithub.handles import PullRequestHandle
from fakegithub.journal import Call
from fakegithub.model.entity import Entity
from fakegithub.scenarios.expectations.evidence import Evidence, call_line, compared
from fakegithub.scenarios.language.matchers import described, is_matcher, shown
from fakegithub.scenarios.language.references import part_of
from fakegithub.scenarios.language.source import Path
from fakegithub.scenarios.reports.report import Failure

_REFUSED = 400
# Those that change any field that is in their body.
_UPDATES = ("issues/update", "pulls/update")
_PUSHES = (
    "repos/create-or-update-file-contents",
    "repos/delete-file",
    "git/update-ref",
    "pulls/update-branch",
)
# Beside these, what changes a field and is named for it.
CHANGERS: dict[str, tuple[str, ...]] = {
    "labels": ("issues/add-labels", "issues/set-labels", "issues/remove-label", "issues/remove-all-labels"),
    "state": ("pulls/merge",),
    **dict.fromkeys(("merged", "merged_by", "merged_at"), ("pulls/merge",)),
    "mergeable_state": (
        "repos/create-commit-status",
        "checks/create",
        "checks/update",
        "pulls/create-review",
    ),
    "assignees": ("issues/add-assignees", "issues/remove-assignees"),
    "requested_reviewers": ("pulls/request-reviewers", "pulls/remove-requested-reviewers"),
    "requested_teams": ("pulls/request-reviewers", "pulls/remove-requested-reviewers"),
    "locked": ("issues/lock", "issues/unlock"),
    "comments": ("issues/create-comment", "issues/delete-comment"),
    "review_comments": ("pulls/create-review-comment", "pulls/create-review", "pulls/delete-review-comment"),
    **dict.fromkeys(("head", "commits", "additions", "deletions", "changed_files"), _PUSHES),
}
# Fields that no update changes.
_FIXED = {"merged", "requested_reviewers", "requested_teams", "locked", "comments", "review_comments", "head"}
_FIXED |= {"commits", "additions", "deletions", "changed_files", "merged_by", "merged_at", "mergeable_state"}


def judge_labels(evidence: Evidence, path: Path, expected: Any) -> list[Failure]:
    names = sorted(evidence.issue(path).labels)
    # A list is all of them: their order says nothing.
    wanted = sorted(expected, key=str) if isinstance(expected, list) else expected
    return _judge(evidence, path, "labels", wanted, names)


def judge_state(evidence: Evidence, path: Path, expected: Any) -> list[Failure]:
    return _judge(evidence, path, "state", expected, evidence.issue(path).state)


def judge_merged(evidence: Evidence, path: Path, expected: Any) -> list[Failure]:
    return _judge(evidence, path, "merged", expected, evidence.pull_request(path).merged)


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
        for failure in _judge(evidence, (*path, name), name, wanted, plain(evidence, wanted, entity, name))
    ]


def plain(evidence: Evidence, wanted: Any, value: Any, name: str) -> Any:
    """A field as far down as the expectation goes: entities become mappings of the keys it names."""
    found = part_of(value, name, evidence.github.world.urls)
    if isinstance(wanted, Mapping) and not is_matcher(wanted) and not isinstance(found, Mapping | None | str):
        return {key: plain(evidence, inner, found, key) for key, inner in wanted.items()}
    return found


def _judge(evidence: Evidence, path: Path, name: str, wanted: Any, actual: Any) -> list[Failure]:
    fields = compared(name, wanted, actual)
    if all(field.matches for field in fields):
        return []
    message = f"{name}: expected {described(wanted)}, but it is {shown(actual)}"
    return [evidence.failure(path, message, fields=tuple(fields), **_changed_by(evidence, path, name))]


def _changed_by(evidence: Evidence, path: Path, name: str) -> dict[str, Any]:
    """The details of a failure: the latest call that can have changed the field."""
    updates = () if name in _FIXED else _UPDATES
    named = CHANGERS.get(name, ())
    calls = [
        call
        for call in evidence.calls
        if _is_about(evidence, path, call)
        and (call.operation in named or (call.operation in updates and name in (call.body or {})))
    ]
    # One that was refused has changed nothing, but tells why nothing has changed.
    done = [call for call in calls if call.status < _REFUSED]
    if not calls:
        return {"relation": "changed by", "sought": (*named, *updates)}
    last = (done or calls)[-1]
    relation = "changed last by" if done else "nearest"
    return {"relation": relation, "nearest": str(call_line(last)), "call": last.number}


def _is_about(evidence: Evidence, path: Path, call: Call) -> bool:
    issue = evidence.issue(path)
    said = call.parameters
    number = str(said.get("issue_number", said.get("pull_number", issue.number)))
    where = f"{said.get('owner', '')}/{said.get('repo', '')}".casefold()
    return number == str(issue.number) and where == issue.repository.entity.full_name.casefold()
