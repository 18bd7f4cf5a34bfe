"""Issues and pull requests that are open, or closed, when a scenario begins."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fakegithub.handles import RepositoryHandle
from fakegithub.model.issues import Milestone
from fakegithub.scenarios.given.parts import Parts
from fakegithub.scenarios.language.items import items

_TRIAGE = ("labels", "assignees", "state")


def create_conversations(parts: Parts) -> None:
    """The issues of each repository, then its pull requests: they share one series of numbers."""
    for path, repository in parts.items("repositories"):
        handle = parts.github.repository(repository["name"])
        for place, issue in items(repository, "issues", path):
            with parts.at(place):
                made = handle.create_issue(issue["title"], body=issue.get("body"), by=issue.get("user"))
                _triage(handle, made.number, issue)
        for place, pull in items(repository, "pull_requests", path):
            with parts.at(place):
                fields = {
                    key: pull[key] for key in ("base", "title", "body", "draft", "files") if key in pull
                }
                opened = handle.open_pull_request(head=pull["head"], by=pull.get("user"), **fields)
                _triage(opened.repository, opened.number, pull)


def _triage(handle: RepositoryHandle, number: int, says: Mapping[str, Any]) -> None:
    """By the owner: of who may not push, GitHub drops labels and the like."""
    fields = {key: says[key] for key in _TRIAGE if key in says}
    if "milestone" in says:
        fields["milestone"] = _milestone(handle, says["milestone"])
    if fields:
        handle.perform("issues/update", issue_number=number, **fields)


def _milestone(handle: RepositoryHandle, title: str) -> int:
    """Raises LookupError."""
    for milestone in handle.github.world.all(Milestone, repository=handle.entity):
        if milestone.title == title:
            return milestone.number
    raise LookupError(f'{handle.full_name} has no milestone "{title}"')
