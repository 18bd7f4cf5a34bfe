"""How checks and commits look together with pull requests."""

from __future__ import annotations

import base64
import struct
from typing import Any

import pytest
from world_helpers import PRODUCTS, Seeded, answer, commit, payload, seeded

from fakegithub.model.pulls import PullRequest
from fakegithub.operations import checks
from fakegithub.operations.operation import perform

HERE = {"owner": "octocat", "repo": "hello-world"}


@pytest.fixture
def there() -> Seeded:
    return seeded()


def open_pull(there: Seeded, branch: str = "side") -> PullRequest:
    commit(there.world, there.repository, {branch: branch}, branch=branch, source="main")
    pull: PullRequest = perform(
        there.world, there.actor, "pulls/create", **HERE, title=branch, head=branch, base="main"
    )
    there.events.clear()
    return pull


def check(there: Seeded, sha: str, **fields: Any) -> Any:
    return perform(there.world, there.bot, "checks/create", **HERE, name="build", head_sha=sha, **fields)


@pytest.mark.parametrize("product", PRODUCTS)
def test_a_check_names_its_pull_requests(product: str) -> None:
    there = seeded(product)
    pull = open_pull(there)
    run = check(there, pull.head.sha, conclusion="success")
    api = there.world.urls.api(there.repository)
    repo = {"id": there.repository.id, "url": api, "name": "hello-world"}
    expected = {
        "id": pull.id,
        "number": pull.number,
        "url": f"{api}/pulls/{pull.number}",
        "head": {"ref": "side", "sha": pull.head.sha, "repo": repo},
        "base": {"ref": "main", "sha": there.sha, "repo": repo},
    }
    for name in ("check_run.created", "check_run.completed"):
        body = payload(there.world, there.event(name))["check_run"]
        assert body["pull_requests"] == body["check_suite"]["pull_requests"] == [expected]
    suite = payload(there.world, there.event("check_suite.completed"))["check_suite"]
    assert (suite["pull_requests"], suite["head_branch"]) == ([expected], "side")
    # A closed pull request is not named any more.
    perform(there.world, there.actor, "pulls/update", **HERE, pull_number=pull.number, state="closed")
    found = checks.get(there.world, there.actor, **HERE, check_run_id=run.id)
    assert answer(there.world, "checks/get", found)["pull_requests"] == []


def test_what_ci_says_decides_whether_a_pull_request_is_clean(there: Seeded) -> None:
    pull = open_pull(there)
    assert pull.mergeable_state == "clean"
    status = {**HERE, "sha": pull.head.sha, "context": "ci"}
    perform(there.world, there.actor, "repos/create-commit-status", **status, state="failure")
    assert pull.mergeable_state == "unstable"
    perform(there.world, there.actor, "repos/create-commit-status", **status, state="success")
    assert pull.mergeable_state == "clean"
    run = check(there, pull.head.sha)
    assert pull.mergeable_state == "unstable"
    perform(there.world, there.bot, "checks/update", **HERE, check_run_id=run.id, conclusion="success")
    assert pull.mergeable_state == "clean"


@pytest.mark.parametrize("product", PRODUCTS)
def test_a_push_to_a_head_synchronizes_and_asks_for_checks(product: str) -> None:
    there = seeded(product)
    pull = open_pull(there)
    before = pull.head.sha
    after = perform(there.world, there.actor, "push", **HERE, ref="side", files={"more": "m"})
    assert there.names == ["push", "check_suite.requested", "pull_request.synchronize"]
    assert pull.head.sha == after
    body = payload(there.world, there.event("pull_request.synchronize"))
    assert (body["before"], body["after"]) == (before, after)
    payload(there.world, there.event("check_suite.requested"))


def test_a_commit_leads_to_its_pull_requests(there: Seeded) -> None:
    pull = open_pull(there)
    operation = "repos/list-pull-requests-associated-with-commit"

    def found(sha: str) -> list[PullRequest]:
        listed: list[PullRequest] = perform(there.world, there.actor, operation, **HERE, commit_sha=sha)
        answer(there.world, operation, listed)
        return listed

    assert found(pull.head.sha) == [pull]
    assert found(there.sha) == []
    perform(there.world, there.actor, "pulls/merge", **HERE, pull_number=pull.number)
    assert found(pull.head.sha) == [pull]
    assert found(there.sha) == [pull]


def test_a_commit_s_node_id_has_its_sha(there: Seeded) -> None:
    found = perform(there.world, there.actor, "git/get-commit", **HERE, commit_sha=there.sha)
    body = answer(there.world, "git/get-commit", found)
    kind, _, packed = body["node_id"].partition("_")
    assert kind == "C"
    # As in C_kwDOAAABzdoAKDdmZDFhNjBi…: msgpack of [0, repository id, SHA], the text with a 16-bit length.
    head = struct.pack(">BBBIBH", 0x93, 0, 0xCE, there.repository.id, 0xDA, 40)
    assert base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4)) == head + there.sha.encode()


def test_a_ref_s_node_id_has_its_name(there: Seeded) -> None:
    found = perform(there.world, there.actor, "git/get-ref", **HERE, ref="heads/main")
    packed = answer(there.world, "git/get-ref", found)["node_id"].removeprefix("REF_")
    # As in REF_kwDO…: short texts have their length in one byte.
    head = struct.pack(">BBBIB", 0x93, 0, 0xCE, there.repository.id, 0xA0 | 15)
    assert base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4)) == head + b"refs/heads/main"
