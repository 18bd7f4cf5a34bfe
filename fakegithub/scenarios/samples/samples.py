"""The payload of any event: caused by real operations where it can be, else filled from the schema.

What is filled is coherent with the world around it: see guesses.py.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from fakegithub.errors import SchemaMismatch, UnknownEvent, suggestion
from fakegithub.events import Event, split_name
from fakegithub.github import GitHub
from fakegithub.hooks.payloads import Payloads
from fakegithub.hooks.subscriptions import tier
from fakegithub.products import product as product_named
from fakegithub.scenarios.samples.causes import CAUSES, Sample
from fakegithub.scenarios.samples.guesses import Guesses
from fakegithub.spec import Document, Guess, Schema, WebhookSpec, document

# What a sampled payload takes from the world; all else is filled.
_SUBJECTS: dict[str, Callable[[Sample], Any]] = {
    "pull_request": lambda sample: sample.pull.entity,
    "issue": lambda sample: sample.issue.entity,
    "label": lambda sample: sample.label,
    "milestone": lambda sample: sample.milestone,
}


@dataclass(frozen=True, slots=True)
class SamplePayload:
    """A payload that fits the product's schema. `tier` is modelled, simulated or sampled."""

    event: str
    action: str | None
    tier: str
    payload: Any

    @property
    def name(self) -> str:
        return f"{self.event}.{self.action}" if self.action else self.event


def sample(name: str, product: str = "github.com", seed: int = 0) -> SamplePayload:
    """The payload of `pull_request.opened`, `push` … Raises UnknownEvent, with the actions there are."""
    with GitHub(product, seed=seed) as github:
        return sample_in(github, name)[0]


def sample_in(github: GitHub, name: str) -> tuple[SamplePayload, Sample]:
    """The payload of an event, and the small world around it, built in `github`. Raises UnknownEvent."""
    spec = _spec(github, name)
    return _caused(github, spec) or _sampled(github, spec)


def all_samples(product: str = "github.com", seed: int = 0) -> Iterator[SamplePayload]:
    """One for every event and action of the product, by name."""
    with GitHub(product) as github:
        known = _document(github)
    for name in sorted(known.webhooks):
        yield sample(name, product, seed)


def changed(sample: SamplePayload, changes: Mapping[str, Any], product: str) -> SamplePayload:
    """`sample` with values replaced at dotted paths. Raises SchemaMismatch when it no longer fits the schema,
    LookupError for a path that leads nowhere."""
    payload = json.loads(json.dumps(sample.payload))
    for path, value in changes.items():
        put(payload, path, value)
    payload_schema(sample, product).validate(payload)
    return SamplePayload(sample.event, sample.action, sample.tier, payload)


def payload_schema(sample: SamplePayload, product: str) -> Schema:
    """What the product's document says about such a payload."""
    return document(product_named(product).document).webhook(sample.event, sample.action).schema


def _document(github: GitHub) -> Document:
    return document(github.world.product.document)


def _spec(github: GitHub, name: str) -> WebhookSpec:
    known = _document(github)
    event, action = split_name(name)
    try:
        return known.webhook(event, action)
    except UnknownEvent:
        actions = [spec.partition(".")[2] for spec in known.webhooks if spec.startswith(f"{event}.")]
        if actions:
            wrong = f"has no action {action}" if action else "needs an action"
            raise UnknownEvent(f"{event} {wrong}; it has: {', '.join(actions)}") from None
        raise


def _caused(github: GitHub, spec: WebhookSpec) -> tuple[SamplePayload, Sample] | None:
    """The latest payload of the event that its script has caused; None when there is no script."""
    cause = CAUSES.get(spec.name)
    if cause is None:
        return None
    found: list[Any] = []

    def collect(events: list[Event]) -> None:
        # Rendered at once, for the payload shows the world as it is now.
        found.extend(
            github.hooks.payloads.render(event, world.via(event)).value
            for event in events
            if event.name == spec.name
        )

    world = Sample(github)
    github.world.subscribers.append(collect)
    cause(world)
    return (SamplePayload(spec.event, spec.action, tier(spec.name), found[-1]), world) if found else None


class _OrganizationSample(Sample):
    """The same small world, where the repository belongs to an organization that octocat leads."""

    def __init__(self, github: GitHub) -> None:
        super().__init__(github)
        self.owner = github.organization("octo-org", members={self.octocat.login: "admin"})
        self.repository = self.owner.create_repository(
            "hello-world", files={"README.md": "# Hello, World!\n"}, description="Our first repository"
        )
        self.perform("collaborator.add", username=self.hubot.login, permission="push")


def _sampled(github: GitHub, spec: WebhookSpec) -> tuple[SamplePayload, Sample]:
    world = _OrganizationSample(github)
    event = Event(
        event=spec.event,
        action=spec.action,
        guid="",
        at=github.world.now(),
        subjects={},
        sender=world.octocat.entity,
        repository=world.repository.entity,
        organization=world.owner.entity,
    )
    subjects = {name: make(world) for name, make in _SUBJECTS.items() if name in spec.schema.property_names}
    guess = Guesses(world, world.owner, spec.action)
    # What is called `issue` or `label` there may be something else than ours; where the guesses do not
    # fit together, the schema alone decides.
    attempts: tuple[tuple[Event, Guess | None], ...] = (
        (replace(event, subjects=subjects), guess),
        (event, guess),
        (event, None),
    )
    payload = _first_fitting(Payloads(github.world), attempts)
    return SamplePayload(spec.event, spec.action, "sampled", payload), world


def _first_fitting(payloads: Payloads, attempts: Iterable[tuple[Event, Guess | None]]) -> Any:
    """The first payload that fits its schema. Raises SchemaMismatch when none does."""
    refusal: SchemaMismatch | None = None
    for event, guess in attempts:
        try:
            return payloads.render(event, guess=guess).value
        except SchemaMismatch as error:
            refusal = error
    assert refusal is not None  # noqa: S101 - there is at least one attempt
    raise refusal


def put(payload: Any, path: str, value: Any) -> None:
    """Set a value at a dotted path. Raises LookupError for one that leads nowhere."""
    *parents, last = path.split(".")
    place = payload
    for depth, part in enumerate(parents):
        try:
            place = place[int(part)] if isinstance(place, list) else place[part]
        except (KeyError, IndexError, ValueError, TypeError):
            where = ".".join(parents[: depth + 1])
            near = suggestion(part, place) if isinstance(place, dict) else ""
            raise LookupError(f"the payload has no {where}.{near}".removesuffix(".")) from None
    if isinstance(place, list):
        place[int(last)] = value
    elif isinstance(place, dict):
        place[last] = value
    else:
        raise LookupError(f"the payload has no {path}: {'.'.join(parents)} is no object")
