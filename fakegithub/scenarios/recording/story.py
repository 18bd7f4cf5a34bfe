"""The steps of a scenario while they are being written, and what is known between them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from fakegithub.scenarios.recording.exchanges import RecordedCall, RecordedDelivery, Recording, text_at
from fakegithub.scenarios.recording.groups import Grouped
from fakegithub.scenarios.recording.references import Named, References, literal
from fakegithub.scenarios.recording.surroundings import Home, Surroundings

Parameters = dict[str, Any]
_MOST_FILES = 20
_FILE = "recorded.txt"


@dataclass(slots=True, eq=False)
class Step:
    """One step of the file. `notes` are the comments above it; `of` is what its expectations are about."""

    verb: str
    parameters: Parameters | str
    name: str
    by: str | None = None
    made: Named | None = None
    of: Subject | None = None
    expect: dict[str, Any] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def written(self) -> dict[str, Any]:
        found: dict[str, Any] = {"name": self.name}
        if self.by is not None:
            found["by"] = self.by
        found[self.verb] = self.parameters
        if self.made is not None and self.made.used:
            found["as"] = self.made.name
        return {**found, "expect": self.expect} if self.expect else found


@dataclass(slots=True, eq=False)
class Subject:
    """A pull request or issue, as the story has left it. `number` is the recorded one."""

    named: Named
    home: Home
    number: int
    is_pull: bool
    author: str | None
    state: str = "open"
    labels: set[str] = field(default_factory=set)
    draft: bool = False
    head: str | None = None  # the branch
    sha: str | None = None
    # How it is given, and the step that looks it up; None when a step opens it.
    given: dict[str, Any] | None = None
    lookup: Step | None = None
    place: Parameters = field(default_factory=dict)

    @property
    def key(self) -> str:
        return "pull_request" if self.is_pull else "issue"

    @property
    def branch_key(self) -> tuple[str, str | None]:
        return self.home.name, self.head


class Story:
    """What has been told so far."""

    def __init__(self, recording: Recording, grouped: Grouped, surroundings: Surroundings) -> None:
        self.recording = recording
        self.grouped = grouped
        self.surroundings = surroundings
        self.steps: list[Step] = []
        self.subjects: dict[tuple[str, int], Subject] = {}
        self.references = References(hosts=surroundings.hosts, repository=surroundings.home.name)
        self.branches = {(home.name, home.default_branch) for home in surroundings.repositories.values()}
        self._names: set[str] = set()
        self._changes = 0

    def new_name(self, word: str) -> Named:
        name, count = word, 1
        while name in self._names:
            count += 1
            name = f"{word}_{count}"
        self._names.add(name)
        return Named(name)

    def by(self, delivery: RecordedDelivery) -> str | None:
        """Who did it, for `by`."""
        return self.surroundings.login(delivery.payload.get("sender"))

    def step(self, root: RecordedDelivery, verb: str, parameters: Parameters, does: str) -> Step:
        """A step that whoever sent a delivery does; `does` says what, for its name."""
        by = self.by(root)
        step = Step(
            verb, parameters, literal(f"{by or self.home(root).owner} {does}"), by=by, of=self.find(root)
        )
        if by is None and root.sender is not None:
            step.notes.append(f"in the recording this was done by {root.sender}")
        return step

    def texts(self, shown: Any, *keys: str, empty: bool = False) -> Parameters:
        """Texts of something, without those that it does not have."""
        found = {key: text_at(shown, key) for key in keys}
        return {
            key: self.references.said(text)
            for key, text in found.items()
            if text or (empty and text is not None)
        }

    def home(self, delivery: RecordedDelivery) -> Home:
        return self.surroundings.home_of(delivery)

    def place(self, home: Home) -> Parameters:
        """Which repository a step means, where there are several."""
        return {} if len(self.surroundings.repositories) == 1 else {"repository": home.name}

    # Subjects

    def find(self, delivery: RecordedDelivery) -> Subject | None:
        """The pull request or issue of a delivery, if it has been told of."""
        number = delivery.number
        return self.subjects.get((self.home(delivery).name, number)) if number is not None else None

    def subject(self, delivery: RecordedDelivery) -> Subject:
        """The same; one that was there before the recording is given, and looked up by a step."""
        found = self.find(delivery)
        if found is None:
            found = self._given(delivery)
        return found

    def add(self, delivery: RecordedDelivery, named: Named) -> Subject:
        """A pull request or issue that is new to the story, as its delivery shows it."""
        shown = delivery.subject or {}
        home = self.home(delivery)
        is_pull = "head" in shown or "pull_request" in shown
        subject = Subject(
            named,
            home,
            delivery.number or 0,
            is_pull,
            self.surroundings.login(shown.get("user")),
            labels={literal(name) for label in shown.get("labels") or () if (name := text_at(label, "name"))},
            draft=shown.get("draft") is True,
            head=ref_of(shown, "head", "ref"),
        )
        self.subjects[home.name, subject.number] = subject
        self.references.numbers[home.name, subject.number] = named
        if isinstance(shown.get("id"), int):
            self.references.ids[shown["id"]] = (named, "id")
        self.see(subject, shown)
        return subject

    def see(self, subject: Subject, shown: Mapping[str, Any]) -> None:
        """Remember which commits a pull request stands at now."""
        for path in ("head.sha", "base.sha"):
            sha = text_at(shown, *path.split("."))
            if sha is not None:
                self.move(subject, path, sha)

    def move(self, subject: Subject, path: str, sha: str) -> None:
        self.references.forget(subject.named, path)
        self.references.shas[sha] = (subject.named, path)
        if path == "head.sha":
            subject.sha = sha

    def about(self, subject: Subject) -> Parameters:
        """How a step names its subject; it goes without saying while there is no other one."""
        if len(self.subjects) == 1:
            return {}
        subject.named.used = True
        return {subject.key: subject.named.name}

    def _given(self, delivery: RecordedDelivery) -> Subject:
        shown = delivery.subject or {}
        is_pull = "head" in shown or "pull_request" in shown
        named = self.new_name("pr" if is_pull else "issue")
        named.used = True
        subject = self.add(delivery, named)
        home, title = (
            subject.home,
            self.references.said(text_at(shown, "title") or "") or f"Number {subject.number}",
        )
        given: dict[str, Any] = {"title": title}
        if subject.author is not None:
            given["user"] = subject.author
        added = ref_of(delivery.payload, "label", "name") if delivery.action == "labeled" else None
        subject.labels.discard(added or "")
        if subject.labels:
            given["labels"] = sorted(subject.labels)
        if is_pull:
            given = self._given_pull(subject, shown, given)
        (home.pull_requests if is_pull else home.issues).append(given)
        subject.given = given
        subject.place = self.place(home)
        word = "pull request" if is_pull else "issue"
        lookup = Step(
            f"{'pulls' if is_pull else 'issues'}/get",
            {},
            f"{word} {subject.number} of the recording is there already",
            made=named,
        )
        subject.lookup = lookup
        self.steps.append(lookup)
        return subject

    def _given_pull(
        self, subject: Subject, shown: Mapping[str, Any], given: dict[str, Any]
    ) -> dict[str, Any]:
        head = subject.head or f"pull-{subject.number}"
        base = ref_of(shown, "base", "ref")
        if (subject.home.name, head) in self.branches:
            head = f"{head}-{subject.number}"
        self.branches.add((subject.home.name, head))
        subject.head = head
        opened = {"head": head, **self.base(subject.home, base), **given}
        if shown.get("draft") is True:
            opened["draft"] = True
        opened["files"] = self.files(subject.home, subject.number) or {
            f"{head.replace('/', '-')}.txt": f"{head}\n"
        }
        return opened

    def base(self, home: Home, branch: str | None) -> Parameters:
        """`base`, which is there from the beginning; nothing for the default branch."""
        if branch is None or branch == home.default_branch:
            return {}
        if (home.name, branch) not in self.branches:
            home.branches[branch] = None
            self.branches.add((home.name, branch))
        return {"base": branch}

    # Files

    def change(self, delivery: RecordedDelivery | None = None) -> dict[str, str | None]:
        """Files for a push: those that it names, with a text of our own, for deliveries have none."""
        found: dict[str, str | None] = {}
        self._changes += 1
        commits = delivery.payload.get("commits") if delivery is not None else None
        for commit in commits if isinstance(commits, list) else ():
            for key in ("added", "modified"):
                for path in _paths(commit.get(key)):
                    found[literal(path)] = f"Recorded change {self._changes}.\n"
        return dict(list(found.items())[:_MOST_FILES]) or {_FILE: f"Recorded change {self._changes}.\n"}

    def files(self, home: Home, number: int) -> dict[str, str | None]:
        """The files of a pull request, as far as the receiver has been told."""
        found: dict[str, str | None] = {}
        for call in self.recording.calls:
            if call.operation != "pulls/list-files" or not call.ok:
                continue
            if call.number == number and self.surroundings.repositories.get(call.repository or "") is home:
                self._add_files(call, found)
        return dict(list(found.items())[:_MOST_FILES])

    def _add_files(self, call: RecordedCall, found: dict[str, str | None]) -> None:
        for file in call.answer if isinstance(call.answer, list) else ():
            path, patch = ref_of(file, "filename"), literal(text_at(file, "patch") or "")
            if path and text_at(file, "status") == "added":
                lines = [line[1:] for line in patch.splitlines() if line.startswith("+")]
                # The first answer shows the files as they were first.
                found.setdefault(path, "\n".join(lines) + "\n" if lines else f"{path}\n")
            elif path and text_at(file, "status") != "removed":
                found.setdefault(path, f"Recorded change of {path}.\n")


def ref_of(value: Any, *keys: str) -> str | None:
    """The text at a path of keys, such as the name of a branch or label, as a scenario writes it."""
    found = text_at(value, *keys)
    return literal(found) if found is not None else None


def _paths(value: Any) -> list[str]:
    return [path for path in value if isinstance(path, str) and path] if isinstance(value, list) else []
