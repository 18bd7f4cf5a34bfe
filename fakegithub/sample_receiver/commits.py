"""Commits: those that are pushed are checked, and what others say of one may be what a merge waits for."""

from __future__ import annotations

from fakegithub.sample_receiver.client import GitHubClient
from fakegithub.sample_receiver.jobs import JOBS, run_on_commit, run_on_pull
from fakegithub.sample_receiver.merging import merge_if_ready_by_head
from fakegithub.sample_receiver.pulls import NOTHING_TO_DO
from fakegithub.sample_receiver.signatures import Payload


async def on_push(github: GitHubClient, payload: Payload) -> str:
    """Check what came to the default branch, and tags. Other branches are checked in pull requests."""
    default = f"refs/heads/{payload['repository']['default_branch']}"
    ref = payload["ref"]
    if payload["deleted"] or not (ref == default or ref.startswith("refs/tags/")):
        return NOTHING_TO_DO
    # Not `after`: of an annotated tag, that is the tag.
    await run_on_commit(github, payload["head_commit"]["id"])
    return "checked"


async def on_status(github: GitHubClient, payload: Payload) -> str:
    if payload["state"] != "success":
        return NOTHING_TO_DO
    return _merged(await merge_if_ready_by_head(github, payload["sha"]))


async def on_check_run(github: GitHubClient, payload: Payload) -> str:
    run = payload["check_run"]
    if payload["action"] == "rerequested":
        return await check_again(github, run["name"], run["head_sha"])
    if payload["action"] == "completed":
        return _merged(await merge_if_ready_by_head(github, run["head_sha"]))
    return NOTHING_TO_DO


async def check_again(github: GitHubClient, name: str, sha: str) -> str:
    wanted = [job for job in JOBS.values() if job.context == name]
    if not wanted:
        return NOTHING_TO_DO
    # A pull request's files are those of all its commits. The payload knows none of a fork.
    pulls = [pull for pull in await github.pages("/pulls") if pull["head"]["sha"] == sha]
    if pulls:
        await run_on_pull(github, pulls[0], wanted)
    else:
        await run_on_commit(github, sha, wanted)
    return "checked again"


def _merged(numbers: list[int]) -> str:
    return f"merged {numbers}" if numbers else NOTHING_TO_DO
