"""Pushes, branches, tags and releases."""

from __future__ import annotations

from typing import Any

from fakegithub.handles import RepositoryHandle
from fakegithub.model.releases import Release
from fakegithub.scenarios.steps.performing import perform
from fakegithub.scenarios.steps.stage import Misnamed, Parameters, Stage
from fakegithub.scenarios.steps.verbs_issues import Verb, without

_TAGS = "refs/tags/"
_HEADS = "refs/heads/"


def _push(stage: Stage, parameters: Parameters) -> str:
    """The sha of the new head. With `force` the commit takes the place of the last one."""
    if "pull_request" in parameters:
        pull = stage.pull_request(parameters)
        repository, branch = pull.head.repository, pull.head.ref
    else:
        repository = stage.repository(parameters)
        branch = parameters.get("branch", repository.entity.default_branch)
    fields = dict(without(parameters, "pull_request", "repository", "branch"))
    if fields.get("force") and repository.has_branch(branch):
        fields["source"] = _before(repository, branch)
    return repository.push(branch=branch, by=stage.actor(repository), **fields)


def _before(repository: RepositoryHandle, branch: str) -> str:
    parents = repository.github.world.git(repository.entity).commit(repository.sha(branch)).parents
    if not parents:
        raise Misnamed("force", f"{branch} has one commit only, and nothing it could be replaced upon")
    return parents[0]


def _create_branch(stage: Stage, parameters: Parameters) -> str:
    """The sha that the branch begins at."""
    return _create_ref(stage, parameters, _HEADS, parameters["branch"])


def _delete_branch(stage: Stage, parameters: Parameters) -> None:
    _delete_ref(stage, parameters, _HEADS, parameters["branch"])


def _create_tag(stage: Stage, parameters: Parameters) -> str:
    """The sha that is tagged; with a message the tag is an object of its own."""
    repository, name = stage.repository(parameters), parameters["tag"]
    if "message" not in parameters:
        return _create_ref(stage, parameters, _TAGS, name)
    by, sha = stage.actor(repository), _resolved(repository, parameters)
    made = repository.perform(
        "git/create-tag", by=by, tag=name, message=parameters["message"], object=sha, type="commit"
    )
    repository.perform("push", by=by, ref=_TAGS + name, sha=made.sha)
    return sha


def _delete_tag(stage: Stage, parameters: Parameters) -> None:
    _delete_ref(stage, parameters, _TAGS, parameters["tag"])


def _create_ref(stage: Stage, parameters: Parameters, kind: str, name: str) -> str:
    repository = stage.repository(parameters)
    sha = _resolved(repository, parameters)
    if repository.github.world.git(repository.entity).ref(kind + name) is not None:
        raise LookupError(f"{repository.full_name} has {kind}{name} already")
    repository.perform("push", by=stage.actor(repository), ref=kind + name, sha=sha)
    return sha


def _delete_ref(stage: Stage, parameters: Parameters, kind: str, name: str) -> None:
    repository = stage.repository(parameters)
    repository.perform("push", by=stage.actor(repository), ref=kind + name, delete=True)


def _resolved(repository: RepositoryHandle, parameters: Parameters) -> str:
    """The commit of `from`: a branch, a tag or a sha; that of the default branch when left out."""
    wanted = parameters.get("from", repository.entity.default_branch)
    found = repository.github.world.git(repository.entity).resolve(wanted)
    if found is None:
        raise Misnamed("from", f'{repository.full_name} has no branch, tag or commit "{wanted}"')
    return found


def _create_release(stage: Stage, parameters: Parameters) -> Any:
    return perform("repos/create-release", stage, parameters)


def _publish_release(stage: Stage, parameters: Parameters) -> Any:
    """A draft becomes a release that everybody sees."""
    named = stage.entity(parameters["release"]) if "release" in parameters else None
    if "release" in parameters and not isinstance(named, Release):
        raise Misnamed("release", f'no earlier step has made a release "{parameters["release"]}"')
    return perform("repos/update-release", stage, {**parameters, "draft": False})


VERBS: dict[str, Verb] = {
    "push": _push,
    "branch.create": _create_branch,
    "branch.delete": _delete_branch,
    "tag.create": _create_tag,
    "tag.delete": _delete_tag,
    "release.create": _create_release,
    "release.publish": _publish_release,
}
