"""Mistakes in how a bot calls the API: as whom, how often, and how far it follows it."""

from __future__ import annotations

from datetime import timedelta

from receiver_edits import Mistake, answer_within, constant, drop, edit

from fakegithub.sample_receiver import client, greetings, installations, patience, web

MISTAKES = (
    Mistake(
        "does not notice that it is installed",
        "installation_created",
        drop(web.HANDLERS, "installation"),
        says=("it answered installation.created with 200 and called nothing",),
    ),
    Mistake(
        "forgets all repositories but the first",
        "installation_created",
        edit(greetings.on_installation, ("in repositories:", "in repositories[:1]:")),
        says=("issues/create has repo hello-world instead of hello-moon",),
    ),
    Mistake(
        "does not notice that it is given another repository",
        "installation_created",
        drop(web.HANDLERS, "installation_repositories"),
        says=("it answered installation_repositories.added with 200 and called nothing",),
    ),
    Mistake(
        "works with a person's token instead of the installation's",
        "installation_created",
        edit(web.auth_for, ('"installation" in payload', "False")),
        fault="setup",
        says=(
            "none of apps/create-installation-access-token",
            "is right, but made by octocat: which token does the receiver use?",
        ),
    ),
    Mistake(
        "signs JWTs that are good for too long",
        "installation_created",
        constant(installations, "_JWT_LIFETIME", timedelta(minutes=11)),
        says=(
            "GitHub refused its call",
            "401 'Expiration time' claim ('exp') is too far in the future",
        ),
    ),
    Mistake(
        "gives up when its token has ended",
        "token_expired",
        edit(installations.InstallationAuth.auth_flow, ("response.status_code == 401", "False")),
        says=("it did not make up for call", "which was answered with 401 on purpose"),
    ),
    Mistake(
        "asks for a token with every call",
        "token_expired",
        edit(
            installations.InstallationAuth._known_token,
            ("return token if", "return None if True else token if"),
        ),
        says=("call apps/create-installation-access-token: expected exactly 1, 8 came",),
    ),
    Mistake(
        "calls without its token",
        "pr_opened",
        edit(client.http_client, ("if token and auth is None", "if False")),
        fault="setup",
        says=("it made call", "without a token: 401 Requires authentication"),
    ),
    Mistake(
        "reads the first page only",
        "many_files",
        edit(client._next_page, ("return ", "return None and ")),
        says=("No conflict markers in 100 files instead of contains zoo.txt",),
    ),
    Mistake(
        "does not try again when the API is down",
        "api_down",
        constant(patience, "_DOWN", ()),
        says=("it did not make up for call #2, which was answered with 502 on purpose",),
    ),
    Mistake(
        "tries for longer than GitHub waits",
        "rate_limited",
        constant(patience, "LONGEST", 1e9),
        answer_within(4),
        says=("it did not answer pull_request.synchronize within 4 s",),
    ),
    Mistake(
        "does not wait for the end of a rate limit",
        "rate_limited",
        edit(patience.pause, ("wait = _limit_ends(response)", "wait = 0.0")),
        says=("call repos/create-commit-status: expected exactly 1, 4 came", "fault: rate limit exhausted"),
    ),
    Mistake(
        "does not wait as long as Retry-After says",
        "secondary_limit",
        edit(patience._retry_after, ("float(text)", "0.0")),
        says=("call issues/create-comment: expected exactly 1, 4 came", "fault: secondary rate limit"),
    ),
    Mistake(
        "gives up at a secondary limit",
        "secondary_limit",
        constant(patience, "_LIMITED", ()),
        says=(
            "it did not make up for call",
            "which was answered with 403 on purpose",
            "secondary rate limit",
        ),
    ),
    Mistake(
        "does not follow redirects",
        "repository_renamed",
        edit(client.http_client, ("follow_redirects=True", "follow_redirects=False")),
        says=("pulls/get has an old URL, and its redirect (301) was not followed",),
    ),
)
