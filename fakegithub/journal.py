"""The calls that receivers and clients made: a record to wait for and to assert on.

    github.calls.one("repos/create-commit-status", state="pending")
    github.calls.none("issues/create-comment")
    assert call("issues/add-labels", labels=["ready"]) in github.calls
    assert github.calls == [call("pulls/get"), call("pulls/merge", merge_method="squash")]

What is a secret never enters the record: the Authorization header is left out, and the values of keys such
as `token` and `secret` are replaced in parameters, bodies and responses.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson

from fakegithub.errors import suggestion

MASK = "********"
# The keys whose values are secrets.
SECRETS = frozenset(
    {"token", "secret", "client_secret", "private_key", "pem", "webhook_secret", "password", "access_token"}
    | {"refresh_token", "encrypted_value"}
)
# In JSON bytes: a secret's key with its string value.
_SECRET_BYTES = re.compile(rb'"(%s)"\s*:\s*"(?:[^"\\]|\\.)*"' % "|".join(sorted(SECRETS)).encode(), re.DOTALL)
_SECRET_QUERY = re.compile(rb"\b(%s)=[^&]*" % "|".join(sorted(SECRETS)).encode())
_SECRET_NAMES = tuple(
    # Only those that no other contains.
    name.encode()
    for name in sorted(SECRETS)
    if not any(other != name and other in name for other in SECRETS)
)
# How many calls a failure lists, the latest.
_SHOWN_CALLS = 50
# The request headers that are kept.
KEPT_HEADERS = frozenset(
    {"accept", "content-type", "if-modified-since", "if-none-match", "user-agent", "x-github-api-version"}
)


@dataclass(frozen=True, slots=True)
class Call:
    """One call of the API, with its answer.

    `parameters` are those of the path, the query and the body together, by the names of GitHub's document;
    `operation` and `template` are None where no operation of the document answers; `duration` is in
    seconds; `actor` is a login, or None for an anonymous caller and for an app's JWT, and `scheme` how it
    authenticated (bearer, token, basic); `sent` and `query_string` are the body and the query as they
    came, but for secrets; `ended` is how the token has ended that the caller used; `fault` says what
    went wrong on purpose; `moment` is when it was answered, in seconds of the process's monotonic clock.
    """

    number: int
    at: datetime
    duration: float
    operation: str | None
    method: str
    path: str
    template: str | None
    parameters: Mapping[str, Any]
    query: Mapping[str, str]
    body: Any
    actor: str | None
    status: int
    response: bytes = field(repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    fault: str | None = None
    moment: float = field(default=0.0, repr=False, compare=False)
    query_string: str = field(default="", repr=False)
    sent: bytes = field(default=b"", repr=False)
    scheme: str | None = field(default=None, repr=False)
    response_headers: Sequence[tuple[bytes, bytes]] = field(default=(), repr=False)
    ended: str | None = field(default=None, repr=False)

    @property
    def json(self) -> Any:
        """The answer's body as JSON, None without one."""
        return orjson.loads(self.response) if self.response else None

    def __str__(self) -> str:
        name = f" {self.operation}" if self.operation else ""
        who = f" by {self.actor}" if self.actor else ""
        fault = f" (fault: {self.fault})" if self.fault else ""
        return f"#{self.number} {self.method} {self.path}{name}{who} -> {self.status}{fault}"


@dataclass(frozen=True, slots=True)
class Difference:
    """A field of a call that is not what was expected; `field` is a dotted path, or `operation`."""

    field: str
    expected: Any
    actual: Any

    def __str__(self) -> str:
        actual = "was not sent" if self.actual is ABSENT else f"was {_shown(self.actual)}"
        return f"{self.field}: expected {_shown(self.expected)}, {actual}"


@dataclass(frozen=True, slots=True)
class Nearest:
    """The call that comes nearest to an expectation, and in what it differs."""

    call: Call
    differences: tuple[Difference, ...]

    def __str__(self) -> str:
        return "\n".join((str(self.call), *(f"    {difference}" for difference in self.differences)))


class ExpectedCall:
    """What a call must be: it equals each call of this operation with these parameters (and any others).

    Values are compared as in `Journal.all`.
    """

    __hash__ = None  # type: ignore[assignment]  # it equals calls that differ from each other

    def __init__(self, operation: str, /, **parameters: Any) -> None:
        self.operation = operation
        self.parameters = parameters

    def __eq__(self, other: object) -> bool:
        if isinstance(other, ExpectedCall):
            return (self.operation, self.parameters) == (other.operation, other.parameters)
        return isinstance(other, Call) and not differences(self.operation, self.parameters, other)

    def __repr__(self) -> str:
        given = "".join(f", {name}={_shown(value)}" for name, value in self.parameters.items())
        return f"call({self.operation!r}{given})"


call = ExpectedCall


class _Absent:
    def __repr__(self) -> str:
        return "ABSENT"


ABSENT = _Absent()


@dataclass(eq=False, frozen=True, slots=True)
class Opened:
    """A call that is being served."""

    number: int
    method: str
    path: str


class Journal:
    """All calls, oldest first. `changed` is notified whenever one has begun, is recorded or has ended."""

    def __init__(self, changed: threading.Condition | None = None) -> None:
        self.changed = changed if changed is not None else threading.Condition()
        self.known: Container[str] | None = None  # operation ids; what is not in it is a typing error
        self._calls: list[Call] = []
        self._open: dict[Opened, None] = {}
        self._count = 0

    # Writing

    def begin(self, method: str, path: str) -> Opened:
        """A call has come in. `end` must follow."""
        with self.changed:
            self._count += 1
            opened = Opened(self._count, method, path)
            self._open[opened] = None
            self.changed.notify_all()
        return opened

    def record(self, call: Call) -> None:
        """The call has its answer, which need not have been sent yet."""
        with self.changed:
            self._calls.append(call)
            self.changed.notify_all()

    def end(self, opened: Opened) -> None:
        """The answer has been sent."""
        with self.changed:
            self._open.pop(opened, None)
            self.changed.notify_all()

    def clear(self) -> None:
        with self.changed:
            self._calls.clear()
            self._count = 0

    # Reading

    def __len__(self) -> int:
        return len(self._calls)

    def __iter__(self) -> Iterator[Call]:
        return iter(tuple(self._calls))

    def __getitem__(self, index: int) -> Call:
        return self._calls[index]

    def __contains__(self, item: object) -> bool:
        """Whether a call was made: one such as `call(…)` says, or any of an operation.

        Raises ValueError for an operation that the product does not have.
        """
        if isinstance(item, str):
            item = ExpectedCall(item)
        if isinstance(item, ExpectedCall):
            self._require_known(item.operation)
        return any(item == made for made in self)

    def __eq__(self, other: object) -> bool:
        """Whether all calls are those of a list, in this order."""
        if isinstance(other, Journal):
            return self is other
        if not isinstance(other, list | tuple):
            return NotImplemented
        for item in other:
            if isinstance(item, ExpectedCall):
                self._require_known(item.operation)
        return list(other) == list(self)

    __hash__ = object.__hash__

    def __repr__(self) -> str:
        return f"<Journal of {len(self)} call{'' if len(self) == 1 else 's'}>"

    @property
    def open(self) -> list[tuple[str, str]]:
        """Method and path of the calls that are being served now."""
        return [(opened.method, opened.path) for opened in tuple(self._open)]

    def wait_for_change(self, timeout: float | None = None) -> bool:
        """Wait until a call is recorded or ends; False when `timeout` seconds have passed."""
        with self.changed:
            return self.changed.wait(timeout)

    # Asserting

    def all(self, operation: str, **parameters: Any) -> list[Call]:
        """The calls of an operation that were made with these parameters (and any others).

        An expected value is a value, a regular expression that is searched for, or a function of the actual
        value; of a mapping only the keys that are given are compared. Raises ValueError for an
        operation that the product does not have.
        """
        self._require_known(operation)
        return [call for call in self if not differences(operation, parameters, call)]

    def one(self, operation: str, **parameters: Any) -> Call:
        """The only such call. Raises AssertionError, which shows the nearest call and all calls."""
        __tracebackhide__ = True
        found = self.all(operation, **parameters)
        if len(found) == 1:
            return found[0]
        raise AssertionError(self._explain("one call", operation, parameters, found))

    def none(self, operation: str, **parameters: Any) -> None:
        """Raises AssertionError when there was such a call."""
        __tracebackhide__ = True
        found = self.all(operation, **parameters)
        if found:
            raise AssertionError(self._explain("no call", operation, parameters, found))

    def _require_known(self, operation: str) -> None:
        if self.known is not None and operation not in self.known:
            names = self.known if isinstance(self.known, Iterable) else ()
            raise ValueError(f'there is no operation "{operation}".{suggestion(operation, names)}')

    def _explain(self, wanted: str, operation: str, parameters: Mapping[str, Any], found: list[Call]) -> str:
        lines = [f"expected {wanted} of {expectation(operation, parameters)}, but there {_count(found)}"]
        lines += [f"  {made}" for made in found]
        return "\n".join([*lines, *self.explain(operation, parameters, near=not found)])

    def explain(self, operation: str, parameters: Mapping[str, Any], *, near: bool = True) -> list[str]:
        """What was called instead, line by line: the nearest call, field by field, and all calls."""
        calls = list(self)
        found = nearest(operation, parameters, calls) if near else None
        lines = [] if found is None else ["nearest:", *(f"  {line}" for line in str(found).splitlines())]
        if not calls:
            return ["no call was made at all"]
        earlier = [f"  … {len(calls) - _SHOWN_CALLS} earlier calls"] if len(calls) > _SHOWN_CALLS else []
        return [*lines, "all calls:", *earlier, *(f"  {made}" for made in calls[-_SHOWN_CALLS:])]


def expectation(operation: str, parameters: Mapping[str, Any]) -> str:
    """`repos/create-commit-status with state='pending'`."""
    listed = ", ".join(f"{name}={_shown(value)}" for name, value in parameters.items())
    return f"{operation} with {listed}" if listed else operation


def nearest(operation: str, parameters: Mapping[str, Any], calls: Iterable[Call]) -> Nearest | None:
    """The call that differs least from what was expected, the same operation first, then the latest.

    None when there is no call at all.
    """
    found: tuple[tuple[bool, int, int], Nearest] | None = None
    for call in calls:
        different = tuple(differences(operation, parameters, call))
        rank = (call.operation != operation, len(different), -call.number)
        if found is None or rank < found[0]:
            found = rank, Nearest(call, different)
    return found[1] if found is not None else None


def differences(operation: str, parameters: Mapping[str, Any], call: Call) -> list[Difference]:
    """In what a call differs from what was expected; an empty list when it fits."""
    found = [] if call.operation == operation else [Difference("operation", operation, call.operation)]
    for name, expected in parameters.items():
        found += _compare(name, expected, call.parameters.get(name, ABSENT))
    return found


def _compare(field: str, expected: Any, actual: Any) -> list[Difference]:
    if actual is not ABSENT:
        if isinstance(expected, Mapping) and isinstance(actual, Mapping):
            return [
                difference
                for key, value in expected.items()
                for difference in _compare(f"{field}.{key}", value, actual.get(key, ABSENT))
            ]
        if (
            isinstance(expected, list | tuple)
            and isinstance(actual, list | tuple)
            and len(expected) == len(actual)
        ):
            return [
                difference
                for index, (wanted, item) in enumerate(zip(expected, actual, strict=True))
                for difference in _compare(f"{field}.{index}", wanted, item)
            ]
        if _equal(expected, actual):
            return []
    return [Difference(field, expected, actual)]


def _equal(expected: Any, actual: Any) -> bool:
    if isinstance(expected, re.Pattern):
        return isinstance(actual, str) and expected.search(actual) is not None
    if callable(expected):
        return bool(expected(actual))
    # True == 1 in Python, not in JSON.
    return bool(expected == actual) and isinstance(expected, bool) == isinstance(actual, bool)


def _shown(value: Any) -> str:
    if isinstance(value, re.Pattern):
        return f"/{value.pattern}/"
    return getattr(value, "__qualname__", "") or repr(value)


def _count(found: list[Call]) -> str:
    return "was none" if not found else f"{'was' if len(found) == 1 else 'were'} {len(found)}:"


# Secrets


def masked(value: Any) -> Any:
    """A copy of a JSON value in which secrets are masked; the value itself when it has none."""
    if isinstance(value, dict):
        return {
            key: MASK if key in SECRETS and isinstance(item, str) else masked(item)
            for key, item in value.items()
        }
    if isinstance(value, list):
        return [masked(item) for item in value]
    return value


def masked_bytes(body: bytes) -> bytes:
    """A JSON text in which secrets are masked."""
    return _SECRET_BYTES.sub(rb'"\1":"********"', body) if may_tell(body) else body


def masked_query(query: bytes) -> bytes:
    """The query of a URL in which secrets are masked."""
    return _SECRET_QUERY.sub(rb"\1=********", query) if may_tell(query) else query


def scheme_of(authorization: str | None) -> str | None:
    """How a caller authenticates; what is no word of GitHub's may be a token."""
    word = (authorization or "").partition(" ")[0].lower()
    return word if word in ("bearer", "token", "basic") else None


def may_tell(text: bytes) -> bool:
    """Whether a text has the name of a secret in it: quick, and true too often rather than too rarely."""
    for name in _SECRET_NAMES:  # noqa: SIM110 - any() takes twice as long, and this runs on every answer
        if name in text:
            return True
    return False
