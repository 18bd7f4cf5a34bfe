"""`serve`: a GitHub to call, until it is told to stop."""

from __future__ import annotations

import signal
import threading
from pathlib import Path

import click

from fakegithub.cli.options import one_product, retries
from fakegithub.errors import ScenarioError
from fakegithub.github import GitHub
from fakegithub.model.hooks import Retries
from fakegithub.products import product
from fakegithub.scenarios.language import library
from fakegithub.scenarios.language.scenario import Scenario, load
from fakegithub.scenarios.receivers.told import settings
from fakegithub.scenarios.running.run import prepared

_EPILOG = """\b
Examples:
  fakegithub serve
  fakegithub serve --product ghes-3.19 --seed my.yaml --port 9000
  fakegithub serve --intercept      then, elsewhere: eval "$(fakegithub env)"

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
@retries
@click.option(
    "--intercept",
    is_flag=True,
    help="Also run a proxy, so that programs that call https://api.github.com itself end up here;"
    " `fakegithub env` prints what they need.",
)
@click.option("--ghes-host", metavar="HOST", help="The host in the URLs of a GHES product, and to intercept.")
def serve(
    host: str,
    port: int,
    product_name: str,
    seed: str | None,
    retries: int,
    intercept: bool,
    ghes_host: str | None,
) -> None:
    """Serve a fake GitHub over HTTP until interrupted. Prints its URL, and tells where the API is."""
    if ghes_host is not None and not product(product_name).is_ghes:
        raise click.UsageError(f"--ghes-host goes with a GHES product, and {product_name} has its own hosts.")
    scenario = _seed(seed)
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda _number, _frame: stopped.set())
    with GitHub(product_name, host=ghes_host) as github:
        github.hooks.retries = Retries(retries)
        url = github.serve(host, port)
        tokens = prepared(github, scenario)
        if intercept:
            github.environment(**({"GITHUB_TOKEN": tokens[0]} if tokens else {}))
        click.echo(url)
        for name, value in settings(github, tokens[0] if tokens else None, None).items():
            click.echo(f"{name}={value}", err=True)
        if intercept:
            click.echo(
                f'In the shell of a program to intercept: eval "$(fakegithub env --url {url})"', err=True
            )
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
