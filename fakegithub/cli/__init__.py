"""The command line. Standard output is data, standard error is talk.

Exit codes: 0 all is well, 1 the scenario or the receiver failed, 2 wrong usage or a broken file.
"""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Sequence
from typing import Any

import click

from fakegithub import __version__
from fakegithub.errors import FakeGitHubError

FAILED = 1
MISUSED = 2

# Command -> the module that has it. A module is imported when its command runs: `--version` and
# `--help` must not wait for a server.
_COMMANDS = {
    "run": ("scenarios", "Run scenarios against a receiver."),
    "serve": ("serving", "Serve a fake GitHub over HTTP."),
    "record": ("record", "Write what a receiver is sent and does as a scenario."),
    "env": ("environment", "Print what makes a program call `serve --intercept`."),
    "trigger": ("payloads", "Send one event to a receiver."),
    "payload": ("payloads", "Print the payload of an event."),
    "events": ("listings", "List all events and actions."),
    "operations": ("listings", "List all operations of the REST API."),
    "validate": ("scenarios", "Check scenario files."),
    "schema": ("schema", "Print the JSON Schema of scenario files, for editors."),
}

_EPILOG = """\b
Examples:
  fakegithub run pr_opened                        a ready-made scenario, with the sample receiver
  fakegithub run my.yaml --receiver mybot:app     the same for your own receiver
  fakegithub payload pull_request.opened          what GitHub would send
  fakegithub serve --port 8080                    a GitHub to call
"""


class _Commands(click.Group):
    """A group that imports a command when it is needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in _COMMANDS:
            return None
        module = importlib.import_module(f"fakegithub.cli.{_COMMANDS[cmd_name][0]}")
        command: click.Command = getattr(module, cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in _COMMANDS.items()])


@click.command(cls=_Commands, epilog=_EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="fakegithub")
def cli() -> None:
    """A fake GitHub and GitHub Enterprise Server, to test webhook receivers and API clients against."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit code."""
    try:
        code: Any = cli.main(
            args=None if argv is None else list(argv), prog_name="fakegithub", standalone_mode=False
        )
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except click.Abort:
        return 130
    except FakeGitHubError as error:
        click.echo(f"error: {error}", err=True)
        return MISUSED
    except BrokenPipeError:
        # Whoever read our output has seen enough, as in `fakegithub events | head`.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return code if isinstance(code, int) else 0
