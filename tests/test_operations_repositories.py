from __future__ import annotations

from typing import Any

import pytest
from world_helpers import PRODUCTS, Seeded, add_repository, answer, commit, payload, refused, seeded, value_of

from fakegithub.errors import Forbidden, NotFound, ValidationFailed
from fakegithub.model.accounts import ANONYMOUS
from fakegithub.model.hooks import Hook
from fakegithub.model.repositories import Repository
from fakegithub.operations import repositories, repository_creation, repository_lists

HERE = {"owner": "octocat", "repo": "hello-world"}
WIDGETS = {"owner": "octo-org", "repo": "widgets"}


@pytest.fixture
def there() -> Seeded:
    return seeded()


def got(there: Seeded, actor: Any, **which: str) -> Any:
    return answer(there.world, "repos/get", repositories.get(there.world, actor, **(which or HERE)))


def names(found: list[Any]) -> list[str]:
    return [value_of(repository).full_name for repository in found]


@pytest.mark.parametrize(
    ("who", "rights"),
    [
        ("actor", {"admin": True, "maintain": True, "push": True, "triage": True, "pull": True}),
        ("stranger", {"admin": False, "maintain": False, "push": False, "triage": False, "pull": True}),
        ("bot", {"admin": False, "maintain": False, "push": True, "triage": True, "pull": True}),
    ],
)
def test_a_repository_says_what_the_caller_may_do(there: Seeded, who: str, rights: Any) -> None:
    assert got(there, getattr(there, who))["permissions"] == rights


def test_an_anonymous_caller_is_not_told(there: Seeded) -> None:
    assert "permissions" not in got(there, ANONYMOUS)
    with refused(there, NotFound):
        got(there, ANONYMOUS, **WIDGETS)


def test_a_name_is_found_in_any_case(there: Seeded) -> None:
    assert got(there, there.actor, owner="OctoCat", repo="Hello-World")["full_name"] == "octocat/hello-world"


def test_only_an_organization_s_repository_has_one(there: Seeded) -> None:
    assert got(there, there.actor, **WIDGETS)["organization"]["login"] == "octo-org"
    assert "organization" not in got(there, there.actor)


def test_a_fork_shows_its_parent_and_its_source(there: Seeded) -> None:
    with there.world.transaction():
        fork = add_repository(there.world, there.hubot, "hello-world", files={}, parent=there.repository)
        add_repository(there.world, there.monalisa, "again", files={}, parent=fork)
    body = got(there, there.actor, owner="monalisa", repo="again")
    assert body["fork"] is True
    assert (body["parent"]["full_name"], body["source"]["full_name"]) == (
        "hubot/hello-world",
        "octocat/hello-world",
    )


@pytest.mark.parametrize("product", PRODUCTS)
def test_a_repository_is_created_with_a_readme(product: str) -> None:
    there = seeded(product)
    made = repository_creation.create_for_authenticated_user(
        there.world, there.actor, name="new", description="About it", auto_init=True, has_wiki=False
    )
    body = answer(there.world, "repos/create-for-authenticated-user", made)
    assert (body["full_name"], body["has_wiki"], body["default_branch"]) == ("octocat/new", False, "main")
    assert made.location == body["url"] == f"{there.world.urls.api_root}/repos/octocat/new"
    assert there.names == ["repository.created", "push", "create", "check_suite.requested"]
    created = payload(there.world, there.events[0])
    assert created["repository"]["full_name"] == "octocat/new"
    new = there.world.find_repository("octocat", "new")
    assert new is not None
    repo = there.world.git(new)
    sha = repo.ref("refs/heads/main")
    readme = repo.read_path(sha, "README.md")
    assert repo.read_blob(readme.sha) == b"# new\n\nAbout it\n"


@pytest.mark.parametrize("product", PRODUCTS)
def test_a_member_creates_in_an_organization(product: str) -> None:
    there = seeded(product)
    made = repository_creation.create_in_org(
        there.world, there.member, org="octo-org", name="new", visibility="private"
    )
    body = answer(there.world, "repos/create-in-org", made)
    assert (body["private"], body["visibility"], body["permissions"]["admin"]) == (True, "private", True)
    assert there.names == ["repository.created"]
    created = payload(there.world, there.events[0])
    assert created["organization"]["login"] == "octo-org"
    assert created["organization"]["url"].endswith("/orgs/octo-org")


def test_a_repository_is_made_with_files_at_once(there: Seeded) -> None:
    made = repository_creation.create_repository(
        there.world,
        there.actor,
        owner="octocat",
        name="new",
        files={"a/b.go": "package b\n"},
        default_branch="trunk",
        settings={"has_issues": False},
    )
    assert there.world.git(made).ref("refs/heads/trunk") is not None
    assert (made.default_branch, made.has_issues, made.language) == ("trunk", False, "Go")
    assert there.names == ["repository.created", "push", "create", "check_suite.requested"]


def test_refused_creations_change_nothing(there: Seeded) -> None:
    create = repository_creation.create_for_authenticated_user
    with refused(there, ValidationFailed, "Repository creation failed.") as caught:
        create(there.world, there.actor, name="Hello-World")
    assert caught.value.errors == [
        {
            "resource": "Repository",
            "code": "custom",
            "field": "name",
            "message": "name already exists on this account",
        }
    ]
    for bad in ("a b", "", "..", "x" * 101):
        with refused(there, ValidationFailed):
            create(there.world, there.actor, name=bad)
    with refused(there, Forbidden):
        repository_creation.create_in_org(there.world, there.stranger, org="octo-org", name="new")
    with refused(there, NotFound):
        repository_creation.create_in_org(there.world, there.actor, org="octocat", name="new")


@pytest.mark.parametrize("product", PRODUCTS)
def test_what_is_told_of_a_change_is_what_really_changed(product: str) -> None:
    there = seeded(product)
    repositories.update(there.world, there.actor, **HERE, description="New", homepage=None, has_wiki=False)
    assert there.names == ["repository.edited"]
    body = payload(there.world, there.event("repository.edited"))
    assert body["changes"] == {"description": {"from": "My first repository"}}
    assert body["repository"]["description"] == "New"
    there.events.clear()
    repositories.update(there.world, there.actor, **HERE, allow_squash_merge=False)
    assert (there.names, there.repository.allow_squash_merge) == ([], False)


@pytest.mark.parametrize("product", PRODUCTS)
def test_a_repository_is_renamed_hidden_and_archived(product: str) -> None:
    there = seeded(product)
    changes = {"name": "renamed", "private": True, "archived": True}
    repositories.update(there.world, there.actor, **HERE, **changes)
    assert there.names == ["repository.renamed", "repository.privatized", "repository.archived"]
    bodies = [payload(there.world, event) for event in there.events]
    assert bodies[0]["changes"] == {"repository": {"name": {"from": "hello-world"}}}
    assert there.world.find_repository("octocat", "renamed") is there.repository
    assert there.world.find_repository("octocat", "hello-world") is None
    there.events.clear()
    repositories.update(
        there.world, there.actor, owner="octocat", repo="renamed", archived=False, visibility="public"
    )
    assert there.names == ["repository.publicized", "public", "repository.unarchived"]
    for event in there.events:
        payload(there.world, event)


def test_the_default_branch_must_be_there(there: Seeded) -> None:
    with refused(there, ValidationFailed) as caught:
        repositories.update(there.world, there.actor, **HERE, default_branch="none")
    assert caught.value.errors[0]["message"].startswith("The branch none was not found.")
    commit(there.world, there.repository, {"a": "a"}, branch="trunk", source="main")
    repositories.update(there.world, there.actor, **HERE, default_branch="trunk")
    assert there.repository.default_branch == "trunk"
    assert there.event("repository.edited").subjects["changes"] == {"default_branch": {"from": "main"}}


def test_refused_changes_change_nothing(there: Seeded) -> None:
    with there.world.transaction():
        add_repository(there.world, there.octocat, "other")
    with refused(there, Forbidden, "Must have admin rights to Repository."):
        repositories.update(there.world, there.stranger, **HERE, description="x")
    with refused(there, ValidationFailed):
        repositories.update(there.world, there.actor, **HERE, description="x", name="Other")
    with refused(there, Forbidden, "Must have admin rights to Repository."):
        repositories.delete(there.world, there.stranger, **HERE)
    repositories.update(there.world, there.actor, **HERE, archived=True)
    with refused(there, Forbidden, "Repository was archived so is read-only."):
        repositories.update(there.world, there.actor, **HERE, description="x")


@pytest.mark.parametrize("product", PRODUCTS)
def test_a_deleted_repository_takes_its_hooks_and_leaves_its_forks(product: str) -> None:
    there = seeded(product)
    now = there.world.now()
    with there.world.transaction():
        fork = add_repository(there.world, there.hubot, "fork", files={}, parent=there.repository)
        hook_id = there.world.new_id(Hook)
        there.world.add(Hook(hook_id, there.repository, "https://example.com", now, now))
    sha = there.sha
    repositories.delete(there.world, there.actor, **HERE)
    assert payload(there.world, there.event("repository.deleted"))["repository"]["name"] == "hello-world"
    with refused(there, NotFound):
        got(there, there.actor)
    assert there.world.get(Hook, hook_id) is None
    assert fork.parent is None
    assert there.world.git(fork).has(sha)


def test_repositories_are_listed_for_whom_may_see_them(there: Seeded) -> None:
    world = there.world
    with world.transaction():
        add_repository(world, there.octocat, "secret", private=True)
        add_repository(world, there.octocat, "a-fork", files={}, parent=there.widgets)
        world.update(there.widgets, collaborators={there.hubot.id: "push"})
    lists = repository_lists
    assert names(lists.list_for_user(world, ANONYMOUS, username="octocat")) == [
        "octocat/a-fork",
        "octocat/hello-world",
    ]
    assert names(lists.list_for_authenticated_user(world, there.actor)) == [
        "octo-org/widgets",
        "octocat/a-fork",
        "octocat/hello-world",
        "octocat/secret",
    ]
    mine = lists.list_for_authenticated_user(world, there.actor, type="owner", visibility="private")
    assert names(mine) == ["octocat/secret"]
    assert names(lists.list_for_authenticated_user(world, there.stranger)) == ["octo-org/widgets"]
    assert names(lists.list_for_org(world, there.member, org="octo-org")) == ["octo-org/widgets"]
    assert lists.list_for_org(world, ANONYMOUS, org="octo-org") == []
    assert names(lists.list_public(world, ANONYMOUS)) == ["octocat/hello-world", "octocat/a-fork"]
    assert names(lists.list_public(world, ANONYMOUS, since=there.repository.id)) == ["octocat/a-fork"]


def test_lists_are_sorted(there: Seeded) -> None:
    world = there.world
    with world.transaction():
        second = add_repository(world, there.octocat, "a-second")
        world.update(second, pushed_at=there.repository.pushed_at.replace(year=2027))

    def found(**order: str) -> list[str]:
        return [
            value_of(r).name
            for r in repository_lists.list_for_user(world, ANONYMOUS, username="octocat", **order)
        ]

    assert found() == ["a-second", "hello-world"]
    assert found(direction="desc") == ["hello-world", "a-second"]
    assert found(sort="pushed") == ["a-second", "hello-world"]
    assert found(sort="pushed", direction="asc") == ["hello-world", "a-second"]


def test_languages_are_counted_in_bytes(there: Seeded) -> None:
    commit(there.world, there.repository, {"main.go": "package main\n" * 3, "Makefile": "all:\n"})
    found = repository_lists.list_languages(there.world, ANONYMOUS, **HERE)
    assert found == {"Go": 39, "Python": 15, "Makefile": 5}
    assert list(found) == ["Go", "Python", "Makefile"]


def test_topics_are_replaced(there: Seeded) -> None:
    world, actor = there.world, there.actor
    found = repository_lists.replace_all_topics(world, actor, **HERE, names=["ci", "Bots", "ci"])
    assert found == {"names": ["ci", "bots"]}
    assert repository_lists.get_all_topics(world, ANONYMOUS, **HERE) == found
    body = payload(world, there.event("repository.edited"))
    assert body["changes"] == {"topics": {"from": []}}
    assert body["repository"]["topics"] == ["ci", "bots"]
    there.events.clear()
    repository_lists.replace_all_topics(world, actor, **HERE, names=["ci", "bots"])
    assert there.names == []
    for wrong in (["-x"], ["a b"], ["x" * 51], [f"t{n}" for n in range(21)]):
        with refused(there, ValidationFailed):
            repository_lists.replace_all_topics(world, actor, **HERE, names=wrong)


def test_every_table_row_names_a_setting_that_repositories_have() -> None:
    assert set(repositories.SETTINGS) <= set(Repository.__dataclass_fields__)
