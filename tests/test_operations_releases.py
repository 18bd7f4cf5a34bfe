from __future__ import annotations

from typing import Any

import pytest
from pull_helpers import forget, payloads, watched
from world_helpers import PRODUCTS, Seeded, commit, refused, value_of

from fakegithub.errors import Forbidden, NotFound, ValidationFailed
from fakegithub.model.accounts import ANONYMOUS
from fakegithub.operations import merges, pull_changes, release_assets, releases

HERE = {"owner": "octocat", "repo": "hello-world"}


@pytest.fixture(params=PRODUCTS)
def there(request: pytest.FixtureRequest) -> Seeded:
    return watched(request.param)


def create(there: Seeded, tag: str = "v1", **fields: Any) -> Any:
    return value_of(releases.create_release(there.world, there.actor, **HERE, tag_name=tag, **fields))


def update(there: Seeded, release: Any, **fields: Any) -> Any:
    return releases.update_release(there.world, there.actor, **HERE, release_id=release.id, **fields)


def latest(there: Seeded) -> Any:
    return releases.get_latest_release(there.world, ANONYMOUS, **HERE)


def test_a_release_published_at_once_is_told_three_times_and_makes_its_tag(there: Seeded) -> None:
    release = create(there, name="One", body="It works")
    assert there.names == ["push", "create", "release.created", "release.published", "release.released"]
    found = payloads(there)
    assert found["create"][0]["ref_type"] == "tag"
    assert found["create"][0]["ref"] == "v1"
    for name in ("release.created", "release.published", "release.released"):
        shown = found[name][0]["release"]
        assert (shown["tag_name"], shown["name"], shown["body"]) == ("v1", "One", "It works")
        assert (shown["draft"], shown["prerelease"]) == (False, False)
        assert shown["html_url"].endswith("/octocat/hello-world/releases/tag/v1")
        assert shown["tarball_url"].endswith("/repos/octocat/hello-world/tarball/v1")
    assert there.world.git(there.repository).ref("refs/tags/v1") == there.sha
    assert release.target_commitish == "main"


def test_a_prerelease_is_prereleased_and_not_released(there: Seeded) -> None:
    create(there, prerelease=True)
    assert there.names[2:] == ["release.created", "release.published", "release.prereleased"]


def test_a_draft_is_only_created_and_makes_no_tag(there: Seeded) -> None:
    create(there, draft=True)
    shown = payloads(there)["release.created"][0]["release"]
    assert there.names == ["release.created"]
    assert (shown["draft"], shown["published_at"], shown["tarball_url"]) == (True, None, None)
    assert "/releases/tag/untagged-" in shown["html_url"]
    assert there.world.git(there.repository).ref("refs/tags/v1") is None


def test_publishing_a_draft_does_not_create_it_again(there: Seeded) -> None:
    draft = create(there, draft=True)
    forget(there)
    update(there, draft, draft=False)
    assert there.names == ["push", "create", "release.published", "release.released"]


def test_a_prerelease_that_was_a_draft_is_published_only(there: Seeded) -> None:
    draft = create(there, draft=True, prerelease=True)
    forget(there)
    update(there, draft, draft=False)
    assert there.names == ["push", "create", "release.published"]


def test_a_prerelease_becomes_a_release_and_back(there: Seeded) -> None:
    release = create(there, prerelease=True)
    forget(there)
    update(there, release, prerelease=False)
    assert there.names == ["release.edited", "release.released"]
    forget(there)
    update(there, release, prerelease=True)
    assert there.names == ["release.edited", "release.prereleased"]


def test_an_edited_release_tells_what_it_was_before(there: Seeded) -> None:
    release = create(there, name="One", body="It works")
    forget(there)
    update(there, release, name="First", body="It works")
    assert there.names == ["release.edited"]
    assert payloads(there)["release.edited"][0]["changes"] == {"name": {"from": "One"}}
    forget(there)
    update(there, release, name="First")
    assert there.names == []


def test_a_release_with_another_tag_makes_that_one(there: Seeded) -> None:
    release = create(there)
    forget(there)
    update(there, release, tag_name="v2")
    assert there.names == ["push", "create", "release.edited"]
    assert payloads(there)["release.edited"][0]["changes"] == {"tag_name": {"from": "v1"}}


def test_a_release_becomes_a_draft_again(there: Seeded) -> None:
    release = create(there)
    forget(there)
    update(there, release, draft=True)
    assert there.names == ["release.unpublished"]
    with pytest.raises(NotFound):
        latest(there)


def test_a_deleted_release_leaves_its_tag(there: Seeded) -> None:
    release = create(there)
    forget(there)
    releases.delete_release(there.world, there.actor, **HERE, release_id=release.id)
    assert there.names == ["release.deleted"]
    assert there.world.git(there.repository).ref("refs/tags/v1") == there.sha


def test_a_release_of_a_tag_that_is_there_takes_the_date_of_its_commit(there: Seeded) -> None:
    there.world.clock.advance(3600)
    sha = commit(there.world, there.repository, {"a": "a"})
    there.world.clock.advance(3600)
    release = create(there)
    assert there.world.git(there.repository).ref("refs/tags/v1") == sha
    assert (release.published_at - release.created_at).total_seconds() == 3600


def test_the_latest_release_is_the_one_made_so() -> None:
    there = watched()
    first = create(there)
    there.world.clock.advance(60)
    second = create(there, "v2")
    assert latest(there) is second
    third = create(there, "v3", make_latest="false")
    assert latest(there) is second
    create(there, "v4-rc", prerelease=True)
    assert latest(there) is second
    forget(there)
    update(there, first, make_latest="true")
    assert latest(there) is first
    assert payloads(there)["release.edited"][0]["changes"] == {"make_latest": {"to": True}}
    update(there, first, make_latest="false")
    releases.delete_release(there.world, there.actor, **HERE, release_id=third.id)
    assert latest(there) is second


def test_drafts_are_hidden_from_who_cannot_push() -> None:
    there = watched()
    draft = create(there, draft=True)
    world = there.world
    assert releases.list_releases(world, there.actor, **HERE) == [draft]
    assert releases.list_releases(world, there.stranger, **HERE) == []
    with pytest.raises(NotFound):
        releases.get_release(world, there.stranger, **HERE, release_id=draft.id)
    with pytest.raises(NotFound):
        releases.get_release_by_tag(world, there.actor, **HERE, tag="v1")


def test_a_tag_has_one_release() -> None:
    there = watched()
    create(there)
    with refused(there, ValidationFailed) as caught:
        create(there)
    assert caught.value.errors == [{"resource": "Release", "code": "already_exists", "field": "tag_name"}]


@pytest.mark.parametrize(("field", "value"), [("tag", ""), ("tag", "a b"), ("target_commitish", "nowhere")])
def test_a_release_wants_a_tag_and_a_commit(field: str, value: str) -> None:
    there = watched()
    with refused(there, ValidationFailed):
        create(there, **{field: value})


def test_a_stranger_releases_nothing() -> None:
    there = watched()
    with refused(there, Forbidden):
        releases.create_release(there.world, there.stranger, **HERE, tag_name="v1")


def test_generated_notes_name_pull_requests_and_newcomers() -> None:
    there = watched()
    create(there, "v1")
    commit(there.world, there.repository, {"hi": "hi"}, branch="hi", source="main")
    pull = value_of(
        pull_changes.create(there.world, there.actor, **HERE, head="hi", base="main", title="Say hi")
    )
    merges.merge(there.world, there.actor, **HERE, pull_number=pull.number)
    release = create(there, "v2", generate_release_notes=True)
    root = "https://github.com/octocat/hello-world"
    assert release.name == "v2"
    assert release.body == (
        f"## What's Changed\n* Say hi by @octocat in {root}/pull/{pull.number}\n\n"
        f"## New Contributors\n* @octocat made their first contribution in {root}/pull/{pull.number}\n\n"
        f"**Full Changelog**: {root}/compare/v1...v2"
    )


def test_the_first_notes_have_nothing_to_compare_with() -> None:
    there = watched()
    notes = releases.generate_release_notes(there.world, there.actor, **HERE, tag_name="v1")
    assert notes == {
        "name": "v1",
        "body": "**Full Changelog**: https://github.com/octocat/hello-world/commits/v1",
    }


def test_an_asset_has_the_digest_of_its_data() -> None:
    there = watched()
    release = create(there)
    upload: dict[str, Any] = {**HERE, "release_id": release.id, "name": "hello.txt"}
    asset = value_of(
        release_assets.upload_release_asset(
            there.world, there.actor, **upload, data=b"hello", content_type="text/plain"
        )
    )
    # echo -n hello | sha256sum
    assert asset.digest == "sha256:2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"
    assert (asset.size, release.assets) == (5, (asset,))
    with refused(there, ValidationFailed):
        release_assets.upload_release_asset(there.world, there.actor, **upload)
    release_assets.delete_release_asset(there.world, there.actor, **HERE, asset_id=asset.id)
    assert release.assets == ()
