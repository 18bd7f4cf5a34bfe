"""`events` and `operations`: what there is, and how honest it is."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from typing import Any

import click

from fakegithub.cli.options import one_product
from fakegithub.products import PRODUCTS, product
from fakegithub.scenarios.samples.catalogue import TIERS
from fakegithub.scenarios.samples.catalogue import events as all_events
from fakegithub.scenarios.samples.catalogue import operations as all_operations

_EVENTS_EPILOG = """\b
Tiers: an event is modelled when an operation of the API causes it, simulated when a verb
without a route does (push), and sampled when it can only be filled from GitHub's schema.
\b
Examples:
  fakegithub events | grep pull_request
  fakegithub events --product ghes-3.19 --json
  fakegithub events --count
"""
_OPERATIONS_EPILOG = """\b
An operation that is not modelled answers 501 and names itself.
\b
Examples:
  fakegithub operations | grep modelled
  fakegithub operations --json
"""


@click.command(epilog=_EVENTS_EPILOG)
@one_product
@click.option("--json", "as_json", is_flag=True, help="Print a JSON array.")
@click.option("--count", is_flag=True, help="Count the tiers of every product instead.")
def events(product_name: str, as_json: bool, count: bool) -> None:
    """List every event and action of a product, its tier, and which hooks may subscribe to it.

    Standard error counts the tiers, and says when the product's document is only approximate.
    """
    if count:
        _counts(as_json)
        return
    found = product(product_name)
    rows = all_events(found.document)
    if not found.exact:
        click.echo(f"{found.name} is {found.note}", err=True)
    counts = Counter(row["tier"] for row in rows)
    click.echo(", ".join(f"{counts[tier]} {tier}" for tier in TIERS), err=True)
    if as_json:
        click.echo(json.dumps(rows, indent=2))
        return
    _table([(row["event"], row["action"] or "-", row["tier"], ",".join(row["hook_kinds"])) for row in rows])


@click.command(epilog=_OPERATIONS_EPILOG)
@one_product
@click.option("--json", "as_json", is_flag=True, help="Print a JSON array.")
def operations(product_name: str, as_json: bool) -> None:
    """List every operation of a product's REST API, and whether it is modelled."""
    rows = all_operations(product(product_name).document)
    if as_json:
        click.echo(json.dumps(rows, indent=2))
        return
    _table([(row["operation"], row["method"], row["path"], row["tier"]) for row in rows])


def _counts(as_json: bool) -> None:
    rows = []
    for name, found in PRODUCTS.items():
        tiers = Counter(row["tier"] for row in all_events(found.document))
        rows.append({"product": name, **{tier: tiers[tier] for tier in TIERS}, "all": tiers.total()})
    if as_json:
        click.echo(json.dumps(rows, indent=2))
        return
    _table([tuple(rows[0]), *(tuple(row.values()) for row in rows)])


def _table(rows: Sequence[tuple[Any, ...]]) -> None:
    widths = [max(len(str(row[column])) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        click.echo("  ".join(f"{cell:{width}}" for cell, width in zip(row, widths, strict=True)).rstrip())
