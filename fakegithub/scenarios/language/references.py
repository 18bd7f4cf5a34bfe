"""`${…}` in a scenario: parameters, environment variables, and what earlier steps have made.

`${context}` is a parameter, `${pr.head.sha}` a field of what the step `as: pr` made, named as in the
REST API, `${PORT:-8080}` an environment variable or else 8080; `$${` is a plain `${`. A value that is
nothing but one reference keeps the kind of what it refers to; within a text it becomes text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from fakegithub.errors import suggestion
from fakegithub.handles import Handle
from fakegithub.model.entity import Facet
from fakegithub.spec import MISSING
from fakegithub.urls import Urls
from fakegithub.views.view import field_of, fields_of

_REFERENCE = re.compile(r"\$(\$\{)|\$\{([^{}]*)\}")
_NAME = re.compile(r"([A-Za-z_][A-Za-z0-9_-]*)((?:\.[^.:\s]+)*)(?::-(.*))?", re.DOTALL)

# As in GitHub Actions; and without its end.
_LOOKALIKE = re.compile(
    r"(?<!\$)\$\{\{\s*([A-Za-z_][\w-]*)[^{}]*\}\}|(?<!\$)\$\{([A-Za-z_][\w-]*)[\w.-]*(?=[^\w.:}{-]|$)"
)


class Unresolved(Exception):
    """A reference that leads nowhere; the message says which and why."""


@dataclass(frozen=True, slots=True)
class Reference:
    """`${name.path:-default}`."""

    text: str
    name: str
    path: tuple[str, ...]
    default: str | None

    @classmethod
    def parse(cls, inside: str) -> Reference:
        match = _NAME.fullmatch(inside.strip())
        if match is None:
            raise Unresolved(f'"${{{inside}}}" is not a reference such as ${{name}} or ${{pr.head.sha}}')
        return cls(f"${{{inside}}}", match[1], tuple(match[2].split(".")[1:]), match[3])


def references(text: str) -> Iterator[Reference]:
    """The references in a text. Raises Unresolved for one that is malformed."""
    for match in _REFERENCE.finditer(text):
        if match[1] is None:
            yield Reference.parse(match[2])


def lookalikes(text: str) -> Iterator[tuple[str, str]]:
    """What looks like a reference and is none, with the name in it: `${{ name }}`, `${name` without an end.
    It is a plain text, as it may well be in a file, unless the name is one that is known."""
    for match in _LOOKALIKE.finditer(text):
        yield match[0], match[1] or match[2]


@dataclass
class Scope:
    """What references mean at one moment of a run."""

    parameters: Mapping[str, Any]
    environment: Mapping[str, str]
    urls: Urls | None = None
    made: dict[str, Any] = field(default_factory=dict)  # by the `as` of steps

    def resolve(self, value: Any) -> Any:
        """`value` with all references replaced, also in the keys of mappings. Raises Unresolved."""
        if isinstance(value, str):
            return self._text(value)
        if isinstance(value, list):
            return [self.resolve(item) for item in value]
        if isinstance(value, dict):
            return {str(self._text(key)): self.resolve(item) for key, item in value.items()}
        return value

    def _text(self, text: str) -> Any:
        whole = _REFERENCE.fullmatch(text)
        if whole is not None and whole[1] is None:
            return self.look_up(Reference.parse(whole[2]))
        return _REFERENCE.sub(
            lambda match: "${" if match[1] else as_text(self.look_up(Reference.parse(match[2]))), text
        )

    def look_up(self, reference: Reference) -> Any:
        name = reference.name
        if name in self.made:
            return follow(self.made[name], reference, self.urls)
        if name in self.parameters:
            # A parameter may itself take an environment variable, but no other parameter.
            value = Scope({}, self.environment).resolve(self.parameters[name])
            return follow(value, reference, self.urls)
        if name in self.environment and not reference.path:
            return self.environment[name]
        if reference.default is not None:
            return reference.default
        raise Unresolved(self.unknown(reference))

    def unknown(self, reference: Reference) -> str:
        known = [*self.made, *self.parameters]
        listed = f" Known here: {', '.join(known)}" if known else ""
        return (
            f"{reference.text}: there is no step, parameter or environment variable"
            f' "{reference.name}" before this place.{suggestion(reference.name, known)}{listed}'
        )


def follow(value: Any, reference: Reference, urls: Urls | None) -> Any:
    """Walk `reference.path` from `value`. Raises Unresolved at the first part that is not there."""
    walked = reference.name
    for part in reference.path:
        found = part_of(value, part, urls)
        if found is MISSING:
            near = suggestion(part, parts_of(value))
            raise Unresolved(f"{reference.text}: {walked} has no {part}.{near}".removesuffix("."))
        value, walked = found, f"{walked}.{part}"
    return value.entity if isinstance(value, Handle) else value


def part_of(value: Any, name: str, urls: Urls | None) -> Any:
    """A field of an entity as the REST API names it, a mapping's key, or a list's position; else MISSING."""
    if isinstance(value, Handle):
        value = value.entity
    if isinstance(value, Mapping):
        return value.get(name, MISSING)
    if isinstance(value, list | tuple):
        return value[int(name)] if name.isdigit() and int(name) < len(value) else MISSING
    if value is None or isinstance(value, str | int | float):
        return MISSING
    if isinstance(value, Facet) and name not in value.extra:
        value = value.value
    kind: type = type(value)
    found = field_of(kind, name)
    if found is None or urls is None:
        return MISSING
    return found(value, urls)


def parts_of(value: Any) -> list[str]:
    """The names that `part_of` knows."""
    if isinstance(value, Handle):
        value = value.entity
    if isinstance(value, Mapping):
        return [str(key) for key in value]
    extra = [str(key) for key in value.extra] if isinstance(value, Facet) else []
    return [*extra, *fields_of(type(value.value if isinstance(value, Facet) else value))]


def as_text(value: Any) -> str:
    """A value as it stands within a text."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)
