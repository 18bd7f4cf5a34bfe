"""The reference pages say what the code does now."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from fakegithub.operations.operation import OPERATIONS
from fakegithub.products import PRODUCTS
from fakegithub.scenarios.pages import PAGES, main
from fakegithub.scenarios.steps.operation_schemas import SCHEMA
from fakegithub.spec import document

DOCS = Path(__file__).parents[1] / "docs"


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_not_stale(name: str) -> None:
    made = PAGES[name]()
    assert (DOCS / name).read_text(encoding="utf-8") == made, (
        f"docs/{name} is stale: run `python -m fakegithub.scenarios.pages`"
    )


def test_the_events_page_has_every_event_and_every_operation_that_emits() -> None:
    page = PAGES["events.md"]()
    for product in PRODUCTS:
        for name in document(product).webhooks:
            assert f"| `{name}` |" in page
    for operation in OPERATIONS.values():
        assert (f"| `{operation.id}` |" in page) == bool(operation.emits)
    (row,) = (line for line in page.splitlines() if line.startswith("| `issue_comment.created` |"))
    assert "| modelled | ROA | all | `issues/create-comment` |" in row


def test_the_products_page_has_every_product_and_its_note() -> None:
    page = PAGES["products.md"]()
    for product in PRODUCTS.values():
        assert f"| {product.name} |" in page
        assert product.note in page


def test_products_that_have_an_event_are_drawn_together() -> None:
    (row,) = (
        line for line in PAGES["events.md"]().splitlines() if line.startswith("| `workflow_job.queued`")
    )
    assert "| github.com, ghec, ghes-3.3 to ghes-3.22 |" in row


def test_stale_pages_are_named_and_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    docs = tmp_path / "docs"
    docs.mkdir()
    shutil.copy(DOCS.parent / "schemas" / SCHEMA, tmp_path)
    folders = ["--docs", str(docs), "--schemas", str(tmp_path)]
    assert main(["--check", *folders]) == 1
    assert "products.md is stale" in capsys.readouterr().err
    assert list(docs.iterdir()) == []
    assert main(folders) == 0
    assert main(["--check", *folders]) == 0
