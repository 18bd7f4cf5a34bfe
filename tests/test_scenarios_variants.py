"""Nasty but legal payloads: each variant of each event that it applies to fits the document."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pytest

from fakegithub.cli import main
from fakegithub.scenarios.samples.samples import SamplePayload, all_samples, payload_schema, sample
from fakegithub.scenarios.samples.variants import VARIANTS, variant_of, vary
from fakegithub.spec import Node, document
from fakegithub.spec.node import Nodes

PRODUCTS = ("github.com", "ghes-3.14", "ghe-2.15")


@cache
def samples_of(product: str) -> list[SamplePayload]:
    return list(all_samples(product))


def varied(name: str, variant: str, product: str = "github.com") -> Any:
    return vary(sample(name, product), variant, product).payload


@pytest.mark.parametrize("product", PRODUCTS)
@pytest.mark.parametrize("variant", VARIANTS)
def test_a_variant_fits_the_document_wherever_it_applies(variant: str, product: str) -> None:
    applied = 0
    for found in samples_of(product):
        made = variant_of(found, variant, product)
        if made is not None:
            applied += 1
            assert made.payload != found.payload
            assert (made.event, made.action, made.tier) == (found.event, found.action, found.tier)
            assert payload_schema(found, product).is_valid(made.payload), found.name
    assert applied


@pytest.mark.parametrize("variant", VARIANTS)
def test_a_second_validator_agrees(variant: str) -> None:
    wanted = ("push", "pull_request.opened", "pull_request_review.submitted", "issue_comment.created")
    for found in samples_of("github.com"):
        made = variant_of(found, variant, "github.com") if found.name in wanted else None
        if made is not None:
            assert payload_schema(found, "github.com").errors(made.payload) == [], found.name


@pytest.mark.parametrize("variant", ["all-null", "minimal"])
def test_every_event_has_the_variants_that_anything_can_have(variant: str) -> None:
    for found in samples_of("github.com"):
        assert variant_of(found, variant, "github.com") is not None, found.name


@pytest.mark.parametrize("product", PRODUCTS)
def test_a_deleted_fork_leaves_the_head_without_a_repository(product: str) -> None:
    names = [
        found.name for found in samples_of(product) if "head" in (found.payload.get("pull_request") or {})
    ]
    assert {"pull_request.opened", "pull_request_review.submitted"} <= set(names)
    for found in samples_of(product):
        if found.name in names and found.payload["pull_request"]["head"]["repo"] is not None:
            pull = vary(found, "deleted-fork", product).payload["pull_request"]
            assert pull["head"]["repo"] is None, found.name
            assert pull["base"]["repo"] is not None
            assert pull["head"]["user"]["login"] == "monalisa"
            assert pull["head"]["label"] == f"monalisa:{pull['head']['ref']}"


def test_a_deleted_author_is_ghost_and_in_reviews_nobody() -> None:
    comment = varied("issue_comment.created", "ghost-user")["comment"]
    assert (comment["user"]["login"], comment["user"]["id"]) == ("ghost", 10137)
    assert comment["user"]["html_url"] == "https://github.com/ghost"
    assert varied("pull_request_review.submitted", "ghost-user")["review"]["user"] is None


def test_a_bot_has_a_bots_type_and_urls() -> None:
    sender = varied("push", "bot-sender")["sender"]
    assert (sender["login"], sender["type"]) == ("sample-ci[bot]", "Bot")
    assert sender["html_url"] == "https://github.com/apps/sample-ci"
    assert sender["url"] == "https://api.github.com/users/sample-ci%5Bbot%5D"


def test_bodies_are_as_their_names_say() -> None:
    def body(variant: str) -> Any:
        return varied("issues.opened", variant)["issue"]["body"]

    assert body("empty-body") == ""
    assert body("null-body") is None
    assert len(body("long-body")) == 65_536
    assert any(len(character.encode()) == 4 for character in body("unicode-body"))


def test_the_biggest_push_has_2048_commits_and_ends_with_its_head() -> None:
    payload = varied("push", "many-commits")
    ids = [commit["id"] for commit in payload["commits"]]
    assert len(ids) == len(set(ids)) == 2_048
    assert all(len(id) == 40 for id in ids)
    assert ids[-1] == payload["head_commit"]["id"] == payload["after"]
    assert all(commit["url"].endswith(commit["id"]) for commit in payload["commits"])


def test_an_awkward_title_has_quotes_a_newline_and_marks_that_turn_the_text() -> None:
    title = varied("pull_request.opened", "awkward-title")["pull_request"]["title"]
    assert {'"', "'", "\n", "\u200f", "\u202e"} <= set(title)


@pytest.mark.parametrize(
    ("variant", "path"),
    [("renamed-repository", "octocat/hello-moon"), ("transferred-repository", "monalisa/hello-world")],
)
def test_a_repository_that_moved_keeps_its_id(variant: str, path: str) -> None:
    before = sample("pull_request.opened")
    after = vary(before, variant, "github.com").payload
    assert "octocat/hello-world" not in json.dumps(after)
    for repository in (after["repository"], after["pull_request"]["base"]["repo"]):
        assert repository["full_name"] == path
        assert f"{repository['owner']['login']}/{repository['name']}" == path
        assert repository["id"] == before.payload["repository"]["id"]
    assert after["pull_request"]["url"] == f"https://api.github.com/repos/{path}/pulls/1"


def test_an_organizations_repository_is_transferred_to_another_organization() -> None:
    payload = varied("dependabot_alert.created", "transferred-repository")
    assert payload["repository"]["owner"]["login"] == payload["organization"]["login"] == "octo-labs"
    assert payload["repository"]["owner"]["id"] == payload["organization"]["id"]


def test_all_null_leaves_nothing_that_could_be_null() -> None:
    payload = varied("pull_request.opened", "all-null")
    node = Nodes().of(document("github.com").webhooks["pull_request.opened"].schema)
    assert payload["pull_request"]["body"] is None
    assert payload["pull_request"]["head"]["repo"] is None
    assert list(nullable(node, payload)) == []


def nullable(node: Node, value: Any, path: str = "") -> Any:
    """Where an object with one case only has a member that might be null, and is not."""
    if isinstance(value, dict):
        cases = node.cases_for("object")
        for name, item in value.items() if len(cases) == 1 else ():
            if name in cases[0].names:
                child = node.property(cases[0], name)
                if child.nullable and item is not None:
                    yield f"{path}/{name}"
                yield from nullable(child, item, f"{path}/{name}")


def test_minimal_has_only_what_is_required() -> None:
    payload = varied("pull_request.opened", "minimal")
    required = document("github.com").webhooks["pull_request.opened"].schema.raw["required"]
    assert set(payload) == set(required)
    repository = document("github.com").component("repository-webhooks", webhooks=True).raw
    assert set(payload["repository"]) == set(repository["required"])


def test_the_command_line_prints_a_variant(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["payload", "pull_request.opened", "--variant", "deleted-fork", "--set", "number=7"]) == 0
    payload = json.loads(capsys.readouterr().out)
    assert payload["number"] == 7
    assert payload["pull_request"]["head"]["repo"] is None


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["push", "--variant", "deleted-frok"], 'no variant "deleted-frok". Did you mean "deleted-fork"?'),
        (
            ["push", "--variant", "deleted-fork"],
            "push has nothing that deleted-fork could change; there are: bot-sender",
        ),
        (["--all", "--variant", "minimal"], "--all goes with neither"),
    ],
)
def test_a_variant_that_there_is_not_exits_with_2(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["payload", *arguments]) == 2
    captured = capsys.readouterr()
    assert message in captured.err
    assert captured.out == ""


def test_help_lists_every_variant(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["payload", "--help"]) == 0
    out = capsys.readouterr().out
    for name in VARIANTS:
        assert f"  {name} " in out
