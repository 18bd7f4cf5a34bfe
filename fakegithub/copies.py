"""Copies of a world: what many tests begin with is built once.

Entities know each other in all directions, and a key may hold any of them, so a copy is made of all
tables at once. Git objects never change, so copies share their bytes.
"""

from __future__ import annotations

import pickle
from datetime import datetime
from typing import Any

from fakegithub import git
from fakegithub.clock import Clock
from fakegithub.world import World


class Original:
    """A world as it is now. Copies begin there, and know nothing of it nor of each other.

    What is queued or remembered for a rollback is not copied, and nobody is subscribed to a copy.
    Raises ValueError when something in the world cannot be copied.
    """

    def __init__(self, world: World) -> None:
        with world.lock:
            try:
                # Bytes of our own making, which never leave this process.
                self._tables = pickle.dumps(world.tables, pickle.HIGHEST_PROTOCOL)
            except (pickle.PicklingError, AttributeError, TypeError, RecursionError) as error:
                raise ValueError(f"this world cannot be copied: {error}") from error
            self._git = _copied(world.repositories)
            self._ids = world.ids.state()
            self._clock: tuple[datetime | None, Any] = world.clock.state()
            self._seed = world.ids.seed
            self._product = world.product
            self._allows_local_hooks = world.allows_local_hooks

    def copy(self) -> World:
        product = self._product
        host = product.host if product.is_ghes else None
        made = World(product.name, host=host, seed=self._seed, clock=Clock())
        made.tables = pickle.loads(self._tables)  # noqa: S301 - see above
        made.ids.restore(self._ids)
        made.clock.restore(self._clock)
        made.allows_local_hooks = self._allows_local_hooks
        for number, repository in _copied(self._git).items():
            made.hold_git(number, repository)
        return made


def _copied(repositories: dict[int, git.Repository]) -> dict[int, git.Repository]:
    """Copies that share objects with each other as the repositories do: forks with their parents."""
    stores: dict[int, git.ObjectStore] = {}
    made = {}
    for number, repository in repositories.items():
        shared = id(repository.objects)
        if shared not in stores:
            stores[shared] = repository.objects.copy()
        made[number] = repository.copy(stores[shared])
    return made
