"""Handles: an account, a repository, an issue or a pull request to hold in the hand.

A handle joins an entity with the world it lives in and with who acts on it. Its methods run
operations, each as `by` (a login or a handle) or else as the one the handle was made for; its
properties read the world as it is now.
"""

from fakegithub.handles.accounts import AccountHandle
from fakegithub.handles.apps import AppHandle, InstallationHandle
from fakegithub.handles.discussions import DiscussionHandle
from fakegithub.handles.handle import Files, Handle
from fakegithub.handles.issues import IssueHandle
from fakegithub.handles.pulls import Commit, PullRequestHandle
from fakegithub.handles.repositories import RepositoryHandle
from fakegithub.handles.teams import TeamHandle

__all__ = [
    "AccountHandle",
    "AppHandle",
    "Commit",
    "DiscussionHandle",
    "Files",
    "Handle",
    "InstallationHandle",
    "IssueHandle",
    "PullRequestHandle",
    "RepositoryHandle",
    "TeamHandle",
]
