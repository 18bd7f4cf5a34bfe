"""Stacks of pull requests.

https://docs.github.com/rest/pulls/stacks
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from fakegithub.errors import NotFound, ValidationFailed
from fakegithub.model.accounts import Actor
from fakegithub.model.pulls import PullRequest
from fakegithub.model.repositories import Repository
from fakegithub.model.stacks import Stack
from fakegithub.operations.issue_events import emit_pull
from fakegithub.operations.operation import Result, operation
from fakegithub.world import World

_READ = ("pull_requests=read",)
_WRITE = ("pull_requests=write",)
_STACKED = ("pull_request.stacked",)


@operation("pull-request-stacks/list", permissions=_READ, credentials="any")
def list_stacks(
    world: World, actor: Actor, *, owner: str, repo: str, pull_request: int | None = None
) -> list[Stack]:
    """All of a repository, or the one with a pull request, by its number."""
    repository = world.repository(owner, repo, actor)
    return [
        stack
        for stack in world.all(Stack, repository=repository)
        if pull_request is None or pull_request in (pull.number for pull in stack.pull_requests)
    ]


@operation("pull-request-stacks/get", permissions=_READ, credentials="any")
def get(world: World, actor: Actor, *, owner: str, repo: str, stack_number: int) -> Stack:
    """Raises NotFound (404)."""
    return _stack(world, world.repository(owner, repo, actor), stack_number)


@operation("pull-request-stacks/create", emits=_STACKED, permissions=_WRITE)
def create(world: World, actor: Actor, *, owner: str, repo: str, pull_requests: Sequence[int]) -> Result:
    """Make a stack of pull requests, from the bottom to the top, by number.

    Emits pull_request.stacked for each. Raises Forbidden (403) without push access, ValidationFailed
    (422) for a pull request that is not there, not open or in a stack already, and when a base is not
    the head of the pull request below.
    """
    repository = world.repository(owner, repo, actor, "push")
    number = max((stack.number for stack in world.all(Stack, repository=repository)), default=0) + 1
    stack = world.add(Stack(world.new_id(Stack), repository, number, world.now(), ()))
    _put_on(world, actor, stack, pull_requests)
    return Result(stack, location=world.urls.api(stack))


@operation("pull-request-stacks/add", emits=_STACKED, permissions=_WRITE)
def add(
    world: World, actor: Actor, *, owner: str, repo: str, stack_number: int, pull_requests: Sequence[int]
) -> Stack:
    """Put pull requests on top of a stack. Emits and raises as `create`; NotFound (404)."""
    stack = _stack(world, world.repository(owner, repo, actor, "push"), stack_number)
    _put_on(world, actor, stack, pull_requests)
    return stack


@operation("pull-request-stacks/unstack", permissions=_WRITE)
def unstack(world: World, actor: Actor, *, owner: str, repo: str, stack_number: int) -> Result:
    """Take all pull requests that are not merged out of a stack. Emits nothing.

    Status 200 with what is left of the stack, or 204 when that is nothing. Raises NotFound (404).
    """
    stack = _stack(world, world.repository(owner, repo, actor, "push"), stack_number)
    merged = tuple(pull for pull in stack.pull_requests if pull.merged)
    for pull in stack.pull_requests:
        if not pull.merged:
            world.update(pull, stack=None)
    world.update(stack, pull_requests=merged)
    if merged:
        return Result(stack, status=200)
    world.remove(stack)
    return Result(status=204)


def _stack(world: World, repository: Repository, number: int) -> Stack:
    found = world.find(Stack, repository=repository, number=number)
    if found is None:
        raise NotFound()
    return found


def _put_on(world: World, actor: Actor, stack: Stack, numbers: Sequence[int]) -> None:
    added = [_pull(world, stack.repository, number) for number in numbers]
    pulls = (*stack.pull_requests, *added)
    for below, above in pairwise(pulls):
        if above.base.ref != below.head.ref or below.head.repository is not stack.repository:
            raise _refusal(f"The base of #{above.number} is not the head of #{below.number}")
    world.update(stack, pull_requests=pulls)
    for pull in added:
        world.update(pull, stack=stack)
    for pull in added:
        emit_pull(world, actor, pull, "stacked", stack=stack.place_of(pull))


def _pull(world: World, repository: Repository, number: int) -> PullRequest:
    pull = world.find(PullRequest, repository=repository, number=number)
    if pull is None:
        raise _refusal(f"There is no pull request #{number}")
    if pull.stack is not None:
        raise _refusal(f"Pull request #{number} is already part of a stack")
    if pull.issue.state == "closed":
        raise _refusal(f"Pull request #{number} is closed")
    return pull


def _refusal(message: str) -> ValidationFailed:
    return ValidationFailed.of("PullRequestStack", "pull_requests", "invalid", message)
