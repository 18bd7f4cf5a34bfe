"""One product's document: operations, webhooks and components, as GitHub publishes them."""

from __future__ import annotations

import subprocess
import sys

import pytest
from spec_packages import published

from fakegithub.errors import UnknownEvent, UnknownProduct
from fakegithub.spec import DOCUMENTS, document

GITHUB = document("github.com")


def test_a_document_is_loaded_once() -> None:
    assert document("ghes-3.19") is document("ghes-3.19")


def test_an_unknown_product_is_refused_with_the_nearest() -> None:
    with pytest.raises(UnknownProduct, match=r'Did you mean "ghes-3\.\d+"\?'):
        document("ghes-3.99")


def test_an_operation_tells_what_the_document_says() -> None:
    spec = GITHUB.operations["issues/create-comment"]
    assert (spec.id, spec.method) == ("issues/create-comment", "POST")
    assert spec.path == "/repos/{owner}/{repo}/issues/{issue_number}/comments"
    assert spec.documentation_url == "https://docs.github.com/rest/issues/comments#create-an-issue-comment"
    assert (spec.category, spec.subcategory) == ("issues", "comments")
    assert spec.enabled_for_apps
    assert [(p.name, p.location, p.required) for p in spec.parameters] == [
        ("owner", "path", True),
        ("repo", "path", True),
        ("issue_number", "path", True),
    ]
    assert spec.body is not None
    assert spec.body_required
    assert spec.body_properties == {"body"}


def test_an_operations_responses_are_resolved() -> None:
    spec = GITHUB.operations["issues/create-comment"]
    assert set(spec.responses) == {201, 403, 404, 410, 422}
    assert spec.success.status == 201
    assert spec.success.headers == ("Location",)
    assert spec.success.json is not None
    assert spec.success.json.resolve() is GITHUB.component("issue-comment")
    assert spec.responses[404].json is not None


def test_body_properties_are_those_of_all_branches() -> None:
    update = GITHUB.operations["checks/create"]
    assert {"name", "head_sha", "status", "conclusion", "output", "actions"} <= update.body_properties


def test_an_operation_without_a_body_has_none() -> None:
    spec = GITHUB.operations["repos/get"]
    assert (spec.body, spec.body_required, spec.body_properties) == (None, False, frozenset())


def test_a_path_parameter_with_slashes_is_marked() -> None:
    marked = {p.name for p in GITHUB.operations["repos/get-content"].parameters if p.multi_segment}
    assert marked == {"path"}


def test_an_operation_on_another_host_names_it() -> None:
    assert GITHUB.operations["repos/upload-release-asset"].servers == ("https://uploads.github.com",)
    assert GITHUB.operations["repos/get"].servers == ()


def test_documentation_links_are_the_products_own() -> None:
    url = document("ghes-3.14").operations["issues/create-comment"].documentation_url
    assert (
        url == "https://docs.github.com/enterprise-server@3.14/rest/issues/comments#create-an-issue-comment"
    )


def test_an_unknown_operation_is_not_in_the_document() -> None:
    assert "issues/no-such-thing" not in GITHUB.operations
    with pytest.raises(KeyError):
        GITHUB.operations["issues/no-such-thing"]


def test_a_webhook_tells_what_the_document_says() -> None:
    spec = GITHUB.webhooks["pull_request.opened"]
    assert (spec.event, spec.action, spec.name) == ("pull_request", "opened", "pull_request.opened")
    assert spec.hook_kinds == {"repository", "organization", "app"}
    assert {"action", "number", "pull_request", "repository", "sender"} <= spec.schema.property_names


def test_a_webhook_without_actions_is_named_by_its_event() -> None:
    assert GITHUB.webhooks["push"].action is None


@pytest.mark.parametrize(
    "name", ["custom_property.promote_to_enterprise", "pull_request.review_requested", "issues.opened"]
)
def test_an_action_is_written_as_in_the_payload(name: str) -> None:
    spec = GITHUB.webhooks[name]
    sample = spec.schema.sample()
    assert sample["action"] == name.partition(".")[2] == spec.action


@pytest.mark.parametrize("product", DOCUMENTS)
def test_every_published_webhook_is_there(product: str) -> None:
    original = published().webhooks[product]["webhooks"]
    specs = document(product).webhooks
    assert len(specs) == len(original)
    # The document writes sub-issues for what the header X-GitHub-Event calls sub_issues.
    assert {spec.event for spec in specs.values()} == {
        item["post"]["x-github"]["subcategory"].replace("-", "_") for item in original.values()
    }


def test_repository_dispatch_takes_any_action() -> None:
    spec = GITHUB.webhook("repository_dispatch", "deploy")
    assert (spec.event, spec.action) == ("repository_dispatch", "deploy")
    assert spec.schema.is_valid({**spec.schema.sample(), "action": "deploy"})


@pytest.mark.parametrize(
    ("event", "action"), [("pull_request", "openend"), ("pul_request", None), ("push", "x")]
)
def test_an_unknown_event_is_refused(event: str, action: str | None) -> None:
    with pytest.raises(UnknownEvent):
        GITHUB.webhook(event, action)


def test_rest_and_webhook_components_of_one_name_are_kept_apart() -> None:
    rest, webhooks = GITHUB.component("repository"), GITHUB.component("repository", webhooks=True)
    assert rest is not webhooks
    assert rest.pointer == "github.com#/rest/repository"
    assert webhooks.pointer == "github.com#/webhooks/repository"


def test_an_unknown_component_is_refused_with_the_nearest() -> None:
    with pytest.raises(KeyError, match=r'Did you mean \\?"issue-comment\\?"\?'):
        GITHUB.component("issue-coment")


def test_a_component_is_the_same_object_each_time() -> None:
    assert GITHUB.component("issue") is GITHUB.component("issue")
    assert len({GITHUB.component("issue"), GITHUB.component("issue")}) == 1


def test_asking_for_a_document_imports_no_server_and_no_jsonschema() -> None:
    program = (
        "import sys; from fakegithub.spec import document;"
        "document('github.com').webhooks['push'].schema.sample();"
        "print([m for m in ('jsonschema', 'starlette', 'uvicorn', 'httpx', 'dulwich') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
