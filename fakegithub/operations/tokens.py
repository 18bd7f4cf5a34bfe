"""Tokens that end before their time."""

from __future__ import annotations

from fakegithub.model.accounts import RevokedToken, Token
from fakegithub.world import World


def revoke(world: World, token: Token) -> None:
    """A token is good no longer; that it once was stays known."""
    world.remove(token)
    world.add(RevokedToken(world.new_id(RevokedToken), token.text, world.now()))
