"""`serve`: a GitHub to call, until it is told to stop."""

from __future__ import annotations

import signal
import threading
from pathlib import Path

import click

from fakegithub.cli.options import one_product
from fakegithub.errors import ScenarioError
from fakegithub.github import GitHub
from fakegithub.scenarios import library, receiver
from fakegithub.scenarios.run import prepared
from fakegithub.scenarios.scenario import Scenario, load

_EPILOG = """\b
Examples:
  fakegithub serve
  fakegithub serve --product ghes-3.19 --seed my.yaml --port 9000

\b
Under /_fakegithub/ it shows health, calls and deliveries as JSON.
"""


@click.command(epilog=_EPILOG)
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8080,
    show_default=True,
    help="The port; 0 is any free one.",
)
@one_product
@click.option("--seed", metavar="FILE", help="A scenario whose `given` is the world; a small one by default.")
def serve(host: str, port: int, product_name: str, seed: str | None) -> None:
    """Serve a fake GitHub over HTTP until interrupted. Prints its URL, and tells where the API is."""
    scenario = _seed(seed)
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda _number, _frame: stopped.set())
    with GitHub(product_name) as github:
        url = github.serve(host, port)
        tokens = prepared(github, scenario)
        click.echo(url)
        for name, value in receiver.settings(github, tokens[0] if tokens else None, None).items():
            click.echo(f"{name}={value}", err=True)
        click.echo("Stop it with Ctrl-C.", err=True)
        stopped.wait()


def _seed(named: str | None) -> Scenario:
    """The scenario that the world is taken from; without one, the smallest ready-made world."""
    found = library.find(named) if named is not None else [_default_seed()]
    if len(found) != 1:
        raise ScenarioError(f"--seed takes one file, and {named} has {len(found)}")
    return load(found[0])


def _default_seed() -> Path:
    return library.folder() / "pr_opened.yaml"
