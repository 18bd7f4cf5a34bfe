"""Scenario files as tests."""

from __future__ import annotations

import shutil

import pytest
from pytest_helpers import run_apart, run_here

from fakegithub.scenarios.language.library import folder

pytest_plugins = ["pytester"]

PASSING = """\
name: A label is made
given:
  repositories: [{name: octocat/hello-world}]
steps:
  - label.create: {name: ready}
"""
FAILING = """\
# The first line
name: A pull request gets a red status
given:
  repositories:
    - {name: octocat/hello-world, files: {README.md: hi}, hooks: [{events: [pull_request], secret: s3cret}]}
steps:
  - name: octocat opens a pull request
    pull_request.open: {head: greeting, files: {hi.txt: hi}}
    expect: {statuses: {ci/sample: failure}}
"""


def write(pytester: pytest.Pytester, **files: str) -> None:
    """Files of the folder `scenarios`."""
    scenarios = pytester.path / "scenarios"
    scenarios.mkdir(exist_ok=True)
    for name, text in files.items():
        (scenarios / f"{name}.yaml").write_text(text, "utf-8")


def names(result: pytest.RunResult) -> list[str]:
    return [
        line for line in result.outlines if "::" in line and not line.startswith(("=", "FAILED", "ERROR"))
    ]


def test_each_product_of_each_file_is_a_test(pytester: pytest.Pytester) -> None:
    write(pytester, one=PASSING, two=f"products: [github.com, ghes-3.19]\n{PASSING}")
    result = run_here(pytester, "scenarios", "-v")
    result.assert_outcomes(passed=3)
    assert [line.split()[0] for line in names(result)] == [
        "scenarios/one.yaml::github.com",
        "scenarios/two.yaml::github.com",
        "scenarios/two.yaml::ghes-3.19",
    ]


def test_a_file_that_can_only_be_used_is_no_test(pytester: pytest.Pytester) -> None:
    write(pytester, one=PASSING, part=f"parameters: {{color: null}}\n{PASSING}")
    result = run_here(pytester, "scenarios", "-v")
    assert [line.split()[0] for line in names(result)] == ["scenarios/one.yaml::github.com"]


def test_ready_made_scenarios_are_tests(pytester: pytest.Pytester) -> None:
    scenarios = pytester.mkdir("scenarios")
    for name in ("ping", "pr_opened", "retest_comment"):
        shutil.copy(folder() / f"{name}.yaml", scenarios)
    result = run_here(pytester)
    assert result.parseoutcomes().keys() == {"passed"}
    assert result.parseoutcomes()["passed"] >= 3


def test_a_failed_scenario_shows_its_report(pytester: pytest.Pytester) -> None:
    write(pytester, red=FAILING)
    result = run_here(pytester, "scenarios", "-rf")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            "*_ A pull request gets a red status [[]github.com[]] _*",
            "FAILED  A pull request gets a red status (scenarios/red.yaml, github.com, *",
            "*scenarios/red.yaml:9:*",
            "*nearest: *",
            "*expected*actual*",
            "*timeline*",
            "FAILED scenarios/red.yaml::github.com - octocat opens a pull request: *",
        ]
    )
    result.stdout.no_fnmatch_line("*Traceback*")
    result.stdout.no_fnmatch_line("*s3cret*")


def test_a_failed_scenario_of_a_worker_shows_its_report(pytester: pytest.Pytester) -> None:
    write(pytester, red=FAILING, green=PASSING)
    result = run_apart(pytester, "scenarios", "-n", "2")
    result.assert_outcomes(failed=1, passed=1)
    result.stdout.fnmatch_lines(
        ["FAILED  A pull request gets a red status (scenarios/red.yaml, github.com, *"]
    )


def test_tests_are_chosen_by_name_product_and_title(pytester: pytest.Pytester) -> None:
    write(pytester, one=PASSING, two=f"products: [github.com, ghes-3.19]\n{FAILING}")
    run_here(pytester, "-k", "one").assert_outcomes(passed=1, deselected=2)
    run_here(pytester, "-k", "ghes").assert_outcomes(failed=1, deselected=2)
    run_here(pytester, "-k", "label").assert_outcomes(passed=1, deselected=2)
    run_here(pytester, "scenarios/two.yaml::ghes-3.19").assert_outcomes(failed=1)


def test_the_last_failed_are_run_again(pytester: pytest.Pytester) -> None:
    write(pytester, one=PASSING, red=FAILING)
    cached = ("-p", "cacheprovider", "-o", "cache_dir=.cache")
    options = ["-W", "error", "-o", "asyncio_default_fixture_loop_scope=function"]
    pytester.runpytest_inprocess(*options, *cached, "-p", "no:xdist").assert_outcomes(passed=1, failed=1)
    again = pytester.runpytest_inprocess(*options, *cached, "-p", "no:xdist", "--lf", "-v")
    again.assert_outcomes(failed=1)


def test_markers_of_the_file_choose_tests(pytester: pytest.Pytester) -> None:
    pytester.makeini("[pytest]\naddopts = --strict-markers\nmarkers =\n    slow: takes its time\n")
    write(pytester, quick=PASSING, slow=f"markers: [slow]\n{PASSING}", never=f"markers: [skip]\n{FAILING}")
    run_here(pytester, "-m", "slow").assert_outcomes(passed=1, deselected=2)
    run_here(pytester, "-m", "not slow").assert_outcomes(passed=1, skipped=1, deselected=1)


def test_a_marker_that_nobody_knows_is_refused_where_pytest_is_strict(pytester: pytest.Pytester) -> None:
    pytester.makeini("[pytest]\naddopts = --strict-markers\n")
    write(pytester, slow=f"{PASSING}markers: [quick, slow]\n")
    result = run_here(pytester)
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["scenarios/slow.yaml:6:11: 'quick' not found in `markers` configuration*"])


def test_a_broken_file_is_an_error_of_collection_with_all_that_is_wrong(pytester: pytest.Pytester) -> None:
    write(pytester, broken=PASSING.replace("given", "givn").replace("name: ready", "nam: ready"))
    result = run_here(pytester)
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(
        ['*broken.yaml:2:1: unknown key "givn". Did you mean "given"?', "*broken.yaml:5:*nam*"]
    )
    result.stdout.no_fnmatch_line("*Traceback*")


def test_what_the_file_cannot_mean_fails_its_test_with_the_place(pytester: pytest.Pytester) -> None:
    write(pytester, wrong=PASSING + "  - label.create: {name: '${nobody.name}'}\n")
    result = run_here(pytester)
    assert any("scenarios/wrong.yaml:6:" in line and "nobody" in line for line in result.outlines)
    result.stdout.no_fnmatch_line("*Traceback*")


LEFT_ALONE = {
    ".github/workflows/ci.yaml": "name: CI\non: push\njobs: {}\n",
    "config.yaml": PASSING,
    "scenarios/data.yaml": "octocat: 1\n",
    "scenarios/common/steps.yaml": "parameters: {name: ready}\nsteps:\n  - label.create: {name: ready}\n",
    "scenarios/binary.yaml": "\udcff",
    "scenarios/readme.md": PASSING,
}


def test_other_files_are_left_alone(pytester: pytest.Pytester) -> None:
    for name, text in LEFT_ALONE.items():
        file = pytester.path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode("utf-8", "surrogateescape"))
    assert run_here(pytester).ret == pytest.ExitCode.NO_TESTS_COLLECTED


@pytest.mark.parametrize("place", ["scenarios/label.yaml", "deep/scenarios/in/label.yml", "label.yaml"])
def test_scenarios_are_found_where_they_are_meant(pytester: pytest.Pytester, place: str) -> None:
    file = pytester.path / place
    file.parent.mkdir(parents=True, exist_ok=True)
    schema = "# yaml-language-server: $schema=../schemas/scenario.schema.json\n"
    file.write_text(PASSING if "scenarios" in place else schema + PASSING)
    run_here(pytester).assert_outcomes(passed=1)


def test_a_file_that_is_named_is_a_scenario_wherever_it_is(pytester: pytest.Pytester) -> None:
    (pytester.path / "label.yaml").write_text(PASSING)
    run_here(pytester, "label.yaml").assert_outcomes(passed=1)


def test_globs_of_the_ini_file_say_what_is_a_scenario(pytester: pytest.Pytester) -> None:
    pytester.makeini("[pytest]\nfakegithub_scenarios = flows/*.yaml flows/*.yml\n")
    write(pytester, elsewhere=PASSING)
    flows = pytester.mkdir("flows")
    (flows / "one.yaml").write_text(PASSING)
    (flows / "two.yml").write_text("nothing: [of, the, kind]\n")
    result = run_here(pytester, "--continue-on-collection-errors")
    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(['*flows/two.yml:1:1: unknown key "nothing"*'])


def test_nothing_is_a_scenario_when_there_are_no_globs(pytester: pytest.Pytester) -> None:
    pytester.makeini("[pytest]\nfakegithub_scenarios =\n")
    write(pytester, one=PASSING)
    assert run_here(pytester).ret == pytest.ExitCode.NO_TESTS_COLLECTED


SILENT = """
    events = []

    def app(environ, start_response):
        environ["wsgi.input"].read()
        events.append(environ["PATH_INFO"])
        start_response("200 OK", [])
        return []
"""


def test_the_command_line_takes_the_place_of_the_file(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(silent=SILENT)
    write(pytester, two=f"products: [github.com, ghec]\n{FAILING.replace('failure', 'success')}")
    run_here(pytester).assert_outcomes(passed=2)
    result = run_here(
        pytester,
        "--fakegithub-receiver=silent:app",
        "--fakegithub-product=ghes-3.19",
        "--fakegithub-path=/hook",
    )
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*red status [[]ghes-3.19[]]*", "*receiver.test/hook*"])


def test_the_ini_file_speaks_for_files_that_say_nothing(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(silent=SILENT)
    pytester.makeini("[pytest]\nfakegithub_receiver = silent:app\nfakegithub_product = ghes-3.19\n")
    flow = FAILING.replace("failure", "success")
    own = "product: ghec\nreceiver: {app: fakegithub.sample_receiver:app}\n"
    write(pytester, own=own + flow, bare=flow)
    result = run_here(pytester, "-v")
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(["*bare.yaml::ghes-3.19 FAILED*", "*own.yaml::ghec PASSED*"])


def test_a_receiver_that_cannot_be_imported_fails_the_test_in_a_line(pytester: pytest.Pytester) -> None:
    write(pytester, one=PASSING)
    result = run_here(pytester, "--fakegithub-receiver=nowhere:app")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["the receiver nowhere:app cannot be imported: *"])
    result.stdout.no_fnmatch_line("*Traceback*")
