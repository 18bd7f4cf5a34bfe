"""The texts of the 422 are those of GitHub's own validator, recorded in issues of its API clients."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from fakegithub.api.parameters import Parameters, parse_body, parse_query
from fakegithub.api.problems import invalid_request
from fakegithub.errors import ApiError, BadRequest, NotFound, NotModelled, ValidationFailed
from fakegithub.operations.operation import OPERATIONS
from fakegithub.spec import DOCUMENTS, Schema, document

GITHUB = document("github.com")
OWNED = {"owner": "o", "repo": "r"}


def parameters(operation: str) -> Parameters:
    return Parameters(GITHUB.operations[operation], OPERATIONS[operation])


def refusal(operation: str, body: Any = None, **query: str) -> ApiError:
    with pytest.raises(ApiError) as caught:
        parameters(operation).arguments(OWNED, query, body)
    return caught.value


def problem(operation: str, body: Any) -> str:
    wanted = GITHUB.operations[operation].body
    assert wanted is not None
    assert not wanted.is_valid(body)
    message = invalid_request(wanted, body).message
    start = "Invalid request.\n\n"
    assert message.startswith(start)
    return message.removeprefix(start)


def schema(raw: dict[str, Any]) -> Schema:
    return Schema(GITHUB.rest, raw, "test")


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_modelled_operation_takes_the_path_of_its_document(name: str) -> None:
    specs = document(name).operations
    modelled = [o for o in OPERATIONS.values() if o.tier == "modelled" and o.id in specs]
    assert modelled
    for operation in modelled:
        Parameters(specs[operation.id], operation)


def test_parameters_are_converted_by_their_schemas() -> None:
    comment = parameters("issues/get-comment")
    assert comment.of_path(("owner", "repo", "comment_id"), ("1", "2", "3")) == {
        "owner": "1",
        "repo": "2",
        "comment_id": 3,
    }


@pytest.mark.parametrize("text", ["abc", "1.5", "", "\u0661", "9" * 30])
def test_a_number_in_the_path_must_be_one(text: str) -> None:
    with pytest.raises(NotFound):
        parameters("issues/get-comment").of_path(("owner", "repo", "comment_id"), ("o", "r", text))


def test_a_parameter_that_an_undocumented_path_lacks_is_empty() -> None:
    path = parameters("repos/get-content").of_path(("owner", "repo"), ("o", "r"))
    assert path == {**OWNED, "path": ""}


def test_path_query_and_body_come_together() -> None:
    found = parameters("issues/create-comment").arguments(
        {**OWNED, "issue_number": 7}, {}, {"body": "hi", "undocumented": 1}
    )
    assert found == {**OWNED, "issue_number": 7, "body": "hi"}


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-03-01T12:00:00Z", datetime(2026, 3, 1, 12, tzinfo=UTC)),
        ("2026-03-01T13:00:00+01:00", datetime(2026, 3, 1, 12, tzinfo=UTC)),
        ("2026-03-01T12:00:00", datetime(2026, 3, 1, 12, tzinfo=UTC)),
        ("2026-03-01", datetime(2026, 3, 1, tzinfo=UTC)),
    ],
)
def test_times_become_aware_datetimes(text: str, moment: datetime) -> None:
    found = parameters("issues/list-comments-for-repo").arguments(OWNED, {"since": text}, None)
    assert found == {**OWNED, "since": moment}


def test_pages_and_undocumented_parameters_never_reach_an_operation() -> None:
    query = {"page": "2", "per_page": "x", "client_id": "abc", "sort": "updated"}
    found = parameters("issues/list-comments-for-repo").arguments(OWNED, query, None)
    assert found == {**OWNED, "sort": "updated"}


def test_a_query_parameter_is_checked() -> None:
    error = refusal("issues/list-comments-for-repo", sort="name")
    assert isinstance(error, ValidationFailed)
    assert error.message == 'Invalid request.\n\nname is not a member of ["created", "updated"].'
    assert refusal("issues/list-comments-for-repo", since="yesterday").status == 422


def test_what_an_operation_does_not_take_is_named() -> None:
    error = refusal("apps/list-installations", outdated="1")
    assert isinstance(error, NotModelled)
    assert error.status == 501
    assert error.message == 'fakegithub does not model the parameter "outdated" of apps/list-installations'


def test_a_cursor_is_left_to_the_api() -> None:
    hooks = parameters("repos/list-webhook-deliveries")
    path = {**OWNED, "hook_id": 1}
    assert hooks.arguments(path, {"cursor": "v1_1", "per_page": "5"}, None) == path


def test_a_bare_list_that_the_property_would_not_take_is_refused() -> None:
    assert refusal("issues/add-labels", [1]).status == 400


@pytest.mark.parametrize("body", [["bug", "ui"], {"labels": ["bug", "ui"]}])
def test_a_bare_value_stands_for_the_only_property(body: Any) -> None:
    path = {**OWNED, "issue_number": 7}
    found = parameters("issues/add-labels").arguments(path, {}, body)
    assert found == {**path, "labels": ["bug", "ui"]}


@pytest.mark.parametrize("body", [[], "hi", 5, True])
def test_other_bodies_must_be_objects(body: Any) -> None:
    error = refusal("issues/create-comment", body)
    assert isinstance(error, BadRequest)
    assert error.message == "Body should be a JSON object"


def test_a_body_that_is_left_out_is_an_empty_one() -> None:
    assert refusal("issues/create-comment").message == 'Invalid request.\n\n"body" wasn\'t supplied.'
    tokens = parameters("apps/create-installation-access-token")
    assert tokens.arguments({"installation_id": 1}, {}, None) == {"installation_id": 1}


@pytest.mark.parametrize(
    ("operation", "body", "text"),
    [
        ("issues/create-comment", {}, '"body" wasn\'t supplied.'),
        ("pulls/create", {"title": "x"}, '"base", "head" weren\'t supplied.'),
        ("issues/create-comment", {"body": 5}, "For 'properties/body', 5 is not a string."),
        ("issues/create-comment", {"body": None}, "For 'properties/body', nil is not a string."),
        (
            "issues/create",
            {"title": "x", "labels": "bug"},
            "For 'properties/labels', \"bug\" is not an array.",
        ),
        (
            "issues/create",
            {"title": "x", "assignees": [1]},
            "For 'properties/assignees/items', 1 is not a string.",
        ),
        (
            "repos/create-commit-status",
            {"state": "done"},
            'done is not a member of ["error", "failure", "pending", "success"].',
        ),
        (
            "repos/update-branch-protection",
            {
                "required_status_checks": None,
                "enforce_admins": None,
                "required_pull_request_reviews": {"required_approving_review_count": 9},
                "restrictions": {"users": []},
            },
            '"teams" wasn\'t supplied.',
        ),
    ],
)
def test_what_is_wrong_is_said_in_githubs_words(operation: str, body: Any, text: str) -> None:
    assert problem(operation, body) == text


def test_each_branch_says_why_it_does_not_fit() -> None:
    raw = {
        "properties": {"status": {"type": "string"}},
        "oneOf": [
            {"properties": {"status": {"enum": ["completed"]}}, "required": ["status", "conclusion"]},
            {"properties": {"status": {"enum": ["queued", "in_progress"]}}},
        ],
    }
    assert invalid_request(schema(raw), {"status": "completed"}).message == (
        'Invalid request.\n\nNo subschema in "oneOf" matched.\n"conclusion" wasn\'t supplied.\n'
        'completed is not a member of ["queued", "in_progress"].'
    )


@pytest.mark.parametrize(
    ("raw", "value", "text"),
    [
        ({"maximum": 6}, 9, "9 must be less than or equal to 6."),
        ({"minimum": 1}, 0, "0 must be greater than or equal to 1."),
        ({"maxLength": 2}, "abc", "Only 2 characters are allowed; 3 were supplied."),
        ({"minLength": 1}, "", "At least 1 character is required; only 0 were supplied."),
        ({"maxItems": 1}, [1, 2], "No more than 1 item is allowed; 2 were supplied."),
        ({"minItems": 2}, [1], "2 items required; only 1 was supplied."),
        ({"pattern": "^a"}, "b", "b does not match /^a/."),
        ({"type": ["string", "null"]}, True, "For '', true is not a string."),
        ({"properties": {}, "additionalProperties": False}, {"b": 1}, '"b" is not a permitted key.'),
        (
            {"properties": {}, "additionalProperties": False},
            {"b": 1, "a": 2},
            '"a", "b" are not permitted keys.',
        ),
    ],
)
def test_each_keyword_has_its_words(raw: dict[str, Any], value: Any, text: str) -> None:
    assert not schema(raw).is_valid(value)
    assert invalid_request(schema(raw), value).message == f"Invalid request.\n\n{text}"


def test_a_keyword_without_words_is_worded_by_the_validator() -> None:
    assert "7 is not a multiple of 5" in invalid_request(schema({"multipleOf": 5}), 7).message


def test_queries_are_parsed() -> None:
    assert parse_query(b"") == {}
    assert parse_query(b"sha=refs%2Fheads%2Fx&q=a+b&empty=&twice=1&twice=2&l[]=a&l%5B%5D=b") == {
        "sha": "refs/heads/x",
        "q": "a b",
        "empty": "",
        "twice": "2",
        "l": "a,b",
    }


def test_bodies_are_parsed() -> None:
    assert parse_body(b"") is None
    assert parse_body(b" \n") is None
    assert parse_body('{"body":"ü"}'.encode()) == {"body": "ü"}


@pytest.mark.parametrize("raw", [b"{", b"body=x", b"{'a': 1}", b"\xff"])
def test_what_is_no_json_is_a_400(raw: bytes) -> None:
    with pytest.raises(BadRequest) as caught:
        parse_body(raw)
    assert caught.value.message == "Problems parsing JSON"
