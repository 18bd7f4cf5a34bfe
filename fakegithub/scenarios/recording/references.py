"""Values of the recording as a run will have them: shas, numbers and ids become references, and what
differs from run to run becomes a pattern."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from fakegithub.journal import MASK
from fakegithub.scenarios.recording.secrets import EMAIL

ANY = {"any": True}

_VOLATILE = re.compile(
    rf"(?P<mask>{re.escape(MASK)}|{re.escape(EMAIL)})"
    r"|(?P<root>https?://[^/\s\"'<>()\[\]]+)"
    r"|(?P<moment>\b[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?(?:Z|[+-][0-9]{2}:?[0-9]{2})?)"
    r"|(?P<guid>\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b)"
    r"|(?P<sha>\b[0-9a-f]{7,40}\b)"
    r"|(?P<before>(?:/pull/|/pulls/|/issues/|(?<![\w&])#))(?P<number>[0-9]+)\b"
)
_SPECIAL = re.compile(r"[.^$*+?{}\[\]\\|()]")
_ID = re.compile(r"(?:.*_)?id")
_MOMENT_KEY = re.compile(r".*_(?:at|on)|since")
_NODE_ID = re.compile(r"[A-Z]{1,4}_[A-Za-z0-9_-]{6,}|MD[A-Za-z0-9+/]{10,}={0,2}")
_PATTERNS = {
    "mask": r"[\s\S]+",
    "root": r"https?://[^/\s]+",
    "moment": r"[0-9T:.Z+-]+",
    "guid": r"[0-9a-f-]{36}",
}
# Encoded texts could hide what has been taken out elsewhere.
_OPAQUE = ("content", "encoded_content")
# What else `content` may be: that of a reaction, https://docs.github.com/rest/reactions
_REACTIONS = ("+1", "-1", "laugh", "confused", "heart", "hooray", "rocket", "eyes")
# A word such as `defaced` is no sha.
_DIGIT = re.compile(r"[0-9]")


@dataclass(slots=True)
class Named:
    """Something that a step makes. Its `name` is written as the step's `as` once it is `used`."""

    name: str
    used: bool = False

    def at(self, path: str = "") -> str:
        self.used = True
        return f"${{{self.name}{'.' if path else ''}{path}}}"


@dataclass(slots=True)
class References:
    """What stands for what at this moment of the story."""

    shas: dict[str, tuple[Named, str]] = field(default_factory=dict)
    numbers: dict[tuple[str | None, int], Named] = field(default_factory=dict)
    ids: dict[int, tuple[Named, str]] = field(default_factory=dict)
    hosts: set[str] = field(default_factory=set)  # of the recorded GitHub, as in https://github.com
    repository: str | None = None  # whose numbers are written without it

    def sha(self, text: Any) -> str | None:
        """A reference to a commit that is known, or None."""
        found = self.shas.get(text) if isinstance(text, str) else None
        return found[0].at(found[1]) if found is not None else None

    def number(self, number: Any, repository: str | None = None) -> str | None:
        key = (repository or self.repository, number)
        found = self.numbers.get(key) if isinstance(number, int) else None
        return found.at("number") if found is not None else None

    def id(self, value: Any) -> str | None:
        found = self.ids.get(value) if isinstance(value, int) else None
        return found[0].at(found[1]) if found is not None else None

    def said(self, text: str) -> str:
        """A text for a step: what is known is referred to, all else is as it was."""
        return _VOLATILE.sub(self._in_step, literal(text))

    def expected(self, text: str) -> str | dict[str, str]:
        """A text that is expected: the text itself, or a pattern where it differs from run to run."""
        pieces: list[tuple[str, bool]] = []  # with whether it is a pattern
        end = 0
        for match in _VOLATILE.finditer(text):
            pieces += [(text[end : match.start()], False), *self._pieces(match)]
            end = match.end()
        pieces.append((text[end:], False))
        if not any(is_pattern for _, is_pattern in pieces):
            return "".join(_escaped(piece) for piece, _ in pieces)
        return {"pattern": "^" + "".join(p if known else _quoted(p) for p, known in pieces) + "$"}

    def value(self, value: Any, key: str = "") -> Any:
        """A JSON value that is expected; `key` says what it is."""
        if isinstance(value, Mapping):
            return {str(name): self.value(item, str(name)) for name, item in value.items()}
        if isinstance(value, list):
            return [self.value(item, key) for item in value]
        if isinstance(value, str):
            opaque = key in _OPAQUE and value not in _REACTIONS
            if opaque or _MOMENT_KEY.fullmatch(key) or _NODE_ID.fullmatch(value):
                return ANY
            return self.expected(value)
        if isinstance(value, int) and not isinstance(value, bool):
            if key in ("issue_number", "pull_number", "number"):
                return self.number(value) or ANY
            if _ID.fullmatch(key) or key == "in_reply_to":
                return self.id(value) or ANY
        return value

    def forget(self, name: Named, path: str) -> None:
        """`path` of what is named no longer is what it was."""
        for sha in [sha for sha, found in self.shas.items() if found == (name, path)]:
            del self.shas[sha]

    def _in_step(self, match: re.Match[str]) -> str:
        if match["sha"] is not None:
            return self.sha(match["sha"]) or match[0]
        if match["number"] is not None:
            found = self.number(int(match["number"]))
            return match["before"] + found if found is not None else match[0]
        return match[0]

    def _pieces(self, match: re.Match[str]) -> Iterable[tuple[str, bool]]:
        text = match[0]
        if match["number"] is not None:
            found = self.number(int(match["number"]))
            return [(match["before"], False), (_Reference(found), False)] if found else [(text, False)]
        if match["sha"] is not None:
            found = self.sha(text)
            if found is not None:
                return [(_Reference(found), False)]
            is_sha = len(text) == 40 or any(sha.startswith(text) for sha in self.shas)
            return [(f"[0-9a-f]{{{len(text)}}}", True)] if is_sha and _DIGIT.search(text) else [(text, False)]
        kind = next(name for name in _PATTERNS if match[name] is not None)
        if kind == "root" and text not in self.hosts:
            return [(text, False)]
        return [(_PATTERNS[kind], True)]


class _Reference(str):
    """A piece that is a reference, and stays one."""


def literal(text: str) -> str:
    """A text as a scenario writes it, so that no `${` in it is a reference."""
    return text.replace("${", "$${")


def _escaped(text: str) -> str:
    return text if isinstance(text, _Reference) else literal(text)


def _quoted(text: str) -> str:
    return text if isinstance(text, _Reference) else _SPECIAL.sub(r"\\\g<0>", text)
