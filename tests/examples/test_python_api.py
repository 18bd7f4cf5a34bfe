import pytest

from fakegithub import GitHub
from fakegithub.errors import Forbidden


def test_a_world_of_your_own():
    with GitHub(product="ghes-3.19", seed=1) as github:
        octocat = github.user("octocat")
        hubot = github.user("hubot")
        acme = github.organization("acme", members={"octocat": "admin", "hubot": "member"})
        repository = acme.create_repository("rocket", files={"README.md": "# Rocket"}, by=octocat)

        pull = repository.open_pull_request(head="boost", files={"boost.txt": "more"}, title="More boost")
        pull.comment("Let me see", by=hubot)
        pull.review("APPROVE", by="hubot", body="Go!")
        pull.push(files={"boost.txt": "even more"})
        pull.merge()

        assert pull.merged
        assert repository.sha("main") == pull.entity.merge_commit_sha
        assert [comment.user.login for comment in pull.comments] == ["hubot"]


def test_any_operation_by_its_id():
    with GitHub() as github:
        repository = github.user("octocat").create_repository("hello-world", files={"README.md": "# Hello"})
        status = repository.perform(
            "repos/create-commit-status", sha=repository.sha(), state="success", context="ci/build"
        )
        assert repository.statuses(repository.sha()) == {"ci/build": status}

        github.user("hubot")
        with pytest.raises(Forbidden, match="Must have admin rights to Repository"):
            repository.perform("repos/update", by="hubot", description="mine")


def test_an_app_acts_through_its_installation():
    with GitHub() as github:
        octocat = github.user("octocat")
        repository = octocat.create_repository("hello-world", files={"README.md": "# Hello"})
        app = github.app("builder", owner=octocat, permissions={"checks": "write"})
        installation = app.install(on=octocat, repositories=[repository])

        run = repository.perform(
            "checks/create", by=installation, name="build", head_sha=repository.sha(), conclusion="success"
        )
        assert run.status == "completed"
        assert app.private_key.startswith("-----BEGIN")


def test_back_to_a_snapshot():
    with GitHub() as github:
        repository = github.user("octocat").create_repository("hello-world", files={"README.md": "# Hello"})
        start = github.snapshot()
        repository.create_issue("It is broken")
        github.rollback(start)
        assert repository.create_issue("The first again").number == 1
