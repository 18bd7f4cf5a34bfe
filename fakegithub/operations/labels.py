"""The labels of a repository, and those on its issues and pull requests."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from fakegithub.errors import NotFound, ValidationFailed
from fakegithub.model.accounts import Actor
from fakegithub.model.entity import UNSET, given
from fakegithub.model.issues import Issue, Label
from fakegithub.model.repositories import Repository
from fakegithub.operations.issue_access import READ, WRITE, issue_to_read, issue_to_triage
from fakegithub.operations.issue_events import either, emit
from fakegithub.operations.operation import Result, operation
from fakegithub.world import World

# What a label gets that is created without a color, in passing by a new issue for example.
_DEFAULT_COLOR = "ededed"
_COLOR = re.compile(r"[0-9a-fA-F]{6}")
_NAME_LIMIT = 50
_DESCRIPTION_LIMIT = 100
# What a list of labels may hold: names, or objects with a name.
Names = Iterable[str | Mapping[str, Any]]


@operation("issues/list-labels-for-repo", permissions=READ, credentials="any")
def list_labels_for_repo(world: World, actor: Actor, *, owner: str, repo: str) -> list[Label]:
    """https://docs.github.com/rest/issues/labels#list-labels-for-a-repository"""
    return world.all(Label, repository=world.repository(owner, repo, actor))


@operation("issues/create-label", emits=("label.created",), permissions=WRITE)
def create_label(
    world: World,
    actor: Actor,
    *,
    owner: str,
    repo: str,
    name: str,
    color: str | None = None,
    description: str | None = None,
) -> Result:
    """Create a label; `color` is six hexadecimal digits without `#`.

    Emits label.created. Raises Forbidden (403) without push access, ValidationFailed (422) for a
    name that is taken (in any case of letters), and for a bad name, color or description.
    https://docs.github.com/rest/issues/labels#create-a-label
    """
    repository = world.repository(owner, repo, actor, "push")
    _require_free(world, repository, name)
    label = _add(world, actor, repository, name, color=color, description=description)
    return Result(label, location=world.urls.api(label))


@operation("issues/get-label", permissions=READ, credentials="any")
def get_label(world: World, actor: Actor, *, owner: str, repo: str, name: str) -> Label:
    """https://docs.github.com/rest/issues/labels#get-a-label"""
    return _label(world, world.repository(owner, repo, actor), name)


@operation("issues/update-label", emits=("label.edited",), permissions=WRITE)
def update_label(
    world: World,
    actor: Actor,
    *,
    owner: str,
    repo: str,
    name: str,
    new_name: Any = UNSET,
    color: Any = UNSET,
    description: Any = UNSET,
) -> Label:
    """Emits label.edited, when something changed. Raises as `create_label`, and NotFound (404).

    https://docs.github.com/rest/issues/labels#update-a-label
    """
    repository = world.repository(owner, repo, actor, "push")
    label = _label(world, repository, name)
    wanted = given(name=new_name, color=color, description=description)
    _require_valid(wanted)
    if "name" in wanted and wanted["name"].casefold() != label.name_key:
        _require_free(world, repository, wanted["name"])
    before = {key: getattr(label, key) for key, value in wanted.items() if getattr(label, key) != value}
    world.update(label, **wanted)
    if before:
        changes = {key: {"from": value or ""} for key, value in before.items()}
        world.emit("label.edited", label=label, changes=changes, repository=repository, sender=actor.user)
    return label


@operation("issues/delete-label", emits=("label.deleted", *either("unlabeled")), permissions=WRITE)
def delete_label(world: World, actor: Actor, *, owner: str, repo: str, name: str) -> None:
    """Delete a label, and take it off all issues and pull requests.

    Emits label.deleted, and issues.unlabeled or pull_request.unlabeled for each that had it, without
    a `label` in the payload. Raises as `update_label`.
    https://docs.github.com/rest/issues/labels#delete-a-label
    """
    repository = world.repository(owner, repo, actor, "push")
    label = _label(world, repository, name)
    world.remove(label)
    world.emit("label.deleted", label=label, repository=repository, sender=actor.user)
    for issue in world.all(Issue, repository=repository):
        if label in issue.labels:
            world.touch(issue, labels=tuple(other for other in issue.labels if other is not label))
            # Observed: https://github.com/octokit/webhooks/issues/639
            emit(world, actor, issue, "unlabeled")


@operation("issues/list-labels-on-issue", permissions=READ, credentials="any")
def list_labels_on_issue(
    world: World, actor: Actor, *, owner: str, repo: str, issue_number: int
) -> list[Label]:
    """https://docs.github.com/rest/issues/labels#list-labels-for-an-issue"""
    return list(issue_to_read(world, actor, owner, repo, issue_number).labels)


@operation("issues/add-labels", emits=("label.created", *either("labeled")), permissions=WRITE)
def add_labels(
    world: World, actor: Actor, *, owner: str, repo: str, issue_number: int, labels: Names | str = ()
) -> list[Label]:
    """Add labels, and create those that the repository does not have; returns all that are on it now.

    Emits label.created for each created, issues.labeled or pull_request.labeled for each added one.
    Raises Forbidden (403) without triage access, ValidationFailed (422) for a bad name.
    https://docs.github.com/rest/issues/labels#add-labels-to-an-issue
    """
    issue = issue_to_triage(world, actor, owner, repo, issue_number)
    label_issue(world, actor, issue, [*(label.name for label in issue.labels), *label_names(labels)])
    return list(issue.labels)


@operation("issues/set-labels", emits=("label.created", *either("labeled", "unlabeled")), permissions=WRITE)
def set_labels(
    world: World, actor: Actor, *, owner: str, repo: str, issue_number: int, labels: Names | str = ()
) -> list[Label]:
    """Put exactly these labels on the issue. Emits and raises as `add_labels`, and emits unlabeled.

    https://docs.github.com/rest/issues/labels#set-labels-for-an-issue
    """
    issue = issue_to_triage(world, actor, owner, repo, issue_number)
    label_issue(world, actor, issue, label_names(labels))
    return list(issue.labels)


@operation("issues/remove-all-labels", emits=either("unlabeled"), permissions=WRITE)
def remove_all_labels(world: World, actor: Actor, *, owner: str, repo: str, issue_number: int) -> None:
    """Emits issues.unlabeled or pull_request.unlabeled for each label.

    https://docs.github.com/rest/issues/labels#remove-all-labels-from-an-issue
    """
    label_issue(world, actor, issue_to_triage(world, actor, owner, repo, issue_number), ())


@operation("issues/remove-label", emits=either("unlabeled"), permissions=WRITE)
def remove_label(
    world: World, actor: Actor, *, owner: str, repo: str, issue_number: int, name: str
) -> list[Label]:
    """Take one label off; returns those that are left.

    Emits issues.unlabeled or pull_request.unlabeled. Raises NotFound (404) `Label does not exist`
    when it is not on the issue.
    https://docs.github.com/rest/issues/labels#remove-a-label-from-an-issue
    """
    issue = issue_to_triage(world, actor, owner, repo, issue_number)
    left = [label.name for label in issue.labels if label.name_key != name.casefold()]
    if len(left) == len(issue.labels):
        raise NotFound("Label does not exist")
    label_issue(world, actor, issue, left)
    return list(issue.labels)


def label_issue(world: World, actor: Actor, issue: Issue, names: Names) -> None:
    """Make `names` the labels of the issue, and create those that the repository does not have.

    Emits label.created, and labeled and unlabeled of the issue or pull request, one for each label.
    """
    labels = [_find_or_add(world, actor, issue.repository, name) for name in label_names(names)]
    wanted = tuple(dict.fromkeys(labels))
    before = issue.labels
    if wanted == before:
        return
    world.touch(issue, labels=wanted)
    for label in before:
        if label not in wanted:
            emit(world, actor, issue, "unlabeled", label=label)
    for label in wanted:
        if label not in before:
            emit(world, actor, issue, "labeled", label=label)


def label_names(labels: Names | str) -> list[str]:
    """The names in a request's list of labels: one name, names, or objects with a name."""
    if isinstance(labels, str):
        return [labels]
    names = [label if isinstance(label, str) else label.get("name") for label in labels]
    if not all(isinstance(name, str) and name.strip() for name in names):
        raise ValidationFailed.of("Label", "name", "missing_field")
    return [str(name).strip() for name in names]


def _label(world: World, repository: Repository, name: str) -> Label:
    label = world.find(Label, repository=repository, name_key=name.casefold())
    if label is None:
        raise NotFound()
    return label


def _find_or_add(world: World, actor: Actor, repository: Repository, name: str) -> Label:
    found = world.find(Label, repository=repository, name_key=name.casefold())
    return found if found is not None else _add(world, actor, repository, name)


def _add(
    world: World,
    actor: Actor,
    repository: Repository,
    name: str,
    *,
    color: str | None = None,
    description: str | None = None,
) -> Label:
    _require_valid({"name": name, "color": color, "description": description})
    label = world.add(
        Label(world.new_id(Label), repository, name.strip(), color or _DEFAULT_COLOR, description)
    )
    world.emit("label.created", label=label, repository=repository, sender=actor.user)
    return label


def _require_free(world: World, repository: Repository, name: str) -> None:
    if world.find(Label, repository=repository, name_key=name.strip().casefold()) is not None:
        raise ValidationFailed.of("Label", "name", "already_exists")


def _require_valid(label: Mapping[str, Any]) -> None:
    name, color, description = label.get("name"), label.get("color"), label.get("description")
    if name is not None and not name.strip():
        raise ValidationFailed.of("Label", "name", "missing_field")
    if name is not None and len(name) > _NAME_LIMIT:
        raise ValidationFailed.of("Label", "name", "custom", "name is too long (maximum is 50 characters)")
    if color is not None and not _COLOR.fullmatch(color):
        raise ValidationFailed.of("Label", "color", "invalid")
    if description is not None and len(description) > _DESCRIPTION_LIMIT:
        raise ValidationFailed.of(
            "Label", "description", "custom", "description is too long (maximum is 100 characters)"
        )
