"""A door to knock at: the service of accounts on a store, with people who may sign in."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from bibtui.domain.accounts import Patron, Role, logins
from bibtui.domain.clock import FixedClock
from bibtui.domain.policy.model import Policy
from bibtui.domain.verdict import Verdict
from bibtui.services.accounts import Accounts, SignedIn
from bibtui.services.hashing import Hasher
from bibtui.store import accounts, patrons
from bibtui.store.engine import Store
from bibtui.store.patrons import PatronEntry

SECRET = "grue 7! marais"
PLACE = "borne-1"


class LightHasher(Hasher):
    """The house's hasher at its smallest cost; it counts what it verifies."""

    def __init__(self, memory_kib: int = 8) -> None:
        super().__init__(time_cost=1, memory_kib=memory_kib)
        self.verified = 0

    def verify(self, kept: str | None, secret: str) -> bool:
        self.verified += 1
        return super().verify(kept, secret)


@dataclass
class Doorstep:
    """A network's door on `store`, at an instant one may move."""

    store: Store
    policy: Policy
    clock: FixedClock = field(default_factory=lambda: FixedClock.on(date(2024, 3, 1)))
    hasher: LightHasher = field(default_factory=LightHasher)

    @property
    def accounts(self) -> Accounts:
        """The service; a new object each time, as after a restart."""
        return Accounts(self.store, self.policy, self.clock, self.hasher)

    def later(self, **lapse: float) -> None:
        """Let time pass, whatever the clocks on the wall do meanwhile."""
        self.clock.instant = self.clock.now() + timedelta(**lapse)

    def patron(
        self,
        card: str,
        first: str = "Maëlle",
        last: str = "Quéré",
        *,
        secret: str | None = SECRET,
        given: bool = False,
        since: datetime | None = None,
        **facts: Any,
    ) -> int:
        """A patron with an account: its id. No `secret`: on the initial one since `since`."""
        at = since or self.clock.now()
        with self.store.writing() as connection:
            entry = PatronEntry(card, first, last, birth_year=1987, **facts)
            patron_id = patrons.put(connection, [entry], at=at)[card]
            account_id = accounts.add(
                connection,
                role=Role.PATRON,
                created_at=at,
                first_name=first,
                last_name=last,
                patron_id=patron_id,
                secret_hash=self.hasher.hash(secret) if secret else None,
                initial_since=at if given or secret is None else None,
                must_change=given,
            )
            for login in logins(Patron(patron_id, card, first, last), self.policy):
                accounts.add_login(connection, login.key, login.kind, account_id)
        return account_id

    def account(self, key: str, role: Role, first: str = "Nour", library: str = "") -> int:
        """An account without a card, that signs in by `key`."""
        with self.store.writing() as connection:
            account_id = accounts.add(
                connection,
                role=role,
                created_at=self.clock.now(),
                first_name=first,
                library=library,
                secret_hash=self.hasher.hash(SECRET),
            )
            accounts.add_login(connection, key, "login", account_id)
        return account_id

    def knock(self, identifier: str, secret: str = SECRET, **how: Any) -> SignedIn | Verdict:
        """Try to sign in."""
        return self.accounts.sign_in(identifier, secret, **{"place": PLACE, **how})

    def enter(self, identifier: str, secret: str = SECRET, **how: Any) -> SignedIn:
        """Sign in; it must succeed."""
        answer = self.knock(identifier, secret, **how)
        assert isinstance(answer, SignedIn), answer
        return answer

    def refused(self, identifier: str, secret: str = "wrong", **how: Any) -> tuple[str, ...]:
        """Try to sign in; it must be refused: the codes."""
        answer = self.knock(identifier, secret, **how)
        assert isinstance(answer, Verdict) and not answer.allowed, answer
        return answer.codes
