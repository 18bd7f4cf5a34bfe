"""Mistakes in how a bot takes deliveries: signatures, contents, answers, and those that come twice."""

from __future__ import annotations

from receiver_edits import Mistake, answer_within, constant, edit, put

from fakegithub.sample_receiver import client, memory, pulls, signatures, web

MISTAKES = (
    Mistake(
        "never calls back",
        "pr_opened",
        edit(
            pulls.on_opened,
            ("outcome = await on_new_head", "return NOTHING_TO_DO\n    outcome = await on_new_head"),
        ),
        says=("it answered pull_request.opened with 200 and called nothing within 5s",),
    ),
    Mistake(
        "crashes",
        "pr_opened",
        edit(
            web.handle,
            (
                "async def work() -> str:",
                'raise RuntimeError("the database is gone")\n    async def work() -> str:',
            ),
        ),
        says=("it answered pull_request.opened with 500: RuntimeError: the database is gone",),
    ),
    Mistake(
        "answers when GitHub has stopped waiting",
        "pr_opened",
        answer_within(1),
        edit(
            web.handle,
            (
                "async def work() -> str:",
                "import asyncio\n    await asyncio.Event().wait()\n    async def work() -> str:",
            ),
        ),
        says=("it did not answer pull_request.opened within 1 s",),
    ),
    Mistake(
        "takes deliveries at another path",
        "pr_opened",
        edit(web.receive, ("body = await request.body()", 'return PlainTextResponse("Not Found", 404)')),
        fault="setup",
        says=("the receiver takes no deliveries at http://receiver.test/: it answered 404", "set its `path`"),
    ),
    Mistake(
        "answers with a redirect",
        "pr_opened",
        edit(
            web.receive,
            ("body = await request.body()", 'return PlainTextResponse("", 302, {"Location": "/webhook/"})'),
        ),
        fault="setup",
        says=("it answered pull_request.opened with 302, and GitHub follows no redirect",),
    ),
    Mistake(
        "says OK though its work has failed",
        "redelivery",
        edit(web.receive, ('{error}", 502)', '{error}")')),
        says=("its answer differs: status 200 instead of at least 500",),
    ),
    Mistake(
        "believes what is not signed",
        "forged_delivery",
        edit(signatures.is_signed, ("return False", "return True")),
        says=(
            "step 2: delivery",
            "status 200 instead of at least 400 and at most 499",
            "other calls were made",
        ),
    ),
    Mistake(
        "believes every signature",
        "forged_delivery",
        edit(signatures.is_signed, ("return bool(secret) and ", "return True or ")),
        says=(
            "step 1: delivery",
            "status 200 instead of at least 400 and at most 499",
            "other calls were made",
        ),
    ),
    Mistake(
        "checks the signature of what it has parsed and written again",
        "pr_opened",
        edit(
            signatures.is_signed,
            ("secret.encode(), body,", "secret.encode(), json.dumps(json.loads(body)).encode(),"),
        ),
        fault="setup",
        says=("the receiver refused pull_request.opened with 403", "does it check the body byte for byte?"),
    ),
    Mistake(
        "has another secret than the hook",
        "pr_opened",
        edit(web.receive, ('os.environ.get("GITHUB_WEBHOOK_SECRET", "")', '"development"')),
        fault="setup",
        says=("the receiver refused pull_request.opened with 403", "is its secret the hook's"),
    ),
    Mistake(
        "knows SHA-256 signatures only",
        "ghes_legacy",
        constant(signatures, "_ALGORITHMS", signatures._ALGORITHMS[:1]),
        fault="setup",
        says=("the receiver refused pull_request.opened with 403", "It was signed with SHA-1 only."),
    ),
    Mistake(
        "reads JSON where a form comes",
        "ghes_legacy",
        edit(
            signatures.read_payload, ('content_type.startswith("application/x-www-form-urlencoded")', "False")
        ),
        says=("it answered pull_request.opened with 400: the body is neither JSON nor a form",),
    ),
    Mistake(
        "has the address of the API written into it",
        "ghes_legacy",
        edit(client.api_root, ('return configured.rstrip("/")', 'return "http://127.0.0.1:1"')),
        says=("a call of the API has failed: All connection attempts failed",),
    ),
    Mistake(
        "leaves out /api/v3 on GitHub Enterprise",
        "ghes_legacy",
        edit(client.api_root, ('return configured.rstrip("/")', 'return configured.removesuffix("/api/v3")')),
        says=("has a wrong URL: the API of ghe-2.14 lies below /api/v3, and",),
    ),
    Mistake(
        "takes a ping for an event with an action",
        "ping",
        put(web.HANDLERS, "ping", pulls.on_pull_request),
        edit(web.receive, ('event == "ping"', 'event == "pong"')),
        says=("it answered ping with 500: KeyError: 'action'",),
    ),
    Mistake(
        "works on a delivery as often as it comes",
        "duplicate_delivery",
        edit(memory.Memory.once, ("if self.has_done(key)", "if False")),
        says=("but [pending, success, pending, success, pending, success]", "duplicate 2 of 2"),
    ),
    Mistake(
        "works on a delivery that comes while it works on it",
        "duplicate_delivery",
        edit(
            memory.Memory.once,
            ("lock = self._locks.setdefault(key, asyncio.Lock())", "lock = asyncio.Lock()"),
        ),
        says=("comment {user: ci-bot}: expected exactly 1, 3 came", "duplicate 2 of 2"),
    ),
    Mistake(
        "does not work on a delivery again that has failed",
        "redelivery",
        edit(
            memory.Memory.once, ("answer = await work()", "self.remember(key)\n        answer = await work()")
        ),
        says=(
            "it answered pull_request.opened with 200 and called nothing",
            "the receiver answered: done already",
        ),
    ),
)
