"""What is made from the code: docs/events.md, docs/products.md, and lists in the scenarios' schema.

python -m fakegithub.scenarios.pages            # writes them into ./docs and ./schemas
python -m fakegithub.scenarios.pages --check    # writes nothing; exit 1 when one is stale
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from fakegithub.hooks.subscriptions import tier
from fakegithub.operations.operation import OPERATIONS, Operation
from fakegithub.products import PRODUCTS
from fakegithub.scenarios.samples.catalogue import TIERS
from fakegithub.scenarios.steps.operation_schemas import SCHEMA, with_operations
from fakegithub.scenarios.steps.word_schemas import with_words
from fakegithub.spec import DOCUMENTS, document

_NEWEST = "github.com"
# Short names of the document's words for where a hook stands.
_KINDS = {
    "repository": "R",
    "organization": "O",
    "business": "E",
    "app": "A",
    "marketplace": "M",
    "sponsors_listing": "S",
}
_EVENTS_HEAD = """# What triggers what

Made by `python -m fakegithub.scenarios.pages`; a test says when it is stale. Do not edit it.

An event is *modelled* when an operation of the REST API causes it, *simulated* when a verb without a route
does (a workflow's progress, an installation), and *sampled* when nothing does: its payload is filled from
GitHub's schema, with the world's own repository, organization, people, hosts and times, and any field of it
can be set (`fakegithub payload EVENT --set path=value`).

Hooks: R repository, O organization, E enterprise or a whole GHES, A GitHub App, M marketplace, S sponsors.
"""
_PRODUCTS_HEAD = """# Products: what is exact, what is approximate

Made by `python -m fakegithub.scenarios.pages`; a test says when it is stale. Do not edit it.

github.com, GHEC and GHES 3.14 to 3.19 have documents of GitHub's own, which give events, payloads and
operations to the letter. Older versions borrow the document of 3.14, without what `schemas/since.json` knows
to be younger: each entry there has its source. What nobody has published about a version, it has as 3.14 has
it. Newer ones borrow the document of 3.19.
"""


def events_page() -> str:
    """docs/events.md: counts, every event with what causes it, every operation with what it emits."""
    sections = {"Tiers": _counts(), "Events": _events(), "Operations": _operations()}
    return "\n".join([_EVENTS_HEAD, *(f"## {title}\n\n{text}" for title, text in sections.items())])


def products_page() -> str:
    """docs/products.md: every product with its document, its limits and what is approximate."""
    rows = []
    for product in PRODUCTS.values():
        webhooks = document(product.document).webhooks
        events = len({spec.event for spec in webhooks.values()})
        limits = f"{product.timeout:g} s, {product.hook_limit} hooks, {product.retention} days"
        rows.append((product.name, str(events), str(len(webhooks)), limits, product.note))
    heads = ("product", "events", "with actions", "answer within, hooks an event, log kept", "what it is")
    return f"{_PRODUCTS_HEAD}\n{_table(heads, rows)}"


PAGES = {"events.md": events_page, "products.md": products_page}


def _counts() -> str:
    rows = []
    for name in PRODUCTS:
        counts = Counter(tier(event) for event in document(name).webhooks)
        rows.append((name, *(str(counts[each]) for each in TIERS), str(counts.total())))
    return _table(("product", *TIERS, "in all"), rows)


def _events() -> str:
    causes: dict[str, list[str]] = defaultdict(list)
    for operation in _sorted_operations():
        for event in operation.emits:
            causes[event].append(f"`{operation.id}`")
    names = sorted({name for product in DOCUMENTS for name in document(product).webhooks})
    rows = []
    for name in names:
        there = [product for product in PRODUCTS if name in document(product).webhooks]
        kinds = frozenset[str]().union(*(document(product).webhooks[name].hook_kinds for product in there))
        letters = "".join(letter for kind, letter in _KINDS.items() if kind in kinds)
        rows.append((f"`{name}`", tier(name), letters, _spans(there), ", ".join(causes[name]) or "-"))
    return _table(("event", "tier", "hooks", "products", "caused by"), rows)


def _operations() -> str:
    rows = [
        (f"`{operation.id}`", operation.tier, ", ".join(f"`{event}`" for event in sorted(operation.emits)))
        for operation in _sorted_operations()
        if operation.emits
    ]
    silent = sum(not operation.emits for operation in OPERATIONS.values())
    table = _table(("operation", "tier", "may emit"), rows)
    rest = f"{silent} more operations are modelled that emit nothing; `fakegithub operations` lists them."
    return f"{table}\n{rest}\n"


def _sorted_operations() -> list[Operation]:
    return sorted(OPERATIONS.values(), key=lambda operation: operation.id)


def _spans(names: Sequence[str]) -> str:
    """`all`, or the products, neighbouring GHES versions drawn together: `ghec, ghes-3.3 to ghes-3.22`."""
    if len(names) == len(PRODUCTS):
        return "all"
    order = list(PRODUCTS)
    spans: list[list[str]] = []
    for name in names:
        follows = spans and order.index(name) == order.index(spans[-1][-1]) + 1
        if follows and PRODUCTS[spans[-1][-1]].is_ghes:
            spans[-1].append(name)
        else:
            spans.append([name])
    return ", ".join(span[0] if len(span) == 1 else f"{span[0]} to {span[-1]}" for span in spans)


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m fakegithub.scenarios.pages", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when a page is stale")
    parser.add_argument("--docs", type=Path, default=Path("docs"), metavar="DIR")
    parser.add_argument("--schemas", type=Path, default=Path("schemas"), metavar="DIR")
    options = parser.parse_args(arguments)
    stale = []
    for path, text in _wanted(options.docs, options.schemas):
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            stale.append(path)
            if not options.check:
                path.write_text(text, encoding="utf-8")
    for path in stale:
        print(f"{path} {'is stale' if options.check else 'written'}", file=sys.stderr)
    return 1 if options.check and stale else 0


def _wanted(docs: Path, schemas: Path) -> Iterator[tuple[Path, str]]:
    for name, make in PAGES.items():
        yield docs / name, make()
    schema = schemas / SCHEMA
    yield schema, with_words(with_operations(schema.read_text(encoding="utf-8")))


if __name__ == "__main__":
    sys.exit(main())
