"""The world that a recording happened in, as far as its payloads and answers show it: `given`."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from fakegithub.scenarios.recording.exchanges import RecordedCall, RecordedDelivery, Recording, text_at
from fakegithub.scenarios.recording.references import literal
from fakegithub.scenarios.recording.subscribing import BOT, Subscribing

_LOGIN = re.compile(r"[A-Za-z0-9](?:-?[A-Za-z0-9]){0,38}")
_COLOR = re.compile(r"[0-9a-fA-F]{6}")
_USUAL_COLOR = "ededed"
_INSIDERS = ("MEMBER", "COLLABORATOR")
# What only those do who may push.
_BY_INSIDERS = re.compile(
    r"push|create|delete|label\..*|milestone\..*|release\..*"
    r"|(?:pull_request|issues)\.(?:un)?(?:labeled|assigned|milestoned|locked|pinned)"
    r"|pull_request\.(?:review_requested|review_request_removed|converted_to_draft|ready_for_review)"
)
_MOST_TEXT = 64 * 1024


@dataclass(slots=True)
class Home:
    """A repository as it was when the recording began."""

    name: str
    private: bool = False
    default_branch: str = "main"
    files: dict[str, str] = field(default_factory=dict)
    branches: dict[str, None] = field(default_factory=dict)
    labels: dict[str, dict[str, str]] = field(default_factory=dict)
    collaborators: set[str] = field(default_factory=set)
    issues: list[dict[str, Any]] = field(default_factory=list)
    pull_requests: list[dict[str, Any]] = field(default_factory=list)

    @property
    def owner(self) -> str:
        return self.name.split("/")[0]


class Surroundings:
    """What is known of accounts, repositories, hooks and apps. `repositories` are by their recorded names."""

    def __init__(self, recording: Recording) -> None:
        self.repositories: dict[str, Home] = {}
        self.users: dict[str, None] = {}
        self.organizations: dict[str, None] = {}
        self.hosts: set[str] = set()
        self._secrets = recording.secrets
        self._deliveries = recording.deliveries
        self._calls = [call for call in recording.calls if call.ok]
        self.caller = next((call.caller for call in self._calls if call.caller is not None), None)
        for delivery in recording.deliveries:
            self._look(delivery)
        if not self.repositories:
            self._add_repository(self._any_owner())
        for delivery in recording.deliveries:
            self._look_at_people(delivery)
        for call in self._calls:
            self._look_at_answer(call)
        self.subscribing = Subscribing(recording, self.caller)
        if self.caller is not None and not self.subscribing.is_app:
            self._let_in(self.caller)

    @property
    def home(self) -> Home:
        """The repository that most is about."""
        names = [delivery.repository for delivery in self._deliveries]
        return max(self.repositories.values(), key=lambda home: _count(names, home, self.repositories))

    def home_of(self, delivery: RecordedDelivery) -> Home:
        return self.repositories.get(delivery.repository or "", self.home)

    def login(self, account: Any) -> str | None:
        """The login of a user, as it can be given; None for bots and where there is none."""
        login = text_at(account, "login")
        if login is None or login.endswith(BOT) or text_at(account, "type") in ("Bot", "Organization"):
            return None
        return self.known(login)

    def known(self, login: str) -> str | None:
        """A login, which is then among the users."""
        name = possible(login)
        if name is not None and name not in self.organizations:
            self.users[name] = None
            return name
        return None

    def let_in(self, home: Home, login: str | None) -> None:
        """Make somebody a collaborator, as whoever does this must be."""
        if login is not None and login != home.owner:
            home.collaborators.add(login)

    def _let_in(self, login: str) -> None:
        for home in self.repositories.values():
            self.let_in(home, self.known(login))

    # Looking

    def _look(self, delivery: RecordedDelivery) -> None:
        payload = delivery.payload
        organization = possible(text_at(payload, "organization", "login"))
        if organization is not None:
            self.organizations[organization] = None
        repository = payload.get("repository")
        if isinstance(repository, Mapping) and isinstance(repository.get("full_name"), str):
            self._add_repository(repository)

    def _add_repository(self, shown: Mapping[str, Any]) -> None:
        full_name = str(shown["full_name"])
        owner, _, name = full_name.partition("/")
        login = possible(owner) or "octocat"
        if text_at(shown, "owner", "type") == "Organization":
            self.organizations[login] = None
        home = self.repositories.setdefault(full_name, Home(f"{login}/{name or 'hello-world'}"))
        home.private = shown.get("private") is True
        home.default_branch = text_at(shown, "default_branch") or home.default_branch
        for key in ("html_url", "url"):
            match = re.match(r"https?://[^/]+", text_at(shown, key) or "")
            if match is not None:
                self.hosts.add(match[0])

    def _any_owner(self) -> dict[str, str]:
        """For deliveries of an organization or an app: a repository that they can be delivered from."""
        logins = [*self.organizations, *(delivery.sender for delivery in self._deliveries)]
        owner = next((login for login in logins if login and possible(login) == login), "octocat")
        return {"full_name": f"{owner}/hello-world"}

    def _look_at_people(self, delivery: RecordedDelivery) -> None:
        payload, home = delivery.payload, self.home_of(delivery)
        sender = self.login(payload.get("sender"))
        if _BY_INSIDERS.fullmatch(delivery.name):
            self.let_in(home, sender)
        subject = delivery.subject
        if delivery.name in _OF_AUTHORS and subject is not None and self.login(subject.get("user")) != sender:
            self.let_in(home, sender)
        for shown in (subject, payload.get("comment"), payload.get("review")):
            if not isinstance(shown, Mapping):
                continue
            author = self.login(shown.get("user"))
            if shown.get("author_association") in _INSIDERS:
                self.let_in(home, author)
            self._look_at_labels(home, shown.get("labels"))
        self._look_at_labels(home, [payload["label"]] if delivery.name.endswith("labeled") else None)

    def _look_at_labels(self, home: Home, labels: Any) -> None:
        for label in labels if isinstance(labels, list) else ():
            name = text_at(label, "name")
            if not name:
                continue
            color = text_at(label, "color") or _USUAL_COLOR
            told = {"color": color} if _COLOR.fullmatch(color) and color != _USUAL_COLOR else {}
            home.labels.setdefault(literal(name), told)

    def _look_at_answer(self, call: RecordedCall) -> None:
        """Files that the receiver has read are there when it reads them again."""
        answer, home = call.answer, self.repositories.get(call.repository or "")
        if call.operation != "repos/get-content" or home is None or not isinstance(answer, Mapping):
            return
        path, content = text_at(answer, "path"), text_at(answer, "content")
        if path is None or content is None or answer.get("encoding") != "base64":
            return
        try:
            text = base64.b64decode(content).decode("utf-8")
        except ValueError:
            return
        if len(text) <= _MOST_TEXT:
            # What was encoded has not been cleaned with the rest.
            home.files[literal(path)] = literal(self._secrets.clean_text(text))

    # Writing

    def given(self) -> dict[str, Any]:
        """The `given` of the scenario."""
        owners = {home.owner for home in self.repositories.values()}
        users = [login for login in self.users if login not in self.organizations]
        hooks = self.subscribing.organization_hooks()
        organizations = [
            {"login": login, **({"hooks": hooks} if hooks else {})} for login in self.organizations
        ]
        found: dict[str, Any] = {"users": users} if users else {}
        found |= {"organizations": organizations} if organizations else {}
        found["repositories"] = [self._repository(home) for home in self.repositories.values()]
        if self.subscribing.is_app:
            found["apps"] = [self.subscribing.app(owners)]
        tokens = self._tokens()
        return {**found, "tokens": tokens} if tokens else found

    def _repository(self, home: Home) -> dict[str, Any]:
        found: dict[str, Any] = {"name": home.name}
        if home.private:
            found["private"] = True
        if home.default_branch != "main":
            found["default_branch"] = home.default_branch
        found["files"] = dict(home.files) or {"README.md": f"# {home.name.split('/')[1]}\n"}
        if home.branches:
            found["branches"] = dict(home.branches)
        if home.labels:
            found["labels"] = [{"name": name, **told} if told else name for name, told in home.labels.items()]
        if home.collaborators:
            found["collaborators"] = dict.fromkeys(sorted(home.collaborators), "push")
        for key in ("issues", "pull_requests"):
            if getattr(home, key):
                found[key] = getattr(home, key)
        hooks = self.subscribing.repository_hooks()
        return {**found, "hooks": hooks} if hooks else found

    def _tokens(self) -> list[Any]:
        if self.subscribing.is_app:
            return [] if self.subscribing.mints else [{"app": self.subscribing.slug}]
        login = possible(self.caller)
        return [login] if login in self.users else []


# Their authors may do it without being let in.
_OF_AUTHORS = frozenset(
    f"{event}.{action}"
    for event in ("pull_request", "issues")
    for action in ("closed", "reopened", "edited", "synchronize")
)


def possible(login: str | None) -> str | None:
    """A login as it can be given: those of managed users have a `_` in them. None for bots."""
    name = (login or "").replace("_", "-")
    return name if _LOGIN.fullmatch(name) else None


def _count(names: list[str | None], home: Home, homes: Mapping[str, Home]) -> int:
    return sum(1 for name in names if name is not None and homes.get(name) is home)
