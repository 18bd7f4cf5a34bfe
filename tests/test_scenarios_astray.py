"""Calls that reached no operation: what is said of them, and which operation was perhaps meant."""

from __future__ import annotations

import httpx
import pytest

from fakegithub import GitHub
from fakegithub.scenarios.reports.astray import astray, nearest_operation

HERE = "/repos/octocat/hello-world"


@pytest.mark.parametrize(
    ("method", "path", "meant"),
    [
        ("POST", "/repo/octocat/hello-world/issues/1/comments", "issues/create-comment"),
        ("POST", f"{HERE}/issue/1/comments", "issues/create-comment"),
        ("POST", f"{HERE}/issues//comments", "issues/create-comment"),
        ("POST", f"{HERE}/issues/1/coments", "issues/create-comment"),
        ("PUT", f"{HERE}/issues/1/comments", "issues/create-comment"),
        ("POST", f"/{HERE}/issues/1/comments", "issues/create-comment"),
        ("POST", f"/api/v3{HERE}/issue/1/comments", "issues/create-comment"),
        ("POST", "/octocat/hello-world/statuses/abc", "repos/create-commit-status"),
        ("POST", f"{HERE}/status/abc", "repos/create-commit-status"),
        ("GET", f"{HERE}/pull/3", "pulls/get"),
        ("GET", f"{HERE}/contents/a/b/c/", "repos/get-content"),
        ("POST", f"{HERE}/issues/1/labels/", "issues/add-labels"),
        ("POST", f"{HERE}/pulls/1/merge", "pulls/merge"),
        ("GET", "/users/octocat/repository", "repos/list-for-user"),
    ],
)
def test_the_operation_that_was_meant_is_named(method: str, path: str, meant: str) -> None:
    found = nearest_operation("github.com", method, path)
    assert found is not None
    assert found.id == meant


@pytest.mark.parametrize("path", ["/hook", "/nothing/like/it", "/a/b/c/d/e/f/g", "/api/v1/items"])
def test_what_is_like_nothing_gets_no_suggestion(path: str) -> None:
    assert nearest_operation("github.com", "GET", path) is None


def told(product: str, method: str, path: str) -> str | None:
    with GitHub(product) as github:
        token = github.user("octocat").token()
        github.user("octocat-2").create_repository("hello-world", files={"README.md": "# Hello"})
        url = f"{github.serve()}{path}"
        httpx.request(method, url, headers={"Authorization": f"Bearer {token}"})
        (call,) = github.calls
        return astray(call, github.world.product)


@pytest.mark.parametrize(
    ("product", "method", "path", "expected"),
    [
        ("github.com", "GET", "/user", None),
        # A route that exists leads to nothing that exists: no matter of the URL's form.
        ("github.com", "GET", "/repos/octocat/nothing", None),
        ("github.com", "POST", "/login/oauth/access_token", "fakegithub does not answer the OAuth flow"),
        (
            "github.com",
            "GET",
            "/user/repositories/all/of/them",
            "no operation of github.com is GET /user/repo",
        ),
        ("ghes-3.14", "GET", "/api/v3/repo/octocat/x", "(repos/get)?"),
        ("github.com", "GET", "/gists/public", "fakegithub does not model gists/list-public"),
    ],
)
def test_why_a_call_reached_no_operation(product: str, method: str, path: str, expected: str | None) -> None:
    said = told(product, method, path)
    if expected is None:
        assert said is None
    else:
        assert said is not None
        assert expected in said
