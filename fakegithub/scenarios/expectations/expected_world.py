"""Judging what else there is: what steps have made, the repository, its branches, files, issues and so on.

The repository is that of the pull request or issue that is meant, or else the only one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from fakegithub.errors import suggestion
from fakegithub.handles import Handle, PullRequestHandle, RepositoryHandle
from fakegithub.model.accounts import Account
from fakegithub.model.deployments import Deployment
from fakegithub.model.issues import Issue, Label, Milestone
from fakegithub.model.pulls import PullRequest, ReviewComment
from fakegithub.model.releases import Release
from fakegithub.model.repositories import Repository
from fakegithub.scenarios.expectations.evidence import Evidence, compared
from fakegithub.scenarios.expectations.expected_fields import plain
from fakegithub.scenarios.expectations.expected_state import divided, judge_entries
from fakegithub.scenarios.language.matchers import described, is_matcher, shown
from fakegithub.scenarios.language.places import COUNTS
from fakegithub.scenarios.language.source import Path
from fakegithub.scenarios.reports.report import Failure
from fakegithub.scenarios.steps.stage import Misnamed, Stage
from fakegithub.spec import MISSING

Judge = Callable[[Evidence, Path, Any], list[Failure]]
_BRANCHES, _TAGS = "refs/heads/", "refs/tags/"
# The kind of thing, one of it in words, and the operation that makes one.
_LISTS: Mapping[str, tuple[type, str, str]] = {
    "issues": (Issue, "issue", "issues/create"),
    "pull_requests": (PullRequest, "pull request", "pulls/create"),
    "review_comments": (ReviewComment, "review comment", "pulls/create-review-comment"),
    "releases": (Release, "release", "repos/create-release"),
    "deployments": (Deployment, "deployment", "repos/create-deployment"),
    "milestones": (Milestone, "milestone", "issues/create-milestone"),
}


def judge_made(evidence: Evidence, path: Path, expected: Mapping[str, Mapping[str, Any]]) -> list[Failure]:
    """Fields of what steps have made, by their `as`."""
    failures = []
    for name, fields in expected.items():
        made = evidence.scope.made.get(name)
        entity = made.entity if isinstance(made, Handle) else made
        if entity is None:
            known = list(evidence.scope.made)
            raise evidence.source.error(
                f'no earlier step has the name "{name}".{suggestion(name, known)}', (*path, name), key=True
            )
        failures += _fields(evidence, (*path, name), name, fields, entity)
    return failures


def judge_repository(evidence: Evidence, path: Path, expected: Mapping[str, Any]) -> list[Failure]:
    repository = _repository(evidence, path).entity
    return _fields(evidence, path, repository.full_name, expected, repository)


def _judge_refs(kind: str, evidence: Evidence, path: Path, expected: Mapping[str, Any]) -> list[Failure]:
    """The commits of branches or tags, by name; `absent` for one that is not there."""
    repository = _repository(evidence, path)
    git = evidence.github.world.git(repository.entity)
    word = "branch" if kind == _BRANCHES else "tag"
    failures = []
    for name, wanted in expected.items():
        there = git.ref(kind + name) is not None
        actual = git.resolve(kind + name) if there else MISSING
        failures += _judge(evidence, (*path, name), f"{word} {name}", wanted, actual)
    return failures


def judge_files(evidence: Evidence, path: Path, expected: Mapping[str, Any]) -> list[Failure]:
    """The texts of files at the pull request's head, or on the default branch."""
    subject = evidence.subject
    if isinstance(subject, PullRequestHandle):
        repository, sha = subject.head.repository, subject.entity.head.sha
    else:
        repository = _repository(evidence, path)
        sha = repository.sha()
    git = evidence.github.world.git(repository.entity)
    failures = []
    for name, wanted in expected.items():
        entry = git.read_path(sha, name)
        text = MISSING if entry is None else git.read_blob(entry.sha).decode(errors="replace")
        failures += _judge(evidence, (*path, name), name, wanted, text)
    return failures


def _judge_list(key: str, evidence: Evidence, path: Path, items: list[Mapping[str, Any]]) -> list[Failure]:
    """Things of one kind in the repository; each item is the fields of at least one of its own."""
    kind, word, operation = _LISTS[key]
    repository = _repository(evidence, path).entity
    known: list[Any] = evidence.github.world.all(kind)
    new, old = divided(evidence, [entity for entity in known if _is_in(entity, repository)])
    names = {name: wanted for item in items for name, wanted in item.items() if name not in COUNTS}
    entries, earlier = (
        [{name: _short(evidence, wanted, entity, name) for name, wanted in names.items()} for entity in found]
        for found in (new, old)
    )
    call: dict[str, Any] = {"operation": operation, "parameters": {}}
    return judge_entries(evidence, path, items, entries, word, call, earlier)


def _is_in(entity: Any, repository: Repository) -> bool:
    # A pull request is an issue as well, but is listed once only.
    if isinstance(entity, Issue) and entity.pull is not None:
        return False
    home = entity.pull_request.repository if isinstance(entity, ReviewComment) else entity.repository
    return home is repository


def _short(evidence: Evidence, wanted: Any, entity: Any, name: str) -> Any:
    """A field; people are their logins and labels their names where nothing else is asked of them."""
    found = plain(evidence, wanted, entity, name)
    return [_word(item) for item in found] if isinstance(found, list | tuple) else _word(found)


def _word(value: Any) -> Any:
    if isinstance(value, Account):
        return value.login
    return value.name if isinstance(value, Label) else value


def _repository(evidence: Evidence, path: Path) -> RepositoryHandle:
    stage = Stage(evidence.github, evidence.scope.made, None, evidence.subject)
    try:
        return stage.repository({})
    except Misnamed as error:
        raise evidence.source.error(str(error), path, key=True, hint="Say it with `of`.") from error


def _fields(
    evidence: Evidence, path: Path, what: str, expected: Mapping[str, Any], entity: Any
) -> list[Failure]:
    return [
        failure
        for name, wanted in expected.items()
        for failure in _judge(
            evidence, (*path, name), f"{what}.{name}", wanted, _whole(evidence, wanted, entity, name)
        )
    ]


def _whole(evidence: Evidence, wanted: Any, entity: Any, name: str) -> Any:
    """A field as `plain` gives it; but of a matcher, which may look into it, as short as in lists."""
    found = plain(evidence, wanted, entity, name)
    return (
        found
        if isinstance(wanted, Mapping) and not is_matcher(wanted)
        else _short(evidence, wanted, entity, name)
    )


def _judge(evidence: Evidence, path: Path, name: str, wanted: Any, actual: Any) -> list[Failure]:
    fields = compared(name, wanted, actual)
    if all(field.matches for field in fields):
        return []
    was = "it is not there" if actual is MISSING else f"it is {shown(actual)}"
    return [evidence.failure(path, f"{name}: expected {described(wanted)}, but {was}", fields=tuple(fields))]


JUDGES: dict[str, Judge] = {
    "made": judge_made,
    "repository": judge_repository,
    "branches": partial(_judge_refs, _BRANCHES),
    "tags": partial(_judge_refs, _TAGS),
    "files": judge_files,
    **{key: partial(_judge_list, key) for key in _LISTS},
}
