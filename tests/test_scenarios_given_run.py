"""Runs that begin with apps, organizations and parameters: what the receiver is told, and what it may do."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import httpx
import jwt
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from fakegithub.errors import ScenarioError
from fakegithub.github import GitHub
from fakegithub.model.hooks import Hook
from fakegithub.scenarios.language.scenario import load
from fakegithub.scenarios.reports.report import Report
from fakegithub.scenarios.reports.text import render
from fakegithub.scenarios.running.run import Options, prepared, run

WORLD = """\
name: An app at work
parameters: {account: acme, level: write, role: maintain, number: 2, hidden: true, branch: main,
             event: pull_request}
given:
  users: [hubot]
  organizations:
    - login: "${account}"
      members: {hubot: "${org_role:-admin}"}
      teams: [{name: Core, members: [hubot], repositories: {"${account}/web": "${role}"}}]
      hooks: [{events: ["${event}"], secret: of-the-organization}]
  apps:
    - name: CI App
      owner: "${account}"
      permissions: {checks: "${level}", pull_requests: read}
      events: [pull_request]
      secret: of-the-app
      installations: [{account: "${account}", repositories: ["${account}/web"]}]
  repositories:
    - name: "${account}/web"
      private: "${hidden}"
      protection: {"${branch}": {required_pull_request_reviews: "${number}"}}
steps:
  - pull_request.open: {head: topic, files: {a.txt: a}}
    by: hubot
    as: pr
    expect:
      within: 5s
      check_runs: {unit: {conclusion: success, app: ci-app}}
      deliveries: [{event: pull_request.opened, count: 2}]
      pull_request: {base: {repo: {private: true}}}
  - call: {operation: repos/get-branch-protection, parameters: {branch: main}}
    as: protection
    by: hubot
  - call: {operation: checks/create, parameters: {name: lint, head_sha: "${pr.head.sha}"}}
    by: ci-app[bot]
    expect: {check_runs: {lint: queued}}
"""


async def _receive(request: Request) -> Response:
    """Report a check run as the app, in the installation that the delivery names."""
    payload = await request.json()
    if payload.get("action") != "opened" or "installation" not in payload:
        return PlainTextResponse("not for the app")
    now = int(time.time())
    claims = {"iat": now - 5, "exp": now + 300, "iss": os.environ["GITHUB_APP_ID"]}
    key = Path(os.environ["GITHUB_APP_PRIVATE_KEY_FILE"]).read_text("utf-8")
    signed = {"Authorization": f"Bearer {jwt.encode(claims, key, algorithm='RS256')}"}
    async with httpx.AsyncClient(base_url=os.environ["GITHUB_API_URL"]) as client:
        url = f"/app/installations/{payload['installation']['id']}/access_tokens"
        token = (await client.post(url, headers=signed)).raise_for_status().json()["token"]
        check = {"name": "unit", "head_sha": payload["pull_request"]["head"]["sha"], "conclusion": "success"}
        url = f"/repos/{payload['repository']['full_name']}/check-runs"
        done = await client.post(url, json=check, headers={"Authorization": f"token {token}"})
    return PlainTextResponse(f"{done.status_code}, secret {os.environ['GITHUB_WEBHOOK_SECRET']}\n{key}")


checker = Starlette(routes=[Route("/", _receive, methods=["POST"])])


def run_here(folder: Path, text: str, product: str = "github.com") -> Report:
    file = folder / "app.yaml"
    file.write_text(text, "utf-8")
    return run(load(file), product, Options(receiver=f"{__name__}:checker", strict=True))


@pytest.mark.parametrize("product", ["github.com", "ghec", "ghes-3.14", "ghes-3.19"])
def test_a_receiver_works_as_the_app_that_it_is_told(tmp_path: Path, product: str) -> None:
    report = run_here(tmp_path, WORLD, product)
    assert report.passed, render(report)


def test_secrets_and_keys_of_apps_and_organizations_are_in_no_report(tmp_path: Path) -> None:
    # The receiver says them all in its answer, which a failure shows.
    report = run_here(
        tmp_path, WORLD.replace("conclusion: success", "conclusion: failure").replace("5s", "500ms")
    )
    assert not report.passed
    text = render(report) + json.dumps(report, default=str)
    assert "201, secret ********" in text
    assert "of-the-app" not in text
    assert "of-the-organization" not in text
    assert "PRIVATE KEY" not in text


def test_the_same_world_is_served(tmp_path: Path) -> None:
    file = tmp_path / "app.yaml"
    file.write_text(WORLD.replace("name: CI App", 'name: CI App\n      url: "http://other.test/"'), "utf-8")
    with GitHub(strict=True) as github:
        tokens = prepared(github, load(file))
        assert tokens == []
        # Hooks that would go to a receiver are not made, for there is none.
        (hook,) = github.world.all(Hook)
        assert hook.target is github.find_app("ci-app").entity


FILLED = """\
name: x
parameters: {value: %s}
given:
  users: [hubot]
  repositories:
    - name: octocat/hello-world
      %s
steps: [{label.create: {name: x}}]
"""


@pytest.mark.parametrize(
    ("value", "says", "column", "message"),
    [
        (
            "owner",
            '{collaborators: {hubot: "${value}"}}',
            30,
            "Allowed are: pull, triage, push, maintain, admin",
        ),
        ("hubto", '{collaborators: {"${value}": push}}', 7, 'no account "hubto". Did you mean "hubot"?'),
        ("yes", '{private: "${value}"}', 16, "true or false, or a reference"),
        ("mian", '{protection: ["${value}"]}', 20, 'no branch "mian". Did you mean "main"?'),
        ("issue", '{hooks: [{events: ["${value}"]}]}', 25, 'no event "issue". Did you mean "issues"?'),
        ("5", '{description: "${value}"}', 20, "must be a text"),
        ("'!'", '{topics: ["${value}"]}', 15, "GitHub refuses this"),
    ],
)
def test_what_a_parameter_makes_wrong_is_told_as_if_it_stood_there(
    tmp_path: Path, value: str, says: str, column: int, message: str
) -> None:
    with pytest.raises(ScenarioError) as caught:
        run_here(tmp_path, FILLED % (value, says[1:-1]))
    assert message in str(caught.value)
    assert (caught.value.line, caught.value.column) == (7, column)
