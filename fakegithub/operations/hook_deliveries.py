"""The deliveries of hooks: list them, look at one, make one again; or a push to test a repository hook."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from fakegithub.errors import NotFound, NotModelled
from fakegithub.model.accounts import Actor
from fakegithub.model.commits import PushCommit
from fakegithub.model.entity import UNSET, Unset
from fakegithub.model.hooks import Delivery, Hook
from fakegithub.operations.gitdata import commit_value
from fakegithub.operations.hook_settings import hook_of
from fakegithub.operations.hooks import READ, WRITE, administered
from fakegithub.operations.operation import operation
from fakegithub.operations.push_events import NO_SHA
from fakegithub.operations.signatures import signature_of
from fakegithub.world import World

# Not the rule for a good delivery, which is 2xx: a redirect has failed and is listed as a success.
_STATUS_CODES = {"success": range(200, 400), "failure": range(400, 600)}


@operation("repos/list-webhook-deliveries", permissions=READ)
def list_webhook_deliveries(
    world: World,
    actor: Actor,
    *,
    owner: str,
    repo: str,
    hook_id: int,
    status: str | None = None,
    redelivery: bool | Unset = UNSET,
) -> list[Delivery]:
    """The deliveries of the last days, newest first.

    `status` is "success" (200 to 399) or "failure" (400 to 599).
    https://docs.github.com/rest/repos/webhooks#list-deliveries-for-a-repository-webhook
    """
    hook = hook_of(world, administered(world, actor, owner, repo), hook_id)
    return deliveries_of(world, hook, status, redelivery)


@operation("repos/get-webhook-delivery", permissions=READ)
def get_webhook_delivery(
    world: World, actor: Actor, *, owner: str, repo: str, hook_id: int, delivery_id: int
) -> Delivery:
    """https://docs.github.com/rest/repos/webhooks#get-a-delivery-for-a-repository-webhook"""
    return delivery_of(world, hook_of(world, administered(world, actor, owner, repo), hook_id), delivery_id)


@operation("repos/redeliver-webhook-delivery", permissions=WRITE)
def redeliver_webhook_delivery(
    world: World, actor: Actor, *, owner: str, repo: str, hook_id: int, delivery_id: int
) -> dict[str, Any]:
    """Deliver the same payload with the same guid again, whether it has failed or not.

    https://docs.github.com/rest/repos/webhooks#redeliver-a-delivery-for-a-repository-webhook
    """
    hook = hook_of(world, administered(world, actor, owner, repo), hook_id)
    return redeliver(world, hook, delivery_id)


@operation("repos/test-push-webhook", emits=("push",), permissions=READ)
def test_push_webhook(world: World, actor: Actor, *, owner: str, repo: str, hook_id: int) -> None:
    """Push the head of the default branch to this hook once more; nothing if it has not asked for push.

    Emits push, to this hook only; the push is that of one commit.
    https://docs.github.com/rest/repos/webhooks#test-the-push-repository-webhook
    """
    repository = administered(world, actor, owner, repo)
    hook = hook_of(world, repository, hook_id)
    ref = f"refs/heads/{repository.default_branch}"
    sha = world.git(repository).ref(ref)
    if sha is None:
        return
    commit = PushCommit(commit_value(world, repository, sha))
    before = commit.commit.parents[0] if commit.commit.parents else NO_SHA
    pusher = signature_of(world, actor.user)
    world.emit(
        "push",
        ref=ref,
        before=before,
        after=sha,
        created=before == NO_SHA,
        deleted=False,
        forced=False,
        base_ref=None,
        compare=f"{world.urls.html(repository)}/compare/{before[:12]}...{sha[:12]}",
        commits=[commit],
        head_commit=commit,
        pusher={"name": actor.user.login, "email": pusher.email},
        repository=repository,
        sender=actor.user,
        only_hook=hook,
    )


# What hooks of every kind share


def deliveries_of(
    world: World, hook: Hook, status: str | None = None, redelivery: bool | Unset = UNSET
) -> list[Delivery]:
    """What the log still has, newest first. What has not ended is not in it yet."""
    oldest = world.now() - timedelta(days=world.product.retention)
    found = [
        delivery
        for delivery in reversed(world.all(Delivery, hook=hook))
        if delivery.delivered_at is not None and delivery.delivered_at >= oldest
    ]
    if status is not None:
        found = [delivery for delivery in found if delivery.status_code in _STATUS_CODES[status]]
    if not isinstance(redelivery, Unset):
        found = [delivery for delivery in found if delivery.redelivery is redelivery]
    return found


def delivery_of(world: World, hook: Hook, delivery_id: int) -> Delivery:
    """Raises NotFound (404), also for what the log has forgotten."""
    for delivery in deliveries_of(world, hook):
        if delivery.id == delivery_id:
            return delivery
    raise NotFound()


def redeliver(world: World, hook: Hook, delivery_id: int) -> dict[str, Any]:
    """Raises NotFound (404), NotModelled (501) where nothing delivers."""
    delivery = delivery_of(world, hook, delivery_id)
    if world.redeliver is None:
        raise NotModelled("nothing delivers the events of this world, so nothing can be redelivered")
    world.redeliver(delivery)
    return {}
