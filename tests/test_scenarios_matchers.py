"""What a value must be."""

from __future__ import annotations

from typing import Any

import pytest

from fakegithub.scenarios.expectations.claims import claimed
from fakegithub.scenarios.language.grammar import seconds
from fakegithub.scenarios.language.matchers import described, matches
from fakegithub.scenarios.language.references import Scope, Unresolved
from fakegithub.spec import MISSING


@pytest.mark.parametrize(
    ("expected", "good", "bad"),
    [
        ("success", "success", "failure"),
        (1, 1, 2),
        (7, "7", "8"),
        (True, True, 1),
        (1, 1.0, True),
        (None, None, ""),
        ({"contains": "test"}, "retest", "tes"),
        ({"contains": ["a", "b"]}, ["b", "c", "a"], ["a", "c"]),
        ({"contains": {"name": "bug"}}, [{"name": "bug", "id": 1}], [{"name": "dog"}]),
        ({"pattern": "^v[0-9]+$"}, "v12", "v1.2"),
        ({"one_of": ["a", {"pattern": "^b"}]}, "bc", "cb"),
        ({"length": 2}, [1, 2], [1]),
        ({"length": {"at_least": 2}}, "ab", "a"),
        ({"at_least": 2, "at_most": 3}, 3, 4),
        ({"at_least": 2}, 2, "2"),
        ({"absent": True}, MISSING, "x"),
        ({"absent": True}, None, 0),
        ({"absent": False}, 0, None),
        ({"any": True}, None, MISSING),
        ({"equals": {"contains": "x"}}, {"contains": "x"}, "x"),
        ([1, {"any": True}], [1, 2], [1]),
        ({"user": {"login": "octocat"}}, {"user": {"login": "octocat", "id": 1}}, {"user": None}),
    ],
)
def test_a_matcher_takes_what_it_says_and_nothing_else(expected: Any, good: Any, bad: Any) -> None:
    assert matches(expected, good)
    assert not matches(expected, bad)
    assert described(expected)


def test_every_item_needs_things_of_its_own() -> None:
    def fits(item: dict[str, Any], thing: str) -> bool:
        return thing.startswith(item["prefix"])

    # The general item must leave "ab" to the special one.
    general, special = {"prefix": "a"}, {"prefix": "ab"}
    assert claimed([general, special], ["ab", "ac"], fits) == [["ac"], ["ab"]]
    assert claimed([general, general], ["ab"], fits) == [["ab"], []]
    assert claimed([{"prefix": "a", "at_least": 1}], ["ab", "ac"], fits) == [["ab", "ac"]]
    # `count` and `never` speak of all that fit, and leave it to the others.
    assert claimed([{"prefix": "a", "count": 2}, general], ["ab", "ac"], fits) == [["ab", "ac"], ["ab"]]
    assert claimed([{"prefix": "a", "never": True}, special], ["ab", "ac"], fits) == [[], ["ab"]]


@pytest.mark.parametrize(("text", "value"), [("500ms", 0.5), ("5s", 5), ("1.5m", 90), (2, 2)])
def test_durations(text: str | int, value: float) -> None:
    assert seconds(text) == value


def test_a_lone_reference_keeps_its_kind_and_a_part_of_a_text_becomes_text() -> None:
    scope = Scope({"count": 3, "draft": True}, {"HOME_TOWN": "Ulm"})
    assert scope.resolve("${count}") == 3
    assert scope.resolve("${count} of ${HOME_TOWN}, ${draft}") == "3 of Ulm, true"
    assert scope.resolve(["$${count}", {"${HOME_TOWN}": None}]) == ["${count}", {"Ulm": None}]
    assert scope.resolve("${NOT_THERE:-a default}") == "a default"


def test_a_parameter_takes_its_value_from_the_environment_or_its_default() -> None:
    assert Scope({"port": "${PORT:-80}"}, {}).resolve("${port}") == "80"
    assert Scope({"port": "${PORT:-80}"}, {"PORT": "90"}).resolve("${port}") == "90"


def test_a_reference_that_leads_nowhere_says_how_far_it_came() -> None:
    scope = Scope({}, {}, made={"pr": {"head": {"sha": "abc"}}})
    assert scope.resolve("${pr.head.sha}") == "abc"
    with pytest.raises(Unresolved, match=r"pr\.head has no ref"):
        scope.resolve("${pr.head.ref}")
    with pytest.raises(Unresolved, match='Did you mean "pr"'):
        scope.resolve("${prr.head.sha}")
