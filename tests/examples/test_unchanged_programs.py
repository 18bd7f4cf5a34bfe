import os
import subprocess
import sys

import httpx
import pytest
import requests

from fakegithub.errors import HostRefused

API = "https://api.github.com"  # as it stands in a program that knows no other


@pytest.fixture
def octocat(github):
    github.user("octocat").create_repository("hello-world", files={"README.md": "# Hello"})
    return github.token("octocat")


@pytest.fixture
def intercepted(github):
    with github.intercept_httpx():
        yield github


def test_httpx_in_process(intercepted, octocat):
    answer = httpx.get(f"{API}/user", headers={"Authorization": f"Bearer {octocat}"})
    assert answer.json()["login"] == "octocat"
    intercepted.calls.one("users/get-authenticated")


def test_any_library_in_this_process(github, octocat):
    with github.intercept(GITHUB_TOKEN=octocat):
        token = os.environ["GITHUB_TOKEN"]
        answer = requests.get(f"{API}/user", headers={"Authorization": f"Bearer {token}"})
    assert answer.json()["url"] == f"{API}/users/octocat"


def test_a_program_of_its_own(github, octocat):
    program = "import urllib.request as u; print(u.urlopen('https://api.github.com/users/octocat').status)"
    environment = os.environ | github.environment(GITHUB_TOKEN=octocat)
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True)
    assert done.stdout == "200\n"


def test_nothing_gets_out(intercepted):
    with pytest.raises(HostRefused, match=r"example\.com:443 is not called while"):
        httpx.get("https://example.com/")
    assert [refusal.host for refusal in intercepted.refused] == ["example.com"]
