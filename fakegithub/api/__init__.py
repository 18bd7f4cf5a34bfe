"""The HTTP door: GitHub's REST API on top of a world.

app = create_app(world, journal)        # any ASGI server or transport runs it
"""

from __future__ import annotations

from fakegithub.api.app import Api
from fakegithub.journal import Journal
from fakegithub.world import World

__all__ = ["Api", "create_app"]


def create_app(
    world: World, journal: Journal, *, strict: bool = False, sample_unmodelled: bool = False
) -> Api:
    """The ASGI app of a world; every call goes into `journal`.

    `strict` makes it an error when an answer needs a value that the world does not know;
    `sample_unmodelled` answers operations that nobody has modelled with valid samples.
    """
    return Api(world, journal, strict=strict, sample_unmodelled=sample_unmodelled)
