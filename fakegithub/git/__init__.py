"""Git's objects, refs, trees, diffs and merges, in memory and with git's own SHAs.

    objects, refs, trees     what is stored
    graph                    which commits lead to which
    lines, sliders, renames  what differs, line by line and file by file
    diffs, patches           how differences are shown
    merges                   three-way merges
    repository               all of it together; start here

Times are always passed in. Nothing here reads a clock, a disk or a network.
"""

from fakegithub.git.diffs import FileChange
from fakegithub.git.merges import MergedTree, MergeResult
from fakegithub.git.objects import Commit, ObjectNotFound, ObjectStore, Signature, Tag
from fakegithub.git.refs import InvalidRef, is_valid_ref_name
from fakegithub.git.repository import Repository
from fakegithub.git.trees import InvalidPath, TreeEntry

__all__ = [
    "Commit",
    "FileChange",
    "InvalidPath",
    "InvalidRef",
    "MergeResult",
    "MergedTree",
    "ObjectNotFound",
    "ObjectStore",
    "Repository",
    "Signature",
    "Tag",
    "TreeEntry",
    "is_valid_ref_name",
]
