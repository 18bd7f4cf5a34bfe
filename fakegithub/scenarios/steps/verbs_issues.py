"""What happens to issues, and to the conversations of pull requests."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fakegithub.handles import IssueHandle
from fakegithub.scenarios.steps.performing import perform
from fakegithub.scenarios.steps.stage import Parameters, Stage

Verb = Callable[[Stage, Parameters], Any]


def without(parameters: Parameters, *keys: str) -> dict[str, Any]:
    return {key: value for key, value in parameters.items() if key not in keys}


def _open(stage: Stage, parameters: Parameters) -> IssueHandle:
    repository = stage.repository(parameters)
    return repository.create_issue(by=stage.actor(repository), **without(parameters, "repository"))


def _edit(stage: Stage, parameters: Parameters) -> IssueHandle:
    issue = stage.issue(parameters)
    issue.edit(by=stage.actor(issue.repository), **without(parameters, "issue"))
    return issue


def _comment(stage: Stage, parameters: Parameters) -> Any:
    issue = stage.issue(parameters)
    return issue.comment(parameters["body"], by=stage.actor(issue.repository))


def label(key: str) -> Verb:
    def run(stage: Stage, parameters: Parameters) -> IssueHandle:
        issue = stage.issue(parameters, key)
        issue.label(*parameters["labels"], by=stage.actor(issue.repository))
        return issue

    return run


def unlabel(key: str) -> Verb:
    def run(stage: Stage, parameters: Parameters) -> IssueHandle:
        issue = stage.issue(parameters, key)
        for name in parameters["labels"]:
            issue.unlabel(name, by=stage.actor(issue.repository))
        return issue

    return run


def assign(key: str) -> Verb:
    return _with_assignees(key, "issues/add-assignees")


def unassign(key: str) -> Verb:
    return _with_assignees(key, "issues/remove-assignees")


def _with_assignees(key: str, operation: str) -> Verb:
    def run(stage: Stage, parameters: Parameters) -> IssueHandle:
        issue = stage.issue(parameters, key)
        issue.repository.perform(
            operation,
            by=stage.actor(issue.repository),
            issue_number=issue.number,
            assignees=parameters["assignees"],
        )
        return issue

    return run


def _on(act: Callable[[IssueHandle, Any], None]) -> Verb:
    def run(stage: Stage, parameters: Parameters) -> IssueHandle:
        issue = stage.issue(parameters)
        act(issue, stage.actor(issue.repository))
        return issue

    return run


def _edit_comment(stage: Stage, parameters: Parameters) -> Any:
    return perform("issues/update-comment", stage, parameters)


def _delete_comment(stage: Stage, parameters: Parameters) -> Any:
    return perform("issues/delete-comment", stage, parameters)


def _create_label(stage: Stage, parameters: Parameters) -> Any:
    repository = stage.repository(parameters)
    return repository.create_label(by=stage.actor(repository), **without(parameters, "repository"))


VERBS: dict[str, Verb] = {
    "issue.open": _open,
    "issue.close": _on(lambda issue, by: issue.close(by=by)),
    "issue.reopen": _on(lambda issue, by: issue.reopen(by=by)),
    "issue.edit": _edit,
    "issue.label": label("issue"),
    "issue.unlabel": unlabel("issue"),
    "issue.assign": assign("issue"),
    "issue.unassign": unassign("issue"),
    "issue_comment.create": _comment,
    "issue_comment.edit": _edit_comment,
    "issue_comment.delete": _delete_comment,
    "label.create": _create_label,
}
