"""From an event to a payload: GitHub's schema gives the shape, the world the values.

Around the event's own subjects stands the envelope: `action` before them, `repository`,
`organization`, `enterprise`, `sender` and `installation` after them, each where it applies. Only an
app's hook has `installation`; all other hooks get the same payload, so it is rendered once.
https://docs.github.com/webhooks/webhook-events-and-payloads#webhook-payload-object-common-properties
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from fakegithub.clock import node_id
from fakegithub.errors import FilledField, UnknownEvent
from fakegithub.events import Event
from fakegithub.hooks.serialise import form_body, serialise
from fakegithub.model.accounts import Organization
from fakegithub.model.apps import Installation
from fakegithub.model.entity import Facet
from fakegithub.model.pulls import PullRequest
from fakegithub.model.repositories import Repository
from fakegithub.operations.signatures import signature_of
from fakegithub.spec import Document, Fill, Guess, Projections, WebhookSpec, document
from fakegithub.views.view import field_of
from fakegithub.world import World

# The newest names of everything: an event that an older GHES does not know stands there.
_NEWEST = "github.com"
# GitHub tries the merge in the background, and sends these before it has: so in all published deliveries.
# https://docs.github.com/rest/guides/using-the-rest-api-to-interact-with-your-git-database#checking-mergeability-of-pull-requests
_BEFORE_THE_TEST_MERGE = {f"pull_request.{action}" for action in ("opened", "reopened", "synchronize")}
_UNKNOWN: dict[str, Any] = {
    "mergeable": None,
    "rebaseable": None,
    "mergeable_state": "unknown",
    "merge_commit_sha": None,
}
# These show the repository as `GET /repos/{owner}/{repo}` does, with the size of its network.
_WITH_WHOLE_REPOSITORY = frozenset({"security_and_analysis"})
# Where a push differs: captures of github.com have the envelope in the middle of it.
_PUSH_ORDER = (
    "ref",
    "before",
    "after",
    "repository",
    "pusher",
    "organization",
    "enterprise",
    "sender",
    "installation",
)


@cache
def projections(document_name: str) -> Projections:
    """Projections of the world's entities onto one document; what is compiled serves all worlds."""
    return Projections(document(document_name), field_of)


@dataclass(slots=True)
class Payload:
    """What one event looks like to a hook. `fills` are the required fields that the world lacks."""

    value: dict[str, Any]
    json: bytes
    fills: tuple[Fill, ...] = ()
    _form: bytes | None = None

    def body(self, content_type: str) -> bytes:
        """The bytes that are signed and sent, for `json` or `form`."""
        if content_type != "form":
            return self.json
        if self._form is None:
            self._form = form_body(self.json)
        return self._form


class Payloads:
    """Renders events of one world. With `strict` a filled field is an error."""

    def __init__(self, world: World, *, strict: bool = False) -> None:
        self._world = world
        self.strict = strict

    @property
    def _document(self) -> Document:
        return document(self._world.product.document)

    def webhook(self, event: Event) -> WebhookSpec | None:
        """What the product's document says of the event; None when this version does not have it yet.

        Raises UnknownEvent for an event that no document has.
        """
        try:
            return self._document.webhook(event.event, event.action)
        except UnknownEvent:
            if self._document.name == _NEWEST:
                raise
            document(_NEWEST).webhook(event.event, event.action)
            return None

    def render(
        self, event: Event, installation: Installation | None = None, guess: Guess | None = None
    ) -> Payload:
        """The payload of `event`, for an app's hook with the `installation` it is delivered through.

        What the world does not know is filled, with `guess` from what that offers. Raises
        SchemaMismatch when it does not fit GitHub's schema, FilledField when in strict mode
        the world does not know a required field, UnknownEvent when the product has no such event.
        """
        schema = self._document.webhook(event.event, event.action).schema
        fills: list[Fill] = []
        value = projections(self._document.name).project(
            schema, self._enveloped(event, installation), context=self._world.urls, fills=fills, guess=guess
        )
        schema.validate(value)
        if fills and self.strict:
            places = ", ".join(fill.pointer for fill in fills)
            raise FilledField(f"{event.name}: the world does not know these required fields: {places}")
        return Payload(value, serialise(value), tuple(fills))

    def _enveloped(self, event: Event, installation: Installation | None) -> dict[str, Any]:
        value: dict[str, Any] = {} if event.action is None else {"action": event.action}
        value.update(event.subjects)
        pull = value.get("pull_request")
        if isinstance(pull, PullRequest):
            value["pull_request"] = _in_event(pull, event)
        repository = event.repository
        whole = repository is not None and event.event in _WITH_WHOLE_REPOSITORY
        envelope = {
            "repository": Facet(repository, **repository.network) if repository and whole else repository,
            "organization": Organization(event.organization) if event.organization else None,
            "enterprise": _enterprise(self._world),
            "sender": event.sender,
            "installation": installation,
        }
        for name, item in envelope.items():
            if item is not None:
                value.setdefault(name, item)
        # One that was made by hand has its repository as JSON already.
        is_entity = isinstance(value.get("repository"), Repository)
        return _as_push(value, self._world) if event.event == "push" and is_entity else value


def _in_event(pull: PullRequest, event: Event) -> Facet:
    """In events, unlike in the API's answers, the ends of a pull request say how it may be merged.

    Whether it can be is not known yet when the event tells of new commits.
    """
    base, head = pull.base.repository, pull.head.repository
    base_repo = base and Facet(base, **base.merge_settings)
    # Mostly both are the same, which is then rendered once.
    head_repo = base_repo if head is base else head and Facet(head, **head.merge_settings)
    unknown = _UNKNOWN if event.name in _BEFORE_THE_TEST_MERGE else {}
    return Facet(
        pull, head=Facet(pull.head, repo=head_repo), base=Facet(pull.base, repo=base_repo), **unknown
    )


def _as_push(value: dict[str, Any], world: World) -> dict[str, Any]:
    """A push shows its repository in the form of GitHub's first API: times as Unix seconds, an owner
    with `name` and `email`, and in older products the HTML URL as `url`.

    https://docs.github.com/webhooks/webhook-events-and-payloads#push
    """
    repository: Repository = value["repository"]
    owner = repository.owner
    email = owner.email if owner.is_organization else signature_of(world, owner).email
    organization = {"organization": owner.login} if owner.is_organization else {}
    urls = world.urls
    value["repository"] = Facet(
        repository,
        owner=Facet(owner, name=owner.login, email=email),
        created_at=int(repository.created_at.timestamp()),
        pushed_at=int(repository.pushed_at.timestamp()),
        url=urls.html(repository) if world.product.push_shows_html_url else urls.api(repository),
        stargazers=len(repository.stargazers),
        master_branch=repository.default_branch,
        **organization,
    )
    first = {name: value[name] for name in _PUSH_ORDER if name in value}
    return {**first, **value}


def _enterprise(world: World) -> dict[str, Any] | None:
    """A GHES is one enterprise, which its payloads name since 3.0."""
    if not world.product.is_ghes or not world.product.sends_hook_id:
        return None
    urls = world.urls
    return {
        "id": 1,
        "slug": "github",
        "name": "GitHub",
        "node_id": node_id("E", 1),
        "avatar_url": f"{urls.avatars_root}/b/1?",
        "description": None,
        "website_url": None,
        "html_url": f"{urls.html_root}/enterprises/github",
        "created_at": None,
        "updated_at": None,
    }
