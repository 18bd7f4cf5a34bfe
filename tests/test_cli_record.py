"""`fakegithub record`: it says where to point things, writes the file once, and keeps secrets to itself."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from recording_helpers import Seen, served, unused_url

from fakegithub.cli import main
from fakegithub.scenarios.language import source
from fakegithub.scenarios.recording.writing import write, yaml_of
from fakegithub.scenarios.samples.samples import sample

SECRET = "a-secret-that-nobody-may-see"
TOKEN = "ghp_0123456789abcdefghijABCDEFGHIJ012345"


def stored(**more: Any) -> dict[str, Any]:
    """A delivery as GitHub's API of deliveries gives it."""
    return {
        "id": 12345678,
        "guid": "0b989ba4-242f-11e5-81e1-c7b6966d2516",
        "delivered_at": "2026-01-02T03:04:05Z",
        "redelivery": False,
        "duration": 0.27,
        "status": "OK",
        "status_code": 200,
        "event": "issues",
        "action": "opened",
        "url": f"https://somebody:{SECRET}@bot.example/hook",
        "request": {
            "headers": {
                "X-GitHub-Event": "issues",
                "X-GitHub-Delivery": "0b989ba4-242f-11e5-81e1-c7b6966d2516",
                "X-Hub-Signature-256": "sha256=" + "ab" * 32,
                "Authorization": f"Bearer {TOKEN}",
            },
            "payload": sample("issues.opened").payload,
        },
        "response": {"headers": {"Set-Cookie": f"session={SECRET}"}, "payload": "ok"},
        **more,
    }


def saved(folder: Path, content: Any, name: str = "delivery.json") -> str:
    file = folder / name
    file.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return str(file)


def deliver(url: str, payload: Any, event: str) -> httpx.Response:
    body = json.dumps(payload).encode()
    signature = "sha256=" + hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
    headers = {
        "X-GitHub-Event": event,
        "X-GitHub-Delivery": "a-guid",
        "X-Hub-Signature-256": signature,
        "Content-Type": "application/json",
    }
    return httpx.post(url, content=body, headers=headers)


@contextmanager
def recording(*arguments: str) -> Iterator[tuple[subprocess.Popen[str], dict[str, str]]]:
    """The command in a process of its own, with what it has told: the hook's URL as `hook`, and variables."""
    command = [sys.executable, "-m", "fakegithub", "record", *arguments]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        assert process.stderr is not None
        told = {}
        for line in process.stderr:
            if "Point the hook" in line:
                told["hook"] = line.split()[-1]
            elif "=" in line:
                name, _, value = line.strip().partition("=")
                told[name] = value
            elif line.startswith("Stop it"):
                break
        yield process, told
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


def test_it_records_until_it_is_interrupted_and_says_what_it_wrote(tmp_path: Path) -> None:
    file, seen = tmp_path / "recorded.yaml", Seen()
    with served(seen.app) as url:
        arguments = ("--receiver", f"{url}/hook", "--upstream", url, "-o", str(file), "--secret", SECRET)
        with recording(*arguments) as (process, told):
            assert told["hook"].endswith("/hook")
            assert deliver(told["hook"], sample("issues.opened").payload, "issues").status_code == 200
            httpx.post(
                f"{told['GITHUB_API_URL']}/repos/octocat/hello-world/issues/1/comments",
                json={"body": f"Hi with {TOKEN}"},
                headers={"Authorization": f"token {TOKEN}"},
            )
            process.send_signal(signal.SIGINT)
            out, err = process.communicate(timeout=20)
    assert process.returncode == 0, err
    assert out == ""
    assert f"wrote {file}: 1 step from 1 delivery and 1 call" in err
    text = file.read_text(encoding="utf-8")
    assert "issue.open" in text
    assert SECRET not in text + err
    assert TOKEN not in text + err
    assert list(tmp_path.iterdir()) == [file]
    assert main(["validate", str(file)]) == 0


def test_it_stops_when_as_many_deliveries_as_were_wanted_are_answered(tmp_path: Path) -> None:
    file = tmp_path / "recorded.yaml"
    with ExitStack() as stack:
        url = stack.enter_context(served(Seen().app))
        arguments = ("--receiver", url, "--upstream", url, "-o", str(file), "--count", "2")
        process, told = stack.enter_context(recording(*arguments))
        deliver(told["hook"], sample("issues.opened").payload, "issues")
        deliver(told["hook"], sample("label.created").payload, "label")
        _, err = process.communicate(timeout=20)
    assert process.returncode == 0, err
    assert "2 steps from 2 deliveries and 0 calls" in err


def test_it_stops_after_a_time(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "recorded.yaml"
    assert main(["record", "--receiver", unused_url(), "-o", str(file), "--stop-after", "10ms"]) == 1
    assert "nothing came that a scenario could tell (0 deliveries and 0 calls)" in capsys.readouterr().err
    assert not file.exists()


def test_a_stored_delivery_becomes_a_scenario(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "scenario.yaml"
    assert main(["record", "--from", saved(tmp_path, stored()), "-o", str(file)]) == 0
    text = file.read_text(encoding="utf-8")
    told = capsys.readouterr()
    assert SECRET not in text + told.err + told.out
    assert TOKEN not in text + told.err + told.out
    assert main(["validate", str(file)]) == 0
    value = source.parse(text, "scenario.yaml").value
    assert value["steps"][0]["issue.open"]["title"] == sample("issues.opened").payload["issue"]["title"]
    assert value["steps"][0]["expect"]["deliveries"] == [{"event": "issues.opened", "status": 200}]
    assert "secret" in value["given"]["repositories"][0]["hooks"][0]
    assert "receiver" not in value


def test_several_files_are_one_scenario_in_the_order_of_their_times(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    label = sample("label.created").payload
    later = stored(event="label", guid="b", delivered_at="2026-01-02T04:00:00Z", request={"payload": label})
    one, many = saved(tmp_path, [later], "a.json"), saved(tmp_path, stored(), "b.json")
    assert main(["record", "--from", one, many, "-o", "-"]) == 0
    value = source.parse(capsys.readouterr().out, "-").value
    assert [key for step in value["steps"] for key in step if "." in key] == ["issue.open", "label.create"]


def test_lines_of_payloads_are_read_as_fakegithub_prints_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = [
        {"event": "issues", "payload": sample("issues.opened").payload},
        {"event": "ping", "payload": {}},
    ]
    file = saved(tmp_path, "\n".join(json.dumps(line) for line in lines))
    assert main(["record", "--from", file, "-o", "-"]) == 0
    assert "issue.open" in capsys.readouterr().out


def test_a_delivery_that_nobody_answered_expects_no_answer(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    unanswered = stored(status="timed out", status_code=504)
    assert main(["record", "--from", saved(tmp_path, unanswered), "-o", "-"]) == 0
    text = capsys.readouterr().out
    assert "# left out: issues.opened was not answered: timed out" in text
    assert "expect" not in source.parse(text, "-").value["steps"][0]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "is not JSON"),
        ("[1]", "something that is no delivery"),
        ('{"event": "push"}', "without a payload"),
        ('{"payload": {}}', "without an event"),
    ],
)
def test_a_file_that_is_no_delivery_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str, message: str
) -> None:
    assert main(["record", "--from", saved(tmp_path, content), "-o", str(tmp_path / "x.yaml")]) == 2
    told = capsys.readouterr().err
    assert message in told
    assert "delivery.json" in told
    assert not (tmp_path / "x.yaml").exists()


def test_the_product_is_that_of_the_headers(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    delivery = stored()
    delivery["request"]["headers"]["X-GitHub-Enterprise-Version"] = "3.19.2"
    delivery["request"]["payload"] = sample("issues.opened", "ghes-3.19").payload
    assert main(["record", "--from", saved(tmp_path, delivery), "-o", "-"]) == 0
    assert source.parse(capsys.readouterr().out, "-").value["product"] == "ghes-3.19"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "either --receiver"),
        (["--receiver", "http://127.0.0.1:1/", "--from", "x.json"], "either --receiver"),
        (["--receiver", "mybot:app"], "the receiver is a URL"),
        (["--receiver", "http://127.0.0.1:1/", "--stop-after", "soon"], "--stop-after"),
        (["--receiver", "http://127.0.0.1:1/", "more.json"], "only after --from"),
        (["--receiver", "http://127.0.0.1:1/", "--product", "ghes-9"], "no product"),
        (["--from", "there-is-none.json"], "there-is-none.json"),
    ],
)
def test_wrong_usage_is_explained(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    assert main(["record", *arguments, "-o", str(tmp_path / "x.yaml")]) == 2
    assert message in capsys.readouterr().err


def test_a_file_that_is_there_is_replaced_only_by_force(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, delivery = tmp_path / "mine.yaml", saved(tmp_path, stored())
    file.write_text("mine", encoding="utf-8")
    assert main(["record", "--from", delivery, "-o", str(file)]) == 2
    assert "--force" in capsys.readouterr().err
    assert file.read_text(encoding="utf-8") == "mine"
    assert main(["record", "--from", delivery, "-o", str(file), "--force"]) == 0
    assert file.read_text(encoding="utf-8").startswith("# yaml-language-server: $schema=")


@pytest.mark.parametrize(("output", "message"), [("", "is a folder"), ("none/x.yaml", "there is no folder")])
def test_where_nothing_can_be_written_is_said_at_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], output: str, message: str
) -> None:
    assert main(["record", "--receiver", unused_url(), "-o", str(tmp_path / output)]) == 2
    assert message in capsys.readouterr().err


def test_a_file_that_comes_to_be_meanwhile_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "recorded.yaml"
    assert write(file, "one", force=False) == file
    assert write(file, "two", force=False) == tmp_path / "recorded-2.yaml"
    assert write(file, "three", force=True) == file
    texts = {path.name: path.read_text(encoding="utf-8") for path in tmp_path.iterdir()}
    assert texts == {"recorded.yaml": "three", "recorded-2.yaml": "two"}
    umask = os.umask(0o022)
    os.umask(umask)
    assert file.stat().st_mode & 0o777 == 0o666 & ~umask


def test_a_file_is_there_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(os, "link", broken)
    with pytest.raises(OSError, match="full"):
        write(tmp_path / "recorded.yaml", "one", force=False)
    assert list(tmp_path.iterdir()) == []


NASTY = [
    "on",
    "no",
    "~",
    "null",
    "1.5e3",
    "0x1F",
    "012",
    "1_000",
    "2026-01-02",
    "- a",
    "a: b",
    "# no comment",
    "'quoted'",
    '"quoted"',
    "a\nb\n",
    "a\n\n  b",
    "\n\nx",
    "line\r\nline\r\n",
    "trailing  \nspace ",
    " leading",
    "tab\there",
    "\u2028\u0085\ufeff",
    "\U0001f680",
    "{flow}",
    "${reference}",
    "&anchor *alias !tag",
    "",
    "%",
    "@octocat",
    "`code`",
    "\x00\x1b[31m",
    "=",
    "<<",
    "long " * 60,
]


@pytest.mark.parametrize("text", NASTY)
def test_every_text_is_read_as_it_was_written(text: str) -> None:
    head = {"name": text, "list": [text, text], "map": {text: text}}
    written = yaml_of(
        head, [([text], {"name": text, "call": {"body": text}})], {"expect": {"x": text}}, Path("x")
    )
    assert source.parse(written, "x").value == {
        **head,
        "steps": [{"name": text, "call": {"body": text}}],
        "expect": {"x": text},
    }


def test_the_first_line_names_the_schema_without_telling_of_the_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = Path(__file__).resolve().parent.parent / "scenarios"
    first = yaml_of({}, [], {}, folder / "x.yaml").splitlines()[0]
    assert first == (folder / "ping.yaml").read_text(encoding="utf-8").splitlines()[0]
    monkeypatch.setattr(Path, "home", lambda: folder.parent)
    assert str(tmp_path) not in yaml_of({}, [], {}, tmp_path / "x.yaml")
    assert "$schema=https://" in yaml_of({}, [], {}, tmp_path / "x.yaml").splitlines()[0]
