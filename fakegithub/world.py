"""The world: one small GitHub, as tables of entities with a way back.

Every change goes through `add`, `update`, `remove` and git refs, inside a transaction. Each leaves
an undo step, so that an operation that raises leaves the world as it was, and so that a snapshot is
nothing but a place in the undo log. Events queue while a transaction is open; when it ends well they
are handed to the subscribers (who render payloads while the world still is what it was), and what
those return is run when nothing can go wrong any more.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeVar

from fakegithub import git
from fakegithub.clock import Clock, Ids
from fakegithub.errors import Forbidden, NotFound, UndeclaredEvent
from fakegithub.events import Event, split_name
from fakegithub.model.accounts import Account, Actor, Team
from fakegithub.model.apps import App
from fakegithub.model.entity import Entity
from fakegithub.model.hooks import Delivery, Hook
from fakegithub.model.repositories import Repository, role_at_least
from fakegithub.products import Product, product
from fakegithub.tables import Tables
from fakegithub.urls import Urls

E = TypeVar("E", bound=Entity)
Undo = Callable[[], None]
# What a subscriber does with the events of a transaction: it prepares now, and returns what is to
# be done once the transaction cannot fail any more.
Subscriber = Callable[[list[Event]], Callable[[], None] | None]


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """A place in a world's undo log to return to."""

    position: int
    ids: dict[str, int]
    clock: tuple[datetime | None, Any]


class World:
    """A small GitHub of one product. `seed` fixes ids, guids and tokens; `clock` the times.

    `host` is that of a GitHub Enterprise Server. Raises ValueError for another product's.
    """

    def __init__(
        self, name: str = "github.com", *, host: str | None = None, seed: int = 0, clock: Clock | None = None
    ) -> None:
        self.product: Product = product(name)
        if host is not None:
            if not self.product.is_ghes:
                raise ValueError(f"{name} has hosts of its own; only a GHES product can be at {host}")
            self.product = replace(self.product, host=host)
        self.urls = Urls(self.product)
        self.clock = clock if clock is not None else Clock()
        self.ids = Ids(seed)
        self.lock = threading.RLock()
        self.tables = Tables()
        self.subscribers: list[Subscriber] = []
        # Whoever delivers sets this: it makes another delivery of the same event and returns it.
        self.redeliver: Callable[[Delivery], Delivery] | None = None
        # github.com refuses hooks to localhost, but receivers under test live there.
        self.allows_local_hooks = True
        self.repositories: dict[int, git.Repository] = {}  # git's side of them, by id
        self._undo: list[Undo] = []
        self._snapshots: list[Snapshot] = []
        self._depth = 0
        self._events: list[Event] = []
        self._after: list[Callable[[], None]] = []
        self._declared: list[frozenset[str]] = []

    # Entities

    def add(self, entity: E) -> E:
        self._require_transaction()
        self.tables.insert(entity)
        self._undo.append(lambda: self.tables.delete(entity))
        return entity

    def update(self, entity: Entity, **changes: Any) -> None:
        """Set attributes of `entity`, keeping its keys right. Raises AttributeError for an unknown one."""
        self._require_transaction()
        before = {name: getattr(entity, name) for name in changes}
        self._set(entity, changes)
        self._undo.append(lambda: self._set(entity, before))

    def touch(self, entity: Entity, **changes: Any) -> None:
        """`update`, with `updated_at` now."""
        self.update(entity, **changes, updated_at=self.now())

    def remove(self, entity: Entity) -> None:
        self._require_transaction()
        self.tables.delete(entity)
        self._undo.append(lambda: self.tables.insert(entity))

    def get(self, kind: type[E], id: int) -> E | None:
        return self.tables.get(kind, id)

    def find(self, kind: type[E], **key: Any) -> E | None:
        """The first of `kind` with this key, which must be one of `kind.keys`."""
        return self.tables.find(kind, key)

    def all(self, kind: type[E], **key: Any) -> list[E]:
        """All of `kind`, or those with this key, oldest first."""
        return self.tables.all(kind, key)

    def _set(self, entity: Entity, values: dict[str, Any]) -> None:
        with self.tables.rekeyed(entity):
            for name, value in values.items():
                setattr(entity, name, value)

    # Git

    def hold_git(self, repository_id: int, objects_and_refs: git.Repository) -> None:
        """Have these be the git objects and refs of a repository. No transaction can undo this."""
        objects_and_refs.on_change = lambda name, old, _new: self._ref_changed(repository_id, name, old)
        self.repositories[repository_id] = objects_and_refs

    def git(self, repository: Repository) -> git.Repository:
        """The git objects and refs of a repository; forks share objects with their parent."""
        found = self.repositories.get(repository.id)
        if found is None:
            parent = repository.parent
            found = git.Repository(self.git(parent).objects if parent is not None else None)
            self.hold_git(repository.id, found)
        return found

    def _ref_changed(self, repository_id: int, name: str, old: str | None) -> None:
        self._require_transaction()
        self._undo.append(lambda: self._restore_ref(repository_id, name, old))

    def _restore_ref(self, repository_id: int, name: str, old: str | None) -> None:
        repository = self.repositories[repository_id]
        listener, repository.on_change = repository.on_change, None
        try:
            if old is None:
                repository.delete_ref(name)
            else:
                repository.set_ref(name, old)
        finally:
            repository.on_change = listener

    # Time and chance

    def now(self) -> datetime:
        return self.clock.now()

    def new_id(self, kind: type[Entity]) -> int:
        return self.ids.next(kind.__name__)

    # Lookup with visibility

    def account(self, login: str) -> Account:
        """Raises NotFound (404)."""
        found = self.find(Account, login_key=login.casefold())
        if found is None:
            raise NotFound()
        return found

    def find_repository(self, owner: str, name: str) -> Repository | None:
        account = self.find(Account, login_key=owner.casefold())
        return self.find(Repository, owner=account, name_key=name.casefold()) if account else None

    def repository(self, owner: str, name: str, actor: Actor, role: str = "pull") -> Repository:
        """The repository, when the actor may see it and has `role` in it.

        Raises NotFound (404) when it is unknown or invisible, Forbidden (403) when the role is
        missing; GitHub hides what only administrators may see behind a 404 too.
        """
        found = self.find_repository(owner, name)
        if found is None or not self.can(actor, found, "pull"):
            raise NotFound()
        if not self.can(actor, found, role):
            if actor.installation is not None:
                raise Forbidden("Resource not accessible by integration")
            if role in ("admin", "maintain"):
                raise Forbidden("Must have admin rights to Repository.") if actor.account else NotFound()
            raise Forbidden("Must have push access to repository")
        return found

    def can(self, actor: Actor, repository: Repository, role: str = "pull") -> bool:
        """Whether the actor has at least `role` (pull, triage, push, maintain, admin)."""
        if role == "pull" and not repository.private:
            return True
        installation = actor.installation
        if installation is not None:
            token = actor.token
            narrowed = token is not None and token.repository_ids is not None
            inside = not narrowed or (token is not None and repository.id in (token.repository_ids or ()))
            # What an installation may do inside its repositories is decided by its permissions.
            return inside and installation.has(repository.id, repository.owner)
        return actor.account is not None and role_at_least(self.role(actor.account, repository), role)

    def role(self, account: Account, repository: Repository) -> str | None:
        """The account's strongest role in the repository, or None; everybody may pull what is public."""
        owner = repository.owner
        if account.site_admin or account is owner or owner.members.get(account.id) == "admin":
            return "admin"
        roles = [repository.collaborators.get(account.id)]
        if owner.is_organization:
            if account.id in owner.members:
                roles.append("pull")
            roles += [
                team.repositories[repository.id]
                for team in self.all(Team, organization=owner)
                if account.id in team.members and repository.id in team.repositories
            ]
        if not repository.private:
            roles.append("pull")
        strongest: str | None = None
        for role in roles:
            if role is not None and (strongest is None or role_at_least(role, strongest)):
                strongest = role
        return strongest

    # Events

    def emit(
        self,
        name: str,
        /,
        *,
        sender: Account | None,
        repository: Repository | None = None,
        organization: Account | None = None,
        only_app: App | None = None,
        only_hook: Hook | None = None,
        **subjects: Any,
    ) -> Event:
        """Say that `name` (`issues.opened`, `push`) happened; `subjects` are the payload's keys.

        Raises UndeclaredEvent when the running operation does not declare it.
        """
        self._require_transaction()
        declared = self._declared[-1] if self._declared else None
        if declared is not None and name not in declared:
            known = ", ".join(sorted(declared)) or "none"
            raise UndeclaredEvent(f"this operation emits {name}, but declares only {known}")
        event, action = split_name(name)
        now = self.now()
        happened = Event(
            event=event,
            action=action,
            guid=self.ids.guid(now),
            at=now,
            subjects=subjects,
            sender=sender,
            repository=repository,
            organization=organization or (repository.organization if repository is not None else None),
            only_app=only_app,
            only_hook=only_hook,
        )
        self._events.append(happened)
        return happened

    # Transactions and snapshots

    def after(self, action: Callable[[], None]) -> None:
        """Run `action` once the open transaction cannot fail any more; never when it fails."""
        self._require_transaction()
        self._after.append(action)

    @contextmanager
    def transaction(self, declares: frozenset[str] | None = None) -> Iterator[None]:
        """All or nothing. Operations that call others share the outermost transaction.

        `declares` are the events that may be emitted; None allows all.
        """
        with self.lock:
            start, ids = len(self._undo), self.ids.state()
            queued, later = len(self._events), len(self._after)
            self._depth += 1
            if declares is not None:
                self._declared.append(declares)
            after: list[Callable[[], None]] = []
            try:
                yield
                if self._depth == 1:
                    after = self._publish()
            except BaseException:
                self._rewind(start)
                self.ids.restore(ids)
                del self._events[queued:]
                del self._after[later:]
                raise
            finally:
                self._depth -= 1
                if declares is not None:
                    self._declared.pop()
                if self._depth == 0 and not self._snapshots:
                    self._undo.clear()
            for action in after:
                action()

    def _publish(self) -> list[Callable[[], None]]:
        events, self._events = self._events, []
        prepared = [subscriber(events) for subscriber in self.subscribers] if events else []
        after, self._after = self._after, []
        # What happens later is told of later: first the deliveries of these events.
        return [*(action for action in prepared if action is not None), *after]

    def snapshot(self) -> Snapshot:
        """Remember the world as it is now, for `rollback`. Snapshots form a stack."""
        with self.lock:
            taken = Snapshot(len(self._undo), self.ids.state(), self.clock.state())
            self._snapshots.append(taken)
            return taken

    def rollback(self, snapshot: Snapshot) -> None:
        """Make the world what it was; `snapshot` and those taken before it stay usable."""
        with self.lock:
            if snapshot not in self._snapshots:
                raise ValueError("this snapshot was not taken of this world, or lies behind a rollback")
            while self._snapshots[-1] is not snapshot:
                self._snapshots.pop()
            self._rewind(snapshot.position)
            self.ids.restore(snapshot.ids)
            self.clock.restore(snapshot.clock)

    def _rewind(self, position: int) -> None:
        while len(self._undo) > position:
            self._undo.pop()()

    def _require_transaction(self) -> None:
        if self._depth == 0:
            raise RuntimeError("the world only changes inside a transaction; call an operation")
