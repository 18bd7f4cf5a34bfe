"""One call after another through the HTTP door, in process."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from api_helpers import ROOT, Door, below_api
from world_helpers import NOON, add_repository

from fakegithub.errors import FilledField, SchemaMismatch
from fakegithub.model.accounts import Account
from fakegithub.operations import operation as registry
from fakegithub.products import PRODUCTS
from fakegithub.spec import document

COMMENTS = "/repos/octocat/hello-world/issues/1/comments"
REST = "https://docs.github.com/rest"
JSON = "application/json; charset=utf-8"
CREATE_DOCS = f"{REST}/issues/comments#create-an-issue-comment"
LIST_DOCS = f"{REST}/issues/comments#list-issue-comments"
USER_DOCS = f"{REST}/users/users#get-the-authenticated-user"
BLANK = {"resource": "IssueComment", "code": "custom", "field": "body", "message": "body can't be blank"}


@pytest.fixture
def door() -> Iterator[Door]:
    opened = Door()
    yield opened
    assert [str(error) for error in opened.app.errors] == []
    assert opened.app.fills == []


@pytest.fixture(scope="module")
def quiet() -> Door:
    """For tests that change nothing."""
    return Door()


@pytest.fixture
def broken(door: Door, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Lets an operation return or raise what it should not."""

    def breaks(operation_id: str, function: Any) -> Door:
        old = registry.OPERATIONS[operation_id]
        new = registry.Operation(
            old.id, function, old.emits, old.permissions, old.credentials, old.tier, old.parameters
        )
        monkeypatch.setitem(registry.OPERATIONS, operation_id, new)
        return door

    yield breaks
    door.app.errors.clear()


# The main path


def test_a_comment_is_created_and_shown(door: Door) -> None:
    made = door.comment("Hello")
    assert made.status_code == 201
    body = made.json()
    assert (body["body"], body["user"]["login"], body["author_association"]) == ("Hello", "octocat", "OWNER")
    assert made.headers["location"] == body["url"]
    path = body["url"].removeprefix("https://api.github.com")
    assert door.get(path).json() == body
    assert door.get(COMMENTS).json() == [body]
    assert "issue_comment.created" in door.seeded.names


def test_a_call_is_on_record(door: Door) -> None:
    door.call("POST", f"{COMMENTS}?extra=1", json={"body": "Hello"}, headers={"User-Agent": "bot/1"})
    call = door.journal.one("issues/create-comment", body="Hello", issue_number=1, owner="octocat")
    assert (call.number, call.method, call.path, call.status) == (1, "POST", COMMENTS, 201)
    assert call.template == "/repos/{owner}/{repo}/issues/{issue_number}/comments"
    assert (call.query, call.body, call.actor) == ({"extra": "1"}, {"body": "Hello"}, "octocat")
    assert (call.json["body"], call.at) == ("Hello", NOON)
    assert call.headers["user-agent"] == "bot/1"
    assert "authorization" not in call.headers
    assert door.journal.open == []


def test_a_refused_call_is_on_record_too_and_changes_nothing(door: Door) -> None:
    door.get("/nowhere")
    door.post(COMMENTS, content=b"{")
    assert [(c.operation, c.status) for c in door.journal] == [(None, 404), ("issues/create-comment", 400)]
    assert door.get(COMMENTS).json() == []


def test_no_secret_gets_into_the_record(door: Door) -> None:
    config = {"url": "http://example.test/hook", "secret": "s3cret-text"}
    assert door.post("/repos/octocat/hello-world/hooks", json={"config": config}).status_code == 201
    jwt = door.jwt()
    path = f"/app/installations/{door.seeded.installation.id}/access_tokens"
    made = door.post(path, headers={"Authorization": f"Bearer {jwt}"})
    token = made.json()["token"]
    assert token.startswith("ghs_")
    door.get("/user?access_token=q-token-text")
    record = repr([(c, c.response, c.headers) for c in door.journal])
    for secret in ("s3cret-text", token, jwt, door.octocat, "q-token-text"):
        assert secret not in record


# Where the API lies


@pytest.mark.parametrize("product", ["github.com", "ghes-3.19"])
def test_every_product_answers_below_api_v3(product: str) -> None:
    door = Door(product)
    assert door.get("/api/v3/user").json()["login"] == "octocat"
    for root in ("/api/v3", "/api/v3/"):
        assert "current_user_url" in door.get(ROOT + root).json()


@pytest.mark.parametrize("path", ["/", "/user", "/repos/octocat/hello-world"])
def test_what_lies_beside_api_v3_is_the_api_everywhere_but_on_ghes(path: str) -> None:
    assert Door().get(ROOT + path).status_code == 200
    door = Door("ghes-3.19")
    assert door.get(ROOT + path).status_code == 404
    assert [call.operation for call in door.journal] == [None]


def test_paths_by_id_lead_to_the_same(door: Door) -> None:
    seeded = door.seeded
    by_name = door.get("/repos/octocat/hello-world")
    assert door.get(f"/repositories/{seeded.repository.id}").json() == by_name.json()
    assert door.get(f"/repositories/{seeded.repository.id}/issues/1/comments").json() == []
    assert door.get(f"/user/{seeded.hubot.id}").json()["login"] == "hubot"
    assert door.get("/repositories/1").status_code == 404
    assert door.journal.one("issues/list-comments", owner="octocat", repo="hello-world", issue_number=1)


def test_a_private_repository_stays_hidden_by_id(door: Door) -> None:
    path = f"/repositories/{door.seeded.widgets.id}"
    assert door.get(path).status_code == 200
    assert door.get(path, token=door.token(door.seeded.hubot)).status_code == 404


def test_an_encoded_slash_stays_in_its_segment(door: Door) -> None:
    assert door.post("/repos/octocat/hello-world/labels", json={"name": "kind/bug"}).status_code == 201
    found = door.get("/repos/octocat/hello-world/labels/kind%2Fbug").json()
    assert found["name"] == "kind/bug"
    assert door.get("/repos/octocat/hello-world/contents/src%2Fapp.py").json()["path"] == "src/app.py"
    assert door.get("/repos/octocat/hello-world/contents/src/app.py").json()["path"] == "src/app.py"


def test_head_is_get_without_the_body(quiet: Door) -> None:
    got = quiet.get("/repos/octocat/hello-world")
    head = quiet.call("HEAD", "/repos/octocat/hello-world")
    assert (head.status_code, head.content) == (200, b"")
    for name in ("content-length", "etag", "content-type"):
        assert head.headers[name] == got.headers[name]


def test_a_preflight_is_answered(quiet: Door) -> None:
    answer = quiet.call("OPTIONS", "/repos/octocat/hello-world", token=None)
    assert (answer.status_code, answer.content) == (204, b"")
    assert "DELETE" in answer.headers["access-control-allow-methods"]
    assert answer.headers["access-control-allow-origin"] == "*"


# Errors


def error(message: str, status: int, url: str = REST, **more: Any) -> dict[str, Any]:
    return {"message": message, **more, "documentation_url": url, "status": str(status)}


@pytest.mark.parametrize(
    ("method", "path", "options", "body"),
    [
        ("GET", "/nowhere", {}, error("Not Found", 404)),
        ("GET", "/repos/octocat/hello-world/", {}, error("Not Found", 404)),
        ("PUT", COMMENTS, {}, error("Not Found", 404)),
        ("GET", "/user", {"token": None}, error("Requires authentication", 401, USER_DOCS)),
        ("GET", "/repos/octocat/hello-world", {"token": "bad"}, error("Bad credentials", 401)),
        ("GET", "/nowhere", {"token": "bad"}, error("Bad credentials", 401)),
        ("POST", COMMENTS, {"content": b"{"}, error("Problems parsing JSON", 400, CREATE_DOCS)),
        ("POST", COMMENTS, {"json": ["x"]}, error("Body should be a JSON object", 400, CREATE_DOCS)),
        (
            "POST",
            COMMENTS,
            {"json": {}},
            error('Invalid request.\n\n"body" wasn\'t supplied.', 422, CREATE_DOCS),
        ),
        (
            "POST",
            COMMENTS,
            {"json": {"body": " "}},
            error(
                "Validation Failed",
                422,
                CREATE_DOCS,
                errors=[BLANK],
            ),
        ),
        ("GET", "/repos/octocat/hello-world/issues/x/comments", {}, error("Not Found", 404, LIST_DOCS)),
        (
            "GET",
            "/user",
            {"headers": {"Accept": "application/xml"}},
            error(
                "Unsupported 'Accept' header: 'application/xml'. Must accept 'application/json'.",
                415,
                "https://docs.github.com/v3/media",
            ),
        ),
    ],
)
def test_errors_as_github_says_them(
    quiet: Door, method: str, path: str, options: dict[str, Any], body: dict[str, Any]
) -> None:
    answer = quiet.call(method, path, **options)
    assert answer.json() == body
    assert answer.status_code == int(body["status"])
    assert answer.headers["content-type"] == JSON


@pytest.mark.parametrize("product", PRODUCTS)
def test_an_error_links_to_the_products_own_documentation(product: str) -> None:
    answer = Door(product).get("/nowhere").json()
    facts = PRODUCTS[product]
    assert answer["documentation_url"] == f"{facts.documentation_root}/rest"
    assert ("status" in answer) is facts.error_status


def test_what_the_caller_may_not_see_is_not_found_however_wrong_the_request(quiet: Door) -> None:
    stranger = quiet.token(quiet.seeded.hubot)
    path = "/repos/octo-org/widgets/issues"
    assert quiet.post(path, json={}, token=stranger).status_code == 404
    assert quiet.post(path, json={}).status_code == 422
    assert quiet.post(path, json={}, token=None).status_code == 401


def test_an_operation_that_nobody_modelled_names_itself(quiet: Door) -> None:
    answer = quiet.get("/repos/octocat/hello-world/traffic/clones")
    assert answer.status_code == 501
    assert answer.json() == error(
        "fakegithub does not model the operation repos/get-clones (GET /repos/{owner}/{repo}/traffic/clones)",
        501,
        f"{REST}/metrics/traffic#get-repository-clones",
        operation="repos/get-clones",
    )


def test_or_answers_a_marked_sample_when_asked_to() -> None:
    door = Door(sample_unmodelled=True)
    answer = door.get("/repos/octocat/hello-world/traffic/clones")
    assert (answer.status_code, answer.headers["x-fakegithub-sample"]) == (200, "true")
    schema = document("github.com").operations["repos/get-clones"].success.json
    assert schema is not None
    schema.validate(answer.json())
    assert "x-fakegithub-sample" not in door.get("/user").headers


def test_a_parameter_that_nobody_modelled_is_named(quiet: Door) -> None:
    headers = {"Authorization": f"Bearer {quiet.jwt()}"}
    answer = quiet.get("/app/installations?outdated=1", headers=headers)
    assert answer.status_code == 501
    assert "does not model the parameter" in answer.json()["message"]


def test_an_unexpected_exception_is_a_server_error_and_kept(broken: Any) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise ZeroDivisionError("our bug")

    door = broken("meta/get", fail)
    answer = door.get("/meta")
    assert (answer.status_code, answer.json()["message"]) == (500, "Server Error")
    (failure,) = door.app.errors
    assert isinstance(failure.error, ZeroDivisionError)
    assert (failure.call, failure.operation) == ("GET /meta", "meta/get")
    assert "our bug" in str(failure)
    assert door.get("/_fakegithub/health").json()["status"] == "errors"


def test_an_answer_out_of_shape_says_where(broken: Any) -> None:
    door = broken("meta/get", lambda *_, **__: {"verifiable_password_authentication": "no"})
    answer = door.get("/meta")
    assert answer.status_code == 500
    assert "/verifiable_password_authentication" in answer.json()["message"]
    assert isinstance(door.app.errors[0].error, SchemaMismatch)


def test_what_cannot_be_answered_has_not_happened(broken: Any) -> None:
    create = registry.OPERATIONS["issues/create-comment"].function
    door = broken("issues/create-comment", lambda *a, **k: create(*a, **k) and {"id": "no number"})
    before = door.seeded.names
    assert door.comment("Hello").status_code == 500
    assert door.seeded.names == before
    assert (door.issue.comments, door.get(COMMENTS).json()) == (0, [])


def test_strict_refuses_what_had_to_be_made_up(broken: Any) -> None:
    door = broken("meta/get", lambda *_, **__: {})
    assert "/verifiable_password_authentication" in door.get("/meta").json()["message"]
    assert isinstance(door.app.errors[0].error, FilledField)


def test_otherwise_it_is_made_up_and_noted(monkeypatch: pytest.MonkeyPatch) -> None:
    old = registry.OPERATIONS["meta/get"]
    empty = registry.Operation(
        old.id, lambda *_, **__: {}, old.emits, old.permissions, old.credentials, old.tier, old.parameters
    )
    monkeypatch.setitem(registry.OPERATIONS, "meta/get", empty)
    door = Door(strict=False)
    assert door.get("/meta").status_code == 200
    assert door.app.fills == ["meta/get: /verifiable_password_authentication"]


# Headers


def test_the_headers_of_github() -> None:
    door = Door()
    headers = door.get("/user").headers
    assert headers["content-type"] == JSON
    assert headers["cache-control"] == "private, max-age=60, s-maxage=60"
    assert headers["vary"].startswith("Accept, Authorization, Cookie, X-GitHub-OTP")
    assert headers["date"] == "Sun, 01 Mar 2026 12:00:00 GMT"
    assert headers["server"] == "github.com"
    assert headers["x-github-media-type"] == "github.v3; format=json"
    assert headers["x-github-api-version-selected"] == "2022-11-28"
    assert headers["x-oauth-scopes"] == "repo, user"
    assert headers["x-accepted-oauth-scopes"] == ""
    assert headers["access-control-allow-origin"] == "*"
    assert headers["x-content-type-options"] == "nosniff"
    assert re.fullmatch(r"[0-9A-F]+(:[0-9A-F]+){4}", headers["x-github-request-id"])
    assert "x-github-enterprise-version" not in headers
    assert len(headers.get_list("content-length")) == 1


def test_the_headers_of_github_enterprise_server() -> None:
    door = Door("ghes-3.19")
    for answer in (door.get("/user"), door.get("/nowhere"), door.call("HEAD", "/api/v3/", token=None)):
        assert answer.headers["x-github-enterprise-version"] == "3.19.0"
        assert not any(name.startswith("x-ratelimit") for name in answer.headers)
    assert Door("ghe-2.22").get("/user").headers.get("x-github-api-version-selected") is None


def test_an_installation_is_told_permissions_and_no_scopes(quiet: Door) -> None:
    headers = quiet.get(COMMENTS, token=quiet.installation_token()).headers
    assert headers["x-accepted-github-permissions"] == "issues=read; pull_requests=read"
    assert "x-oauth-scopes" not in headers


def test_a_missing_permission_is_named_once(quiet: Door) -> None:
    token = quiet.installation_token(permissions={"metadata": "read"})
    answer = quiet.post(COMMENTS, json={"body": "x"}, token=token)
    assert (answer.status_code, answer.json()["message"]) == (403, "Resource not accessible by integration")
    assert answer.headers.get_list("x-accepted-github-permissions") == ["issues=write; pull_requests=write"]


def test_a_token_says_when_it_ends(quiet: Door) -> None:
    token = quiet.token(quiet.seeded.octocat, expires_at=datetime(2026, 4, 1, tzinfo=UTC))
    headers = quiet.get("/user", token=token).headers
    assert headers["github-authentication-token-expiration"] == "2026-04-01 00:00:00 UTC"


def test_nothing_has_no_body_and_no_type(door: Door) -> None:
    comment = door.comment().json()
    answer = door.call("DELETE", f"/repos/octocat/hello-world/issues/comments/{comment['id']}")
    assert (answer.status_code, answer.content) == (204, b"")
    assert "content-type" not in answer.headers
    assert "content-length" not in answer.headers


@pytest.mark.parametrize(
    ("product", "asked", "selected"),
    [
        ("github.com", None, "2022-11-28"),
        ("github.com", "2022-11-28", "2022-11-28"),
        ("github.com", "2026-03-10", "2026-03-10"),
        ("ghes-3.21", "2026-03-10", "2026-03-10"),
        ("ghes-3.9", "2022-11-28", "2022-11-28"),
        ("ghes-3.8", "2022-11-28", None),
    ],
)
def test_api_versions(product: str, asked: str | None, selected: str | None) -> None:
    headers = {"X-GitHub-Api-Version": asked} if asked else {}
    answer = Door(product).get("/user", headers=headers)
    assert answer.status_code == 200
    assert answer.headers.get("x-github-api-version-selected") == selected


@pytest.mark.parametrize(("product", "asked"), [("github.com", "2020-01-01"), ("ghes-3.19", "2026-03-10")])
def test_an_unknown_api_version_is_refused(product: str, asked: str) -> None:
    answer = Door(product).get("/user", headers={"X-GitHub-Api-Version": asked})
    assert answer.status_code == 400
    assert asked in answer.json()["message"]


def ask_without_user_agent(door: Door) -> tuple[int, bytes]:
    sent: list[Any] = []

    async def receive() -> Any:
        raise AssertionError("a GET has no body to read")

    async def send(message: Any) -> None:
        sent.append(message)

    path = below_api(door.world, "/zen")
    scope = {"type": "http", "method": "GET", "path": path, "query_string": b"", "headers": []}
    asyncio.run(door.app(scope, receive, send))
    return sent[0]["status"], sent[1]["body"]


def test_who_does_not_say_who_asks_is_turned_away_except_on_ghes(quiet: Door) -> None:
    status, body = ask_without_user_agent(quiet)
    assert status == 403
    assert body.startswith(
        b"Request forbidden by administrative rules. Please make sure your request has a User-Agent"
    )
    assert ask_without_user_agent(Door("ghes-3.19"))[0] == 200


# Conditional requests


def test_an_etag_saves_a_second_answer(door: Door) -> None:
    first = door.get("/repos/octocat/hello-world")
    tag = first.headers["etag"]
    assert tag == f'W/"{hashlib.sha256(first.content).hexdigest()}"'
    for known in (tag, tag.removeprefix("W/"), f'"other", {tag}', "*"):
        second = door.get("/repos/octocat/hello-world", headers={"If-None-Match": known})
        assert (second.status_code, second.content) == (304, b"")
        assert second.headers["etag"] == tag
        assert "content-type" not in second.headers
    assert door.get("/repos/octocat/hello-world", headers={"If-None-Match": '"x"'}).status_code == 200


def test_a_change_makes_another_etag(door: Door) -> None:
    tag = door.get(COMMENTS).headers["etag"]
    door.comment()
    assert door.get(COMMENTS, headers={"If-None-Match": tag}).status_code == 200


def test_last_modified_is_the_entitys(door: Door) -> None:
    path = door.comment().json()["url"].removeprefix("https://api.github.com")
    seen = door.get(path).headers["last-modified"]
    assert seen == "Sun, 01 Mar 2026 12:00:00 GMT"
    assert door.get(path, headers={"If-Modified-Since": seen}).status_code == 304
    earlier = "Sun, 01 Mar 2026 11:59:59 GMT"
    assert door.get(path, headers={"If-Modified-Since": earlier}).status_code == 200
    assert door.get(path, headers={"If-Modified-Since": "yesterday"}).status_code == 200
    both = {"If-Modified-Since": seen, "If-None-Match": '"x"'}
    assert door.get(path, headers=both).status_code == 200
    assert "last-modified" not in door.get(COMMENTS).headers


# Rate limits


def test_calls_are_counted_per_caller(door: Door) -> None:
    names = ("limit", "remaining", "used", "resource", "reset")

    def limits(answer: Any) -> list[str]:
        return [answer.headers[f"x-ratelimit-{name}"] for name in names]

    reset = str(int(NOON.timestamp()) + 3600)
    assert limits(door.get("/user")) == ["5000", "4999", "1", "core", reset]
    assert limits(door.get("/user")) == ["5000", "4998", "2", "core", reset]
    assert limits(door.get("/zen", token=None)) == ["60", "59", "1", "core", reset]
    assert limits(door.get("/zen", token=door.installation_token()))[:3] == ["5000", "4999", "1"]


def test_asking_for_limits_and_304_for_somebody_known_are_free(door: Door) -> None:
    tag = door.get("/user").headers["etag"]
    assert door.get("/user", headers={"If-None-Match": tag}).status_code == 304
    for _ in range(2):
        core = door.get("/rate_limit").json()["resources"]["core"]
        assert (core["used"], core["remaining"], core["limit"]) == (1, 4999, 5000)
    zen = door.get("/zen", token=None).headers["etag"]
    assert door.get("/zen", token=None, headers={"If-None-Match": zen}).headers["x-ratelimit-used"] == "2"


def test_too_many_calls_are_refused_until_the_window_ends(door: Door) -> None:
    for _ in range(60):
        assert door.get("/zen", token=None).status_code == 200
    answer = door.get("/zen", token=None)
    assert (answer.status_code, answer.headers["x-ratelimit-remaining"]) == (403, "0")
    assert answer.json()["message"].startswith(
        "API rate limit exceeded for 127.0.0.1. (But here's the good news"
    )
    assert door.get("/rate_limit", token=None).json()["rate"]["remaining"] == 0
    assert door.get("/zen").status_code == 200
    door.advance(hours=1)
    assert door.get("/zen", token=None).headers["x-ratelimit-used"] == "1"


def test_a_rollback_gives_the_calls_back(door: Door) -> None:
    start = door.world.snapshot()
    door.get("/zen", token=None)
    door.world.rollback(start)
    assert door.get("/zen", token=None).headers["x-ratelimit-used"] == "1"


def test_there_is_no_limit_on_ghes() -> None:
    answer = Door("ghes-3.19").get("/rate_limit")
    assert (answer.status_code, answer.json()["message"]) == (404, "Rate limiting is not enabled.")


# Lists


def test_a_list_is_walked_by_its_links_to_the_end(door: Door) -> None:
    for number in range(5):
        door.comment(f"Comment {number}")
    path, seen = f"{COMMENTS}?per_page=2", []
    while path:
        answer = door.get(path)
        seen += [comment["body"] for comment in answer.json()]
        link = answer.links.get("next", {}).get("url", "")
        path = link.removeprefix("https://api.github.com")
    assert seen == [f"Comment {number}" for number in range(5)]
    assert answer.links["first"]["url"] == (
        f"https://api.github.com/repositories/{door.seeded.repository.id}/issues/1/comments?per_page=2&page=1"
    )


def test_a_wrapped_list_tells_its_whole_length(door: Door) -> None:
    token = door.installation_token()
    with door.world.transaction():
        add_repository(door.world, door.seeded.octocat, "second", files={})
    answer = door.get("/installation/repositories?per_page=1", token=token)
    body = answer.json()
    assert list(body) == ["total_count", "repository_selection", "repositories"]
    assert (body["total_count"], len(body["repositories"])) == (2, 1)
    assert 'installation/repositories?per_page=1&page=2>; rel="next"' in answer.headers["link"]


# Other forms


def test_bodies_in_the_forms_that_are_asked_for(quiet: Door) -> None:
    def bodies(param: str) -> dict[str, str]:
        accept = f"application/vnd.github.v3.{param}+json"
        issue = quiet.get("/repos/octocat/hello-world/issues/1", headers={"Accept": accept}).json()
        return {key: issue[key] for key in ("body", "body_text", "body_html") if key in issue}

    text = "First line\nsecond <line>\n\nLast"
    html = '<p dir="auto">First line<br>\nsecond &lt;line&gt;</p>\n<p dir="auto">Last</p>'
    assert bodies("raw") == {"body": text}
    assert bodies("text") == {"body_text": text}
    assert bodies("html") == {"body_html": html}
    assert bodies("full") == {"body": text, "body_text": text, "body_html": html}


def test_the_items_of_a_list_have_them_too(quiet: Door) -> None:
    accept = {"Accept": "application/vnd.github.v3.full+json"}
    (issue,) = quiet.get("/repos/octocat/hello-world/issues", headers=accept).json()
    assert issue["body_html"].startswith('<p dir="auto">First line')


def test_a_file_is_sent_raw_when_asked_for(quiet: Door) -> None:
    path = "/repos/octocat/hello-world/contents/README.md"
    for accept in (
        "application/vnd.github.raw",
        "application/vnd.github.v3.raw",
        "application/vnd.github.raw+json",
    ):
        answer = quiet.get(path, headers={"Accept": accept})
        assert answer.text == "# Hello\n"
        assert answer.headers["content-type"].startswith(
            accept.split("+")[0].replace(".v3", "").split(".raw")[0]
        )
    as_json = quiet.get(path, headers={"Accept": "application/vnd.github.v3.raw+json"}).json()
    assert base64.b64decode(as_json["content"]) == b"# Hello\n"


def test_a_commit_as_diff_patch_and_sha(quiet: Door) -> None:
    sha = quiet.seeded.sha
    path = "/repos/octocat/hello-world/commits/main"

    def form(name: str) -> Any:
        return quiet.get(path, headers={"Accept": f"application/vnd.github.v3.{name}"})

    assert form("sha").text == sha
    diff = form("diff")
    assert diff.text.startswith("diff --git a/README.md b/README.md\nnew file mode 100644\n")
    assert diff.headers["content-type"] == "application/vnd.github.v3.diff; charset=utf-8"
    assert form("patch").text.startswith(f"From {sha} Mon Sep 17 00:00:00 2001\nFrom: The Octocat")


# The control plane


def test_health_says_what_is_served(quiet: Door) -> None:
    health = quiet.get("/_fakegithub/health", token=None).json()
    assert (health["status"], health["product"]) == ("ok", "github.com")
    assert health["api_url"] == "https://api.github.com"


def test_the_control_plane_shows_calls_and_is_not_on_record_itself(door: Door) -> None:
    door.comment("Hello")
    (call,) = door.get("/_fakegithub/calls").json()
    assert (call["operation"], call["status"], call["body"]) == (
        "issues/create-comment",
        201,
        {"body": "Hello"},
    )
    assert door.get("/_fakegithub/deliveries").json() == []
    assert door.get("/_fakegithub/nothing").status_code == 404
    assert door.post("/_fakegithub/health").status_code == 405
    assert len(door.journal) == 1


def test_all_doors_of_a_world_show_its_accounts_alike(door: Door) -> None:
    account = door.world.find(Account, login_key="hubot")
    assert account is not None
    assert door.get("/users/HUBOT").json()["id"] == account.id


def test_the_asgi_lifespan_is_spoken(quiet: Door) -> None:
    messages = iter([{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}])
    sent: list[str] = []

    async def receive() -> Any:
        return next(messages)

    async def send(message: Any) -> None:
        sent.append(message["type"])

    asyncio.run(quiet.app({"type": "lifespan"}, receive, send))
    assert sent == ["lifespan.startup.complete", "lifespan.shutdown.complete"]
    with pytest.raises(NotImplementedError, match="speaks HTTP, not websocket"):
        asyncio.run(quiet.app({"type": "websocket"}, receive, send))
