"""Deliveries that no verb stands for: delivered as they are made up, with the differences that matter."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from fakegithub.errors import SchemaMismatch, UnknownEvent
from fakegithub.events import split_name
from fakegithub.products import product
from fakegithub.scenarios.recording.exchanges import RecordedDelivery
from fakegithub.scenarios.recording.story import Parameters, Step, Story
from fakegithub.scenarios.samples.samples import SamplePayload, changed, sample
from fakegithub.spec import document

# What a receiver looks at: the properties whose values are told.
_TOLD = frozenset(
    {"name", "title", "body", "state", "status", "conclusion", "ref", "ref_type", "tag_name", "description"}
    | {"context", "environment", "message", "branch", "head_branch", "event", "event_type", "display_title"}
    | {"draft", "prerelease", "merged", "locked", "color", "path", "permission", "reason", "display_name"}
)
# The world's own: a delivery has those of the run.
_WORLD = frozenset({"repository", "organization", "sender", "installation", "enterprise", "action"})
_DEEPEST = 3


def deliver(story: Story, delivery: RecordedDelivery) -> Step | None:
    """A step `deliver`; None for an event that the product does not have."""
    name, product_name = delivery.name, story.recording.product
    try:
        document(product(product_name).document).webhook(*split_name(name))
    except UnknownEvent:
        return None
    differences = _differences(name, product_name, delivery.payload)
    subject = story.find(delivery)
    about = story.about(subject) if subject is not None else story.place(story.home(delivery))
    values = {
        path: story.references.said(value) if isinstance(value, str) else value
        for path, value in differences.items()
        if subject is None or path.partition(".")[0] not in ("pull_request", "issue")
    }
    parameters: Parameters = {"event": name, **about, **({"set": values} if values else {})}
    return Step("deliver", parameters, f"{name} is delivered", by=story.by(delivery), of=subject)


def _differences(name: str, product_name: str, payload: Mapping[str, Any]) -> dict[str, Any]:
    """Dotted paths to what a recorded payload says and a made-up one says differently, or not at all."""
    made = _sample(name, product_name)
    if made is None:
        return {}
    found = {
        path: value for path, value in _leaves(payload, made.payload, ()) if path.rpartition(".")[2] in _TOLD
    }
    if _fits(made, found, product_name):
        return found
    return {path: value for path, value in found.items() if _fits(made, {path: value}, product_name)}


def _leaves(recorded: Any, made: Any, path: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
    """The plain values of `recorded` that are others in `made`, which has their place."""
    if not isinstance(recorded, Mapping) or not isinstance(made, Mapping) or len(path) == _DEEPEST:
        return
    for key, value in recorded.items():
        if key not in made or "." in key or (not path and key in _WORLD):
            continue
        if isinstance(value, Mapping):
            yield from _leaves(value, made[key], (*path, key))
        elif not isinstance(value, list) and not isinstance(made[key], Mapping | list) and value != made[key]:
            yield ".".join((*path, key)), value


def _fits(made: SamplePayload, changes: Mapping[str, Any], product_name: str) -> bool:
    try:
        changed(made, changes, product_name)
    except (SchemaMismatch, LookupError):
        return False
    return True


@cache
def _sample(name: str, product_name: str) -> SamplePayload | None:
    try:
        return sample(name, product_name)
    except (SchemaMismatch, UnknownEvent):
        return None
