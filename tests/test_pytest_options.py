"""What a test may say of its GitHub: the marker, the fixture, the command line, the ini file."""

from __future__ import annotations

import json

import pytest
from pytest_helpers import BOT, WORLD, run, run_here

from fakegithub.products import PRODUCTS
from fakegithub.pytest_plugin.declared import KEYS
from fakegithub.pytest_plugin.options import _PROBLEMS, Config, merged

pytest_plugins = ["pytester"]

SHOWS_PRODUCT = """
    import pytest

    def test_product(github):
        assert github.world.product.name == %r
"""


def test_every_key_is_known_everywhere() -> None:
    assert set(KEYS) == set(_PROBLEMS) == set(Config.__annotations__)


def test_the_marker_says_everything(pytester: pytest.Pytester) -> None:
    result = run(
        pytester,
        f"""
        from datetime import UTC, datetime
        import pytest

        @pytest.mark.fakegithub(
            product="ghes-3.19", host="git.corp.example", seed=7, now="2026-01-31T12:00:00Z", strict=True,
            given={WORLD},
        )
        def test_marked(github):
            assert github.world.product.version == "3.19.0"
            assert github.api_url == "https://git.corp.example/api/v3"
            assert github.world.ids.seed == 7
            assert github.world.now() == datetime(2026, 1, 31, 12, tzinfo=UTC)
            assert github.strict
            assert github.repository("octocat/hello-world").sha()

        @pytest.mark.fakegithub(now=datetime(2026, 1, 31, 12, tzinfo=UTC))
        def test_a_moment(github):
            assert github.world.clock.frozen
        """,
    )
    result.assert_outcomes(passed=2)


def test_the_closest_marker_wins_key_by_key(pytester: pytest.Pytester) -> None:
    result = run(
        pytester,
        """
        import pytest

        pytestmark = pytest.mark.fakegithub(product="ghec", seed=1, strict=True)

        @pytest.mark.fakegithub(product="ghes-3.18", seed=2)
        class TestClass:
            @pytest.mark.fakegithub(product="ghes-3.19")
            def test_method(self, github):
                assert github.world.product.name == "ghes-3.19"
                assert github.world.ids.seed == 2
                assert github.strict

        def test_function(github):
            assert (github.world.product.name, github.world.ids.seed) == ("ghec", 1)
        """,
    )
    result.assert_outcomes(passed=2)


@pytest.mark.parametrize(
    ("places", "product"),
    [
        ({"ini", "command line", "config", "marker"}, "ghes-3.19"),
        ({"ini", "command line", "config"}, "ghes-3.18"),
        ({"ini", "command line"}, "ghes-3.17"),
        ({"ini"}, "ghes-3.16"),
        (set(), "github.com"),
    ],
    ids=lambda value: None if isinstance(value, set) else value,
)
def test_the_closest_place_wins(pytester: pytest.Pytester, places: set[str], product: str) -> None:
    source = SHOWS_PRODUCT % product
    if "marker" in places:
        source = source.replace("def test", "@pytest.mark.fakegithub(product='ghes-3.19')\n    def test")
    if "config" in places:
        source += '\n    @pytest.fixture(scope="module")'
        source += '\n    def fakegithub_config():\n        yield {"product": "ghes-3.18"}\n'
    if "ini" in places:
        pytester.makeini("[pytest]\nfakegithub_product = ghes-3.16\n")
    arguments = ["--fakegithub-product", "ghes-3.17"] if "command line" in places else []
    run(pytester, source, *arguments).assert_outcomes(passed=1)


def test_the_ini_file_has_every_key(pytester: pytest.Pytester) -> None:
    pytester.makeini(
        """
        [pytest]
        fakegithub_product = ghes-3.19
        fakegithub_host = git.corp.example
        fakegithub_given = worlds/small.yaml
        fakegithub_receiver = bot:bot
        fakegithub_path = /webhook
        fakegithub_events = issues push
        fakegithub_secret = hush
        fakegithub_intercept = httpx
        fakegithub_allow = postgres redis
        fakegithub_strict = true
        fakegithub_seed = 7
        fakegithub_now = 2026-01-31T12:00:00Z
        """
    )
    pytester.mkdir("worlds").joinpath("small.yaml").write_text(f"given: {WORLD}\n")
    pytester.makepyfile(bot=BOT + "\n    bot = Bot()")
    pytester.syspathinsert()
    result = run(
        pytester,
        """
        import httpx
        from bot import bot

        def test_all(github, github_receiver):
            assert github.api_url == "https://git.corp.example/api/v3"
            assert httpx.get(f"{github.api_url}/repos/octocat/hello-world").status_code == 200
            assert (github_receiver.secret, github_receiver.url) == ("hush", "http://receiver.test/webhook")
            (hook,) = github.repository("octocat/hello-world").perform("repos/list-webhooks")
            assert hook.events == ("issues", "push")
            assert github._doors.hosts.allowed == {"postgres", "redis"}
            assert github.strict and github.world.ids.seed == 7 and github.world.clock.frozen
            assert bot.events == ["ping"]
        """,
    )
    result.assert_outcomes(passed=1)


def test_the_command_line_has_what_changes_from_run_to_run(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(bot=BOT + "\n    bot = Bot()")
    result = run(
        pytester,
        """
        def test_said(github, github_receiver):
            assert github.strict and github.world.ids.seed == 7
            assert (github_receiver.secret, github_receiver.url) == ("hush", "http://receiver.test/webhook")
        """,
        "--fakegithub-receiver=bot:bot",
        "--fakegithub-path=/webhook",
        "--fakegithub-secret=hush",
        "--fakegithub-seed=7",
        "--fakegithub-strict",
    )
    result.assert_outcomes(passed=1)


# Several products


@pytest.mark.parametrize("place", ["marker", "command line", "ini"])
def test_a_test_runs_once_for_each_product(pytester: pytest.Pytester, place: str) -> None:
    source = """
        import pytest

        MARK
        @pytest.mark.parametrize("number", [1, 2])
        def test_matrix(github, number, request):
            assert github.world.product.name in request.node.name

        @pytest.mark.fakegithub(product="ghec")
        def test_one(github):
            assert github.world.product.name == "ghec"

        def test_none():
            pass
    """
    marker = '@pytest.mark.fakegithub(products=["github.com", "ghes-3.19"])' if place == "marker" else ""
    arguments = ["--fakegithub-product=github.com", "--fakegithub-product=ghes-3.19"]
    if place == "ini":
        pytester.makeini("[pytest]\nfakegithub_products = github.com ghes-3.19\n")
    result = run(
        pytester, source.replace("MARK", marker), "-v", *(arguments if place == "command line" else [])
    )
    result.assert_outcomes(passed=6)
    names = [line.split()[0].partition("::")[2] for line in result.outlines if "PASSED" in line]
    assert set(names) == {
        *(f"test_matrix[{product}-{n}]" for product in ("github.com", "ghes-3.19") for n in (1, 2)),
        "test_one",
        "test_none",
    }


# Worlds that are given


def test_a_world_is_given_as_a_mapping_a_file_or_a_function(pytester: pytest.Pytester) -> None:
    pytester.path.joinpath("part.yaml").write_text(f"given: {WORLD}\n")
    pytester.path.joinpath("bare.yaml").write_text(WORLD)
    pytester.path.joinpath("scenario.yaml").write_text(
        f"name: A scenario\nparameters: {{who: octocat}}\n"
        f"given: {WORLD.replace('octocat', '${who}')}\nsteps: [issue.open: {{title: no}}]\n"
    )
    result = run(
        pytester,
        f"""
        from pathlib import Path
        import pytest

        built = []

        def prepare(github):
            built.append(github)
            octocat = github.user("octocat")
            octocat.create_repository("hello-world", files={{"README.md": "# Hello"}})

        given = pytest.mark.parametrize("time", [1, 2])(
            lambda github, time: github.repository("octocat/hello-world").create_issue("It is broken")
        )

        def use(github):
            issue = github.repository("octocat/hello-world").create_issue("It is broken")
            assert issue.number == 1

        @pytest.mark.fakegithub(given={WORLD})
        def test_mapping(github):
            use(github)

        @pytest.mark.fakegithub(given="part.yaml")
        def test_part(github):
            use(github)

        @pytest.mark.fakegithub(given="bare.yaml")
        def test_bare(github):
            use(github)

        @pytest.mark.fakegithub(given=Path("scenario.yaml"))
        @pytest.mark.parametrize("time", [1, 2])
        def test_scenario(github, time):
            use(github)

        @pytest.mark.fakegithub(given=prepare)
        @pytest.mark.parametrize("time", [1, 2, 3])
        def test_function(github, time):
            use(github)
            assert len(built) == 1
        """,
    )
    result.assert_outcomes(passed=8)


def test_what_leads_to_the_environment_is_built_for_every_test(pytester: pytest.Pytester) -> None:
    result = run(
        pytester,
        """
        import pytest

        @pytest.fixture
        def fakegithub_config(monkeypatch, login):
            monkeypatch.setenv("LOGIN", login)
            return {"given": {"users": ["${LOGIN}"]}}

        @pytest.mark.parametrize("login", ["octocat", "hubot"])
        def test_user(github, login):
            assert github.account(login)
        """,
    )
    result.assert_outcomes(passed=2)


def test_what_cannot_be_copied_is_built_for_every_test(pytester: pytest.Pytester) -> None:
    result = run(
        pytester,
        """
        import pytest

        built = []

        class Name(str):  # of a class that pickle cannot find
            pass

        Name.__qualname__ = "elsewhere.Name"

        def prepare(github):
            built.append(github)
            github.user(Name("octocat"))

        @pytest.mark.fakegithub(given=prepare)
        @pytest.mark.parametrize("time", [1, 2])
        def test_user(github, time):
            assert github.account("octocat") and len(built) == time
        """,
    )
    result.assert_outcomes(passed=2)


# Mistakes


MISTAKES = {
    "produkt='ghec'": '*does not know "produkt". Did you mean "product"? Known are: product, products,*',
    "product='ghess-3.19'": '*but product is none that is known. Did you mean "ghes-3.19"? Known are: *',
    "products=['ghec', 'ghex']": '*but products is none that is known. Did you mean "ghec"?*',
    "products=[]": "*but products is a list of products, each of them once*",
    "product='ghec', products=['ghec']": "*says both product and products; it takes one of them*",
    "strict='yes'": "*says strict='yes', but strict is true or false*",
    "seed='1'": "*but seed is a whole number*",
    "now='yesterday'": "*but now is a moment with its time zone*",
    "now='2026-01-31T12:00:00'": "*but now is a moment with its time zone*",
    "receiver=3": '*but receiver is an ASGI or WSGI app, "module:app", a URL*',
    "path='webhook'": '*but path is a path such as "/webhook"*',
    "events='push'": "*but events is a list of texts*",
    "intercept='requests'": '*but intercept is true, false or "httpx"*',
    "given=3": "*but given is a mapping as in a scenario file*",
}


@pytest.mark.parametrize("said", MISTAKES)
def test_a_mistake_in_a_marker_is_an_error_of_collection(pytester: pytest.Pytester, said: str) -> None:
    result = run(
        pytester,
        f"""
        import pytest

        @pytest.mark.fakegithub({said})
        def test_mistaken(github):
            raise AssertionError("this never runs")
        """,
    )
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines([f"*test_mistaken: @pytest.mark.fakegithub {MISTAKES[said]}"])
    result.stdout.no_fnmatch_line("*Traceback*")


def test_a_marker_takes_keywords_only(pytester: pytest.Pytester) -> None:
    result = run(
        pytester,
        """
        import pytest

        @pytest.mark.fakegithub("ghes-3.19")
        def test_mistaken(github):
            pass
        """,
    )
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*@pytest.mark.fakegithub takes keywords only: product, products*"])


IMPOSSIBLE = {
    '{"given": {"repos": []}}': '*given: unknown key "repos"*',
    '{"given": {"repositories": [{"name": "octocat"}]}}': "*given: *",
    '{"given": {"users": ["octocat", "octocat"]}}': "*given*octocat*",
    '{"given": "nowhere.yaml"}': "*given='nowhere.yaml': there is no such file; it was looked for in *",
    '{"given": {"users": [object()]}}': "*given has only what a YAML file could have*",
    '{"host": "git.corp.example"}': "*only a GHES product can be at git.corp.example*",
    '{"produkt": "ghec"}': '*fakegithub_config does not know "produkt". Did you mean "product"?*',
    '{"products": ["ghec"]}': "*fakegithub_config cannot say products, but the marker can*",
    "[]": "*fakegithub_config says []; it must be a mapping*",
}


@pytest.mark.parametrize("said", IMPOSSIBLE)
def test_a_mistake_in_the_configuration_is_an_error_without_a_traceback(
    pytester: pytest.Pytester, said: str
) -> None:
    result = run(
        pytester,
        f"""
        import pytest

        @pytest.fixture
        def fakegithub_config():
            return {said}

        def test_mistaken(github):
            pass
        """,
    )
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines([IMPOSSIBLE[said]])
    assert not any(line.startswith((">", "The above", "During")) for line in result.outlines)


@pytest.mark.parametrize(
    ("ini", "arguments", "message"),
    [
        ("fakegithub_product = ghess-3.19", [], "*the ini file (fakegithub_…) says product=*Did you mean *"),
        (
            "",
            ["--fakegithub-product=gehc"],
            "*the command line (--fakegithub-…) says product=*Did you mean *",
        ),
        ("", ["--fakegithub-seed=x"], "*says seed='x', but seed is a whole number*"),
        ("fakegithub_now = noon", [], "*says now='noon', but now is a moment*"),
    ],
)
def test_a_mistake_for_the_whole_session_ends_it_at_once(
    pytester: pytest.Pytester, ini: str, arguments: list[str], message: str
) -> None:
    pytester.makeini(f"[pytest]\n{ini}\n")
    result = run(pytester, "def test_never_run(): pass", *arguments)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([f"ERROR: {message}"])


def test_the_options_are_explained(pytester: pytest.Pytester) -> None:
    result = run_here(pytester, "--help")
    text = "\n".join(result.outlines)
    for name in (*(f"fakegithub_{key}" for key in KEYS), "fakegithub_scenarios", "--fakegithub-product"):
        assert name in text
    markers = run_here(pytester, "--markers")
    (line,) = (line for line in markers.outlines if line.startswith("@pytest.mark.fakegithub("))
    assert line.partition("(")[2].partition(")")[0].split(", ") == list(KEYS)


def test_a_farther_product_does_not_meet_closer_products() -> None:
    assert merged([{"products": ["ghec"]}, {"product": "github.com"}]) == {"products": ["ghec"]}
    assert merged([{"product": "ghec"}, {"products": list(PRODUCTS)}]) == {"product": "ghec"}
    assert json.dumps(merged([{"seed": 1}, {"seed": 2, "strict": True}])) == '{"seed": 1, "strict": true}'
