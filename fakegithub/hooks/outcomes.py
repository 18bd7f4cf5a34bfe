"""How a delivery ended, in the words of GitHub's delivery log.

https://docs.github.com/webhooks/testing-and-troubleshooting-webhooks/troubleshooting-webhooks
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """`status` and `status_code` as the API shows them, the answer if there was one, and our reason."""

    status: str
    status_code: int
    headers: Headers = ()
    body: bytes = b""
    error: str | None = None


TIMED_OUT = Outcome("timed out", 504)
# GitHub publishes the texts, and 502 for the generic one. Documentation of the others' codes is
# missing; all of them are failures of the gateway to the receiver.
_FAILURES: tuple[tuple[type[BaseException], str], ...] = (
    (ssl.SSLCertVerificationError, "Peer certificate cannot be authenticated with given CA certificates"),
    (socket.gaierror, "failed to connect to host"),
    (ConnectionRefusedError, "failed to connect to network"),
)
_ERROR_LIMIT = 500  # characters
_GENERIC_FAILURE = "failed to connect"


def answered(code: int, headers: Headers, body: bytes) -> Outcome:
    """Any 2xx is good; all else is not, redirects included, which GitHub does not follow."""
    status = "OK" if 200 <= code < 300 else f"Invalid HTTP Response: {code}"
    return Outcome(status, code, headers, body)


def crashed(trace: str) -> Outcome:
    """A receiver in this process raised: a server in front of it would have answered 500."""
    return Outcome("Invalid HTTP Response: 500", 500, error=trace)


def failed(error: BaseException) -> Outcome:
    """No answer came; `error` or one of its causes tells why."""
    causes = list(_causes(error))
    known = (status for kind, status in _FAILURES if any(isinstance(cause, kind) for cause in causes))
    status = next(known, _GENERIC_FAILURE)
    told = f"{type(error).__name__}: {error}"
    # A parser's complaint may quote all of the garbage that it met.
    return Outcome(status, 502, error=told if len(told) <= _ERROR_LIMIT else f"{told[:_ERROR_LIMIT]}…")


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        if isinstance(error, BaseExceptionGroup):
            for member in error.exceptions:
                yield from _causes(member)
        error = error.__cause__ or error.__context__
