"""What an operation is, and the register of all of them.

An operation is one function: `function(world, actor, *, owner, repo, …)`, its parameters named as
in GitHub's document. The decorator gives it what all of them share: it runs in a transaction, may
emit only the events it declares, and demands the permissions it names from an installation.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

from fakegithub.errors import Forbidden, NotModelled, Unauthorized, suggestion
from fakegithub.model.accounts import Actor
from fakegithub.model.entity import Facet
from fakegithub.world import World

P = ParamSpec("P")
R = TypeVar("R")

# Weakest to strongest. https://docs.github.com/rest/overview/permissions-required-for-github-apps
_LEVELS = {"read": 1, "write": 2, "admin": 3}


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing that can happen. `tier` is "modelled" with a REST route, else "simulated".

    `permissions` lists alternatives as GitHub writes them: `("issues=write", "pull_requests=write")`
    means that either is enough; an empty tuple demands nothing. `credentials` says who may call:
    "any" (also an anonymous caller), "user" (somebody), "app" (the app itself, with its JWT).
    """

    id: str
    function: Callable[..., Any] = field(repr=False)
    emits: frozenset[str]
    permissions: tuple[str, ...]
    credentials: str
    tier: str
    parameters: frozenset[str]

    def authorize(self, actor: Actor) -> None:
        """Raises Unauthorized (401) or Forbidden (403) with GitHub's own texts."""
        if self.credentials == "app":
            if actor.app is None or actor.token is not None:
                raise Unauthorized("A JSON web token could not be decoded")
            return
        if actor.app is not None and actor.token is None:
            # An app's JWT opens only the app's own operations.
            raise (
                Unauthorized("Requires authentication")
                if self.credentials == "user"
                else Forbidden("Resource not accessible by integration")
            )
        if self.credentials == "user" and actor.account is None:
            raise Unauthorized()
        token = actor.token
        if token is not None and token.permissions is not None and self.permissions:
            accepted = "; ".join(self.permissions)
            if not any(_grants(token.permissions, wanted) for wanted in self.permissions):
                raise Forbidden(
                    "Resource not accessible by integration",
                    headers={"X-Accepted-GitHub-Permissions": accepted},
                )


def _grants(permissions: dict[str, str], wanted: str) -> bool:
    name, _, level = wanted.partition("=")
    if name == "metadata":
        return True  # every installation has it
    return _LEVELS.get(permissions.get(name, ""), 0) >= _LEVELS[level]


@dataclass(frozen=True, slots=True)
class Result:
    """What an operation returns when the value alone does not say everything.

    `status` is needed only where the document has several 2xx; `location` becomes the header.
    """

    value: Any = None
    status: int | None = None
    location: str | None = None
    headers: dict[str, str] = field(default_factory=dict)


OPERATIONS: dict[str, Operation] = {}


def operation(
    id: str,
    *,
    emits: tuple[str, ...] = (),
    permissions: tuple[str, ...] = (),
    credentials: str = "user",
    tier: str = "modelled",
) -> Callable[[Callable[Concatenate[World, Actor, P], R]], Callable[Concatenate[World, Actor, P], R]]:
    """Register a function as the operation `id` (`issues/create-comment`, or a verb like `push`)."""

    def register(
        function: Callable[Concatenate[World, Actor, P], R],
    ) -> Callable[Concatenate[World, Actor, P], R]:
        if id in OPERATIONS:
            raise ValueError(f"the operation {id} is registered twice")

        @wraps(function)
        def run(world: World, actor: Actor, /, *args: P.args, **kwargs: P.kwargs) -> R:
            with world.transaction(registered.emits):
                registered.authorize(actor)
                return function(world, actor, *args, **kwargs)

        parameters = frozenset(list(inspect.signature(function).parameters)[2:])
        registered = Operation(id, run, frozenset(emits), permissions, credentials, tier, parameters)
        OPERATIONS[id] = registered
        return cast("Callable[Concatenate[World, Actor, P], R]", run)

    return register


def simulated(
    id: str, *, emits: tuple[str, ...] = (), credentials: str = "user"
) -> Callable[[Callable[Concatenate[World, Actor, P], R]], Callable[Concatenate[World, Actor, P], R]]:
    """Register a verb that has no REST route, such as a push or a workflow's progress."""
    return operation(id, emits=emits, credentials=credentials, tier="simulated")


def perform(world: World, actor: Actor, id: str, /, **parameters: Any) -> Any:
    """Run the operation `id` by name; returns the entity itself, without what one answer adds to it.

    Raises NotModelled (501) for an operation that nobody has modelled.
    """
    found = OPERATIONS.get(id)
    if found is None:
        raise NotModelled(f'fakegithub does not model the operation "{id}".{suggestion(id, OPERATIONS)}')
    unknown = parameters.keys() - found.parameters
    if unknown:
        known = ", ".join(sorted(found.parameters)) or "none"
        raise TypeError(f"{id} has no parameter {', '.join(sorted(unknown))}; it takes: {known}")
    result = found.function(world, actor, **parameters)
    value = result.value if isinstance(result, Result) else result
    return value.value if isinstance(value, Facet) else value
