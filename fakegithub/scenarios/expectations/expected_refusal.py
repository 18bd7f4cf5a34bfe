"""Judging `refused`: GitHub must answer what the step itself does with an error."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fakegithub.errors import ApiError, NotModelled
from fakegithub.scenarios.expectations.evidence import compared, told
from fakegithub.scenarios.language.matchers import described
from fakegithub.scenarios.reports.report import Failure, Field
from fakegithub.scenarios.reports.verdicts import known

# Verbs that are no request that GitHub could refuse.
NEVER_REFUSED = ("clock.advance", "deliver", "repeat", "use")
_NOT_FOUND = 404


def judge_refusal(place: str, refused: Any, error: ApiError | LookupError | None) -> list[Failure]:
    """What is wrong with how a step was refused, or with that it was not (None). `refused` is without
    references, `place` where it stands."""
    says: Mapping[str, Any] = refused if isinstance(refused, Mapping) else {"status": refused}
    wanted = " and ".join(f"{key} {described(value)}" for key, value in says.items())
    if isinstance(error, NotModelled):
        return [Failure(place, f"not GitHub, but fakegithub refuses this: {error}", **known("not_modelled"))]
    if error is None:
        message = f"GitHub should refuse this with {wanted}, and does not"
        return [Failure(place, message, **known("not_refused"))]
    fields = [field for key, value in says.items() for field in _FIELDS[key](value, error)]
    if all(field.matches for field in fields):
        return []
    message = f"GitHub should refuse this with {wanted}, but the answer is {_answer(error)}"
    return [Failure(place, message, tuple(fields), **known("not_refused"))]


def _answer(error: ApiError | LookupError) -> str:
    if not isinstance(error, ApiError):
        return str(error)
    return f"{error.status} {told(error.message, error.errors)}"


def _status(wanted: Any, error: ApiError | LookupError) -> list[Field]:
    # A reference to an environment variable is a text.
    number = int(wanted) if isinstance(wanted, str) and wanted.isdigit() else wanted
    return compared("status", number, error.status if isinstance(error, ApiError) else _NOT_FOUND)


def _message(wanted: Any, error: ApiError | LookupError) -> list[Field]:
    """The message alone, or with the details of GitHub's 422 after it, as reports show it."""
    if not isinstance(error, ApiError):
        return compared("message", wanted, str(error))
    alone = compared("message", wanted, error.message)
    whole = told(error.message, error.errors)
    return alone if alone[0].matches or not whole else compared("message", wanted, whole)


_FIELDS = {"status": _status, "message": _message}
