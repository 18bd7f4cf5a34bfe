from __future__ import annotations

import pytest
from pull_helpers import forget, only, watched
from world_helpers import PRODUCTS, refused

from fakegithub.errors import Forbidden, NotFound
from fakegithub.operations import wikis

HERE = {"owner": "octocat", "repo": "hello-world"}


@pytest.mark.parametrize("product", PRODUCTS)
def test_pages_are_told_together_and_remember_whether_they_were_there(product: str) -> None:
    there = watched(product)
    wikis.edit_wiki(there.world, there.actor, **HERE, pages={"Home": "Hello"})
    (first,) = only(there, "gollum")["pages"]
    assert (first["action"], first["page_name"], first["summary"]) == ("created", "Home", None)
    forget(there)
    wikis.edit_wiki(
        there.world, there.actor, **HERE, pages={"Home": "Hello!", "How to": "So"}, summary="More"
    )
    home, how = only(there, "gollum")["pages"]
    assert (home["action"], how["action"], how["title"]) == ("edited", "created", "How to")
    assert how["html_url"].endswith("/octocat/hello-world/wiki/How-to")
    assert home["summary"] == "More"
    found = there.world.git(there.repository).commit(home["sha"])
    assert (found.parents, found.message) == ((first["sha"],), "More")
    assert list(there.world.git(there.repository).refs) == ["refs/heads/main"]


def test_a_wiki_needs_push_access_and_to_be_there() -> None:
    there = watched()
    with refused(there, Forbidden):
        wikis.edit_wiki(there.world, there.stranger, **HERE, pages={"Home": "Hello"})
    with there.world.transaction():
        there.world.update(there.repository, has_wiki=False)
    with refused(there, NotFound):
        wikis.edit_wiki(there.world, there.actor, **HERE, pages={"Home": "Hello"})
