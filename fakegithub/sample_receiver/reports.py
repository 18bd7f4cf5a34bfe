"""How the result of a job is shown on a commit: by a commit status, or by a check run if we are an app."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from fakegithub.sample_receiver.client import GitHubClient

_LONGEST = 140  # characters of a status's description
_RUNNING = "The checks are running"


class Report(Protocol):
    """The report of one job on one commit."""

    async def begin(self) -> None: ...

    async def finish(self, passed: bool, description: str) -> None: ...


def report(github: GitHubClient, sha: str, context: str) -> Report:
    return CheckRunReport(github, sha, context) if github.as_app else StatusReport(github, sha, context)


@dataclass(slots=True)
class StatusReport:
    """https://docs.github.com/rest/commits/statuses#create-a-commit-status"""

    github: GitHubClient
    sha: str
    context: str

    async def begin(self) -> None:
        await self._set("pending", _RUNNING)

    async def finish(self, passed: bool, description: str) -> None:
        await self._set("success" if passed else "failure", description)

    async def _set(self, state: str, description: str) -> None:
        status = {"state": state, "context": self.context, "description": description[:_LONGEST]}
        await self.github.post(f"/statuses/{self.sha}", status)


@dataclass(slots=True)
class CheckRunReport:
    """https://docs.github.com/rest/checks/runs#create-a-check-run"""

    github: GitHubClient
    sha: str
    name: str
    id: int = 0

    async def begin(self) -> None:
        run = {"name": self.name, "head_sha": self.sha, "status": "in_progress"}
        self.id = (await self.github.post("/check-runs", run))["id"]

    async def finish(self, passed: bool, description: str) -> None:
        conclusion = "success" if passed else "failure"
        output = {"title": conclusion.capitalize(), "summary": description}
        run = {"status": "completed", "conclusion": conclusion, "output": output}
        await self.github.patch(f"/check-runs/{self.id}", run)
