from __future__ import annotations

import pytest

from fakegithub.errors import UnknownProduct
from fakegithub.products import PRODUCTS, product


def test_every_product_has_a_document() -> None:
    documents = {"github.com", "ghec", *(f"ghes-3.{minor}" for minor in range(14, 20))}
    assert {p.published for p in PRODUCTS.values()} == documents
    assert {p.name for p in PRODUCTS.values() if p.exact} == documents


def test_a_product_says_what_is_approximate_about_it() -> None:
    assert product("ghes-3.19").note.startswith("exact: ")
    assert product("ghe-2.15").note.startswith("approximate: the document of ghes-3.14, the oldest there is")
    assert "no X-GitHub-Hook-ID" in product("ghe-2.15").note
    assert product("ghes-3.22").note.startswith("approximate: the document of ghes-3.19, the newest there is")


@pytest.mark.parametrize(
    ("name", "timeout", "hooks", "retention", "sha256", "hook_id"),
    [
        ("github.com", 10, 20, 3, True, True),
        ("ghec", 10, 20, 3, True, True),
        ("ghes-3.19", 30, 250, 7, True, True),
        ("ghe-2.15", 30, 250, 7, False, False),
    ],
)
def test_limits_are_those_that_github_documents(
    name: str, timeout: float, hooks: int, retention: int, sha256: bool, hook_id: bool
) -> None:
    found = product(name)
    assert (found.timeout, found.hook_limit, found.retention) == (timeout, hooks, retention)
    assert (found.signs_sha256, found.sends_hook_id) == (sha256, hook_id)


def test_an_unknown_product_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(UnknownProduct, match=r'no product "ghes-319".*Did you mean "ghes-3.19"'):
        product("ghes-319")


def test_error_documentation_points_to_the_version_of_the_product() -> None:
    assert product("ghes-3.17").documentation_root == "https://docs.github.com/enterprise-server@3.17"
    assert product("github.com").documentation_root == "https://docs.github.com"
