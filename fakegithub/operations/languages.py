"""Which languages a repository is written in, by the names of its files."""

from __future__ import annotations

from collections import Counter
from pathlib import PurePosixPath

from fakegithub import git

# The languages of Linguist that a file's name alone decides; data and prose do not count.
# https://github.com/github-linguist/linguist/blob/main/lib/linguist/languages.yml
_BY_SUFFIX = {
    ".bash": "Shell",
    ".c": "C",
    ".cc": "C++",
    ".clj": "Clojure",
    ".cpp": "C++",
    ".cs": "C#",
    ".css": "CSS",
    ".dart": "Dart",
    ".erl": "Erlang",
    ".ex": "Elixir",
    ".exs": "Elixir",
    ".go": "Go",
    ".groovy": "Groovy",
    ".h": "C",
    ".hpp": "C++",
    ".hs": "Haskell",
    ".html": "HTML",
    ".java": "Java",
    ".js": "JavaScript",
    ".jsx": "JavaScript",
    ".kt": "Kotlin",
    ".lua": "Lua",
    ".mjs": "JavaScript",
    ".php": "PHP",
    ".pl": "Perl",
    ".ps1": "PowerShell",
    ".py": "Python",
    ".r": "R",
    ".rb": "Ruby",
    ".rs": "Rust",
    ".scala": "Scala",
    ".sh": "Shell",
    ".swift": "Swift",
    ".tf": "HCL",
    ".ts": "TypeScript",
    ".tsx": "TypeScript",
    ".vue": "Vue",
}
_BY_NAME = {"Dockerfile": "Dockerfile", "Makefile": "Makefile", "Rakefile": "Ruby"}


def languages(repo: git.Repository, sha: str) -> dict[str, int]:
    """Bytes of each language in the tree of a commit, the most first."""
    tree = repo.objects.tree_of(sha)
    return dict(repo.objects.remember(("languages", tree), lambda: _count(repo, tree)))


def main_language(repo: git.Repository, sha: str) -> str | None:
    return next(iter(languages(repo, sha)), None)


def _count(repo: git.Repository, tree: str) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for entry in repo.tree(tree, recursive=True):
        path = PurePosixPath(entry.path)
        language = _BY_NAME.get(path.name) or _BY_SUFFIX.get(path.suffix.lower())
        if language is not None and entry.size:
            counts[language] += entry.size
    return dict(counts.most_common())
