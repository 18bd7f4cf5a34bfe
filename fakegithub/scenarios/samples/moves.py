"""A repository under a new name or with a new owner, as later payloads show it: the id stays.

https://docs.github.com/repositories/creating-and-managing-repositories/renaming-a-repository
https://docs.github.com/repositories/creating-and-managing-repositories/transferring-a-repository
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from fakegithub.clock import node_id
from fakegithub.spec import Schema

_NEW_NAME = "hello-moon"
# By the type of the old owner, for an organization's events stay an organization's.
_NEW_OWNERS = {"User": "monalisa", "Organization": "octo-labs"}


def renamed(payload: Any, _schema: Schema) -> Any:
    """Every mention of the payload's repository under its new name; None when there is no repository."""
    repository = payload.get("repository")
    if not isinstance(repository, dict):
        return None
    owner, _, name = repository["full_name"].partition("/")
    moved = _mapped(payload, _replacing(f"{owner}/{name}", f"{owner}/{_NEW_NAME}"))
    for found in _repositories(moved, f"{owner}/{_NEW_NAME}"):
        found["name"] = _NEW_NAME
    return moved


def transferred(payload: Any, _schema: Schema) -> Any:
    """Every mention of the payload's repository with its new owner; None when there is no repository."""
    repository = payload.get("repository")
    if not isinstance(repository, dict) or not isinstance(repository.get("owner"), dict):
        return None
    before = repository["owner"]
    login, name = before["login"], repository["name"]
    new = _NEW_OWNERS.get(before.get("type", "User"), "monalisa")
    moved = _mapped(payload, _replacing(f"{login}/{name}", f"{new}/{name}"))
    owner = _owned_by(before, new)
    for found in _repositories(moved, f"{new}/{name}"):
        found["owner"] = owner
        if "organization" in found:
            found["organization"] = new
    organization = moved.get("organization")
    if isinstance(organization, dict) and organization.get("login") == login:
        moved["organization"] = _owned_by(organization, new)
    return moved


def _owned_by(account: dict[str, Any], login: str) -> dict[str, Any]:
    old, id = str(account["login"]), account["id"] + 2
    owner: dict[str, Any] = _mapped(account, _replacing(old, login))
    for name, value in owner.items():
        if isinstance(value, str) and name == "avatar_url":
            owner[name] = value.replace(f"/{account['id']}", f"/{id}")
    prefix = "O" if account.get("type") == "Organization" or "members_url" in account else "U"
    return {**owner, "id": id, **({"node_id": node_id(prefix, id)} if "node_id" in account else {})}


def _replacing(old: str, new: str) -> Callable[[str], str]:
    # Only as a whole path: octocat/hello-world is not part of octocat/hello-world-2.
    pattern = re.compile(rf"(?<![\w.-]){re.escape(old)}(?![\w-])")
    return lambda text: pattern.sub(lambda _: new, text)


def _mapped(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, dict):
        return {name: _mapped(item, change) for name, item in value.items()}
    if isinstance(value, list):
        return [_mapped(item, change) for item in value]
    return change(value) if isinstance(value, str) else value


def _repositories(value: Any, full_name: str) -> list[dict[str, Any]]:
    """All objects in `value` that are the repository."""
    found: list[dict[str, Any]] = []
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, dict):
            if item.get("full_name") == full_name:
                found.append(item)
            waiting.extend(item.values())
        elif isinstance(item, list):
            waiting.extend(item)
    return found
