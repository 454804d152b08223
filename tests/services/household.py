"""A signed-in family on a store: who reaches whose card, and what each has out."""

from collections.abc import Iterable
from datetime import date, timedelta

from bibtui.domain.acting import Acting, Right
from bibtui.domain.clock import FixedClock
from bibtui.domain.policy.model import Policy
from bibtui.services.family import Family
from bibtui.services.loans import Loans
from bibtui.store import accounts, family, sessions
from bibtui.store.engine import Store
from tests.store import shelves

TODAY = shelves.TODAY


class Household:
    """One account, signed in, under a policy, on `TODAY`."""

    def __init__(self, store: Store, policy: Policy, *, card: bool = True) -> None:
        self.store, self.policy = store, policy
        self.clock = FixedClock.on(TODAY)
        with store.writing() as connection:
            self.own = shelves.person(connection, "Rozenn", "Le Goff") if card else None
            account_id = shelves.account_of(connection, self.own)
            version = accounts.set_secret(connection, account_id, "a secret of their own")
            found = accounts.credentials(connection, account_id)
            assert found is not None
            sessions.open_session(
                connection, "s1", account_id=account_id, version=version, at=self.clock.now()
            )
        self.acting = Acting("s1", found.account, self.own, "poste 3")
        self.loans = Loans(store, policy, self.clock)
        self.family = Family(store, policy, self.clock)

    def member(self, name: str, rights: Iterable[Right]) -> int:
        """Somebody else's card, within reach with these rights: the patron's id."""
        with self.store.writing() as connection:
            patron_id = shelves.person(connection, name, "Le Goff")
            family.link_card(
                connection,
                self.acting.account.id,
                patron_id,
                rights=set(rights),
                since=TODAY - timedelta(days=9),
            )
        return patron_id

    def stranger(self) -> int:
        """Somebody out of reach."""
        with self.store.writing() as connection:
            return shelves.person(connection, "Malo", "Quémener")

    def lend(self, patron_id: int, due_on: date, title: str = "Le Pain nu") -> int:
        """A document out on a card: the loan's id."""
        with self.store.writing() as connection:
            _, item = shelves.book(connection, title)
            return shelves.lent(connection, item, patron_id, due_on)

    def unlink(self, patron_id: int) -> None:
        """The link ended yesterday."""
        with self.store.writing() as connection:
            family.link_card(
                connection,
                self.acting.account.id,
                patron_id,
                rights=set(Right),
                since=TODAY - timedelta(days=9),
                until=TODAY - timedelta(days=1),
            )
