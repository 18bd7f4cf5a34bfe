"""Where the published documents come from, and what is said when they cannot be had."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from fakegithub.spec import refresh
from fakegithub.spec.sources import WEBHOOKS, PackageUnavailable, integrity, obtain, with_newer_webhooks


def fake_npm(folder: Path, script: str) -> None:
    folder.mkdir()
    (folder / "npm").write_text(f"#!/bin/sh\n{script}\n")
    (folder / "npm").chmod(0o755)


def test_an_archive_that_is_there_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path / "empty"))
    (tmp_path / WEBHOOKS.archive).write_bytes(b"archive")
    assert obtain(WEBHOOKS, tmp_path).read_bytes() == b"archive"


def test_an_archive_is_named_as_npm_names_it() -> None:
    assert WEBHOOKS.archive == f"octokit-openapi-webhooks-{WEBHOOKS.version}.tgz"


def test_a_missing_npm_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path / "empty"))
    with pytest.raises(PackageUnavailable, match="npm, which would fetch it, is not installed"):
        obtain(WEBHOOKS, tmp_path)


@pytest.mark.skipif(os.name == "nt", reason="the stand-in for npm is a shell script")
def test_npm_is_asked_for_the_pinned_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake_npm(tmp_path / "bin", f'for folder; do :; done; echo "$@" > "$folder/{WEBHOOKS.archive}"')
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    asked = obtain(WEBHOOKS, tmp_path / "packages").read_text()
    assert asked.startswith(f"pack @octokit/openapi-webhooks@{WEBHOOKS.version} ")
    assert [path.name for path in (tmp_path / "packages").iterdir()] == [WEBHOOKS.archive]


@pytest.mark.skipif(os.name == "nt", reason="the stand-in for npm is a shell script")
def test_a_registry_out_of_reach_is_said_on_stderr_with_exit_code_1(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    fake_npm(tmp_path / "bin", "echo no route to host >&2; exit 1")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    assert (
        refresh.main(["--packages", str(tmp_path / "packages"), "--schemas", str(tmp_path / "schemas")]) == 1
    )
    told = capsys.readouterr()
    assert told.out == ""
    assert "is its registry in reach?\nno route to host" in told.err
    assert not (tmp_path / "schemas").exists()


def test_integrity_is_a_sha512_of_the_archive(tmp_path: Path) -> None:
    (tmp_path / "archive").write_bytes(b"")
    # The SHA-512 of nothing: FIPS 180-4, as published.
    assert integrity(tmp_path / "archive") == (
        "sha512-z4PhNX7vuL3xVChQ1m2AB9Yg5AULVxXcg/SpIdNs6c5H0NE8XYXysP+DGNKHfuwvY7kxvUdBeoGlODJ6+SfaPg=="
    )


def test_newer_webhooks_come_with_their_components_and_change_no_older_ones() -> None:
    def refer(name: str) -> dict[str, str]:
        return {"$ref": f"#/components/schemas/{name}"}

    webhooks = {"webhooks": {"old": 1}, "components": {"schemas": {"user": "older"}}}
    rest = {
        "x-webhooks": {"old": 2, "new": {"post": refer("payload")}},
        "components": {
            "schemas": {
                "payload": {"anyOf": [refer("user"), refer("stack")]},
                "stack": {"items": refer("payload")},
                "user": "newer",
                "unused": {},
            }
        },
    }
    made = with_newer_webhooks(webhooks, rest)
    assert made["webhooks"] == {"old": 1, "new": rest["x-webhooks"]["new"]}
    schemas = made["components"]["schemas"]
    assert set(schemas) == {"user", "payload", "stack"}
    assert schemas["user"] == "older"
    assert webhooks == {"webhooks": {"old": 1}, "components": {"schemas": {"user": "older"}}}
    assert with_newer_webhooks(webhooks, {"components": {}}) == webhooks
