"""Tries to sign in: counted before they are looked at, so that those made at once count all."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bibtui.domain import secrets
from bibtui.domain.accounts import Account
from bibtui.domain.clock import Clock
from bibtui.domain.policy.model import Policy
from bibtui.domain.secrets import Counter
from bibtui.domain.verdict import Refusal, Stage, Verdict, decide
from bibtui.store import accounts, throttle
from bibtui.store.accounts import Credentials
from bibtui.store.engine import Store


@dataclass(frozen=True, slots=True)
class Try:
    """A try counted as failed until it is forgiven, and the account it found, if any."""

    card_key: str
    terminal_key: str
    found: Credentials | None
    card: Counter
    terminal: Counter
    terminal_before: Counter


@dataclass(frozen=True, slots=True)
class Tries:
    """The counters of wrong tries, kept in the store: they are shared, and outlive a restart."""

    store: Store
    policy: Policy
    clock: Clock

    def begin(self, keys: tuple[str, ...], place: str) -> Try | Verdict:
        """Count a try on the account that one of the login `keys` names, from a terminal.

        Refused with « terminal_paused » or « card_blocked » (facts `until`, local, and
        `minutes`); a try refused so is not counted. An unknown identifier asks the store for as
        much as a known one.
        """
        now, today = self.clock.now(), self.clock.today()
        here = terminal_key(place)
        with self.store.writing() as connection:
            looked_up = [accounts.by_identifier(connection, key) for key in keys]
            found = next((each for each in looked_up if each is not None), None)
            card_key = account_key(found.account) if found else unknown_key(keys)
            counters = throttle.locked(connection, (card_key, here), at=now, day=today)
            before = counters[here]
            if (until := before.blocked(now)) is not None:
                return self.blocked("terminal_paused", until)
            if (until := counters[card_key].blocked(now)) is not None:
                return self.blocked("card_blocked", until)
            card = secrets.card_failed(counters[card_key], now, today, self.policy)
            terminal = secrets.terminal_failed(before, now, today, self.policy)
            throttle.save(connection, card_key, card)
            throttle.save(connection, here, terminal)
        return Try(card_key, here, found, card, terminal, before)

    def forgive(self, connection: Connection, tried: Try) -> None:
        """The try was right: the card starts afresh, the terminal takes back its failures."""
        now, today = self.clock.now(), self.clock.today()
        keys = (tried.card_key, tried.terminal_key)
        stands = throttle.locked(connection, keys, at=now, day=today)
        forgiven = secrets.terminal_forgiven(
            stands[tried.terminal_key],
            tried.terminal,
            tried.terminal_before,
            stands[tried.card_key].failures,
            self.policy,
        )
        throttle.save(connection, tried.terminal_key, forgiven)
        throttle.forget(connection, tried.card_key)

    def blocked(self, code: str, until: datetime) -> Verdict:
        """The refusal of who must wait until then."""
        minutes = max(1, -((self.clock.now() - until) // timedelta(minutes=1)))
        rules = self.policy.sessions
        rule = rules.tries_per_card if code == "card_blocked" else rules.terminal_tries
        facts = {"until": until.astimezone(self.clock.local().tzinfo), "minutes": minutes}
        return decide([Refusal(code, Stage.ACCOUNT, facts, rule.source)])


def account_key(account: Account) -> str:
    """The counter of an account, whichever of its names is typed."""
    return f"account:{account.id}"


def unknown_key(keys: tuple[str, ...]) -> str:
    """The counter of a name nobody has. It is not kept: it may be a password typed too early."""
    typed = keys[0] if keys else ""
    return f"unknown:{hashlib.sha256(typed.encode(errors='replace')).hexdigest()[:32]}"


def terminal_key(place: str) -> str:
    """The counter of a terminal."""
    return f"terminal:{place}"
