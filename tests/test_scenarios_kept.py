"""`--keep`: what is kept can be done again, with curl, and has no credential in it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import gidgethub.sansio
import httpx
import pytest
from test_scenarios_verdicts import SCENARIO, STATUS

from fakegithub import GitHub
from fakegithub.cli import main
from fakegithub.scenarios.language.scenario import load
from fakegithub.scenarios.reports import kept as kept_module
from fakegithub.scenarios.reports.masking import Mask
from fakegithub.scenarios.reports.report import Report
from fakegithub.scenarios.running.run import Options, run

needs_curl = pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")


def kept_of(
    folder: Path, receiver: str, *changes: tuple[str, str], product: str = "github.com", seed: int = 0
) -> tuple[Report, Path]:
    text = SCENARIO
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    file = folder / "test.yaml"
    file.write_text(text, "utf-8")
    named = receiver if "://" in receiver else f"blamed_receivers:{receiver}"
    options = Options(receiver=named, strict=True, keep=folder / "kept", seed=seed)
    report = run(load(file), product, options)
    return report, Path(report.kept)


def replayed(script: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    outside = {name: value for name, value in os.environ.items() if not name.startswith("GITHUB_")}
    command = ["sh", str(script), *arguments]
    return subprocess.run(
        command, capture_output=True, text=True, env=outside | environment, timeout=60, check=False
    )


class Checking(BaseHTTPRequestHandler):
    """A receiver that checks signatures with somebody else's library, gidgethub."""

    secret: str | None = "s3cret"
    events: list[Any]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        try:
            event = gidgethub.sansio.Event.from_http(self.headers, body, secret=self.secret)
        except gidgethub.ValidationFailure:
            self.answer(401)
            return
        self.server.events.append(event)  # type: ignore[attr-defined]
        self.answer(202)

    def answer(self, status: int) -> None:
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: Any) -> None: ...


@contextmanager
def receiver() -> Iterator[tuple[str, list[Any]]]:
    server = HTTPServer(("127.0.0.1", 0), Checking)
    server.events = []  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/", server.events  # type: ignore[attr-defined]
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@needs_curl
@pytest.mark.parametrize("content_type", ["json", "form"])
def test_a_kept_delivery_is_accepted_by_a_receiver_that_checks_signatures(
    tmp_path: Path, content_type: str
) -> None:
    change = ("secret: s3cret", f"secret: s3cret, content_type: {content_type}")
    _, kept = kept_of(tmp_path, "nothing", change)
    script = kept / "deliveries" / "002-pull_request.opened" / "replay.sh"
    with receiver() as (url, events):
        found = replayed(script, url)
    assert found.returncode == 0, found.stderr
    assert found.stdout.startswith("HTTP/1.0 202")
    (event,) = events
    assert event.event == "pull_request"
    assert event.data["action"] == "opened"


@needs_curl
def test_without_a_url_it_goes_where_the_delivery_went(tmp_path: Path) -> None:
    with receiver() as (url, events):
        _, kept = kept_of(tmp_path, url)
        (first,) = (event for event in events if event.event == "pull_request")
        found = replayed(kept / "deliveries" / "002-pull_request.opened" / "replay.sh")
        assert found.returncode == 0, found.stderr
        (_, second) = (event for event in events if event.event == "pull_request")
    assert (second.delivery_id, second.data) == (first.delivery_id, first.data)


@needs_curl
def test_the_receiver_still_refuses_what_is_not_signed_with_its_secret(tmp_path: Path) -> None:
    _, kept = kept_of(tmp_path, "nothing", ("s3cret", "another"))
    with receiver() as (url, events):
        found = replayed(kept / "deliveries" / "002-pull_request.opened" / "replay.sh", url)
    assert found.stdout.startswith("HTTP/1.0 401")
    assert events == []


def test_an_app_without_an_address_is_asked_for(tmp_path: Path) -> None:
    _, kept = kept_of(tmp_path, "nothing")
    found = replayed(kept / "deliveries" / "001-ping" / "replay.sh")
    assert found.returncode != 0
    assert "say where the receiver listens" in found.stderr


@needs_curl
@pytest.mark.parametrize("product", ["github.com", "ghes-3.19"])
def test_a_kept_call_works_against_a_served_world(tmp_path: Path, product: str) -> None:
    _, kept = kept_of(tmp_path, "comments", product=product)
    script = kept / "calls" / "001-issues-create-comment" / "replay.sh"
    with GitHub(product) as github:
        octocat = github.user("octocat")
        repository = octocat.create_repository("hello-world", files={"README.md": "# Hello"})
        repository.create_issue("A bug")
        github.serve()
        found = replayed(script, GITHUB_TOKEN=octocat.token(), GITHUB_API_URL=github.api_url)
        assert found.returncode == 0, found.stderr
        assert "201" in found.stdout.splitlines()[0]
        call = github.calls.one("issues/create-comment", issue_number=1)
        assert call.actor == "octocat"
        assert call.body == {"body": "Thank you!\n\nI have looked at it,\nand all is well.\n"}
        # The root of the API can be an argument, too.
        found = replayed(script, github.api_url, GITHUB_TOKEN=octocat.token())
        assert len(github.calls.all("issues/create-comment")) == 2


def test_a_call_with_a_token_needs_one_again(tmp_path: Path) -> None:
    _, kept = kept_of(tmp_path, "comments")
    found = replayed(kept / "calls" / "001-issues-create-comment" / "replay.sh")
    assert found.returncode != 0
    assert "GITHUB_TOKEN" in found.stderr


def test_what_was_sent_and_answered_stands_in_the_files(tmp_path: Path) -> None:
    report, kept = kept_of(tmp_path, "good")
    delivery = kept / "deliveries" / "002-pull_request.opened"
    headers = (delivery / "request.headers").read_text().splitlines()
    assert "X-GitHub-Event: pull_request" in headers
    assert json.loads((delivery / "request.body").read_bytes())["action"] == "opened"
    assert (delivery / "response.headers").read_text().startswith("HTTP/1.1 200\n")
    assert (delivery / "response.body").read_bytes() == b"done"
    (call,) = (kept / "calls").iterdir()
    line = (call / "request.line").read_text()
    assert line == f"POST {report.calls[0].path}\n"
    assert json.loads((call / "request.body").read_bytes()) == {"state": "success", "context": "ci"}
    assert (call / "response.headers").read_text().startswith("HTTP/1.1 201\n")
    assert json.loads((call / "response.body").read_bytes())["state"] == "success"
    assert "Content-Type: application/json" in (call / "request.headers").read_text().title().replace(
        "Application/Json", "application/json"
    )


def test_the_report_is_kept_and_says_where(tmp_path: Path) -> None:
    report, kept = kept_of(tmp_path, "wrong_field")
    assert kept.name == "a-test-github.com"
    text = (kept / "report.txt").read_text("utf-8")
    assert "looks like the receiver's fault" in text
    assert text.endswith(f"  kept in {kept}\n")
    document = json.loads((kept / "report.json").read_text("utf-8"))
    assert document["kept"] == str(kept)
    assert document["calls"][0]["operation"] == report.calls[0].operation


def test_no_run_writes_into_the_folder_of_another(tmp_path: Path) -> None:
    names = [kept_of(tmp_path, "good")[1].name for _ in range(3)]
    assert names == ["a-test-github.com", "a-test-github.com-2", "a-test-github.com-3"]
    assert kept_of(tmp_path, "good", seed=7)[1].name == "a-test-github.com-seed-7"


def test_attempts_that_failed_are_kept_with_their_reason(tmp_path: Path) -> None:
    retries = ("secret: s3cret", "secret: s3cret, retries: {attempts: 1, backoff: 10ms}")
    _, kept = kept_of(tmp_path, "http://127.0.0.1:9/", retries)
    names = sorted(folder.name for folder in (kept / "deliveries").iterdir())
    assert "002-ping-attempt-2" in names
    first = kept / "deliveries" / "001-ping"
    assert "ConnectError" in (first / "error.txt").read_text()
    assert not (first / "response.headers").exists()


def test_no_secret_is_kept_and_a_script_says_what_is_masked(tmp_path: Path) -> None:
    title = ("head: greeting", 'head: greeting, title: "it is s3cret, not ghp_123456789012"')
    _, kept = kept_of(tmp_path, "bad_token", title)
    texts = {file: file.read_text("utf-8") for file in kept.rglob("*") if file.is_file()}
    assert len(texts) > 10
    for file, text in texts.items():
        assert "s3cret" not in text, file
        assert "ghp_" not in text, file
        assert "authorization: bearer ghp" not in text.casefold(), file
    script = texts[kept / "deliveries" / "002-pull_request.opened" / "replay.sh"]
    assert "masked, so its signatures do not fit any more" in script
    assert "it is ********, not ********" in texts[kept / "deliveries/002-pull_request.opened/request.body"]
    assert "masked" not in texts[kept / "deliveries" / "001-ping" / "replay.sh"]


def test_a_shell_runs_nothing_that_a_receiver_has_sent(tmp_path: Path) -> None:
    """Paths and queries go into scripts: they must stay one word there."""
    made = tmp_path / "made"
    with GitHub() as github:
        github.user("octocat")
        github.serve()
        httpx.get(f"{github.url}/users/octocat")
        (call,) = github.calls
    evil = replace(
        call,
        path=f"/x'$(touch {made})`touch {made}`\"",
        query_string=f"a=$(touch {made})&b=[1-9]",
        scheme=None,
    )
    place = tmp_path / "call"
    kept_module._keep_call(evil, "http://127.0.0.1:9", place, Mask([]))
    replayed(place / "replay.sh")
    assert not made.exists()


def test_the_command_line_keeps_each_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("test.yaml").write_text(SCENARIO.replace(STATUS, "{labels: []}"), "utf-8")
    products = ["--product", "github.com", "--product", "ghes-3.19"]
    options = ["--receiver", "blamed_receivers:good", "--keep", "kept", *products]
    assert main(["run", "test.yaml", *options]) == 0
    assert sorted(folder.name for folder in Path("kept").iterdir()) == [
        "a-test-ghes-3.19",
        "a-test-github.com",
    ]
    capsys.readouterr()
