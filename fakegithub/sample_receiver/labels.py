"""The labels that say how far a pull request has come, and how they are put on and taken off."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from fakegithub.sample_receiver.client import GitHubClient

LGTM = "lgtm"  # somebody has looked at it, as it is now
APPROVED = "approved"  # somebody wants to have it
HOLD = "do-not-merge/hold"


def names_of(issue: Mapping[str, Any]) -> set[str]:
    return {label["name"] for label in issue["labels"]}


async def label_exists(github: GitHubClient, name: str) -> bool:
    return await github.find(f"/labels/{quote(name, safe='')}") is not None


async def put_label(github: GitHubClient, number: int, name: str) -> None:
    await github.post(f"/issues/{number}/labels", {"labels": [name]})


async def take_label(github: GitHubClient, number: int, name: str) -> None:
    """One that is not on it is as good as one that is taken off."""
    await github.attempt("DELETE", f"/issues/{number}/labels/{quote(name, safe='')}", refusals=(404,))
