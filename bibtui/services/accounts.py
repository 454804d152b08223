"""What may be done with one's account: sign in, be there, change the secret, sign out."""

import secrets as random
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from bibtui.domain import secrets
from bibtui.domain.accounts import Account, Patron, candidates, misreading
from bibtui.domain.acting import Acting, NotAllowed
from bibtui.domain.clock import Clock
from bibtui.domain.policy.model import Policy
from bibtui.domain.policy.values import ShownName, StaffDoor
from bibtui.domain.secrets import Condition
from bibtui.domain.text import clean
from bibtui.domain.verdict import Refusal, Source, Stage, Verdict, decide
from bibtui.services.hashing import Hasher
from bibtui.services.tries import Tries, Try, account_key
from bibtui.store import accounts, journal, sessions, throttle
from bibtui.store.accounts import Credentials
from bibtui.store.engine import Store
from bibtui.store.errors import StoreError
from bibtui.store.sessions import SessionState

TOUCH = timedelta(minutes=1)
"""A session's last sign of life is written at most this often."""

_LONGEST_IDENTIFIER = 200


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who signed in. `must_change`: nothing opens but the change of the secret (002-06).

    `patron` is the account's own card, None for a group or staff; `last_seen` the last time the
    account was there before; `shown_name` what the header says (002-10, 003-04).
    """

    acting: Acting
    account: Account
    patron: Patron | None
    must_change: bool
    last_seen: datetime | None
    shown_name: str


def check(
    connection: Connection, acting: Acting, policy: Policy, clock: Clock, *, changing: bool = False
) -> SessionState:
    """The session of `acting`, alive; every service call asks first, in its own transaction.

    `changing` is for what one may do before changing an initial secret. Raises NotAllowed:
    « session_ended », « account_disabled », « secret_changed », « session_expired »,
    « session_idle », « must_change ».
    """
    state = sessions.state(connection, acting.session_id)
    if state is None or state.account.id != acting.account.id:
        raise NotAllowed("session_ended")
    if state.disabled:
        raise NotAllowed("account_disabled")
    if state.superseded:
        raise NotAllowed("secret_changed")
    if state.ended:
        raise NotAllowed("session_ended")
    now = clock.now()
    if now >= state.opened_at + timedelta(hours=policy.sessions.absolute_hours.value):
        raise NotAllowed("session_expired")
    minutes = policy.sessions.idle_minutes.value
    if state.account.role.staff:
        minutes = policy.sessions.staff_idle_minutes.value
    # What was not written down yet is in the person's favour.
    if now >= state.seen_at + timedelta(minutes=minutes) + TOUCH:
        raise NotAllowed("session_idle", {"minutes": minutes})
    forced = secrets.must_change(state.account, initial=state.initial, policy=policy)
    if forced and not changing:
        raise NotAllowed("must_change")
    return state


@dataclass(frozen=True, slots=True)
class Guard:
    """Connections for someone signed in: checked first, and noted as a sign of life."""

    store: Store
    policy: Policy
    clock: Clock

    @contextmanager
    def reading(self, acting: Acting) -> Iterator[Connection]:
        """`Store.reading` for `acting`. Raises NotAllowed as `check` does."""
        with self.store.reading() as connection:
            state = check(connection, acting, self.policy, self.clock)
            yield connection
        if self._stale(state):
            # What was read stands, even where nothing can be written.
            with suppress(StoreError), self.store.writing() as connection:
                sessions.touch(connection, acting.session_id, self.clock.now())

    @contextmanager
    def writing(self, acting: Acting, *, changing: bool = False) -> Iterator[Connection]:
        """`Store.writing` for `acting`. Raises NotAllowed as `check` does."""
        with self.store.writing() as connection:
            state = check(connection, acting, self.policy, self.clock, changing=changing)
            if self._stale(state):
                sessions.touch(connection, acting.session_id, self.clock.now())
            yield connection

    def _stale(self, state: SessionState) -> bool:
        return self.clock.now() - state.seen_at >= TOUCH


@dataclass(frozen=True, slots=True)
class Accounts:
    """The use cases of one's own account. `hasher` is the house's, lighter in tests."""

    store: Store
    policy: Policy
    clock: Clock
    hasher: Hasher = field(default_factory=Hasher)

    def sign_in(
        self,
        identifier: str,
        secret: str,
        *,
        place: str,
        staff: bool = False,
        staff_name: str = "",
    ) -> SignedIn | Verdict:
        """Open a session (000-05, 001-01, 002-03, 003-02, 004-02), or say why not.

        `staff` is the professional door; `staff_name` who stands behind a library's login. Codes:
        « wrong_credentials » (fact `hint` and its own, from the form of the number alone), with
        « see_the_desk » once an initial secret would have had its tries; « card_blocked »,
        « terminal_paused », « portal_paused » (facts `until`, `minutes`); « staff_name_missing »
        and « no_staff_door », where the network has none; and, for who gave the right secret,
        « initial_expired », « account_disabled ». Nothing tells an unknown identifier from a
        known one, or two names of one account from those of two: not the words, the statements
        or the time.
        """
        identifier = identifier[:_LONGEST_IDENTIFIER]
        staff_name = clean(staff_name)
        unmet = self._staff_door(staff_name)
        if staff and unmet is not None:
            return decide([unmet])
        tried = self._tries.begin(candidates(identifier, self.policy), place)
        if isinstance(tried, Verdict):
            return tried
        found = tried.found if self._proved(tried, secret) else None
        if found is None or (staff and not found.account.role.staff):
            return self._wrong(tried, identifier, place)
        if found.disabled:
            return self._turned_away(tried, _reason("account_disabled"), place)
        if secrets.initial_expired(found.initial_since, self.clock.now(), self.policy):
            days = self.policy.passwords.initial_days
            reason = _reason("initial_expired", {"days": days.value}, days.source)
            return self._turned_away(tried, reason, place)
        if found.account.role.staff and unmet is not None:
            return self._turned_away(tried, unmet, place)
        return self._open(tried, found, secret, place, staff_name)

    def touch(self, acting: Acting) -> None:
        """Note that the person is there, though nothing was asked of a service.

        Raises NotAllowed when the session has ended.
        """
        with self._guard.writing(acting, changing=True):
            pass

    def sign_out(self, acting: Acting) -> None:
        """End the session; one that has ended already is no error."""
        with self.store.writing() as connection:
            if sessions.end(connection, acting.session_id, self.clock.now()):
                self._note_of(connection, "sign_out", acting)

    def change_secret(self, acting: Acting, old: str, new: str) -> Verdict:
        """Change one's own secret (002-06, 002-07); every other session of the account ends.

        Refused with all reasons at once: « wrong_current » (a failed try as at the door, with
        « see_the_desk » as there), « secret_length » and the others of `secrets.Condition`;
        « card_blocked ». The effect's `acting` is to be used from then on. Raises NotAllowed.
        """
        now, today = self.clock.now(), self.clock.today()
        key = account_key(acting.account)
        with self._guard.writing(acting, changing=True) as connection:
            found = accounts.credentials(connection, acting.account.id)
            if found is None:
                raise NotAllowed("session_ended")
            before = throttle.locked(connection, (key,), at=now, day=today)[key]
            if (until := before.blocked(now)) is not None:
                return self._tries.blocked("card_blocked", until)
            failed = secrets.card_failed(before, now, today, self.policy)
            throttle.save(connection, {key: failed})
        spent = _on_first(found) and self._spent(before.failures)
        right = self._matches(found, old) and not spent
        refusals = [] if right else self._wrong_current(failed.failures)
        refusals += secrets.unmet(self._conditions(found, new, right=right))
        kept = self.hasher.hash(new) if not refusals else ""
        with self._guard.writing(acting, changing=True) as connection:
            if not right:
                self._note_of(connection, "change_refused", acting)
                return decide(refusals)
            throttle.save(connection, {key: before})
            if refusals:
                return decide(refusals)
            current = accounts.credentials(connection, found.account.id, lock=True)
            if current is None or current.version != found.version:
                raise NotAllowed("secret_changed")
            throttle.forget(connection, (key,))
            version = accounts.set_secret(connection, found.account.id, kept)
            sessions.end_others(connection, found.account.id, acting.session_id, now)
            sessions.renew_version(connection, acting.session_id, version)
            self._note_of(connection, "secret_changed", acting)
        account = replace(found.account, must_change_secret=False)
        return decide([], acting=replace(acting, account=account))

    @property
    def _guard(self) -> Guard:
        return Guard(self.store, self.policy, self.clock)

    @property
    def _tries(self) -> Tries:
        return Tries(self.store, self.policy, self.clock)

    def _staff_door(self, staff_name: str) -> Refusal | None:
        door = self.policy.sign_in.staff_door
        if door.value is StaffDoor.NONE:
            return _reason("no_staff_door", source=door.source)
        if door.value is StaffDoor.LIBRARY and not staff_name:
            return _reason("staff_name_missing")
        return None

    def _proved(self, tried: Try, secret: str) -> bool:
        # A spent initial secret, or an account closed by tries under another of its names, is not
        # told apart from a wrong secret: it would be a way to guess, or to match the names.
        found = tried.found
        spent = found is not None and _on_first(found) and self._spent(tried.own_before.failures)
        return self._matches(found, secret) and not spent and not tried.closed

    def _spent(self, failures: int) -> bool:
        return failures >= max(1, self.policy.passwords.initial_tries.value)

    def _matches(self, found: Credentials | None, secret: str) -> bool:
        # One verification whatever was found; a longer secret than any kept is not looked at.
        secret = secrets.normal(secret)
        typed = secret if len(secret) <= secrets.MAX_LENGTH else ""
        same = self.hasher.verify(found.secret_hash if found else None, typed)
        patron = found.patron if found and found.secret_hash is None else None
        expected = secrets.initial_secret(self.policy.passwords.initial.value, patron)
        return secrets.opens(typed, expected) or same

    def _conditions(self, found: Credentials, new: str, *, right: bool) -> tuple[Condition, ...]:
        known = secrets.about(found.account, found.patron, self.policy)
        unchanged = Condition("unchanged", not (right and self._matches(found, new)))
        return (*secrets.conditions(new, self.policy, known), unchanged)

    def _wrong(self, tried: Try, identifier: str, place: str) -> Verdict:
        account = tried.found.account if tried.found else None
        with self.store.writing() as connection:
            self._note(connection, "sign_in_refused", account, place)
        form = misreading(identifier, self.policy)
        facts = {"hint": form.code, **form.facts} if form else {"hint": ""}
        refusal = _reason("wrong_credentials", facts)
        return decide([refusal, *self._desk(tried.typed.failures)])

    def _wrong_current(self, failures: int) -> list[Refusal]:
        return [_reason("wrong_current"), *self._desk(failures)]

    def _desk(self, failures: int) -> list[Refusal]:
        # Said to everyone alike, whether the account is on its initial secret, or exists.
        if not self._spent(failures):
            return []
        tries = self.policy.passwords.initial_tries
        return [_reason("see_the_desk", {"tries": max(1, tries.value)}, tries.source)]

    def _turned_away(self, tried: Try, reason: Refusal, place: str) -> Verdict:
        account = tried.found.account if tried.found else None
        with self.store.writing() as connection:
            self._tries.forgive(connection, tried)
            self._note(connection, "sign_in_refused", account, place, code=reason.code)
        return decide([reason])

    def _open(
        self, tried: Try, found: Credentials, secret: str, place: str, staff_name: str
    ) -> SignedIn | Verdict:
        account, kept, renewed = found.account, found.secret_hash, ""
        if kept is not None and self.hasher.outdated(kept):
            renewed = self.hasher.hash(secret)
        staff_name = staff_name if account.role.staff else ""
        session_id = random.token_urlsafe(32)
        with self.store.writing() as connection:
            self._tries.forgive(connection, tried)
            current = accounts.credentials(connection, account.id, lock=True)
            if current is None or current.disabled or current.version != found.version:
                self._note(connection, "sign_in_refused", account, place)
                return decide([_reason("wrong_credentials", {"hint": ""})])
            if kept is not None and renewed:
                accounts.rehash(connection, account.id, renewed, expected=kept)
            last_seen = sessions.last_seen(connection, account.id)
            sessions.open_session(
                connection,
                session_id,
                account_id=account.id,
                version=found.version,
                at=self.clock.now(),
                place=place,
                staff_name=staff_name,
            )
            acting = Acting(session_id, account, account.patron_id, place)
            self._note_of(connection, "sign_in", acting)
        forced = secrets.must_change(account, initial=kept is None, policy=self.policy)
        account = replace(account, must_change_secret=forced)
        acting = replace(acting, account=account)
        name = self._shown_name(account, found.patron)
        return SignedIn(acting, account, found.patron, forced, last_seen, name)

    def _shown_name(self, account: Account, patron: Patron | None) -> str:
        holder = patron or account
        full = self.policy.sign_in.shows_name.value is ShownName.FULL
        return (holder.name if full else holder.first_name) or holder.name or account.pseudonym

    def _note_of(self, connection: Connection, verb: str, acting: Acting) -> None:
        self._note(connection, verb, acting.account, acting.place, acting.session_id)

    def _note(
        self,
        connection: Connection,
        verb: str,
        account: Account | None,
        place: str,
        session_id: str = "",
        **detail: str,
    ) -> None:
        journal.append(
            connection,
            at=self.clock.now(),
            verb=verb,
            account_id=account.id if account else None,
            patron_id=account.patron_id if account else None,
            place=place,
            detail=detail,
            session_id=session_id,
        )


def first_use(store: Store) -> bool:
    """Whether nobody can sign in to this store yet: neither staff nor patron."""
    with store.reading() as connection:
        return not accounts.any_account(connection)


def _on_first(found: Credentials) -> bool:
    return found.secret_hash is None or found.initial_since is not None


def _reason(
    code: str, facts: Mapping[str, Any] | None = None, source: Source | None = None
) -> Refusal:
    return Refusal(code, Stage.ACCOUNT, facts or {}, source)
