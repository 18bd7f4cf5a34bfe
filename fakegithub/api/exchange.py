"""One request with what becomes known of it while it is served, and the answer it gets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import unquote

from fakegithub.api.accept import PLAIN, Media
from fakegithub.model.accounts import ANONYMOUS, Actor
from fakegithub.model.faults import ApiFault
from fakegithub.model.limits import RateLimit

JSON = "application/json; charset=utf-8"


class Request:
    """An HTTP request as it came in. Header names are lower case; `segments` are percent-decoded, and
    begin below `/api/v3` or `/api/uploads` where the path lies there (`below_api`)."""

    __slots__ = ("address", "below_api", "body", "headers", "method", "path", "query", "segments")

    def __init__(self, scope: Mapping[str, Any], body: bytes) -> None:
        raw: bytes = scope.get("raw_path") or scope["path"].encode()
        self.method: str = scope["method"]
        self.path = raw.partition(b"?")[0].decode("latin-1")
        self.segments, self.below_api = _segments(self.path)
        self.query: bytes = scope["query_string"]
        self.headers: dict[str, str] = {
            name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]
        }
        client = scope.get("client")
        self.address: str = client[0] if client else "127.0.0.1"
        self.body = body


def _segments(path: str) -> tuple[list[str], bool]:
    """The segments of an API path, and whether it was one of GHES, `/api/v3` or `/api/uploads`.

    Clients that are told the address of a server of its own add `/api/v3` by themselves, so all products
    answer there. On GHES nothing else is the API.
    """
    segments = path.split("/")[1:]
    below_api = segments[:2] in (["api", "v3"], ["api", "uploads"])
    if below_api:
        segments = segments[2:]
    if segments in ([], [""]):
        return [], below_api
    # Split first: an encoded slash belongs to its segment.
    return [unquote(segment) for segment in segments] if "%" in path else segments, below_api


@dataclass(slots=True)
class Answer:
    """What is sent back. `headers` are those that only this answer has; `modified` is when what it
    shows last changed."""

    status: int
    body: bytes = b""
    content_type: str | None = JSON
    headers: dict[str, str] = field(default_factory=dict)
    modified: datetime | None = None


@dataclass(slots=True)
class Exchange:
    """A request, and what is known of it so far."""

    request: Request
    fault: ApiFault | None = None
    operation_id: str | None = None
    template: str | None = None
    documentation_url: str | None = None
    permissions: tuple[str, ...] = ()
    tells: bool = False  # a secret, in the answer
    actor: Actor = ANONYMOUS
    ended: str | None = None  # how the token has ended that the caller had
    limit: RateLimit | None = None
    media: Media = PLAIN
    version: str | None = None
    query: Mapping[str, str] = field(default_factory=dict)
    body: Any = None
    parameters: dict[str, Any] = field(default_factory=dict)
