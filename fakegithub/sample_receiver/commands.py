"""Commands in comments: each on a line of its own, with a slash before it."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from fakegithub.sample_receiver.client import GitHubClient
from fakegithub.sample_receiver.jobs import JOBS, Job, run_on_pull
from fakegithub.sample_receiver.labels import APPROVED, HOLD, LGTM, label_exists, put_label, take_label
from fakegithub.sample_receiver.merging import merge_if_ready
from fakegithub.sample_receiver.people import author_of, is_bot, may_write
from fakegithub.sample_receiver.pulls import NOTHING_TO_DO, source_of
from fakegithub.sample_receiver.signatures import Payload

_LINE = re.compile(r"/([a-z][a-z-]*)(?:[ \t]+(\S.*?))?[ \t]*")
_CANCEL = "cancel"


@dataclass(frozen=True, slots=True)
class Order:
    """One command of one comment. `issue` may be a pull request: an issue as far as comments go."""

    github: GitHubClient
    issue: Mapping[str, Any]
    comment: Mapping[str, Any]
    name: str
    argument: str

    @property
    def number(self) -> int:
        return int(self.issue["number"])

    @property
    def login(self) -> str:
        return author_of(self.comment)

    @property
    def by_author(self) -> bool:
        return self.login == author_of(self.issue)

    async def pull(self) -> Mapping[str, Any]:
        """The payload has no head, and would have an old one."""
        found: Mapping[str, Any] = await self.github.get(f"/pulls/{self.number}")
        return found

    async def reply(self, text: str) -> str:
        body = {"body": f"@{self.login}, {text}"}
        await self.github.post(f"/issues/{self.number}/comments", body)
        return text

    async def react(self, content: str) -> None:
        await self.github.post(f"/issues/comments/{self.comment['id']}/reactions", {"content": content})


@dataclass(frozen=True, slots=True)
class Command:
    """Those who can push may give it; `for_author`: who has opened the pull request may, too."""

    run: Callable[[Order], Awaitable[str]]
    for_author: bool = False
    for_issues: bool = False


async def on_issue_comment(github: GitHubClient, payload: Payload) -> str:
    comment = payload["comment"]
    # Bots that answer bots do not come to an end.
    if payload["action"] != "created" or is_bot(comment["user"]):
        return NOTHING_TO_DO
    orders = [Order(github, payload["issue"], comment, *words) for words in read(comment["body"])]
    return "; ".join([await obey(order) for order in orders]) or NOTHING_TO_DO


def read(text: str) -> Iterator[tuple[str, str]]:
    """The commands in a text, with what stands behind each."""
    matches = (_LINE.fullmatch(line) for line in text.splitlines())
    return ((match[1], match[2] or "") for match in matches if match is not None)


async def obey(order: Order) -> str:
    command = COMMANDS.get(order.name)
    if command is None:
        await order.react("confused")
        return f"there is no command /{order.name}"
    if "pull_request" not in order.issue and not command.for_issues:
        return f"/{order.name} is for pull requests"
    if not await may_give(order, command):
        return await order.reply(f"only those who can push to this repository may say `/{order.name}`.")
    return await command.run(order)


async def may_give(order: Order, command: Command) -> bool:
    if command.for_author and order.by_author:
        return True
    return await may_write(order.github, order.login)


async def retest(order: Order) -> str:
    if order.argument:
        await order.react("confused")
        return "/retest has no arguments"
    pull = await order.pull()
    passed = await run_on_pull(order.github, pull)
    result = "have passed" if passed else "have found something"
    said = await order.reply(f"the checks of {pull['head']['sha'][:7]} in {source_of(pull)} {result}.")
    await merge_if_ready(order.github, order.number)
    return said


async def test(order: Order) -> str:
    wanted = list(JOBS.values()) if order.argument == "all" else _job(order.argument)
    if not wanted:
        known = ", ".join(f"`/test {name}`" for name in ("all", *JOBS))
        return await order.reply(f"there is no such job. There are: {known}.")
    await run_on_pull(order.github, await order.pull(), wanted)
    await merge_if_ready(order.github, order.number)
    return "tested"


def _job(name: str) -> list[Job]:
    return [JOBS[name]] if name in JOBS else []


async def label(order: Order) -> str:
    # GitHub would make a label of every slip of the pen.
    if not await label_exists(order.github, order.argument):
        return await order.reply(f"this repository has no label `{order.argument}`.")
    await put_label(order.github, order.number, order.argument)
    await order.react("+1")
    return "labeled"


async def unlabel(order: Order) -> str:
    await take_label(order.github, order.number, order.argument)
    await order.react("+1")
    return "unlabeled"


async def lgtm(order: Order) -> str:
    if order.by_author and order.argument != _CANCEL:
        return await order.reply("you cannot say that of your own pull request.")
    return await _switch(order, LGTM)


async def approve(order: Order) -> str:
    return await _switch(order, APPROVED)


async def hold(order: Order) -> str:
    return await _switch(order, HOLD)


async def _switch(order: Order, name: str) -> str:
    """Put a label on, or with `cancel` take it off; that may be all that was missing."""
    if order.argument == _CANCEL:
        await take_label(order.github, order.number, name)
    else:
        await put_label(order.github, order.number, name)
    await merge_if_ready(order.github, order.number)
    return f"{order.name} {order.argument}".strip()


COMMANDS = {
    "retest": Command(retest, for_author=True),
    "test": Command(test, for_author=True),
    "hold": Command(hold, for_author=True),
    "lgtm": Command(lgtm),
    "approve": Command(approve),
    "label": Command(label, for_issues=True),
    "remove-label": Command(unlabel, for_issues=True),
}
