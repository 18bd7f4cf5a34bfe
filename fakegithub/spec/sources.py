"""The npm packages that GitHub's documents come from, at pinned versions.

GitHub's newest package drops the GHES versions that GitHub no longer supports; an older release holds them.
https://github.com/octokit/openapi  https://github.com/octokit/openapi-webhooks
"""

from __future__ import annotations

import base64
import hashlib
import json
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Package:
    """One npm package at one version."""

    name: str
    version: str

    @property
    def archive(self) -> str:
        """The file name that `npm pack` gives."""
        return f"{self.name.removeprefix('@').replace('/', '-')}-{self.version}.tgz"

    def __str__(self) -> str:
        return f"{self.name}@{self.version}"


REST = Package("@octokit/openapi", "23.0.2")
REST_OLDER = Package("@octokit/openapi", "22.0.0")
WEBHOOKS = Package("@octokit/openapi-webhooks", "12.1.0")
PACKAGES = (REST, REST_OLDER, WEBHOOKS)


@dataclass(frozen=True, slots=True)
class Source:
    """Where a product's two documents stand, and the address its documentation links begin with."""

    rest: Package
    file: str
    documentation: str


def ghes(version: str, rest: Package) -> Source:
    return Source(rest, f"ghes-{version}.json", f"https://docs.github.com/enterprise-server@{version}")


# Newest first: the first product to have a definition gives it its first variant.
PRODUCTS: Mapping[str, Source] = {
    "github.com": Source(REST, "api.github.com.json", "https://docs.github.com"),
    "ghec": Source(REST, "ghec.json", "https://docs.github.com/enterprise-cloud@latest"),
    "ghes-3.19": ghes("3.19", REST),
    "ghes-3.18": ghes("3.18", REST),
    "ghes-3.17": ghes("3.17", REST),
    "ghes-3.16": ghes("3.16", REST_OLDER),
    "ghes-3.15": ghes("3.15", REST_OLDER),
    "ghes-3.14": ghes("3.14", REST_OLDER),
}


class PackageUnavailable(Exception):
    """A package is neither in the folder nor to be had from the registry."""


def obtain(package: Package, folder: Path) -> Path:
    """The package's archive in `folder`, fetched with `npm pack` unless it is there already.

    Raises PackageUnavailable when npm is missing or cannot reach its registry.
    """
    archive = folder / package.archive
    if archive.exists():
        return archive
    npm = shutil.which("npm")
    if npm is None:
        raise PackageUnavailable(f"{archive} is not there, and npm, which would fetch it, is not installed")
    folder.mkdir(parents=True, exist_ok=True)
    # Another process may want the same archive: it is complete when it appears under its name.
    with tempfile.TemporaryDirectory(dir=folder) as fresh:
        command = [npm, "pack", str(package), "--silent", "--fetch-retries=1", "--pack-destination", fresh]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=600)  # noqa: S603
        except subprocess.TimeoutExpired as error:
            raise PackageUnavailable(f"`npm pack {package}` got no answer within 10 minutes") from error
        if done.returncode == 0:
            (Path(fresh) / package.archive).replace(archive)
    if not archive.exists():
        raise PackageUnavailable(
            f"`npm pack {package}` failed, is its registry in reach?\n{done.stderr.strip()}"
        )
    return archive


def integrity(archive: Path) -> str:
    """The archive's subresource integrity, as npm's registry and lock files write it."""
    return "sha512-" + base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()


def read_members(archive: Path, names: set[str]) -> dict[str, bytes]:
    """The named files of the package: `generated/ghec.json`, `LICENSE`, …"""
    found: dict[str, bytes] = {}
    with tarfile.open(archive) as tar:
        for member in tar:
            name = member.name.removeprefix("package/")
            if name in names:
                file = tar.extractfile(member)
                if file is not None:
                    found[name] = file.read()
    if missing := names - set(found):
        raise PackageUnavailable(f"{archive} has no {', '.join(sorted(missing))}")
    return found


@dataclass(frozen=True, slots=True)
class Documents:
    """The published documents by product, `webhooks` with the newer ones; and the packages' licence."""

    rest: Mapping[str, Any]
    webhooks: Mapping[str, Any]
    licence: str
    integrity: Mapping[Package, str]


def with_newer_webhooks(webhooks: Any, rest: Any) -> Any:
    """The webhooks document with those webhooks that only the REST document has.

    GitHub publishes the webhooks twice: on their own, and as `x-webhooks` beside the REST operations.
    The package of the latter is the newer one and knows more. A component that both describe is taken
    from the webhooks document, as all other webhooks take it.
    """
    items = dict(webhooks["webhooks"])
    schemas = dict(webhooks["components"]["schemas"])
    for name, item in rest.get("x-webhooks", {}).items():
        if name not in items:
            items[name] = item
            add_components(item, rest["components"]["schemas"], schemas)
    return {**webhooks, "webhooks": items, "components": {**webhooks["components"], "schemas": schemas}}


def add_components(node: Any, source: Mapping[str, Any], target: dict[str, Any]) -> None:
    """Copy the components that `node` refers to, and those that they refer to, unless they are there."""
    if isinstance(node, dict):
        reference = node.get("$ref")
        name = reference.removeprefix("#/components/schemas/") if isinstance(reference, str) else None
        if name is not None and name not in target and name in source:
            target[name] = source[name]
            add_components(source[name], source, target)
    children = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    for child in children:
        add_components(child, source, target)


def read_documents(folder: Path) -> Documents:
    """Everything that `refresh` reads, from the archives in `folder` (fetched if they are not there)."""
    archives = {package: obtain(package, folder) for package in PACKAGES}
    wanted: dict[Package, set[str]] = {package: {"LICENSE"} for package in PACKAGES}
    for source in PRODUCTS.values():
        wanted[source.rest].add(f"generated/{source.file}")
        wanted[WEBHOOKS].add(f"generated/{source.file}")
    members = {package: read_members(archives[package], names) for package, names in wanted.items()}
    licences = {members[package]["LICENSE"].decode() for package in PACKAGES}
    rest = {
        name: json.loads(members[source.rest][f"generated/{source.file}"])
        for name, source in PRODUCTS.items()
    }
    return Documents(
        rest=rest,
        webhooks={
            name: with_newer_webhooks(json.loads(members[WEBHOOKS][f"generated/{source.file}"]), rest[name])
            for name, source in PRODUCTS.items()
        },
        licence="\n\n".join(sorted(licences)),
        integrity={package: integrity(archive) for package, archive in archives.items()},
    )
