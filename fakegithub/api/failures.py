"""Errors as GitHub renders them: the one place where an exception becomes an answer."""

from __future__ import annotations

import traceback
from dataclasses import dataclass
from typing import Any

import orjson

from fakegithub.api.exchange import Answer, Exchange
from fakegithub.errors import ApiError, MovedPermanently, NotModelled, SchemaMismatch
from fakegithub.products import Product


@dataclass(frozen=True, slots=True)
class Failure:
    """A bug of ours that a call has met; tests want none of these."""

    call: str
    operation: str | None
    error: Exception

    def __str__(self) -> str:
        text = "".join(traceback.format_exception(self.error))
        return f"{self.call} ({self.operation or 'no operation'})\n{text}"


def api_error(product: Product, exchange: Exchange, error: ApiError) -> Answer:
    """`{"message", "errors"?, "documentation_url", "status"?}`, as the product writes it."""
    url = error.documentation_url or exchange.documentation_url or f"{product.documentation_root}/rest"
    body: dict[str, Any] = {"message": error.message}
    if error.errors is not None:
        body["errors"] = error.errors
    if isinstance(error, MovedPermanently):
        body["url"] = error.url
    if isinstance(error, NotModelled) and exchange.operation_id is not None:
        body["operation"] = exchange.operation_id
    body["documentation_url"] = url
    if product.error_status:
        body["status"] = str(error.status)
    return Answer(error.status, orjson.dumps(body), headers=error.headers)


def own_error(product: Product, error: Exception) -> Answer:
    """The 500 for a bug of ours: GitHub's words for most, ours when an answer is not GitHub's shape."""
    message = "Server Error"
    if isinstance(error, SchemaMismatch):
        message = f"fakegithub would have answered something that is not GitHub's. {error}"
    body = {"message": message, "documentation_url": f"{product.documentation_root}/rest", "status": "500"}
    return Answer(500, orjson.dumps(body))
