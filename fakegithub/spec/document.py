"""One product's document: its REST operations, its webhooks, its component schemas."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any, TypeVar

from fakegithub.errors import UnknownEvent, UnknownProduct, suggestion
from fakegithub.products import PRODUCTS
from fakegithub.spec.facts import RawSchema
from fakegithub.spec.older import Older, since
from fakegithub.spec.operation import OperationSpec
from fakegithub.spec.overlay import Overlay, OverlayError, entries, pointer_token
from fakegithub.spec.pool import HOISTED_MARK, variant_key
from fakegithub.spec.projection import Projections
from fakegithub.spec.schema import Namespace, Schema
from fakegithub.spec.store import pool, read_json

T = TypeVar("T")

# Newest first. Each is a file of schemas/; a test compares.
DOCUMENTS = (
    "github.com",
    "ghec",
    "ghes-3.19",
    "ghes-3.18",
    "ghes-3.17",
    "ghes-3.16",
    "ghes-3.15",
    "ghes-3.14",
)


class Lazy(Mapping[str, T]):
    """A mapping that makes each of its values when it is first asked for."""

    def __init__(self, names: Mapping[str, Any], make: Callable[[str], T]) -> None:
        self._names = names
        self._make = make
        self._made: dict[str, T] = {}

    def __getitem__(self, name: str) -> T:
        if name not in self._made:
            if name not in self._names:
                raise KeyError(name)
            self._made[name] = self._make(name)
        return self._made[name]

    def __contains__(self, name: object) -> bool:
        return name in self._names

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


@dataclass(frozen=True, slots=True)
class WebhookSpec:
    """One event with its action. `hook_kinds`: which kinds of hooks may subscribe, in the document's words
    (repository, organization, app, business, marketplace, sponsors_listing)."""

    event: str
    action: str | None
    schema: Schema
    hook_kinds: frozenset[str]

    @property
    def name(self) -> str:
        return f"{self.event}.{self.action}" if self.action else self.event

    @property
    def action_is_free(self) -> bool:
        """The payload's schema takes any action (repository_dispatch)."""
        declared = self.schema.resolve().raw.get("properties", {}).get("action")
        return declared is not None and "enum" not in declared and "$ref" not in declared


class Document:
    """What GitHub publishes about one product. Get one with `document(name)`.

    A product without a document of its own has that of `published`, and with `older` without what came later.
    `mended` is False for the document as GitHub publishes it, defects and all.
    """

    def __init__(self, name: str, published: str, older: Older | None = None, *, mended: bool = True) -> None:
        facts = read_json(f"{published}.json")
        self.name: str = name
        self._older = older
        own = name == published
        self.documentation: str = facts["documentation"] if own else PRODUCTS[name].documentation_root
        self.overlay = Overlay(published, entries() if mended else [])
        self.rest = self._make_namespace("rest", facts["rest"])
        self._webhooks = self._make_namespace("webhooks", facts["webhooks"])
        self._events: Mapping[str, Any] = {
            event: value
            for event, value in facts["events"].items()
            if older is None or not older.lacks(event)
        }
        self._variants: Mapping[str, int] = facts["operations"]
        self.operations: Mapping[str, OperationSpec] = Lazy(self._variants, self._operation)
        self.webhooks: Mapping[str, WebhookSpec] = Lazy(self._events, self._webhook)
        self._check_overlay()

    def __repr__(self) -> str:
        return f"<Document {self.name}>"

    def component(self, name: str, webhooks: bool = False) -> Schema:
        """A component schema of the REST document, or with `webhooks` of the webhooks document."""
        namespace = self._namespace(webhooks)
        if name not in namespace.names:
            raise KeyError(
                f"{self.name} has no {'webhook' if webhooks else 'REST'} component {name!r}."
                + suggestion(name, namespace.names)
            )
        return namespace.definition(name)

    def components(self, webhooks: bool = False) -> list[str]:
        """The names of all component schemas."""
        return list(self._namespace(webhooks).names)

    def webhook(self, event: str, action: str | None = None) -> WebhookSpec:
        """The webhook of an event and its action; repository_dispatch takes any action.

        Raises UnknownEvent.
        """
        name = f"{event}.{action}" if action else event
        if name in self.webhooks:
            return self.webhooks[name]
        for other in self._events:
            if action and other.startswith(f"{event}.") and self.webhooks[other].action_is_free:
                spec = self.webhooks[other]
                return WebhookSpec(event, action, spec.schema, spec.hook_kinds)
        raise UnknownEvent(f"{self.name} has no event {name}.{suggestion(name, self._events)}")

    @cached_property
    def sampler(self) -> Projections:
        """Projections for values that are mappings only."""
        return Projections(self, lambda _kind, _name: None)

    def _make_namespace(self, section: str, variants: Mapping[str, int]) -> Namespace:
        def load(name: str) -> RawSchema:
            definitions = pool("definitions.json")
            key = name if HOISTED_MARK in name else variant_key(name, variants[name])
            raw: RawSchema = self.overlay.apply(section, name, definitions[key], definitions)
            return raw if self._older is None else self._older.without(section, raw)

        return Namespace(f"{self.name}#/{section}", variants, load, lambda: self.sampler)

    def _namespace(self, webhooks: bool) -> Namespace:
        return self._webhooks if webhooks else self.rest

    def _operation(self, name: str) -> OperationSpec:
        facts = pool("operations.json")[variant_key(name, self._variants[name])]
        facts = self.overlay.apply("operations", name, facts, pool("definitions.json"))
        return OperationSpec(self.rest, self.name, self.documentation, name, facts)

    def _webhook(self, name: str) -> WebhookSpec:
        facts = self._events[name]
        schema = self._webhooks.definition(facts["schema"])
        return WebhookSpec(facts["event"], facts["action"], schema, frozenset(facts["hook_kinds"]))

    def _check_overlay(self) -> None:
        known: Mapping[str, Any] = {
            "rest": self.rest.names,
            "webhooks": self._webhooks.names,
            "operations": self._variants,
        }
        for section, name in self.overlay.targets():
            if name not in known[section]:
                raise OverlayError(f"overlay.json: {self.name} has no /{section}/{pointer_token(name)}")


@cache
def document(name: str) -> Document:
    """The document of a product: its own, or what products.py says that it borrows. Raises UnknownProduct."""
    product = PRODUCTS.get(name)
    if product is None:
        raise UnknownProduct(
            f"no document for {name!r}.{suggestion(name, PRODUCTS)} Known: {', '.join(PRODUCTS)}"
        )
    older = None
    if product.is_older:
        older = Older(product.line, since())
    return Document(name, product.published, older)
