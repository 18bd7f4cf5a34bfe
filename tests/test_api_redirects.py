"""Repositories that have another name now, as a client meets them."""

from __future__ import annotations

from typing import Any

import pytest
from api_helpers import ROOT, Door

from fakegithub.operations.operation import perform

OLD = "/repos/octocat/hello-world"


def renamed(product: str = "github.com") -> Door:
    door = Door(product)
    assert door.call("PATCH", OLD, json={"name": "hello"}).status_code == 200
    return door


def test_a_former_name_is_answered_with_the_place_by_id() -> None:
    door = renamed()
    response = door.get(f"{OLD}/issues/1?x=a%20b")
    url = f"https://api.github.com/repositories/{door.seeded.repository.id}/issues/1?x=a%20b"
    assert response.status_code == 301
    assert response.headers["Location"] == url
    body = response.json()
    assert (body["message"], body["url"]) == ("Moved Permanently", url)
    assert body["documentation_url"] == "https://docs.github.com/v3/#http-redirects"


def test_another_method_is_answered_with_307_so_that_the_body_is_sent_again() -> None:
    door = renamed()
    response = door.post(f"{OLD}/issues/1/comments", json={"body": "Hello"})
    assert response.status_code == 307
    assert response.json()["message"] == "Moved Permanently"
    assert response.headers["Location"].endswith("/issues/1/comments")


@pytest.mark.parametrize("product", ["github.com", "ghes-3.19"])
def test_a_client_that_follows_arrives(product: str) -> None:
    door = renamed(product)
    door.world.urls.serve_at(ROOT)
    response = door.get(OLD, follow_redirects=True)
    assert (response.status_code, response.json()["full_name"]) == (200, "octocat/hello")
    response = door.post(f"{OLD}/issues/1/comments", json={"body": "Hello"}, follow_redirects=True)
    assert (response.status_code, response.json()["body"]) == (201, "Hello")


def test_a_transferred_repository_is_found_under_its_old_owner() -> None:
    door = Door()
    assert door.post(f"{OLD}/transfer", json={"new_owner": "hubot"}).status_code == 202
    door.world.urls.serve_at(ROOT)
    assert door.get(OLD, follow_redirects=True).json()["full_name"] == "hubot/hello-world"


def test_a_hidden_repository_does_not_say_where_it_went() -> None:
    door = renamed()
    with door.world.transaction():
        door.world.update(door.seeded.repository, private=True)
    hubot = door.token(door.seeded.hubot)
    assert door.get(OLD, token=hubot).status_code == 404
    assert door.get(OLD).status_code == 301


def test_something_unknown_in_a_repository_that_is_there_is_not_found() -> None:
    door = renamed()
    assert door.get("/repos/octocat/hello/issues/99").status_code == 404
    assert door.get("/repos/octocat/nothing").status_code == 404


def test_a_taken_name_is_no_former_name() -> None:
    door = renamed()
    assert door.post("/user/repos", json={"name": "hello-world"}).status_code == 201
    assert door.get(OLD).status_code == 200


@pytest.mark.parametrize("prefix", ["", "/api/uploads"])
def test_an_asset_is_uploaded_as_it_is_and_comes_back(prefix: str) -> None:
    door = Door()
    release = door.post(f"{OLD}/releases", json={"tag_name": "v1"}).json()
    data, headers = b"\x00\xffPK", {"Content-Type": "application/zip"}
    response = door.post(
        f"{prefix}{OLD}/releases/{release['id']}/assets?name=a.zip", content=data, headers=headers
    )
    asset: dict[str, Any] = response.json()
    assert (response.status_code, asset["content_type"], asset["size"]) == (201, "application/zip", 4)
    raw = door.get(f"{OLD}/releases/assets/{asset['id']}", headers={"Accept": "application/octet-stream"})
    assert (raw.content, raw.headers["Content-Type"]) == (data, "application/octet-stream")
    assert door.get(f"{OLD}/releases/assets/{asset['id']}").json()["name"] == "a.zip"


def test_nothing_else_is_a_file() -> None:
    door = Door()
    assert door.get(OLD, headers={"Accept": "application/octet-stream"}).status_code == 415


def test_a_repository_is_found_under_its_owners_old_login() -> None:
    door = Door()
    perform(door.world, door.seeded.actor, "user.rename", username="octocat", login="mona")
    door.world.urls.serve_at(ROOT)
    response = door.get(OLD, follow_redirects=True)
    assert (response.status_code, response.json()["full_name"]) == (200, "mona/hello-world")
