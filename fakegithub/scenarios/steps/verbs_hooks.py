"""Deliveries of any event, deliveries once more, and time that passes."""

from __future__ import annotations

from typing import Any

from fakegithub.errors import suggestion
from fakegithub.handles import RepositoryHandle
from fakegithub.model.accounts import Account
from fakegithub.model.apps import App
from fakegithub.model.hooks import Delivery
from fakegithub.model.repositories import Repository
from fakegithub.scenarios.language.durations import seconds
from fakegithub.scenarios.steps.delivering import deliver
from fakegithub.scenarios.steps.stage import Misnamed, Parameters, Stage
from fakegithub.scenarios.steps.verbs_issues import Verb


def _redeliver(stage: Stage, said: Parameters | str) -> Delivery:
    """The latest delivery of an event, or the one that is named, once more: the same guid and payload."""
    delivery = _delivery(stage, said)
    before = {known.id for known in stage.github.world.all(Delivery)}
    _ask_for_redelivery(stage, delivery)
    return next(known for known in stage.github.world.all(Delivery) if known.id not in before)


def _delivery(stage: Stage, said: Parameters | str) -> Delivery:
    if not isinstance(said, str):
        found = stage.entity(said["delivery"])
        if not isinstance(found, Delivery):
            raise Misnamed("delivery", f"{said['delivery']} is no delivery that an earlier step has made")
        return found
    known = stage.github.world.all(Delivery)
    fitting = [delivery for delivery in known if said in (delivery.event, _name(delivery))]
    if not fitting:
        names = list(dict.fromkeys(_name(delivery) for delivery in known))
        nearest, listed = suggestion(said, names), ", ".join(names) or "none"
        raise Misnamed("", f"{said} has not been delivered.{nearest} Delivered were: {listed}")
    return fitting[-1]


def _name(delivery: Delivery) -> str:
    return f"{delivery.event}.{delivery.action}" if delivery.action else delivery.event


def _ask_for_redelivery(stage: Stage, delivery: Delivery) -> None:
    """Through the operation that the kind of hook has for it."""
    target = delivery.hook.target
    ids = {"hook_id": delivery.hook.id, "delivery_id": delivery.id}
    if isinstance(target, Repository):
        repository = RepositoryHandle(stage.github, target)
        repository.perform("repos/redeliver-webhook-delivery", by=stage.actor(repository), **ids)
    elif isinstance(target, Account):
        by = stage.by or stage.account(target.login)
        stage.github.perform("orgs/redeliver-webhook-delivery", by=by, org=target.login, **ids)
    elif isinstance(target, App):
        bot = Stage(stage.github, {}, f"{target.slug}[bot]")
        del ids["hook_id"]
        stage.github.perform("apps/redeliver-webhook-delivery", by=bot.app_itself(), **ids)
    else:
        # The API of a whole GHES has no such operation; its site admins have a button.
        stage.github.hooks.redeliver(delivery)


def _advance(stage: Stage, said: Any) -> None:
    stage.github.world.clock.advance(seconds(said))


VERBS: dict[str, Verb] = {"deliver": deliver, "redeliver": _redeliver, "clock.advance": _advance}
