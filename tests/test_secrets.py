"""Secrets stay where they belong: in no repr, log, report or error."""

from __future__ import annotations

import dataclasses
import json
import logging
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from fakegithub import Fault, GitHub, Retries
from fakegithub.errors import ApiError, FakeGitHubError
from fakegithub.model.faults import ApiFault
from fakegithub.scenarios.language.scenario import load
from fakegithub.scenarios.reports.annotations import annotated, summary
from fakegithub.scenarios.reports.junit import render_junit
from fakegithub.scenarios.reports.text import render
from fakegithub.scenarios.running.run import Options, run

HOOK_SECRET = "hook-secret-5d1f"
APP_SECRET = "app-secret-77aa"
NEW_SECRET = "new-secret-c0de"
OTHER_SECRET = "other-secret-beef"


class Run:
    """A world in which every kind of secret has been used, over every way that leads to one."""

    def __init__(self, github: GitHub) -> None:
        self.github = github
        octocat = github.user("octocat")
        self.repository = octocat.create_repository("hello-world", files={"README.md": "# Hello"})
        self.app = github.app(
            "builder",
            owner=octocat,
            permissions={"issues": "write"},
            events=["issues"],
            hook_url="http://receiver.test/app",
            secret=APP_SECRET,
        )
        self.installation = self.app.install(on=octocat)
        self.token = github.token("octocat", scopes=["repo", "admin:repo_hook"])
        self.api = github.serve()
        github.mount("http://receiver.test", _app)
        retries = Retries(1, backoff=0.0)
        self.hook = self.repository.create_hook(
            "http://receiver.test/", secret=HOOK_SECRET, events=["issues"], retries=retries
        )
        github.hooks.disturb(self.hook, Fault(secret=OTHER_SECRET, times=1), Fault(reset=True, times=1))
        github.faults.api("issues/create-comment", status=502, times=1)
        for number in range(3):
            self.repository.create_issue(f"Number {number}")
        self.calls()
        github.settle()

    def calls(self) -> None:
        """Those that carry a secret in the header, the body or the answer."""
        path = "/repos/octocat/hello-world"
        config = {"url": "http://receiver.test/2", "secret": NEW_SECRET}
        bodies: list[tuple[str, str, Any]] = [
            ("POST", f"{path}/hooks", {"config": config}),
            ("PATCH", f"{path}/hooks/{self.hook.id}/config", {"secret": NEW_SECRET}),
            ("PATCH", f"{path}/hooks/{self.hook.id}", {"config": {"secret": NEW_SECRET}}),  # no url: refused
            ("GET", f"{path}/hooks/{self.hook.id}/deliveries", None),
            ("POST", f"{path}/issues/1/comments", {"body": "Hello"}),
            ("POST", f"{path}/issues/1/comments", {"body": "Hello"}),
        ]
        with httpx.Client(base_url=self.api, headers={"Authorization": f"Bearer {self.token}"}) as client:
            for method, where, body in bodies:
                client.request(method, where, json=body)
            client.get("/user", headers={"Authorization": "Bearer ghp_of-somebody-else-entirely"})

    @property
    def secrets(self) -> list[str]:
        body_of_key = self.app.private_key.splitlines()[1]
        return [
            HOOK_SECRET,
            APP_SECRET,
            NEW_SECRET,
            OTHER_SECRET,
            self.token,
            body_of_key,
            "of-somebody-else",
        ]

    def shown(self) -> Iterator[tuple[str, str]]:
        """Everything that somebody may print."""
        github = self.github
        for name in ("github", "repository", "app", "installation", "hook"):
            yield name, repr(getattr(self, name))
        for part in (
            github.hooks,
            github.hooks.receivers,
            github.calls,
            github.faults,
            github.loop,
            github.world,
        ):
            yield type(part).__name__, repr(part)
        for kind, table in github.world.tables._tables.items():
            for row in table.rows.values():
                yield kind.__name__, f"{row!r} {row}"
        for call in github.calls:
            yield "call", f"{call!r} {call} {call.response!r} {call.headers}"
        for delivery in github.deliveries:
            yield (
                "delivery",
                f"{delivery.error} {delivery.fault} {delivery.body!r} {delivery.request_headers}",
            )
        for page in ("health", "calls", "deliveries"):
            yield page, httpx.get(f"{self.api}/_fakegithub/{page}").text


async def _app(scope: Any, receive: Any, send: Any) -> None:
    if scope["type"] == "http":
        await send(
            {"type": "http.response.start", "status": 500 if scope["path"] == "/app" else 200, "headers": []}
        )
        await send({"type": "http.response.body"})


@pytest.fixture
def seen() -> Iterator[Run]:
    with GitHub(strict=True) as github:
        yield Run(github)


def test_no_secret_in_anything_that_can_be_printed_or_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG), GitHub(strict=True) as github:
        seen = Run(github)
        assert {call.status for call in github.calls} >= {200, 201, 401, 422, 502}
        assert {delivery.fault for delivery in github.deliveries} >= {
            "signed with another secret",
            "connection reset",
        }
        kinds = set()
        for what, text in seen.shown():
            kinds.add(what)
            for secret in seen.secrets:
                assert secret not in text, f"{secret} stands in {what}: {text}"
        assert kinds >= {"Hook", "Delivery", "App", "Token", "call", "health", "deliveries"}
    text = "\n".join(record.getMessage() + str(record.args) for record in caplog.records)
    assert [secret for secret in seen.secrets if secret in text] == []


def test_no_secret_in_an_error(seen: Run) -> None:
    github, repository = seen.github, seen.repository
    acts: list[Callable[[], Any]] = [
        lambda: repository.create_hook("http://receiver.test/", secret=HOOK_SECRET, events=["issues"]),
        lambda: repository.create_hook("gopher://receiver.test/", secret=NEW_SECRET),
        lambda: repository.perform("repos/get-webhook", by="octocat", hook_id=1),
        lambda: github.calls.one("issues/create-comment", body="other"),
        lambda: github.calls.none("repos/create-webhook"),
        lambda: github.wait_for(lambda: False, 0.0),
        lambda: github.mount("http://receiver.test", 5),
        lambda: Fault(secret=OTHER_SECRET, reorder=1),
    ]
    for act in acts:
        with pytest.raises((ApiError, FakeGitHubError, AssertionError, ValueError)) as raised:
            act()
        text = "".join(traceback.format_exception_only(raised.value)) + repr(raised.value)
        assert [secret for secret in seen.secrets if secret in text] == []


def test_what_is_still_open_is_told_without_secrets(seen: Run) -> None:
    github = seen.github
    github.hooks.disturb(seen.hook, Fault(delay=60, secret=OTHER_SECRET))
    seen.repository.create_issue("Later")
    github.loop.barrier()
    with pytest.raises(FakeGitHubError, match="waits 60 s before it is sent") as raised:
        github.settle(timeout=0.0)
    assert [secret for secret in seen.secrets if secret in str(raised.value)] == []


SCENARIO = f"""\
name: Secrets
given:
  users: [octocat]
  repositories:
    - name: octocat/hello-world
      files: {{README.md: hi}}
      hooks:
        - {{events: [issues], secret: {HOOK_SECRET}}}
        - {{events: [issues], url: "http://jenkins:pass-word-9@127.0.0.1:9/", secret: {NEW_SECRET}}}
  tokens: [{{login: octocat, text: ghp_1234567890abcdef}}]
steps:
  - issue.open: {{title: "{HOOK_SECRET} ghp_1234567890abcdef"}}
    fault: {{secret: {OTHER_SECRET}}}
    expect: {{state: closed, calls: [{{operation: issues/create-comment}}]}}
"""


def test_no_secret_in_any_form_of_a_report(tmp_path: Path) -> None:
    file = tmp_path / "secrets.yaml"
    file.write_text(SCENARIO)
    report = run(load(file), "github.com", Options(strict=True, keep=tmp_path / "kept"))
    assert not report.passed
    kept = [path for path in Path(report.kept).rglob("*") if path.is_file()]
    assert {path.name for path in kept} >= {"report.txt", "report.json", "request.body", "replay.sh"}
    forms = [
        repr(report),
        render(report),
        json.dumps(dataclasses.asdict(report)),
        render_junit([report]).decode(),
        "\n".join(annotated(report)),
        summary([report]),
        *(path.read_text("utf-8") for path in kept),
    ]
    for form in forms:
        for secret in (HOOK_SECRET, NEW_SECRET, OTHER_SECRET, "ghp_1234567890abcdef", "pass-word-9"):
            assert secret not in form
    assert "signed with another secret" in forms[1]


def test_a_fault_of_the_api_has_no_secret_to_tell() -> None:
    # Were one added, it would need the care that Fault.secret has.
    assert {field.name for field in dataclasses.fields(ApiFault)} & {"secret", "token"} == set()
