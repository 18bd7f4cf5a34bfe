import pytest

WORLD = {"repositories": [{"name": "octocat/hello-world", "files": {"README.md": "# Hello"}}]}


@pytest.mark.fakegithub(receiver="fakegithub.sample_receiver:app", given=WORLD)  # yours goes here
def test_a_pull_request_gets_a_green_status(github):
    repository = github.repository("octocat/hello-world")
    pull = repository.open_pull_request(head="greeting", files={"hi.txt": "hi"}, title="Add a greeting")
    github.settle()
    github.calls.one("repos/create-commit-status", state="pending")
    assert pull.head.statuses["ci/sample"].state == "success"
