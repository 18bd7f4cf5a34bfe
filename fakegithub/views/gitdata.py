"""How branches, tags, refs, trees, blobs and contents look from outside."""

from __future__ import annotations

import base64
from typing import Any
from urllib.parse import quote

from fakegithub.clock import node_id
from fakegithub.model.commits import Blob, Branch, Content, GitTag, Ref, Tag, Tree, TreeEntry
from fakegithub.spec import MISSING
from fakegithub.urls import Urls
from fakegithub.views.commits import git_url, object_link
from fakegithub.views.view import View, derived, view

# GitHub breaks base64 after 60 characters, and ends it with a line break.
_LINE = 60
# Of larger files the contents API gives no content. https://docs.github.com/rest/repos/contents
_INLINE = 1024 * 1024


def encoded(content: bytes) -> str:
    """base64 in lines, as GitHub writes it."""
    text = base64.b64encode(content).decode()
    return "".join(f"{text[start : start + _LINE]}\n" for start in range(0, len(text), _LINE))


def _protection(branch: Branch, _: Urls) -> dict[str, Any]:
    rules = branch.rules
    contexts = rules.required_contexts if rules is not None else ()
    enforced = "everyone" if rules is not None and rules.enforce_admins else "non_admins"
    return {
        "enabled": branch.protected,
        "required_status_checks": {
            "enforcement_level": enforced if contexts else "off",
            "contexts": list(contexts),
            "checks": [{"context": context, "app_id": None} for context in contexts],
        },
    }


@view(Branch)
class BranchView(View):
    links = derived(lambda branch, urls: {"self": urls.api(branch), "html": urls.html(branch)})
    protection = derived(_protection)
    protection_url = derived(lambda branch, urls: f"{urls.api(branch)}/protection")


@view(Ref)
class RefView(View):
    node_id = derived(lambda ref, _: node_id("REF", ref.repository.id, ref.ref))
    # The API's name of a ref is that of git in the plural: git/refs/heads/main.
    url = derived(lambda ref, urls: urls.api(ref))
    object = derived(
        lambda ref, urls: {
            "type": ref.object_type,
            **object_link(ref.repository, ref.object_type, ref.object_sha, urls),
        }
    )


def _archive(kind: str) -> derived:
    return derived(lambda tag, urls: f"{urls.api(tag.repository)}/{kind}/refs/tags/{quote(tag.name)}")


@view(Tag)
class TagView(View):
    node_id = derived(lambda tag, _: node_id("REF", tag.repository.id, f"refs/tags/{tag.name}"))
    zipball_url = _archive("zipball")
    tarball_url = _archive("tarball")
    commit = derived(
        lambda tag, urls: {
            "sha": tag.commit_sha,
            "url": f"{urls.api(tag.repository)}/commits/{tag.commit_sha}",
        }
    )


@view(GitTag)
class GitTagView(View):
    node_id = derived(lambda tag, _: node_id("TA", tag.repository.id, tag.sha))
    url = derived(lambda tag, urls: git_url(tag.repository, "tag", tag.sha, urls))
    object = derived(
        lambda tag, urls: {
            "type": tag.object_type,
            **object_link(tag.repository, tag.object_type, tag.object_sha, urls),
        }
    )
    verification = derived(
        lambda _tag, _: {
            "verified": False,
            "reason": "unsigned",
            "signature": None,
            "payload": None,
            "verified_at": None,
        }
    )


def _entry_url(entry: TreeEntry, urls: Urls) -> Any:
    # The commit of a submodule is another repository's.
    if entry.type == "commit":
        return MISSING
    return git_url(entry.repository, entry.type, entry.sha, urls)


@view(TreeEntry)
class TreeEntryView(View):
    url = derived(_entry_url)


@view(Tree)
class TreeView(View):
    url = derived(lambda tree, urls: git_url(tree.repository, "tree", tree.sha, urls))
    tree = derived(lambda tree, _: tree.entries)


@view(Blob)
class BlobView(View):
    node_id = derived(lambda blob, _: node_id("B", blob.repository.id, blob.sha))
    url = derived(lambda blob, urls: git_url(blob.repository, "blob", blob.sha, urls))
    size = derived(lambda blob, _: len(blob.content))
    encoding = derived(lambda _blob, _: "base64")
    content = derived(lambda blob, _: encoded(blob.content))


def _url(content: Content, urls: Urls) -> str:
    return f"{urls.api(content.repository)}/contents/{quote(content.path)}?ref={quote(content.ref, safe='')}"


def _html_url(content: Content, urls: Urls) -> str | None:
    if content.type == "submodule":
        return None
    kind = "tree" if content.type == "dir" else "blob"
    return f"{urls.html(content.repository)}/{kind}/{quote(content.ref)}/{quote(content.path)}"


def _git_url(content: Content, urls: Urls) -> str | None:
    if content.type == "submodule":
        return None
    return git_url(content.repository, "tree" if content.type == "dir" else "blob", content.sha, urls)


def _download_url(content: Content, urls: Urls) -> str | None:
    if content.type in ("dir", "submodule"):
        return None
    return f"{urls.raw_root}/{content.repository.full_name}/{quote(content.ref)}/{quote(content.path)}"


def _text(content: Content, _: Urls) -> Any:
    if content.content is None or content.type != "file":
        return MISSING
    return encoded(content.content) if content.size <= _INLINE else ""


def _encoding(content: Content, _: Urls) -> Any:
    if content.content is None or content.type != "file":
        return MISSING
    return "base64" if content.size <= _INLINE else "none"


def _target(content: Content, _: Urls) -> Any:
    if content.content is None or content.type != "symlink":
        return MISSING
    return content.content.decode("utf-8", "replace")


@view(Content)
class ContentView(View):
    name = derived(lambda content, _: content.path.rpartition("/")[2])
    url = derived(_url)
    html_url = derived(_html_url)
    git_url = derived(_git_url)
    download_url = derived(_download_url)
    links = derived(
        lambda content, urls: {
            "self": _url(content, urls),
            "git": _git_url(content, urls),
            "html": _html_url(content, urls),
        }
    )
    content = derived(_text)
    encoding = derived(_encoding)
    target = derived(_target)
