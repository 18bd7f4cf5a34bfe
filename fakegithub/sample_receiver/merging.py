"""Merging what is wanted and green, as Prow's Tide does: nobody has to wait for CI and press a button."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from fakegithub.sample_receiver.client import GitHubClient
from fakegithub.sample_receiver.labels import APPROVED, HOLD, LGTM, names_of

_GOOD = ("success", "neutral", "skipped")
# It cannot be merged, or has another head by now: whoever is asked next time may say otherwise.
_NOT_NOW = (405, 409)


async def merge_if_ready(github: GitHubClient, number: int) -> bool:
    """Merge a pull request that has the labels for it and passed all checks; whether it was merged."""
    pull = await github.get(f"/pulls/{number}")
    if not is_wanted(pull) or not await is_green(github, pull):
        return False
    # The head that was found to be green, and no other.
    body = {"sha": pull["head"]["sha"]}
    return await github.attempt("PUT", f"/pulls/{number}/merge", refusals=_NOT_NOW, json=body) is not None


async def merge_if_ready_by_head(github: GitHubClient, sha: str) -> list[int]:
    """The same for all open pull requests with this head, which are those that something green is about."""
    pulls = await github.pages("/pulls")
    numbers = [pull["number"] for pull in pulls if pull["head"]["sha"] == sha]
    return [number for number in numbers if await merge_if_ready(github, number)]


def is_wanted(pull: Mapping[str, Any]) -> bool:
    found = names_of(pull)
    is_open = pull["state"] == "open" and not pull.get("draft")
    return is_open and {LGTM, APPROVED} <= found and HOLD not in found


async def is_green(github: GitHubClient, pull: Mapping[str, Any]) -> bool:
    """Whether all checks of the head are good, and those are there that the base branch requires."""
    found = await results(github, pull["head"]["sha"])
    required = await required_contexts(github, pull["base"]["ref"])
    return bool(found) and all(found.values()) and required <= found.keys()


async def results(github: GitHubClient, sha: str) -> dict[str, bool]:
    """What commit statuses and check runs say of a commit, by their names."""
    statuses = await github.pages(f"/commits/{sha}/status", "statuses")
    runs = await github.pages(f"/commits/{sha}/check-runs", "check_runs")
    good = {status["context"]: status["state"] == "success" for status in statuses}
    return good | {run["name"]: run["conclusion"] in _GOOD for run in runs}


async def required_contexts(github: GitHubClient, branch: str) -> set[str]:
    found = await github.get(f"/branches/{quote(branch, safe='')}")
    checks = found.get("protection", {}).get("required_status_checks", {})
    return set(checks.get("contexts", ()))
