"""Receivers that a scenario starts or imports: what they are told, how they are led, what the report says."""

from __future__ import annotations

import dataclasses
import json
import os
import re
import shutil
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from fakegithub.cli import main
from fakegithub.errors import ReceiverError, ScenarioError
from fakegithub.github import GitHub
from fakegithub.scenarios.language.library import folder
from fakegithub.scenarios.language.scenario import Step, load, validate
from fakegithub.scenarios.language.words import split
from fakegithub.scenarios.receivers.process import free_port
from fakegithub.scenarios.receivers.receiver import chosen
from fakegithub.scenarios.reports.junit import render_junit
from fakegithub.scenarios.reports.report import Report
from fakegithub.scenarios.reports.text import render
from fakegithub.scenarios.running.run import Listener, Options, prepared, run

HERE = Path(__file__).parent
NODE = shutil.which("node")
needs_node = pytest.mark.skipif(NODE is None, reason="node is not installed")
PR_OPENED = folder() / "pr_opened.yaml"
RECEIVER = HERE / "command_receiver.py"

REST = """\
given:
  users: [hubot]
  repositories:
    - name: octocat/hello-world
      hooks: [{events: [issues], secret: s3cret-of-the-hook}]
      collaborators: {hubot: push}
  tokens: [hubot]
steps:
  - issue.open: {title: A bug}
    expect: {deliveries: [{event: issues.opened}]}
"""
APP = "  apps: [{name: ci-app, owner: octocat, permissions: {checks: write}, installations: [octocat]}]\n"


def write(folder: Path, receiver: str, rest: str = REST) -> Path:
    file = folder / "test.yaml"
    file.write_text(f"name: A test\nreceiver:\n  {receiver}\n{rest}", "utf-8")
    return file


def command(mode: str, *arguments: object) -> str:
    return f"command: {json.dumps([sys.executable, str(RECEIVER), mode, *map(str, arguments)])}"


def run_file(file: Path, product: str = "github.com", **options: Any) -> Report:
    return run(load(file), product, Options(strict=True, **options))


def told(folder: Path, receiver: str = "", rest: str = REST, **options: Any) -> dict[str, Any]:
    """What a command is told, from its own report."""
    file = write(folder, f"{command('ok', folder / 'told.json', *_ARGUMENTS)}\n  {receiver}", rest)
    report = run_file(file, **options)
    assert report.passed, render(report)
    found: dict[str, Any] = json.loads((folder / "told.json").read_text("utf-8"))
    return found


_ARGUMENTS = ("${PORT}", "as ${GITHUB_TOKEN}")


def output(report: Report) -> str:
    return "\n".join(moment.what for moment in report.output)


def is_gone(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


# Programs that pass


@needs_node
@pytest.mark.parametrize("product", ["github.com", "ghes-3.19"])
def test_a_node_program_passes_pr_opened(product: str) -> None:
    program = f"node '{HERE / 'node_receiver.mjs'}'"
    report = run_file(PR_OPENED, product, command=program)
    assert report.passed, render(report)
    assert "handled issue_comment" in output(report)


@needs_node
def test_a_node_program_is_led_here_from_api_github_com(tmp_path: Path) -> None:
    scenario = PR_OPENED.read_text("utf-8").split("\n\n", 1)[1]
    program = f"command: [node, {HERE / 'node_receiver.mjs'}]\n  intercept: true"
    report = run_file(
        write(tmp_path, f"{program}\n  environment: {{GITHUB_API_URL: https://api.github.com}}", scenario)
    )
    assert report.passed, render(report)


@needs_node
def test_a_node_program_is_asked_whether_it_is_ready(tmp_path: Path) -> None:
    shutil.copy(HERE / "node_receiver.mjs", tmp_path / "bot.mjs")
    scenario = PR_OPENED.read_text("utf-8").split("\n\n", 1)[1]
    program = "command: node bot.mjs /hooks/github\n  working_directory: .\n  path: /hooks/github\n"
    file = write(tmp_path, f"{program}  ready: {{path: /healthz, within: 20s}}", scenario)
    report = run_file(file)
    assert report.passed, render(report)
    assert {delivery.url.split("/", 3)[3] for delivery in report.deliveries} == {"hooks/github"}


def test_a_python_program_passes_pr_opened() -> None:
    program = [sys.executable, "-m", "uvicorn", "fakegithub.sample_receiver:app", "--port", "${PORT}"]
    report = run_file(PR_OPENED, command=" ".join(program))
    assert report.passed, render(report)
    assert "Uvicorn running on" in output(report)
    assert report.receiver.startswith(f"{sys.executable} -m uvicorn")


def test_a_program_that_listens_at_a_fixed_place_is_told_its_port(tmp_path: Path) -> None:
    port = free_port()
    known = told(tmp_path, f"url: 'http://127.0.0.1:{port}/fixed'")
    assert known["environ"]["PORT"] == known["argv"][0] == str(port)


def test_the_url_of_a_program_may_name_the_port_that_was_chosen(tmp_path: Path) -> None:
    file = write(tmp_path, f"{command('ok')}\n  url: 'http://127.0.0.1:${{PORT}}/here?a=b'")
    report = run_file(file)
    assert report.passed, render(report)
    assert report.deliveries[-1].response == "/here?a=b"


# What they are told


def test_a_command_is_told_where_the_world_is_and_who_it_is(tmp_path: Path) -> None:
    rest = REST.replace("given:\n", f"given:\n{APP}")
    known = told(tmp_path, rest=rest)
    environ = known["environ"]
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/?", environ["GITHUB_API_URL"])
    assert environ["GITHUB_GRAPHQL_URL"].startswith(environ["GITHUB_API_URL"])
    assert environ["GITHUB_SERVER_URL"].startswith("http://127.0.0.1:")
    assert environ["GITHUB_WEBHOOK_SECRET"] == "s3cret-of-the-hook"
    assert environ["GITHUB_APP_ID"].isdigit()
    assert load_pem_private_key(known["key"].encode(), None).key_size == 2048
    assert known["mode"] == 0o600
    assert known["argv"] == [environ["PORT"], f"as {environ['GITHUB_TOKEN']}"]
    assert known["directory"] == os.getcwd()
    # Nothing of it is left.
    assert not Path(environ["GITHUB_APP_PRIVATE_KEY_FILE"]).parent.exists()


def test_an_app_is_told_the_same_but_no_port(tmp_path: Path) -> None:
    rest = REST.replace("given:\n", f"given:\n{APP}")
    receiver = (
        "app: test_scenarios_receiver:noting\n  environment: {LEVEL: debug, HOME: null, N: 3, YES: true}"
    )
    before = dict(os.environ)
    NOTED.clear()
    assert run_file(write(tmp_path, receiver, rest)).passed
    assert dict(os.environ) == before
    assert (NOTED["LEVEL"], NOTED["N"], NOTED["YES"]) == ("debug", "3", "true")
    assert "HOME" not in NOTED
    assert NOTED["GITHUB_APP_ID"].isdigit()
    assert NOTED["the key"].startswith("-----BEGIN")
    assert "PORT" not in NOTED or NOTED["PORT"] == before["PORT"]


NOTED: dict[str, str] = {}


async def _note(_: Request) -> Response:
    NOTED.update(os.environ)
    if "GITHUB_APP_PRIVATE_KEY_FILE" in os.environ:
        NOTED["the key"] = Path(os.environ["GITHUB_APP_PRIVATE_KEY_FILE"]).read_text("utf-8")
    return PlainTextResponse("noted")


noting = Starlette(routes=[Route("/{path:path}", _note, methods=["POST"])])


@pytest.mark.parametrize("kind", ["command", "app"])
def test_nothing_is_told_that_does_not_belong_to_this_world(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    for name in ("GITHUB_TOKEN", "GITHUB_APP_ID", "GITHUB_APP_PRIVATE_KEY_FILE", "GITHUB_WEBHOOK_SECRET"):
        monkeypatch.setenv(name, "of-the-real-github")
    rest = REST.replace(", secret: s3cret-of-the-hook", "")
    if kind == "command":
        environ = told(tmp_path, rest=rest)["environ"]
    else:
        NOTED.clear()
        assert run_file(write(tmp_path, "app: test_scenarios_receiver:noting", rest)).passed
        environ = NOTED
    assert "of-the-real-github" not in environ.values()
    assert environ["GITHUB_TOKEN"].startswith("ghp_")


def test_the_scenarios_own_variables_come_last(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FROM_OUTSIDE", "yes")
    monkeypatch.setenv("NOT_WANTED", "yes")
    own = (
        "{BOT: 'b${PORT}', TOKEN: '${GITHUB_TOKEN}', NUMBER: 3, YES: true, NOT_WANTED: null,"
        " GITHUB_SERVER_URL: 'http://other', '${FROM_OUTSIDE}_KEY': a}"
    )
    environ = told(tmp_path, f"environment: {own}")["environ"]
    assert environ["BOT"] == f"b{environ['PORT']}"
    assert environ["TOKEN"] == environ["GITHUB_TOKEN"]
    assert (environ["NUMBER"], environ["YES"], environ["yes_KEY"]) == ("3", "true", "a")
    assert environ["GITHUB_SERVER_URL"] == "http://other"
    assert environ["FROM_OUTSIDE"] == "yes"
    assert "NOT_WANTED" not in environ


def test_it_runs_where_the_scenario_says_from_its_own_folder(tmp_path: Path) -> None:
    (tmp_path / "bots" / "mine").mkdir(parents=True)
    (tmp_path / "scenarios").mkdir()
    receiver = f"{command('ok', tmp_path / 'told.json')}\n  working_directory: ../bots/${{WHICH:-mine}}"
    assert run_file(write(tmp_path / "scenarios", receiver)).passed
    assert json.loads((tmp_path / "told.json").read_text())["directory"] == str(tmp_path / "bots" / "mine")


def test_a_whole_command_may_come_from_outside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_COMMAND", f"'{sys.executable}' '{RECEIVER}' ok")
    report = run_file(write(tmp_path, "command: ${BOT_COMMAND}"))
    assert report.passed, render(report)


# Programs that know no other GitHub than the real one


def test_a_program_that_calls_api_github_com_is_led_here(tmp_path: Path) -> None:
    report = run_file(write(tmp_path, f"{command('hardwired')}\n  intercept: true"))
    assert report.passed, render(report)
    assert report.deliveries[-1].response == "https://api.github.com/users/hubot"
    assert [call.operation for call in report.calls] == ["users/get-authenticated"]
    assert report.notes == ()


def test_what_it_calls_elsewhere_is_refused_and_noted(tmp_path: Path) -> None:
    report = run_file(write(tmp_path, f"{command('curious')}\n  intercept: {{allow: [example.org]}}"))
    assert report.passed, render(report)
    assert "403" in report.deliveries[-1].response
    assert report.notes == ("the receiver called example.com:443, which was refused: see `intercept`",)


async def _call_github(_: Request) -> Response:
    import httpx

    headers = {"Authorization": f"Bearer {os.environ['GITHUB_TOKEN']}", "User-Agent": "a-test"}
    async with httpx.AsyncClient(headers=headers) as client:
        answer = await client.get("https://api.github.com/user")
    return PlainTextResponse(answer.json()["url"])


hardwired = Starlette(routes=[Route("/hook", _call_github, methods=["POST"])])


def test_an_app_that_calls_api_github_com_is_led_here(tmp_path: Path) -> None:
    before = dict(os.environ)
    receiver = "app: test_scenarios_receiver:hardwired\n  path: /hook\n  intercept: true"
    report = run_file(write(tmp_path, receiver))
    assert report.passed, render(report)
    assert report.deliveries[-1].response == "https://api.github.com/users/hubot"
    assert dict(os.environ) == before


# Programs that fail


def test_one_that_dies_at_once_fails_the_run_with_its_reason(tmp_path: Path) -> None:
    report = run_file(write(tmp_path, command("fails")))
    assert [step.status for step in report.steps] == ["failed", "skipped"]
    assert report.steps[0].title == "the receiver starts"
    text = render(report)
    assert "test.yaml:2:1: the receiver starts: the receiver has ended with exit code 1" in text
    assert "cannot reach the database" in text
    assert "output of the receiver" in text
    assert report.deliveries == ()


def test_one_that_does_not_become_ready_fails_the_run(tmp_path: Path) -> None:
    report = run_file(write(tmp_path, f"{command('never_ready')}\n  ready: {{within: 500ms}}"))
    assert [step.status for step in report.steps] == ["failed", "skipped"]
    (failure,) = report.steps[0].failures
    assert "was not ready within 0.5 s: nobody listens at 127.0.0.1:" in failure.message
    assert output(report) == "waiting for the database"


def test_one_that_dies_in_a_step_fails_it_and_is_not_waited_for(tmp_path: Path) -> None:
    rest = REST.replace(
        "expect: {deliveries", "expect: {within: 300s, comments: [{user: hubot}], deliveries"
    ).replace("repositories:", "repositories:", 1)
    rest += "  - issue.close: {}\n"
    began = time.monotonic()
    report = run_file(write(tmp_path, command("dies"), rest))
    assert time.monotonic() - began < 60
    assert [step.status for step in report.steps] == ["failed", "skipped"]
    assert report.steps[0].failures[0].message == (
        "the receiver has ended with exit code 3; its last lines:\n    out of memory"
    )
    whats = [moment.what for moment in report.timeline]
    assert whats.index("the receiver is ready") < whats.index("the receiver has ended")
    assert "the receiver is stopped" not in whats


def test_one_that_dies_when_all_is_done_fails_the_run(tmp_path: Path) -> None:
    rest = REST.replace("    expect: {deliveries: [{event: issues.opened}]}\n", "")
    report = run_file(write(tmp_path, command("dies_later"), rest))
    assert not report.passed
    failed = [step for step in report.steps if step.status == "failed"]
    assert [failure.message for step in failed for failure in step.failures] == [
        "the receiver has ended with exit code 0; it has written nothing"
    ]


def test_what_it_has_written_has_no_secret_in_any_form_of_the_report(tmp_path: Path) -> None:
    rest = REST.replace("given:\n", f"given:\n{APP}") + "    name: it fails\n"
    rest = rest.replace("issues.opened", "issues.closed")
    receiver = f"{command('leaks', tmp_path / 'told.json')}\n  environment: {{MAIL_PASSWORD: hunter2}}"
    report = run_file(write(tmp_path, receiver, rest))
    assert not report.passed
    known = json.loads((tmp_path / "told.json").read_text())
    lines = [line for line in known["key"].splitlines() if not line.startswith("-----")]
    for form in (render(report), json.dumps(dataclasses.asdict(report)), render_junit([report]).decode()):
        assert "my token is ********" in form
        assert "and ******** and ********" in form
        assert known["environ"]["GITHUB_TOKEN"][:10] not in form
        assert "zzz" in form
        assert not any(line in form for line in lines)
        assert "hunter2" not in form
        assert "s3cret" not in form


class Interrupting(Listener):
    def step_began(self, step: Step) -> None:
        raise KeyboardInterrupt


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="only Linux has /proc")
@pytest.mark.parametrize("ends", ["well", "author", "interrupted"])
def test_nothing_of_it_is_left_however_the_run_ends(tmp_path: Path, ends: str) -> None:
    rest = REST.replace("title: A bug", "title: '${hooks.0.nothing}'") if ends == "author" else REST
    rest = rest.replace("steps:\n", "steps:\n  - call: {operation: repos/list-webhooks}\n    as: hooks\n")
    script = f'echo $$ > pids; sleep 600 & echo $! >> pids; exec "{sys.executable}" "{RECEIVER}" forks'
    file = write(tmp_path, f"command: {json.dumps(['sh', '-c', script])}\n  working_directory: .", rest)
    if ends == "well":
        report = run_file(file)
        assert report.passed, render(report)
    elif ends == "author":
        with pytest.raises(ScenarioError):
            run_file(file)
    else:
        with pytest.raises(KeyboardInterrupt):
            run(load(file), "github.com", None, Interrupting())
    pids = [int(line) for line in (tmp_path / "pids").read_text().split()]
    assert len(pids) == 2
    if ends == "well":
        pids.append(int(output(report).split()[-1]))
    assert all(map(is_gone, pids))


# What cannot be started


MISTAKES = [
    ("command: [no-such-program]", (3, 12), "there is no program no-such-program"),
    ("command: ./bot.sh", (3, 12), "there is no program ./bot.sh"),
    ("command: [sh]\n  working_directory: nowhere", (4, 22), "there is no folder"),
    ("command: [sh, '${GITHUB_APP_ID}']", (3, 12), "There is no app under given."),
    ("command: [sh]\n  environment: {A: '${GITHUB_WEBHOOK_SECRET}'}", (4, 16), "No hook that goes to"),
    ("command: ${BOT:- }", (3, 12), "the command is empty"),
]


@pytest.mark.parametrize(("receiver", "place", "message"), MISTAKES, ids=[case[0] for case in MISTAKES])
def test_what_cannot_be_started_is_the_authors_error(
    tmp_path: Path, receiver: str, place: tuple[int, int], message: str
) -> None:
    rest = REST.replace(", secret: s3cret-of-the-hook", "")
    with pytest.raises(ScenarioError) as raised:
        run_file(write(tmp_path, receiver, rest))
    assert message in str(raised.value)
    assert (raised.value.line, raised.value.column) == place


def test_a_place_where_somebody_listens_already_is_refused(tmp_path: Path) -> None:
    with GitHub() as other:
        file = write(tmp_path, f"{command('ok')}\n  url: {other.serve()}/hook")
        with pytest.raises(ScenarioError, match=r"something listens at .*:[0-9]+ already") as raised:
            run_file(file)
    assert raised.value.line == 4


INVALID = [
    ("{}", 3, "must"),
    ("path: /hook", 2, "a receiver needs a url, an app or a command"),
    ("command: []", 3, "must have at least 1 item"),
    ("command: ''", 3, "must not be empty"),
    ("command: '  '", 3, "the command is empty"),
    ("command: 3", 3, "must be a list (- item) or a text, not 3"),
    ("command: [node, {a: b}]", 3, "must be a text or a number"),
    ("command: node 'bot.js", 3, "No closing quotation"),
    ("command: cd bot && node bot.js", 3, "not run by a shell, so && would be an argument"),
    ("command: APP_ID=3 node bot.js", 3, "Put APP_ID under `environment`"),
    ("command: node\n  app: bot:app", 4, "app cannot stand beside command: a receiver is either imported"),
    ("app: bot:app\n  url: http://127.0.0.1/", 4, "url cannot stand beside app"),
    (
        "app: bot:app\n  ready: {path: /}",
        4,
        "ready cannot stand beside app: only a command must become ready",
    ),
    ("app: bot:app\n  working_directory: .", 4, "working_directory cannot stand beside app"),
    ("url: http://127.0.0.1/\n  environment: {A: b}", 4, "environment cannot stand beside url"),
    ("url: http://127.0.0.1/\n  intercept: true", 4, "fakegithub serve --intercept"),
    ("url: http://127.0.0.1/\n  path: /hook", 4, "path cannot stand beside url: the url has it"),
    ("command: node\n  url: http://127.0.0.1/\n  path: /hook", 5, "path cannot stand beside url"),
    ("command: node\n  ready: {}", 4, "must have at least 1"),
    ("command: node\n  ready: {within: soon}", 4, "has not the right form"),
    ("command: node\n  ready: {with_in: 3s}", 4, 'Did you mean "within"?'),
    ("comand: node", 3, 'Did you mean "command"?'),
    ("command: node\n  environment: {A: [b]}", 4, "must be a text or a number or true or false or"),
    ("command: node\n  environment: {'A B': b}", 4, "cannot be a name"),
    ("command: node\n  intercept: {alow: [a]}", 4, 'Did you mean "allow"?'),
    ("command: node ${PROT}", 3, 'Did you mean "PORT"?'),
    ("app: bot:app\n  environment: {A: '${PORT}'}", 4, 'environment variable "PORT"'),
]


@pytest.mark.parametrize(("receiver", "line", "message"), INVALID, ids=[case[0] for case in INVALID])
def test_what_is_wrong_with_a_receiver_is_said_with_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, receiver: str, line: int, message: str
) -> None:
    monkeypatch.delenv("PORT", raising=False)
    errors = validate(write(tmp_path, receiver))
    assert errors
    texts = [str(error) for error in errors]
    assert any(message in text for text in texts), texts
    assert line in [error.line for error in errors]
    assert all(error.column is not None for error in errors)


VALID = [
    "command: [node, bot.js, --port, 3000, '${PORT}', '&&']",
    "command: node ${BOT_ARGUMENTS:-a b && c}",
    "command: node\n  url: http://127.0.0.1:3000/hook\n  ready: {path: /, within: 1m}",
    "command: node\n  environment: {A: '${GITHUB_APP_PRIVATE_KEY_FILE}'}\n  intercept: false",
    "app: bot:app\n  path: /hook\n  environment: {A: b}\n  intercept: {allow: [example.com]}",
]


@pytest.mark.parametrize("receiver", VALID)
def test_what_a_receiver_may_say(tmp_path: Path, receiver: str) -> None:
    assert [str(error) for error in validate(write(tmp_path, receiver))] == []


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("node bot.js", ["node", "bot.js"]),
        ("node 'my bot.js' \"a b\" c\\ d", ["node", "my bot.js", "a b", "c d"]),
        ("node ${A:-b c} x${D}y", ["node", "${A:-b c}", "x${D}y"]),
        ("sh -c 'echo ${A:-it is}'", ["sh", "-c", "echo ${A:-it is}"]),
        ("a ''", ["a", ""]),
    ],
)
def test_a_text_is_taken_apart_as_a_shell_does_it(command: str, words: list[str]) -> None:
    assert split(command) == words


# The command line


FILE: Mapping[str, Any] = {
    "command": "node",
    "working_directory": "bot",
    "path": "/a",
    "ready": {"path": "/b"},
    "environment": {"A": "b"},
    "intercept": True,
}
KEPT = {"path": "/a", "environment": {"A": "b"}, "intercept": True}


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({}, FILE),
        ({"path": "/c"}, {**FILE, "path": "/c"}),
        ({"receiver": "bot:app"}, {"app": "bot:app", **KEPT}),
        ({"receiver": "http://bot/hook"}, {"url": "http://bot/hook"}),
        ({"command": "go run ."}, {"command": "go run .", "ready": {"path": "/b"}, **KEPT}),
        (
            {"command": "go run .", "path": "/c"},
            {"command": "go run .", "ready": {"path": "/b"}, **KEPT, "path": "/c"},
        ),
    ],
)
def test_the_command_line_takes_the_place_of_the_program(
    options: dict[str, str], expected: Mapping[str, Any]
) -> None:
    assert chosen(FILE, **options) == expected


@pytest.mark.parametrize(
    ("says", "receiver"), [(FILE, "http://bot/hook"), ({"url": "http://bot/hook"}, None)]
)
def test_a_url_has_no_other_path(says: Mapping[str, Any], receiver: str | None) -> None:
    with pytest.raises(ReceiverError, match="the receiver is at http://bot/hook, so it cannot have"):
        chosen(says, receiver, path="/other")


def test_a_command_of_the_command_line_is_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = write(tmp_path, "app: not:imported\n  path: /of/the/file")
    program = f"'{sys.executable}' '{RECEIVER}' ok"
    assert main(["run", str(file), "--command", program, "--json"]) == 0
    (report,) = json.loads(capsys.readouterr().out)["reports"]
    assert report["deliveries"][-1]["response"] == "/of/the/file"
    assert main(["run", str(file), "--command", program, "--path", "/here", "--json"]) == 0
    (report,) = json.loads(capsys.readouterr().out)["reports"]
    assert report["deliveries"][-1]["response"] == "/here"


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["--command", "no-such-program"], 2, "there is no program no-such-program"),
        (["--command", "node 'bot"], 2, "No closing quotation"),
        (["--command", "sh -c 'echo sorry; exit 4'"], 1, "ended with exit code 4"),
        (["--command", "sh", "--receiver", "bot:app"], 2, "both say which program"),
    ],
)
def test_the_exit_code_tells_misuse_from_failure(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], code: int, said: str
) -> None:
    assert main(["run", str(write(tmp_path, "app: not:imported")), *arguments]) == code
    captured = capsys.readouterr()
    assert said in captured.out + captured.err


def test_a_program_that_is_not_there_is_told_in_full_once_for_all_products(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = write(tmp_path, "app: not:imported")
    products = ["--product", "github.com", "--product", "ghes-3.19"]
    assert main(["run", str(file), *products, "--command", "no-such-program"]) == 2
    told = capsys.readouterr().err
    assert told.count("Looked for in PATH") == 1
    assert told.count("error: ") == 1
    for product in ("github.com", "ghes-3.19"):
        assert f"ERROR   {file} ({product}): there is no program no-such-program.\n" in told


def test_a_command_of_a_file_that_is_only_served_is_not_started(tmp_path: Path) -> None:
    file = write(tmp_path, f"{command('ok', tmp_path / 'told.json')}\n  url: http://127.0.0.1:9/hook")
    with GitHub() as github:
        assert len(prepared(github, load(file))) == 1
        assert [delivery.event for delivery in github.deliveries] == ["ping"]
    assert not (tmp_path / "told.json").exists()
