"""`deliver: {event: pull_request.labeled, set: {…}}`: an event that nothing in the world has caused.

Its payload is one that GitHub would send, and about this world, as far as the world has what it is about.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from fakegithub.errors import SchemaMismatch, UnknownEvent, UnknownVariant, suggestion
from fakegithub.events import Event
from fakegithub.github import GitHub
from fakegithub.handles import Handle, RepositoryHandle
from fakegithub.hooks.payloads import Payloads, projections
from fakegithub.model.accounts import Account
from fakegithub.model.apps import Installation
from fakegithub.model.entity import Entity
from fakegithub.model.hooks import Delivery, Hook
from fakegithub.model.pulls import PullRequest
from fakegithub.scenarios.samples.samples import SamplePayload, payload_schema, put, sample_in
from fakegithub.scenarios.samples.variants import vary
from fakegithub.scenarios.steps.stage import Misnamed, Parameters, Stage
from fakegithub.scenarios.steps.transplanting import Here, Transplant
from fakegithub.spec import Fill, Schema
from fakegithub.spec.node import Nodes

_ENVELOPE = ("action", "repository", "organization", "sender", "installation", "enterprise")
# What a pull request or issue says of itself besides `state`; all of it comes with the event's action.
_STATE = ("state", "state_reason", "merged", "merged_at", "closed_at", "merged_by", "closed_by")
_BY_ACTION: Mapping[str, tuple[str, ...]] = {
    "ready_for_review": ("draft",),
    "converted_to_draft": ("draft",),
    "locked": ("locked", "active_lock_reason"),
    "unlocked": ("locked", "active_lock_reason"),
}
# An app is told of these by itself, whatever it has subscribed to.
_FOR_ONE_APP = (
    "installation",
    "installation_repositories",
    "github_app_authorization",
    "installation_target",
)


def deliver(stage: Stage, parameters: Parameters) -> Delivery:
    """Deliver the event to the hooks that want it, or else to all; gives the first delivery.

    Raises Misnamed.
    """
    github, name = stage.github, parameters["event"]
    here = _here(stage, parameters)
    sample = _about(github, here, _sampled(github, here, name))
    if "variant" in parameters:
        sample = _varied(sample, parameters["variant"], github.world.product.name)
    sample = _changed(github, sample, parameters.get("set", {}))
    event = _event(github, here, sample, stage)
    made = github.hooks.deliver(event)
    if not made:
        # Nobody can subscribe to what no hook of this kind gets; all hooks that there are get it then.
        made = github.hooks.deliver(event, [hook for hook in github.world.all(Hook) if hook.active])
    if not made:
        raise Misnamed(
            "event",
            f"there is no hook that {name} could be delivered to: list one under `hooks` of a repository",
        )
    return made[0]


def _here(stage: Stage, parameters: Parameters) -> Here:
    subject = stage.subject
    for key in ("pull_request", "issue"):
        if key in parameters:
            subject = stage.issue(parameters, key)
    try:
        repository: RepositoryHandle | None = stage.repository(parameters)
    except Misnamed:
        if "repository" in parameters:
            raise
        repository = None
    if subject is not None and repository is not None and subject.repository != repository:
        subject = None
    return Here(repository, _sender(stage, repository), subject, stage.latest)


def _sender(stage: Stage, repository: RepositoryHandle | None) -> Account:
    if stage.by is not None:
        return stage.account(stage.by).entity
    if repository is not None:
        return repository.owner.actor.user
    users = [account for account in stage.github.world.all(Account) if account.type == "User"]
    if not users:
        raise Misnamed("by", "there is nobody who could have done it: list somebody under given: users:")
    return users[0]


def _sampled(github: GitHub, here: Here, name: str) -> tuple[SamplePayload, Transplant]:
    world = github.world
    try:
        # With another seed, what stays of the sample has ids that are nobody's here.
        with GitHub(world.product.name, seed=world.ids.seed + 1, now=world.now()) as other:
            sample, around = sample_in(other, name)
            return sample, Transplant(around, here)
    except UnknownEvent as error:
        raise Misnamed("event", str(error)) from None


def _about(github: GitHub, here: Here, sampled: tuple[SamplePayload, Transplant]) -> SamplePayload:
    """The sample with what this world has in the places of what it had."""
    sample, transplant = sampled
    theirs = sample.payload
    repository = here.repository.entity if here.repository is not None and "repository" in theirs else None
    installation = _installation(github, here) if "installation" in theirs else None
    subjects = {name: transplant(item, name) for name, item in theirs.items() if name not in _ENVELOPE}
    # The sample's own stand in for what there is not.
    if repository is None:
        kept = {name: theirs[name] for name in ("repository", "organization") if name in theirs}
        subjects |= transplant(kept)
    if "installation" in theirs and installation is None:
        subjects["installation"] = theirs["installation"]
    event = Event(
        event=sample.event,
        action=sample.action,
        guid="",
        at=github.world.now(),
        subjects=subjects,
        sender=here.sender,
        repository=repository,
        organization=repository.organization if repository is not None else None,
    )
    payload = copy.deepcopy(Payloads(github.world).render(event, installation).value)
    _in_its_state(payload, sample)
    return SamplePayload(sample.event, sample.action, sample.tier, payload)


def _installation(github: GitHub, here: Here) -> Installation | None:
    for installation in github.world.all(Installation):
        repository = here.repository
        if repository is None or installation.has(repository.entity.id, repository.entity.owner):
            return installation
    return None


def _in_its_state(payload: dict[str, Any], sample: SamplePayload) -> None:
    """A pull request or issue that is closed by an event is closed in its payload."""
    for slot in ("pull_request", "issue"):
        ours, theirs = payload.get(slot), sample.payload.get(slot)
        if not isinstance(ours, dict) or not isinstance(theirs, dict):
            continue
        names = _BY_ACTION.get(sample.action or "", ())
        if sample.event in ("pull_request", "issues") and ours.get("state") != theirs.get("state"):
            names = (*names, *_STATE)
        for name in names:
            if name in ours and name in theirs:
                value = theirs[name]
                ours[name] = payload["sender"] if isinstance(value, dict) else value


def _varied(sample: SamplePayload, name: str, product: str) -> SamplePayload:
    try:
        return vary(sample, name.replace("_", "-"), product)
    except UnknownVariant as error:
        raise Misnamed("variant", str(error)) from None


def _changed(github: GitHub, sample: SamplePayload, changes: Mapping[str, Any]) -> SamplePayload:
    """With values replaced: entities first, in the form that their places want. Raises Misnamed."""
    world, payload = github.world, copy.deepcopy(sample.payload)
    schema = payload_schema(sample, world.product.name)
    made = {path: _entity(path, value) for path, value in changes.items()}
    for path in changes:
        _check_spelling(schema, path)
    try:
        for path, entity in made.items():
            if entity is not None:
                put(payload, path, entity)
        if any(entity is not None for entity in made.values()):
            payload = _projected(github, schema, payload)
        for path, value in changes.items():
            if made[path] is None:
                put(payload, path, value)
    except (LookupError, ValueError) as error:
        raise Misnamed("set", str(error).strip("'\"")) from None
    try:
        schema.validate(payload)
    except SchemaMismatch as error:
        raise Misnamed("set", f"the payload no longer fits GitHub's schema: {error}") from None
    return SamplePayload(sample.event, sample.action, sample.tier, payload)


def _projected(github: GitHub, schema: Schema, payload: Any) -> Any:
    """`payload` with its entities in the form of their places. Raises LookupError for one that has none."""
    world, fills = github.world, list[Fill]()
    made = projections(world.product.document).project(schema, payload, context=world.urls, fills=fills)
    if fills:
        missing = ", ".join(fill.pointer.removeprefix("/").replace("/", ".") for fill in fills[:3])
        raise LookupError(f"what is set there does not have what GitHub's schema wants: {missing}")
    return copy.deepcopy(made)


def _check_spelling(schema: Schema, path: str) -> None:
    """A payload may have more than GitHub's schema says, but hardly by nearly the same name.

    Raises Misnamed.
    """
    *parents, last = path.split(".")
    nodes = [Nodes().of(schema)]
    for part in parents:
        nodes = [node.property(case, part) for node in nodes for case in node.cases_for("object")]
    known = {name for node in nodes for name in node.property_names}
    if known and last not in known and (near := suggestion(last, sorted(known))):
        raise Misnamed("set", f"the payload has no {path}.{near}", path)


def _entity(path: str, value: Any) -> Any:
    found = value.entity if isinstance(value, Handle) else value
    if isinstance(found, PullRequest) and path.split(".")[-1] == "issue":
        return found.issue
    return found if isinstance(found, Entity) else None


def _event(github: GitHub, here: Here, sample: SamplePayload, stage: Stage) -> Event:
    """The event whose payload this is. Each app gets its own `installation` in it."""
    world, payload = github.world, dict(sample.payload)
    payload.pop("action", None)
    if sample.event not in _FOR_ONE_APP:
        required = payload_schema(sample, world.product.name).resolve().raw.get("required", ())
        if "installation" not in required:
            payload.pop("installation", None)
    repository = here.repository.entity if here.repository is not None else None
    return Event(
        event=sample.event,
        action=sample.action,
        guid=world.ids.guid(world.now()),
        at=world.now(),
        subjects=payload,
        sender=here.sender,
        repository=repository,
        organization=repository.organization if repository is not None else None,
        only_app=stage.app() if sample.event in _FOR_ONE_APP else None,
    )
