"""What happens to pull requests and their reviews."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fakegithub.handles import PullRequestHandle, RepositoryHandle
from fakegithub.model.repositories import Repository
from fakegithub.scenarios.steps.stage import Parameters, Stage
from fakegithub.scenarios.steps.verbs_issues import assign, label, unassign, unlabel, without


def _open(stage: Stage, parameters: Parameters) -> PullRequestHandle:
    """From a branch here, or `owner:branch` of a fork, which is made when the owner has none."""
    repository = stage.repository(parameters)
    fields = dict(without(parameters, "repository"))
    by, source = stage.actor(repository), repository
    login, colon, branch = fields["head"].rpartition(":")
    if colon and login.casefold() != repository.owner.login.casefold():
        source = _fork(stage, repository, login)
        by = by or login
    if "files" not in fields and not source.has_branch(branch):
        # There is nothing to merge from a branch without a commit of its own, and GitHub says so.
        fields["files"] = {f"{branch.replace('/', '-')}.txt": f"{branch}\n"}
    return repository.open_pull_request(by=by, **fields)


def _fork(stage: Stage, repository: RepositoryHandle, login: str) -> RepositoryHandle:
    account = stage.account(login)
    forks = stage.github.world.all(Repository, parent=repository.entity)
    own = next((fork for fork in forks if fork.owner is account.entity), None)
    if own is not None:
        return RepositoryHandle(stage.github, own)
    if account.entity.is_organization:
        return repository.fork(by=account, organization=account.login)
    return repository.fork(by=account)


def _edit(stage: Stage, parameters: Parameters) -> PullRequestHandle:
    pull = stage.pull_request(parameters)
    pull.edit(by=stage.actor(pull.repository), **without(parameters, "pull_request"))
    return pull


def _merge(stage: Stage, parameters: Parameters) -> PullRequestHandle:
    pull = stage.pull_request(parameters)
    pull.merge(by=stage.actor(pull.repository), **without(parameters, "pull_request"))
    return pull


def _review(stage: Stage, parameters: Parameters) -> Any:
    pull = stage.pull_request(parameters)
    return pull.review(by=stage.actor(pull.repository), **without(parameters, "pull_request"))


def _comment_on_line(stage: Stage, parameters: Parameters) -> Any:
    """On a line of the head's version of a file, or an answer to another comment."""
    pull = stage.pull_request(parameters)
    by = stage.actor(pull.repository)
    fields = dict(without(parameters, "pull_request", "reply_to"))
    if "reply_to" in parameters:
        comment_id = stage.entity(parameters["reply_to"]).id
        return pull.repository.perform(
            "pulls/create-reply-for-review-comment",
            by=by,
            pull_number=pull.number,
            comment_id=comment_id,
            **fields,
        )
    return pull.comment_on_line(by=by, **{"line": 1, **fields})


def _request_review(stage: Stage, parameters: Parameters) -> PullRequestHandle:
    return _with_reviewers(stage, parameters, "pulls/request-reviewers")


def _remove_review_request(stage: Stage, parameters: Parameters) -> PullRequestHandle:
    return _with_reviewers(stage, parameters, "pulls/remove-requested-reviewers")


def _with_reviewers(stage: Stage, parameters: Parameters, operation: str) -> PullRequestHandle:
    pull = stage.pull_request(parameters)
    reviewers = {"reviewers": [], **without(parameters, "pull_request")}
    pull.repository.perform(operation, by=stage.actor(pull.repository), pull_number=pull.number, **reviewers)
    return pull


def _on(act: Callable[[PullRequestHandle, Any], None]) -> Callable[[Stage, Parameters], PullRequestHandle]:
    def run(stage: Stage, parameters: Parameters) -> PullRequestHandle:
        pull = stage.pull_request(parameters)
        act(pull, stage.actor(pull.repository))
        return pull

    return run


VERBS = {
    "pull_request.open": _open,
    "pull_request.close": _on(lambda pull, by: pull.close(by=by)),
    "pull_request.reopen": _on(lambda pull, by: pull.reopen(by=by)),
    "pull_request.ready_for_review": _on(lambda pull, by: pull.ready_for_review(by=by)),
    "pull_request.convert_to_draft": _on(lambda pull, by: pull.convert_to_draft(by=by)),
    "pull_request.merge": _merge,
    "pull_request.edit": _edit,
    "pull_request.label": label("pull_request"),
    "pull_request.unlabel": unlabel("pull_request"),
    "pull_request.assign": assign("pull_request"),
    "pull_request.unassign": unassign("pull_request"),
    "pull_request.request_review": _request_review,
    "pull_request.remove_review_request": _remove_review_request,
    "pull_request.review": _review,
    "pull_request_review_comment.create": _comment_on_line,
}
