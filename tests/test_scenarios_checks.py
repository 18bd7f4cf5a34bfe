"""Broken scenario files: each error has its line and column, what is wrong, and what is allowed."""

from __future__ import annotations

from pathlib import Path

import jsonschema
import pytest

from fakegithub.operations.operation import OPERATIONS
from fakegithub.scenarios.checking.checks import problems
from fakegithub.scenarios.expectations.judge import JUDGES, MANNER, OF_THE_VERB
from fakegithub.scenarios.language import grammar
from fakegithub.scenarios.language.library import folder
from fakegithub.scenarios.language.source import parse, read
from fakegithub.scenarios.steps.verbs import VERBS

GOOD = """\
name: Everything in its place
given:
  users: [hubot]
  repositories:
    - name: octocat/hello-world
      files: {README.md: hi}
      hooks: [{events: [pull_request]}]
steps:
  - by: octocat
    pull_request.open: {head: greeting, files: {a: b}}
    as: pr
    expect:
      within: 5s
      calls:
        - operation: repos/create-commit-status
          parameters: {state: success, sha: "${pr.head.sha}"}
  - issue_comment.create: {issue: pr, body: hi}
"""

# What is changed in GOOD; the line and column of the error; what it says.
BROKEN = {
    "unknown key at the top": (("name:", "nmae: x\nname:"), 1, 1, 'unknown key "nmae". Did you mean "name"?'),
    "allowed keys at the top": (
        ("name:", "nmae: x\nname:"),
        1,
        1,
        "Allowed here: name, description, ",
    ),
    "missing name": (("name: Everything in its place\n", ""), 1, 1, '"name" is missing here'),
    "wrong kind": (("[hubot]", "hubot"), 3, 10, 'must be a list (- item), not the text "hubot"'),
    "missing parameter": (
        ("  - issue_comment", "  - push: {}\n  - issue_comment"),
        17,
        11,
        '"files" is missing here',
    ),
    "unknown verb": (
        ("issue_comment.create", "isue_comment.create"),
        17,
        5,
        'Did you mean "issue_comment.create"?',
    ),
    "unknown parameter": (
        ("head: greeting", "haed: x, head: y"),
        10,
        25,
        'unknown key "haed". Did you mean "head"?',
    ),
    "allowed parameters": (
        ("head: greeting", "haed: x, head: y"),
        10,
        25,
        "Allowed here: repository, head, base",
    ),
    "two verbs": (("    as: pr", "    push: {files: {c: d}}\n    as: pr"), 11, 5, "a step does one thing"),
    "no verb": (
        ("issue_comment.create: {issue: pr, body: hi}", "by: octocat"),
        17,
        5,
        "neither does nor expects",
    ),
    "bad duration": (("5s", "5 seconds"), 13, 15, "A duration such as 500ms, 5s, 1m, 2h or 3d"),
    "unknown expectation": (
        ("      calls:", "      cals:"),
        14,
        7,
        'unknown key "cals". Did you mean "calls"?',
    ),
    "unknown operation": (
        ("create-commit-status", "create-comit-status"),
        15,
        22,
        'Did you mean "repos/create-commit-status"?',
    ),
    "unknown parameter of an operation": (
        ("{state:", "{stat:"),
        16,
        24,
        'no parameter "stat". Did you mean "state"?',
    ),
    "parameters of the operation": (("{state:", "{stat:"), 16, 24, "It has: owner, repo, sha"),
    "unknown event": (("[pull_request]", "[pull_requests]"), 7, 25, 'Did you mean "pull_request"?'),
    "unknown reference": (("${pr.head", "${prr.head"), 16, 45, 'Did you mean "pr"?'),
    "malformed reference": (("${pr.head.sha}", "${pr head}"), 16, 45, "is not a reference such as"),
    "unknown step": (("issue: pr", "issue: rp"), 17, 35, 'no earlier step has the name "rp"'),
    "unknown account": (("by: octocat", "by: octocta"), 9, 9, 'Did you mean "octocat"?'),
    "unknown repository": (
        ("{head:", "{repository: octocat/hello, head:"),
        10,
        37,
        'there is no repository "octocat/hello"',
    ),
    "unknown product": (("given:", "product: ghes-3.91\ngiven:"), 2, 10, 'there is no product "ghes-3.91"'),
    "product and products": (
        ("given:", "product: ghec\nproducts: [ghec]\ngiven:"),
        3,
        1,
        "cannot both be given",
    ),
    "receiver twice": (
        ("given:", "receiver: {url: 'http://x', app: 'a:b'}\ngiven:"),
        2,
        12,
        "url cannot stand beside app",
    ),
    "app that is none": (("given:", "receiver: {app: my bot}\ngiven:"), 2, 17, "as module:name"),
    "key twice": (("given:", "name: y\ngiven:"), 2, 1, "line 1 already"),
    "name twice": (
        ("  - issue_c", "  - push: {files: {e: f}}\n    as: pr\n  - issue_c"),
        18,
        9,
        "already names step 1",
    ),
    "two counts": (
        ("          parameters", "          count: 1\n          never: true\n          parameters"),
        17,
        11,
        "only one of count, never",
    ),
    "negative count": (
        ("          parameters", "          count: -1\n          parameters"),
        16,
        18,
        "the least is 0",
    ),
    "call without a name": (
        ("operation: repos/create-commit-status", "count: 1"),
        15,
        11,
        "named by its operation",
    ),
    "bad pattern": (("state: success", "state: {pattern: '('}"), 16, 41, "is not a regular expression"),
    "matcher and data": (
        ("state: success", "state: {contains: a, b: c}"),
        16,
        31,
        "cannot stand side by side",
    ),
    "wrong state": (
        ("      calls:", "      statuses: {ci: sucess}\n      calls:"),
        14,
        22,
        'Did you mean "success"? Allowed are: error, failure, pending, success',
    ),
    "bad login": (("[hubot]", "[hu--bot]"), 3, 11, "A login: letters, digits and single hyphens"),
    "bad content type": (("{events:", "{content_type: xml, events:"), 7, 30, "Allowed are: json, form"),
}


def test_the_file_that_is_broken_below_is_good_itself() -> None:
    assert problems(parse(GOOD, "good.yaml")) == []


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_file_gets_place_reason_and_remedy(case: str) -> None:
    (good, bad), line, column, message = BROKEN[case]
    assert good in GOOD
    try:
        found = problems(parse(GOOD.replace(good, bad, 1), "broken.yaml"))
    except Exception as error:  # noqa: BLE001 - parse() raises what cannot be read at all
        found = [error]  # type: ignore[list-item]
    texts = [str(error) for error in found]
    assert any(text.startswith(f"broken.yaml:{line}:{column}: ") and message in text for text in texts), texts


def test_all_errors_are_told_from_top_to_bottom() -> None:
    broken = GOOD.replace("[hubot]", "5").replace("5s", "soon").replace("issue_comment", "isue_comment")
    assert [error.line for error in problems(parse(broken, "broken.yaml"))] == [3, 13, 17]


def test_an_environment_variable_or_a_default_makes_a_reference_known(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    text = GOOD.replace("body: hi", "body: '${GREETING} ${NAME:-you}'")
    assert "GREETING" in str(problems(parse(text, "s.yaml"))[0])
    monkeypatch.setenv("GREETING", "hello")
    assert problems(parse(text, "s.yaml")) == []


def test_the_schema_is_a_valid_one_and_knows_what_the_code_knows() -> None:
    jsonschema.Draft202012Validator.check_schema(grammar.schema())
    assert set(grammar.own_verbs()) == {*VERBS, "repeat", "use"}
    assert set(grammar.verbs()) == {*VERBS, *OPERATIONS, "repeat", "use"}
    assert set(grammar.schema()["$defs"]["expect"]["properties"]) == {*JUDGES, *MANNER, *OF_THE_VERB}


def test_every_key_has_a_description_for_editors() -> None:
    definitions = grammar.schema()["$defs"]
    missing = []
    for name, definition in {"": grammar.schema(), **definitions}.items():
        for key, part in definition.get("properties", {}).items():
            target = definitions[part["$ref"].rsplit("/", 1)[1]] if "$ref" in part else {}
            if "description" not in part and "description" not in target:
                missing.append(f"{name}.{key}")
    assert missing == []


@pytest.mark.parametrize("file", sorted(folder().glob("*.yaml")), ids=lambda file: file.stem)
def test_ready_made_scenarios_have_no_problem(file: Path) -> None:
    assert problems(read(file)) == []
