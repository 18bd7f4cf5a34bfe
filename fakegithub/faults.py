"""What goes wrong on purpose with calls of the API, by operationId.

    github.faults.api("repos/create-commit-status", status=502, times=1)
    with github.faults.api("*", rate_limited=True): ...

(What goes wrong with deliveries is said to `github.hooks.disturb`.) The first so many calls of an operation
are struck, in the order in which they come: nothing is left to chance.
https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api
"""

from __future__ import annotations

import time
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from typing import Any

from fakegithub import errors
from fakegithub.errors import ApiError, suggestion
from fakegithub.model.accounts import Actor
from fakegithub.model.faults import ApiFault
from fakegithub.model.limits import RateLimit
from fakegithub.operations.limits import rate_limit
from fakegithub.spec import document
from fakegithub.world import World

ALL = "*"
_SECONDARY_LIMIT = "You have exceeded a secondary rate limit. Please wait a few minutes before you try again."
_SECONDARY_LIMIT_DOCS = (
    "https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits"
)
_RETRY_AFTER = 60
_RESETS_AFTER = 3600
_KINDS = (
    errors.BadRequest,
    errors.Forbidden,
    errors.NotFound,
    errors.MethodNotAllowed,
    errors.Conflict,
    errors.Gone,
    errors.UnsupportedMediaType,
    errors.ValidationFailed,
)
# What is not here says "Server Error".
_MESSAGES = {kind.status: kind.message for kind in _KINDS} | {401: "Bad credentials"}


class Struck(ApiError):
    """The error that a fault wants."""

    def __init__(self, status: int, message: str, **details: Any) -> None:
        super().__init__(message, **details)
        self.status = status


class Faults:
    """The faults of the API of one world."""

    def __init__(self, world: World) -> None:
        self._world = world

    def __repr__(self) -> str:
        return f"<Faults {', '.join(f'{f.operation}: {f}' for f in self._world.all(ApiFault)) or 'none'}>"

    def api(
        self,
        operation: str,
        *,
        status: int | None = None,
        message: str | None = None,
        rate_limited: bool = False,
        secondary_limit: bool = False,
        retry_after: int | None = None,
        latency: float = 0.0,
        times: int | None = None,
    ) -> ExitStack:
        """Have calls of `operation` (`*` is all) go wrong: the next `times`, or all from now on.

        `status` (400 or more) is answered with GitHub's usual `message`, unless one is given.
        `rate_limited` answers 403 with nothing remaining, for an hour or for `retry_after` seconds;
        `secondary_limit` answers 403 with Retry-After, 60 seconds unless given. Either begins with the
        first call that it strikes, and is over when its time is. `latency`: seconds before the call is
        looked at. As a context manager it ends with the `with`. Raises ValueError for an
        operation that the product does not have, and for a fault that is none.
        """
        self._require_known(operation)
        if status is not None and not 400 <= status <= 599:
            raise ValueError(f"{status} is no error; a fault answers 400 to 599")
        ways = (status is not None) + rate_limited + secondary_limit
        if not ways and latency <= 0:
            raise ValueError("a fault needs something: status, rate_limited, secondary_limit or latency")
        if ways > 1:
            raise ValueError("a call fails in one way: status, rate_limited or secondary_limit")
        if times is not None and times < 1:
            raise ValueError("times is at least 1; leave it out for all calls")
        world = self._world
        with world.transaction():
            fault = world.add(
                ApiFault(
                    world.new_id(ApiFault),
                    operation,
                    status,
                    message,
                    rate_limited,
                    secondary_limit,
                    retry_after,
                    latency,
                    times,
                )
            )
        lifted = ExitStack()
        lifted.callback(self._lift, fault)
        return lifted

    def clear(self) -> None:
        """Nothing goes wrong any more."""
        for fault in self._world.all(ApiFault):
            self._lift(fault)

    def _lift(self, fault: ApiFault) -> None:
        with self._world.transaction():
            if self._world.get(ApiFault, fault.id) is fault:
                self._world.remove(fault)

    def _require_known(self, operation: str) -> None:
        known = document(self._world.product.document).operations
        if operation != ALL and operation not in known:
            raise ValueError(f'there is no operation "{operation}".{suggestion(operation, known)}')


def take(world: World, operation: str | None) -> ApiFault | None:
    """The fault that strikes a call of `operation` now; it is one call nearer to its end then."""
    for fault in world.all(ApiFault):
        if fault.operation not in (ALL, operation):
            continue
        with world.transaction():
            if _is_over(world, fault):
                world.remove(fault)
                continue
            _begin(world, fault)
            if fault.times is not None and fault.times <= 1:
                world.remove(fault)
            elif fault.times is not None:
                world.update(fault, times=fault.times - 1)
        return fault
    return None


def _begin(world: World, fault: ApiFault) -> None:
    """A limit begins with the first call that it strikes."""
    if fault.over_at is not None or not (fault.rate_limited or fault.secondary_limit):
        return
    usual = _RETRY_AFTER if fault.secondary_limit else _RESETS_AFTER
    wait = usual if fault.retry_after is None else fault.retry_after
    # The world's clock has whole seconds. Who waits for the reset waits until that second begins; who
    # waits for so many seconds must not be let in sooner.
    rounded = 1 if fault.secondary_limit else 0
    over_at = world.now() + timedelta(seconds=wait + rounded)
    world.update(fault, over_at=over_at, over_after=time.monotonic() + wait)


def _is_over(world: World, fault: ApiFault) -> bool:
    if fault.over_at is None or fault.over_after is None:
        return False
    return world.now() >= fault.over_at or time.monotonic() >= fault.over_after


def exhausted(world: World, fault: ApiFault, actor: Actor, resource: str) -> RateLimit:
    """The caller's rate limit with nothing left, as `fault` wants it."""
    found = rate_limit(world, actor, resource)
    return replace(found, used=found.limit, resets_at=fault.over_at or found.resets_at)


def error_of(world: World, fault: ApiFault) -> ApiError | None:
    """What the call is answered with, if it fails. (The rate limit has its own error.)"""
    if fault.secondary_limit:
        wait = _RETRY_AFTER if fault.retry_after is None else fault.retry_after
        return Struck(
            403,
            _SECONDARY_LIMIT,
            headers={"Retry-After": str(wait)},
            documentation_url=_SECONDARY_LIMIT_DOCS,
        )
    if fault.status is None:
        return None
    message = fault.message or _MESSAGES.get(fault.status, ApiError.message)
    wait_for = {} if fault.retry_after is None else {"Retry-After": str(fault.retry_after)}
    # Bad credentials name the general documentation, all else that of the operation.
    general = f"{world.product.documentation_root}/rest" if fault.status == 401 else None
    return Struck(fault.status, message, headers=wait_for, documentation_url=general)
