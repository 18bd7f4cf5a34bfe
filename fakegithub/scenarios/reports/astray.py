"""Calls that reached no operation: fakegithub does not model it, or there is none, and what was meant."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from functools import lru_cache

from fakegithub.api.routes import routes
from fakegithub.journal import Call
from fakegithub.products import Product
from fakegithub.spec import OperationSpec, document

_NOT_MODELLED = 501
_NOT_FOUND = 404
# What GitHub answers beside its REST API.
_DOORS = (
    (re.compile(r"(/api)?/graphql/?"), "GraphQL"),
    (re.compile(r"/login/(oauth|device)/.*"), "the OAuth flow"),
    (re.compile(r"/[^/]+/[^/]+\.git/(info/refs|git-(upload|receive)-pack)"), "git over HTTP"),
)
# What a segment costs that is left out or too much; that it takes the place of a parameter; another method.
_GAP = 0.7
_PARAMETER = 0.2
_METHOD = 0.5
_READING = 0.1
# Words less alike than this are different words.
_ALIKE = 0.6
# How far a path may be from the one that was perhaps meant, per segment.
_FAR = 0.4


def astray(call: Call, product: Product) -> str | None:
    """Why a call reached no operation that is modelled; None when it did."""
    if call.status == _NOT_MODELLED and call.fault is None:
        return f"fakegithub does not model {call.operation or call.path}"
    if call.operation is not None or call.status != _NOT_FOUND or call.fault is not None:
        return None
    door = next((what for pattern, what in _DOORS if pattern.fullmatch(call.path)), None)
    if door is not None:
        return f"fakegithub does not answer {door}"
    if product.is_ghes and not call.path.startswith("/api/"):
        return f"the API of {product.name} lies below /api/v3, and {call.method} {call.path} beside it"
    meant = nearest_operation(product.document, call.method, call.path)
    did_you_mean = f"; did you mean {meant.method} {meant.path} ({meant.id})?" if meant is not None else ""
    return f"no operation of {product.name} is {call.method} {call.path}{did_you_mean}"


def nearest_operation(name: str, method: str, path: str) -> OperationSpec | None:
    """The operation of a document whose method and path are nearest; None when all are far away."""
    segments = tuple(re.sub(r"^/api/v3(?=/|$)", "", path).split("/")[1:])
    # A slash too many: `${GITHUB_API_URL}/` and `/repos/…`.
    tidy = routes(name).find(method, [segment for segment in segments if segment])
    if tidy is not None:
        return document(name).operations[tidy[0].operation_id]
    ranked = (
        (distance(segments, tuple(spec.path.split("/")[1:])) + _method_cost(method, spec.method), spec)
        for spec in document(name).operations.values()
    )
    cost, found = min(ranked, key=lambda entry: (entry[0], entry[1].id))
    return found if cost <= _FAR * max(len(segments), 2) else None


def _method_cost(method: str, wanted: str) -> float:
    """Who writes with the wrong method does not mean to read."""
    return _METHOD * (method != wanted) + _READING * ((method == "GET") is not (wanted == "GET"))


def distance(path: tuple[str, ...], template: tuple[str, ...]) -> float:
    """What it costs to make one list of segments the other.

    https://en.wikipedia.org/wiki/Levenshtein_distance
    """
    row = [_GAP * count for count in range(len(template) + 1)]
    for segment in path:
        diagonal, row[0] = row[0], row[0] + _GAP
        for index, wanted in enumerate(template, 1):
            replaced = diagonal + _cost(segment, wanted)
            diagonal, row[index] = row[index], min(replaced, row[index] + _GAP, row[index - 1] + _GAP)
    return row[-1]


@lru_cache(maxsize=20_000)
def _cost(segment: str, wanted: str) -> float:
    if wanted.startswith("{"):
        return _PARAMETER if segment else _GAP
    alike = SequenceMatcher(None, segment, wanted).ratio()
    return 1.0 - alike if alike >= _ALIKE else 1.0
