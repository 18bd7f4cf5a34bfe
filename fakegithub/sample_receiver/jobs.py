"""The jobs: what each one looks for in the lines that a change adds, and how it runs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fakegithub.sample_receiver.client import GitHubClient
from fakegithub.sample_receiver.reports import report

CONTEXT = "ci/sample"

File = Mapping[str, Any]  # of a pull request or a commit, as the API has it


@dataclass(frozen=True, slots=True)
class Job:
    """`context` is the name of its commit status or check run."""

    name: str
    context: str
    flaw: str
    is_flawed: Callable[[str], object]


JOBS = {
    job.name: job
    for job in (
        Job("sample", CONTEXT, "conflict markers", re.compile(r"(<{7}|>{7}) ").match),
        Job("lint", "ci/lint", "trailing spaces", re.compile(r"[ \t]$").search),
        Job("secrets", "ci/secrets", "private keys", re.compile("-----BEGIN .*PRIVATE KEY-----").search),
    )
}
# The others run when somebody asks for them.
ALWAYS = (JOBS["sample"],)


async def run(
    github: GitHubClient, sha: str, wanted: Sequence[Job], changes: str, key: str | None = None
) -> bool:
    """Run jobs on a commit; `changes` is the path to its changed files. Returns whether all have passed."""
    reports = [report(github, sha, job.context) for job in wanted]
    for each in reports:
        await each.begin()
    files = await github.pages(changes, key)
    all_passed = True
    for job, each in zip(wanted, reports, strict=True):
        flawed = [file["filename"] for file in files if _has_flaw(job, file)]
        await each.finish(not flawed, _description(job, flawed, len(files)))
        all_passed = all_passed and not flawed
    return all_passed


async def run_on_pull(github: GitHubClient, pull: Mapping[str, Any], wanted: Sequence[Job] = ALWAYS) -> bool:
    """Run jobs on the head of a pull request.

    The report goes to the repository that the pull request is in, also when its head is in a fork, which
    may be gone and where we may do nothing.
    """
    return await run(github, pull["head"]["sha"], wanted, f"/pulls/{pull['number']}/files")


async def run_on_commit(github: GitHubClient, sha: str, wanted: Sequence[Job] = ALWAYS) -> bool:
    return await run(github, sha, wanted, f"/commits/{sha}", "files")


def _has_flaw(job: Job, file: File) -> bool:
    return any(job.is_flawed(line) for line in _added_lines(file))


def _added_lines(file: File) -> Iterator[str]:
    # Files that are binary or too large have no patch.
    return (line[1:] for line in file.get("patch", "").splitlines() if line.startswith("+"))


def _description(job: Job, flawed: Sequence[str], number: int) -> str:
    files = f"{number} file{'' if number == 1 else 's'}"
    if not flawed:
        return f"No {job.flaw} in {files}"
    return f"{job.flaw.capitalize()} in {len(flawed)} of {files}: {', '.join(flawed)}"
