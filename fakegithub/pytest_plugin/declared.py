"""What the command line and the ini file have, for every pytest that has this plugin: plain, and quick."""

from __future__ import annotations

import pytest

# Each key with the kind that the ini file gives it, and what it says.
KEYS = {
    "product": ("string", "the product to fake, github.com unless said otherwise"),
    "products": ("args", "run the tests once for each of these products"),
    "host": ("string", "where a GitHub Enterprise Server is"),
    "given": ("string", "the world that tests begin with: the path of a scenario file"),
    "receiver": ("string", "the program under test: module:app, or a URL"),
    "path": ("string", "the path where the receiver's app takes deliveries"),
    "events": ("args", "the events that the receiver's hooks are subscribed to"),
    "secret": ("string", "the secret of the receiver's hooks"),
    "intercept": ("string", "lead calls to GitHub's hosts to the world: true, or httpx"),
    "allow": ("args", "hosts that may be called while intercepting"),
    "strict": ("bool", "refuse values that the world does not know"),
    "seed": ("string", "what ids, guids and tokens are made from"),
    "now": ("string", "where the clock is frozen, for example 2026-01-31T12:00:00Z"),
}
# Those that the command line has, too, beside --fakegithub-product.
FLAGS = ("receiver", "path", "secret", "seed", "strict")
SCENARIOS = "fakegithub_scenarios"


def add_options(parser: pytest.Parser) -> None:
    group = parser.getgroup("fakegithub", "fakegithub: a GitHub to test against")
    group.addoption(
        "--fakegithub-product",
        action="append",
        dest="fakegithub_products",
        metavar="NAME",
        help="the product to fake; several times: run the tests once for each",
    )
    for name, (kind, help_text) in KEYS.items():
        parser.addini(f"fakegithub_{name}", help_text, type=kind, default=None)  # type: ignore[arg-type]
        if name in FLAGS and kind == "bool":
            group.addoption(f"--fakegithub-{name}", action="store_const", const=True, help=help_text)
        elif name in FLAGS:
            group.addoption(f"--fakegithub-{name}", metavar=name.upper(), help=help_text)
    parser.addini(SCENARIOS, "globs of the YAML files that are scenarios", type="args", default=None)


def is_said(config: pytest.Config) -> bool:
    """Whether the command line or the ini file says anything."""
    flags = (*(f"fakegithub_{name}" for name in FLAGS), "fakegithub_products")
    if any(config.getoption(flag) is not None for flag in flags):
        return True
    return any(config.getini(f"fakegithub_{name}") is not None for name in KEYS)
