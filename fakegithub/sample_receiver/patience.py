"""When a call that has failed is made again, and after how long.

https://docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api#handle-rate-limit-errors-appropriately
"""

from __future__ import annotations

import time
from email.utils import parsedate_to_datetime

import httpx

ATTEMPTS = 4
BACKOFF = 0.1  # seconds before the second attempt, twice as many before each next
# GitHub waits for our answer, 10 seconds on github.com. What takes longer has failed, and can be redelivered.
LONGEST = 5.0

_DOWN = (502, 503, 504)
_LIMITED = (403, 429)


def pause(response: httpx.Response, attempt: int, waited: float = 0.0) -> float | None:
    """The seconds to wait before the call that got this answer is made again; None: it is not.

    It was the call's `attempt`, from 1, after `waited` seconds in all.
    """
    if attempt >= ATTEMPTS:
        return None
    wait: float | None = None
    if response.status_code in _DOWN:
        wait = _retry_after(response) or backoff(attempt)
    elif response.status_code in _LIMITED:
        wait = _limit_ends(response)
    return wait if wait is not None and waited + wait <= LONGEST else None


def backoff(attempt: int) -> float:
    return BACKOFF * 2.0 ** (attempt - 1)


def _limit_ends(response: httpx.Response) -> float | None:
    """When the limit that was reached ends. None for a 403 that is not about limits."""
    wait = _retry_after(response)
    if wait is None and response.headers.get("X-RateLimit-Remaining") == "0":
        wait = max(0.0, float(response.headers["X-RateLimit-Reset"]) - _now_there(response))
    return wait


def _retry_after(response: httpx.Response) -> float | None:
    text = response.headers.get("Retry-After", "")
    return float(text) if text.isdigit() else None


def _now_there(response: httpx.Response) -> float:
    """The time by GitHub's clock, in seconds since the epoch: ours may be wrong."""
    date = response.headers.get("Date")
    return parsedate_to_datetime(date).timestamp() if date else time.time()
