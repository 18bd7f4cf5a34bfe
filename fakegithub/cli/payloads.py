"""`payload` and `trigger`: what GitHub would send, printed or sent."""

from __future__ import annotations

import json
from typing import Any

import click

from fakegithub.cli import FAILED
from fakegithub.cli.options import one_product, retries, secret
from fakegithub.errors import SchemaMismatch
from fakegithub.model.hooks import Retries
from fakegithub.scenarios.samples.samples import SamplePayload, all_samples, changed, sample
from fakegithub.scenarios.samples.sending import send
from fakegithub.scenarios.samples.variants import VARIANTS, vary

_WIDTH = max(map(len, VARIANTS))
_VARIANTS_HELP = "\b\nVariants, each of any event that has what it changes:\n" + "".join(
    f"  {variant.name:{_WIDTH}}  {variant.what}\n" for variant in VARIANTS.values()
)
_PAYLOAD_EPILOG = f"""{_VARIANTS_HELP}
\b
Examples:
  fakegithub payload pull_request.opened
  fakegithub payload pull_request.opened --variant deleted-fork
  fakegithub payload push --product ghes-3.19 --set ref=refs/heads/topic
  fakegithub payload issues.opened --set issue.labels='[]' | jq .issue
  fakegithub payload --all > payloads.jsonl
"""
_TRIGGER_EPILOG = """\b
Examples:
  fakegithub trigger ping --to http://127.0.0.1:8000/hook
  fakegithub trigger issue_comment.created --to http://127.0.0.1:8000/hook --secret s3cret \\
      --set comment.body=/retest
  fakegithub trigger push --to http://127.0.0.1:8000/hook --variant many-commits
"""
_variant = click.option(
    "--variant", metavar="NAME", help="A nasty but legal variant; `fakegithub payload --help` lists them."
)
_set = click.option(
    "--set",
    "changes",
    multiple=True,
    metavar="PATH=VALUE",
    help="Replace a value: a dotted path, and JSON or a plain text. May be given several times.",
)


@click.command(epilog=_PAYLOAD_EPILOG)
@click.argument("event", required=False, metavar="EVENT[.ACTION]")
@one_product
@_variant
@_set
@click.option("--all", "every", is_flag=True, help="Print every event and action, each as one line of JSON.")
def payload(
    event: str | None, product_name: str, variant: str | None, changes: tuple[str, ...], every: bool
) -> None:
    """Print the payload of an event, as one JSON document that fits GitHub's schema.

    It comes from real operations in a small world where they cause the event; else it is filled from
    the schema, and standard error says so. With --all each line is
    {"event", "action", "tier", "payload"}.
    """
    if every:
        if event is not None or changes or variant:
            raise click.UsageError("--all goes with neither an event nor --set nor --variant.")
        for found in all_samples(product_name):
            line = {
                "event": found.event,
                "action": found.action,
                "tier": found.tier,
                "payload": found.payload,
            }
            click.echo(json.dumps(line, ensure_ascii=False, separators=(",", ":")))
        return
    click.echo(json.dumps(_made(event, product_name, variant, changes).payload, ensure_ascii=False, indent=2))


@click.command(epilog=_TRIGGER_EPILOG)
@click.argument("event", metavar="EVENT[.ACTION]")
@click.option("--to", "url", required=True, metavar="URL", help="Where the receiver listens.")
@secret("The secret that signs the delivery.")
@one_product
@_variant
@_set
@click.option("--form", is_flag=True, help="Send it as a form instead of as JSON.")
@retries
def trigger(
    event: str,
    url: str,
    secret: str | None,
    product_name: str,
    variant: str | None,
    changes: tuple[str, ...],
    form: bool,
    retries: int,
) -> int:
    """Send one event to a receiver, as GitHub would: signed, with all headers of the product.

    Prints the receiver's answer, of several attempts the last. Exits with 0 when it was a 2xx, with 1
    when it was not.
    """
    found = _made(event, product_name, variant, changes)
    content_type = "form" if form else "json"
    answers = send(
        found, url, product_name, secret=secret, content_type=content_type, retries=Retries(retries)
    )
    for answer in answers:
        reason = f" ({answer.error})" if answer.error else ""
        again = f" attempt {answer.attempt}" if answer.attempt > 1 else ""
        ended = f"{answer.status_code} {answer.status}{reason}"
        click.echo(f"{found.name} {answer.guid}{again}: {ended}", err=True)
    answer = answers[-1]
    if answer.body:
        click.echo(answer.body)
    return 0 if answer.ok else FAILED


def _made(
    event: str | None, product_name: str, variant: str | None, changes: tuple[str, ...]
) -> SamplePayload:
    if event is None:
        raise click.UsageError(
            "Name an event, for example pull_request.opened; `fakegithub events` lists them."
        )
    found = sample(event, product_name)
    if found.tier == "sampled":
        click.echo(
            f"{found.name} is sampled: filled from GitHub's schema, not caused by an operation", err=True
        )
    if variant is not None:
        found = vary(found, variant, product_name)
    if not changes:
        return found
    try:
        return changed(found, dict(_change(text) for text in changes), product_name)
    except LookupError as error:
        raise click.UsageError(f"--set: {error}") from error
    except SchemaMismatch as error:
        raise click.UsageError(f"--set: the payload no longer fits GitHub's schema: {error}") from error


def _change(text: str) -> tuple[str, Any]:
    path, equals, value = text.partition("=")
    if not equals or not path:
        raise click.UsageError(f'--set: "{text}" is not PATH=VALUE, for example comment.body=/retest')
    try:
        return path, json.loads(value)
    except ValueError:
        return path, value
