"""What is committed in schemas/: complete, small, sourced, and exactly what the script makes."""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from spec_packages import facts, published

from fakegithub.spec import DOCUMENTS, document, refresh
from fakegithub.spec.facts import ONE_SCHEMA, SCHEMA_LIST, SCHEMA_MAP
from fakegithub.spec.pool import expand
from fakegithub.spec.refresh import render
from fakegithub.spec.sources import PACKAGES, PRODUCTS
from fakegithub.spec.store import pool

FOLDER = Path(__file__).parents[1] / "schemas"
FILES = sorted(path for path in FOLDER.iterdir() if path.is_file())
GENERATED = sorted(json.loads((FOLDER / "manifest.json").read_text())["sha256"])
PROSE = {"title", "summary", "description", "example", "examples", "externalDocs", "tags"}
OTHER_DIALECT = {"nullable", "discriminator", "xml"}
TREE_LIMIT = 8_000_000
WHEEL_LIMIT = 1_500_000


def schemas_of(name: str) -> Iterator[Any]:
    """Every schema that stands at the top of an entry of a pool."""
    entries = json.loads((FOLDER / name).read_text())
    if name == "definitions.json":
        yield from entries.values()
        return
    for operation in entries.values():
        yield from (parameter["schema"] for parameter in operation.get("parameters", ()))
        for holder in (operation.get("requestBody", {}), *operation["responses"].values()):
            yield from (schema for schema in holder.get("content", {}).values() if schema is not None)


def keywords(schema: Any) -> Iterator[str]:
    """The keywords of a schema and of all below it, not the names of properties."""
    if not isinstance(schema, dict):
        return
    for key, value in schema.items():
        yield key
        if key in SCHEMA_MAP:
            for member in value.values():
                yield from keywords(member)
        elif key in SCHEMA_LIST:
            for branch in value:
                yield from keywords(branch)
        elif key in ONE_SCHEMA:
            yield from keywords(value)


def test_the_tree_holds_at_most_8_megabytes() -> None:
    assert sum(path.stat().st_size for path in FILES) <= TREE_LIMIT


def test_the_wheel_holds_at_most_one_and_a_half_megabytes() -> None:
    with zipfile.ZipFile(io.BytesIO(), "w", zipfile.ZIP_DEFLATED) as archive:
        for path in FILES:
            archive.write(path, path.name)
        packed = sum(entry.compress_size for entry in archive.infolist())
    assert packed <= WHEEL_LIMIT


@pytest.mark.parametrize("name", ["definitions.json", "operations.json"])
def test_no_schema_carries_prose(name: str) -> None:
    used = {keyword for schema in schemas_of(name) for keyword in keywords(schema)}
    assert not used & (PROSE | OTHER_DIALECT)
    assert {keyword for keyword in used if keyword.startswith("x-")} == set()


def test_no_operation_carries_prose() -> None:
    operations = json.loads((FOLDER / "operations.json").read_text())
    used = {key for operation in operations.values() for key in operation}
    assert not used & PROSE
    assert not {key for key in used if key.startswith("x-")}


@pytest.mark.parametrize("name", GENERATED)
def test_a_generated_file_has_the_hash_in_the_manifest(name: str) -> None:
    manifest = json.loads((FOLDER / "manifest.json").read_text())
    assert hashlib.sha256((FOLDER / name).read_bytes()).hexdigest() == manifest["sha256"][name]


def test_the_manifest_names_the_pinned_packages() -> None:
    manifest = json.loads((FOLDER / "manifest.json").read_text())
    named = {(package["name"], package["version"]) for package in manifest["packages"]}
    assert named == {(package.name, package.version) for package in PACKAGES}
    assert all(
        re.fullmatch(r"sha512-[A-Za-z0-9+/]{86}==", entry["integrity"]) for entry in manifest["packages"]
    )


def test_every_product_has_its_file() -> None:
    assert tuple(PRODUCTS) == DOCUMENTS
    assert {f"{name}.json" for name in DOCUMENTS} <= set(GENERATED)


def test_the_licence_is_the_packages_own() -> None:
    assert (FOLDER / "LICENSE").read_text().strip() == published().licence.strip()


@pytest.mark.parametrize("name", GENERATED)
def test_every_address_is_one_of_githubs(name: str) -> None:
    hosts = re.findall(r"https?://([A-Za-z0-9.-]+)", (FOLDER / name).read_text(encoding="utf-8"))
    # HOSTNAME is how the GHES documents write the instance's own.
    assert set(hosts) <= {"github.com", "docs.github.com", "uploads.github.com", "HOSTNAME"}


@pytest.mark.parametrize("name", ["definitions.json", "operations.json"])
def test_every_entry_stands_on_its_own_line_in_order(name: str) -> None:
    lines = (FOLDER / name).read_text(encoding="utf-8").splitlines()
    keys = [json.loads(line[: line.index('":') + 1]) for line in lines[1:-1]]
    assert (lines[0], lines[-1]) == ("{", "}")
    assert keys == sorted(keys)
    assert keys == list(json.loads((FOLDER / name).read_text(encoding="utf-8")))


@cache
def rendered() -> dict[str, str]:
    return render(published())


def test_what_is_committed_is_what_the_script_makes() -> None:
    made = rendered()
    assert set(made) == {*GENERATED, "manifest.json"}
    different = [name for name, text in made.items() if (FOLDER / name).read_text(encoding="utf-8") != text]
    assert different == []


def test_check_names_the_file_that_differs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    made = rendered()
    monkeypatch.setattr(refresh, "read_documents", lambda folder: published())
    monkeypatch.setattr(refresh, "render", lambda documents: made)
    for path in FILES:
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / "ghec.json").write_text("{}")
    assert refresh.main(["--check", "--schemas", str(tmp_path)]) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert "ghec.json differs" in told.err
    assert told.err.count("differs") == 1
    assert (tmp_path / "ghec.json").read_text() == "{}"


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_component_expands_to_what_was_published(name: str) -> None:
    product, definitions = facts().products[name], pool("definitions.json")
    numbers = json.loads((FOLDER / f"{name}.json").read_text())
    for section, originals in (("rest", product.rest), ("webhooks", product.webhooks)):
        assert list(numbers[section]) == sorted(originals)
        for component, original in originals.items():
            number = numbers[section][component]
            stored = definitions[component if number == 1 else f"{component}@{number}"]
            # Texts, because dictionaries that differ in order are equal.
            assert json.dumps(expand(stored, definitions)) == json.dumps(original), f"/{section}/{component}"


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_operation_expands_to_what_was_published(name: str) -> None:
    definitions, operations = pool("definitions.json"), pool("operations.json")
    numbers = json.loads((FOLDER / f"{name}.json").read_text())["operations"]
    originals = facts().products[name].operations
    assert list(numbers) == sorted(originals)
    for operation, original in originals.items():
        stored = operations[operation if numbers[operation] == 1 else f"{operation}@{numbers[operation]}"]
        assert json.dumps(expand_operation(stored, definitions)) == json.dumps(original), operation


def expand_operation(operation: Any, definitions: Any) -> Any:
    for parameter in operation.get("parameters", ()):
        parameter["schema"] = expand(parameter["schema"], definitions)
    for holder in (operation.get("requestBody", {}), *operation["responses"].values()):
        for media_type, schema in holder.get("content", {}).items():
            holder["content"][media_type] = expand(schema, definitions)
    return operation


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_published_operation_is_there_with_its_method_and_path(name: str) -> None:
    paths = published().rest[name]["paths"]
    expected = {
        (item[method]["operationId"], method.upper(), path)
        for path, item in paths.items()
        for method in item
        if method in ("get", "put", "post", "patch", "delete", "head")
    }
    assert {(spec.id, spec.method, spec.path) for spec in document(name).operations.values()} == expected


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_documentation_url_is_the_published_one(name: str) -> None:
    published_urls = {
        operation["operationId"]: operation["externalDocs"]["url"]
        for item in published().rest[name]["paths"].values()
        for operation in item.values()
    }
    specs = document(name).operations
    assert {operation: specs[operation].documentation_url for operation in specs} == published_urls
