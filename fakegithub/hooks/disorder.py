"""Disorder on purpose: what a fault makes of a delivery before it is sent, and of several in a row.

Receivers must bear what networks, relays and attackers do. All of it is asked for, marked in the
log, and decided by the world's seed where chance has a part.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace

from fakegithub.hooks.signing import signature_headers
from fakegithub.model.faults import Fault
from fakegithub.model.hooks import Delivery, Hook
from fakegithub.products import Product
from fakegithub.world import World

Headers = tuple[tuple[str, str], ...]

# How long deliveries that are to be reordered wait for one more, in seconds.
PATIENCE = 0.5
_SIGNATURE = "X-Hub-Signature"
_OTHER_DIGIT = str.maketrans("0123456789abcdef", "fedcba9876543210")
# What becomes of each signature header; None leaves it out.
_SIGNATURES: dict[str, Callable[[str, str], str | None]] = {
    "corrupt": lambda _, value: _with_other_digits(value),
    "missing": lambda _, __: None,
    "sha1_only": lambda name, value: value if name == _SIGNATURE else None,
}
_END = {"json": (b"}", b',"tampered":true}'), "form": (b"%7D", b"%2C%22tampered%22%3Atrue%7D")}


def taken(world: World, hook: Hook, event: str, action: str | None) -> Fault | None:
    """The first fault of the hook that strikes this event; it has struck once more then."""
    for index, fault in enumerate(hook.faults):
        if fault.strikes(event, action) and _by_chance(world, hook, fault):
            if fault.times is not None:
                left = (replace(fault, times=fault.times - 1),) if fault.times > 1 else ()
                world.update(hook, faults=(*hook.faults[:index], *left, *hook.faults[index + 1 :]))
            return fault
    return None


def _by_chance(world: World, hook: Hook, fault: Fault) -> bool:
    # A count, which is the same in every run with the same seed; guids have the time in them.
    if fault.chance == 1:
        return True
    return _random(world, "chance", hook, world.ids.next("chance of a fault")).random() < fault.chance


def _random(world: World, what: str, hook: Hook, number: int) -> random.Random:
    return random.Random(f"{world.ids.seed}:{what}:{hook.id}:{number}")  # noqa: S311 - it is to be foreseen


def with_signatures(headers: Headers, fault: Fault, body: bytes, product: Product) -> Headers:
    """The headers of a delivery as `fault` wants them signed."""
    if fault.secret is not None:
        others = signature_headers(fault.secret, body, product)
        headers = tuple((name, others.get(name, value)) for name, value in headers)
    if fault.signature is None:
        return headers
    change = _SIGNATURES[fault.signature]
    changed = (
        (name, change(name, value) if name.startswith(_SIGNATURE) else value) for name, value in headers
    )
    return tuple((name, value) for name, value in changed if value is not None)


def _with_other_digits(value: str) -> str:
    algorithm, _, digits = value.partition("=")
    return f"{algorithm}={digits.translate(_OTHER_DIGIT)}"


def tampered(body: bytes, content_type: str) -> bytes:
    """A body that says something else, and still is well-formed: nothing but the signature can tell."""
    end, other = _END[content_type]
    return body.removesuffix(end) + other


class Row:
    """Deliveries to one hook that wait for each other, and then go in another order."""

    def __init__(self, order: random.Random, size: int) -> None:
        self._order = order
        self._size = size
        self._members: list[asyncio.Event] = []
        self._turns: list[asyncio.Event] = []
        self._timer: asyncio.TimerHandle | None = None

    @property
    def closed(self) -> bool:
        return not self._size

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait for the caller's turn; the next one's comes when it is done."""
        mine = asyncio.Event()
        self._members.append(mine)
        self._wait_for_more()
        try:
            await mine.wait()
            yield
        finally:
            self._leave(mine)

    def _wait_for_more(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        if len(self._members) == self._size:
            self._close()
        else:
            self._timer = asyncio.get_running_loop().call_later(PATIENCE, self._close)

    def _close(self) -> None:
        self._size = 0
        before, self._turns = self._members, list(self._members)
        while len(before) > 1 and self._turns == before:
            self._order.shuffle(self._turns)
        if self._turns:
            self._turns[0].set()

    def _leave(self, mine: asyncio.Event) -> None:
        """Done, or given up while it was waiting."""
        if mine in self._turns:
            first = self._turns[0] is mine
            self._turns.remove(mine)
            if first and self._turns:
                self._turns[0].set()
        elif mine in self._members and self._size:
            self._members.remove(mine)


class Rows:
    """The rows of all hooks of a world."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._open: dict[int, Row] = {}

    def of(self, delivery: Delivery) -> Row:
        """The row that a delivery stands in."""
        fault = delivery.disturbance
        row = self._open.get(delivery.hook.id)
        if row is None or row.closed:
            order = _random(self._world, "order", delivery.hook, delivery.id)
            row = self._open[delivery.hook.id] = Row(order, fault.reorder if fault is not None else 0)
        return row
