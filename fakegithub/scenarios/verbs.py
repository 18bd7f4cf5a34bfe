"""The verbs of steps: what each one does, through the Python door."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from fakegithub.github import GitHub
from fakegithub.handles import IssueHandle, PullRequestHandle, RepositoryHandle
from fakegithub.model.issues import Issue
from fakegithub.model.pulls import PullRequest
from fakegithub.model.repositories import Repository
from fakegithub.operations.operation import OPERATIONS

Parameters = Mapping[str, Any]


class Misnamed(Exception):
    """A parameter of a verb names what is not there; `key` is that parameter."""

    def __init__(self, key: str, message: str) -> None:
        self.key = key
        super().__init__(message)


@dataclass(slots=True)
class Stage:
    """Where a verb acts: the world, what earlier steps have made, and what was last spoken of."""

    github: GitHub
    made: dict[str, Any]
    by: str | None = None
    subject: IssueHandle | None = None

    def repository(self, parameters: Parameters) -> RepositoryHandle:
        """The one that is named, or else the subject's, or else the only one."""
        if "repository" in parameters:
            return self.github.repository(parameters["repository"])
        if self.subject is not None:
            return self.subject.repository
        found = self.github.world.all(Repository)
        if len(found) != 1:
            names = ", ".join(repository.full_name for repository in found) or "none"
            raise Misnamed("repository", f"say which repository is meant; there are: {names}")
        return RepositoryHandle(self.github, found[0])

    def issue(self, parameters: Parameters, key: str = "issue") -> IssueHandle:
        """The issue or pull request that `key` names, or else the subject."""
        if key not in parameters:
            if self.subject is None:
                raise Misnamed(
                    key, "say which pull request or issue is meant; no earlier step has opened one"
                )
            return self.subject
        named = parameters[key]
        if isinstance(named, str) and named in self.made:
            found = self._handle(self.made[named])
            if found is None:
                raise Misnamed(key, f'"{named}" is neither a pull request nor an issue')
            return found
        return self._numbered(key, named)

    def pull_request(self, parameters: Parameters, key: str = "pull_request") -> PullRequestHandle:
        found = self.issue(parameters, key)
        if not isinstance(found, PullRequestHandle):
            raise Misnamed(key, f"{found!r} is not a pull request")
        return found

    def _numbered(self, key: str, number: Any) -> IssueHandle:
        repository = self.repository({})
        if isinstance(number, str) and number.isdigit():
            number = int(number)
        issue = self.github.world.find(Issue, repository=repository.entity, number=number)
        if issue is None:
            raise Misnamed(key, f"{repository.full_name} has no pull request or issue {number}")
        return (
            IssueHandle(self.github, issue)
            if issue.pull is None
            else PullRequestHandle(self.github, issue.pull)
        )

    def _handle(self, value: Any) -> IssueHandle | None:
        if isinstance(value, IssueHandle):
            return value
        if isinstance(value, PullRequest):
            return PullRequestHandle(self.github, value)
        return IssueHandle(self.github, value) if isinstance(value, Issue) else None


Verb = Callable[[Stage, Parameters], Any]


def _open_pull_request(stage: Stage, parameters: Parameters) -> PullRequestHandle:
    return stage.repository(parameters).open_pull_request(by=stage.by, **_without(parameters, "repository"))


def _edit_pull_request(stage: Stage, parameters: Parameters) -> PullRequestHandle:
    pull = stage.pull_request(parameters)
    pull.edit(by=stage.by, **_without(parameters, "pull_request"))
    return pull


def _merge_pull_request(stage: Stage, parameters: Parameters) -> PullRequestHandle:
    pull = stage.pull_request(parameters)
    pull.merge(by=stage.by, **_without(parameters, "pull_request"))
    return pull


def _review_pull_request(stage: Stage, parameters: Parameters) -> Any:
    return stage.pull_request(parameters).review(by=stage.by, **_without(parameters, "pull_request"))


def _push(stage: Stage, parameters: Parameters) -> str:
    """The sha of the new head."""
    if "pull_request" in parameters:
        pull = stage.pull_request(parameters)
        return pull.push(by=stage.by, **_without(parameters, "pull_request", "repository"))
    return stage.repository(parameters).push(by=stage.by, **_without(parameters, "repository"))


def _open_issue(stage: Stage, parameters: Parameters) -> IssueHandle:
    return stage.repository(parameters).create_issue(by=stage.by, **_without(parameters, "repository"))


def _edit_issue(stage: Stage, parameters: Parameters) -> IssueHandle:
    issue = stage.issue(parameters)
    issue.edit(by=stage.by, **_without(parameters, "issue"))
    return issue


def _comment(stage: Stage, parameters: Parameters) -> Any:
    return stage.issue(parameters).comment(parameters["body"], by=stage.by)


def _create_label(stage: Stage, parameters: Parameters) -> Any:
    return stage.repository(parameters).create_label(by=stage.by, **_without(parameters, "repository"))


def _call(stage: Stage, parameters: Parameters) -> Any:
    name = parameters["operation"]
    arguments = dict(parameters.get("parameters", {}))
    takes = OPERATIONS[name].parameters if name in OPERATIONS else frozenset()
    if {"owner", "repo"} <= takes and not {"owner", "repo"} & arguments.keys():
        owner, repo = stage.repository({}).full_name.split("/")
        arguments |= {"owner": owner, "repo": repo}
    if stage.by is None and "owner" in arguments:
        return stage.github.perform(name, by=stage.github.account(arguments["owner"]), **arguments)
    return stage.github.perform(name, by=stage.by, **arguments)


def _without(parameters: Parameters, *keys: str) -> dict[str, Any]:
    return {key: value for key, value in parameters.items() if key not in keys}


def _on_pull_request(act: Callable[[PullRequestHandle, str | None], None]) -> Verb:
    def run(stage: Stage, parameters: Parameters) -> PullRequestHandle:
        pull = stage.pull_request(parameters)
        act(pull, stage.by)
        return pull

    return run


def _on_issue(act: Callable[[IssueHandle, str | None], None]) -> Verb:
    def run(stage: Stage, parameters: Parameters) -> IssueHandle:
        issue = stage.issue(parameters)
        act(issue, stage.by)
        return issue

    return run


def _label(key: str) -> Verb:
    def run(stage: Stage, parameters: Parameters) -> IssueHandle:
        issue = stage.issue(parameters, key)
        issue.label(*parameters["labels"], by=stage.by)
        return issue

    return run


def _unlabel(key: str) -> Verb:
    def run(stage: Stage, parameters: Parameters) -> IssueHandle:
        issue = stage.issue(parameters, key)
        for name in parameters["labels"]:
            issue.unlabel(name, by=stage.by)
        return issue

    return run


VERBS: dict[str, Verb] = {
    "pull_request.open": _open_pull_request,
    "pull_request.close": _on_pull_request(lambda pull, by: pull.close(by=by)),
    "pull_request.reopen": _on_pull_request(lambda pull, by: pull.reopen(by=by)),
    "pull_request.merge": _merge_pull_request,
    "pull_request.edit": _edit_pull_request,
    "pull_request.label": _label("pull_request"),
    "pull_request.unlabel": _unlabel("pull_request"),
    "pull_request.review": _review_pull_request,
    "push": _push,
    "issue.open": _open_issue,
    "issue.close": _on_issue(lambda issue, by: issue.close(by=by)),
    "issue.reopen": _on_issue(lambda issue, by: issue.reopen(by=by)),
    "issue.edit": _edit_issue,
    "issue.label": _label("issue"),
    "issue.unlabel": _unlabel("issue"),
    "issue_comment.create": _comment,
    "label.create": _create_label,
    "call": _call,
}
