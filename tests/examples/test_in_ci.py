import pytest

from fakegithub.sample_receiver import app  # yours goes here


@pytest.fixture
def bot(github_server, monkeypatch):
    monkeypatch.setenv("GITHUB_API_URL", github_server.api_url)
    monkeypatch.setenv("GITHUB_WEBHOOK_SECRET", "s3cret")
    github_server.mount("http://bot.test", app)
    repository = github_server.user("octocat").create_repository(
        "hello-world", files={"README.md": "# Hello"}
    )
    monkeypatch.setenv("GITHUB_TOKEN", github_server.token("octocat"))
    repository.create_hook("http://bot.test/webhook", secret="s3cret", events=["pull_request"])
    return repository


def test_a_pull_request_gets_a_green_status(github_server, bot):
    pull = bot.open_pull_request(head="greeting", files={"hi.txt": "hi"}, title="Add a greeting")
    github_server.settle()
    github_server.calls.one("repos/create-commit-status", state="pending")
    assert pull.head.statuses["ci/sample"].state == "success"
