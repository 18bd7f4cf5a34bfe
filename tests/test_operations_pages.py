from __future__ import annotations

import pytest
from ci_helpers import do
from world_helpers import PRODUCTS, Seeded, answer, payload, refused, seeded

from fakegithub.errors import Conflict, Forbidden, NotFound, ValidationFailed
from fakegithub.operations.operation import OPERATIONS

SOURCE = {"branch": "main", "path": "/docs"}


@pytest.fixture
def there() -> Seeded:
    return seeded()


@pytest.mark.parametrize("product", PRODUCTS)
def test_a_build_is_told_when_it_has_ended(product: str) -> None:
    there = seeded(product)
    site = do(there, "repos/create-pages-site", source=SOURCE)
    assert answer(there.world, "repos/create-pages-site", site)["source"] == SOURCE
    requested = answer(there.world, "repos/request-pages-build", do(there, "repos/request-pages-build"))
    assert requested["status"] == "queued"
    assert there.names == []
    there.world.clock.advance(17)
    build = do(there, "page_build.complete")
    told = payload(there.world, there.event("page_build"))
    shown = answer(
        there.world, "repos/get-pages-build", do(there, "repos/get-pages-build", build_id=build.id)
    )
    assert told["id"] == build.id
    for found in (told["build"], shown):
        assert (found["status"], found["error"]) == ("built", {"message": None})
        assert (found["duration"], found["commit"]) == (17_000, there.sha)
        assert found["pusher"]["login"] == "octocat"
    assert answer(there.world, "repos/get-pages", do(there, "repos/get-pages"))["status"] == "built"


def test_a_build_may_fail(there: Seeded) -> None:
    do(there, "repos/create-pages-site", source=SOURCE)
    do(there, "repos/request-pages-build")
    build = do(there, "page_build.complete", error="Page build failed.")
    told = payload(there.world, there.event("page_build"))["build"]
    assert (told["status"], told["error"]["message"]) == ("errored", "Page build failed.")
    with refused(there, ValidationFailed, "it is errored"):
        do(there, "page_build.complete", build_id=build.id)


def test_builds_are_listed_newest_first(there: Seeded) -> None:
    do(there, "repos/create-pages-site", source={"branch": "main"})
    first, second = (
        (do(there, "repos/request-pages-build"), do(there, "page_build.complete"))[1] for _ in "ab"
    )
    assert do(there, "repos/list-pages-builds") == [second, first]
    assert do(there, "repos/get-latest-pages-build") is second


@pytest.mark.parametrize(
    ("product", "owner", "repo", "url"),
    [
        ("github.com", "octocat", "hello-world", "https://octocat.github.io/hello-world/"),
        ("github.com", "octo-org", "octo-org.github.io", "https://octo-org.github.io/"),
        ("ghes-3.19", "octocat", "hello-world", "https://HOST/pages/octocat/hello-world/"),
    ],
)
def test_a_site_has_an_address(product: str, owner: str, repo: str, url: str) -> None:
    there = seeded(product)
    where = {"owner": owner, "repo": repo}
    if repo == "octo-org.github.io":
        OPERATIONS["repos/create-in-org"].function(
            there.world, there.actor, org=owner, name=repo, auto_init=True
        )
    do(there, "repos/create-pages-site", source={"branch": "main"}, **where)
    shown = answer(there.world, "repos/get-pages", do(there, "repos/get-pages", **where))
    assert shown["html_url"] == url.replace("HOST", there.world.product.host)


def test_a_repository_says_that_it_has_a_site(there: Seeded) -> None:
    do(there, "repos/create-pages-site", source=SOURCE)
    assert there.repository.has_pages
    with refused(there, Conflict, "already enabled"):
        do(there, "repos/create-pages-site", source=SOURCE)
    do(there, "repos/delete-pages-site")
    assert not there.repository.has_pages
    for operation in ("repos/get-pages", "repos/request-pages-build", "repos/get-latest-pages-build"):
        with refused(there, NotFound):
            do(there, operation)


def test_bad_requests_change_nothing(there: Seeded) -> None:
    with refused(there, ValidationFailed, "must exist before"):
        do(there, "repos/create-pages-site", source={"branch": "gh-pages"})
    with refused(there, ValidationFailed, "source"):
        do(there, "repos/create-pages-site")
    with refused(there, Forbidden):
        do(there, "repos/create-pages-site", by=there.stranger, source=SOURCE)
    with refused(there, NotFound):
        do(there, "page_build.complete")
