"""What happens to whole repositories, and to the apps that are installed on them."""

from __future__ import annotations

from typing import Any

from fakegithub.handles import AppHandle
from fakegithub.scenarios.steps.performing import perform
from fakegithub.scenarios.steps.stage import Misnamed, Parameters, Stage
from fakegithub.scenarios.steps.verbs_issues import Verb, without


def _rename(stage: Stage, parameters: Parameters) -> Any:
    repository = stage.repository(parameters)
    repository.rename(parameters["name"], by=stage.actor(repository))
    return repository.entity


def _transfer(stage: Stage, parameters: Parameters) -> Any:
    repository = stage.repository(parameters)
    repository.transfer(parameters["new_owner"], by=stage.actor(repository))
    return repository.entity


def _delete(stage: Stage, parameters: Parameters) -> None:
    """A fork may be named by the pull request that came from it."""
    repository = stage.repository(parameters)
    if "pull_request" in parameters:
        pull = stage.pull_request(parameters)
        if pull.entity.head.repository in (None, pull.entity.repository):
            raise Misnamed("pull_request", f"{pull!r} does not come from a fork")
        repository = pull.head.repository
    repository.delete(by=stage.actor(repository))


def _fork(stage: Stage, parameters: Parameters) -> Any:
    if stage.by is None:
        raise Misnamed("by", "say who forks it, with `by`")
    repository = stage.repository(parameters)
    return repository.fork(by=stage.actor(repository), **without(parameters, "repository")).entity


def _install(stage: Stage, parameters: Parameters) -> Any:
    """On the account that owns the repository spoken of, unless `account` says another."""
    github, login = stage.github, parameters.get("account")
    app = github.find_app(parameters["app"]) if "app" in parameters else AppHandle(github, stage.app())
    account = stage.account(login) if login is not None else stage.repository({}).owner
    names = parameters.get("repositories")
    chosen = None if names is None else [github.repository(name) for name in names]
    return app.install(account, repositories=chosen, by=stage.by).entity


def _create_discussion(stage: Stage, parameters: Parameters) -> Any:
    repository = stage.repository(parameters)
    made = repository.create_discussion(by=stage.actor(repository), **without(parameters, "repository"))
    return made.entity


def _call(stage: Stage, parameters: Parameters) -> Any:
    """Any operation by its id. What it does not take is refused, also where the step says nothing of it."""
    return perform(parameters["operation"], stage, parameters.get("parameters", {}))


VERBS: dict[str, Verb] = {
    "repository.rename": _rename,
    "repository.transfer": _transfer,
    "repository.delete": _delete,
    "repository.fork": _fork,
    "installation.create": _install,
    "discussion.create": _create_discussion,
    "call": _call,
}
