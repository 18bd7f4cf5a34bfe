"""The lists of words in the scenarios' schema: those of GitHub's documents, where they belong."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from fakegithub.products import PRODUCTS
from fakegithub.scenarios.language.grammar import schema
from fakegithub.scenarios.steps.word_schemas import with_words
from fakegithub.spec import Schema, document

TEXT = (Path(__file__).parents[1] / "schemas" / "scenario.schema.json").read_text("utf-8")


def words(name: str) -> list[str]:
    """Those of a definition, be it strict or one that lets other texts stand, too."""
    part = schema()["$defs"][name]
    return list(part["enum"] if "enum" in part else part["anyOf"][0]["enum"])


def at(*path: str) -> Any:
    part = schema()["$defs"]
    for key in path:
        part = part[key]
    return part


def test_the_lists_are_not_stale() -> None:
    assert with_words(TEXT) == TEXT, "run `python -m fakegithub.scenarios.pages`"
    assert with_words(TEXT.replace('"ghes-3.19", ', "")) == TEXT


def test_a_schema_without_a_place_for_a_list_is_refused() -> None:
    with pytest.raises(ValueError, match="no line for operation among"):
        with_words(TEXT.replace('\n    "operation": {', '\n    "operations": {'))


@pytest.mark.parametrize("product", PRODUCTS)
def test_every_product_event_and_operation_is_there(product: str) -> None:
    known = document(product)
    assert product in words("product")
    assert set(known.webhooks) <= set(words("event"))
    assert {spec.event for spec in known.webhooks.values()} <= set(words("event")) & set(words("hook-event"))
    assert set(known.operations) <= set(words("operation"))
    assert "*" in words("event")
    assert not any("." in name for name in words("hook-event"))


def test_the_words_of_check_runs_and_statuses_are_githubs() -> None:
    check_run = document("github.com").component("check-run")
    properties = check_run.raw["properties"]
    assert set(words("check-status")) == set(properties["status"]["enum"])
    conclusion = Schema(check_run.namespace, properties["conclusion"], check_run.pointer).resolve()
    # "stale" is given by GitHub itself: https://docs.github.com/rest/checks/runs#update-a-check-run
    assert set(words("check-conclusion")) - {"stale"} == {*conclusion.raw["enum"]} - {None}
    body = document("github.com").operations["repos/create-commit-status"].body
    assert body is not None
    assert set(words("commit-state")) == set(body.raw["properties"]["state"]["enum"])
    # One word stands for a conclusion, or for a status other than completed.
    (in_one_word, *_) = at("check-run", "anyOf")
    assert set(in_one_word["enum"]) == {*words("check-conclusion"), *words("check-status")} - {"completed"}


@pytest.mark.parametrize(
    ("path", "name"),
    [
        (("hook", "properties", "events", "items"), "hook-event"),
        (("app", "properties", "events", "items"), "hook-event"),
        (("fault", "properties", "events", "items"), "event"),
        (("delivery", "properties", "event"), "event"),
        (("step", "properties", "deliver", "properties", "event"), "event"),
        (("step", "properties", "call", "properties", "operation"), "operation"),
        (("call", "properties", "operation"), "operation"),
        (("call-pattern", "properties", "operation"), "operation"),
    ],
)
def test_editors_are_told_the_words_where_they_are_written(path: tuple[str, ...], name: str) -> None:
    assert at(*path)["$ref"] == f"#/$defs/{name}"


def test_a_product_is_one_of_the_list() -> None:
    properties = schema()["properties"]
    assert properties["product"]["$ref"] == properties["products"]["items"]["$ref"] == "#/$defs/product"
    assert "anyOf" not in at("product")
