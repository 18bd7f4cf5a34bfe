"""Taking secrets out of what is shown or written: the known ones, and all that looks like a token.

Texts are cut before they come here, so a secret may be there in part: at a cut, which `…` marks, also its
beginning or its end is masked.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar, cast
from urllib.parse import quote, quote_plus

T = TypeVar("T")
MASK = "********"
CUT = "…"
# The forms of GitHub's own tokens, and of keys in PEM, which may be cut.
_TOKENS = (
    r"\b(?:gh[oprsu]_|github_pat_)[A-Za-z0-9_.\-]{10,}"
    r"|-----BEGIN [A-Z ]+-----[^-]+(?:-----END [A-Z ]+-----)?"
)
# Less of a secret than this may be part of any word.
_LEAST = 4


def redacted(value: T, secrets: Iterable[str]) -> T:
    """A copy of plain data in which every secret, and all that looks like a token, is masked."""
    return Mask(secrets).of(value)


class Mask:
    """Masks these secrets, also as JSON, URLs and forms write them."""

    def __init__(self, secrets: Iterable[str]) -> None:
        # The longest first, for one may be part of another.
        known = sorted(
            {form for secret in secrets if secret for form in _forms(secret)}, key=len, reverse=True
        )
        self._known = known
        self._pattern = re.compile("|".join([*map(re.escape, known), _TOKENS]))

    def of(self, value: T) -> T:
        return cast("T", self._of(value))

    def text(self, text: str) -> str:
        masked = self._pattern.sub(MASK, text)
        return self._at_cuts(masked) if CUT in masked else masked

    def bytes(self, body: bytes) -> bytes:
        """`body` itself when no secret is in it, whatever bytes it has."""
        text = body.decode("utf-8", "surrogateescape")
        masked = self.text(text)
        return body if masked == text else masked.encode("utf-8", "surrogateescape")

    def _of(self, value: Any) -> Any:
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, dict):
            return {self._of(key): self._of(item) for key, item in value.items()}
        if isinstance(value, list | tuple):
            return type(value)(self._of(item) for item in value)
        if is_dataclass(value) and not isinstance(value, type):
            return replace(value, **{f.name: self._of(getattr(value, f.name)) for f in fields(value)})
        return value

    def _at_cuts(self, text: str) -> str:
        parts = text.split(CUT)
        for index, part in enumerate(parts):
            before = self._end_of_start(part) if index < len(parts) - 1 else 0
            after = self._start_of_end(part) if index > 0 else 0
            if before or after:
                middle = part[after : len(part) - before]
                parts[index] = f"{MASK if after else ''}{middle}{MASK if before else ''}"
        return CUT.join(parts)

    def _end_of_start(self, part: str) -> int:
        """How many characters at the end of `part` are the beginning of a secret."""
        return max(
            (n for secret in self._known for n in _lengths(secret) if part.endswith(secret[:n])), default=0
        )

    def _start_of_end(self, part: str) -> int:
        """How many characters at the start of `part` are the end of a secret."""
        return max(
            (n for secret in self._known for n in _lengths(secret) if part.startswith(secret[-n:])), default=0
        )


def _lengths(secret: str) -> Iterator[int]:
    return iter(range(_LEAST, len(secret)))


def _forms(secret: str) -> set[str]:
    """A secret as it is, and as JSON, URLs and forms write it."""
    return {
        secret,
        json.dumps(secret)[1:-1],
        json.dumps(secret, ensure_ascii=False)[1:-1],
        quote(secret, safe=""),
        quote_plus(secret),
    }
