"""Changes of the sample receiver that a user may make without harm: no scenario may fail with any of them."""

from __future__ import annotations

from dataclasses import dataclass

from receiver_edits import Change, constant, edit

from fakegithub.sample_receiver import (
    client,
    commands,
    installations,
    jobs,
    labels,
    merging,
    patience,
    pulls,
    reports,
    web,
)


@dataclass(frozen=True, slots=True)
class Variation:
    """`scenarios` are those in which it shows. `patient`: the receiver works after its answer."""

    name: str
    scenarios: str
    changes: tuple[Change, ...]
    patient: bool = False


_LABELED = "issue = await github.get(f'/issues/{number}')\n    found = names_of(issue)\n    "
_SET_LABELS = (
    "await github.attempt('PUT', f'/issues/{number}/labels', refusals=(), json={'labels': sorted(found)})"
)
_BEGIN = 'await self.github.patch(f"/check-runs/{self.id}", {"status": "in_progress"})'
_LATER = """loop = asyncio.get_running_loop()
        tasks = request.app.state._state.setdefault("tasks", set())
        task = loop.create_task(handle(memory, event, guid, payload))
        tasks.add(task)
        task.add_done_callback(tasks.discard)
        return PlainTextResponse("accepted", 202)"""

VARIATIONS = (
    Variation(
        "answers 202 instead of 200",
        "pr_opened check_rerequested push_main tag_and_release review_approved",
        (
            edit(
                web.receive,
                (
                    "(await handle(memory, event, guid, payload))",
                    "(await handle(memory, event, guid, payload), 202)",
                ),
            ),
        ),
    ),
    Variation(
        "answers 204 and nothing more",
        "pr_opened duplicate_delivery",
        (
            edit(
                web.receive,
                (
                    "PlainTextResponse(await handle(memory, event, guid, payload))",
                    "Response(await handle(memory, event, guid, payload) and None, 204)",
                ),
            ),
        ),
    ),
    Variation(
        "answers first and works then",
        "pr_opened pr_updated pr_from_fork push_main check_rerequested",
        (
            edit(
                web.receive,
                ("# Of a server", "import asyncio\n    # Of a server"),
                ("return PlainTextResponse(await handle(memory, event, guid, payload))", _LATER),
            ),
        ),
        patient=True,
    ),
    Variation(
        "takes its time with each call",
        "pr_opened required_checks out_of_order",
        (edit(client.GitHubClient._request, ("    try:", "    await asyncio.sleep(0.01)\n    try:")),),
    ),
    Variation(
        "says everything in other words",
        "pr_opened pr_from_fork command_comment prow_job retest_comment",
        (
            edit(pulls.welcome, ("Thank you, @{author}! {said}", "{said} Greetings to @{author} :-)")),
            edit(commands.Order.reply, ("@{self.login}, {text}", "{text} Is that fine, @{self.login}?")),
        ),
    ),
    Variation(
        "says hello before it checks anything",
        "pr_opened pr_from_fork duplicate_delivery",
        (
            edit(
                pulls.on_opened,
                ("    outcome = await on_new_head(github, payload)\n", ""),
                ("author_of(pull), outcome", "author_of(pull), Outcome.STALE"),
                ("return outcome", "return await on_new_head(github, payload)"),
            ),
        ),
    ),
    Variation(
        "reads more than it needs",
        "pr_opened label_flow draft_ready merge_and_close review_approved",
        (
            edit(
                web.handle,
                ("return await HANDLERS", "await github.get('')\n            return await HANDLERS"),
            ),
        ),
    ),
    Variation(
        "calls the API with another scheme, other headers and smaller pages",
        "pr_opened many_files pr_from_fork",
        (
            edit(
                client.http_client,
                ("Bearer {token}", "token {token}"),
                ("application/vnd.github+json", "application/json"),
            ),
            constant(client, "_PER_PAGE", 30),
        ),
    ),
    Variation(
        "links to its log instead of describing what it has found",
        "pr_opened pr_updated push_main",
        (
            edit(
                reports.StatusReport._set,
                ('"description": description[:_LONGEST]', '"target_url": "https://ci.example.com/1"'),
            ),
        ),
    ),
    Variation(
        "runs one job after the other",
        "prow_job",
        (
            edit(
                jobs.run,
                ("    for each in reports:\n        await each.begin()\n", ""),
                ("        flawed = [", "        await each.begin()\n        flawed = ["),
            ),
        ),
    ),
    Variation(
        "queues its check runs before it begins them",
        "check_rerequested token_expired",
        (
            edit(
                reports.CheckRunReport.begin,
                ('"in_progress"', '"queued"'),
                (
                    '["id"]',
                    f'["id"]\n    {_BEGIN}',
                ),
            ),
        ),
    ),
    Variation(
        "sets all labels at once instead of one by one",
        "command_comment review_approved prow_job pr_force_pushed",
        (
            edit(
                labels.put_label,
                (
                    'await github.post(f"/issues/{number}/labels", {"labels": [name]})',
                    f"{_LABELED}found |= {{name}}\n    {_SET_LABELS}",
                ),
            ),
            edit(
                labels.take_label,
                (
                    "await github.attempt(",
                    f"{_LABELED}found -= {{name}}\n    {_SET_LABELS}\n    return\n    await github.attempt(",
                ),
            ),
        ),
    ),
    Variation(
        "shows with a reaction that it has seen a command",
        "pr_opened retest_comment command_comment prow_job",
        (
            edit(
                commands.obey,
                ("    if command is None:", '    await order.react("eyes")\n    if command is None:'),
            ),
        ),
    ),
    Variation(
        "waits for a 401 before it asks for another token",
        "token_expired",
        (
            edit(
                installations.InstallationAuth._known_token,
                ("token is not None and token.expires_at - _EARLIER > self._now()", "token is not None"),
            ),
        ),
    ),
    Variation(
        "merges by squashing",
        "required_checks prow_job",
        (
            edit(
                merging.merge_if_ready,
                ('"sha": pull["head"]["sha"]', '"sha": pull["head"]["sha"], "merge_method": "squash"'),
            ),
        ),
    ),
    Variation(
        "tries more often when the API is down",
        "api_down rate_limited",
        (constant(patience, "ATTEMPTS", 6), constant(patience, "BACKOFF", 0.03)),
    ),
)
