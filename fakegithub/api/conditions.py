"""Conditional requests: ETag, Last-Modified, and the 304 they save.

https://docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api#use-conditional-requests-if-appropriate
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from fakegithub.api.exchange import Answer, Request
from fakegithub.api.headers import http_date


def not_modified(request: Request, answer: Answer) -> Answer:
    """The answer with its validators, or a 304 when the caller has it already."""
    if not answer.body or not 200 <= answer.status < 300:
        return answer
    tag = f'"{hashlib.sha256(answer.body).hexdigest()}"'
    if request.method not in ("GET", "HEAD"):
        answer.headers["ETag"] = tag
        return answer
    answer.headers["ETag"] = f"W/{tag}"
    if answer.modified is not None:
        answer.headers["Last-Modified"] = http_date(answer.modified)
    if not _is_known(request, tag, answer.modified):
        return answer
    kept = {name: text for name, text in answer.headers.items() if name in ("ETag", "Last-Modified", "Link")}
    return Answer(304, content_type=None, headers=kept)


def _is_known(request: Request, tag: str, modified: datetime | None) -> bool:
    """RFC 9110, 13.2.2: If-None-Match counts before If-Modified-Since."""
    known = request.headers.get("if-none-match")
    if known is not None:
        return known.strip() == "*" or tag in (part.strip().removeprefix("W/") for part in known.split(","))
    since = request.headers.get("if-modified-since")
    if since is None or modified is None:
        return False
    try:
        moment = parsedate_to_datetime(since)
    except ValueError:
        return False
    return modified <= (moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC))
