"""Does an instance fit its schema? jsonschema-rs answers in microseconds, jsonschema explains.

Two formats are asserted, `date-time` and `date`: all examples in GitHub's documents keep to them but for one
that is quoted twice. The others are annotations, as JSON Schema 2020-12 has it by default. GitHub's documents
do not mean them: their own examples give `com/github/bar/libfoo-1.2.3` and `hello-world.github.io` for `uri`,
a repository's `homepage` may be an empty string, and a commit's e-mail address is what its author configured.
https://json-schema.org/draft/2020-12/json-schema-validation#section-7.2.1
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

import jsonschema_rs

from fakegithub.errors import SchemaMismatch
from fakegithub.spec.facts import RawSchema
from fakegithub.spec.pool import map_members

if TYPE_CHECKING:
    import jsonschema

ASSERTED_FORMATS = frozenset({"date-time", "date"})
DIALECT = "https://json-schema.org/draft/2020-12/schema"
REPR_LENGTH = 160

# RFC 3339 section 5.6; second 60 is a leap second, which datetime refuses.
DATE_TIME = re.compile(
    r"(\d{4}-\d\d-\d\d)[Tt]([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?([Zz]|[+-]([01]\d|2[0-3]):[0-5]\d)",
    re.ASCII,
)
DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


class Checker:
    """One schema, compiled for both validators when first needed.

    `raw` and `definitions` come with only the asserted formats: see `with_asserted_formats`.
    """

    def __init__(self, raw: RawSchema, definitions: Mapping[str, RawSchema], pointer: str) -> None:
        self._raw = raw
        self._definitions = definitions
        self._pointer = pointer

    @cached_property
    def _bundle(self) -> dict[str, Any]:
        """One self-contained schema."""
        return {"$schema": DIALECT, **self._raw, "$defs": self._definitions}

    @cached_property
    def _fast(self) -> jsonschema_rs.Draft202012Validator:
        return jsonschema_rs.Draft202012Validator(self._bundle, validate_formats=True)

    @cached_property
    def _slow(self) -> jsonschema.Draft202012Validator:
        # Half a second to import, and only a failure needs it.
        import jsonschema

        formats = jsonschema.FormatChecker(formats=())
        formats.checks("date-time")(is_date_time)
        formats.checks("date")(is_date)
        return jsonschema.Draft202012Validator(self._bundle, format_checker=formats)

    def is_valid(self, instance: Any) -> bool:
        return self._fast.is_valid(instance)

    def validate(self, instance: Any) -> None:
        """Raises SchemaMismatch with the most telling error."""
        if not self._fast.is_valid(instance):
            raise SchemaMismatch(self._explain(instance))

    def _explain(self, instance: Any) -> str:
        from jsonschema.exceptions import best_match

        error = best_match(self._slow.iter_errors(instance))
        if error is None:
            first = next(iter(self._fast.iter_errors(instance)))
            return f"{self._pointer}: {shorten(first.message)} (jsonschema-rs alone says so)"
        return f"{describe(error)}\n  schema: {self._pointer} at {schema_path(error)}"

    def errors(self, instance: Any) -> list[str]:
        found = sorted(
            self._slow.iter_errors(instance), key=lambda error: [str(part) for part in error.absolute_path]
        )
        return [describe(error) for error in found]


def with_asserted_formats(schema: Any) -> Any:
    """A copy of the schema without the formats that are annotations."""
    if not isinstance(schema, dict):
        return schema
    kept = map_members(schema, with_asserted_formats)
    if kept.get("format") not in ASSERTED_FORMATS:
        kept.pop("format", None)
    return kept


def describe(error: jsonschema.ValidationError) -> str:
    """`/pull_request/user: None is not of type 'object'`."""
    path = "".join(f"/{part}" for part in error.absolute_path) or "/"
    value, message = repr(error.instance), error.message
    if len(value) > REPR_LENGTH:
        # jsonschema's messages begin with the whole instance.
        message = message.replace(value, shorten(value))
    return f"{path}: {message}"


def schema_path(error: jsonschema.ValidationError) -> str:
    return "/" + "/".join(str(part) for part in error.absolute_schema_path)


def shorten(text: str) -> str:
    return text if len(text) <= REPR_LENGTH else f"{text[: REPR_LENGTH - 1]}…"


def is_date_time(instance: object) -> bool:
    if not isinstance(instance, str):
        return True
    match = DATE_TIME.fullmatch(instance)
    return match is not None and is_date(match[1])


def is_date(instance: object) -> bool:
    if not isinstance(instance, str):
        return True
    if not DATE.fullmatch(instance):
        return False
    try:
        date.fromisoformat(instance)
    except ValueError:
        return False
    return True
