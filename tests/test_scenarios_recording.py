"""Recordings as scenarios: they are valid, they run, they find mistakes, and no secret is in them."""

from __future__ import annotations

import base64
import json
import os
from pathlib import Path
from typing import Any

import pytest
import scenario_receivers
from recording_helpers import events_of, recording_of, recording_with, served, unused_url

from fakegithub.errors import ScenarioError
from fakegithub.github import GitHub
from fakegithub.scenarios.checking.checks import problems
from fakegithub.scenarios.language import source
from fakegithub.scenarios.language.scenario import load
from fakegithub.scenarios.recording.exchanges import RecordedCall, Recording, route
from fakegithub.scenarios.recording.references import ANY, References
from fakegithub.scenarios.recording.script import Script, script
from fakegithub.scenarios.recording.session import Session
from fakegithub.scenarios.recording.writing import yaml_of
from fakegithub.scenarios.reports.report import Report
from fakegithub.scenarios.reports.text import render
from fakegithub.scenarios.running.run import Options, run
from fakegithub.scenarios.samples.causes import CAUSES
from fakegithub.scenarios.samples.samples import sample
from fakegithub.spec import document

SECRET = "the-real-secret-of-the-hook"
PLACE = Path("recorded.yaml")


def told(recording: Recording) -> dict[str, Any]:
    """The scenario of a recording, which must be valid."""
    made = script(recording, PLACE)
    assert made.problems == [], made.text
    return parsed(made)


def parsed(made: Script) -> dict[str, Any]:
    value: dict[str, Any] = source.parse(made.text, "recorded.yaml").value
    return value


def verbs(value: dict[str, Any]) -> list[str]:
    known = ("name", "by", "as", "expect")
    return [next(key for key in step if key not in known) for step in value["steps"]]


def run_text(text: str, folder: Path, receiver: str) -> Report:
    file = folder / "recorded.yaml"
    file.write_text(text.replace("within: 5s", "within: 500ms"), encoding="utf-8")
    return run(load(file), "github.com", Options(receiver=receiver))


@pytest.fixture(scope="module")
def recorded() -> Script:
    """A good receiver and a pull request, recorded between a fake GitHub and it."""
    before = dict(os.environ)
    with GitHub() as github, served(scenario_receivers.good) as url:
        github.serve()
        octocat, _ = github.user("octocat"), github.user("hubot")
        repository = octocat.create_repository("hello-world", files={"README.md": "# Hello\n"})
        repository.add_collaborator("hubot")
        for number in range(3):
            repository.create_issue(f"Number {number + 1}")
        token = github.token("hubot")
        with Session(url, github.api_url, secret=SECRET) as session:
            os.environ |= {**session.settings, "GITHUB_TOKEN": token, "GITHUB_WEBHOOK_SECRET": SECRET}
            repository.create_hook(session.hook_url, secret=SECRET, events=["pull_request", "issue_comment"])
            github.settle()
            pull = repository.open_pull_request(head="greeting", files={"hi.txt": "hi"}, title="Greet")
            github.settle()
            pull.push(files={"hi.txt": "Hi!"})
            github.settle()
            pull.merge()
            github.settle()
    os.environ.clear()
    os.environ.update(before)
    assert token not in script(session.recording, PLACE).text
    return script(session.recording, PLACE)


def test_what_was_recorded_is_valid_and_named_in_githubs_words(recorded: Script) -> None:
    value = parsed(recorded)
    assert recorded.problems == []
    assert verbs(value) == ["pull_request.open", "push", "pull_request.merge"]
    opened = value["steps"][0]
    assert opened["by"] == "octocat"
    assert opened["pull_request.open"]["head"] == "greeting"
    assert opened["expect"]["deliveries"] == [{"event": "pull_request.opened", "status": 200}]
    assert opened["expect"]["statuses"] == {"ci/sample": ["pending", "success"]}
    assert opened["expect"]["comments"] == [{"user": "hubot", "body": "Done, @octocat", "count": 1}]
    assert value["given"]["tokens"] == ["hubot"]
    assert value["expect"]["no_other_calls"] == "writes"
    assert {"operation": "issues/create-comment", "count": 1} in value["expect"]["calls"]


def test_the_same_receiver_passes(recorded: Script, tmp_path: Path) -> None:
    report = run_text(recorded.text, tmp_path, "scenario_receivers:good")
    assert report.passed, render(report)


@pytest.mark.parametrize(
    "receiver",
    ["wrong_state", "wrong_sha", "wrong_context", "wrong_order", "two_comments", "closes", "silent", "crash"],
)
def test_a_receiver_that_makes_a_mistake_fails(recorded: Script, tmp_path: Path, receiver: str) -> None:
    assert not run_text(recorded.text, tmp_path, f"scenario_receivers:{receiver}").passed


def test_no_secret_is_in_the_file(recorded: Script) -> None:
    assert SECRET not in recorded.text
    assert "Bearer" not in recorded.text
    assert parsed(recorded)["given"]["repositories"][0]["hooks"][0]["secret"].startswith(
        "${GITHUB_WEBHOOK_SECRET:-"
    )


@pytest.mark.parametrize("name", sorted(CAUSES))
def test_every_modelled_event_becomes_a_valid_scenario(name: str) -> None:
    product = "github.com" if name in document("github.com").webhooks else "ghes-3.19"
    recording = recording_with((name.partition(".")[0], sample(name, product).payload))
    recording.product = product
    assert told(recording)["steps"]


@pytest.mark.parametrize("product", ["ghec", "ghes-3.14", "ghes-3.19"])
@pytest.mark.parametrize("name", ["pull_request.opened", "push", "check_run.completed", "issues.labeled"])
def test_it_is_a_scenario_of_the_product_that_was_recorded(name: str, product: str) -> None:
    recording = recording_with((name.partition(".")[0], sample(name, product).payload))
    recording.product = product
    assert told(recording)["product"] == product


def test_a_push_and_what_follows_of_it_are_one_step() -> None:
    def act(github: GitHub) -> None:
        repository = github.repository("octocat/hello-world")
        pull = repository.open_pull_request(head="greeting", files={"hi.txt": "hi"})
        github.settle()
        pull.push(files={"hi.txt": "Hi!"}, message="Greet louder")

    value = told(events_of(act, ["push", "create", "pull_request"]))
    assert verbs(value) == ["push", "pull_request.open", "push"]
    assert value["steps"][0]["push"]["branch"] == "greeting"
    assert value["steps"][2]["push"]["pull_request"] == "pr"
    assert value["steps"][2]["push"]["message"] == "Greet louder"
    assert {item["event"] for item in value["steps"][2]["expect"]["deliveries"]} == {
        "push",
        "pull_request.synchronize",
    }


def test_a_merge_and_its_push_are_one_step() -> None:
    def act(github: GitHub) -> None:
        pull = github.repository("octocat/hello-world").open_pull_request(
            head="greeting", files={"hi.txt": "hi"}
        )
        github.settle()
        pull.merge()

    assert verbs(told(events_of(act, ["push", "pull_request"]))) == [
        "push",
        "pull_request.open",
        "pull_request.merge",
    ]


def test_a_push_that_arrives_after_the_pull_request_of_it_still_happened_first() -> None:
    def act(github: GitHub) -> None:
        github.repository("octocat/hello-world").open_pull_request(head="greeting", files={"hi.txt": "hi"})

    recording = events_of(act, ["push", "pull_request"])
    recording.deliveries.sort(key=lambda delivery: delivery.event)
    for index, delivery in enumerate(recording.deliveries):
        delivery.began = float(index)
    assert [delivery.event for delivery in recording.deliveries] == ["pull_request", "push"]
    assert verbs(told(recording)) == ["push", "pull_request.open"]


def test_labels_that_an_issue_is_opened_with_are_no_steps_of_their_own() -> None:
    def act(github: GitHub) -> None:
        github.repository("octocat/hello-world").create_issue("Broken", labels=["bug", "urgent"])

    value = told(events_of(act, ["issues"]))
    assert verbs(value) == ["issue.open"]
    assert value["steps"][0]["issue.open"]["labels"] == ["bug", "urgent"]


def test_all_kinds_of_steps_run_again(tmp_path: Path) -> None:
    def act(github: GitHub) -> None:
        repository = github.repository("octocat/hello-world")
        first = repository.create_issue("Number 1", by="hubot")
        pull = repository.open_pull_request(head="greeting", files={"hi.txt": "hi"}, by="hubot", draft=True)
        for step in (
            lambda: first.comment("See #2", by="hubot"),
            lambda: first.edit(title="Number one"),
            lambda: pull.ready_for_review(by="hubot"),
            lambda: pull.label("ready"),
            lambda: pull.unlabel("ready"),
            lambda: pull.review(event="REQUEST_CHANGES", body="Louder!"),
            lambda: pull.close(by="hubot"),
            lambda: pull.reopen(by="hubot"),
            lambda: pull.merge(),
            lambda: first.close(),
            lambda: repository.create_release("v1", name="One"),
            lambda: repository.push(branch="other", files={"a": "b"}),
        ):
            github.settle()
            step()

    recording = events_of(
        act, ["issues", "issue_comment", "pull_request", "pull_request_review", "release", "push"]
    )
    made = script(recording, PLACE)
    assert made.problems == []
    assert verbs(parsed(made)) == [
        "issue.open",
        "push",
        "pull_request.open",
        "issue_comment.create",
        "issue.edit",
        "pull_request.ready_for_review",
        "pull_request.label",
        "pull_request.unlabel",
        "pull_request.review",
        "pull_request.close",
        "pull_request.reopen",
        "pull_request.merge",
        "issue.close",
        "release.create",
        "push",
    ]
    assert parsed(made)["steps"][3]["issue_comment.create"]["body"] == "See #${pr.number}"
    report = run_text(made.text, tmp_path, "recording_receivers:accepts")
    assert report.passed, render(report)


def test_what_was_there_before_is_given_and_looked_up(tmp_path: Path) -> None:
    """Number 4, which nobody has recorded being opened, is another number in the run."""

    def act(github: GitHub) -> None:
        repository = github.repository("octocat/hello-world")
        for number in range(3):
            repository.create_issue(f"Number {number + 1}")
        github.settle()
        pull = repository.open_pull_request(
            head="greeting", files={"hi.txt": "hi"}, title="Greet", by="hubot"
        )
        github.settle()
        pull.label("ready")

    recording = events_of(act, ["pull_request"])
    recording.deliveries = [d for d in recording.deliveries if d.action == "labeled"]
    made = script(recording, PLACE)
    value = parsed(made)
    given = value["given"]["repositories"][0]["pull_requests"]
    assert given[0]["title"] == "Greet"
    assert "labels" not in given[0]
    assert value["steps"][0]["pulls/get"] == {"pull_number": 1}
    assert value["steps"][1]["pull_request.label"] == {"labels": ["ready"]}
    assert run_text(made.text, tmp_path, "recording_receivers:accepts").passed


def test_an_event_without_a_verb_is_delivered_with_its_differences(tmp_path: Path) -> None:
    payload = json.loads(json.dumps(sample("check_run.completed").payload))
    payload["check_run"]["name"] = "a check of theirs"
    payload["check_run"]["conclusion"] = "timed_out"
    made = script(recording_with(("check_run", payload)), PLACE)
    deliver = parsed(made)["steps"][0]["deliver"]
    assert deliver["event"] == "check_run.completed"
    assert deliver["set"] == {"check_run.name": "a check of theirs", "check_run.conclusion": "timed_out"}
    assert run_text(made.text, tmp_path, "recording_receivers:accepts").passed


def test_the_same_delivery_once_more_is_a_redelivery(tmp_path: Path) -> None:
    recording = recording_of("issues.opened", "issues.opened")
    recording.deliveries[1].guid = recording.deliveries[0].guid
    made = script(recording, PLACE)
    assert verbs(parsed(made)) == ["issue.open", "redeliver"]
    assert run_text(made.text, tmp_path, "recording_receivers:accepts").passed


def test_a_second_hook_makes_no_second_step() -> None:
    recording = recording_of("issues.opened", "issues.opened")
    recording.deliveries[1].guid, recording.deliveries[1].hook_id = recording.deliveries[0].guid, "2"
    made = script(recording, PLACE)
    assert verbs(parsed(made)) == ["issue.open"]
    assert "left out: 1 delivery that came by a second hook, too" in made.text


def test_an_answer_that_was_no_success_is_expected_again() -> None:
    value = told(recording_of("issues.opened", status=500))
    assert value["steps"][0]["expect"]["deliveries"] == [{"event": "issues.opened", "status": 500}]
    assert "expect" not in value


def test_a_delivery_without_an_answer_is_noted() -> None:
    recording = recording_of("issues.opened", status=None)
    recording.deliveries[0].error = "the receiver cannot be reached"
    made = script(recording, PLACE)
    assert "# left out: issues.opened was not answered: the receiver cannot be reached" in made.text
    assert "expect" not in parsed(made)["steps"][0]


def test_nothing_but_a_ping_becomes_a_ping(tmp_path: Path) -> None:
    made = script(recording_of("ping"), PLACE)
    assert verbs(parsed(made)) == ["repos/list-webhooks", "repos/ping-webhook"]
    assert run_text(made.text, tmp_path, "recording_receivers:accepts").passed


def test_nothing_at_all_is_no_scenario() -> None:
    with pytest.raises(ScenarioError, match="nothing came that a scenario could tell"):
        script(recording_with(), PLACE)


def test_an_event_that_nobody_knows_is_noted() -> None:
    recording = recording_of("issues.opened")
    unknown = recording_with(("moon_landing", {"action": "completed", "sender": {"login": "octocat"}}))
    recording.deliveries += unknown.deliveries
    made = script(recording, PLACE)
    assert "# left out: moon_landing.completed, which github.com does not have" in made.text
    assert made.left_out == 1
    assert made.problems == []


def called(method: str, path: str, body: Any = None, status: int = 201, answer: Any = None) -> RecordedCall:
    call = RecordedCall(method, path, 0.1, 0.2, body=body, status=status, answer=answer)
    route(call, b"", "github.com")
    return call


def with_calls(*calls: RecordedCall) -> Recording:
    recording = recording_of("issues.opened")
    recording.calls += calls
    recording.receiver = "http://127.0.0.1:3000/hook"
    return recording


def number_of(recording: Recording) -> int:
    number = recording.deliveries[0].number
    assert number is not None
    return number


def test_other_calls_are_expected_by_operation_with_references() -> None:
    number = number_of(recording_of("issues.opened"))
    value = told(
        with_calls(
            called("POST", f"/repos/octocat/hello-world/issues/{number}/labels", {"labels": ["triage"]}, 200),
            called("PATCH", "/repos/octocat/hello-world/issues/comments/77", {"body": f"See #{number}"}, 200),
        )
    )
    assert value["steps"][0]["expect"]["calls"] == [
        {
            "operation": "issues/add-labels",
            "parameters": {"labels": ["triage"], "issue_number": "${issue.number}"},
            "count": 1,
        },
        {
            "operation": "issues/update-comment",
            "parameters": {"body": "See #${issue.number}", "comment_id": {"any": True}},
            "count": 1,
        },
    ]
    assert value["steps"][0]["as"] == "issue"


def test_what_differs_from_run_to_run_is_expected_as_a_pattern() -> None:
    number = number_of(recording_of("issues.opened"))
    body = "Run 0b7ad5d1-2f0e-4c5c-9a53-9d6f9f6d2f0c at 2026-01-02T03:04:05Z (50%) ${x} of "
    body += "9049f1265b7d61be4a8904a9a27120d2064dab3b"
    value = told(
        with_calls(called("POST", f"/repos/octocat/hello-world/issues/{number}/comments", {"body": body}))
    )
    assert value["steps"][0]["expect"]["comments"][0]["body"] == {
        "pattern": r"^Run [0-9a-f-]{36} at [0-9T:.Z+-]+ \(50%\) \$\{x\} of [0-9a-f]{40}$"
    }


@pytest.mark.parametrize(
    ("call", "note"),
    [
        (
            called("POST", "/graphql", {"query": "{ viewer { login } }"}, 200),
            "no operation of GitHub's document",
        ),
        (called("PUT", "/repos/o/r/subscription/x/y", None, 200), "no operation of GitHub's document"),
        (called("POST", "/repos/octocat/hello-world/issues/1/labels", None, 403), "was answered with 403"),
    ],
)
def test_a_call_that_cannot_be_expected_is_noted(call: RecordedCall, note: str) -> None:
    made = script(with_calls(call), PLACE)
    assert f"# left out: {call.operation or ''} {call.method} {call.path}".replace("  ", " ") in made.text
    assert note in made.text
    assert "no_other_calls" not in made.text
    assert made.problems == []


def test_files_that_the_receiver_has_read_are_given() -> None:
    content = base64.b64encode(b"colour: red\nkey: ghp_0123456789abcdefghij\n").decode()
    answer = {"path": ".github/bot.yml", "content": content, "encoding": "base64"}
    made = script(
        with_calls(called("GET", "/repos/octocat/hello-world/contents/.github/bot.yml", answer=answer)), PLACE
    )
    files = parsed(made)["given"]["repositories"][0]["files"]
    assert files == {".github/bot.yml": "colour: red\nkey: ********\n"}
    assert "# it also read: repos/get-content" in made.text


def test_an_app_is_given_with_what_its_calls_and_events_need() -> None:
    recording = recording_of("workflow_run.completed", "issues.opened")
    for delivery in recording.deliveries:
        delivery.payload = {**delivery.payload, "installation": {"id": 5, "node_id": "x"}}
        delivery.target = "integration"
    given = told(recording)["given"]
    assert given["apps"][0]["events"] == ["workflow_run", "issues"]
    assert given["apps"][0]["permissions"]["actions"] == "read"
    assert given["tokens"] == [{"app": "recorded-app"}]
    assert "hooks" not in given["repositories"][0]


def test_organization_events_come_from_a_hook_of_the_organization(tmp_path: Path) -> None:
    made = script(recording_of("membership.added"), PLACE)
    assert parsed(made)["given"]["organizations"][0]["hooks"][0]["events"] == ["membership"]
    assert run_text(made.text, tmp_path, "recording_receivers:accepts").passed


TOKENS = [
    "ghp_0123456789abcdefghijABCDEFGHIJ012345",
    "ghs_0123456789abcdefghijABCDEFGHIJ012345",
    "github_pat_11ABCDEFG0aBcDeFgHiJkL_0123456789",
    "v1.1f699f106" + "0" * 31,
    "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiIxMjM0NSJ9.c2lnbmF0dXJl",
    "-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA\n-----END RSA PRIVATE KEY-----",
    "sha256=" + "ab" * 32,
    "somebody.private@corp.example",
    "https://somebody:hunter2pw@git.example/x?access_token=abcdef12345",
]


@pytest.mark.parametrize("token", TOKENS)
def test_secrets_in_payloads_calls_and_answers_are_not_written(token: str) -> None:
    recording = recording_of("issues.opened")
    payload = json.loads(json.dumps(recording.deliveries[0].payload))
    payload["issue"]["title"] = f"About {token} here"
    payload["issue"]["body"] = token
    payload["issue"]["labels"] = [{"name": token.replace(",", ""), "color": "ededed"}]
    recording.deliveries[0].payload = payload
    number = number_of(recording)
    path = f"/repos/octocat/hello-world/issues/{number}/comments"
    recording.calls.append(
        called("POST", path, {"body": f"It is {token}"}, answer={"user": {"login": token}})
    )
    recording.calls.append(called("POST", f"/orgs/{token.splitlines()[0]}", {"x": token}, 404))
    recording.left_out.append(f"a note on {token}")
    made = script(recording, PLACE)
    assert made.problems == [], made.text
    for part in [token, *token.splitlines(), "hunter2pw", "abcdef12345", "MIIEpAIB"]:
        assert part not in made.text


def test_a_secret_that_is_learned_late_is_taken_out_of_what_came_before() -> None:
    recording = recording_of("issues.opened")
    payload = dict(recording.deliveries[0].payload)
    payload["issue"] = {**payload["issue"], "title": "It is swordfish-99 again"}
    recording.deliveries[0].payload = payload
    recording.secrets.learn("swordfish-99")
    assert "swordfish" not in script(recording, PLACE).text


def test_secrets_of_headers_urls_and_answers_are_not_written() -> None:
    seen = f"http://somebody:hunter2pw@{unused_url()[7:]}/hook?token=abcdef12345"
    with Session(seen, unused_url(), secret=SECRET) as session:
        secrets = session.recording.secrets
        secrets.learn_headers({"authorization": "Basic " + base64.b64encode(b"octocat:opensesame9").decode()})
        secrets.learn_headers({"cookie": "session=0123456789abcdef; theme=dark"})
        secrets.learn_values({"token": "plain-token-text", "nested": [{"client_secret": "clientsecret1"}]})
    assert session.recording.receiver is not None
    told_of = secrets.clean(
        {
            "a": "opensesame9 0123456789abcdef plain-token-text clientsecret1 hunter2pw abcdef12345",
            "b": SECRET,
            "token": "short",
        }
    )
    assert told_of == {"a": " ".join(["********"] * 6), "b": "********", "token": "********"}
    assert "hunter2pw" not in session.recording.receiver + repr(secrets) + repr(session.recording.secrets)


@pytest.mark.parametrize("login", ["octo_corp", "dependabot[bot]"])
def test_logins_that_cannot_be_given_do_not_make_the_file_invalid(login: str) -> None:
    payload = json.loads(
        json.dumps(sample("issue_comment.created").payload).replace('"octocat"', json.dumps(login))
    )
    made = script(recording_with(("issue_comment", payload)), PLACE)
    assert made.problems == [], made.text


def test_what_looks_like_a_reference_is_written_as_a_text(tmp_path: Path) -> None:
    def act(github: GitHub) -> None:
        repository = github.repository("octocat/hello-world")
        files = {"${path}": "${{ github.token }}\n"}
        pull = repository.open_pull_request(head="${head}", title="${title}", body="${body}", files=files)
        github.settle()
        pull.label("${label}")
        github.settle()
        pull.comment("Costs ${5}")

    recording = events_of(act, ["push", "pull_request", "issue_comment"])
    content = base64.b64encode(b"run: echo ${{ secrets.x }}").decode()
    path = "/repos/octocat/hello-world/contents/ci.yml"
    answer = {"path": "ci.yml", "content": content, "encoding": "base64"}
    recording.calls.append(called("GET", path, answer=answer))
    number = recording.deliveries[-1].number
    status = {"context": "${ci}", "state": "success"}
    head = recording.deliveries[0].payload["after"]
    sent = [
        called("POST", f"/repos/octocat/hello-world/issues/{number}/comments", {"body": "${x} (see)"}),
        called("POST", f"/repos/octocat/hello-world/statuses/{head}", status),
    ]
    for call in sent:
        call.began = recording.deliveries[-1].began
    recording.calls += sent
    made = script(recording, PLACE)
    assert made.problems == [], made.text
    value = parsed(made)
    assert value["steps"][-1]["expect"]["statuses"] == {"$${ci}": ["success"]}
    assert value["given"]["repositories"][0]["files"] == {"ci.yml": "run: echo $${{ secrets.x }}"}
    for step in value["steps"]:
        step.pop("expect", None)
    without = {**value, "expect": {"no_failed_deliveries": True}}
    report = run_text(json.dumps(without), tmp_path, "recording_receivers:accepts")
    assert report.passed, render(report)


def test_the_example_of_the_documentation_is_valid_and_as_it_would_be_written() -> None:
    page = (Path(__file__).resolve().parent.parent / "docs" / "recording.md").read_text(encoding="utf-8")
    example = page.partition("```yaml\n")[2].partition("```")[0]
    value = source.parse(example, "recording.md").value
    assert problems(source.parse(example, "recording.md")) == []
    head = {key: value[key] for key in ("name", "receiver", "given")}
    notes = [["it also read: pulls/get (2 times), pulls/list-files"], []]
    place = Path(__file__).resolve().parent.parent / "scenarios" / "recorded.yaml"
    written = yaml_of(head, list(zip(notes, value["steps"], strict=True)), {"expect": value["expect"]}, place)
    assert written.replace("'", '"') == example


@pytest.mark.parametrize("reaction", ["+1", "-1", "laugh", "confused", "heart", "hooray", "rocket", "eyes"])
def test_a_reaction_is_expected_as_such_though_encoded_contents_are_not(reaction: str) -> None:
    assert References().value(reaction, "content") == reaction
    assert References().value(base64.b64encode(b"a text").decode(), "content") == ANY
