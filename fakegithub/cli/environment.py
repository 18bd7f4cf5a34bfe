"""`env`: the variables that make a program call a served world, as lines for a shell."""

from __future__ import annotations

import json
import shlex
import urllib.error
import urllib.request

import click

_EPILOG = """\b
Examples:
  fakegithub env                                  what `fakegithub serve --intercept` wants to be set
  eval "$(fakegithub env)"                        set it in this shell
  fakegithub env --json --url http://127.0.0.1:9000
"""


@click.command(epilog=_EPILOG)
@click.option(
    "--url",
    default="http://127.0.0.1:8080",
    show_default=True,
    metavar="URL",
    help="What `fakegithub serve --intercept` has printed.",
)
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object instead of `export` lines.")
def env(url: str, as_json: bool) -> None:
    """Print what a program needs in its environment to call `fakegithub serve --intercept` unknowingly.

    It may keep calling https://api.github.com: a proxy and a certificate authority are named that
    lead those calls to the served world, and no call to a real host is let out.
    """
    variables = _ask(url.rstrip("/"))
    if as_json:
        click.echo(json.dumps(variables, indent=2))
        return
    for name, value in variables.items():
        click.echo(f"export {name}={shlex.quote(value)}")


def _ask(url: str) -> dict[str, str]:
    """The variables of the world that is served at `url`. Raises UsageError."""
    if not url.startswith(("http://", "https://")):
        raise click.UsageError(f"--url takes the URL that `fakegithub serve --intercept` printed, not {url}")
    # This shell may already have a proxy set; it is not meant for this question.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(f"{url}/_fakegithub/environment") as response:
            variables: dict[str, str] = json.load(response)
    except urllib.error.HTTPError as error:
        error.close()
        raise click.UsageError(
            f"{url} does not intercept: start it with `fakegithub serve --intercept`"
        ) from None
    except (OSError, ValueError) as error:
        raise click.UsageError(
            f"there is no fakegithub at {url} ({error}): start it with `fakegithub serve --intercept`,"
            " and give the URL that it prints with --url"
        ) from None
    return variables
