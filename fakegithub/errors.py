"""Every exception that fakegithub raises on purpose.

FakeGitHubError
├── ApiError                 an API client's: rendered as GitHub renders it, in one place
│   ├── MovedPermanently     301
│   │   └── TemporarilyMoved 307
│   ├── BadRequest           400
│   ├── Unauthorized         401
│   ├── Forbidden            403
│   ├── NotFound             404
│   ├── MethodNotAllowed     405
│   ├── Conflict             409
│   ├── Gone                 410
│   ├── UnsupportedMediaType 415
│   ├── ValidationFailed     422
│   ├── RateLimited          403
│   └── NotModelled          501: fakegithub itself, never GitHub, answers this
├── SchemaMismatch           our own bug: something generated does not fit GitHub's document
│   └── FilledField          strict mode: a required field that the world does not know
├── UndeclaredEvent          our own bug: an operation emitted an event it does not declare
├── UnknownProduct           a product name that nobody knows
├── UnknownEvent             an event or action that the product's document does not have
├── UnknownVariant           a variant that there is not, or not of this payload
├── CannotServe              the address to serve at cannot be listened on
├── HostRefused              a call to a real host, while calls to GitHub are intercepted
├── ReceiverError            the receiver cannot be started or reached
├── NotSettled               deliveries or calls were still open when the time was up
├── WaitTimeout              an awaited state or call did not come
└── ScenarioError            the scenario author's: file, line, and what is allowed there
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from typing import Any


class FakeGitHubError(Exception):
    """The root of all exceptions of this package."""


class ApiError(FakeGitHubError):
    """An error that an API client sees, with GitHub's own status and text.

    `errors` is the value of the `errors` key of the body: usually a list of
    `{"resource", "field", "code"}`, for some endpoints a plain string.
    https://docs.github.com/rest/using-the-rest-api/troubleshooting-the-rest-api
    """

    status = 500
    message = "Server Error"

    def __init__(
        self,
        message: str | None = None,
        *,
        errors: list[dict[str, Any]] | list[str] | str | None = None,
        headers: Mapping[str, str] | None = None,
        documentation_url: str | None = None,
    ) -> None:
        self.message = message if message is not None else type(self).message
        self.errors = errors
        self.headers = dict(headers or {})
        self.documentation_url = documentation_url
        super().__init__(self.message)

    def __str__(self) -> str:
        detail = f" {self.errors}" if self.errors else ""
        return f"{self.status} {self.message}{detail}"


class MovedPermanently(ApiError):
    """301 to `url`, with GitHub's body for it."""

    status = 301
    message = "Moved Permanently"

    def __init__(self, url: str) -> None:
        self.url = url
        documentation = "https://docs.github.com/v3/#http-redirects"
        super().__init__(headers={"Location": url}, documentation_url=documentation)


class TemporarilyMoved(MovedPermanently):
    """The same for another method than GET: only the status differs, so that clients repeat the body too.

    Observed: https://github.com/18F/charlie/pull/85
    """

    status = 307


class BadRequest(ApiError):
    status = 400
    message = "Problems parsing JSON"


class Unauthorized(ApiError):
    """401. `ended` is how a token that was good once has ended, `expired at …` or `revoked at …`: GitHub does
    not tell its clients, we tell their authors."""

    status = 401
    message = "Requires authentication"
    ended: str | None = None


class Forbidden(ApiError):
    status = 403
    message = "Forbidden"


class NotFound(ApiError):
    status = 404
    message = "Not Found"


class MethodNotAllowed(ApiError):
    status = 405
    message = "Method not allowed"


class Conflict(ApiError):
    status = 409
    message = "Conflict"


class Gone(ApiError):
    status = 410
    message = "Gone"


class UnsupportedMediaType(ApiError):
    status = 415
    message = "Unsupported 'Accept' header"


class ValidationFailed(ApiError):
    """422 with GitHub's list of what is wrong."""

    status = 422
    message = "Validation Failed"

    @classmethod
    def of(
        cls, resource: str, field: str | None = None, code: str = "custom", message: str | None = None
    ) -> ValidationFailed:
        """One entry of GitHub's usual form: `{"resource", "code", "field"?, "message"?}`."""
        entry: dict[str, Any] = {"resource": resource, "code": code}
        if field is not None:
            entry["field"] = field
        if message is not None:
            entry["message"] = message
        return cls(errors=[entry])


class RateLimited(ApiError):
    status = 403
    message = "API rate limit exceeded"


class NotModelled(ApiError):
    """An operation, or a parameter of one, that fakegithub does not model (yet)."""

    status = 501
    message = "fakegithub does not model this operation"


class SchemaMismatch(FakeGitHubError):
    """Something that fakegithub generated does not fit GitHub's document: a bug of ours."""


class FilledField(SchemaMismatch):
    """Strict mode: required fields that no view knows were filled from the schema."""


class UndeclaredEvent(FakeGitHubError):
    """An operation emitted an event that its declaration does not list."""


class UnknownProduct(FakeGitHubError):
    """A product name that nobody knows."""


class UnknownEvent(FakeGitHubError):
    """An event, or an action of it, that the product's document does not have."""


class UnknownVariant(FakeGitHubError):
    """There is no variant of that name, or the payload has nothing that it could change."""


class CannotServe(FakeGitHubError):
    """The address to serve at cannot be listened on; the message says which and why."""


class HostRefused(FakeGitHubError):
    """A program called a real host while its calls to GitHub are intercepted; the message names the host."""


class ReceiverError(FakeGitHubError):
    """The receiver cannot be imported, started or reached."""


class NotSettled(FakeGitHubError):
    """Deliveries or calls were still open when the time was up; the message lists them."""


class WaitTimeout(FakeGitHubError):
    """An awaited call or state did not come in time; the message says what came instead."""


class ScenarioError(FakeGitHubError):
    """A scenario file says something that it cannot mean.

    `str()` gives `file:line:column: what is wrong`, and a `hint` with what would be right.
    """

    def __init__(
        self,
        message: str,
        *,
        file: str | None = None,
        line: int | None = None,
        column: int | None = None,
        hint: str | None = None,
    ) -> None:
        self.message = message
        self.file = file
        self.line = line
        self.column = column
        self.hint = hint
        super().__init__(message)

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.file, self.line, self.column) if part is not None)
        text = f"{place}: {self.message}" if place else self.message
        return f"{text}\n  {self.hint}" if self.hint else text


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The one of `known` that is surely meant by `word`, in upper or lower case; None when there is none."""
    names = {name.casefold(): name for name in known}
    near = difflib.get_close_matches(word.casefold(), names, n=1, cutoff=0.6)
    # repos is meant for repositories
    near = near or [name for name in names if len(word) > 2 and name.startswith(word.casefold())]
    return names[near[0]] if near else None


def suggestion(word: str, known: Iterable[str]) -> str:
    """` Did you mean "…"?` for the nearest of `known`, or an empty string."""
    near = nearest(word, known)
    return f' Did you mean "{near}"?' if near is not None else ""
