"""Nasty but legal payloads, by name: what GitHub sends rarely, and what receivers break on.

A variant takes any payload in which it finds something to change, and what comes out fits GitHub's schema
still. Where it finds nothing (a push has no body), it does not apply.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from fakegithub.clock import node_id
from fakegithub.errors import SchemaMismatch, UnknownVariant, suggestion
from fakegithub.scenarios.samples.commits import many_commits
from fakegithub.scenarios.samples.moves import renamed, transferred
from fakegithub.scenarios.samples.samples import SamplePayload, payload_schema
from fakegithub.spec import Schema, all_null, minimal

# What an event is about, the most special first: the one whose text and author a variant changes.
_SUBJECTS = ("comment", "review", "discussion", "release", "milestone", "pull_request", "issue")
# GitHub's account that stands for deleted ones. https://github.com/ghost
_GHOST = ("ghost", 10137)
_LONGEST_BODY = 65_536  # characters, the limit that GitHub names in its own error message
# Characters outside the Basic Multilingual Plane: four bytes each in UTF-8, two units in UTF-16.
_FOUR_BYTES = (
    "\U0001f6a8 \U00020bb7\U00020bb7 \U0001d54f "
    "\U0001f468\u200d\U0001f469\u200d\U0001f467 \U0001f1fa\U0001f1f3"
)
_AWKWARD = (
    "Say \"hi\" to 'them'\n\\ & <b>`$(x)`</b> "
    "\u202etfel ot thgir\u202c \u200f\u05e9\u05dc\u05d5\u05dd\u200f ${{ 7 }}"
)

# (payload to change in place, its schema) -> the changed payload, None when there is nothing to change
Change = Callable[[Any, Schema], Any]


@dataclass(frozen=True, slots=True)
class Variant:
    """`what` says what is unusual about it, in one line."""

    name: str
    what: str
    change: Change


def _subject(payload: Any) -> Any:
    return next((payload[name] for name in _SUBJECTS if isinstance(payload.get(name), dict)), None)


def _deleted_fork(payload: Any, _schema: Schema) -> Any:
    pull = payload.get("pull_request")
    if not isinstance(pull, dict) or not pull.get("head", {}).get("repo"):
        return None
    head = pull["head"]
    user = head.get("user")
    if isinstance(user, dict):
        # A fork belongs to somebody else than the repository.
        head["user"] = _account_as(user, "monalisa", user["id"] + 1)
        head["label"] = f"monalisa:{head['ref']}"
    head["repo"] = None
    return payload


def _ghost(payload: Any, schema: Schema) -> Any:
    """Deleted authors of issues, pull requests and comments are shown as @ghost; those of reviews and
    review comments are null.

    https://github.com/atlassian/github-for-jira/pull/164  https://github.com/NixOS/nixpkgs/pull/417642
    """
    subject = _subject(payload)
    author = next(
        (name for name in ("user", "author") if subject and isinstance(subject.get(name), dict)), None
    )
    if author is None:
        return None
    before = subject[author]
    if payload.get("review") is subject or "diff_hunk" in subject:
        subject[author] = None
        if schema.is_valid(payload):
            return payload
    subject[author] = _account_as(before, *_GHOST)
    return payload


def _bot(payload: Any, _schema: Schema) -> Any:
    sender = payload.get("sender")
    if not isinstance(sender, dict):
        return None
    bot = _account_as(sender, "sample-ci[bot]", sender["id"] + 1, "BOT")
    root = str(bot.get("html_url", "")).rpartition("/")[0]
    payload["sender"] = {**bot, "type": "Bot", **({"html_url": f"{root}/apps/sample-ci"} if root else {})}
    return payload


def _body(text: str | None) -> Change:
    def change(payload: Any, _schema: Schema) -> Any:
        subject = _subject(payload)
        if not subject or "body" not in subject:
            return None
        subject["body"] = text
        return payload

    return change


def _awkward_title(payload: Any, _schema: Schema) -> Any:
    subjects = [payload[name] for name in _SUBJECTS if isinstance(payload.get(name), dict)]
    titled = [subject for subject in subjects if "title" in subject]
    for subject in titled:
        subject["title"] = _AWKWARD
    return payload if titled else None


def _account_as(account: Mapping[str, Any], login: str, id: int, prefix: str = "U") -> dict[str, Any]:
    """The same account object for somebody else: login, id and every URL."""
    old, path = str(account["login"]), login.replace("[", "%5B").replace("]", "%5D")
    out: dict[str, Any] = {}
    for name, value in account.items():
        if isinstance(value, str) and name.endswith("url"):
            value = value.replace(f"/{old}", f"/{path}").replace(f"/{account['id']}", f"/{id}")
        out[name] = value
    out.update(login=login, id=id, **({"node_id": node_id(prefix, id)} if "node_id" in out else {}))
    return out


VARIANTS: dict[str, Variant] = {
    variant.name: variant
    for variant in (
        Variant(
            "deleted-fork", "the fork that a pull request came from is gone: head.repo is null", _deleted_fork
        ),
        Variant("ghost-user", "the author has deleted the account: @ghost, or null in reviews", _ghost),
        Variant("bot-sender", "an app's bot has done it: the sender's type is Bot", _bot),
        Variant("empty-body", "the body is an empty text", _body("")),
        Variant("null-body", "there is no body: null", _body(None)),
        Variant("long-body", "a body of 65,536 characters", _body("x" * _LONGEST_BODY)),
        Variant("unicode-body", "a body of characters that take four bytes", _body(_FOUR_BYTES)),
        Variant("many-commits", "2,048 commits in one push, the most there can be", many_commits),
        Variant(
            "awkward-title",
            "a title with quotes, a newline, shell code and right-to-left marks",
            _awkward_title,
        ),
        Variant("renamed-repository", "the repository has a new name, and the id it always had", renamed),
        Variant(
            "transferred-repository", "the repository has a new owner, and the id it always had", transferred
        ),
        Variant(
            "all-null",
            "null wherever the schema admits it",
            lambda payload, schema: all_null(schema, payload),
        ),
        Variant(
            "minimal",
            "without anything that the schema does not require",
            lambda p, schema: minimal(schema, p),
        ),
    )
}


def vary(sample: SamplePayload, name: str, product: str) -> SamplePayload:
    """`sample` in the variant `name`. Raises UnknownVariant, with those that apply, when there is no such
    variant or the payload has nothing that it could change."""
    found = VARIANTS.get(name)
    if found is None:
        raise UnknownVariant(
            f'there is no variant "{name}".{suggestion(name, VARIANTS)} For {sample.name} there are: '
            + ", ".join(applicable(sample, product))
        )
    changed = variant_of(sample, name, product)
    if changed is None:
        known = ", ".join(applicable(sample, product))
        raise UnknownVariant(f"{sample.name} has nothing that {name} could change; there are: {known}")
    return changed


def applicable(sample: SamplePayload, product: str) -> list[str]:
    """The names of the variants that there are of `sample`."""
    return [name for name in VARIANTS if variant_of(sample, name, product) is not None]


def variant_of(sample: SamplePayload, name: str, product: str) -> SamplePayload | None:
    """`sample` in a variant that there is; None where the payload has nothing that it could change, or the
    schema does not admit what it would make."""
    schema = payload_schema(sample, product)
    payload = VARIANTS[name].change(copy.deepcopy(sample.payload), schema)
    if payload is None or payload == sample.payload:
        return None
    try:
        schema.validate(payload)
    except SchemaMismatch:
        return None
    return SamplePayload(sample.event, sample.action, sample.tier, payload)
