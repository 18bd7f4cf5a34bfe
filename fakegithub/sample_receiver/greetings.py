"""Installations: where the app is new, it says hello."""

from __future__ import annotations

from fakegithub.sample_receiver.client import GitHubClient
from fakegithub.sample_receiver.jobs import CONTEXT
from fakegithub.sample_receiver.pulls import NOTHING_TO_DO
from fakegithub.sample_receiver.signatures import Payload

TITLE = "Hello from the sample receiver"
_BODY = f"From now on, `{CONTEXT}` checks the pull requests of this repository."
_ISSUES_ARE_OFF = 410
# Where the new repositories stand in the payload, by event and action.
_NEW = {"created": "repositories", "added": "repositories_added"}


async def on_installation(github: GitHubClient, payload: Payload) -> str:
    repositories = payload.get(_NEW.get(payload["action"], ""), ())
    for repository in repositories:
        await greet(github.on(repository))
    return "said hello" if repositories else NOTHING_TO_DO


async def greet(github: GitHubClient) -> None:
    """Open an issue, unless there is one already: who comes back does not say it again."""
    issues = await github.pages("/issues?state=all")
    if not any(issue["title"] == TITLE for issue in issues):
        body = {"title": TITLE, "body": _BODY}
        await github.attempt("POST", "/issues", refusals=(_ISSUES_ARE_OFF,), json=body)
