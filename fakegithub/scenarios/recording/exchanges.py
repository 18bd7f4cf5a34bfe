"""What was recorded: deliveries with the receiver's answers, and calls with the API's."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, unquote

from fakegithub.api.parameters import parse_query
from fakegithub.api.routes import routes
from fakegithub.operations.operation import OPERATIONS
from fakegithub.products import PRODUCTS, product
from fakegithub.scenarios.recording.secrets import Secrets
from fakegithub.spec import document

_OK = range(200, 300)
_READING = ("GET", "HEAD")
_DEFAULT_PRODUCT = "github.com"


@dataclass(slots=True, eq=False)
class RecordedDelivery:
    """One delivery. Times are in seconds on any one clock; `ended` is None while it is under way.

    `status` is what the receiver answered, None without an answer; then `error` says why, if known.
    """

    event: str
    payload: Mapping[str, Any]
    began: float
    ended: float | None = None
    status: int | None = None
    error: str | None = None
    guid: str = ""
    hook_id: str = ""
    target: str = ""  # what the hook belongs to: repository, organization, integration …
    signed: bool = False

    @property
    def action(self) -> str | None:
        found = self.payload.get("action")
        return found if isinstance(found, str) else None

    @property
    def name(self) -> str:
        return f"{self.event}.{self.action}" if self.action else self.event

    @property
    def sender(self) -> str | None:
        return text_at(self.payload, "sender", "login")

    @property
    def repository(self) -> str | None:
        return text_at(self.payload, "repository", "full_name")

    @property
    def subject(self) -> Mapping[str, Any] | None:
        """The pull request or issue that it is about, as the payload shows it."""
        for key in ("pull_request", "issue"):
            found = self.payload.get(key)
            if isinstance(found, Mapping) and isinstance(found.get("number"), int):
                return found
        return None

    @property
    def number(self) -> int | None:
        found = self.subject
        return found["number"] if found is not None else None


@dataclass(slots=True, eq=False)
class RecordedCall:
    """One call. `operation` is None where the product's document has none; `answer` is the JSON of it."""

    method: str
    path: str
    began: float
    ended: float | None = None
    operation: str | None = None
    parameters: dict[str, Any] = field(default_factory=dict)
    body: Any = None
    status: int | None = None
    answer: Any = None
    error: str | None = None

    @property
    def ok(self) -> bool:
        return self.status in _OK

    @property
    def reads(self) -> bool:
        return self.method in _READING

    @property
    def modelled(self) -> bool:
        return self.operation in OPERATIONS

    @property
    def repository(self) -> str | None:
        owner, repo = self.parameters.get("owner"), self.parameters.get("repo")
        return f"{owner}/{repo}" if owner and repo else None

    @property
    def number(self) -> int | None:
        """Of the issue or pull request that it names."""
        return self.parameters.get("issue_number", self.parameters.get("pull_number"))

    @property
    def caller(self) -> str | None:
        """The login that the answer names as who made what it shows."""
        for key in ("user", "creator", "author"):
            found = text_at(self.answer, key, "login")
            if found is not None and not self.reads and self.method == "POST":
                return found
        return text_at(self.answer, "login") if self.operation == "users/get-authenticated" else None


@dataclass(slots=True)
class Recording:
    """`left_out` says what came and could not be kept; `receiver` is its URL without secrets."""

    secrets: Secrets
    product: str = _DEFAULT_PRODUCT
    receiver: str | None = None
    deliveries: list[RecordedDelivery] = field(default_factory=list)
    calls: list[RecordedCall] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


def text_at(value: Any, *keys: str) -> str | None:
    """The text at a path of keys, None when there is none."""
    for key in keys:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value if isinstance(value, str) else None


def read_payload(body: bytes, content_type: str) -> dict[str, Any]:
    """The payload of a delivery, sent as JSON or as a form. Raises ValueError."""
    if content_type.startswith("application/x-www-form-urlencoded"):
        fields = parse_qs(body.decode("utf-8"), strict_parsing=True)
        if "payload" not in fields:
            raise ValueError("the form has no payload")
        body = fields["payload"][0].encode()
    payload = json.loads(body)
    if not isinstance(payload, dict):
        raise ValueError("it is not a JSON object")
    return payload


def product_of(headers: Mapping[str, str], named: str | None) -> str | None:
    """The product that is named, or else the one whose version stands in a delivery's headers."""
    if named is not None:
        return named
    version = ".".join(headers.get("x-github-enterprise-version", "").split(".")[:2])
    return next((name for name in (f"ghes-{version}", f"ghe-{version}") if name in PRODUCTS), None)


def route(call: RecordedCall, query: bytes, product_name: str) -> None:
    """Find out which operation was called, with which parameters."""
    segments = call.path.split("/")[1:]
    if segments[:2] == ["api", "v3"]:
        segments = segments[2:]
    name = product(product_name).document
    found = routes(name).find(call.method, [unquote(segment) for segment in segments])
    call.parameters = dict(parse_query(query))
    if isinstance(call.body, dict):
        call.parameters |= call.body
    if found is None:
        return
    place, values = found
    call.operation = place.operation_id
    spec = document(name).operations[place.operation_id]
    integers = {p.name for p in spec.parameters if p.schema.resolve().raw.get("type") == "integer"}
    for key, text in zip(place.names, values, strict=True):
        call.parameters[key] = int(text) if key in integers and text.isdecimal() else text
    bare = spec.body_properties
    if isinstance(call.body, list) and len(bare) == 1:
        call.parameters[next(iter(bare))] = call.body
