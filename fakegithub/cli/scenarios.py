"""`run` and `validate`."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import click

from fakegithub.cli import FAILED, MISUSED
from fakegithub.cli.console import console
from fakegithub.cli.options import known_product, secret
from fakegithub.scenarios import library
from fakegithub.scenarios.junit import render_junit
from fakegithub.scenarios.report import Report
from fakegithub.scenarios.run import Options
from fakegithub.scenarios.run import run as run_scenario
from fakegithub.scenarios.scenario import Scenario, load
from fakegithub.scenarios.scenario import validate as problems_of

_RUN_EPILOG = """\b
Examples:
  fakegithub run pr_opened
  fakegithub run scenarios/ --product github.com --product ghes-3.19
  fakegithub run my.yaml --receiver mybot.web:app --junit report.xml
  fakegithub run my.yaml --receiver http://127.0.0.1:8000/hook --secret s3cret --port 8080
"""
_VALIDATE_EPILOG = """\b
Example:
  fakegithub validate scenarios/*.yaml
"""


@click.command(epilog=_RUN_EPILOG)
@click.argument("scenarios", nargs=-1, required=True, metavar="SCENARIO…")
@click.option("--receiver", metavar="URL|module:app", help="The program under test, instead of the file's.")
@secret("The secret of the hooks to the receiver, instead of the file's.")
@click.option(
    "--product",
    "products",
    multiple=True,
    metavar="P",
    callback=known_product,
    help="Run for this product instead of the file's; may be given several times.",
)
@click.option(
    "--junit",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    metavar="F",
    help="Write the reports to a file as JUnit XML.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the reports as one JSON document.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Where the fake GitHub is served.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=0,
    help="The port it is served at; any free one by default.",
)
def run(
    scenarios: tuple[str, ...],
    receiver: str | None,
    secret: str | None,
    products: tuple[str, ...],
    junit: Path | None,
    as_json: bool,
    host: str,
    port: int,
) -> int:
    """Run scenarios: files, folders, or ready-made ones by their name.

    Exits with 0 when all have passed, 1 when one has failed, 2 when a file is broken.
    """
    loaded = _loaded(scenarios)
    if loaded is None:
        return MISUSED
    options = Options(receiver=receiver, secret=secret, host=host, port=port)
    with console(quiet=as_json, receiver=receiver) as listener:
        reports = [
            run_scenario(scenario, product, options, listener)
            for scenario in loaded
            for product in products or scenario.products
        ]
    _write(reports, junit, as_json)
    return 0 if all(report.passed for report in reports) else FAILED


def _loaded(named: tuple[str, ...]) -> list[Scenario] | None:
    """The scenarios of all arguments; None, with all errors printed, when a file is broken."""
    files = [file for name in named for file in library.find(name)]
    return None if _print_problems(files) else [load(file) for file in files]


def _print_problems(files: list[Path]) -> int:
    found = [error for file in files for error in problems_of(file)]
    for error in found:
        click.echo(str(error), err=True)
    return len(found)


def _write(reports: list[Report], junit: Path | None, as_json: bool) -> None:
    if junit is not None:
        junit.write_bytes(render_junit(reports))
    passed = sum(report.passed for report in reports)
    if as_json:
        document = {
            "passed": passed == len(reports),
            "reports": [{"passed": report.passed, **dataclasses.asdict(report)} for report in reports],
        }
        click.echo(json.dumps(document, ensure_ascii=False, indent=2))
    if len(reports) > 1:
        click.echo(f"{passed} of {len(reports)} runs passed", err=True)


@click.command(epilog=_VALIDATE_EPILOG)
@click.argument("files", nargs=-1, required=True, metavar="FILE…")
def validate(files: tuple[str, ...]) -> int:
    """Check scenario files, and say where and what would be right. Exits with 2 when one is broken."""
    found = [file for name in files for file in library.find(name)]
    problems = _print_problems(found)
    count = f"{len(found)} file{'s' if len(found) != 1 else ''}"
    click.echo(f"{count} checked, {problems or 'no'} problem{'s' if problems != 1 else ''}", err=True)
    return MISUSED if problems else 0
