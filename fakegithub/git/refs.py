"""Names of refs, by git's rules. https://git-scm.com/docs/git-check-ref-format"""

from __future__ import annotations

import re

from fakegithub.errors import FakeGitHubError

_FORBIDDEN = re.compile(r"[\x00-\x20\x7f~^:?*\[\\]|\.\.|@\{|//|/\.|\.lock/|^[./]|[./]$|\.lock$")


class InvalidRef(FakeGitHubError, ValueError):
    """A name that git refuses for a ref, or one that another ref rules out."""


def is_valid_ref_name(name: str) -> bool:
    """Whether `git check-ref-format` accepts a full name, such as refs/heads/main."""
    return "/" in name and _FORBIDDEN.search(name) is None
