"""Time and chance: the only source of both, so that a seed and a frozen clock fix every byte.

The clock is the real one unless it is frozen, because API clients judge JWTs and token expiry by
theirs. Ids, guids and tokens never depend on the time of day: they are functions of the seed, of
their kind and of how many of that kind came before.
"""

from __future__ import annotations

import base64
import hashlib
import struct
import time
import uuid
from datetime import UTC, datetime, timedelta
from functools import lru_cache

# From the start of the Gregorian calendar (UUID version 1) to that of Unix time: 100 ns ticks, RFC 9562, 5.1.
_UUID_EPOCH_OFFSET = 0x01B21DD213814000
_BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


class Clock:
    """Aware UTC times in whole seconds, as GitHub's documents show them.

    `frozen` stops it at a moment; `advance` moves it, frozen or not.
    """

    def __init__(self, frozen: datetime | None = None) -> None:
        self._frozen = frozen
        self._offset = timedelta(0)

    def now(self) -> datetime:
        base = self._frozen if self._frozen is not None else datetime.fromtimestamp(int(time.time()), UTC)
        return base + self._offset

    @property
    def frozen(self) -> bool:
        return self._frozen is not None

    def freeze(self, at: datetime | None = None) -> None:
        """Stop at `at` (aware), or at the present moment."""
        moment = at if at is not None else self.now()
        if moment.tzinfo is None:
            raise ValueError("freeze() needs an aware datetime, for example datetime(2026, 1, 1, tzinfo=UTC)")
        self._frozen, self._offset = moment.astimezone(UTC).replace(microsecond=0), timedelta(0)

    def advance(self, seconds: float) -> None:
        self._offset += timedelta(seconds=seconds)

    def state(self) -> tuple[datetime | None, timedelta]:
        return self._frozen, self._offset

    def restore(self, state: tuple[datetime | None, timedelta]) -> None:
        self._frozen, self._offset = state


class Ids:
    """Ids, guids and tokens: the n-th of a kind is the same for the same seed."""

    def __init__(self, seed: int = 0) -> None:
        self.seed = seed
        self._counts: dict[str, int] = {}

    def next(self, kind: str) -> int:
        """The next id of `kind`: positive, growing, and another series for each kind.

        Kinds start apart from each other, so that a receiver which mixes up two ids finds nothing.
        """
        count = self._count(kind)
        return 1_000_000 + int.from_bytes(self._digest(kind)[:3], "big") * 64 + count

    def guid(self, now: datetime) -> str:
        """A UUID of version 1, as in every delivery that GitHub sends."""
        count = self._count("guid")
        digest = self._digest("guid")
        ticks = int(now.timestamp()) * 10_000_000 + _UUID_EPOCH_OFFSET + count
        fields = (
            ticks & 0xFFFFFFFF,
            (ticks >> 32) & 0xFFFF,
            (ticks >> 48) & 0x0FFF,
            digest[0] & 0x3F,
            digest[1],
            int.from_bytes(digest[2:8], "big") | 0x010000000000,  # multicast bit: not a real network card
        )
        return str(uuid.UUID(fields=fields, version=1))

    def token(self, prefix: str, length: int = 36) -> str:
        """`prefix` and `length` letters and digits."""
        count = self._count(prefix)
        number = int.from_bytes(hashlib.sha512(f"{self.seed}:{prefix}:{count}".encode()).digest(), "big")
        letters = []
        for _ in range(length):
            number, index = divmod(number, 62)
            letters.append(_BASE62[index])
        return prefix + "".join(letters)

    def state(self) -> dict[str, int]:
        return dict(self._counts)

    def restore(self, state: dict[str, int]) -> None:
        self._counts = dict(state)

    def _count(self, kind: str) -> int:
        self._counts[kind] = count = self._counts.get(kind, 0) + 1
        return count

    def _digest(self, kind: str) -> bytes:
        return hashlib.sha256(f"{self.seed}:{kind}".encode()).digest()


@lru_cache(maxsize=4096)
def node_id(prefix: str, *ids: int | str, first: int = 0) -> str:
    """A global node id in the form that GitHub has used since 2021: `PR_kwDOAAAB…`.

    It is the prefix of the type and the URL-safe base64 of a msgpack array `[first, *ids]`; ids of a
    repository's contents are preceded by the repository's. Git objects have their SHA, refs their name,
    instead of a number. Clients must treat it as opaque.
    https://docs.github.com/graphql/guides/migrating-graphql-global-node-ids
    """
    packed = bytes([0x90 + len(ids) + 1, first]) + b"".join(_pack(id) for id in ids)
    return f"{prefix}_{base64.urlsafe_b64encode(packed).decode().rstrip('=')}"


def _pack(id: int | str) -> bytes:
    """msgpack, as seen in GitHub's ids: whole words for numbers, and no 8-bit lengths for texts."""
    if isinstance(id, int):
        return struct.pack(">BI", 0xCE, id) if id < 2**32 else struct.pack(">BQ", 0xCF, id)
    text = id.encode()
    length = bytes([0xA0 | len(text)]) if len(text) < 32 else struct.pack(">BH", 0xDA, len(text))
    return length + text
