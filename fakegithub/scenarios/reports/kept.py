"""`--keep`: what one run delivered and what was called, as files, each with a script that does it again.

    FOLDER/a-pull-request-gets-a-green-status-github.com/
        report.txt  report.json  output.txt
        deliveries/002-pull_request.opened/   request.headers request.body response.headers response.body
        calls/001-repos-create-commit-status/ replay.sh

A delivery is kept byte for byte, with its signatures, which are no secret, so that a receiver takes it again.
No credential is kept: a script takes the token of a call from GITHUB_TOKEN.
"""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import count
from pathlib import Path
from urllib.parse import unquote, urlsplit

from fakegithub.github import GitHub
from fakegithub.journal import Call
from fakegithub.model.hooks import Delivery
from fakegithub.scenarios.expectations.evidence import call_line, delivery_line, event_name
from fakegithub.scenarios.reports.masking import MASK, Mask
from fakegithub.scenarios.reports.report import Report, as_document
from fakegithub.scenarios.reports.text import render

Headers = Iterable[tuple[str, str]]

_LONGEST = 80
# What curl says by itself: the frame of a message, as https://www.rfc-editor.org/rfc/rfc9112 has it.
_FRAME = {"host", "content-length", "transfer-encoding", "connection"}
_CREDENTIALS = {"authorization", "proxy-authorization", "cookie", "set-cookie"}
_BODILESS = ("GET", "HEAD", "DELETE", "OPTIONS")
_CURL = "exec curl --silent --show-error --include --globoff --max-time 60"
_TOP = '#!/bin/sh\n{}\ncd "$(dirname "$0")" || exit 1\n'


def keep(report: Report, github: GitHub, folder: Path, secrets: Iterable[str]) -> Report:
    """Write one run into a new folder within `folder`; the report then says which. Raises OSError."""
    # A ping shows its hook, and so the password that stands in the URL of the hook.
    passwords = {urlsplit(delivery.url).password or "" for delivery in github.deliveries}
    mask = Mask({*secrets, *passwords, *map(unquote, passwords)})
    place = _new_folder(folder, report)
    kept = replace(report, kept=str(place))
    (place / "report.txt").write_text(render(kept), "utf-8")
    document = json.dumps(as_document(kept), ensure_ascii=False, indent=2)
    (place / "report.json").write_text(f"{document}\n", "utf-8")
    if report.output:
        lines = (f"{moment.offset:8.3f} s  {moment.what}\n" for moment in report.output)
        (place / "output.txt").write_text("".join(lines), "utf-8")
    for number, delivery in enumerate(github.deliveries, 1):
        again = f"-attempt-{delivery.attempt}" if delivery.attempt > 1 else ""
        _keep_delivery(delivery, place / "deliveries" / f"{number:03}-{event_name(delivery)}{again}", mask)
    for call in github.calls:
        name = _slug(call.operation or f"{call.method} {call.path}")
        _keep_call(call, github.api_url, place / "calls" / f"{call.number:03}-{name}", mask)
    return kept


def _new_folder(folder: Path, report: Report) -> Path:
    """One that was not there: earlier runs, and those in other processes, are left alone."""
    seed = f"-seed-{report.seed}" if report.seed else ""
    name = f"{_slug(report.scenario)}-{report.product}{seed}"
    folder.mkdir(parents=True, exist_ok=True)
    for number in count(1):
        place = folder / (name if number == 1 else f"{name}-{number}")
        try:
            place.mkdir()
        except FileExistsError:
            continue
        return place
    raise AssertionError("count never ends")


def _slug(text: str) -> str:
    return re.sub(r"[^\w.]+", "-", text.casefold()).strip("-.")[:_LONGEST].rstrip("-.") or "scenario"


def _keep_delivery(delivery: Delivery, place: Path, mask: Mask) -> None:
    place.mkdir(parents=True)
    body = mask.bytes(delivery.body)
    _write(place, "request", delivery.request_headers, body, mask)
    if delivery.response_headers or delivery.response_body:
        status = f"HTTP/1.1 {delivery.status_code}"
        _write(place, "response", delivery.response_headers, delivery.response_body, mask, first=status)
    if delivery.error is not None:
        (place / "error.txt").write_text(mask.text(delivery.error), "utf-8")
    lines = [f"Delivers this once more, byte for byte as it was: sh {place.name}/replay.sh [URL]"]
    lines.append(str(delivery_line(delivery)))
    if body != delivery.body:
        lines.append("A secret in its body is masked, so its signatures do not fit any more.")
    default = _default_url(delivery)
    _script(
        place,
        mask.text("\n".join(f"# {' '.join(line.split())}" for line in lines)),
        default,
        f"{_CURL} \\\n"
        "  --request POST --header @request.headers --header 'Expect:' \\\n"
        '  --data-binary @request.body "$1"',
    )


def _default_url(delivery: Delivery) -> str:
    """Sets the first argument when it is left out."""
    host = urlsplit(delivery.url).hostname or ""
    if host.endswith(".test") or delivery.shown_url != delivery.url:
        # An app within fakegithub has no address of its own, and a password is not kept.
        return ': "${1:?say where the receiver listens: sh replay.sh URL}"'
    return f"[ $# -gt 0 ] || set -- {shlex.quote(delivery.url)}"


def _keep_call(call: Call, api_url: str, place: Path, mask: Mask) -> None:
    place.mkdir(parents=True)
    query = f"?{call.query_string}" if call.query_string else ""
    path = call.path.removeprefix(urlsplit(api_url).path.rstrip("/"))
    target = mask.text(f"{path}{query}")
    body = mask.bytes(call.sent)
    _write(place, "request", call.headers.items(), body, mask)
    (place / "request.line").write_text(mask.text(f"{call.method} {call.path}{query}\n"), "utf-8")
    headers = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in call.response_headers]
    _write(place, "response", headers, call.response, mask, first=f"HTTP/1.1 {call.status}")
    lines = [
        f"Makes this call once more: GITHUB_TOKEN=… sh {place.name}/replay.sh [API]",
        str(call_line(call)),
    ]
    if body != call.sent or MASK.encode() in body or MASK in target:
        lines.append("A secret in it is masked.")
    said = [_CURL, f"{_method(call.method)} --header @request.headers"]
    if call.scheme is not None:
        lines.append("It was made with a token, which is not kept: give one in GITHUB_TOKEN.")
        said.append('--header "Authorization: Bearer ${GITHUB_TOKEN:?}"')
    if body or call.method not in _BODILESS:
        said.append("--data-binary @request.body")
    said.append(f'"$1"{shlex.quote(target)}')
    _script(
        place,
        mask.text("\n".join(f"# {' '.join(line.split())}" for line in lines)),
        f'[ $# -gt 0 ] || set -- "${{GITHUB_API_URL:-{api_url}}}"',
        " \\\n  ".join(said),
    )


def _method(method: str) -> str:
    return "--head" if method == "HEAD" else f"--request {shlex.quote(method)}"


def _script(place: Path, comment: str, default: str, command: str) -> None:
    script = place / "replay.sh"
    script.write_text(f"{_TOP.format(comment)}{default}\n{command}\n", "utf-8")
    script.chmod(0o755)


def _write(
    place: Path, what: str, headers: Headers, body: bytes, mask: Mask, *, first: str | None = None
) -> None:
    """A message in two files: its headers, one a line as curl reads them, and its body."""
    lines: Sequence[str] = [
        f"{name}: {MASK if name.lower() in _CREDENTIALS else mask.text(value)}"
        for name, value in headers
        if first is not None or name.lower() not in _FRAME
    ]
    text = "".join(f"{line}\n" for line in ([first, *lines] if first is not None else lines))
    (place / f"{what}.headers").write_text(text, "utf-8")
    (place / f"{what}.body").write_bytes(mask.bytes(body))
