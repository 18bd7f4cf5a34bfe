"""Pull requests: their heads are checked, new ones are welcomed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from enum import StrEnum
from typing import Any

from fakegithub.sample_receiver.client import GitHubClient
from fakegithub.sample_receiver.jobs import CONTEXT, run_on_pull
from fakegithub.sample_receiver.labels import LGTM, names_of, take_label
from fakegithub.sample_receiver.merging import is_wanted, merge_if_ready
from fakegithub.sample_receiver.people import author_of
from fakegithub.sample_receiver.signatures import Payload

Pull = Mapping[str, Any]

NOTHING_TO_DO = "nothing to do"


class Outcome(StrEnum):
    """What became of a head, in the words that the delivery is answered with."""

    PASSED = "checked: it has passed"
    FAILED = "checked: it has failed"
    STALE = "not checked: it has another head by now"
    DRAFT = "not checked: it is a draft"
    CLOSED = "not checked: it is closed"


_WELCOMES = {
    Outcome.PASSED: "The checks of `{context}` have passed.",
    Outcome.FAILED: "The checks of `{context}` have found something, please have a look.",
    Outcome.DRAFT: "The checks of `{context}` will run when this is ready for review.",
}


async def on_pull_request(github: GitHubClient, payload: Payload) -> str:
    handle = ACTIONS.get(payload["action"])
    return await handle(github, payload) if handle is not None else NOTHING_TO_DO


async def on_opened(github: GitHubClient, payload: Payload) -> str:
    outcome = await on_new_head(github, payload)
    pull = payload["pull_request"]
    body = {"body": welcome(author_of(pull), outcome)}
    await github.post(f"/issues/{pull['number']}/comments", body)
    return outcome


async def on_new_head(github: GitHubClient, payload: Payload) -> Outcome:
    pull = await present(github, payload["pull_request"])
    return Outcome.STALE if pull is None else await check(github, pull)


async def on_pushed(github: GitHubClient, payload: Payload) -> str:
    pull = await present(github, payload["pull_request"])
    if pull is None:
        return Outcome.STALE
    if LGTM in names_of(pull):
        # Nobody has looked at the new commits.
        await take_label(github, pull["number"], LGTM)
    return await check(github, pull)


async def on_labels(github: GitHubClient, payload: Payload) -> str:
    """A label may be all that was missing, and so may be the absence of one."""
    if not is_wanted(payload["pull_request"]):
        return NOTHING_TO_DO
    return "merged" if await merge_if_ready(github, payload["pull_request"]["number"]) else "waiting"


async def present(github: GitHubClient, pull: Pull) -> Pull | None:
    """The pull request as it is now; None when the delivery tells of a head that is no longer its head.

    Deliveries come late and in any order, so the payload is only what was true once.
    """
    now: Pull = await github.get(f"/pulls/{pull['number']}")
    return now if now["head"]["sha"] == pull["head"]["sha"] else None


async def check(github: GitHubClient, pull: Pull) -> Outcome:
    if pull["state"] != "open":
        return Outcome.CLOSED
    # GHE had no drafts before 2.17.
    if pull.get("draft"):
        return Outcome.DRAFT
    if not await run_on_pull(github, pull):
        return Outcome.FAILED
    await merge_if_ready(github, pull["number"])
    return Outcome.PASSED


def welcome(author: str, outcome: Outcome) -> str:
    said = _WELCOMES.get(outcome, "").format(context=CONTEXT)
    return f"Thank you, @{author}! {said}".strip()


def source_of(pull: Pull) -> str:
    """The repository that the head is in; a fork may have been deleted since."""
    repository = pull["head"]["repo"]
    return str(repository["full_name"]) if repository is not None else "a repository that is gone"


ACTIONS: dict[str, Callable[[GitHubClient, Payload], Awaitable[str]]] = {
    "opened": on_opened,
    "reopened": on_new_head,
    "ready_for_review": on_new_head,
    "synchronize": on_pushed,
    "labeled": on_labels,
    "unlabeled": on_labels,
}
