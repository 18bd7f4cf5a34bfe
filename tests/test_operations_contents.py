from __future__ import annotations

import base64
import hashlib
from typing import Any

import pytest
from world_helpers import PRODUCTS, README, Seeded, add_repository, answer, commit, head, refused, seeded

from fakegithub.errors import Conflict, Forbidden, NotFound, ValidationFailed
from fakegithub.model.accounts import ANONYMOUS
from fakegithub.operations.contents import (
    create_or_update_file_contents,
    delete_file,
    get_content,
    get_readme,
)

HERE = {"owner": "octocat", "repo": "hello-world"}


@pytest.fixture
def there() -> Seeded:
    return seeded()


def blob_sha(content: bytes) -> str:
    """As `git hash-object` works it out."""
    return hashlib.sha1(b"blob %d\0%s" % (len(content), content)).hexdigest()


def read(there: Seeded, path: str, **wanted: Any) -> Any:
    found = get_content(there.world, ANONYMOUS, **HERE, path=path, **wanted)
    return answer(there.world, "repos/get-content", found)


def write(there: Seeded, path: str, content: bytes, **fields: Any) -> Any:
    text = base64.b64encode(content).decode()
    return create_or_update_file_contents(
        there.world, there.actor, **HERE, path=path, message=f"Write {path}", content=text, **fields
    )


@pytest.mark.parametrize("product", PRODUCTS)
def test_a_file_is_read_with_its_urls(product: str) -> None:
    there = seeded(product)
    body = read(there, "src/app.py")
    content = b"print('hello')\n"
    sha = blob_sha(content)
    urls = there.world.urls
    api, html = urls.api(there.repository), urls.html(there.repository)
    assert (body["type"], body["name"], body["path"]) == ("file", "app.py", "src/app.py")
    assert (body["sha"], body["size"], body["encoding"]) == (sha, len(content), "base64")
    assert base64.b64decode(body["content"]) == content
    assert body["url"] == f"{api}/contents/src/app.py?ref=main"
    assert body["git_url"] == f"{api}/git/blobs/{sha}"
    assert body["html_url"] == f"{html}/blob/main/src/app.py"
    assert body["download_url"] == f"{urls.raw_root}/octocat/hello-world/main/src/app.py"
    assert body["_links"] == {
        "self": body["url"],
        "git": body["git_url"],
        "html": body["html_url"],
    }


def test_base64_has_lines_of_sixty_characters(there: Seeded) -> None:
    content = bytes(range(256))
    commit(there.world, there.repository, {"all.bin": content})
    text = read(there, "all.bin")["content"]
    lines = text.split("\n")
    assert lines.pop() == ""
    assert {len(line) for line in lines[:-1]} == {60}
    assert 0 < len(lines[-1]) <= 60
    assert base64.b64decode(text) == content


def test_a_file_of_more_than_a_megabyte_has_no_content(there: Seeded) -> None:
    size = 1024 * 1024 + 1
    commit(there.world, there.repository, {"large": b"x" * size})
    body = read(there, "large")
    assert (body["encoding"], body["content"], body["size"]) == ("none", "", size)


def test_a_folder_lists_what_is_in_it(there: Seeded) -> None:
    root = read(there, "")
    assert [(entry["name"], entry["type"]) for entry in root] == [("README.md", "file"), ("src", "dir")]
    assert "content" not in root[0]
    assert (root[1]["size"], root[1]["download_url"]) == (0, None)
    assert root[1]["git_url"].endswith(f"/git/trees/{root[1]['sha']}")
    assert [entry["path"] for entry in read(there, "/src/")] == ["src/app.py"]


def test_another_ref_has_other_files(there: Seeded) -> None:
    first = there.sha
    commit(there.world, there.repository, {"new": "n"})
    assert read(there, "new", ref="main")["url"].endswith("?ref=main")
    with refused(there, NotFound):
        read(there, "new", ref=first)
    with refused(there, NotFound, "No commit found for the ref none"):
        read(there, "new", ref="none")


def test_a_link_to_a_file_is_that_file(there: Seeded) -> None:
    repo = there.world.git(there.repository)
    target = repo.write_blob(b"../README.md")
    away = repo.write_blob(b"/etc/passwd")
    tree = repo.write_tree_entries(
        [("src/link", "120000", "blob", target), ("away", "120000", "blob", away)],
        repo.commit(there.sha).tree_sha,
    )
    author = repo.commit(there.sha).author
    sha = repo.write_commit(tree=tree, parents=[there.sha], message="Link", author=author)
    body = read(there, "src/link", ref=sha)
    assert (body["type"], base64.b64decode(body["content"])) == ("file", README.encode())
    outside = read(there, "away", ref=sha)
    assert (outside["type"], outside["target"]) == ("symlink", "/etc/passwd")


def test_a_submodule_names_where_it_comes_from(there: Seeded) -> None:
    repo = there.world.git(there.repository)
    modules = '[submodule "lib"]\n\tpath = vendor/lib\n\turl = https://example.com/lib.git\n'
    sha = repo.write_blob(modules.encode())
    tree = repo.write_tree_entries(
        [(".gitmodules", "100644", "blob", sha), ("vendor/lib", "160000", "commit", "1" * 40)]
    )
    author = repo.commit(there.sha).author
    head_sha = repo.write_commit(tree=tree, parents=[], message="Vendor", author=author)
    body = read(there, "vendor/lib", ref=head_sha)
    assert (body["type"], body["sha"]) == ("submodule", "1" * 40)
    assert body["submodule_git_url"] == "https://example.com/lib.git"


def test_the_readme_is_found_where_github_looks(there: Seeded) -> None:
    assert get_readme(there.world, ANONYMOUS, **HERE).path == "README.md"
    commit(there.world, there.repository, {"README.md": None, "docs/readme.rst": "Docs"})
    assert get_readme(there.world, ANONYMOUS, **HERE).path == "docs/readme.rst"
    commit(there.world, there.repository, {".github/README": "First"})
    assert get_readme(there.world, ANONYMOUS, **HERE).path == ".github/README"
    commit(there.world, there.repository, {".github/README": None, "docs/readme.rst": None})
    with refused(there, NotFound):
        get_readme(there.world, ANONYMOUS, **HERE)


@pytest.mark.parametrize("product", PRODUCTS)
def test_a_new_file_is_committed(product: str) -> None:
    there = seeded(product)
    before = there.sha
    result = write(there, "docs/new.md", b"New\n")
    body = answer(there.world, "repos/create-or-update-file-contents", result)
    assert result.status == 201
    assert (body["content"]["path"], body["content"]["sha"]) == ("docs/new.md", blob_sha(b"New\n"))
    assert body["commit"]["message"] == "Write docs/new.md"
    assert body["commit"]["author"]["email"] == body["commit"]["committer"]["email"] == "octocat@example.com"
    assert [parent["sha"] for parent in body["commit"]["parents"]] == [before]
    assert head(there.world, there.repository) == body["commit"]["sha"]
    assert there.names == ["push", "check_suite.requested"]


def test_a_file_is_replaced_by_who_knows_its_sha(there: Seeded) -> None:
    author = {"name": "Mona", "email": "monalisa@example.com", "date": "2020-01-02T03:04:05Z"}
    result = write(there, "README.md", b"# Bye\n", sha=blob_sha(README.encode()), author=author)
    body = answer(there.world, "repos/create-or-update-file-contents", result)
    assert result.status == 200
    assert body["commit"]["author"] == author
    assert body["commit"]["committer"]["name"] == "The Octocat"
    assert base64.b64decode(read(there, "README.md")["content"]) == b"# Bye\n"


def test_a_file_is_deleted_by_who_knows_its_sha(there: Seeded) -> None:
    sha = blob_sha(README.encode())
    result = delete_file(there.world, there.actor, **HERE, path="README.md", message="Away", sha=sha)
    assert answer(there.world, "repos/delete-file", result)["content"] is None
    with refused(there, NotFound):
        read(there, "README.md")


def test_the_first_file_of_an_empty_repository_makes_its_branch(there: Seeded) -> None:
    with there.world.transaction():
        empty = add_repository(there.world, there.octocat, "empty", files={})
    create_or_update_file_contents(
        there.world, there.actor, owner="octocat", repo="empty", path="a", message="A", content="YQ=="
    )
    assert there.world.git(empty).commit(head(there.world, empty)).parents == ()
    assert there.names == ["push", "create", "check_suite.requested"]


def test_refused_writes_change_nothing(there: Seeded) -> None:
    wrong, right = "1" * 40, blob_sha(README.encode())
    with refused(there, ValidationFailed, '"sha" wasn\'t supplied.'):
        write(there, "README.md", b"x")
    with refused(there, Conflict, f"README.md does not match {wrong}"):
        write(there, "README.md", b"x", sha=wrong)
    with refused(there, NotFound, "Branch none not found"):
        write(there, "new", b"x", branch="none")
    with refused(there, ValidationFailed, "path contains a malformed path component"):
        write(there, "a//b", b"x")
    with refused(there, ValidationFailed, "content is not valid Base64"):
        create_or_update_file_contents(
            there.world, there.actor, **HERE, path="a", message="A", content="not base64!"
        )
    with refused(there, Conflict, "README.md does not match"):
        delete_file(there.world, there.actor, **HERE, path="README.md", message="D", sha=wrong)
    with refused(there, NotFound):
        delete_file(there.world, there.actor, **HERE, path="none", message="D", sha=right)
    with refused(there, Forbidden):
        delete_file(there.world, there.stranger, **HERE, path="README.md", message="D", sha=right)
