"""Who somebody is, and what they may ask of the bot."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from fakegithub.sample_receiver.client import GitHubClient

_MAY_WRITE = ("admin", "write")
# Whose account has been deleted, GitHub shows as this user.
_GHOST = {"login": "ghost", "type": "User"}


def author_of(thing: Mapping[str, Any]) -> str:
    """The login of who has opened or written it."""
    return str((thing["user"] or _GHOST)["login"])


def is_bot(account: Mapping[str, Any] | None) -> bool:
    return (account or _GHOST).get("type") == "Bot"


async def may_write(github: GitHubClient, login: str) -> bool:
    """https://docs.github.com/rest/collaborators/collaborators#get-repository-permissions-for-a-user"""
    found = await github.find(f"/collaborators/{quote(login, safe='')}/permission")
    return found is not None and found["permission"] in _MAY_WRITE
