"""The Accept header: which form of a resource the caller wants.

https://docs.github.com/rest/using-the-rest-api/getting-started-with-the-rest-api#media-types
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from fakegithub.errors import UnsupportedMediaType

_DOCS = "https://docs.github.com/v3/media"
# application/vnd.github[.VERSION or preview][.PARAM][+FORMAT]
_GITHUB = re.compile(r"application/vnd\.github((?:\.[\w-]+)*)(?:\+(\w+))?", re.ASCII)
_PARAMS = frozenset(
    {"raw", "text", "html", "full", "diff", "patch", "sha", "object", "star", "base64", "text-match"}
)
# A file as it is, from the few operations that have one to give.
FILE = "application/octet-stream"
_JSON = frozenset({"", "*/*", "application/*", "application/json"})


@dataclass(frozen=True, slots=True)
class Media:
    """`version` is v3 or the name of a preview; `param` asks for another form than plain JSON.

    `format` is json, or empty where the caller left it out. `file` is the form of a file or a diff that is
    asked for: with a version *and* a format, as in `v3.raw+json`, clients expect JSON objects there.
    """

    version: str = "v3"
    param: str | None = None
    format: str = "json"
    file: str | None = None

    @property
    def header(self) -> str:
        """X-GitHub-Media-Type: `github.v3; param=raw; format=json`."""
        parts = [f"github.{self.version}"]
        if self.param is not None:
            parts.append(f"param={self.param}")
        if self.format:
            parts.append(f"format={self.format}")
        return "; ".join(parts)

    @property
    def content_type(self) -> str:
        """The Content-Type of a form that is not JSON: `application/vnd.github.v3.diff; charset=utf-8`."""
        if self.file == "file":
            return FILE
        suffix = f"+{self.format}" if self.format else ""
        return f"application/vnd.github.{self.version}.{self.param}{suffix}; charset=utf-8"


PLAIN = Media()


@lru_cache(maxsize=256)
def parse_accept(header: str, others: tuple[str, ...] = ()) -> Media:
    """The first media range that the API has; `others` are those that only this operation has.

    Raises UnsupportedMediaType (415).
    """
    ranges = [part.partition(";")[0].strip().lower() for part in header.split(",")]
    for wanted in ranges:
        if wanted in _JSON:
            return PLAIN
        match = _GITHUB.fullmatch(wanted)
        if match is not None:
            return _github_media(match[1].split(".")[1:], match[2] or "")
        if wanted in others:
            return Media(format="", file="file") if wanted == FILE else PLAIN
    raise UnsupportedMediaType(
        f"Unsupported 'Accept' header: '{header}'. Must accept 'application/json'.", documentation_url=_DOCS
    )


def _github_media(names: list[str], format: str) -> Media:
    param = names.pop() if names and names[-1] in _PARAMS else None
    version = names[0] if names else "v3"
    if param is None:
        return Media(version)
    return Media(version, param, format, None if names and format else param)
