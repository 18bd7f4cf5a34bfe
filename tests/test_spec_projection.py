"""What a projection takes from a value, how it turns it into JSON, and what it fills."""

from __future__ import annotations

import datetime as dt
import enum
import operator
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from types import MappingProxyType, SimpleNamespace
from typing import Any

import pytest

from fakegithub.errors import SchemaMismatch
from fakegithub.spec import MISSING, Fill, Getter, Projections, Schema, document
from fakegithub.spec.schema import Namespace

NOON = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
TEXT = {"type": "string"}
NUMBER = {"type": "integer"}


def by_attribute(kind: type, name: str) -> Getter | None:
    if name not in {described.name for described in fields(kind)}:
        return None
    get = operator.attrgetter(name)
    return lambda value, context: get(value)


PROJECTIONS = Projections(SimpleNamespace(name="test"), by_attribute)


def schema(raw: dict[str, Any], **definitions: dict[str, Any]) -> Schema:
    namespace = Namespace("test#/rest", definitions, definitions.__getitem__, lambda: PROJECTIONS)
    return Schema(namespace, raw, "test#/root")


def object_of(required: list[str] | None = None, **properties: Any) -> dict[str, Any]:
    named = list(properties) if required is None else required
    return {"type": "object", "properties": properties, "required": named}


def project(raw: dict[str, Any], value: Any, **definitions: dict[str, Any]) -> Any:
    return PROJECTIONS.project(schema(raw, **definitions), value)


def project_with_fills(raw: dict[str, Any], value: Any) -> tuple[Any, list[str]]:
    fills: list[Fill] = []
    out = PROJECTIONS.project(schema(raw), value, fills=fills)
    return out, [fill.pointer for fill in fills]


@dataclass
class User:
    login: str = "octocat"
    id: int = 1
    site_admin: bool = False
    secret: str = "never asked for"


@dataclass
class Issue:
    number: int = 7
    user: User | None = field(default_factory=User)
    created_at: Any = NOON
    labels: Any = ()
    body: Any = None


class State(enum.Enum):
    OPEN = "open"


USER = object_of(login=TEXT, id=NUMBER, site_admin={"type": "boolean"})


# objects


def test_an_entity_gives_what_the_schema_asks_for_in_its_order() -> None:
    out = project(USER, User())
    assert out == {"login": "octocat", "id": 1, "site_admin": False}
    assert list(out) == ["login", "id", "site_admin"]


def test_an_optional_property_that_the_type_does_not_have_is_left_out() -> None:
    assert project(object_of(["login"], login=TEXT, email=TEXT), User()) == {"login": "octocat"}


def test_an_optional_property_that_a_getter_misses_is_left_out() -> None:
    gone = Projections(SimpleNamespace(name="test"), lambda kind, name: lambda value, context: MISSING)
    assert gone.project(schema(object_of([], login=TEXT)), User()) == {}


def test_the_getter_is_given_the_context() -> None:
    urls = Projections(
        SimpleNamespace(name="test"), lambda kind, name: lambda value, context: context + value.login
    )
    assert urls.project(schema(object_of(html_url=TEXT)), User(), "https://example.com/") == {
        "html_url": "https://example.com/octocat"
    }


def test_a_nested_entity_is_projected() -> None:
    assert project(object_of(number=NUMBER, user=USER), Issue())["user"]["login"] == "octocat"


def test_a_reference_is_followed() -> None:
    assert project(object_of(user={"$ref": "#/$defs/user"}), Issue(), user=USER)["user"]["id"] == 1


def test_the_same_entity_twice_is_projected_once() -> None:
    calls = []

    def counting(kind: type, name: str) -> Getter | None:
        def get(value: Any, context: Any) -> Any:
            calls.append(name)
            return getattr(value, name)

        return get

    octocat = User()
    out = Projections(SimpleNamespace(name="test"), counting).project(
        schema(
            object_of(sender={"$ref": "#/$defs/user"}, owner={"$ref": "#/$defs/user"}),
            user=object_of(login=TEXT),
        ),
        {"sender": octocat, "owner": octocat},
    )
    assert calls == ["login"]
    assert out["sender"] is out["owner"]


def test_values_that_live_only_while_they_are_projected_are_not_confused() -> None:
    names = [f"user{number}" for number in range(50)]

    def fresh(kind: type, name: str) -> Getter | None:
        if kind is User:
            return by_attribute(kind, name)
        return lambda value, context: User(id=names.index(name))

    out = Projections(SimpleNamespace(name="test"), fresh).project(
        schema(object_of(**{name: {"$ref": "#/$defs/user"} for name in names}), user=USER), Issue()
    )
    assert [out[name]["id"] for name in names] == list(range(50))


# mappings


def test_a_mapping_keeps_its_own_order() -> None:
    out = project(object_of(login=TEXT, id=NUMBER), {"id": 1, "login": "octocat"})
    assert list(out) == ["id", "login"]


def test_a_mapping_gives_only_what_the_schema_lists() -> None:
    assert project(object_of(login=TEXT), {"login": "octocat", "extra": 1}) == {"login": "octocat"}


def test_additional_properties_let_others_in() -> None:
    raw = {**object_of(login=TEXT), "additionalProperties": NUMBER}
    assert project(raw, {"extra": 1, "login": "octocat"}) == {"extra": 1, "login": "octocat"}


def test_a_closed_object_lets_nothing_else_in() -> None:
    raw = {**object_of(login=TEXT), "additionalProperties": False}
    assert project(raw, {"extra": 1, "login": "octocat"}) == {"login": "octocat"}


@pytest.mark.parametrize("raw", [{}, {"type": "object"}, {"type": "object", "additionalProperties": True}])
def test_a_free_form_object_is_passed_through_with_its_values_converted(raw: dict[str, Any]) -> None:
    value = MappingProxyType({"a": [NOON, {"b": State.OPEN}], "n": None})
    assert project(raw, value) == {"a": ["2026-03-01T12:00:00Z", {"b": "open"}], "n": None}


def test_entities_stand_inside_mappings() -> None:
    assert project(object_of(sender=USER), {"sender": User()})["sender"]["login"] == "octocat"


# scalars and lists


def test_a_datetime_is_iso_8601_in_utc_to_the_second() -> None:
    later = dt.datetime(2026, 3, 1, 14, 0, 0, 999, tzinfo=dt.timezone(dt.timedelta(hours=2)))
    raw = object_of(created_at={"type": "string", "format": "date-time"})
    assert project(raw, Issue(created_at=later)) == {"created_at": "2026-03-01T12:00:00Z"}


def test_a_datetime_is_seconds_where_only_an_integer_fits() -> None:
    assert project(object_of(created_at={"type": ["integer", "null"]}), Issue()) == {"created_at": 1772366400}


def test_a_datetime_is_text_where_both_fit() -> None:
    raw = object_of(created_at={"oneOf": [NUMBER, {"type": "string", "format": "date-time"}]})
    assert project(raw, Issue()) == {"created_at": "2026-03-01T12:00:00Z"}


def test_a_datetime_is_a_date_where_the_schema_wants_one() -> None:
    assert project(object_of(created_at={"type": "string", "format": "date"}), Issue()) == {
        "created_at": "2026-03-01"
    }


def test_an_enum_is_its_value() -> None:
    assert project(object_of(body=TEXT), Issue(body=State.OPEN)) == {"body": "open"}


def test_a_subclass_of_str_becomes_a_str() -> None:
    class Sha(str):
        pass

    assert type(project(object_of(body=TEXT), Issue(body=Sha("a")))["body"]) is str


@pytest.mark.parametrize("labels", [[User()], (User(),), {1: User()}.values(), iter([User()])])
def test_everything_like_a_list_is_an_array(labels: Any) -> None:
    out = project(object_of(labels={"type": "array", "items": USER}), Issue(labels=labels))
    assert [user["login"] for user in out["labels"]] == ["octocat"]


@pytest.mark.parametrize(
    ("raw", "value"),
    [(TEXT, User()), (USER, [User()]), ({"type": "array", "items": TEXT}, {"a": 1}), ({}, User())],
)
def test_a_value_without_a_form_in_the_schema_is_refused(raw: dict[str, Any], value: Any) -> None:
    with pytest.raises(
        SchemaMismatch, match=r"cannot be projected: test#/root/properties/body does not admit"
    ):
        project(object_of(body=raw), {"body": value})


# null, missing, filled


def test_none_stays_where_null_is_admitted() -> None:
    out, fills = project_with_fills(object_of(user={"anyOf": [USER, {"type": "null"}]}), Issue(user=None))
    assert (out, fills) == ({"user": None}, [])


def test_none_is_left_out_where_an_optional_property_admits_no_null() -> None:
    assert project_with_fills(object_of([], user=USER), Issue(user=None)) == ({}, [])


def test_none_is_filled_where_a_required_property_admits_no_null() -> None:
    out, fills = project_with_fills(object_of(body=TEXT), Issue(body=None))
    assert (out, fills) == ({"body": ""}, ["/body"])


def test_a_required_property_that_the_type_does_not_have_is_filled_in_its_place() -> None:
    out, fills = project_with_fills(object_of(login=TEXT, email=TEXT, id=NUMBER), User())
    assert list(out) == ["login", "email", "id"]
    assert fills == ["/email"]


def test_a_mapping_is_filled_after_its_own_keys() -> None:
    out, fills = project_with_fills(object_of(login=TEXT, id=NUMBER), {"id": 1})
    assert list(out) == ["id", "login"]
    assert fills == ["/login"]


def test_a_fill_names_its_place_in_the_output_and_its_schema() -> None:
    fills: list[Fill] = []
    raw = object_of(**{"a/b": {"type": "array", "items": object_of(email=TEXT, login=TEXT)}})
    PROJECTIONS.project(schema(raw), {"a/b": [{"email": "x", "login": "y"}, User()]}, fills=fills)
    assert fills == [Fill("/a~1b/1/email", "test#/root/properties/a~1b/items/properties/email")]


def test_an_object_in_two_places_is_reported_in_both() -> None:
    octocat, raw = User(), object_of(email=TEXT)
    out = object_of(sender={"$ref": "#/$defs/user"}, owner={"$ref": "#/$defs/user"})
    fills: list[Fill] = []
    PROJECTIONS.project(schema(out, user=raw), {"sender": octocat, "owner": octocat}, fills=fills)
    assert [fill.pointer for fill in fills] == ["/sender/email", "/owner/email"]


def test_a_value_that_is_missing_altogether_is_filled() -> None:
    assert project_with_fills(USER, MISSING) == ({"login": "", "id": 0, "site_admin": False}, [""])


def test_optional_properties_are_filled_on_request() -> None:
    raw = schema(object_of(["login"], login=TEXT, email=TEXT))
    assert PROJECTIONS.project(raw, User(), optional=True) == {"login": "octocat", "email": ""}


def test_a_schema_that_contains_itself_is_filled_once() -> None:
    team = object_of(["name"], name=TEXT, parent={"$ref": "#/$defs/team"})
    assert schema({"$ref": "#/$defs/team"}, team=team).sample(optional=True) == {"name": ""}


def test_a_sample_may_be_changed_without_changing_the_next() -> None:
    user = schema(object_of(user=USER))
    user.sample()["user"]["login"] = "changed"
    assert user.sample()["user"]["login"] == ""


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ({"const": "web"}, "web"),
        ({"type": "string", "enum": ["all", "none"]}, "all"),
        ({"type": "integer", "default": 30}, 30),
        ({"type": "integer", "default": "30"}, 0),
        ({"type": "string", "format": "date-time"}, "2011-01-26T19:01:12Z"),
        ({"type": "string", "format": "uri"}, "https://example.com/"),
        ({"type": "string", "minLength": 3}, "aaa"),
        ({"type": "string", "pattern": "^[0-9a-f]{40}$"}, "0" * 40),
        ({"type": "integer", "minimum": 5}, 5),
        ({"type": "integer", "maximum": -2}, -2),
        ({"type": "number"}, 0),
        ({"type": "boolean"}, False),
        ({"type": ["string", "null"]}, None),
        ({"type": "array", "items": TEXT}, []),
        ({"type": "array", "items": TEXT, "minItems": 2}, ["", ""]),
        ({"type": "object"}, {}),
        ({"oneOf": [TEXT, NUMBER]}, ""),
    ],
)
def test_a_fill_is_minimal_and_valid(raw: dict[str, Any], value: Any) -> None:
    made = schema(raw).sample()
    assert made == value
    assert schema(raw).is_valid(made)


# allOf, oneOf, anyOf


def test_all_branches_of_an_allof_give_their_properties() -> None:
    raw = {"allOf": [object_of(login=TEXT), object_of(id=NUMBER)]}
    assert project(raw, User()) == {"login": "octocat", "id": 1}


def test_a_property_in_two_branches_has_to_fit_both() -> None:
    first = object_of(user=object_of(login=TEXT))
    second = object_of(user=object_of(id=NUMBER))
    assert project({"allOf": [first, second]}, Issue()) == {"user": {"login": "octocat", "id": 1}}


def test_enums_of_two_branches_are_intersected() -> None:
    first = object_of(state={"type": "string", "enum": ["open", "closed"]})
    second = object_of(state={"type": "string", "enum": ["merged", "closed"]})
    assert schema({"allOf": [first, second]}).sample() == {"state": "closed"}


def test_a_closed_branch_keeps_the_others_properties_out() -> None:
    closed = {**object_of(login=TEXT), "additionalProperties": False}
    assert project({"allOf": [closed, object_of([], id=NUMBER)]}, User()) == {"login": "octocat"}


def test_items_that_contradict_each_other_leave_the_array_empty() -> None:
    first = object_of(topics={"type": "array", "items": TEXT})
    second = object_of(topics={"type": "array", "items": {"type": "null"}})
    assert schema({"allOf": [first, second]}).sample(optional=True) == {"topics": []}


def test_a_branch_is_chosen_by_a_listed_value() -> None:
    branches = [
        object_of(["type"], type={"enum": [kind], "type": "string"}, **{name: TEXT})
        for kind, name in (("Organization", "description"), ("User", "login"))
    ]
    value = {"type": "User", "login": "octocat", "description": "both have values"}
    assert project({"oneOf": branches}, value) == {"type": "User", "login": "octocat"}


def test_a_branch_is_chosen_by_the_properties_that_the_value_has() -> None:
    branches = [object_of(login=TEXT), object_of(login=TEXT, id=NUMBER), object_of(login=TEXT, email=TEXT)]
    assert project({"anyOf": branches}, User()) == {"login": "octocat", "id": 1}


def test_a_branch_is_chosen_by_trying_where_nothing_else_tells() -> None:
    branches = [object_of(body=NUMBER), object_of(body=TEXT)]
    assert project({"oneOf": branches}, Issue(body="text")) == {"body": "text"}


def test_fills_of_a_branch_that_was_given_up_are_not_reported() -> None:
    branches = [
        object_of(body=NUMBER, user=object_of(email=TEXT)),
        object_of(body=TEXT, user=object_of(email=TEXT)),
    ]
    out, fills = project_with_fills({"oneOf": branches}, Issue(body="text"))
    assert out == {"body": "text", "user": {"email": ""}}
    assert fills == ["/user/email"]


def test_a_list_takes_the_branch_that_fits_its_items() -> None:
    raw = {"oneOf": [{"type": "array", "items": NUMBER}, {"type": "array", "items": TEXT}]}
    assert project(raw, ["a"]) == ["a"]


def test_null_goes_to_the_branch_that_admits_it() -> None:
    assert project(object_of(user={"oneOf": [{"type": "null"}, USER]}), Issue(user=None)) == {"user": None}


# GitHub's documents


def test_a_payload_of_githubs_own_shape_comes_out_as_it_went_in() -> None:
    """Every full sample, projected as a mapping, is a fixed point: nothing is dropped, nothing filled."""
    github = document("github.com")
    projections = Projections(github, lambda kind, name: None)
    changed = []
    for name, spec in github.webhooks.items():
        fills: list[Fill] = []
        payload = spec.schema.sample(optional=True)
        if projections.project(spec.schema, payload, fills=fills) != payload or fills:
            changed.append(name)
    assert changed == []


def test_what_comes_out_is_json_without_help() -> None:
    payload: Mapping[str, Any] = document("ghes-3.14").webhooks["issues.opened"].schema.sample(optional=True)

    def kinds(value: Any) -> set[type]:
        below = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
        return {type(value)}.union(*(kinds(item) for item in below))

    assert kinds(payload) <= {dict, list, str, int, float, bool, type(None)}
