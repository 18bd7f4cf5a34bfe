"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from fakegithub.products import PRODUCTS, product

F = TypeVar("F", bound=Callable[..., Any])


def known_product(_context: click.Context, _parameter: click.Parameter, value: Any) -> Any:
    """Refuses an unknown product, naming the nearest one."""
    for name in value if isinstance(value, tuple) else (value,):
        if name is not None:
            product(name)
    return value


def one_product(function: F) -> F:
    return click.option(
        "--product",
        "product_name",
        default="github.com",
        show_default=True,
        metavar="P",
        callback=known_product,
        help=f"The product: github.com, ghec, ghes-3.19 … ({len(PRODUCTS)} in all).",
    )(function)


def retries(function: F) -> F:
    return click.option(
        "--retries",
        type=click.IntRange(min=0),
        default=0,
        metavar="N",
        help="Attempt a delivery that fails up to N more times, 1, 2, 4 … seconds apart. GitHub never does.",
    )(function)


def secret(text: str) -> Callable[[F], F]:
    return click.option("--secret", metavar="S", help=text)
