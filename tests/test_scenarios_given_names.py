"""Names in `given` that nobody knows: each error has its line and column, and what would be right."""

from __future__ import annotations

import pytest

from fakegithub.scenarios.checking.checks import problems
from fakegithub.scenarios.language.source import parse

GOOD = """\
name: Everything in its place
given:
  users: [hubot, {login: mona}]
  organizations:
    - login: acme
      members: {octocat: admin, hubot: member}
      teams:
        - {name: Core Team, members: [hubot], repositories: {acme/web: push}}
        - {name: Inner, parent: core-team, members: {mona: maintainer}}
      hooks: [{events: [team]}]
  apps:
    - name: CI App
      owner: acme
      permissions: {checks: write, issues: read}
      events: [check_run, issues]
      installations: [octocat, {account: acme, repositories: [acme/web]}]
  repositories:
    - octocat/hello-world
    - name: acme/web
      commits: [{files: {a: a}, author: hubot}]
      branches: {stable: null, topic: [{files: {b: b}, author: mona}]}
      tags: {v1: stable, v2: v1}
      collaborators: {mona: push}
      teams: {Inner: admin}
      milestones: [v1]
      environments: [{name: production, reviewers: [octocat]}]
      issues: [{title: It, user: hubot, assignees: [mona], milestone: v1}]
      pull_requests: [{head: topic, base: stable, milestone: v1}]
      settings: {has_wiki: false, merge_commit_title: PR_TITLE}
      hooks: [{events: [push]}]
      protection:
        main:
          required_status_checks: {checks: [{context: ci, app: ci-app}]}
          required_pull_request_reviews: {dismissal_restrictions: {users: [octocat], apps: [ci-app]}}
          restrictions: {users: [mona], teams: [inner]}
    - {name: hubot/web, fork_of: acme/web, protection: [stable]}
  tokens: [mona, {app: ci-app, account: acme}]
steps:
  - label.create: {repository: acme/web, name: x}
    by: ci-app[bot]
"""

# What is changed in GOOD, the line and column of the error, and what it says.
BROKEN = {
    "member": (("octocat: admin", "octocta: admin"), 6, 17, 'no account "octocta". Did you mean "octocat"?'),
    "team member": (("members: [hubot]", "members: [hubo]"), 8, 39, 'Did you mean "hubot"?'),
    "team maintainer": (("{mona: maintainer}", "{moan: maintainer}"), 9, 54, 'no account "moan"'),
    "team's repository": (
        ("{acme/web: push}", "{acme/wbe: push}"),
        8,
        62,
        'no repository "acme/wbe". Did you mean "acme/web"?',
    ),
    "team's repository elsewhere": (
        ("{acme/web: push}", "{octocat/hello-world: push}"),
        8,
        62,
        "octocat/hello-world does not belong to acme",
    ),
    "parent": (("parent: core-team", "parent: core"), 9, 33, 'no team "core"'),
    "its own parent": (("parent: core-team", "parent: inner"), 9, 33, "among its own parents"),
    "owner of an app": (("owner: acme", "owner: acmee"), 13, 14, 'Did you mean "acme"?'),
    "permission": (("{checks:", "{check:"), 14, 21, 'no permission "check". Did you mean "checks"?'),
    "level": (("checks: write", "checks: admin"), 14, 29, "checks cannot be admin. Allowed are: read, write"),
    "word for a level": (("checks: write", "checks: wirte"), 14, 29, 'Did you mean "write"?'),
    "event of an app": (("check_run,", "check_runs,"), 15, 16, 'Did you mean "check_run"?'),
    "all events of an app": (("[check_run, issues]", '["*"]'), 15, 16, "an app names its events"),
    "event without permission": (
        (", issues: read}", "}"),
        15,
        27,
        "an app gets issues only with the permission issues",
    ),
    "remedy for it": ((", issues: read}", "}"), 15, 27, "Add `issues: read` to its permissions."),
    "account of an installation": (("[octocat, {", "[octo, {"), 16, 23, 'no account "octo"'),
    "account of an installation in full": (("account: acme, r", "account: amce, r"), 16, 42, "amce"),
    "repository of an installation": (("[acme/web]}]", "[acme/web, acme/api]}]"), 16, 73, '"acme/api"'),
    "repository of another account": (
        ("[acme/web]}]", "[octocat/hello-world]}]"),
        16,
        63,
        "does not belong to acme",
    ),
    "author": (("author: hubot", "author: hubto"), 20, 41, 'Did you mean "hubot"?'),
    "author on a branch": (("author: mona", "author: monna"), 21, 64, 'Did you mean "mona"?'),
    "target of a tag": (
        ("v1: stable", "v1: stabel"),
        22,
        18,
        'no branch or tag "stabel". Did you mean "stable"?',
    ),
    "collaborator": (("{mona: push}", "{mon: push}"), 23, 23, 'Did you mean "mona"?'),
    "role": (("{mona: push}", "{mona: write}"), 23, 29, "Allowed are: pull, triage, push, maintain, admin"),
    "team of a repository": (("{Inner: admin}", "{Iner: admin}"), 24, 15, 'Did you mean "inner"?'),
    "reviewer": (("reviewers: [octocat]", "reviewers: [octo]"), 26, 53, 'no account "octo"'),
    "user of an issue": (("user: hubot", "user: hubo"), 27, 34, 'Did you mean "hubot"?'),
    "assignee": (("assignees: [mona]", "assignees: [nobody]"), 27, 53, 'no account "nobody"'),
    "milestone": (("[mona], milestone: v1", "[mona], milestone: v2"), 27, 71, 'no milestone "v2"'),
    "milestone of a pull request": (("stable, milestone: v1", "stable, milestone: v3"), 28, 62, '"v3"'),
    "head": (("head: topic", "head: tpoic"), 28, 30, 'no branch "tpoic". Did you mean "topic"?'),
    "base": (("base: stable", "base: develop"), 28, 43, 'no branch "develop"'),
    "setting": (("has_wiki", "has_wikis"), 29, 18, 'no setting "has_wikis". Did you mean "has_wiki"?'),
    "value of a setting": (
        ("PR_TITLE", "PR_TITEL"),
        29,
        55,
        'Did you mean "PR_TITLE"? Allowed are: PR_TITLE,',
    ),
    "kind of a setting": (("has_wiki: false", "has_wiki: nope"), 29, 28, "has_wiki must be true or false"),
    "setting with a key of its own": (("{has_wiki", "{private"), 29, 18, "The repository has a key private."),
    "event of a repository hook": (("[push]}]", "[pushs]}]"), 30, 25, 'Did you mean "push"?'),
    "event for other hooks": (
        ("[push]}]", "[organization]}]"),
        30,
        25,
        "a repository never gets organization; it is for hooks of these kinds: app, organization",
    ),
    "event of an organization hook": (("[team]", "[teams]"), 10, 25, 'Did you mean "team"?'),
    "protected branch": (("        main:", "        mian:"), 32, 9, 'no branch "mian". Did you mean "main"?'),
    "app of a check": (("ci, app: ci-app", "ci, app: ci"), 33, 64, 'no app "ci"'),
    "who may dismiss": (("users: [octocat]", "users: [octo]"), 34, 76, 'no account "octo"'),
    "app that may dismiss": (("apps: [ci-app]", "apps: [ci-ap]"), 34, 93, 'Did you mean "ci-app"?'),
    "who may push": (("users: [mona]", "users: [mna]"), 35, 34, 'Did you mean "mona"?'),
    "team that may push": (("teams: [inner]", "teams: [outer]"), 35, 49, 'no team "outer"'),
    "key of protection": (
        ("          restrictions: {u", "          restriction: {u"),
        35,
        11,
        'Did you mean "restrictions"?',
    ),
    "key of reviews": (
        ("dismissal_restrictions", "dismissal_restriction"),
        34,
        43,
        'Did you mean "dismissal_restrictions"?',
    ),
    "fork of nothing": (("fork_of: acme/web", "fork_of: acme/wbe"), 36, 34, 'Did you mean "acme/web"?'),
    "fork of itself": (("fork_of: acme/web", "fork_of: hubot/web"), 36, 34, "a fork of itself"),
    "protected branch of a fork": (("[stable]", "[stabel]"), 36, 57, 'Did you mean "stable"?'),
    "owner of a token": (("tokens: [mona", "tokens: [monas"), 37, 12, 'Did you mean "mona"?'),
    "app of a token": (("{app: ci-app,", "{app: ci,"), 37, 24, 'no app "ci"'),
    "account of a token": (("account: acme}]\ns", "account: amce}]\ns"), 37, 41, 'Did you mean "acme"?'),
    "two kinds of token": (("{app: ci-app,", "{login: mona,"), 37, 32, "account cannot stand beside login"),
    "no kind of token": (("{app: ci-app,", "{"), 37, 18, "a token is that of a user (login), or of an inst"),
    "foreign key of a token": (("{app: ci-app,", "{app: ci-app, text: 0123456789,"), 37, 32, "text cannot"),
    "actor": (("by: ci-app[bot]", "by: ci-ap[bot]"), 40, 9, 'Did you mean "ci-app[bot]"?'),
}


def texts(text: str) -> list[str]:
    return [str(error) for error in problems(parse(text, "broken.yaml"))]


def test_the_file_that_is_broken_below_is_good_itself() -> None:
    assert texts(GOOD) == []


@pytest.mark.parametrize("case", BROKEN)
def test_a_name_that_nobody_knows_gets_place_reason_and_remedy(case: str) -> None:
    (good, bad), line, column, message = BROKEN[case]
    assert good in GOOD
    found = texts(GOOD.replace(good, bad, 1))
    assert any(text.startswith(f"broken.yaml:{line}:{column}: ") and message in text for text in found), found


def small(given: str) -> list[str]:
    return texts(f"name: x\ngiven:\n{given}\nsteps: [{{label.create: {{name: x}}}}]\n")


@pytest.mark.parametrize(
    ("given", "place", "message"),
    [
        ("  repositories: [{name: a/b, teams: {x: push}}]", "3:38", "a is no organization"),
        (
            "  repositories: [{name: a/b, files: {}, protection: [main]}]",
            "3:54",
            "files: of a/b, which is empty",
        ),
        ("  apps: [{name: x}]", "3:10", "an app needs an owner"),
        ("  apps: [{name: x}]", "3:10", "Say it with `owner`"),
    ],
)
def test_what_cannot_be_is_said(given: str, place: str, message: str) -> None:
    found = small(given)
    assert any(text.startswith(f"broken.yaml:{place}: ") and message in text for text in found), found


def test_a_chain_of_parents_may_not_close() -> None:
    teams = "[{name: x, parent: z}, {name: y, parent: x}, {name: z, parent: y}, {name: w, parent: x}]"
    found = small(f"  organizations: [{{login: acme, teams: {teams}}}]")
    # w is only below the circle.
    assert len(found) == 3
    assert all("among its own parents" in text for text in found)


def test_what_a_reference_stands_for_is_left_to_the_run() -> None:
    given = """\
  users: ["${WHO:-hubot}"]
  repositories: [{name: a/b, collaborators: {"${WHO:-hubot}": push}, protection: {"${B:-main}": true}}]
  tokens: [hubot]"""
    assert small(given) == []


def test_an_event_or_a_permission_that_one_of_the_products_has_is_known() -> None:
    app = "{name: x, permissions: {enterprise_organization_installations: read}, events: [public]}"
    for products in ("[ghec]", "[github.com, ghec]", "[github.com]"):
        found = texts(
            f"name: x\nproducts: {products}\ngiven:\n  users: [a]\n  apps: [{app}]\n"
            "steps: [{label.create: {name: x}}]\n"
        )
        unknown = [text for text in found if "no permission" in text]
        assert bool(unknown) is (products == "[github.com]")


def test_admins_that_are_made_for_organizations_are_known() -> None:
    assert small("  organizations: [acme]\n  tokens: [acme-admin]") == []
    found = small(
        "  organizations: [{login: acme, members: {b: admin}}]\n  users: [b]\n  tokens: [acme-admin]"
    )
    assert len(found) == 1
