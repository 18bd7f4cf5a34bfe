"""The command line: data on standard output, talk on standard error, exit codes 0, 1 and 2."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs
from urllib.request import urlopen
from xml.etree import ElementTree

import gidgethub.sansio
import pytest

import fakegithub
from fakegithub.cli import main
from fakegithub.products import PRODUCTS
from fakegithub.spec import document

FAILING = """\
name: It fails
given:
  repositories:
    - {name: octocat/hello-world, files: {a: b}, hooks: [{events: [pull_request]}]}
steps:
  - pull_request.open: {head: greeting, files: {c: d}}
    expect:
      within: 200ms
      statuses: {ci/sample: success}
"""
SERVERS = (
    "starlette",
    "uvicorn",
    "httpx",
    "fakegithub.github",
    "fakegithub.api",
    "jsonschema",
    "yaml",
    "rich",
)


@pytest.fixture
def failing(tmp_path: Path) -> str:
    file = tmp_path / "failing.yaml"
    file.write_text(FAILING, encoding="utf-8")
    return str(file)


@pytest.mark.parametrize("arguments", ["['--version']", "['--help']"])
def test_version_and_help_import_no_server(arguments: str) -> None:
    program = (
        f"import sys, fakegithub.cli; code = fakegithub.cli.main({arguments}); "
        f"print([name for name in {SERVERS} if name in sys.modules], code)"
    )
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert found.stdout.splitlines()[-1] == "[] 0"


def test_version_is_the_packages(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"fakegithub, version {fakegithub.__version__}\n"


COMMANDS = ("run", "record", "serve", "env", "trigger", "payload", "events", "operations", "validate")
COMMANDS += ("schema",)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_listed_and_its_help_shows_an_example(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--help"]) == 0
    listed = capsys.readouterr().out
    assert re.search(rf"^  {command} ", listed, re.MULTILINE)
    assert main([command, "--help"]) == 0
    assert f"\n  fakegithub {command}" in capsys.readouterr().out.replace("    fakegithub", "  fakegithub")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "Usage: fakegithub"),
        (["rnu"], "No such command 'rnu'"),
        (["run"], "Missing argument"),
        (["run", "--prodct", "ghec", "pr_opened"], "No such option"),
        (["run", "pr_opend"], 'Did you mean "pr_opened"?'),
        (["run", "pr_opened", "--product", "ghes-3.91"], 'no product "ghes-3.91"'),
        (["run", "pr_opened", "--receiver", "nowhere:app"], "the receiver nowhere:app cannot be imported"),
        (["payload"], "Name an event"),
        (["env", "--url", "localhost"], "--url takes the URL that `fakegithub serve --intercept` printed"),
        (["serve", "--ghes-host", "git.corp.example"], "--ghes-host goes with a GHES product"),
        (["payload", "--all", "push"], "--all goes with neither"),
        (["payload", "pull_request"], "needs an action"),
        (["payload", "push", "--set", "ref"], "is not PATH=VALUE"),
        (["payload", "push", "--set", "ref=5"], "/ref: 5 is not of type 'string'"),
        (["payload", "push", "--set", "reef.x=5"], "the payload has no reef"),
        (["trigger", "push"], "Missing option '--to'"),
        (["events", "--product", "github"], 'no product "github"'),
    ],
)
def test_wrong_usage_exits_with_2_and_says_why(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    captured = capsys.readouterr()
    assert message in captured.err
    assert captured.out == ""


@pytest.mark.parametrize("product", ["ghes-3.19", "ghe-2.15"])
def test_run_passes_for_each_product(product: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "pr_opened", "--product", product, "--product", "github.com"]) == 0
    captured = capsys.readouterr()
    assert captured.out.count("PASSED") == 2
    assert f", {product}, " in captured.out
    assert "\x1b" not in captured.out
    assert re.fullmatch(r"2 passed in \d+\.\d\d s\n", captured.err)


def test_a_failed_scenario_exits_with_1_and_shows_call_delivery_and_answer(
    failing: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["run", failing, "--receiver", "scenario_receivers:wrong_state"]) == 1
    out = capsys.readouterr().out
    assert "FAILED  It fails" in out
    assert f"{failing}:9:18: step 1: commit status ci/sample: expected success" in out
    assert "nearest: call #2 repos/create-commit-status" in out
    assert re.search(r"! state +success +failure", out)
    assert "delivery pull_request.opened to http://receiver.test/ -> 200 OK" in out
    assert "the receiver answered: done, but badly" in out


def test_a_broken_file_exits_with_2_before_anything_runs(
    failing: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = tmp_path / "broken.yaml"
    broken.write_text("name: x\nsteps:\n  - pull_request.opn: {head: x}\n", encoding="utf-8")
    for command in ("run", "validate"):
        assert main([command, failing, str(broken)]) == 2
        captured = capsys.readouterr()
        assert captured.out == ""
        assert (
            f'{broken}:3:5: unknown key "pull_request.opn". Did you mean "pull_request.open"?' in captured.err
        )
        assert "Allowed here: name, by, as, expect, fault, settle, pull_request.open" in captured.err


def test_validate_of_good_files_exits_with_0(failing: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["validate", failing, "pr_opened"]) == 0
    assert capsys.readouterr().err == "2 files checked, no problems\n"


def test_json_and_junit_tell_the_same(
    failing: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    junit = tmp_path / "report.xml"
    assert main(["run", failing, "pr_opened", "--json", "--junit", str(junit)]) == 1
    document = json.loads(capsys.readouterr().out)
    assert document["passed"] is False
    assert [report["passed"] for report in document["reports"]] == [False, True]
    failure = document["reports"][0]["steps"][0]["failures"][0]
    assert failure["place"] == f"{failing}:9:18"
    root = ElementTree.parse(junit).getroot()
    assert [len(suite.findall("testcase/failure")) for suite in root] == [1, 0]


def test_events_and_operations_are_data(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["events", "--json"]) == 0
    events = json.loads(capsys.readouterr().out)
    assert len(events) == len(document("github.com").webhooks)
    assert {"event": "push", "action": None, "tier": "modelled"}.items() <= next(
        row for row in events if row["event"] == "push"
    ).items()
    assert main(["events"]) == 0
    assert re.search(
        r"^pull_request +opened +modelled +app,organization,repository$",
        capsys.readouterr().out,
        re.MULTILINE,
    )
    assert main(["operations", "--product", "ghes-3.19", "--json"]) == 0
    operations = json.loads(capsys.readouterr().out)
    assert len(operations) == len(document("ghes-3.19").operations)
    assert main(["operations"]) == 0
    assert re.search(
        r"^issues/create-comment +POST +/repos/\S+ +modelled$", capsys.readouterr().out, re.MULTILINE
    )


def test_events_counts_its_tiers(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["events", "--json", "--product", "ghes-3.19"]) == 0
    captured = capsys.readouterr()
    tiers = [row["tier"] for row in json.loads(captured.out)]
    counts = ", ".join(f"{tiers.count(tier)} {tier}" for tier in ("modelled", "simulated", "sampled"))
    assert captured.err == f"{counts}\n"


def test_events_counts_the_tiers_of_every_product(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["events", "--count", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [row["product"] for row in rows] == list(PRODUCTS)
    for row in rows:
        assert row["modelled"] + row["simulated"] + row["sampled"] == row["all"]
    assert rows[0]["all"] == len(document("github.com").webhooks)
    assert main(["events", "--count"]) == 0
    assert capsys.readouterr().out.splitlines()[0].split() == list(rows[0])


def test_events_of_a_product_that_borrows_a_document_says_what_is_approximate(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["events", "--product", "ghe-2.15"]) == 0
    captured = capsys.readouterr()
    assert "ghe-2.15 is approximate: the document of ghes-3.14" in captured.err
    assert "workflow_job" not in captured.out


def test_payload_prints_one_document_with_what_was_set(capsys: pytest.CaptureFixture[str]) -> None:
    assert (
        main(
            ["payload", "issue_comment.created", "--set", "comment.body=/retest", "--set", "issue.labels=[]"]
        )
        == 0
    )
    captured = capsys.readouterr()
    payload = json.loads(captured.out)
    assert payload["comment"]["body"] == "/retest"
    assert payload["issue"]["labels"] == []
    assert captured.err == ""


def test_payload_says_when_nothing_stands_behind_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["payload", "registry_package.published"]) == 0
    captured = capsys.readouterr()
    assert json.loads(captured.out)["action"] == "published"
    assert "registry_package.published is sampled" in captured.err


def test_payload_all_prints_a_line_for_every_event_that_fits_its_schema(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["payload", "--all", "--product", "ghes-3.19"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    known = document("ghes-3.19")
    assert len(lines) == len(known.webhooks)
    for line in lines:
        assert list(line) == ["event", "action", "tier", "payload"]
        known.webhook(line["event"], line["action"]).schema.validate(line["payload"])


@contextmanager
def listening(status: int) -> Iterator[tuple[str, list[tuple[dict[str, str], bytes]]]]:
    """A receiver on a port that remembers what it got."""
    received: list[tuple[dict[str, str], bytes]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            received.append((dict(self.headers), body))
            self.send_response(status)
            self.end_headers()
            self.wfile.write(b"seen")

        def log_message(self, *_: Any) -> None:
            """Quiet."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/hook", received
        finally:
            server.shutdown()
            thread.join()


def test_trigger_sends_a_signed_delivery_and_prints_the_answer(capsys: pytest.CaptureFixture[str]) -> None:
    with listening(202) as (url, received):
        arguments = ["trigger", "issues.opened", "--to", url, "--secret", "s3cret", "--product", "ghes-3.19"]
        assert main(arguments) == 0
    captured = capsys.readouterr()
    assert captured.out == "seen\n"
    assert "202 OK" in captured.err
    ((headers, body),) = received
    event = gidgethub.sansio.Event.from_http(
        {name.lower(): value for name, value in headers.items()}, body, secret="s3cret"
    )
    assert (event.event, event.data["action"]) == ("issues", "opened")
    assert headers["X-GitHub-Enterprise-Version"] == "3.19.0"


def test_trigger_as_a_form_to_a_receiver_that_fails_exits_with_1(capsys: pytest.CaptureFixture[str]) -> None:
    with listening(500) as (url, received):
        assert main(["trigger", "ping", "--to", url, "--form", "--set", "zen=Hello"]) == 1
    assert "500 Invalid HTTP Response: 500" in capsys.readouterr().err
    ((headers, body),) = received
    assert headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert json.loads(parse_qs(body.decode())["payload"][0])["zen"] == "Hello"


def test_a_receiver_elsewhere_is_told_what_it_needs_and_gets_the_secret_of_the_command_line(
    failing: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with listening(200) as (url, received):
        assert main(["run", failing, "--receiver", url, "--secret", "from the command line"]) == 1
    captured = capsys.readouterr()
    token = re.search(
        r"^the receiver needs: GITHUB_API_URL=http://127.0.0.1:\d+ .*GITHUB_TOKEN=(\w+)", captured.err
    )
    assert token is not None
    assert token[1] not in captured.out
    assert [headers["X-GitHub-Event"] for headers, _ in received] == ["ping", "pull_request"]
    for headers, body in received:
        gidgethub.sansio.validate_event(
            body, signature=headers["X-Hub-Signature-256"], secret="from the command line"
        )


def test_trigger_to_nobody_exits_with_1(capsys: pytest.CaptureFixture[str]) -> None:
    with listening(200) as (url, _):
        pass
    assert main(["trigger", "ping", "--to", url]) == 1
    assert "failed to connect" in capsys.readouterr().err


def test_serve_answers_with_the_seeds_world_until_it_is_interrupted(failing: str) -> None:
    command = [
        sys.executable,
        "-m",
        "fakegithub",
        "serve",
        "--port",
        "0",
        "--product",
        "ghes-3.19",
        "--seed",
        failing,
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as served:
        assert served.stdout is not None
        url = served.stdout.readline().strip()
        with urlopen(f"{url}/api/v3/repos/octocat/hello-world") as response:
            assert json.load(response)["full_name"] == "octocat/hello-world"
        served.send_signal(signal.SIGINT)
        _, talk = served.communicate(timeout=30)
    assert served.returncode == 0
    assert f"GITHUB_API_URL={url}/api/v3" in talk


def test_env_prints_what_makes_a_program_call_a_served_world() -> None:
    program = [sys.executable, "-m", "fakegithub"]
    serve = [*program, "serve", "--port", "0", "--intercept"]
    serve += ["--product", "ghes-3.19", "--ghes-host", "git.corp.example"]
    with subprocess.Popen(serve, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as served:
        assert served.stdout is not None
        env = " ".join([*program, "env", "--url", served.stdout.readline().strip()])
        ask = 'curl --silent --fail -H "Authorization: token $GITHUB_TOKEN" $GITHUB_API_URL'
        shell = f'eval "$({env})" && {ask}/repos/octocat/hello-world'
        found = subprocess.run(["bash", "-c", shell], capture_output=True, text=True, check=False)
        variables = subprocess.run([*env.split(), "--json"], capture_output=True, text=True, check=True)
        served.send_signal(signal.SIGINT)
        _, talk = served.communicate(timeout=30)
    assert json.loads(found.stdout)["url"] == "https://git.corp.example/api/v3/repos/octocat/hello-world"
    assert "fakegithub env --url" in talk
    known = json.loads(variables.stdout)
    assert known["GITHUB_API_URL"] == "https://git.corp.example/api/v3"
    assert known["HTTPS_PROXY"].startswith("http://127.0.0.1:")


def test_env_says_what_to_start_when_nobody_intercepts(capsys: pytest.CaptureFixture[str]) -> None:
    with listening(404) as (url, _):
        assert main(["env", "--url", url]) == 2
    assert "does not intercept: start it with `fakegithub serve --intercept`" in capsys.readouterr().err
    assert main(["env", "--url", url]) == 2
    assert "there is no fakegithub at" in capsys.readouterr().err


def test_a_reader_that_has_seen_enough_is_no_error() -> None:
    command = f"{sys.executable} -m fakegithub payload --all | head -1"
    found = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=True)
    assert json.loads(found.stdout)["event"]
    assert found.stderr == ""


def test_a_terminal_gets_colour_and_a_live_list_of_steps() -> None:
    command = f"{sys.executable} -m fakegithub run pr_opened"
    found = subprocess.run(
        ["script", "-qc", command, "/dev/null"], capture_output=True, text=True, check=True
    )
    assert "\x1b[32mPASSED\x1b[0m" in found.stdout
    assert "✓" in found.stdout
