"""`given`: the world that a scenario begins with is the one that the file describes."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from fakegithub.errors import Forbidden, ScenarioError, Unauthorized
from fakegithub.github import GitHub
from fakegithub.handles import RepositoryHandle
from fakegithub.model.apps import Installation
from fakegithub.model.deployments import Environment
from fakegithub.model.hooks import Hook
from fakegithub.model.issues import Milestone
from fakegithub.model.protections import BranchProtection
from fakegithub.model.repositories import Repository
from fakegithub.scenarios import given
from fakegithub.scenarios.checking.checks import problems
from fakegithub.scenarios.given.parts import Parts
from fakegithub.scenarios.language.source import parse
from fakegithub.scenarios.reports.report import redacted

RECEIVER = "http://receiver.test/"


@pytest.fixture
def github() -> Iterator[GitHub]:
    with GitHub(strict=True) as github:
        yield github


def written(text: str, folder: Path | None = None) -> Any:
    """A file with this `given`, which has no mistakes."""
    body = textwrap.indent(textwrap.dedent(text), "  ")
    source = parse(
        f"name: x\ngiven:\n{body}\nsteps: [{{push: {{files: {{a: b}}}}}}]\n",
        str((folder or Path()) / "test.yaml"),
    )
    assert [str(error) for error in problems(source)] == []
    return source


def build(github: GitHub, text: str, folder: Path | None = None) -> list[str]:
    source = written(text, folder)
    return given.build(github, source.value["given"], source)


def build_with_hooks(github: GitHub, text: str, secret: str | None = None) -> None:
    source = written(text)
    given.build(github, source.value["given"], source)
    given.create_hooks(github, source.value["given"], source, RECEIVER, secret)


def hello(github: GitHub) -> RepositoryHandle:
    return github.repository("octocat/hello-world")


def files(repository: RepositoryHandle, branch: str | None = None) -> dict[str, str]:
    git = github_git(repository)
    return {entry.path: git.read_blob(entry.sha).decode() for entry in git.tree(repository.sha(branch), True)}


def github_git(repository: RepositoryHandle) -> Any:
    return repository.github.world.git(repository.entity)


# Repositories


def test_a_mere_name_is_a_repository_to_work_with(github: GitHub) -> None:
    build(github, "repositories: [octocat/hello-world]")
    assert files(hello(github)) == {"README.md": "# hello-world\n"}
    pull = hello(github).open_pull_request(head="greeting", files={"hi.txt": "hi"})
    assert pull.number == 1


def test_a_repository_without_files_is_empty_when_the_file_says_so(github: GitHub) -> None:
    build(github, "repositories: [{name: octocat/hello-world, files: {}}]")
    assert not hello(github).has_branch("main")


def test_a_repository_is_as_it_is_described(github: GitHub) -> None:
    build(
        github,
        """
        users: [hubot]
        repositories:
          - name: octocat/hello-world
            description: It says hello
            homepage: https://hello.example.com
            private: true
            default_branch: trunk
            topics: [greeting, example]
            archived: true
            labels: [bug, {name: ready, color: 0e8a16}]
            milestones: [v1, {title: v2, description: More, due_on: 2030-12-31, state: closed}]
            collaborators: {hubot: maintain}
            environments: [staging, {name: production, wait_timer: 5, reviewers: [hubot]}]
            settings: {allow_squash_merge: false, has_wiki: false, merge_commit_title: PR_TITLE}
        """,
    )
    entity = hello(github).entity
    assert (entity.description, entity.homepage) == ("It says hello", "https://hello.example.com")
    assert (entity.private, entity.default_branch, entity.archived) == (True, "trunk", True)
    assert entity.topics == ("greeting", "example")
    assert (entity.allow_squash_merge, entity.has_wiki, entity.merge_commit_title) == (
        False,
        False,
        "PR_TITLE",
    )
    assert github.world.role(github.account("hubot").entity, entity) == "maintain"
    first, second = github.world.all(Milestone, repository=entity)
    assert (first.title, first.state) == ("v1", "open")
    assert (second.description, second.state) == ("More", "closed")
    assert second.due_on is not None
    assert second.due_on.isoformat() == "2030-12-31T00:00:00+00:00"
    names = [label["name"] for label in shown(hello(github), "issues/list-labels-for-repo")]
    assert {"bug", "ready"} <= set(names)
    environments = {e.name: e for e in github.world.all(Environment, repository=entity)}
    assert set(environments) == {"staging", "production"}
    assert environments["production"].wait_timer == 5
    assert [r.reviewer.login for r in environments["production"].reviewers] == ["hubot"]


def shown(repository: RepositoryHandle, operation: str) -> list[dict[str, Any]]:
    return [{"name": entity.name} for entity in repository.perform(operation)]


def test_a_repository_has_a_history(github: GitHub) -> None:
    build(
        github,
        """
        users: [{login: hubot, name: Hubot, email: hubot@example.com}]
        repositories:
          - name: octocat/hello-world
            files: {README.md: hi, old.txt: old}
            commits:
              - {message: Remove the old, files: {old.txt: null}, author: hubot}
              - {files: {new.txt: new}, author: {name: Mona, email: mona@example.com}}
            branches:
              stable: null
              one: {one.txt: "1"}
              many: [{files: {a.txt: a}}, {files: {b.txt: b}, message: Second}]
            tags: {v1: stable, v2: v1}
        """,
    )
    repository, git = hello(github), github_git(hello(github))
    log = list(git.log(repository.sha()))
    assert [commit.message.strip() for commit in log] == ["Change files", "Remove the old", "Initial commit"]
    assert [commit.author.email for commit in log][:2] == ["mona@example.com", "hubot@example.com"]
    assert log[1].author.name == "Hubot"
    assert files(repository) == {"README.md": "hi", "new.txt": "new"}
    assert repository.sha("stable") == repository.sha()
    assert files(repository, "one").keys() == {"README.md", "new.txt", "one.txt"}
    assert len(list(git.log(repository.sha("many")))) == 5
    assert git.resolve("refs/tags/v2") == git.resolve("refs/tags/v1") == repository.sha()


def test_the_first_commits_may_stand_alone_and_lists_are_names(github: GitHub) -> None:
    build(
        github,
        """
        repositories:
          - name: octocat/hello-world
            commits: [{files: {a: a}, message: First}, {files: {b: b}}]
            branches: [stable, next]
            tags: [v1]
        """,
    )
    repository, git = hello(github), github_git(hello(github))
    assert len(list(git.log(repository.sha()))) == 2
    assert repository.sha("stable") == repository.sha("next") == git.resolve("refs/tags/v1")


def test_a_fork_comes_after_its_parent_wherever_it_stands(github: GitHub) -> None:
    build(
        github,
        """
        users: [hubot]
        organizations: [acme]
        repositories:
          - {name: acme/greeter, fork_of: hubot/hello, branches: {topic: {c: c}}}
          - {name: hubot/hello, fork_of: octocat/hello-world, files: {own.txt: own}, description: Mine}
          - {name: octocat/hello-world, branches: {stable: {s.txt: s}}}
        """,
    )
    fork, child = github.repository("hubot/hello"), github.repository("acme/greeter")
    assert (fork.parent, child.parent) == (hello(github), fork)
    assert fork.entity.description == "Mine"
    assert files(fork).keys() == {"README.md", "own.txt"}
    assert fork.sha("stable") == child.sha("stable") == hello(github).sha("stable")
    assert child.has_branch("topic")


def test_issues_and_pull_requests_are_there_and_said_nothing(github: GitHub) -> None:
    build_with_hooks(
        github,
        """
        users: [hubot]
        repositories:
          - name: octocat/hello-world
            branches: {topic: {a.txt: a}}
            milestones: [v1]
            hooks: [{events: ["*"]}]
            issues:
              - It breaks
              - {title: Old, body: x, user: hubot, labels: [bug], assignees: [octocat],
                 milestone: v1, state: closed}
            pull_requests:
              - {head: topic, title: A topic, draft: true, labels: [wip], user: octocat}
              - {head: patch, base: topic, files: {b.txt: b}, user: hubot, state: closed}
        """,
    )
    repository = hello(github)
    old = repository.issue(2).issue
    assert repository.issue(1).issue.title == "It breaks"
    assert (old.user.login, old.state, old.body) == ("hubot", "closed", "x")
    assert [label.name for label in old.labels] == ["bug"]
    assert [account.login for account in old.assignees] == ["octocat"]
    assert old.milestone is not None
    assert old.milestone.title == "v1"
    topic, patch = repository.pull_request(3), repository.pull_request(4)
    assert (topic.entity.draft, topic.issue.title) == (True, "A topic")
    assert [label.name for label in topic.issue.labels] == ["wip"]
    # Who may not push has a fork.
    assert patch.entity.head.repository is github.repository("hubot/hello-world").entity
    assert (patch.issue.state, patch.entity.base.ref) == ("closed", "topic")
    assert [delivery.event for delivery in github.deliveries] == ["ping"]


PROTECTION = """
users: [hubot]
organizations:
  - {login: acme, members: {octocat: admin, hubot: member}, teams: [{name: Core Team}]}
apps: [{name: CI App, owner: acme}]
repositories:
  - octocat/hello-world
  - name: acme/web
    branches: [stable, next, old]
    teams: {core-team: push}
    protection:
      stable: true
      next: [ci/sample, lint]
      main:
        required_status_checks:
          strict: true
          contexts: [ci/sample]
          checks: [{context: build, app: CI App}, {context: test}]
        required_pull_request_reviews:
          required_approving_review_count: 2
          dismiss_stale_reviews: true
          dismissal_restrictions: {users: [octocat], teams: [core-team]}
        restrictions: {users: [hubot], teams: [Core Team], apps: [ci-app]}
        enforce_admins: true
        required_linear_history: true
      old: {required_status_checks: [ci/sample], required_pull_request_reviews: 1, lock_branch: true}
"""


def test_branches_are_protected_in_short_and_in_full(github: GitHub) -> None:
    build(github, PROTECTION)
    web = github.repository("acme/web")
    by_branch = {p.pattern: p for p in github.world.all(BranchProtection, repository=web.entity)}
    stable, after, main, old = (by_branch[name] for name in ("stable", "next", "main", "old"))
    assert not stable.checks_required
    assert not stable.reviews_required
    assert not stable.enforce_admins
    assert (after.checks_required, after.strict, after.required_contexts) == (
        True,
        False,
        ("ci/sample", "lint"),
    )
    assert main.required_contexts == ("ci/sample", "build", "test")
    assert dict(main.check_apps) == {"build": github.find_app("ci-app").id}
    assert (main.strict, main.enforce_admins, main.required_linear_history) == (True, True, True)
    assert (main.required_approving_review_count, main.dismiss_stale_reviews) == (2, True)
    assert main.restrictions is not None
    assert main.restrictions.names == ("hubot", "core-team", "ci-app")
    assert main.dismissal_restrictions is not None
    assert main.dismissal_restrictions.names == ("octocat", "core-team")
    assert (old.required_contexts, old.required_approving_review_count) == (("ci/sample",), 1)
    assert old.lock_branch


def test_a_list_of_branches_is_protected(github: GitHub) -> None:
    build(github, "repositories: [{name: octocat/hello-world, branches: [x], protection: [main, x]}]")
    assert len(github.world.all(BranchProtection, repository=hello(github).entity)) == 2


# Organizations


def test_an_organization_has_teams_with_exactly_the_members_that_are_listed(github: GitHub) -> None:
    build(
        github,
        """
        users: [octocat, hubot, mona]
        organizations:
          - login: acme
            name: Acme
            description: Rockets
            members: {octocat: admin}
            teams:
              - {name: Inner, parent: Core Team, members: [octocat]}
              - name: Core Team
                description: All of it
                members: {hubot: maintainer, Mona: member}
                repositories: {acme/web: maintain}
              - {name: Hidden, privacy: secret, notification_setting: notifications_disabled}
              - Empty
        repositories: [{name: acme/web, private: true, teams: {inner: admin}}]
        """,
    )
    acme = github.account("acme").entity
    roles = {github.world.get(type(acme), id).login: role for id, role in acme.members.items()}  # type: ignore[union-attr]
    assert roles == {"octocat": "admin", "hubot": "member", "mona": "member"}
    assert (acme.name, acme.description) == ("Acme", "Rockets")
    teams = {name: team(github, name) for name in ("inner", "core-team", "hidden", "empty")}
    assert teams["core-team"].members == {"hubot": "maintainer", "mona": "member"}
    assert teams["inner"].members == {"octocat": "maintainer"}  # owners are
    assert teams["empty"].members == teams["hidden"].members == {}
    assert teams["inner"].entity.parent is teams["core-team"].entity
    assert [t.entity.privacy for t in teams.values()] == ["closed", "closed", "secret", "closed"]
    assert teams["hidden"].entity.notification_setting == "notifications_disabled"
    assert teams["core-team"].entity.description == "All of it"
    web = github.repository("acme/web").entity
    assert github.world.role(github.account("mona").entity, web) == "maintain"
    assert teams["inner"].entity.repositories == {web.id: "admin"}


def team(github: GitHub, name: str) -> Any:
    source = written("users: [nobody]")
    return Parts(github, {}, source).team("acme", name)


def test_members_may_be_a_list_and_owners_of_repositories_are_there_before(github: GitHub) -> None:
    build(
        github,
        "organizations: [{login: acme, members: [octocat]}]\nrepositories: [octocat/hello-world, acme/web]",
    )
    acme = github.account("acme").entity
    assert acme.members[github.account("octocat").id] == "member"
    assert acme.members[github.account("acme-admin").id] == "admin"


# Hooks


def test_hooks_of_organizations_and_apps_are_made_like_those_of_repositories(github: GitHub) -> None:
    github.mount("http://receiver.test", _app)
    build_with_hooks(
        github,
        """
        organizations:
          - login: acme
            hooks:
              - {events: [issues, team], secret: of-the-organization, content_type: form, retries: 2}
        apps:
          - {name: CI App, permissions: {issues: read}, events: [issues], secret: of-the-app, retries: 1}
          - {name: Quiet, active: false}
          - {name: Elsewhere, url: "http://other.test/"}
        repositories:
          - {name: acme/web, hooks: [{events: [issues], secret: of-the-repository}]}
        """,
    )
    hooks = {type(hook.target).__name__: hook for hook in github.world.all(Hook) if hook.secret}
    assert {name: hook.secret for name, hook in hooks.items()} == {
        "Account": "of-the-organization",
        "App": "of-the-app",
        "Repository": "of-the-repository",
    }
    assert (hooks["Account"].content_type, hooks["Account"].events) == ("form", ("issues", "team"))
    assert hooks["App"].events == ("issues",)
    assert github.world.find(Hook, target=github.find_app("quiet").entity).active is False  # type: ignore[union-attr]
    assert github.world.find(Hook, target=github.find_app("elsewhere").entity).url == "http://other.test/"  # type: ignore[union-attr]
    assert [(hooks[name].retries or NONE).attempts for name in ("Account", "App")] == [2, 1]
    issue = github.repository("acme/web").create_issue("It breaks")
    github.settle()
    told = [d for d in github.deliveries if d.event == "issues" and d.action == "opened"]
    assert {delivery.hook.id for delivery in told} == {hook.id for hook in hooks.values()}
    assert issue.number == 1


class NONE:
    attempts = None


async def _app(scope: Any, receive: Any, send: Any) -> None:
    assert scope["type"] == "http"
    await receive()
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"ok"})


SECRETS = """
apps: [{name: CI App, secret: of-the-app}, {name: Elsewhere, url: "http://other.test/", secret: of-another}]
organizations: [{login: acme, hooks: [{secret: of-the-organization}]}]
repositories: [{name: acme/web, hooks: [{secret: of-the-repository}]}]
tokens: [{login: acme-admin, text: a-token-of-an-admin}, acme-admin]
"""


def test_the_receivers_secret_is_that_of_its_first_hook_which_has_one(github: GitHub) -> None:
    says = written(SECRETS).value["given"]
    assert given.receivers_secret(says) == "of-the-app"
    del says["apps"][0]["secret"]
    assert given.receivers_secret(says) == "of-the-organization"
    says["organizations"][0]["hooks"][0]["url"] = "http://other.test/"
    assert given.receivers_secret(says) == "of-the-repository"
    assert given.receivers_secret({"repositories": ["octocat/hello-world"]}) is None


def test_another_secret_takes_the_place_of_those_that_go_to_the_receiver(github: GitHub) -> None:
    build_with_hooks(github, SECRETS, secret="another")
    assert sorted(str(hook.secret) for hook in github.world.all(Hook)) == ["another"] * 3 + ["of-another"]


def test_nothing_secret_is_left_in_a_report(github: GitHub) -> None:
    source = written(SECRETS)
    says = source.value["given"]
    given.build(github, says, source)
    app = given.receivers_app(github, says)
    assert app is not None
    hidden = given.secrets(github, says)
    words = ["of-the-app", "of-another", "of-the-organization", "of-the-repository", "a-token-of-an-admin"]
    shown = redacted([*words, app[1], *app[1].splitlines()[1:-1]], hidden)
    assert not any(word in line for line in shown for word in words)
    # What is left of the last line of the key is too short to tell anything.
    assert [line for line in shown if len(line.strip("*\n")) > 16] == []


# Apps


def test_the_receivers_app_is_the_first_and_signs_with_its_key(github: GitHub) -> None:
    text = "users: [octocat]\napps: [{name: CI App}, {name: Other}]"
    build(github, text)
    found = given.receivers_app(github, written(text).value["given"])
    assert found is not None
    app_id, pem = found
    assert app_id == github.find_app("ci-app").id
    key = serialization.load_pem_private_key(pem.encode(), password=None)
    assert isinstance(key, rsa.RSAPrivateKey)
    assert given.receivers_app(github, written(text).value["given"]) == found
    assert given.receivers_app(github, {}) is None


def test_an_app_is_installed_on_its_owner_or_where_it_is_said(github: GitHub) -> None:
    build(
        github,
        """
        users: [hubot]
        organizations: [acme]
        apps:
          - {name: CI App, permissions: {checks: write, statuses: write}, events: [check_run]}
          - {name: "Élan!", slug: elan, owner: acme, installations: []}
          - name: Other
            owner: hubot
            installations:
              - acme
              - {account: octocat, repositories: [octocat/hello-world], suspended: true}
        repositories: [octocat/hello-world, octocat/spoon-knife, acme/web]
        """,
    )
    ci, elan, other = (github.find_app(slug).entity for slug in ("ci-app", "elan", "other"))
    assert (ci.owner.login, elan.owner.login, other.owner.login) == ("octocat", "acme", "hubot")
    assert ci.permissions == {"metadata": "read", "checks": "write", "statuses": "write"}
    assert ci.events == ("check_run",)
    (only,) = github.world.all(Installation, app=ci)
    assert (only.account.login, only.repository_selection) == ("octocat", "all")
    assert github.world.all(Installation, app=elan) == []
    acme, octocat = github.world.all(Installation, app=other)
    assert (acme.account.login, acme.suspended_at) == ("acme", None)
    assert octocat.repository_ids == {hello(github).id}
    assert octocat.suspended_at is not None


def test_an_app_may_have_an_id_and_a_key_of_its_own(github: GitHub, tmp_path: Path) -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    (tmp_path / "app.pem").write_bytes(pem_of(key))
    text = "users: [octocat]\napps: [{name: CI App, id: 4711, private_key_file: app.pem}]"
    build(github, text, tmp_path)
    assert given.receivers_app(github, written(text).value["given"]) == (4711, pem_of(key).decode())
    now = int(github.world.now().timestamp())
    claims = {"iat": now - 10, "exp": now + 300, "iss": "4711"}
    from fakegithub.auth import authenticate

    signed = jwt.encode(claims, pem_of(key).decode(), algorithm="RS256")
    assert authenticate(github.world, f"Bearer {signed}").app is github.find_app("ci-app").entity


def pem_of(key: Any) -> bytes:
    form = serialization.PrivateFormat.PKCS8
    found: bytes = key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption())
    return found


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "app.pem cannot be read: No such file or directory"),
        (b"nonsense", "app.pem: this is not an RSA private key in PEM"),
        (pem_of(ec.generate_private_key(ec.SECP256R1())), "app.pem: an app signs with an RSA key (RS256)"),
    ],
    ids=["missing", "nonsense", "another kind"],
)
def test_a_bad_key_file_is_an_error_with_its_place(
    github: GitHub, tmp_path: Path, content: bytes | None, message: str
) -> None:
    if content is not None:
        (tmp_path / "app.pem").write_bytes(content)
    with pytest.raises(ScenarioError, match=r"app\.pem") as caught:
        build(github, "users: [octocat]\napps: [{name: CI App, private_key_file: app.pem}]", tmp_path)
    assert (caught.value.line, message in str(caught.value)) == (4, True)


# Users and tokens


def test_users_and_tokens(github: GitHub) -> None:
    texts = build(
        github,
        """
        users: [hubot, {login: mona, name: Mona, email: mona@example.com, site_admin: true}]
        apps: [{name: CI App, permissions: {issues: read}, installations: [octocat, hubot]}]
        repositories: [octocat/hello-world]
        tokens:
          - hubot
          - {login: mona, scopes: [repo], text: a-token-of-mona}
          - {login: mona, expires_in: 0s}
          - {login: mona, expires_in: 5m}
          - {app: CI App, account: hubot}
          - {app: ci-app}
        """,
    )
    from fakegithub.auth import authenticate

    mona = github.account("mona").entity
    assert (mona.name, mona.email, mona.site_admin) == ("Mona", "mona@example.com", True)
    actors = [authenticate(github.world, f"token {text}") for n, text in enumerate(texts) if n != 2]
    assert [actor.user.login for actor in actors] == ["hubot", "mona", "mona", "ci-app[bot]", "ci-app[bot]"]
    assert texts[1] == "a-token-of-mona"
    assert actors[1].token is not None
    assert actors[1].token.scopes == ("repo",)
    assert [i.account.login for actor in actors[3:] if (i := actor.installation)] == ["hubot", "octocat"]
    with pytest.raises(Unauthorized):
        authenticate(github.world, f"token {texts[2]}")
    hello(github).create_issue("It breaks")
    with pytest.raises(Forbidden):
        hello(github).perform("issues/create", by=actors[4], title="An app that may only read")


# The page

PAGE = (Path(__file__).parent.parent / "docs" / "scenarios.md").read_text("utf-8")
SECTION = PAGE.split("\n## given\n")[1].split("\n## ")[0]
BLOCKS = re.findall(r"^```yaml\n(given:.*?)^```", SECTION, re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("product", ["github.com", "ghes-3.14", "ghe-2.15"])
@pytest.mark.parametrize("block", BLOCKS, ids=range(len(BLOCKS)))
def test_every_world_on_the_page_is_built(tmp_path: Path, block: str, product: str) -> None:
    (tmp_path / "ci-app.pem").write_bytes(pem_of(rsa.generate_private_key(65537, 2048)))
    with GitHub(product, strict=True) as github:
        github.mount("http://receiver.test", _app)
        github.mount("http://127.0.0.1:9000", _app)
        source = parse(f"name: x\n{block}", str(tmp_path / "page.yaml"))
        says = source.value["given"]
        tokens = given.build(github, says, source)
        given.create_hooks(github, says, source, RECEIVER, None)
        github.settle()
        assert len(tokens) == len(says.get("tokens", ()))
        assert {delivery.status for delivery in github.deliveries} <= {"OK"}
        assert len(github.world.all(Repository)) == len(says.get("repositories", ()))


# What GitHub refuses

REFUSED = {
    "a login twice": ("users: [octocat, octocat]", 3, "octocat is already taken"),
    "a repository twice": ("repositories: [a/b, a/b]", 3, "name already exists"),
    "a day that is none": (
        "repositories:\n- name: a/b\n  milestones:\n  - {title: v1, due_on: 2030-02-31}",
        6,
        "day is out of range",
    ),
    "a tag on nothing": (
        "repositories:\n- name: a/b\n  tags:\n    v1: 0123456789",
        6,
        "404 Not Found",
    ),
    "a bad topic": ("repositories: [{name: a/b, topics: ['!']}]", 3, "Topics must start"),
    "an app twice": ("users: [a]\napps:\n- name: ci\n- name: CI", 6, "is already taken"),
    "an id twice": (
        "users: [a]\napps:\n- {name: x, id: 1}\n- {name: y, id: 1}",
        6,
        "1 is already taken",
    ),
    "a secret parent": (
        "organizations:\n- login: a\n  teams:\n  - {name: x, privacy: secret}\n  - {name: y, parent: x}",
        7,
        "Validation Failed",
    ),
    "restrictions of a user's repository": (
        "repositories:\n- name: a/b\n  protection:\n    main: {restrictions: {users: [a]}}",
        6,
        "Only organization repositories",
    ),
    "a hook twice": (
        "repositories:\n- name: a/b\n  hooks:\n  - {events: [push]}\n  - {events: [push]}",
        7,
        "Hook already exists",
    ),
    "an installation on nothing": (
        "users: [b]\nrepositories: [a/b]\napps: [{name: x}]\ntokens:\n- {app: x, account: b}",
        7,
        "x is not installed on b",
    ),
}


def test_no_repr_shows_a_secret(github: GitHub) -> None:
    source = written(SECRETS)
    assert "of-the-app" not in repr(Parts(github, source.value["given"], source))


@pytest.mark.parametrize("case", REFUSED)
def test_what_github_refuses_keeps_its_place(github: GitHub, case: str) -> None:
    text, line, message = REFUSED[case]
    with pytest.raises(ScenarioError, match="GitHub refuses this") as caught:
        build_with_hooks(github, text)
    assert message in str(caught.value)
    assert caught.value.line == line
    assert caught.value.column is not None
