"""Commits as mail, as `git format-patch` writes them and GitHub's `.patch` answers.

https://git-scm.com/docs/git-format-patch
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from fakegithub.git.diffs import diff_content, print_diff, quote_path
from fakegithub.git.graph import log
from fakegithub.git.objects import Commit, ObjectStore, Signature
from fakegithub.git.renames import TreeChange, find_changes

_WIDTH = 72
_SUBJECT_WIDTH = 78
_ENCODED_WORD = 76
_LEAST_GRAPH = 6
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MIME = "MIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: 8bit\n"
_SPECIAL_IN_NAMES = frozenset('()<>[]:;@\\,."')


def print_patches(objects: ObjectStore, base: str | None, head: str) -> bytes:
    """The commits of head that base lacks, the oldest first; None: all commits of head.

    Merges are left out, and so are commits that change nothing, but these count in `[PATCH n/m]`.
    """
    listed = list(log(objects, head, exclude=[base] if base else []))
    commits = [commit for commit in reversed(listed) if len(commit.parents) < 2]
    patches = (_print_patch(objects, commit, n, len(commits)) for n, commit in enumerate(commits, 1))
    return b"\n".join(patch for patch in patches if patch)


def _print_patch(objects: ObjectStore, commit: Commit, number: int, total: int) -> bytes:
    parent = objects.commit(commit.parents[0]).tree_sha if commit.parents else None
    changes = find_changes(objects, parent, commit.tree_sha)
    if not changes:
        return b""
    label = "[PATCH]" if total == 1 else f"[PATCH {number:0{len(str(total))}}/{total}]"
    title, body = _split_message(commit.message)
    subject = _encode_header(title, len(f"Subject: {label} ")) if title else ""
    mime = "" if commit.message.isascii() else _MIME
    head = (
        f"From {commit.sha} Mon Sep 17 00:00:00 2001\n"
        f"From: {_print_author(commit.author)}\n"
        f"Date: {_print_date(commit)}\n"
        f"Subject: {label} {subject}\n"
        f"{mime}\n"
    )
    text = f"{head}{body}\n" if body else head
    diff = print_diff(objects, parent, commit.tree_sha, binary=True)
    return f"{text}---\n{print_stat(objects, changes)}\n".encode() + diff


def _split_message(message: str) -> tuple[str, str]:
    """The first paragraph in one line, and the rest."""
    lines = [line.rstrip() for line in message.strip("\n").split("\n")]
    end = next((i for i, line in enumerate(lines) if not line), len(lines))
    return " ".join(lines[:end]), "\n".join(lines[end:]).strip("\n")


def _print_date(commit: Commit) -> str:
    date = commit.author.date
    return f"{_DAYS[date.weekday()]}, {date.day} {_MONTHS[date.month - 1]} {date:%Y %H:%M:%S} +0000"


def _print_author(author: Signature) -> str:
    name, used = author.name, len("From: ")
    if not name.isascii():
        name = _encode_words(name, used, address=True)
    elif _SPECIAL_IN_NAMES.intersection(name):
        name = '"' + re.sub(r'(["\\])', r"\\\1", name) + '"'
    else:
        name = _encode_header(name, used)
    *above, last = name.split("\n")
    column = len(last) + (0 if above else used)
    separator = "\n " if column + len(f" <{author.email}>") > _SUBJECT_WIDTH else " "
    return f"{name}{separator}<{author.email}>"


def _encode_header(text: str, used: int) -> str:
    """Folded before 78 columns; if it is not ASCII, as encoded words (RFC 2047)."""
    if not text.isascii() or "=?" in text:
        return _encode_words(text, used)
    folded, column = "", used - 1
    for word in text.split(" "):
        if column + 1 + len(word) > _SUBJECT_WIDTH:
            folded += "\n"
            column = 0
        folded += f" {word}"
        column += 1 + len(word)
    return folded.removeprefix(" ")


def _encode_words(text: str, used: int, *, address: bool = False) -> str:
    opening, closing = "=?UTF-8?q?", "?="
    encoded, column = opening, used + len(opening)
    for character in text:
        plain = character.isalnum() or character in "!*+-/" if address else character not in "=?_ "
        printable = character.isascii() and character.isprintable() and plain
        part = character if printable else "".join(f"={byte:02X}" for byte in character.encode())
        if column + len(part) + len(closing) > _ENCODED_WORD:
            encoded += f"{closing}\n {opening}"
            column = len(opening) + 1
        encoded += part
        column += len(part)
    return encoded + closing


def print_stat(objects: ObjectStore, changes: Sequence[TreeChange]) -> str:
    """The table that `git diff --stat --summary` prints, 72 columns wide."""
    diffs = [diff_content(objects, change.old, change.new) for change in changes]
    names = [_print_rename(change) for change in changes]
    sizes = [
        (len(objects.content(change.old)), len(objects.content(change.new))) if diff.binary else None
        for change, diff in zip(changes, diffs, strict=True)
    ]
    counts = [(diff.additions, diff.deletions) for diff in diffs]
    most = max((added + removed for added, removed in counts), default=0)
    wide = max((14 + len(f"{new}{old}") for old, new in filter(None, sizes)), default=0)
    digits = max(len(str(most)), 3 if wide else 0)
    name_width, graph_width = _share_width(max(map(len, names)), most, wide, digits)
    rows = []
    for name, size, (added, removed) in zip(names, sizes, counts, strict=True):
        shown = _shorten(name, name_width)
        row = f" {shown:{name_width}} | "
        if size is not None:
            same = size[0] == size[1] == 0
            rows.append(f"{row}{'Bin':>{digits}}" + ("" if same else f" {size[0]} -> {size[1]} bytes"))
            continue
        plus, minus = _scale(added, removed, graph_width, most)
        rows.append(f"{row}{added + removed:{digits}} {'+' * plus}{'-' * minus}".rstrip(" "))
    rows.append(_print_total(len(changes), sum(a for a, _ in counts), sum(r for _, r in counts)))
    rows += [line for change, name in zip(changes, names, strict=True) for line in _summarize(change, name)]
    return "".join(f"{row}\n" for row in rows)


def _share_width(name_width: int, most: int, wide: int, digits: int) -> tuple[int, int]:
    """Columns for the name and for the graph: git gives the graph at most 3/8 if names need the place."""
    graph_width = most if most + 4 > wide else wide - 4
    if name_width + digits + 6 + graph_width > _WIDTH:
        graph_width = min(graph_width, max(_WIDTH * 3 // 8 - digits - 6, _LEAST_GRAPH))
        available = _WIDTH - digits - 6 - graph_width
        if name_width > available:
            name_width = available
        else:
            graph_width = _WIDTH - digits - 6 - name_width
    return name_width, graph_width


def _shorten(name: str, width: int) -> str:
    if len(name) <= width:
        return name
    end = name[len(name) - width + 3 :]
    slash = end.find("/")
    return "..." + (end[slash:] if slash >= 0 else end)


def _scale(added: int, removed: int, width: int, most: int) -> tuple[int, int]:
    if width > most:
        return added, removed

    def scaled(count: int) -> int:
        return 1 + count * (width - 1) // most if count else 0

    total = max(scaled(added + removed), 2 if added and removed else 0)
    if added < removed:
        plus = scaled(added)
        return plus, total - plus
    minus = scaled(removed)
    return total - minus, minus


def _print_total(files: int, added: int, removed: int) -> str:
    text = f" {files} file{'' if files == 1 else 's'} changed"
    if added or not removed:
        text += f", {added} insertion{'' if added == 1 else 's'}(+)"
    if removed or not added:
        text += f", {removed} deletion{'' if removed == 1 else 's'}(-)"
    return text


def _summarize(change: TreeChange, name: str) -> list[str]:
    old, new = change.old, change.new
    if old is None or new is None:
        entry, word = (new, "create") if new else (old, "delete")
        return [f" {word} mode {entry.mode:06o} {name}"] if entry else []
    lines = [f" rename {name} ({change.similarity}%)"] if change.similarity is not None else []
    if old.mode != new.mode:
        suffix = "" if change.similarity is not None else f" {name}"
        lines.append(f" mode change {old.mode:06o} => {new.mode:06o}{suffix}")
    return lines


def _print_rename(change: TreeChange) -> str:
    """`dir/{old => new}/name` for a rename, so that what both names share stands there once."""
    old, new = quote_path(change.old_path), quote_path(change.path)
    if old == new:
        return new
    if old.startswith('"') or new.startswith('"'):
        return f"{old} => {new}"
    shared = 0
    while shared < min(len(old), len(new)) and old[shared] == new[shared]:
        shared += 1
    start = old.rfind("/", 0, shared) + 1
    # The slash that ends the common start may also begin the common end: a/{ => b}/c
    limit = min(len(old), len(new)) - max(start - 1, 0)
    length = tail = 0
    while length < limit and old[-1 - length] == new[-1 - length]:
        length += 1
        if old[-length] == "/":
            tail = length
    if not start and not tail:
        return f"{old} => {new}"
    middle_old, middle_new = (
        old[start : max(len(old) - tail, start)],
        new[start : max(len(new) - tail, start)],
    )
    return f"{new[:start]}{{{middle_old} => {middle_new}}}{new[len(new) - tail :]}"
