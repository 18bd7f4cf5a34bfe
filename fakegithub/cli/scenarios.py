"""`run` and `validate`."""

from __future__ import annotations

import os
from pathlib import Path

import click

from fakegithub.cli import MISUSED
from fakegithub.cli.options import color, known_product, secret
from fakegithub.cli.running import Plan, carry_out, found, print_cases, print_problems
from fakegithub.cli.watching import Arguments, watch_runs
from fakegithub.scenarios.language.scenario import load
from fakegithub.scenarios.reports.annotations import in_actions
from fakegithub.scenarios.running.many import cases
from fakegithub.scenarios.running.run import Options
from fakegithub.scenarios.running.selection import SelectionError, select

_RUN_EPILOG = """\b
The receiver:
  fakegithub run pr_opened                              a ready-made scenario, with the sample receiver
  fakegithub run my.yaml --receiver mybot.web:app       an app of yours, in this process
  fakegithub run my.yaml --command 'node bot.js' --path /webhook
                                                        a program, started and stopped
  fakegithub run my.yaml --receiver http://127.0.0.1:8000/hook --secret s3cret --host 0.0.0.0 --port 8080
                                                        one that runs already
\b
Many runs:
  fakegithub run scenarios/ --product github.com --product ghes-3.19
  fakegithub run scenarios/ -k 'ghes and not (push or ping)' --list
  fakegithub run scenarios/ -n auto -x                  a process for each core; up to the first failure
  fakegithub run scenarios/ --maxfail 3 -v --durations 5 --no-color
  fakegithub run scenarios/ --watch                     again whenever a file changes
  fakegithub run my.yaml --repeat 100 --seed 1 -n auto  is the receiver flaky?
  fakegithub run my.yaml --seed 57                      the run with this seed once more
\b
Reports:
  fakegithub run scenarios/ --junit report.xml
  fakegithub run scenarios/ --json > reports.json
  fakegithub run scenarios/ --annotations               as GitHub Actions shows them at the lines of the files
  fakegithub run scenarios/ --keep kept                 what was sent and called, as files and curl commands
"""
_VALIDATE_EPILOG = """\b
Example:
  fakegithub validate scenarios/*.yaml
"""


def _processes(_context: click.Context, _parameter: click.Parameter, value: str | None) -> int | None:
    """`auto`, or a number from 1."""
    if value == "auto":
        return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    if value is not None and not (value.isdecimal() and int(value) > 0):
        raise click.BadParameter(f'"{value}" is neither "auto" nor a number from 1.')
    return int(value) if value is not None else None


@click.command(cls=Arguments, epilog=_RUN_EPILOG)
@click.argument("scenarios", nargs=-1, required=True, metavar="SCENARIO…")
@click.option("--receiver", metavar="URL|module:app", help="The program under test, instead of the file's.")
@click.option("--command", metavar="COMMAND", help="The same, to be started; it must listen at $PORT.")
@click.option("--path", metavar="PATH", help="The path of an app or a command that takes the deliveries.")
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
    "-k",
    "expression",
    metavar="EXPRESSION",
    help="Only runs that it fits: parts of scenario name, file name or product, with and, or, not, ( ).",
)
@click.option("--list", "only_list", is_flag=True, help="List what would be run, and run nothing.")
@click.option("-x", "--exitfirst", is_flag=True, help="Stop at the first run that does not pass.")
@click.option("--maxfail", type=click.IntRange(min=1), metavar="N", help="Stop when N runs have not passed.")
@click.option(
    "-n",
    "processes",
    callback=_processes,
    metavar="auto|N",
    help="Run in N processes at the same time; auto is one for each core.",
)
@click.option(
    "--repeat", type=click.IntRange(min=1), metavar="N", help="Run everything N times, to find what is flaky."
)
@click.option(
    "--seed",
    type=int,
    default=0,
    metavar="S",
    help="Fixes ids, guids, tokens and chance; the runs of --repeat have S, S+1 … [default: 0]",
)
@click.option("--watch", is_flag=True, help="Run again whenever a scenario or a source file changes.")
@click.option("-v", "--verbose", is_flag=True, help="Show the steps of runs that have passed, too.")
@click.option("--durations", type=click.IntRange(min=1), metavar="N", help="Show the N slowest steps.")
@click.option(
    "--junit",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    metavar="F",
    help="Write the reports to a file as JUnit XML.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the reports as one JSON document.")
@click.option(
    "--annotations/--no-annotations",
    default=None,
    help="Mark failures in GitHub Actions, and write a summary; done there by itself, but not with --json.",
)
@click.option(
    "--keep",
    type=click.Path(file_okay=False, writable=True, path_type=Path),
    metavar="FOLDER",
    help="Write what is delivered and called to a folder, each to be replayed with curl.",
)
@color
@click.option("--host", default="127.0.0.1", show_default=True, help="Where the fake GitHub is served.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=0,
    help="The port it is served at; any free one by default.",
)
@click.pass_context
def run(
    context: click.Context,
    scenarios: tuple[str, ...],
    receiver: str | None,
    command: str | None,
    path: str | None,
    secret: str | None,
    products: tuple[str, ...],
    expression: str | None,
    only_list: bool,
    exitfirst: bool,
    maxfail: int | None,
    processes: int | None,
    repeat: int | None,
    seed: int,
    watch: bool,
    verbose: bool,
    durations: int | None,
    junit: Path | None,
    as_json: bool,
    annotations: bool | None,
    keep: Path | None,
    host: str,
    port: int,
) -> int:
    """Run scenarios: files, folders, or ready-made ones by their name.

    Exits with 0 when all have passed, 1 when one has failed, 2 when a file is broken: then nothing is run.
    Reports go to standard output, progress and the summary to standard error.
    """
    if port and processes is not None:
        raise click.UsageError(
            "--port fixes one port, and the runs of -n need one each. Leave one of them out."
        )
    if receiver is not None and command is not None:
        raise click.UsageError(
            "--receiver and --command both say which program is meant. Leave one of them out."
        )
    if watch:
        return watch_runs(context, scenarios)
    try:
        chosen = select(expression) if expression is not None else lambda _: True
    except SelectionError as error:
        raise click.BadParameter(str(error), context, param_hint="-k") from error
    files, problems = found(scenarios)
    if problems:
        return print_problems(problems, as_json=as_json)
    named = {Path(name).resolve() for name in scenarios}
    loaded = [(file, load(file)) for file in files]
    whole = [scenario for file, scenario in loaded if not scenario.is_part or file.resolve() in named]
    if not whole:
        raise click.UsageError(
            "these files are only used by others: they have parameters that must be given."
        )
    everything = cases(whole, products, repeat=repeat or 1, seed=seed)
    todo = [case for case in everything if chosen(case.names)]
    if not todo:
        raise click.UsageError(f"-k {expression} fits none of {len(everything)} runs. --list lists them.")
    if only_list:
        return print_cases(todo, as_json=as_json)
    plan = Plan(
        todo,
        Options(
            receiver=receiver, command=command, path=path, secret=secret, host=host, port=port, keep=keep
        ),
        deselected=len(everything) - len(todo),
        processes=processes,
        maxfail=1 if exitfirst else maxfail,
        repeats=repeat is not None,
        verbose=verbose,
        durations=durations,
        junit=junit,
        as_json=as_json,
        annotations=in_actions() and not as_json if annotations is None else annotations,
    )
    return carry_out(plan)


@click.command(epilog=_VALIDATE_EPILOG)
@click.argument("files", nargs=-1, required=True, metavar="FILE…")
def validate(files: tuple[str, ...]) -> int:
    """Check scenario files, and say where and what would be right. Exits with 2 when one is broken."""
    checked, problems = found(files)
    for problem in problems:
        click.echo(str(problem), err=True)
    count = f"{len(checked)} file{'s' if len(checked) != 1 else ''}"
    number = len(problems)
    click.echo(f"{count} checked, {number or 'no'} problem{'s' if number != 1 else ''}", err=True)
    return MISUSED if problems else 0
