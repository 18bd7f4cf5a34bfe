"""Known defects of the published documents, and what is right instead: schemas/overlay.json.

Each entry says in which products (`"*"`: in all) and where (`pointer`) a document is wrong, how to mend it
(`patch`), how we know (`source`) and why it matters (`reason`). A patch is one of

    {"set": {key: value}}   set keys of an object
    {"rename": {old: new}}  rename keys of an object, which must be there
    {"add": [value]}        append to a list what must not be in it
    {"remove": [value]}     remove from a list what must be in it
    {"nullable": [name]}    let these of an object of properties be null, which they could not be

An entry that finds nothing to mend is an error: the document has changed, and the entry has to go.
Pointers: `/rest/COMPONENT/…`, `/webhooks/COMPONENT/…`, `/operations/OPERATION_ID/…` (RFC 6901).
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from functools import cache
from typing import Any

from fakegithub.spec.facts import DEFINITION
from fakegithub.spec.pool import HOISTED_MARK
from fakegithub.spec.store import read_json

KEYS = {"products", "pointer", "patch", "source", "reason"}


class OverlayError(ValueError):
    """An entry of overlay.json does not fit the document that it wants to mend."""


def tokens(pointer: str) -> list[str]:
    """The reference tokens of a JSON pointer (RFC 6901)."""
    return [token.replace("~1", "/").replace("~0", "~") for token in pointer.split("/")[1:]]


def pointer_token(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")


class Overlay:
    """The entries for one product, by the definition that they mend."""

    def __init__(self, product: str, entries: list[dict[str, Any]]) -> None:
        self._entries: dict[tuple[str, str], list[dict[str, Any]]] = {}
        for entry in entries:
            if set(entry) != KEYS:
                raise OverlayError(f"{entry.get('pointer')}: an entry has exactly the keys {sorted(KEYS)}")
            if entry["products"] == "*" or product in entry["products"]:
                section, name, *_ = tokens(entry["pointer"])
                self._entries.setdefault((section, name), []).append(entry)

    def targets(self) -> list[tuple[str, str]]:
        """`(section, name)` of every definition that an entry mends."""
        return list(self._entries)

    def apply(self, section: str, name: str, definition: Any, hoisted: Mapping[str, Any]) -> Any:
        """The definition as it should be. Raises OverlayError when an entry finds nothing to mend."""
        entries = self._entries.get((section, name))
        if not entries:
            return definition
        holder = {"root": copy.deepcopy(definition)}
        for entry in entries:
            path = ["root", *tokens(entry["pointer"])[2:]]
            try:
                mend(descend(holder, path, hoisted), entry["patch"])
            except (KeyError, IndexError, ValueError, TypeError) as error:
                raise OverlayError(
                    f"overlay.json, {entry['pointer']}: {error!r} does not fit any more"
                ) from error
        return holder["root"]


def descend(node: Any, path: list[str], hoisted: Mapping[str, Any]) -> Any:
    """Walk to the end of `path`; hoisted definitions on the way become copies that may be changed."""
    for token in path:
        key: str | int = int(token) if isinstance(node, list) else token
        child = node[key]
        if isinstance(child, dict) and HOISTED_MARK in (name := child.get("$ref", "")):
            child = node[key] = copy.deepcopy(hoisted[name.removeprefix(DEFINITION)])
        node = child
    return node


def mend(node: Any, patch: dict[str, Any]) -> None:
    ((verb, operand),) = patch.items()
    MENDERS[verb](node, operand)


def set_keys(node: dict[str, Any], operand: dict[str, Any]) -> None:
    if all(key in node and node[key] == value for key, value in operand.items()):
        raise ValueError(f"{operand} stands there already")
    node.update(operand)


def rename_keys(node: dict[str, Any], operand: dict[str, str]) -> None:
    for old, new in operand.items():
        if new in node:
            raise ValueError(f"{new!r} stands there already")
        node[new] = node.pop(old)


def add_values(node: list[Any], operand: list[Any]) -> None:
    for value in operand:
        if value in node:
            raise ValueError(f"{value!r} is in the list already")
        node.append(value)


def remove_values(node: list[Any], operand: list[Any]) -> None:
    for value in operand:
        node.remove(value)


def make_nullable(node: dict[str, Any], operand: list[str]) -> None:
    null = {"type": "null"}
    for name in operand:
        if null in node[name].get("anyOf", ()) or "null" in node[name].get("type", ()):
            raise ValueError(f"{name!r} may be null already")
        node[name] = {"anyOf": [node[name], null]}


MENDERS: Mapping[str, Any] = {
    "set": set_keys,
    "rename": rename_keys,
    "add": add_values,
    "remove": remove_values,
    "nullable": make_nullable,
}


@cache
def entries() -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = read_json("overlay.json")
    return listed
