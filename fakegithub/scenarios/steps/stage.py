"""Where a verb acts: the world, who acts, and what earlier steps have made and spoken of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from fakegithub.errors import suggestion
from fakegithub.github import GitHub
from fakegithub.handles import (
    AccountHandle,
    Handle,
    InstallationHandle,
    IssueHandle,
    PullRequestHandle,
    RepositoryHandle,
)
from fakegithub.model.accounts import Actor
from fakegithub.model.apps import App, Installation
from fakegithub.model.issues import Issue
from fakegithub.model.pulls import PullRequest
from fakegithub.model.repositories import Repository

Parameters = Mapping[str, Any]
T = TypeVar("T")
_BOT = "[bot]"


class Misnamed(Exception):
    """A parameter of a verb (or the step's `by`) names what is not there; `key` is that parameter,
    `within` the way to the place in it."""

    def __init__(self, key: str, message: str, *within: str) -> None:
        self.key = key
        self.within = within
        super().__init__(message)


@dataclass(slots=True)
class Stage:
    """`made` is what steps with a name have made, `spoken` the entities that all steps have made so far."""

    github: GitHub
    made: Mapping[str, Any]
    by: str | None = None
    subject: IssueHandle | None = None
    spoken: list[Any] = field(default_factory=list)

    # What is spoken of

    def repository(self, parameters: Parameters) -> RepositoryHandle:
        """The one that is named, or else the subject's, or else the only one."""
        named = parameters.get("repository")
        if isinstance(named, Repository):
            return RepositoryHandle(self.github, named)
        if named is not None:
            return self.github.repository(named)
        for key in ("pull_request", "issue"):
            if key in parameters and not isinstance(parameters[key], int):
                return self.issue(parameters, key).repository
        return self._repository_spoken_of()

    def _repository_spoken_of(self) -> RepositoryHandle:
        if self.subject is not None:
            return self.subject.repository
        found = self.github.world.all(Repository)
        originals = [repository for repository in found if not repository.fork]
        if len(originals) == 1:
            return RepositoryHandle(self.github, originals[0])
        names = ", ".join(repository.full_name for repository in found) or "none"
        raise Misnamed("repository", f"say which repository is meant; there are: {names}")

    def issue(self, parameters: Parameters, key: str = "issue") -> IssueHandle:
        """The issue or pull request that `key` names, and the subject from then on; or else the subject."""
        if key in parameters:
            self.subject = self._named(key, parameters[key], parameters)
        if self.subject is None:
            raise Misnamed(key, "say which pull request or issue is meant; no earlier step has opened one")
        return self.subject

    def _named(self, key: str, named: Any, parameters: Parameters) -> IssueHandle:
        value = self.made.get(named) if isinstance(named, str) else named
        if value is None or isinstance(value, int):
            return self._numbered(key, named if value is None else value, parameters)
        found = self._handle(value)
        if found is None:
            raise Misnamed(key, f'"{named}" is neither a pull request nor an issue')
        return found

    def pull_request(self, parameters: Parameters, key: str = "pull_request") -> PullRequestHandle:
        found = self.issue(parameters, key)
        if not isinstance(found, PullRequestHandle):
            raise Misnamed(key, f"{found!r} is not a pull request")
        return found

    def _numbered(self, key: str, number: Any, parameters: Parameters) -> IssueHandle:
        named = {"repository": parameters["repository"]} if "repository" in parameters else {}
        repository = self.repository(named)
        if isinstance(number, str) and number.isdigit():
            number = int(number)
        issue = self.github.world.find(Issue, repository=repository.entity, number=number)
        if issue is None:
            raise Misnamed(key, f"{repository.full_name} has no pull request or issue {number}")
        return self._of_issue(issue)

    def speak_of(self, repository: RepositoryHandle, number: Any) -> None:
        """Have the issue or pull request of that number be the subject, if there is one."""
        issue = self.github.world.find(Issue, repository=repository.entity, number=number)
        if issue is not None:
            self.subject = self._of_issue(issue)

    def _of_issue(self, issue: Issue) -> IssueHandle:
        pull = issue.pull
        return IssueHandle(self.github, issue) if pull is None else PullRequestHandle(self.github, pull)

    def _handle(self, value: Any) -> IssueHandle | None:
        if isinstance(value, IssueHandle):
            return value
        if isinstance(value, PullRequest):
            return PullRequestHandle(self.github, value)
        return IssueHandle(self.github, value) if isinstance(value, Issue) else None

    def entity(self, named: Any) -> Any:
        """What a parameter names: an earlier step's `as`, or the thing itself; None for anything else."""
        value = self.made.get(named) if isinstance(named, str) else named
        if isinstance(value, Handle):
            return value.entity
        return value if isinstance(getattr(type(value), "keys", None), tuple) else None

    def latest(self, *kinds: type[T]) -> T | None:
        """What was made last by a step, of one of these kinds."""
        return next((entity for entity in reversed(self.spoken) if isinstance(entity, kinds)), None)

    # Who acts

    def actor(self, repository: RepositoryHandle) -> str | InstallationHandle | None:
        """Who acts in `repository`: a login, an app where it is installed, or None when nobody is named."""
        return self.by if self.by is None or not self.by.endswith(_BOT) else self.installation(repository)

    def installation(self, repository: RepositoryHandle | None) -> InstallationHandle:
        """Where the app that is named, or the only one that is installed, has the repository."""
        known = [
            installation
            for installation in self.github.world.all(Installation)
            if repository is None or installation.has(repository.entity.id, repository.entity.owner)
        ]
        if self.by is not None and self.by.endswith(_BOT):
            app = self.app()
            known = [installation for installation in known if installation.app is app]
        if len({installation.app.id for installation in known}) == 1:
            return InstallationHandle(self.github, known[0])
        there = repository.full_name if repository is not None else "anywhere"
        if known:
            bots = ", ".join(installation.app.slug + _BOT for installation in known)
            raise Misnamed("by", f"say which app does this; there are: {bots}")
        who = self.by or "no app"
        raise Misnamed("by", f"{who} is not installed on {there}" if self.by else f"{who} has {there}")

    def app(self) -> App:
        """The app whose bot `by` is, or else the only one there is."""
        slugs = {app.slug: app for app in self.github.world.all(App)}
        if self.by is not None and self.by.endswith(_BOT):
            slug = self.by.removesuffix(_BOT)
            if slug not in slugs:
                nearest = suggestion(self.by, [known + _BOT for known in slugs])
                raise Misnamed("by", f'there is no app "{slug}", whose bot {self.by} would be.{nearest}')
            return slugs[slug]
        if len(slugs) != 1:
            raise Misnamed(
                "by", f"say which app does this, as `by: NAME{_BOT}`; there are: {', '.join(slugs) or 'none'}"
            )
        return next(iter(slugs.values()))

    def app_itself(self) -> Actor:
        """The app with its own key, not as an installation."""
        return Actor(app=self.app())

    def account(self, login: str) -> AccountHandle:
        return self.github.account(login)
