"""Tries to sign in: counted before they are looked at, so that those made at once count all.

Each try counts four times: for the name typed, for the account it found, for the terminal, for
all terminals. What is told depends on what was typed and where, never on the account.
"""

import hashlib
import hmac
import secrets as random
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bibtui.domain import secrets
from bibtui.domain.accounts import Account, candidates
from bibtui.domain.clock import Clock
from bibtui.domain.policy.model import Policy
from bibtui.domain.secrets import EVERYWHERE, Counter, Limit
from bibtui.domain.verdict import Refusal, Stage, Verdict, decide
from bibtui.store import accounts, meta, throttle
from bibtui.store.accounts import Credentials
from bibtui.store.engine import Store

TYPED = "typed:"
ALL_TERMINALS = "everywhere"

NAMES_KEPT = timedelta(days=2)
"""How long the counter of a name outlives its last failure: more than any wait it may tell of."""

_KEY = "throttle_key"


@dataclass(frozen=True, slots=True)
class Place:
    """What a try left on the counter of a terminal, or of all of them."""

    key: str
    limit: Limit
    before: Counter
    reserved: Counter


@dataclass(frozen=True, slots=True)
class Try:
    """A try counted as failed until it is forgiven, and the account it found, if any.

    `typed` counts the failures of the name, this one with them; `own_before` those of the account,
    under whatever name, before this one. `closed` when the account waits because of those made
    under its other names: the try must fail as with a wrong secret.
    """

    found: Credentials | None
    typed_key: str
    typed: Counter
    own_key: str
    own_before: Counter
    closed: bool
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Tries:
    """The counters of wrong tries, kept in the store: they are shared, and outlive a restart."""

    store: Store
    policy: Policy
    clock: Clock

    def begin(self, keys: tuple[str, ...], place: str) -> Try | Verdict:
        """Count a try on the account that one of the login `keys` names, from a terminal.

        Refused with « portal_paused », « terminal_paused » or « card_blocked » (facts `until`,
        local, and `minutes`); a try refused so is not counted. An unknown identifier asks the
        store for as much as a known one.
        """
        now, today = self.clock.now(), self.clock.today()
        limits = {ALL_TERMINALS: EVERYWHERE, terminal_key(place): self._terminal}
        with self.store.writing() as connection:
            looked_up = [accounts.by_identifier(connection, key) for key in keys]
            found = next((each for each in looked_up if each is not None), None)
            typed_key = _typed_key(connection, keys)
            own_key = account_key(found.account) if found else _nobody_key(typed_key)
            stand = self._locked(connection, (typed_key, own_key, *limits))
            codes = ("portal_paused", "terminal_paused", "card_blocked")
            for code, key in zip(codes, (*limits, typed_key), strict=True):
                if (until := stand[key].blocked(now)) is not None:
                    return self.blocked(code, until)
            places = tuple(
                Place(key, limit, stand[key], secrets.place_failed(stand[key], now, today, limit))
                for key, limit in limits.items()
            )
            typed = secrets.card_failed(stand[typed_key], now, today, self.policy)
            own = stand[own_key]
            closed = own.blocked(now) is not None
            counted = {each.key: each.reserved for each in places}
            counted[typed_key] = typed
            counted[own_key] = own if closed else secrets.card_failed(own, now, today, self.policy)
            throttle.save(connection, counted)
            throttle.purge(connection, TYPED, now - NAMES_KEPT)
        return Try(found, typed_key, typed, own_key, own, closed, places)

    def forgive(self, connection: Connection, tried: Try) -> None:
        """The try was right: account and name start afresh, terminals take back its failures."""
        names = (tried.typed_key, tried.own_key)
        stand = self._locked(connection, (*names, *(place.key for place in tried.places)))
        count = stand[tried.own_key].failures
        forgiven = {
            place.key: secrets.place_forgiven(
                stand[place.key], place.reserved, place.before, count, place.limit
            )
            for place in tried.places
        }
        throttle.save(connection, forgiven)
        throttle.forget(connection, names)

    def forget(
        self, connection: Connection, keys: tuple[str, ...], account: Account | None
    ) -> None:
        """Start afresh the name that these login `keys` stand for, and all those of `account`."""
        typed = _typed_key(connection, keys)
        names = {typed, _nobody_key(typed)}
        if account is not None:
            logins = accounts.logins(connection, account.id)
            names |= {_typed_key(connection, candidates(login, self.policy)) for login in logins}
            names.add(account_key(account))
        self._locked(connection, tuple(names))
        throttle.forget(connection, names)

    def blocked(self, code: str, until: datetime) -> Verdict:
        """The refusal of who must wait until then."""
        minutes = max(1, -((self.clock.now() - until) // timedelta(minutes=1)))
        rules = self.policy.sessions
        sources = {
            "card_blocked": rules.tries_per_card.source,
            "terminal_paused": rules.terminal_tries.source,
        }
        facts = {"until": until.astimezone(self.clock.local().tzinfo), "minutes": minutes}
        return decide([Refusal(code, Stage.ACCOUNT, facts, sources.get(code))])

    def _locked(self, connection: Connection, keys: tuple[str, ...]) -> dict[str, Counter]:
        # The counter that is never forgotten first, and alone: a row that somebody else takes away
        # and a third puts back would be waited for by each in another order.
        now, today = self.clock.now(), self.clock.today()
        stand = throttle.locked(connection, (ALL_TERMINALS,), at=now, day=today)
        rest = set(keys) - {ALL_TERMINALS}
        return stand | throttle.locked(connection, rest, at=now, day=today)

    @property
    def _terminal(self) -> Limit:
        return secrets.terminal_limit(self.policy)


def account_key(account: Account) -> str:
    """The counter of an account, whichever of its names is typed: nothing told depends on it."""
    return f"account:{account.id}"


def terminal_key(place: str) -> str:
    """The counter of a terminal."""
    return f"terminal:{place}"


def _typed_key(connection: Connection, keys: tuple[str, ...]) -> str:
    """The counter of a name as typed, whether anybody has it or not.

    The name itself is not kept, it may be a password typed too early: only its digest under a key
    that each store makes for itself.
    """
    key = meta.kept(connection, _KEY, lambda: random.token_hex(32))
    typed = (keys[0] if keys else "").encode("utf-8", "surrogatepass")
    return TYPED + hmac.digest(bytes.fromhex(key), typed, hashlib.sha256).hex()[:32]


def _nobody_key(typed_key: str) -> str:
    # In the place of an account's counter, so that a name nobody has costs the store the same.
    return f"{typed_key}:nobody"
