"""What a sampled payload says where no operation stands behind it: values of the sample's own world.

A place in a schema is recognised by the properties that an object has there, or by a property's name:
`login` is that of an account of the world, `*_url` leads to its hosts, a `sha` is a commit of its
repository, and all times are its clock's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from fakegithub.clock import node_id
from fakegithub.handles import AccountHandle
from fakegithub.model.accounts import Organization
from fakegithub.scenarios.samples.sample_world import Sample
from fakegithub.spec import Node

# The kind of object that has all of these properties -> what the world has of that kind, by attribute.
_OBJECTS: tuple[tuple[frozenset[str], str], ...] = (
    (frozenset({"login", "public_members_url"}), "organization"),
    (frozenset({"login", "avatar_url"}), "account"),
    (frozenset({"full_name", "html_url"}), "repository"),
    (frozenset({"full_name", "private"}), "repository"),
    (frozenset({"head", "base", "merge_commit_sha"}), "pull"),
    (frozenset({"labels_url", "title", "number"}), "issue"),
    (frozenset({"color", "default", "name"}), "label"),
    (frozenset({"due_on", "open_issues"}), "milestone"),
    (frozenset({"access_tokens_url", "app_id"}), "installation"),
    (frozenset({"external_url", "slug", "permissions"}), "app"),
    (frozenset({"login", "id"}), "account"),
)
# Who owns things is the organization; who does them is octocat.
_OF_ORGANIZATION = frozenset({"owner", "account", "organization"})


class Guesses:
    """Guesses for one sample, whose repository belongs to `organization`."""

    def __init__(self, sample: Sample, organization: AccountHandle, action: str | None) -> None:
        self._sample = sample
        self._action = action or ""
        self._organization = organization
        world = sample.github.world
        self._urls = world.urls
        self._now = world.now()
        self._next_id: Callable[[], int] = lambda: world.ids.next("sampled")
        path = sample.repository.full_name
        api, html = f"{self._urls.api_root}/repos/{path}", f"{self._urls.html_root}/{path}"
        email = f"{sample.octocat.login}@example.com"
        # The first pattern that a property's whole name matches says what a string is there.
        self._strings: tuple[tuple[re.Pattern[str], Callable[[], Any]], ...] = tuple(
            (re.compile(pattern), make)
            for pattern, make in (
                (r".*_at|timestamp|date", lambda: self._now),
                (r"login", lambda: sample.octocat.login),
                (r"node_id|.*_node_id", lambda: node_id("N", self._next_id())),
                (r"avatar_url", lambda: self._urls.avatar(sample.octocat.entity)),
                (r"html_url|.*_html_url|html", lambda: html),
                (r"url|.*_url|href", lambda: api),
                (r"(.*_)?(sha|oid)", sample.repository.sha),
                (r"(.*_)?ref", lambda: f"refs/heads/{sample.repository.entity.default_branch}"),
                (r"(.*_)?branch", lambda: sample.repository.entity.default_branch),
                (r"full_name", lambda: path),
                (r"email", lambda: email),
                (r"ecosystem", lambda: "npm"),
                (r"version|.*_version", lambda: "1.0.0"),
                (r"name|title|slug|namespace|package_type", lambda: "sample"),
                (r"body|description|summary|message|reason", lambda: "A sample."),
            )
        )

    def __call__(self, name: str, node: Node) -> Iterator[Any]:
        """What the property `name` may be, for a place like `node`."""
        if "object" in node.types:
            yield from self._objects(name, node)
        if "string" in node.types and not node.nullable:
            if node.formats & {"date-time", "date"}:
                yield self._now
            if name == "state":
                # An alert that was dismissed is in the state `dismissed`; a new one is open.
                yield from (self._action, "open")
            yield from (make() for pattern, make in self._strings if pattern.fullmatch(name))
        if "integer" in node.types and not node.nullable:
            yield from self._integers(name)

    def _objects(self, name: str, node: Node) -> Iterator[Any]:
        described = node.property_names
        for wanted, kind in _OBJECTS:
            if wanted <= described and not (node.nullable and kind == "pull"):
                yield self._entity(kind, name)

    def _entity(self, kind: str, name: str) -> Any:
        if kind == "organization":
            return Organization(self._organization.entity)
        if kind == "account":
            return (self._organization if name in _OF_ORGANIZATION else self._sample.octocat).entity
        if kind == "installation":
            return self._sample.bot.entity
        found = getattr(self._sample, kind)
        return getattr(found, "entity", found)

    def _integers(self, name: str) -> Iterator[int]:
        if name == "id" or name.endswith("_id"):
            yield self._next_id()
        elif name.endswith("_at"):
            yield _seconds(self._now)
        elif name == "number":
            yield 1


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())
