from __future__ import annotations

import pytest
from ci_helpers import do
from world_helpers import PRODUCTS, Seeded, answer, commit, payload, refused, seeded, value_of

from fakegithub.errors import Forbidden, NotFound, ValidationFailed


@pytest.fixture
def there() -> Seeded:
    return seeded()


@pytest.mark.parametrize("product", PRODUCTS)
def test_a_comment_on_a_commit_is_told(product: str) -> None:
    there = seeded(product)
    result = do(
        there, "repos/create-commit-comment", by=there.stranger, commit_sha=there.sha, body="Good change!"
    )
    shown = answer(there.world, "repos/create-commit-comment", result)
    told = payload(there.world, there.event("commit_comment.created"))
    root = there.world.urls.html(there.repository)
    for comment in (shown, told["comment"]):
        assert (comment["body"], comment["commit_id"]) == ("Good change!", there.sha)
        assert (comment["path"], comment["position"], comment["line"]) == (None, None, None)
        assert (comment["user"]["login"], comment["author_association"]) == ("hubot", "NONE")
        assert comment["html_url"] == f"{root}/commit/{there.sha}#commitcomment-{result.value.id}"
    assert result.location == shown["url"]


def test_a_comment_may_be_on_a_line_of_what_the_commit_changed(there: Seeded) -> None:
    sha = commit(there.world, there.repository, {"src/app.py": "print('bye')\n"})
    place = {"path": "src/app.py", "position": 2, "line": 1}
    comment = value_of(do(there, "repos/create-commit-comment", commit_sha=sha, body="Why?", **place))
    assert (comment.path, comment.position, comment.line) == ("src/app.py", 2, 1)
    with refused(there, ValidationFailed, "path"):
        do(there, "repos/create-commit-comment", commit_sha=sha, body="Why?", path="README.md", position=1)


def test_comments_are_found_by_commit_and_by_repository(there: Seeded) -> None:
    sha = commit(there.world, there.repository, {"a.txt": "a"})
    first, second = (
        value_of(do(there, "repos/create-commit-comment", commit_sha=which, body="Hm"))
        for which in (there.world.git(there.repository).commit(sha).parents[0], sha)
    )
    assert do(there, "repos/list-comments-for-commit", commit_sha="main") == [second]
    assert do(there, "repos/list-commit-comments-for-repo") == [first, second]
    assert do(there, "repos/get-commit-comment", comment_id=first.id) is first
    shown = answer(there.world, "repos/get-commit", do(there, "repos/get-commit", ref=sha))
    assert shown["commit"]["comment_count"] == 1


def test_only_its_author_or_who_may_push_changes_a_comment(there: Seeded) -> None:
    comment = value_of(do(there, "repos/create-commit-comment", commit_sha=there.sha, body="Hm"))
    there.events.clear()
    with refused(there, Forbidden):
        do(there, "repos/update-commit-comment", by=there.stranger, comment_id=comment.id, body="Mine")
    with refused(there, Forbidden):
        do(there, "repos/delete-commit-comment", by=there.stranger, comment_id=comment.id)
    with refused(there, ValidationFailed):
        do(there, "repos/update-commit-comment", comment_id=comment.id, body=" ")
    do(there, "repos/update-commit-comment", comment_id=comment.id, body="Hmm")
    assert comment.body == "Hmm"
    do(there, "repos/delete-commit-comment", comment_id=comment.id)
    assert there.names == []
    with refused(there, NotFound):
        do(there, "repos/get-commit-comment", comment_id=comment.id)


def test_what_is_no_commit_and_an_empty_body_are_refused(there: Seeded) -> None:
    with refused(there, ValidationFailed, "No commit found for SHA"):
        do(there, "repos/create-commit-comment", commit_sha="0" * 40, body="Hm")
    with refused(there, ValidationFailed):
        do(there, "repos/create-commit-comment", commit_sha=there.sha, body="")
