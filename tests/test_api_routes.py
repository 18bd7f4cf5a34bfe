from __future__ import annotations

import pytest

from fakegithub.api.routes import routes
from fakegithub.spec import DOCUMENTS, document

REPO = "/repos/octocat/hello"


def find(method: str, path: str, name: str = "github.com") -> tuple[str, dict[str, str]] | None:
    found = routes(name).find(method, path.split("/")[1:] if path != "/" else [])
    if found is None:
        return None
    route, values = found
    return route.operation_id, dict(zip(route.names, values, strict=True))


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_documented_path_leads_to_its_operation(name: str) -> None:
    lost = {}
    for spec in document(name).operations.values():
        if "}..." in spec.path:
            continue
        path = "/".join("1" if part.startswith("{") else part for part in spec.path.split("/"))
        found = find(spec.method, path, name)
        if found is None or found[0] != spec.id:
            lost[spec.id] = found
    assert lost == {}


def test_the_old_comparison_is_the_new_one() -> None:
    assert find("GET", f"{REPO}/compare/main...topic/x") == (
        "repos/compare-commits-with-basehead",
        {"owner": "octocat", "repo": "hello", "basehead": "main...topic/x"},
    )


@pytest.mark.parametrize(
    ("method", "path", "operation", "last"),
    [
        ("GET", "/contents/a/b/c.txt", "repos/get-content", "a/b/c.txt"),
        ("GET", "/contents/.github/dco.yml", "repos/get-content", ".github/dco.yml"),
        ("GET", "/git/ref/heads/a/b", "git/get-ref", "heads/a/b"),
        ("PATCH", "/git/refs/heads/a/b", "git/update-ref", "heads/a/b"),
        ("GET", "/branches/topic/x", "repos/get-branch", "topic/x"),
        ("GET", "/branches/topic/x/protection", "repos/get-branch-protection", "topic/x"),
        ("GET", "/commits/topic/x/status", "repos/get-combined-status-for-ref", "topic/x"),
        ("GET", "/commits/refs/heads/x/check-runs", "checks/list-for-ref", "refs/heads/x"),
        ("GET", "/releases/tags/v1/rc", "repos/get-release-by-tag", "v1/rc"),
        # Only another method goes on from here, so the rest belongs to the branch.
        ("GET", "/branches/topic/rename", "repos/get-branch", "topic/rename"),
        ("POST", "/branches/topic/rename", "repos/rename-branch", "topic"),
    ],
)
def test_a_parameter_may_have_slashes_in_it(method: str, path: str, operation: str, last: str) -> None:
    found = find(method, REPO + path)
    assert found is not None
    assert (found[0], list(found[1].values())[-1]) == (operation, last)


@pytest.mark.parametrize(
    ("path", "operation"),
    [
        ("/issues/comments", "issues/list-comments-for-repo"),
        ("/issues/comments/5", "issues/get-comment"),
        ("/issues/5/comments", "issues/list-comments"),
        ("/pulls/comments/5", "pulls/get-review-comment"),
        ("/hooks/5/config", "repos/get-webhook-config-for-repo"),
        ("/releases/latest", "repos/get-latest-release"),
    ],
)
def test_a_literal_wins_over_a_parameter(path: str, operation: str) -> None:
    found = find("GET", REPO + path)
    assert found is not None
    assert found[0] == operation


@pytest.mark.parametrize(
    ("method", "path", "operation"),
    [
        ("GET", "/git/refs/heads/main", "git/get-ref"),
        ("GET", "/git/refs", "git/list-matching-refs"),
        ("GET", "/git/matching-refs/", "git/list-matching-refs"),
        ("GET", "/contents", "repos/get-content"),
        ("GET", "/contents/", "repos/get-content"),
        ("GET", "/contents/docs/", "repos/get-content"),
        ("POST", "/hooks/1/test", "repos/test-push-webhook"),
    ],
)
def test_paths_outside_the_document_that_clients_use(method: str, path: str, operation: str) -> None:
    found = find(method, REPO + path)
    assert found is not None
    assert found[0] == operation


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", f"{REPO}/"),
        ("GET", f"{REPO}/issues/"),
        ("GET", f"{REPO}/commits/main/"),
        ("GET", "/repos//hello"),
        ("PUT", f"{REPO}/issues/1/comments"),
        ("GET", f"{REPO}/nothing"),
        ("GET", "/repos"),
    ],
)
def test_nothing_answers_elsewhere(method: str, path: str) -> None:
    assert find(method, path) is None


def test_head_is_answered_where_get_is() -> None:
    assert find("HEAD", REPO) == find("GET", REPO)
    assert find("HEAD", "/") == ("meta/root", {})
