"""Options that several commands share."""

from __future__ import annotations

import os
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


def color(function: F) -> F:
    """`--color` and `--no-color`; otherwise NO_COLOR decides, and then whether it is a terminal."""

    def set_color(context: click.Context, _parameter: click.Parameter, value: bool | None) -> None:
        # https://no-color.org: any text that is not empty
        context.color = value if value is not None else False if os.environ.get("NO_COLOR") else None

    return click.option(
        "--color/--no-color",
        default=None,
        expose_value=False,
        callback=set_color,
        help="Colours or none. [default: on a terminal, unless NO_COLOR is set]",
    )(function)
