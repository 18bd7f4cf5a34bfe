"""The sample receiver as a GitHub App: check runs by an installation's token, which ends now and then."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from fakegithub import GitHub
from fakegithub.handles import AppHandle, RepositoryHandle
from fakegithub.sample_receiver import app

SECRET = "geheim"
TOKEN = "apps/create-installation-access-token"
PERMISSIONS = {"checks": "write", "contents": "write", "issues": "write", "pull_requests": "write"}


@pytest.fixture(params=["github.com", "ghes-3.19"])
def github(request: pytest.FixtureRequest) -> Iterator[GitHub]:
    with GitHub(request.param, strict=True) as github:
        yield github


@pytest.fixture
def repository(github: GitHub) -> RepositoryHandle:
    return github.user("octocat").create_repository("hello-world", files={"README.md": "# Hello"})


@pytest.fixture
def bot(
    github: GitHub, repository: RepositoryHandle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AppHandle:
    """The app, served and known to the sample receiver, and not installed yet."""
    github.serve()
    monkeypatch.setenv("GITHUB_WEBHOOK_SECRET", SECRET)
    github.mount("http://receiver.test", app)
    made = github.app(
        "ci-app",
        owner="octocat",
        permissions=PERMISSIONS,
        events=["pull_request", "check_run"],
        hook_url="http://receiver.test",
        secret=SECRET,
    )
    key = tmp_path / "key.pem"
    key.write_text(made.private_key)
    for name, value in {
        "GITHUB_API_URL": github.api_url,
        "GITHUB_APP_ID": str(made.id),
        "GITHUB_APP_PRIVATE_KEY_FILE": str(key),
    }.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("GITHUB_TOKEN", raising=False)
    return made


def conclusions(pull: object) -> dict[str, str | None]:
    return {name: run.conclusion for name, run in pull.check_runs.items()}  # type: ignore[attr-defined]


def test_it_reports_by_check_runs_and_asks_for_a_token_once(
    github: GitHub, repository: RepositoryHandle, bot: AppHandle
) -> None:
    bot.install("octocat")
    github.settle(timeout=20)
    pull = repository.open_pull_request(head="greeting", files={"hi.txt": "hi\n"})
    github.settle(timeout=20)
    assert conclusions(pull) == {"ci/sample": "success"}
    pull.push(files={"hi.txt": "<<<<<<< HEAD\nhi\n"})
    github.settle(timeout=20)
    assert conclusions(pull) == {"ci/sample": "failure"}
    assert pull.statuses == {}
    assert len(github.calls.all(TOKEN)) == 1
    assert {call.actor for call in github.calls.all("checks/create")} == {"ci-app[bot]"}


def test_it_asks_for_another_token_before_the_old_one_ends_and_when_it_has_ended(
    github: GitHub, repository: RepositoryHandle, bot: AppHandle
) -> None:
    bot.install("octocat")
    github.settle(timeout=20)
    pull = repository.open_pull_request(head="greeting", files={"hi.txt": "hi\n"})
    github.settle(timeout=20)
    # The receiver's own clock does not know of this: it learns it from the Date of the answer.
    github.world.clock.advance(7200)
    pull.push(files={"hi.txt": "hello\n"})
    github.settle(timeout=20)
    assert conclusions(pull) == {"ci/sample": "success"}
    assert [call.status for call in github.calls.all(TOKEN)][-1] == 201
    github.faults.api("checks/create", status=401, times=1)
    pull.push(files={"hi.txt": "hello!\n"})
    github.settle(timeout=20)
    assert conclusions(pull) == {"ci/sample": "success"}
    assert {delivery.status for delivery in github.deliveries} == {"OK"}


def test_it_waits_for_an_api_that_gives_no_token_at_first(
    github: GitHub, repository: RepositoryHandle, bot: AppHandle
) -> None:
    bot.install("octocat")
    github.settle(timeout=20)
    github.faults.api(TOKEN, status=503, times=1)
    pull = repository.open_pull_request(head="greeting", files={"hi.txt": "hi\n"})
    github.settle(timeout=20)
    assert conclusions(pull) == {"ci/sample": "success"}


def test_it_says_so_when_it_is_given_no_token(
    github: GitHub, repository: RepositoryHandle, bot: AppHandle
) -> None:
    bot.install("octocat")
    github.settle(timeout=20)
    github.faults.api("*", status=401)
    repository.open_pull_request(head="greeting", files={"hi.txt": "hi\n"})
    github.settle(timeout=20)
    (delivery,) = [delivery for delivery in github.deliveries if delivery.event == "pull_request"]
    assert (delivery.status_code, b"401" in delivery.response_body) == (502, True)


def test_it_says_hello_once_to_each_repository(
    github: GitHub, repository: RepositoryHandle, bot: AppHandle
) -> None:
    other = github.account("octocat").create_repository("other", files={"README.md": "# Other"})
    silent = github.account("octocat").create_repository("silent", files={"README.md": "# Silent"})
    silent.perform("repos/update", has_issues=False)
    installation = bot.install("octocat", repositories=[repository])
    github.settle(timeout=20)
    installation.delete()
    bot.install("octocat", repositories=[repository, silent]).add_repositories(other)
    github.settle(timeout=20)
    opened = [(call.parameters["repo"], call.actor) for call in github.calls.all("issues/create")]
    refused = [("silent", "ci-app[bot]")]  # its issues are off
    assert sorted(opened) == [("hello-world", "ci-app[bot]"), ("other", "ci-app[bot]"), *refused]
    assert {delivery.status for delivery in github.deliveries} == {"OK"}
