"""What differs between GitHub's products, as one table.

A product names the published document that gives its shapes, and the few facts that no document has:
hosts, roots, limits, delivery headers. github.com, ghec and GHES 3.14 to 3.19 have documents of their
own (`exact`); older and newer GHES versions borrow the nearest one and say so in their `note`.
"""

from __future__ import annotations

from dataclasses import dataclass

from fakegithub.errors import UnknownProduct, suggestion

DOCUMENTED_GHES = ("3.14", "3.15", "3.16", "3.17", "3.18", "3.19")
_OLD_GHE = tuple(f"2.{minor}" for minor in range(14, 23))
_OLD_GHES = tuple(f"3.{minor}" for minor in range(14))
_NEW_GHES = ("3.20", "3.21", "3.22")
_OLDEST = f"ghes-{DOCUMENTED_GHES[0]}"
_NEWEST = f"ghes-{DOCUMENTED_GHES[-1]}"
_HEADERS_2 = "delivery headers as captured of GHE 2.19 to 2.21 (SHA-1 alone, no X-GitHub-Hook-ID)"
_HEADERS_3 = "delivery headers as captured of GHES 3.16"


@dataclass(frozen=True, slots=True)
class Product:
    """One product that GitHub sells, in one version.

    `published` is the document of GitHub's that it has or borrows. `host` stands in URLs while the
    world is not served. `timeout` is what a receiver has to answer a delivery, in seconds; `retention`
    how long deliveries are kept, in days; `hook_limit` how many hooks one event of one target may have.
    """

    name: str
    published: str
    host: str
    version: str | None  # of GHES, as X-GitHub-Enterprise-Version gives it
    timeout: float
    retention: int
    hook_limit: int
    signs_sha256: bool
    sends_hook_id: bool
    rate_limited: bool
    error_status: bool  # whether error bodies carry "status": "404"
    misconfigures_hooks: bool  # whether a failed delivery makes a hook's `last_response` "misconfigured"
    push_shows_html_url: bool  # whether `repository.url` of a push is the HTML URL, as it once was

    @property
    def document(self) -> str:
        """The name of its document, for `fakegithub.spec.document`: its own."""
        return self.name

    @property
    def exact(self) -> bool:
        """Whether GitHub publishes a document of this very version."""
        return self.published == self.name

    @property
    def is_ghes(self) -> bool:
        return self.version is not None

    @property
    def line(self) -> str:
        """`3.19` of GHES 3.19.0."""
        return ".".join((self.version or "").split(".")[:2])

    @property
    def is_older(self) -> bool:
        """Whether it is older than the document it borrows."""
        return not self.exact and self.published == _OLDEST

    @property
    def note(self) -> str:
        """What is exact about this product here, and what is approximate."""
        if self.exact:
            return "exact: GitHub's own document of this version gives events, shapes and operations"
        generation = _HEADERS_3 if self.sends_hook_id else _HEADERS_2
        if self.is_older:
            return (
                f"approximate: the document of {self.published}, the oldest there is, without the events and "
                f"keys that are known to be younger (schemas/since.json); {generation}"
            )
        return (
            f"approximate: the document of {self.published}, the newest there is, which lacks what this "
            f"version has added; {generation}"
        )

    @property
    def documentation_root(self) -> str:
        """Where `documentation_url` of an error points."""
        if self.version is None:
            return "https://docs.github.com"
        return f"https://docs.github.com/enterprise-server@{self.line}"


def _cloud(name: str) -> Product:
    # Timeouts, retention and limits: content/webhooks/ of github/docs (troubleshooting-webhooks,
    # types-of-webhooks) and data/variables/webhooks.yml.
    return Product(
        name=name,
        published=name,
        host="github.com",
        version=None,
        timeout=10,
        retention=3,
        hook_limit=20,
        signs_sha256=True,
        sends_hook_id=True,
        rate_limited=True,
        error_status=True,
        misconfigures_hooks=False,
        push_shows_html_url=False,
    )


def _server(name: str, version: str, published: str) -> Product:
    major, minor = (int(part) for part in version.split("."))
    return Product(
        name=name,
        published=published,
        host="github.example.com",
        version=f"{version}.0",
        timeout=30,
        retention=7,
        hook_limit=250,
        # Both signatures since GHES 3.0: data/release-notes/enterprise-server/3-0/0.yml of github/docs.
        signs_sha256=major >= 3,
        # Absent in captures of GHE 2.19 to 2.21, in the documentation since GHES 3.9; the version
        # that began it is not published, so we begin with the new delivery system of 3.0.
        sends_hook_id=major >= 3,
        # Off by default on GHES: the REST pages on rate limits.
        rate_limited=False,
        error_status=(major, minor) >= (3, 16),
        # Recordings of github.com until 2018 have it, those of 2021 have a null status.
        misconfigures_hooks=(major, minor) < (2, 16),
        # github.com had the HTML URL in published captures up to 2018, and has the API URL in those of
        # September and November 2025. GHES 3.19 is the first that was cut after the change.
        push_shows_html_url=(major, minor) < (3, 19),
    )


PRODUCTS: dict[str, Product] = {
    product.name: product
    for product in (
        _cloud("github.com"),
        _cloud("ghec"),
        *(_server(f"ghe-{v}", v, _OLDEST) for v in _OLD_GHE),
        *(_server(f"ghes-{v}", v, _OLDEST) for v in _OLD_GHES),
        *(_server(f"ghes-{v}", v, f"ghes-{v}") for v in DOCUMENTED_GHES),
        *(_server(f"ghes-{v}", v, _NEWEST) for v in _NEW_GHES),
    )
}


def product(name: str) -> Product:
    """The product called `name`. Raises UnknownProduct with the nearest name."""
    try:
        return PRODUCTS[name]
    except KeyError:
        known = ", ".join(PRODUCTS)
        raise UnknownProduct(
            f'there is no product "{name}".{suggestion(name, PRODUCTS)} Known are: {known}'
        ) from None
