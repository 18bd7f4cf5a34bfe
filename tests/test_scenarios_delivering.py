"""Raw deliveries: any event, about this world, changed at will; and deliveries once more."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from scenario_helpers import passed, run_steps

from fakegithub.errors import ScenarioError
from fakegithub.github import GitHub
from fakegithub.model.pulls import PullRequest
from fakegithub.products import PRODUCTS
from fakegithub.scenarios.language import grammar
from fakegithub.scenarios.samples.variants import VARIANTS
from fakegithub.scenarios.steps.delivering import deliver
from fakegithub.scenarios.steps.stage import Stage
from fakegithub.spec import document

OPEN = "- pull_request.open: {head: greeting, title: Greet}\n  as: pr\n"


def last(github: GitHub) -> dict[str, Any]:
    payload: dict[str, Any] = json.loads(github.deliveries[-1].payload)
    return payload


async def sink(scope: Any, receive: Any, send: Any) -> None:
    if scope["type"] == "http":
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})


@pytest.mark.parametrize("product", ["github.com", "ghec", "ghes-3.14", "ghes-3.19", "ghe-2.15"])
def test_every_event_can_be_delivered_and_is_about_this_world(product: str) -> None:
    with GitHub(product, strict=True) as github:
        github.mount("http://receiver.test", sink)
        github.user("mona")
        organization = github.organization("acme", members={"mona": "admin"})
        repository = organization.create_repository("rocket", files={"README.md": "x"})
        repository.create_hook("http://receiver.test/", events=["*"], secret="s3cret")
        pull = repository.open_pull_request(head="topic", files={"a": "b"}, title="Topic")
        github.app("ci", owner="mona", events=["pull_request"], hook_url="http://receiver.test/").install(
            "acme"
        )
        stage = Stage(github, {}, None, pull)
        known = document(PRODUCTS[product].document).webhooks
        for name, spec in known.items():
            payload = deliver(stage, {"event": name}).payload
            value = json.loads(payload)
            # By an independent validator: the payload is checked by another one when it is rendered.
            assert spec.schema.errors(value) == [], name
            assert b"octocat" not in payload, name
            if "pull_request" in value and value["pull_request"].get("head"):
                assert value["pull_request"]["head"]["sha"] == pull.entity.head.sha, name
        github.settle(30)
        assert all(delivery.ok for delivery in github.deliveries)


def test_a_delivery_is_signed_logged_and_in_the_report(tmp_path: Path) -> None:
    report, github = run_steps(tmp_path, OPEN + "- deliver: {event: pull_request.labeled}\n  as: raw\n")
    assert report.passed
    delivery = next(delivery for delivery in github.deliveries if delivery.action == "labeled")
    assert any(name == "X-Hub-Signature-256" for name, _ in delivery.request_headers)
    assert "pull_request.labeled" in [line.event for line in report.deliveries]
    assert any("pull_request.labeled" in moment.what for moment in report.timeline)
    assert github.world.all(PullRequest)[0].issue.labels == ()


def test_the_payload_is_about_what_is_spoken_of(tmp_path: Path) -> None:
    github = passed(
        tmp_path,
        """\
        - issue.open: {title: First}
          as: first
        - issue.open: {title: Second}
        - deliver: {event: issues.assigned, issue: first}
          by: hubot
        """,
    )
    payload = last(github)
    assert (payload["issue"]["title"], payload["issue"]["number"]) == ("First", 1)
    assert payload["sender"]["login"] == "hubot"
    assert payload["repository"]["full_name"] == "octocat/hello-world"


def test_a_push_is_of_commits_that_there_are(tmp_path: Path) -> None:
    github = passed(tmp_path, "- push: {files: {a: a}}\n- deliver: {event: push}\n")
    payload = last(github)
    repository = github.repository("octocat/hello-world")
    assert payload["after"] == repository.sha()
    assert payload["pusher"]["name"] == "octocat"


def test_the_state_is_that_of_the_action(tmp_path: Path) -> None:
    github = passed(tmp_path, OPEN + "- deliver: {event: pull_request.closed}\n")
    assert last(github)["pull_request"]["state"] == "closed"
    assert github.world.all(PullRequest)[0].issue.state == "open"


def test_values_are_replaced_at_dotted_paths(tmp_path: Path) -> None:
    github = passed(
        tmp_path,
        """\
        - pull_request.open: {head: one, title: One}
          as: one
        - issue.open: {title: Two}
          by: hubot
          as: two
        - deliver:
            event: pull_request.opened
            pull_request: one
            set: {pull_request.title: New, pull_request.user: "${two.user}", pull_request.labels: []}
        """,
    )
    pull = last(github)["pull_request"]
    assert (pull["title"], pull["user"]["login"], pull["number"]) == ("New", "hubot", 1)


def test_an_entity_takes_the_form_of_its_place(tmp_path: Path) -> None:
    github = passed(
        tmp_path,
        """\
        - pull_request.open: {head: one}
          as: one
        - pull_request.open: {head: two}
        - deliver: {event: pull_request.opened, set: {pull_request: "${one}"}}
        - deliver: {event: issue_comment.created, set: {issue: "${one}"}}
        """,
    )
    issue = last(github)["issue"]
    assert (issue["number"], "head" in issue) == (1, False)
    first = json.loads([d for d in github.deliveries if d.event == "pull_request"][-1].payload)
    assert first["pull_request"]["head"]["ref"] == "one"


def test_an_app_gets_its_installation(tmp_path: Path) -> None:
    github = passed(tmp_path, OPEN + "- deliver: {event: pull_request.edited}\n")
    edited = [delivery for delivery in github.deliveries if delivery.action == "edited"]
    ids = [json.loads(delivery.payload).get("installation", {}).get("id") for delivery in edited]
    assert [delivery.installation_id for delivery in edited] == ids
    assert len(ids) == 2


def test_what_nobody_can_subscribe_to_goes_to_all_hooks(tmp_path: Path) -> None:
    github = passed(tmp_path, "- deliver: {event: marketplace_purchase.purchased}\n")
    assert [d.action for d in github.deliveries if d.event == "marketplace_purchase"] == ["purchased"] * 2


BROKEN = {
    "does not fit": ("set: {pull_request.number: [1]}", "no longer fits GitHub's schema"),
    "leads nowhere": ("set: {pull_request.nothing.here: 1}", "the payload has no pull_request.nothing"),
    "no list place": ("set: {pull_request.labels.7: 1}", "no"),
    "an entity elsewhere": (
        "set: {repository: '${pr}'}",
        "does not have what GitHub's schema wants: repository.",
    ),
    "a variant that does not apply": ("variant: many-commits", "has nothing that many-commits could change"),
    "an unknown subject": ("pull_request: 7", "has no pull request or issue 7"),
}


@pytest.mark.parametrize("case", BROKEN.values(), ids=BROKEN)
def test_what_cannot_be_delivered_is_an_error_that_says_where(tmp_path: Path, case: tuple[str, str]) -> None:
    said, message = case
    with pytest.raises(ScenarioError) as info:
        run_steps(tmp_path, f"{OPEN}- deliver: {{event: pull_request.opened, {said}}}\n")
    assert message in str(info.value)
    assert info.value.line == 20


@pytest.mark.parametrize("variant", ["empty_body", "deleted-fork", "ghost-user"])
def test_a_variant_is_a_rare_form_of_it(tmp_path: Path, variant: str) -> None:
    github = passed(tmp_path, f"{OPEN}- deliver: {{event: pull_request.opened, variant: {variant}}}\n")
    pull = last(github)["pull_request"]
    seen = {
        "empty_body": pull["body"] or None,
        "deleted-fork": pull["head"]["repo"],
        "ghost-user": pull["user"]["login"],
    }
    assert seen[variant] == {"ghost-user": "ghost"}.get(variant)


def test_editors_know_all_variants() -> None:
    variant = grammar.schema()["$defs"]["step"]["properties"]["deliver"]["properties"]["variant"]
    assert variant["anyOf"][0]["enum"] == list(VARIANTS)


def test_a_redelivery_shares_guid_and_payload(tmp_path: Path) -> None:
    github = passed(
        tmp_path,
        OPEN
        + """\
- redeliver: pull_request.opened
  as: again
- redeliver: {delivery: again}
- redeliver: {delivery: "${again}"}
""",
    )
    opened = [delivery for delivery in github.deliveries if delivery.action == "opened"]
    app = opened[1] if opened[1].installation_id else opened[0]
    same = [delivery for delivery in opened if delivery.hook is app.hook]
    assert len({delivery.guid for delivery in opened}) == 1
    assert [delivery.redelivery for delivery in same] == [False, True, True, True]
    assert len({delivery.payload for delivery in same}) == 1


def test_a_redelivery_to_a_repository_hook_needs_its_admin(tmp_path: Path) -> None:
    report, _ = run_steps(tmp_path, "- redeliver: ping\n  by: hubot\n", given=NO_APP)
    assert report.steps[0].status == "failed"


def test_time_passes(tmp_path: Path) -> None:
    github = passed(
        tmp_path,
        "- issue.open: {title: a}\n- clock.advance: 1.5h\n- clock.advance: 2d\n- issue.open: {title: b}\n",
    )
    first, second = (
        json.loads(d.payload)["issue"]["created_at"] for d in github.deliveries if d.event == "issues"
    )
    passed_by = datetime.fromisoformat(second) - datetime.fromisoformat(first)
    assert passed_by.total_seconds() == pytest.approx(2 * 86_400 + 5_400, abs=5)


NO_APP = """\
name: A test
given:
  users: [hubot]
  repositories:
    - {name: octocat/hello-world, files: {a: b}, collaborators: {hubot: push}, hooks: [{events: [push]}]}
"""
