"""`python -m fakegithub.spec.refresh`: derive schemas/ from GitHub's published documents.

    refresh                 fetch what is missing with npm, write schemas/
    refresh --check         write nothing; exit 1 and name each file that differs
    refresh --packages DIR  where the npm archives are kept (default .cache/packages)

What it writes, one entry per line so that a change is one line of a diff:

    definitions.json   every distinct component schema, and the hoisted ones   (pool.py)
    operations.json    every distinct REST operation
    PRODUCT.json       which variant of each the product has, and its webhooks
    manifest.json      the packages, and the SHA-256 of each file above
    LICENSE            the packages' licence
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fakegithub.spec.facts import METHODS, operation_facts, schema_facts, subschemas, webhook_facts
from fakegithub.spec.pool import Hoisting, Variants, text_of
from fakegithub.spec.sources import PACKAGES, PRODUCTS, Documents, PackageUnavailable, read_documents

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Product:
    """One product's facts before they are pooled."""

    documentation: str
    operations: dict[str, Any]
    rest: dict[str, Any]
    webhooks: dict[str, Any]
    events: dict[str, Any]


@dataclass
class Facts:
    """All products' facts, and the titles that the documents give to sub-schemas."""

    products: dict[str, Product] = field(default_factory=dict)
    titles: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))


def gather(documents: Documents) -> Facts:
    """The facts of every product, each definition whole (nothing hoisted yet)."""
    facts = Facts()
    for name, source in PRODUCTS.items():
        rest, webhooks = documents.rest[name], documents.webhooks[name]
        facts.products[name] = Product(
            documentation=source.documentation,
            operations=gather_operations(rest, source.documentation),
            rest={key: schema_facts(schema) for key, schema in rest["components"]["schemas"].items()},
            webhooks={key: schema_facts(schema) for key, schema in webhooks["components"]["schemas"].items()},
            events=gather_events(webhooks),
        )
        for document in (rest, webhooks):
            for schema in document["components"]["schemas"].values():
                gather_titles(schema, facts.titles)
    return facts


def gather_operations(document: Any, documentation: str) -> dict[str, Any]:
    return {
        item[method]["operationId"]: operation_facts(
            path, method, item[method], document["components"], documentation
        )
        for path, item in document["paths"].items()
        for method in METHODS
        if method in item
    }


def gather_events(document: Any) -> dict[str, Any]:
    events: dict[str, Any] = {}
    for item in document["webhooks"].values():
        webhook = webhook_facts(item["post"], document["components"]["schemas"])
        name = f"{webhook['event']}.{webhook['action']}" if webhook["action"] else webhook["event"]
        if name in events:
            raise ValueError(f"the document describes {name} twice")
        events[name] = webhook
    return events


def gather_titles(schema: Any, titles: dict[str, set[str]]) -> None:
    for _, member in subschemas(schema):
        if "title" in member:
            titles[text_of(schema_facts(member))].add(member["title"])
        gather_titles(member, titles)


def operation_schemas(operation: Any) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Each place in an operation where a schema stands: what it is called, the mapping and the key."""
    for parameter in operation.get("parameters", []):
        yield parameter["name"], parameter, "schema"
    for media_type in operation.get("requestBody", {}).get("content", {}):
        yield "request", operation["requestBody"]["content"], media_type
    for response in operation["responses"].values():
        for media_type in response.get("content", {}):
            yield "response", response["content"], media_type


def render(documents: Documents) -> dict[str, str]:
    """`{file name: text}` of everything that schemas/ gets from the packages."""
    facts = gather(documents)
    definitions, operations = Variants(), Variants()
    files: dict[str, str] = {}
    for name, product in facts.products.items():
        files[f"{name}.json"] = render_sections(
            {
                "name": name,
                "documentation": product.documentation,
                "events": product.events,
                "operations": {key: operations.add(key, value) for key, value in product.operations.items()},
                "rest": {key: definitions.add(key, value) for key, value in product.rest.items()},
                "webhooks": {key: definitions.add(key, value) for key, value in product.webhooks.items()},
            }
        )
    roots = [*definitions.values(), *wrapped_operation_schemas(operations)]
    hoisting = Hoisting(roots, facts.titles)
    for operation in operations.values():
        for _, holder, key in operation_schemas(operation):
            holder[key] = hoisting.apply(holder[key])
    pool = {key: hoisting.apply_members(value) for key, value in definitions.entries().items()}
    files["definitions.json"] = render_lines({**pool, **hoisting.definitions})
    files["operations.json"] = render_lines(operations.entries())
    files["LICENSE"] = documents.licence.strip() + "\n"
    files["manifest.json"] = render_manifest(documents, files)
    return dict(sorted(files.items()))


def wrapped_operation_schemas(operations: Variants) -> Iterator[dict[str, Any]]:
    """Each schema of an operation as the only branch of a root, so that it may be hoisted whole."""
    for operation in operations.values():
        for name, holder, key in operation_schemas(operation):
            if isinstance(holder[key], dict):
                yield {"properties": {name: holder[key]}}


def render_lines(entries: dict[str, Any]) -> str:
    """A JSON object, one entry per line, sorted by key. The reader relies on the lines (store.py)."""
    lines = [f"{text_of(key)}:{text_of(entries[key])}" for key in sorted(entries)]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def render_sections(sections: dict[str, Any]) -> str:
    parts = []
    for key, value in sections.items():
        body = render_lines(value).rstrip("\n") if isinstance(value, dict) else text_of(value)
        parts.append(f"{text_of(key)}:{body}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def render_manifest(documents: Documents, files: dict[str, str]) -> str:
    packages = [
        {"name": package.name, "version": package.version, "integrity": documents.integrity[package]}
        for package in PACKAGES
    ]
    hashes = {name: hashlib.sha256(text.encode()).hexdigest() for name, text in sorted(files.items())}
    return (
        '{\n"packages":[\n'
        + ",\n".join(text_of(package) for package in packages)
        + '\n],\n"sha256":'
        + render_lines(hashes).rstrip("\n")
        + "\n}\n"
    )


def differing(folder: Path, files: dict[str, str]) -> list[str]:
    """The names of the files whose committed text is not the rendered one."""
    return [
        name
        for name, text in files.items()
        if not (folder / name).exists() or (folder / name).read_text(encoding="utf-8") != text
    ]


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m fakegithub.spec.refresh", description=__doc__.split("\n")[0]
    )
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when a file differs")
    parser.add_argument("--packages", type=Path, default=ROOT / ".cache" / "packages", metavar="DIR")
    parser.add_argument("--schemas", type=Path, default=ROOT / "schemas", metavar="DIR")
    options = parser.parse_args(arguments)
    try:
        files = render(read_documents(options.packages))
    except PackageUnavailable as error:
        print(f"refresh: {error}", file=sys.stderr)
        return 1
    changed = differing(options.schemas, files)
    if options.check:
        for name in changed:
            print(f"{options.schemas / name} differs from what the packages give", file=sys.stderr)
        return 1 if changed else 0
    options.schemas.mkdir(parents=True, exist_ok=True)
    for name in changed:
        (options.schemas / name).write_text(files[name], encoding="utf-8")
        print(f"wrote {options.schemas / name}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
