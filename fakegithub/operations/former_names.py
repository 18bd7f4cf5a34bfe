"""The names that repositories had: they lead to the repository until another one takes them."""

from __future__ import annotations

from fakegithub.model.repositories import FormerName, Repository
from fakegithub.world import World


def remember_name(world: World, repository: Repository) -> None:
    """Keep what a repository is called, before it or its owner gets another name, or it another owner."""
    forget_name(world, repository.full_name)
    world.add(FormerName(world.new_id(FormerName), repository.full_name.casefold(), repository))


def forget_name(world: World, full_name: str) -> None:
    """When a repository takes a name, that name leads nowhere else any more."""
    former = world.find(FormerName, full_name=full_name.casefold())
    if former is not None:
        world.remove(former)
