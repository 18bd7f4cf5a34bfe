"""Programs that know one GitHub only, https://api.github.com, each with another HTTP library.

Every one sets a status on the head of a repository's main branch and returns the URL of the status. None
of them knows that it is tested.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable

import aiohttp
import github
import httpx
import requests
import urllib3

API = "https://api.github.com"
REPOSITORY = f"{API}/repos/octocat/hello-world"
STATUS = {"state": "success", "context": "ci/hardwired"}
# Made when the program is imported, long before anybody intercepts.
http = httpx.Client()


def headers(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}", "User-Agent": "hardwired"}


def by_httpx(token: str) -> str:
    head = http.get(f"{REPOSITORY}/commits/main", headers=headers(token)).raise_for_status().json()["sha"]
    answer = http.post(f"{REPOSITORY}/statuses/{head}", headers=headers(token), json=STATUS)
    return answer.raise_for_status().json()["url"]


def by_httpx_asynchronously(token: str) -> str:
    async def run() -> str:
        async with httpx.AsyncClient(headers=headers(token)) as client:
            head = (await client.get(f"{REPOSITORY}/commits/main")).raise_for_status().json()["sha"]
            answer = await client.post(f"{REPOSITORY}/statuses/{head}", json=STATUS)
            return answer.raise_for_status().json()["url"]

    return asyncio.run(run())


def by_requests(token: str) -> str:
    with requests.Session() as session:
        session.headers.update(headers(token))
        head = session.get(f"{REPOSITORY}/commits/main").json()["sha"]
        answer = session.post(f"{REPOSITORY}/statuses/{head}", json=STATUS)
        answer.raise_for_status()
        return answer.json()["url"]


def by_urllib3(token: str) -> str:
    with urllib3.PoolManager(headers=headers(token)) as pool:
        head = pool.request("GET", f"{REPOSITORY}/commits/main").json()["sha"]
        body = json.dumps(STATUS)
        return pool.request("POST", f"{REPOSITORY}/statuses/{head}", body=body).json()["url"]


def by_aiohttp(token: str) -> str:
    async def run() -> str:
        async with aiohttp.ClientSession(headers=headers(token), raise_for_status=True) as session:
            async with session.get(f"{REPOSITORY}/commits/main") as answer:
                head = (await answer.json())["sha"]
            async with session.post(f"{REPOSITORY}/statuses/{head}", json=STATUS) as answer:
                return (await answer.json())["url"]

    return asyncio.run(run())


def by_pygithub(token: str) -> str:
    options = {"retry": None, "seconds_between_requests": None, "seconds_between_writes": None}
    with github.Github(auth=github.Auth.Token(token), **options) as hub:
        commit = hub.get_repo("octocat/hello-world").get_commit("main")
        return commit.create_status(**STATUS).url


CONSUMERS: dict[str, Callable[[str], str]] = {
    "httpx": by_httpx,
    "httpx-async": by_httpx_asynchronously,
    "requests": by_requests,
    "urllib3": by_urllib3,
    "aiohttp": by_aiohttp,
    "PyGithub": by_pygithub,
}

if __name__ == "__main__":
    import os
    import sys

    print(CONSUMERS[sys.argv[1]](os.environ["GITHUB_TOKEN"]))
