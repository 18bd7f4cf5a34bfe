"""A sample payload, made in a small world of its own, as if it had come about in another world.

Whatever in it is known here (the repository, its people, the pull request or issue that is spoken of, its
commits, labels and so on) takes the place of what the sample had, wherever it stands; all else stays.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast

from fakegithub.handles import IssueHandle, PullRequestHandle, RepositoryHandle
from fakegithub.model.accounts import Account
from fakegithub.model.issues import Issue, Label
from fakegithub.model.pulls import PullRequest
from fakegithub.model.repositories import Repository
from fakegithub.scenarios.samples.sample_world import Sample
from fakegithub.urls import NODE_PREFIXES
from fakegithub.views.view import field_of

# By which an entity belongs to another.
_OWNERS = ("owner", "organization")
_BELONGS = ("pull_request", "issue", "repository")


@dataclass(slots=True)
class Here:
    """What this world has: who acts, and what is spoken of. `latest` finds what a step has made last."""

    repository: RepositoryHandle | None
    sender: Account
    subject: IssueHandle | None
    latest: Callable[[type], Any]

    @property
    def issue(self) -> Issue | None:
        return self.subject.issue if self.subject is not None else None

    @property
    def pull_request(self) -> PullRequest | None:
        return self.subject.entity if isinstance(self.subject, PullRequestHandle) else None


class Transplant:
    """From the world of `sample` to that of `here`."""

    def __init__(self, sample: Sample, here: Here) -> None:
        self._sample = sample
        self._here = here

    def __call__(self, value: Any, key: str = "") -> Any:
        """`value` of the payload's property `key`, with entities for what is known here."""
        if isinstance(value, dict):
            found = self._entity(value, key)
            if found is not None:
                return found
            return {name: self(item, name) for name, item in value.items()}
        if isinstance(value, list):
            return [self(item, key) for item in value]
        return self._text(value) if isinstance(value, str) else value

    # Entities

    def _entity(self, value: dict[str, Any], key: str) -> Any:
        if "login" in value and "type" in value:
            return self._account(value["login"], key)
        if "full_name" in value:
            ours = value["full_name"] == self._sample.repository.full_name and self._here.repository
            return ours.entity if ours else None
        entity = self._known.get(str(value.get("node_id")))
        return self._counterpart(entity) if entity is not None else None

    @cached_property
    def _known(self) -> dict[str, Any]:
        """The entities of the sample's world by their node ids."""
        world = self._sample.github.world
        found: dict[str, Any] = {}
        for kind in NODE_PREFIXES:
            getter = field_of(cast("type", kind), "node_id")
            for entity in world.all(kind):
                if getter is not None:
                    found[getter(entity, world.urls)] = entity
        return found

    def _account(self, login: str, key: str) -> Account | None:
        repository = self._here.repository
        owner = repository.entity.owner if repository is not None else None
        acts = login == self._sample.octocat.login
        if login == self._sample.repository.owner.login and (key in _OWNERS or not acts):
            return owner
        return self._here.sender if acts else None

    def _counterpart(self, entity: Any) -> Any:
        here = self._here
        if isinstance(entity, PullRequest):
            return here.pull_request
        if isinstance(entity, Issue):
            if entity.pull is not None:
                return here.pull_request.issue if here.pull_request is not None else None
            return here.issue if here.issue is not None and here.issue.pull is None else None
        if isinstance(entity, Label) and here.issue is not None and here.issue.labels:
            return here.issue.labels[-1]
        return next(self._candidates(type(entity)), None)

    def _candidates(self, kind: type) -> Iterator[Any]:
        """Those of a kind that belong to what is spoken of: what a step made last, and then the latest."""
        if self._here.repository is None:
            return
        made = self._here.latest(kind)
        world = self._here.repository.github.world
        for entity in ([made] if made is not None else []) + world.all(kind)[::-1]:
            if all(self._belongs(entity, name) for name in _BELONGS if hasattr(entity, name)):
                yield entity

    def _belongs(self, entity: Any, name: str) -> bool:
        of = getattr(entity, name)
        if isinstance(of, Repository):
            return self._here.repository is not None and of is self._here.repository.entity
        return of in (self._here.pull_request, self._here.issue) or of is None

    # Texts

    def _text(self, text: str) -> str:
        if text in self._words:
            return self._words[text]
        if self._here.repository is None:
            return text
        name = re.escape(self._sample.repository.full_name)
        text = re.sub(rf"{name}(?:/(pulls|pull|issues)/(\d+))?(?![\w-])", self._path, text)
        login = re.escape(self._sample.octocat.login)
        return re.sub(rf"(?<![\w-]){login}(?![\w-])", self._here.sender.login, text)

    def _path(self, match: re.Match[str]) -> str:
        assert self._here.repository is not None  # noqa: S101 - otherwise nothing is replaced
        name = self._here.repository.full_name
        if match[1] is None:
            return name
        number = self._here.subject.number if self._here.subject is not None else match[2]
        return f"{name}/{match[1]}/{number}"

    @cached_property
    def _words(self) -> dict[str, str]:
        """Whole texts: commits, branches and names."""
        here, sample = self._here, self._sample
        if here.repository is None:
            return {}
        main, own = sample.repository.entity.default_branch, here.repository.entity.default_branch
        words = {main: own, f"refs/heads/{main}": f"refs/heads/{own}"}
        words |= self._commits(sample.repository, main, here.repository, own)
        if here.pull_request is not None and "pull" in vars(sample):
            old, new = sample.pull.entity.head, here.pull_request.head
            words |= {
                old.ref: new.ref,
                f"refs/heads/{old.ref}": f"refs/heads/{new.ref}",
                old.label: new.label,
            }
            words[old.sha] = new.sha
        words[sample.repository.entity.name] = here.repository.entity.name
        return words

    @staticmethod
    def _commits(old: RepositoryHandle, ref: str, new: RepositoryHandle, own: str) -> dict[str, str]:
        """The commits of one branch for those of another, the latest for the latest."""
        if not (old.has_branch(ref) and new.has_branch(own)):
            return {}
        logs = (_log(old, ref), _log(new, own))
        return {before.sha: after.sha for before, after in zip(*logs, strict=False)}


def _log(repository: RepositoryHandle, branch: str) -> Iterator[Any]:
    return iter(repository.github.world.git(repository.entity).log(repository.sha(branch)))
