"""Small scenario files, of which many are run."""

from __future__ import annotations

from pathlib import Path

SMALL = """\
name: {name}
products: [{products}]
given:
  repositories: [{{name: octocat/hello-world, hooks: [{{events: [issues]}}]}}]
steps:
  - issue.open: {{title: {title}}}
    expect: {{quiet: 0.01, no_failed_deliveries: true}}
"""
# Where the expectation of the file stands.
PLACE = "7:27"


def write(folder: Path, name: str, title: str = "hello", products: str = "github.com") -> Path:
    """A scenario that takes well under a tenth of a second."""
    file = folder / f"{name}.yaml"
    text = SMALL.format(name=f"The {name} scenario", products=products, title=title)
    file.write_text(text, encoding="utf-8")
    return file
