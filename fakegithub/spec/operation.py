"""One REST operation as the document describes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from fakegithub.spec.facts import RawSchema
from fakegithub.spec.overlay import pointer_token
from fakegithub.spec.schema import Namespace, Schema


@dataclass(frozen=True, slots=True)
class ParameterSpec:
    """A parameter of an operation. `multi_segment`: a path parameter that may have slashes in it."""

    name: str
    location: str
    required: bool
    schema: Schema
    multi_segment: bool = False


@dataclass(frozen=True, slots=True)
class ResponseSpec:
    """One documented response. A media type without a schema is a file, or an empty object."""

    status: int
    media_types: Mapping[str, Schema | None]
    headers: tuple[str, ...] = ()

    @property
    def json(self) -> Schema | None:
        """The schema of the `application/json` body, if there is one."""
        return self.media_types.get("application/json")


class OperationSpec:
    """One REST operation as the document describes it."""

    def __init__(
        self, rest: Namespace, product: str, documentation: str, name: str, facts: Mapping[str, Any]
    ) -> None:
        self._rest = rest
        self._product = product
        self._documentation = documentation
        self._facts = facts
        self.id = name
        self.method: str = facts["method"]
        self.path: str = facts["path"]
        self.category: str = facts["category"]
        self.subcategory: str | None = facts["subcategory"]
        self.enabled_for_apps: bool = facts["enabledForGitHubApps"]
        self.cloud_only: bool = facts["githubCloudOnly"]
        self.deprecated: bool = facts.get("deprecated", False)
        # Another host than the API's: uploads.github.com for release assets.
        self.servers: tuple[str, ...] = tuple(facts.get("servers", ()))

    def __repr__(self) -> str:
        return f"<OperationSpec {self.id}: {self.method} {self.path}>"

    @property
    def documentation_url(self) -> str:
        url: str = self._facts["documentation_url"]
        return url if url.startswith("https:") else self._documentation + url

    @cached_property
    def parameters(self) -> tuple[ParameterSpec, ...]:
        return tuple(
            ParameterSpec(
                name=facts["name"],
                location=facts["in"],
                required=facts["required"],
                schema=self._schema(facts["schema"], "parameters", facts["name"]),
                multi_segment=facts.get("multiSegment", False),
            )
            for facts in self._facts.get("parameters", ())
        )

    @cached_property
    def body_media_types(self) -> Mapping[str, Schema | None]:
        content = self._facts.get("requestBody", {}).get("content", {})
        return self._schemas(content, "requestBody", "content")

    @property
    def body(self) -> Schema | None:
        """The schema of an `application/json` request body."""
        return self.body_media_types.get("application/json")

    @property
    def body_required(self) -> bool:
        required: bool = self._facts.get("requestBody", {}).get("required", False)
        return required

    @property
    def body_properties(self) -> frozenset[str]:
        """All property names of the request body, over all branches of oneOf, anyOf and allOf."""
        return self.body.property_names if self.body else frozenset()

    @cached_property
    def responses(self) -> Mapping[int, ResponseSpec]:
        return {
            int(status): ResponseSpec(
                status=int(status),
                media_types=self._schemas(facts.get("content", {}), "responses", status, "content"),
                headers=tuple(facts.get("headers", ())),
            )
            for status, facts in self._facts["responses"].items()
        }

    @cached_property
    def success(self) -> ResponseSpec:
        """The documented response with the lowest 2xx status; without one, with the lowest of all."""
        return self.responses[min(self.responses, key=lambda status: (not 200 <= status < 300, status))]

    def _schemas(self, content: Mapping[str, Any], *path: str) -> Mapping[str, Schema | None]:
        return {
            media_type: None if raw is None else self._schema(raw, *path, media_type)
            for media_type, raw in content.items()
        }

    def _schema(self, raw: RawSchema, *path: str) -> Schema:
        pointer = "/".join(pointer_token(part) for part in ("operations", self.id, *path))
        return Schema(self._rest, raw, f"{self._product}#/{pointer}")
