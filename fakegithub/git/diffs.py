"""Differences between two trees, as numbers, as GitHub's `patch` and as the text that `git diff` prints."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from fakegithub.git.lines import Hunk, compare_lines, split_lines
from fakegithub.git.objects import Entry, ObjectStore
from fakegithub.git.renames import TreeChange, find_changes, is_binary
from fakegithub.git.trees import show_path

_CONTEXT = 3
_ABBREVIATED = 7
_NO_SHA = "0" * 40
_HEADING_BYTES = 80
_BASE85_LINE = 52
_LENGTH_LETTERS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_ESCAPES = {7: "a", 8: "b", 9: "t", 10: "n", 11: "v", 12: "f", 13: "r", 34: '"', 92: "\\"}


@dataclass(frozen=True, slots=True)
class FileChange:
    """One file of a comparison, as GitHub lists it.

    `status` is added, removed, modified, renamed, or changed (another type: a file became a link). `sha` is
    the new blob's, of a removed file the old one's. `patch` holds hunks only; it is None for a binary file
    and when no line differs. https://docs.github.com/rest/commits/commits#get-a-commit
    """

    filename: str
    status: str
    additions: int
    deletions: int
    changes: int
    sha: str
    previous_filename: str | None
    patch: str | None


@dataclass(frozen=True, slots=True)
class ContentDiff:
    """How one content became another: `hunks` is empty for a binary one, whose lines nobody counts."""

    additions: int
    deletions: int
    binary: bool
    hunks: bytes


def list_files(objects: ObjectStore, old: str | None, new: str | None) -> Sequence[FileChange]:
    """The files that differ between two trees (None is the empty one), sorted by name in byte order."""
    return objects.remember(
        ("files", old, new),
        lambda: [_show_file(objects, change) for change in find_changes(objects, old, new)],
    )


def _show_file(objects: ObjectStore, change: TreeChange) -> FileChange:
    diff = diff_content(objects, change.old, change.new)
    entry = change.new or change.old
    return FileChange(
        filename=show_path(change.path),
        status=_status(change),
        additions=diff.additions,
        deletions=diff.deletions,
        changes=diff.additions + diff.deletions,
        sha=entry.sha if entry else _NO_SHA,
        previous_filename=show_path(change.old_path) if change.similarity is not None else None,
        patch=diff.hunks.decode("utf-8", "replace").removesuffix("\n") if diff.hunks else None,
    )


def _status(change: TreeChange) -> str:
    if change.old is None:
        return "added"
    if change.new is None:
        return "removed"
    if change.similarity is not None:
        return "renamed"
    return "changed" if has_other_type(change) else "modified"


def has_other_type(change: TreeChange) -> bool:
    """Whether git prints the change as a removal and an addition, for example of a link in a file's place."""
    old, new = change.old, change.new
    return old is not None and new is not None and old.mode >> 12 != new.mode >> 12


def diff_content(objects: ObjectStore, old: Entry | None, new: Entry | None) -> ContentDiff:
    """Remembered, because the same pair of blobs is shown by a commit, a comparison and a pull request."""
    return objects.remember(("content", old, new), lambda: _diff_content(objects, old, new))


def _diff_content(objects: ObjectStore, old: Entry | None, new: Entry | None) -> ContentDiff:
    before, after = objects.content(old), objects.content(new)
    if before == after:
        return ContentDiff(0, 0, is_binary(before), b"")
    if is_binary(before) or is_binary(after):
        return ContentDiff(0, 0, True, b"")
    a, b = split_lines(before), split_lines(after)
    hunks = compare_lines(a, b)
    return ContentDiff(
        additions=sum(hunk.new_end - hunk.new_start for hunk in hunks),
        deletions=sum(hunk.old_end - hunk.old_start for hunk in hunks),
        binary=False,
        hunks=b"".join(_print_hunks(a, b, hunks)),
    )


def _print_hunks(a: Sequence[bytes], b: Sequence[bytes], hunks: Sequence[Hunk]) -> Iterator[bytes]:
    heading, searched = b"", 0
    for group in _group(hunks):
        first, last = group[0], group[-1]
        lead = min(_CONTEXT, first.old_start)
        start = first.old_start - lead
        end = min(len(a), last.old_end + _CONTEXT)
        new_end = last.new_end + end - last.old_end
        heading = _find_heading(a, start, searched) or heading
        searched = start
        old_range = _print_range(start, end)
        new_range = _print_range(first.new_start - lead, new_end)
        yield b"@@ -%s +%s @@%s\n" % (old_range, new_range, b" " + heading if heading else b"")
        position = start
        for hunk in group:
            yield from (_print_line(b" ", line) for line in a[position : hunk.old_start])
            yield from (_print_line(b"-", line) for line in a[hunk.old_start : hunk.old_end])
            yield from (_print_line(b"+", line) for line in b[hunk.new_start : hunk.new_end])
            position = hunk.old_end
        yield from (_print_line(b" ", line) for line in a[position:end])


def _group(hunks: Sequence[Hunk]) -> list[list[Hunk]]:
    """Hunks whose context touches or overlaps are printed as one."""
    groups = [[hunk] for hunk in hunks[:1]]
    for before, hunk in pairwise(hunks):
        if hunk.old_start - before.old_end <= 2 * _CONTEXT:
            groups[-1].append(hunk)
        else:
            groups.append([hunk])
    return groups


def _find_heading(lines: Sequence[bytes], start: int, stop: int) -> bytes:
    """The nearest line above a hunk, not above the one before, that begins like a definition."""
    for line in reversed(lines[stop:start]):
        if line[:1].isalpha() or line[:1] in (b"_", b"$"):
            return line[:_HEADING_BYTES].rstrip(b" \t\n\r\v\f")
    return b""


def _print_range(start: int, end: int) -> bytes:
    length = end - start
    first = start + 1 if length else start
    return b"%d" % first if length == 1 else b"%d,%d" % (first, length)


def _print_line(sign: bytes, line: bytes) -> bytes:
    return sign + line if line.endswith(b"\n") else sign + line + b"\n\\ No newline at end of file\n"


def print_diff(objects: ObjectStore, old: str | None, new: str | None, *, binary: bool = False) -> bytes:
    """What `git diff` prints for two trees; with `binary` what `git diff --binary` prints.

    SHAs have 7 digits; git would add one where 7 are ambiguous among all objects.
    """
    return b"".join(
        print_change(objects, part, binary=binary)
        for change in find_changes(objects, old, new)
        for part in _split_by_type(change)
    )


def _split_by_type(change: TreeChange) -> list[TreeChange]:
    if not has_other_type(change):
        return [change]
    return [
        TreeChange(change.path, change.path, change.old, None),
        TreeChange(change.path, change.path, None, change.new),
    ]


def print_change(objects: ObjectStore, change: TreeChange, *, binary: bool) -> bytes:
    old, new = change.old, change.new
    a, b = quote_path(b"a/" + change.old_path), quote_path(b"b/" + change.path)
    diff = diff_content(objects, old, new)
    lines = [f"diff --git {a} {b}", *_print_modes(old, new)]
    if change.similarity is not None:
        lines.append(f"similarity index {change.similarity}%")
        lines += [f"rename from {quote_path(change.old_path)}", f"rename to {quote_path(change.path)}"]
    old_sha, new_sha = old.sha if old else _NO_SHA, new.sha if new else _NO_SHA
    if old_sha != new_sha:
        length = 40 if binary and diff.binary else _ABBREVIATED
        mode = f" {old.mode:06o}" if old and new and old.mode == new.mode else ""
        lines.append(f"index {old_sha[:length]}..{new_sha[:length]}{mode}")
    old_name, new_name = a if old else "/dev/null", b if new else "/dev/null"
    body = diff.hunks
    if diff.hunks:
        lines += [f"--- {_tabbed(old_name)}", f"+++ {_tabbed(new_name)}"]
    elif diff.binary and old_sha != new_sha:
        if binary:
            body = _print_binary(objects.content(old), objects.content(new))
        else:
            lines.append(f"Binary files {old_name} and {new_name} differ")
    return "".join(f"{line}\n" for line in lines).encode() + body


def _print_modes(old: Entry | None, new: Entry | None) -> list[str]:
    if old is None:
        return [f"new file mode {new.mode:06o}"] if new else []
    if new is None:
        return [f"deleted file mode {old.mode:06o}"]
    return [f"old mode {old.mode:06o}", f"new mode {new.mode:06o}"] if old.mode != new.mode else []


def _tabbed(name: str) -> str:
    # GNU patch reads a name with a blank only up to a tab.
    return f"{name}\t" if " " in name else name


def quote_path(path: bytes) -> str:
    """A path as git prints it: in quotes, with C's escapes, if it has control, quoting or non-ASCII bytes."""
    if all(0x20 <= byte < 0x7F and byte not in b'"\\' for byte in path):
        return path.decode("ascii")
    return f'"{"".join(_escape(byte) for byte in path)}"'


def _escape(byte: int) -> str:
    if byte in _ESCAPES:
        return f"\\{_ESCAPES[byte]}"
    return chr(byte) if 0x20 <= byte < 0x7F else f"\\{byte:03o}"


def _print_binary(old: bytes, new: bytes) -> bytes:
    """Both contents whole; git would print a delta where that is shorter. `git apply` reads either."""
    return b"GIT binary patch\n" + _print_literal(new) + b"\n" + _print_literal(old) + b"\n"


def _print_literal(content: bytes) -> bytes:
    packed = zlib.compress(content, zlib.Z_BEST_SPEED)
    rows = [packed[i : i + _BASE85_LINE] for i in range(0, len(packed), _BASE85_LINE)]
    return b"literal %d\n" % len(content) + b"".join(
        _LENGTH_LETTERS[len(row) - 1 : len(row)] + base64.b85encode(row, pad=True) + b"\n" for row in rows
    )
