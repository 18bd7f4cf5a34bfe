"""`schema`: the JSON Schema of scenario files, for editors."""

from __future__ import annotations

import click

from fakegithub.spec.store import schemas_folder

_EPILOG = """\b
Examples:
  fakegithub schema > scenario.schema.json
  fakegithub schema --path
\b
In the first line of a scenario file, for every editor with a YAML language server:
  # yaml-language-server: $schema=PATH
\b
In VS Code's settings.json, for all scenario files of a project:
  "yaml.schemas": {"PATH": "scenarios/*.yaml"}
"""


@click.command(epilog=_EPILOG)
@click.option("--path", "only_path", is_flag=True, help="Print where its file is, instead.")
def schema(only_path: bool) -> int:
    """Print the JSON Schema of scenario files, with which editors complete and explain all keys."""
    file = schemas_folder() / "scenario.schema.json"
    click.echo(str(file) if only_path else file.read_text("utf-8"), nl=only_path)
    return 0
