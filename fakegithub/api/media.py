"""Other forms of a resource than plain JSON: diffs, raw files, and bodies as text and HTML.

https://docs.github.com/rest/using-the-rest-api/getting-started-with-the-rest-api#media-types
"""

from __future__ import annotations

import html
from collections.abc import Callable
from typing import Any

from fakegithub.model.commits import Blob, Commit, Comparison, Content
from fakegithub.model.pulls import PullRequest
from fakegithub.model.releases import ReleaseAsset
from fakegithub.world import World

Form = Callable[[World, Any], bytes]


def other_form(world: World, value: Any, name: str) -> bytes | None:
    """`value` in the form `name` (diff, patch, raw, sha, html); None when it has no such form.

    Values without the form are answered in JSON, as GitHub does.
    """
    form = _FORMS.get((type(value), name))
    if form is None or (isinstance(value, Content) and value.content is None):
        return None
    return form(world, value)


def _pull_diff(world: World, pull: PullRequest) -> bytes:
    git = world.git(pull.repository)
    base = git.merge_base(pull.base.sha, pull.head.sha)
    return git.diff_bytes(base, pull.head.sha)


def _pull_patch(world: World, pull: PullRequest) -> bytes:
    git = world.git(pull.repository)
    return git.patch_bytes(pull.base.sha, pull.head.sha)


def _commit_diff(world: World, commit: Commit) -> bytes:
    return world.git(commit.repository).diff_bytes(_parent(commit), commit.sha)


def _commit_patch(world: World, commit: Commit) -> bytes:
    return world.git(commit.repository).patch_bytes(_parent(commit), commit.sha)


def _parent(commit: Commit) -> str | None:
    return commit.parents[0] if commit.parents else None


def _comparison_diff(world: World, comparison: Comparison) -> bytes:
    git = world.git(comparison.repository)
    return git.diff_bytes(comparison.merge_base_commit.sha, _head(comparison))


def _comparison_patch(world: World, comparison: Comparison) -> bytes:
    git = world.git(comparison.repository)
    return git.patch_bytes(comparison.base_commit.sha, _head(comparison))


def _head(comparison: Comparison) -> str:
    return comparison.commits[-1].sha if comparison.commits else comparison.merge_base_commit.sha


_FORMS: dict[tuple[type, str], Form] = {
    (PullRequest, "diff"): _pull_diff,
    (PullRequest, "patch"): _pull_patch,
    (Commit, "diff"): _commit_diff,
    (Commit, "patch"): _commit_patch,
    (Commit, "sha"): lambda _world, commit: commit.sha.encode(),
    (Comparison, "diff"): _comparison_diff,
    (Comparison, "patch"): _comparison_patch,
    (Content, "raw"): lambda _world, content: content.content,
    (Content, "html"): lambda _world, content: to_html(content.content.decode("utf-8", "replace")).encode(),
    (Blob, "raw"): lambda _world, blob: blob.content,
    (ReleaseAsset, "file"): lambda _world, asset: asset.data,
}

# Which keys stand for `body` in each form of something written in Markdown.
_BODY_KEYS = {
    "raw": ("body",),
    "text": ("body_text",),
    "html": ("body_html",),
    "full": ("body", "body_text", "body_html"),
}


def with_bodies(rendered: Any, name: str | None) -> Any:
    """The JSON value, or each item of a list, with the bodies that a media type asks for."""
    keys = _BODY_KEYS.get(name or "raw")
    if keys is None or keys == ("body",):
        return rendered
    if isinstance(rendered, list):
        return [with_bodies(item, name) for item in rendered]
    if not isinstance(rendered, dict) or "body" not in rendered:
        return rendered
    body = rendered["body"] or ""
    bodies = {"body": rendered["body"], "body_text": body.strip(), "body_html": to_html(body)}
    rest = {key: item for key, item in rendered.items() if key != "body"}
    return rest | {key: bodies[key] for key in keys}


def to_html(markdown: str) -> str:
    """Paragraphs and line breaks with everything else escaped: no Markdown is interpreted here.

    GitHub's own renderer is a product of its own; receivers that need its exact output cannot be tested
    against this.
    """
    paragraphs = [part.strip() for part in markdown.replace("\r\n", "\n").split("\n\n")]
    return "\n".join(
        f'<p dir="auto">{html.escape(part, quote=False).replace(chr(10), "<br>" + chr(10))}</p>'
        for part in paragraphs
        if part
    )
