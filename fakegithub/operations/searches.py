"""Searching issues and pull requests, by qualifiers and by words in their texts."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from fakegithub.errors import NotModelled, ValidationFailed
from fakegithub.model.accounts import Actor
from fakegithub.model.entity import Facet
from fakegithub.model.issues import Issue
from fakegithub.operations.operation import operation
from fakegithub.world import World

_TERM = re.compile(r'(?P<minus>-)?(?:(?P<key>[a-z-]+):)?(?P<value>"[^"]*"|\S+)')
Test = Callable[[Issue, str], bool]


def _names(*names: str) -> set[str]:
    return {name.casefold() for name in names}


# What `is:` and `type:` and `state:` can ask for.
_IS: dict[str, Callable[[Issue], bool]] = {
    "issue": lambda issue: issue.pull is None,
    "pr": lambda issue: issue.pull is not None,
    "pull-request": lambda issue: issue.pull is not None,
    "open": lambda issue: issue.state == "open",
    "closed": lambda issue: issue.state == "closed",
    "merged": lambda issue: issue.pull is not None and issue.pull.merged,
    "unmerged": lambda issue: issue.pull is not None and not issue.pull.merged,
    "draft": lambda issue: issue.pull is not None and issue.pull.draft,
    "locked": lambda issue: issue.locked,
    "unlocked": lambda issue: not issue.locked,
    "public": lambda issue: not issue.repository.private,
    "private": lambda issue: issue.repository.private,
}
# https://docs.github.com/search-github/searching-on-github/searching-issues-and-pull-requests
_QUALIFIERS: dict[str, Test] = {
    "is": lambda issue, value: _IS[value](issue),
    "type": lambda issue, value: _IS[value](issue),
    "state": lambda issue, value: _IS[value](issue),
    "repo": lambda issue, value: issue.repository.full_name.casefold() == value,
    "org": lambda issue, value: issue.repository.owner.login_key == value,
    "user": lambda issue, value: issue.repository.owner.login_key == value,
    "author": lambda issue, value: issue.user.login_key == value,
    "assignee": lambda issue, value: value in _names(*(account.login for account in issue.assignees)),
    "label": lambda issue, value: value in _names(*(label.name for label in issue.labels)),
    "milestone": lambda issue, value: (
        issue.milestone is not None and issue.milestone.title.casefold() == value
    ),
    "mentions": lambda issue, value: f"@{value}" in (issue.body or "").casefold(),
    "head": lambda issue, value: issue.pull is not None and issue.pull.head.ref.casefold() == value,
    "base": lambda issue, value: issue.pull is not None and issue.pull.base.ref.casefold() == value,
}
_LISTED = {"is": _IS, "type": _IS, "state": _IS}
_SORT_KEYS: dict[str | None, Callable[[Issue], Any]] = {
    # Without a sort GitHub goes by relevance, in which all are alike here.
    None: lambda issue: issue.created_at,
    "created": lambda issue: issue.created_at,
    "updated": lambda issue: issue.updated_at,
    "comments": lambda issue: issue.comments,
}


@operation("search/issues-and-pull-requests", credentials="any")
def search_issues(
    world: World, actor: Actor, *, q: str, sort: str | None = None, order: str = "desc"
) -> Facet:
    """Issues and pull requests that the caller may see and that fit all terms of `q`.

    A term is a word in the title or body, or a qualifier (`repo:octocat/hello-world`, `is:pr`,
    `label:bug`); `-` before it turns it round. Raises ValidationFailed (422) for an empty `q`,
    NotModelled (501) for a qualifier or a sort that fakegithub does not know.
    https://docs.github.com/rest/search/search#search-issues-and-pull-requests
    """
    terms = [_term(found) for found in _TERM.finditer(q)]
    if not terms:
        raise ValidationFailed.of("Search", "q", "missing")
    if sort not in _SORT_KEYS:
        raise NotModelled(f"fakegithub does not sort search results by {sort}")
    found = [
        issue
        for issue in world.all(Issue)
        if world.can(actor, issue.repository) and all(fits(issue) for fits in terms)
    ]
    found.sort(key=lambda issue: (_SORT_KEYS[sort](issue), issue.id), reverse=order == "desc")
    return Facet(found, search_type="lexical")


def _term(found: re.Match[str]) -> Callable[[Issue], bool]:
    key, value = found["key"], found["value"].strip('"').casefold()
    wanted = found["minus"] is None
    if key is None:
        return lambda issue: (value in f"{issue.title}\n{issue.body or ''}".casefold()) is wanted
    if key not in _QUALIFIERS or value not in _LISTED.get(key, (value,)):
        raise NotModelled(f'fakegithub does not know the search term "{found[0]}"')
    return lambda issue: _QUALIFIERS[key](issue, value) is wanted
