"""A repository: refs, and the objects that they lead to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType

from fakegithub.git.diffs import FileChange, list_files, print_diff
from fakegithub.git.graph import compare_histories, is_ancestor, log, merge_bases, topological_order
from fakegithub.git.merges import MergedTree, MergeResult, merge_commits, merge_trees
from fakegithub.git.objects import Commit, Entry, ObjectNotFound, ObjectStore, Signature, Tag, is_full_sha
from fakegithub.git.patches import print_patches
from fakegithub.git.refs import InvalidRef, is_valid_ref_name
from fakegithub.git.trees import (
    TYPES_OF_MODES,
    InvalidPath,
    TreeEntry,
    check_path,
    edit_tree,
    find_entry,
    require_paths,
    show_entry,
    walk_tree,
)

FileContent = str | bytes | None
NewEntry = tuple[str, str, str, str | None]
OnChange = Callable[[str, str | None, str | None], None]

_LEAST_ABBREVIATION = 7
_REF_FORMS = ("refs/heads/{}", "refs/tags/{}", "refs/{}")


class Repository:
    """Objects and refs. Forks share one `objects`: a SHA of one can be read in all of them, as on GitHub.

    Methods that take a SHA raise ObjectNotFound for one that is not there. `on_change(name, old, new)` is
    called after every change of a ref; None stands for "no such ref".
    """

    def __init__(self, objects: ObjectStore | None = None) -> None:
        self.objects = objects if objects is not None else ObjectStore()
        self.on_change: OnChange | None = None
        self._refs: dict[str, str] = {}

    def copy(self, objects: ObjectStore) -> Repository:
        """The same refs over a copy of the objects, which forks go on sharing. Nobody is told of changes."""
        made = Repository(objects)
        made._refs = dict(self._refs)
        return made

    # --- refs

    @property
    def refs(self) -> Mapping[str, str]:
        """Full names to SHAs; a view that cannot be written."""
        return MappingProxyType(self._refs)

    def ref(self, name: str) -> str | None:
        return self._refs.get(name)

    def set_ref(self, name: str, sha: str) -> None:
        """Raises InvalidRef for a bad name, or one that would be a directory and a ref at once."""
        if not name.startswith("refs/") or not is_valid_ref_name(name):
            raise InvalidRef(
                f"{name!r} is not a name for a ref: it must begin with refs/ and be valid for git."
            )
        if sha not in self.objects:
            raise ObjectNotFound(f"{name} cannot point to {sha!r}: there is no such object.")
        old = self._refs.get(name)
        if old == sha:
            return
        if old is None:
            self._check_directories(name)
        self._refs[name] = sha
        self._tell(name, old, sha)

    def delete_ref(self, name: str) -> None:
        if name not in self._refs:
            raise ObjectNotFound(f"There is no ref {name!r} to delete.")
        self._tell(name, self._refs.pop(name), None)

    def _check_directories(self, name: str) -> None:
        for other in self._refs:
            if other.startswith(f"{name}/") or name.startswith(f"{other}/"):
                raise InvalidRef(f"{name!r} cannot be created: {other!r} exists.")

    def _tell(self, name: str, old: str | None, new: str | None) -> None:
        if self.on_change is not None:
            self.on_change(name, old, new)

    # --- objects

    def has(self, sha: str) -> bool:
        return sha in self.objects

    def resolve(self, revision: str) -> str | None:
        """The SHA that a revision names, tags peeled: a full SHA, a full ref, a branch, a tag, a short SHA.

        A short SHA has at least 7 digits; a commit wins over other objects; an ambiguous one gives None.
        """
        if is_full_sha(revision):
            return self.objects.peel(revision) if self.has(revision) else None
        if revision in self._refs:
            return self.objects.peel(self._refs[revision])
        for form in _REF_FORMS:
            sha = self._refs.get(form.format(revision))
            if sha is not None:
                return self.objects.peel(sha)
        return self._expand(revision)

    def _expand(self, short: str) -> str | None:
        if len(short) < _LEAST_ABBREVIATION or not is_full_sha(short.ljust(40, "0")):
            return None
        found = [sha for sha in self.objects if sha.startswith(short)]
        commits = [sha for sha in found if self.objects.read(sha)[0] == "commit"]
        candidates = commits or found
        return self.objects.peel(candidates[0]) if len(candidates) == 1 else None

    def write_blob(self, content: bytes) -> str:
        return self.objects.write("blob", content)

    def read_blob(self, sha: str) -> bytes:
        return self.objects.blob(sha)

    def write_tree(self, files: Mapping[str, FileContent], base: str | None = None) -> str:
        """Write files by path over `base`, a tree or commit; text as UTF-8, None deletes, modes are kept.

        Raises InvalidPath for a path that git refuses, ObjectNotFound for one to delete that is not there.
        """
        base = self.objects.tree_of(base) if base else None
        edits: dict[bytes, Entry | None] = {}
        for name, content in files.items():
            path = check_path(name)
            if content is None:
                edits[path] = None
                continue
            old = find_entry(self.objects, base, path) if base else None
            mode = old.mode if old is not None and old.type == "blob" else 0o100644
            data = content.encode() if isinstance(content, str) else content
            edits[path] = Entry(mode, self.objects.write("blob", data))
        require_paths(self.objects, base, edits)
        return edit_tree(self.objects, base, edits)

    def write_tree_entries(self, entries: Iterable[NewEntry], base: str | None = None) -> str:
        """Write (path, mode, type, sha) over `base`, a tree or commit; a sha None deletes.

        Raises InvalidPath for a bad path, or a mode that is unknown or belongs to another type.
        Raises ObjectNotFound for a path to delete, or an object of that type, that is not there (the commit
        of a submodule need not be).
        """
        base = self.objects.tree_of(base) if base else None
        edits: dict[bytes, Entry | None] = {}
        for path, mode, kind, sha in entries:
            if TYPES_OF_MODES.get(mode) != kind:
                raise InvalidPath(f"{path!r}: mode {mode!r} does not go with type {kind!r}.")
            if sha is not None and kind != "commit":
                self.objects.read(sha, kind)
            edits[check_path(path)] = None if sha is None else Entry(int(mode, 8), sha)
        require_paths(self.objects, base, edits)
        return edit_tree(self.objects, base, edits)

    def tree(self, sha: str, recursive: bool = False) -> list[TreeEntry]:
        """The entries of a tree, or of a commit's, in git's order; recursively with the directories, too."""
        tree = self.objects.tree_of(sha)
        return [
            show_entry(self.objects, path, entry)
            for path, entry in walk_tree(self.objects, tree, recursive=recursive)
        ]

    def read_path(self, tree_or_commit_sha: str, path: str) -> TreeEntry | None:
        """What is at a path; the empty path is the root directory."""
        key = path.encode()
        entry = find_entry(self.objects, self.objects.tree_of(tree_or_commit_sha), key)
        return show_entry(self.objects, key, entry) if entry is not None else None

    def write_commit(
        self,
        *,
        tree: str,
        parents: Iterable[str],
        message: str,
        author: Signature,
        committer: Signature | None = None,
    ) -> str:
        """The message is kept as it is; the committer is the author unless another is given."""
        parents = tuple(parents)
        self.objects.read(tree, "tree")
        for parent in parents:
            self.objects.commit(parent)
        return self.objects.write_commit(tree, parents, author, committer or author, message)

    def commit_files(
        self,
        *,
        parent: str | None,
        files: Mapping[str, FileContent],
        message: str,
        author: Signature,
        committer: Signature | None = None,
    ) -> str:
        """Commit `files` (as for `write_tree`) on top of a commit, or as a first one."""
        tree = self.write_tree(files, self.commit(parent).tree_sha if parent else None)
        parents = (parent,) if parent else ()
        return self.objects.write_commit(tree, parents, author, committer or author, message)

    def commit(self, sha: str) -> Commit:
        return self.objects.commit(sha)

    def write_tag(
        self, *, name: str, message: str, tagger: Signature, object_sha: str, object_type: str = "commit"
    ) -> str:
        """An annotated tag; the ref refs/tags/… that makes it visible is set apart."""
        self.objects.read(object_sha, object_type)
        return self.objects.write_tag(name, message, tagger, object_sha, object_type)

    def tag(self, sha: str) -> Tag:
        return self.objects.tag(sha)

    # --- history

    def log(self, start: str, *, path: str | None = None, exclude: Iterable[str] = ()) -> Iterator[Commit]:
        """Commits of `start`, not of `exclude`, that changed `path`; lazily, in the order of `git log`."""
        return log(self.objects, start, path=(path or "").strip("/").encode(), exclude=exclude)

    def merge_base(self, a: str, b: str) -> str | None:
        bases = merge_bases(self.objects, a, b)
        return bases[0] if bases else None

    def is_ancestor(self, a: str, b: str) -> bool:
        """Whether `a` is reachable from `b`; a commit is its own ancestor."""
        return is_ancestor(self.objects, a, b)

    def ahead_behind(self, base: str, head: str) -> tuple[int, int]:
        """How many commits head has that base lacks, and the other way round."""

        def count() -> tuple[int, int]:
            comparison = compare_histories(self.objects, [head], [base])
            return len(comparison.left), len(comparison.right)

        return self.objects.remember(("ahead", base, head), count)

    # --- differences

    def diff(self, base: str | None, head: str) -> list[FileChange]:
        """The files that differ between two commits or trees (None: the empty one), sorted by name."""
        return list(list_files(self.objects, *self._trees(base, head)))

    def diff_bytes(self, base: str | None, head: str) -> bytes:
        """What `git diff base head` prints."""
        return print_diff(self.objects, *self._trees(base, head))

    def diff_text(self, base: str | None, head: str) -> str:
        """`diff_bytes`; what is not UTF-8 becomes U+FFFD."""
        return self.diff_bytes(base, head).decode("utf-8", "replace")

    def patch_bytes(self, base: str | None, head: str) -> bytes:
        """What `git format-patch --stdout --no-signature base..head` prints."""
        return print_patches(self.objects, base, head)

    def patch_text(self, base: str | None, head: str) -> str:
        """`patch_bytes`; what is not UTF-8 becomes U+FFFD."""
        return self.patch_bytes(base, head).decode("utf-8", "replace")

    def _trees(self, base: str | None, head: str) -> tuple[str | None, str]:
        return (self.objects.tree_of(base) if base else None), self.objects.tree_of(head)

    # --- merges

    def merge_trees(self, base: str | None, ours: str, theirs: str) -> MergedTree:
        """Merge what changed from tree `base` to tree `theirs` into tree `ours`."""
        return merge_trees(self.objects, base, ours, theirs)

    def can_merge(self, base: str, head: str) -> bool:
        return not merge_commits(self.objects, base, head).conflicts

    def merge(
        self, base: str, head: str, *, message: str, author: Signature, committer: Signature | None = None
    ) -> MergeResult:
        """A merge commit with the parents base and head, even where base could be moved forward to head."""
        return self._commit_merge(base, head, (base, head), message, author, committer)

    def squash(
        self, base: str, head: str, *, message: str, author: Signature, committer: Signature | None = None
    ) -> MergeResult:
        """One commit on base with all that head changed."""
        return self._commit_merge(base, head, (base,), message, author, committer)

    def _commit_merge(
        self,
        base: str,
        head: str,
        parents: tuple[str, ...],
        message: str,
        author: Signature,
        committer: Signature | None,
    ) -> MergeResult:
        merged = merge_commits(self.objects, base, head)
        if merged.conflicts:
            return MergeResult(None, merged.conflicts)
        sha = self.objects.write_commit(merged.tree, parents, author, committer or author, message)
        return MergeResult(sha, shas=(sha,))

    def rebase(self, base: str, head: str, *, committer: Signature) -> MergeResult:
        """Write head's own commits anew on base, each with its author and message, without merge commits.

        All of them get new SHAs, also where head stands on base already, as GitHub does it. A commit whose
        changes base has already is left out.
        """
        own = compare_histories(self.objects, [head], [base]).left
        tip, shas = base, []
        for commit in reversed(topological_order(self.objects, own, head)):
            if len(commit.parents) > 1:
                continue
            before = self.commit(commit.parents[0]).tree_sha if commit.parents else None
            onto = self.commit(tip).tree_sha
            merged = merge_trees(self.objects, before, onto, commit.tree_sha)
            if merged.conflicts:
                return MergeResult(None, merged.conflicts)
            if merged.tree == onto and commit.tree_sha != before:
                continue
            tip = self.objects.write_commit(merged.tree, (tip,), commit.author, committer, commit.message)
            shas.append(tip)
        return MergeResult(tip, shas=tuple(shas))
