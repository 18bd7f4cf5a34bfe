"""A small world in which anything can be caused: its parts come to be when a script asks for them."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any

from fakegithub.events import Event
from fakegithub.github import GitHub
from fakegithub.handles import AccountHandle, AppHandle, IssueHandle, PullRequestHandle, RepositoryHandle
from fakegithub.model.apps import Installation
from fakegithub.model.checks import CheckRun
from fakegithub.model.hooks import Hook
from fakegithub.model.issues import IssueComment, Label, Milestone
from fakegithub.model.pulls import Review, ReviewComment
from fakegithub.scenarios.samples.organization_causes import OrganizationSample

_ORIGIN = "https://receiver.example.com"
_HOOK_URL = f"{_ORIGIN}/webhook"
FILE = "greeting.txt"


async def _sink(scope: Any, receive: Any, send: Any) -> None:  # noqa: ARG001 - ASGI's signature
    """A receiver that takes everything."""
    if scope["type"] == "http":
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})


class Sample:
    """A small world whose parts come to be when a script asks for them."""

    def __init__(self, github: GitHub) -> None:
        self.github = github
        # Nothing of this may go out into the world.
        github.mount(_ORIGIN, _sink)
        self.octocat: AccountHandle = github.user("octocat", name="The Octocat")
        self.hubot: AccountHandle = github.user("hubot")
        self.repository: RepositoryHandle = self.octocat.create_repository(
            "hello-world", files={"README.md": "# Hello, World!\n"}, description="My first repository"
        )
        self.perform("collaborator.add", username=self.hubot.login, permission="push")

    def perform(self, operation: str, **parameters: Any) -> Any:
        return self.repository.perform(operation, **parameters)

    @cached_property
    def pull(self) -> PullRequestHandle:
        return self.repository.open_pull_request(
            head="greeting", files={FILE: "Hello!\n"}, title="Add a greeting", body="It greets the world."
        )

    @cached_property
    def issue(self) -> IssueHandle:
        return self.repository.create_issue("Found a bug", body="It does not greet.")

    @cached_property
    def label(self) -> Label:
        found: Label = self.repository.create_label("bug", "d73a4a", "Something is not working")
        return found

    @cached_property
    def milestone(self) -> Milestone:
        found: Milestone = self.perform(
            "issues/create-milestone", title="v1.0", description="The first release"
        )
        return found

    @cached_property
    def comment(self) -> IssueComment:
        return self.issue.comment("Me too.", by=self.hubot)

    @cached_property
    def review(self) -> Review:
        return self.pull.review("REQUEST_CHANGES", "Please say whom it greets.", by=self.hubot)

    @cached_property
    def review_comment(self) -> ReviewComment:
        found: ReviewComment = self.perform(
            "pulls/create-review-comment",
            by=self.hubot,
            pull_number=self.pull.number,
            body="Whom?",
            commit_id=self.pull.head.sha,
            path=FILE,
            line=1,
        )
        return found

    @cached_property
    def monalisa(self) -> AccountHandle:
        """A user who has nothing to do with the repository."""
        return self.github.user("monalisa")

    @cached_property
    def completed_run(self) -> CheckRun:
        found: CheckRun = self.check_run(status="completed", conclusion="failure")
        return found

    @cached_property
    def hook(self) -> Hook:
        return self.repository.create_hook(_HOOK_URL, events=["*"])

    @cached_property
    def app(self) -> AppHandle:
        permissions = {"checks": "write", "contents": "read", "pull_requests": "write"}
        return self.github.app(
            "sample-ci", owner=self.octocat, permissions=permissions, events=["check_run"], hook_url=_HOOK_URL
        )

    @cached_property
    def bot(self) -> Any:
        """The app as it acts where it is installed."""
        return self.app.install(self.octocat)

    @cached_property
    def organization(self) -> OrganizationSample:
        return OrganizationSample(self.github, self.octocat, self.hubot, _HOOK_URL)

    def via(self, event: Event) -> Installation | None:
        """The installation through which an app gets an event whose document demands that it is named."""
        if event.event == "repository_dispatch":
            installed: Installation = self.bot.entity
            return installed
        if event.event == "personal_access_token_request":
            return self.organization.installation.entity
        return None

    def check_run(self, **fields: Any) -> Any:
        return self.perform(
            "checks/create", by=self.bot, name="ci/sample", head_sha=self.pull.head.sha, **fields
        )


Cause = Callable[[Sample], Any]


def then(*causes: Cause) -> Cause:
    """One after the other."""

    def run(sample: Sample) -> None:
        for cause in causes:
            cause(sample)

    return run
