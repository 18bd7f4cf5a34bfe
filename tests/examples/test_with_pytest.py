import httpx
import pytest

from fakegithub import call
from fakegithub.sample_receiver import app


@pytest.fixture(scope="module")
def fakegithub_config():
    """What all tests of this file begin with."""
    repository = {"name": "octocat/hello-world", "files": {"README.md": "# Hello"}}
    return {"receiver": app, "path": "/webhook", "given": {"repositories": [repository]}}


@pytest.fixture
def repository(github):
    return github.repository("octocat/hello-world")


@pytest.mark.fakegithub(products=["github.com", "ghes-3.19"])
def test_a_pull_request_is_welcomed(github, github_receiver, repository):
    pull = repository.open_pull_request(head="greeting", files={"hi.txt": "hi"})
    github.settle()
    assert call("issues/create-comment", issue_number=pull.number) in github.calls
    assert [comment.user.login for comment in pull.comments] == ["octocat"]
    assert github_receiver.url == "http://receiver.test/webhook"


def test_every_delivery_is_answered(github, github_receiver, repository):
    repository.open_pull_request(head="greeting", files={"hi.txt": "hi"})
    github.settle()
    assert all(delivery.ok for delivery in github.deliveries)


def test_an_issue_is_left_alone(github, github_receiver, repository):
    repository.create_issue("It is broken")
    github.settle()
    assert github.calls == []


def test_a_client_of_the_api(github_server, repository):
    httpx.get(f"{github_server.api_url}/repos/octocat/hello-world/branches")
    assert github_server.calls == [call("repos/list-branches", owner="octocat", repo="hello-world")]


@pytest.mark.fakegithub(intercept="httpx")
def test_a_client_that_knows_no_other_address(github, repository):
    answer = httpx.get("https://api.github.com/repos/octocat/hello-world")
    assert answer.json()["default_branch"] == "main"


@pytest.mark.anyio
async def test_an_asynchronous_client(github_server, repository):
    async with httpx.AsyncClient(base_url=github_server.api_url) as client:
        answer = await client.get("/repos/octocat/hello-world")
    assert answer.json()["default_branch"] == "main"


@pytest.fixture
def anyio_backend():
    return "asyncio"
