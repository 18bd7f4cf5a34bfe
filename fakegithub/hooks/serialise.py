"""The bytes of a delivery, to the last one as GitHub writes them.

Some receivers parse the body, serialise it again and sign that before they compare (@octokit/webhooks
up to 9, githubkit), so these must be the bytes of JSON.stringify: compact UTF-8, `/` and `<` as they
are, and no `1.0` where `1` is meant. Control characters are `\\u001B`, with upper-case digits:
GitHub differs from JSON.stringify in that, and @octokit/webhooks makes up for it.
https://github.com/octokit/webhooks-methods.js
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote_plus

import orjson

# An escape, taken whole, so that the second backslash of `\\\\` does not begin one.
_ESCAPE = re.compile(rb"\\(?:u00[0-9a-f]{2}|.)", re.DOTALL)
_WHOLE_FLOAT = re.compile(rb"\d\.0(?:[,\]}]|$)")


def serialise(value: Any) -> bytes:
    """The JSON of a payload. Raises orjson.JSONEncodeError for what has no JSON form."""
    body = orjson.dumps(value)
    if _WHOLE_FLOAT.search(body):
        body = orjson.dumps(_with_integers(value))
    if b"\\u00" in body:
        return _ESCAPE.sub(_upper_case, body)
    # orjson's bytes keep the buffer that they were written in, several times their length, and the log
    # keeps them. A copy does not.
    return bytes(memoryview(body))


def form_body(payload: bytes) -> bytes:
    """The body of a delivery with content type form: `payload=` and the JSON, percent-encoded."""
    return b"payload=" + quote_plus(payload).encode()


def _upper_case(escape: re.Match[bytes]) -> bytes:
    found = escape[0]
    return b"\\u" + found[2:].upper() if found[1:2] == b"u" else found


def _with_integers(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _with_integers(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_with_integers(item) for item in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value
