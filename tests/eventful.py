"""A long day in a world: a script that causes nearly every event that operations cause.

Run as a program it prints a digest of all that was delivered, so that two processes can be compared.
"""

from __future__ import annotations

import hashlib
import sys
from datetime import UTC, datetime
from typing import Any

from fakegithub import GitHub

ORIGIN = "http://receiver.test"
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
PERMISSIONS = {
    "checks": "write",
    "contents": "write",
    "issues": "write",
    "members": "read",
    "pull_requests": "write",
    "statuses": "write",
}
EVENTS = (
    "check_run",
    "check_suite",
    "create",
    "delete",
    "issue_comment",
    "issues",
    "label",
    "milestone",
    "pull_request",
    "push",
    "status",
)


async def sink(scope: Any, receive: Any, send: Any) -> None:
    """A receiver that takes everything."""
    if scope["type"] == "http":
        while (await receive()).get("more_body"):
            pass
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b""})


class Day:
    """Two repositories, of the user octocat and of the organization octo-org, each with a hook for
    everything; the app ci on both owners. octocat acts, unless it is said that hubot or the app does."""

    def __init__(self, github: GitHub) -> None:
        self.github = github
        github.mount(ORIGIN, sink)
        self.octocat = github.user("octocat", name="The Octocat")
        self.hubot = github.user("hubot")
        self.organization = github.organization("octo-org", members={"octocat": "admin", "hubot": "member"})
        self.app = github.app(
            "ci", owner="octo-org", permissions=PERMISSIONS, events=EVENTS, hook_url=f"{ORIGIN}/app"
        )
        self.bots = {login: self.app.install(login, by="octocat") for login in ("octocat", "octo-org")}
        files = {"README.md": "# Hello\n", "src/app.py": "print('hello')\n"}
        self.repositories = [
            owner.create_repository("hello-world", files=files, description="Greets", by="octocat")
            for owner in (self.octocat, self.organization)
        ]
        for repository in self.repositories:
            url = f"{ORIGIN}/{repository.full_name}"
            repository.create_hook(url, secret="s3cret", events=["*"], by="octocat")

    def run(self) -> None:
        for repository in self.repositories:
            self._issues(repository)
            self._pull_requests(repository)
            self._repository(repository)
        self.github.settle(timeout=30)

    def _issues(self, repository: Any) -> None:
        bot = self.bots[repository.owner.login]

        def do(operation: str, **parameters: Any) -> Any:
            return repository.perform(operation, by=parameters.pop("by", "octocat"), **parameters)

        label = do("issues/create-label", name="bug", color="d73a4a", description="Broken")
        do("issues/update-label", name=label.name, color="0e8a16")
        milestone = do("issues/create-milestone", title="v1.0", description="First").number
        do("issues/update-milestone", milestone_number=milestone, title="v1")
        do("collaborator.add", username="hubot", permission="pull")
        do("collaborator.add", username="hubot", permission="push")
        issue = do("issues/create", title="It is broken", body="Badly.", by="hubot").number
        do("issues/update", issue_number=issue, title="It is really broken")
        do("issues/add-labels", issue_number=issue, labels=["bug", "new"])
        do("issues/remove-label", issue_number=issue, name="new")
        do("issues/add-assignees", issue_number=issue, assignees=["hubot"])
        do("issues/remove-assignees", issue_number=issue, assignees=["hubot"])
        do("issues/update", issue_number=issue, milestone=milestone, assignees=["octocat"])
        do("issues/update", issue_number=issue, milestone=None)
        said = do("issues/create-comment", issue_number=issue, body="Me too", by="hubot").id
        do("issues/update-comment", comment_id=said, body="Me too!")
        do("issues/create-comment", issue_number=issue, body="I am on it", by=bot)
        do("issues/delete-comment", comment_id=said)
        do("issues/lock", issue_number=issue, lock_reason="resolved")
        do("issues/unlock", issue_number=issue)
        do("issues/update", issue_number=issue, state="closed")
        do("issues/update", issue_number=issue, state="open")
        do("issues/update-milestone", milestone_number=milestone, state="closed")
        do("issues/update-milestone", milestone_number=milestone, state="open")
        do("issues/delete-milestone", milestone_number=milestone)
        do("issues/delete-label", name="new")
        do("repos/remove-collaborator", username="hubot")

    def _pull_requests(self, repository: Any) -> None:
        bot = self.bots[repository.owner.login]
        do = repository.perform
        do("collaborator.add", by="octocat", username="hubot", permission="push")
        pull = repository.open_pull_request(
            head="greeting", files={"hi.txt": "hi\n"}, title="Add a greeting", body="Fixes #1", by="octocat"
        )
        number, sha = pull.number, pull.head.sha
        do("issues/create-comment", issue_number=number, body="/retest", by="hubot")
        do("repos/create-commit-status", sha=sha, state="success", context="ci/build", by=bot)
        run = do("checks/create", name="test", head_sha=sha, status="in_progress", by=bot).id
        output = {"title": "Tested", "summary": "All is well"}
        do("checks/update", check_run_id=run, conclusion="success", output=output, by=bot)
        do("checks/rerequest-run", check_run_id=run, by=bot)
        pull.request_review("hubot", by="octocat")
        do("pulls/remove-requested-reviewers", pull_number=number, reviewers=["hubot"], by="octocat")
        line = {"path": "hi.txt", "line": 1, "commit_id": sha, "by": "hubot"}
        said = do("pulls/create-review-comment", pull_number=number, body="Whom?", **line).id
        do("pulls/update-review-comment", comment_id=said, body="Greet whom?", by="hubot")
        review = pull.review("REQUEST_CHANGES", "Say whom.", by="hubot").id
        do("pulls/update-review", pull_number=number, review_id=review, body="Say whom!", by="hubot")
        message = {"message": "It is clear.", "by": "octocat"}
        do("pulls/dismiss-review", pull_number=number, review_id=review, **message)
        do("pulls/delete-review-comment", comment_id=said, by="hubot")
        do("issues/add-labels", issue_number=number, labels=["bug"], by="octocat")
        do("issues/add-assignees", issue_number=number, assignees=["octocat"], by="octocat")
        do("pull_request.convert_to_draft", pull_number=number, by="octocat")
        do("pull_request.ready_for_review", pull_number=number, by="octocat")
        pull.edit(title="Greet", by="octocat")
        pull.close(by="octocat")
        pull.reopen(by="octocat")
        pull.push(files={"hi.txt": "hi\nho\n", "src/app.py": None}, by="octocat")
        pull.merge(method="squash", by="octocat")
        do("git/delete-ref", ref="heads/greeting", by="octocat")

    def _repository(self, repository: Any) -> None:
        do = repository.perform
        do("git/create-ref", ref="refs/tags/v1", sha=repository.sha(), by="octocat")
        do("repos/update", description="Greets the world", by="octocat")
        do("repos/update", private=True, by="octocat")
        do("repos/update", private=False, by="octocat")
        do("repos/update", archived=True, by="octocat")
        do("repos/update", archived=False, by="octocat")
        do("repos/update", name="hello-universe", by="octocat")


def digest(product: str) -> str:
    with GitHub(product, seed=7, now=NOON, strict=True) as github:
        Day(github).run()
        return hashlib.sha256(b"\n".join(delivery.body for delivery in github.deliveries)).hexdigest()


if __name__ == "__main__":
    print(digest(sys.argv[1]))
