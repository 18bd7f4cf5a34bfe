"""Reviews: an approving one labels the pull request, until it is taken back or commits are pushed."""

from __future__ import annotations

from fakegithub.sample_receiver.client import GitHubClient
from fakegithub.sample_receiver.labels import LGTM, put_label, take_label
from fakegithub.sample_receiver.merging import merge_if_ready
from fakegithub.sample_receiver.people import author_of, may_write
from fakegithub.sample_receiver.pulls import NOTHING_TO_DO
from fakegithub.sample_receiver.signatures import Payload

_AGAINST = ("changes_requested", "dismissed")


async def on_review(github: GitHubClient, payload: Payload) -> str:
    review, number = payload["review"], payload["pull_request"]["number"]
    if payload["action"] not in ("submitted", "dismissed") or review["state"] == "commented":
        return NOTHING_TO_DO
    if not await may_write(github, author_of(review)):
        return "the reviewer has no say"
    if review["state"] in _AGAINST:
        await take_label(github, number, LGTM)
        return "no longer approved"
    if not await is_of_the_head(github, payload):
        return "approved were other commits than those of now"
    await put_label(github, number, LGTM)
    return "approved and merged" if await merge_if_ready(github, number) else "approved"


async def is_of_the_head(github: GitHubClient, payload: Payload) -> bool:
    pull = await github.get(f"/pulls/{payload['pull_request']['number']}")
    return bool(pull["head"]["sha"] == payload["review"]["commit_id"])
