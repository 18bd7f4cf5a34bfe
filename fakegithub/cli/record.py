"""`record`: what GitHub delivers and the receiver calls, written as a scenario file."""

from __future__ import annotations

import signal
import threading
from pathlib import Path

import click

from fakegithub.cli import FAILED
from fakegithub.cli.options import known_product
from fakegithub.errors import ScenarioError
from fakegithub.scenarios.language.grammar import seconds
from fakegithub.scenarios.recording.exchanges import Recording
from fakegithub.scenarios.recording.script import Script, script
from fakegithub.scenarios.recording.session import Session
from fakegithub.scenarios.recording.stored import read_stored
from fakegithub.scenarios.recording.writing import write

_EPILOG = """\b
Examples:
  fakegithub record --receiver http://127.0.0.1:3000/hook -o recorded.yaml
  fakegithub record --receiver http://127.0.0.1:3000/hook --count 2 -o recorded.yaml \\
      --upstream https://github.example.com/api/v3
  fakegithub record --from delivery.json -o recorded.yaml
"""
_STANDARD_OUTPUT = "-"


@click.command(epilog=_EPILOG)
@click.option("--receiver", metavar="URL", help="Where the receiver takes deliveries.")
@click.option(
    "--upstream",
    default="https://api.github.com",
    show_default=True,
    metavar="URL",
    help="The root of the API that the receiver's calls are passed on to: GitHub's, or a fake one's.",
)
@click.option(
    "--from",
    "stored",
    multiple=True,
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Turn stored deliveries into a scenario instead: files of JSON, as GitHub's API gives it.",
)
@click.argument("more", nargs=-1, metavar="[FILE]...", type=click.Path(path_type=Path))
@click.option(
    "-o", "--output", required=True, metavar="FILE", help="The scenario file to write; - is standard output."
)
@click.option("--force", is_flag=True, help="Replace the file if it is there.")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=0, show_default=True, help="The port; 0 is any free one."
)
@click.option("--secret", metavar="S", help="The hook's secret, so that it is taken out wherever it appears.")
@click.option(
    "--product",
    "product_name",
    metavar="P",
    callback=known_product,
    help="The product; by the deliveries' headers, or github.com, when left out.",
)
@click.option("--count", type=click.IntRange(1), metavar="N", help="Stop when N deliveries are answered.")
@click.option("--stop-after", "duration", metavar="DURATION", help="Stop after so long, for example 5m.")
def record(
    receiver: str | None,
    upstream: str,
    stored: tuple[Path, ...],
    more: tuple[Path, ...],
    output: str,
    force: bool,
    host: str,
    port: int,
    secret: str | None,
    product_name: str | None,
    count: int | None,
    duration: str | None,
) -> int:
    """Record deliveries and what the receiver calls then, as a scenario that runs without GitHub.

    It stands between GitHub and the receiver: point the hook (or smee, or `gh webhook forward`) and the
    receiver's GITHUB_API_URL to what it prints. Both are passed on as they come. Secrets, tokens and
    email addresses are not written. Ctrl-C ends it and writes the file.
    """
    if (receiver is None) == (not stored):
        raise click.UsageError("Give either --receiver, to record, or --from, to read stored deliveries.")
    if more and not stored:
        raise click.UsageError(f"{more[0]} is a file of stored deliveries only after --from.")
    file = _writable(output, force)
    if receiver is None:
        recording = read_stored([*stored, *more], product_name, secret)
    else:
        until = _seconds(duration)
        session = Session(receiver, upstream, product_name=product_name, secret=secret, host=host, port=port)
        recording = _record(session, count, until)
    return _write(recording, file, force)


def _record(session: Session, count: int | None, duration: float | None) -> Recording:
    stopped = threading.Event()
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    for number in before:
        signal.signal(number, lambda _number, _frame: stopped.set())
    try:
        with session:
            click.echo(f"Point the hook, or what forwards its deliveries, to {session.hook_url}", err=True)
            click.echo("The receiver needs:", err=True)
            for name, value in session.settings.items():
                click.echo(f"  {name}={value}", err=True)
            click.echo("Stop it with Ctrl-C, and the file is written.", err=True)
            session.wait(stopped, count=count, duration=duration)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    return session.recording


def _write(recording: Recording, file: Path | None, force: bool) -> int:
    """Write the scenario, and say what it is made of. 1 when there is nothing to write."""
    counts = f"{_many(len(recording.deliveries), 'delivery', 'deliveries')}"
    if recording.receiver is not None:
        counts += f" and {_many(len(recording.calls), 'call', 'calls')}"
    try:
        made = script(recording, file or Path("recorded.yaml"))
    except ScenarioError as error:
        click.echo(f"error: {error} ({counts})", err=True)
        return FAILED
    if file is None:
        click.echo(made.text, nl=False)
        where = "standard output"
    else:
        try:
            where = str(write(file, made.text, force=force))
        except OSError as error:
            # A recording cannot be repeated: rather there than lost.
            click.echo(made.text, nl=False)
            click.echo(
                f"error: {file} cannot be written ({error.strerror}), so it is on standard output", err=True
            )
            return FAILED
    click.echo(f"wrote {where}: {_many(made.steps, 'step', 'steps')} from {counts}", err=True)
    if made.left_out:
        click.echo(
            f"{_many(made.left_out, 'thing', 'things')} could not be told; the file's comments say which",
            err=True,
        )
    return _complain(made)


def _complain(made: Script) -> int:
    for problem in made.problems:
        click.echo(f"error: fakegithub has written what it does not understand: {problem}", err=True)
    return FAILED if made.problems else 0


def _many(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def _writable(output: str, force: bool) -> Path | None:
    """Where to write, None for standard output. It is looked at before anything is recorded."""
    if output == _STANDARD_OUTPUT:
        return None
    file = Path(output)
    if file.is_dir():
        raise click.UsageError(f"{file} is a folder; -o takes the file to write.")
    if file.exists() and not force:
        raise click.UsageError(
            f"{file} is there already; give another name with -o, or --force to replace it."
        )
    if not file.absolute().parent.is_dir():
        raise click.UsageError(f"there is no folder {file.parent} to write {file.name} to.")
    return file


def _seconds(duration: str | None) -> float | None:
    try:
        return seconds(duration) if duration is not None else None
    except ValueError as error:
        raise click.UsageError(f"--stop-after: {error}") from error
