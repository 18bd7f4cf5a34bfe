"""What others than the receiver say of commits: check runs, commit statuses, deployments."""

from __future__ import annotations

from typing import Any

from fakegithub.handles import InstallationHandle, PullRequestHandle, RepositoryHandle
from fakegithub.model.checks import CheckRun
from fakegithub.scenarios.steps.performing import perform
from fakegithub.scenarios.steps.stage import Misnamed, Parameters, Stage
from fakegithub.scenarios.steps.verbs_issues import Verb, without

_OUTPUT = ("title", "summary", "text")


def _place(stage: Stage, parameters: Parameters) -> tuple[RepositoryHandle, str]:
    """The repository and the commit: `sha`, or the head of the pull request, or of the default branch."""
    elsewhere = "repository" in parameters or "sha" in parameters
    spoken_of = not elsewhere and isinstance(stage.subject, PullRequestHandle)
    if "pull_request" in parameters or spoken_of:
        pull = stage.pull_request(parameters)
        return pull.repository, parameters.get("sha", pull.entity.head.sha)
    repository = stage.repository(parameters)
    return repository, parameters.get("sha") or repository.sha()


def _create_status(stage: Stage, parameters: Parameters) -> Any:
    repository, sha = _place(stage, parameters)
    fields = without(parameters, "repository", "pull_request", "sha")
    return repository.perform("repos/create-commit-status", by=stage.actor(repository), sha=sha, **fields)


def _create_run(stage: Stage, parameters: Parameters) -> Any:
    repository, sha = _place(stage, parameters)
    fields = without(parameters, "repository", "pull_request", "sha", *_OUTPUT)
    by = stage.installation(repository)
    return repository.perform("checks/create", by=by, head_sha=sha, **fields, **_output(parameters))


def _start_run(stage: Stage, parameters: Parameters) -> Any:
    return _update(stage, parameters, status="in_progress")


def _complete_run(stage: Stage, parameters: Parameters) -> Any:
    conclusion = parameters.get("conclusion", "success")
    return _update(stage, parameters, status="completed", conclusion=conclusion, **_output(parameters))


def _update(stage: Stage, parameters: Parameters, **fields: Any) -> Any:
    """As the app whose check run it is."""
    run = _run(stage, parameters)
    repository = RepositoryHandle(stage.github, run.repository)
    by: Any = stage.installation(repository) if stage.by is not None else _its_installation(stage, run)
    return repository.perform("checks/update", by=by, check_run_id=run.id, **fields)


def _its_installation(stage: Stage, run: CheckRun) -> InstallationHandle:
    bot = Stage(stage.github, {}, f"{run.app.slug}[bot]")
    return bot.installation(RepositoryHandle(stage.github, run.repository))


def _output(parameters: Parameters) -> dict[str, Any]:
    given = {key: parameters[key] for key in _OUTPUT if key in parameters}
    if not given:
        return {}
    return {"output": {"title": given.get("summary", "Checked"), "summary": "", **given}}


def _rerequest_run(stage: Stage, parameters: Parameters) -> Any:
    run = _run(stage, parameters)
    repository = RepositoryHandle(stage.github, run.repository)
    repository.perform("checks/rerequest-run", by=stage.actor(repository), check_run_id=run.id)
    return run


def _rerequest_suite(stage: Stage, parameters: Parameters) -> Any:
    suite = _run(stage, parameters).check_suite
    repository = RepositoryHandle(stage.github, suite.repository)
    repository.perform("checks/rerequest-suite", by=stage.actor(repository), check_suite_id=suite.id)
    return suite


def _run(stage: Stage, parameters: Parameters) -> CheckRun:
    """The one that `check_run` names: an earlier step's, or by its own name the latest on the commit."""
    named = parameters.get("check_run")
    made = stage.entity(named)
    if isinstance(made, CheckRun):
        return made
    repository, sha = _place(stage, without(parameters, "check_run"))
    runs = stage.github.world.all(CheckRun, repository=repository.entity, head_sha=sha)
    found = [run for run in runs if named in (None, run.name)]
    if not found:
        known = ", ".join(dict.fromkeys(run.name for run in runs)) or "none"
        what = f'no check run "{named}"' if named is not None else "no check run"
        raise Misnamed("check_run", f"there is {what} on {sha[:7]}; there are: {known}")
    return found[-1]


def _create_deployment(stage: Stage, parameters: Parameters) -> Any:
    """Of the head of the pull request spoken of, or else of the default branch."""
    repository, sha = _place(stage, parameters)
    fields = without(parameters, "repository", "pull_request", "sha")
    ref = {"ref": sha, "required_contexts": [], "auto_merge": False}
    return repository.perform("repos/create-deployment", by=stage.actor(repository), **{**ref, **fields})


def _create_deployment_status(stage: Stage, parameters: Parameters) -> Any:
    return perform("repos/create-deployment-status", stage, parameters)


VERBS: dict[str, Verb] = {
    "commit_status.create": _create_status,
    "check_run.create": _create_run,
    "check_run.start": _start_run,
    "check_run.complete": _complete_run,
    "check_run.rerequest": _rerequest_run,
    "check_suite.rerequest": _rerequest_suite,
    "deployment.create": _create_deployment,
    "deployment_status.create": _create_deployment_status,
}
