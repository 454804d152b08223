"""A demo network seeded on a day, and what one of its readers then has."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pytest

from bibtui import demo, resources
from bibtui.demo.ledger import Ledger
from bibtui.demo.seed import seed
from bibtui.domain.accounts import Patron, login_key
from bibtui.domain.family import CardInBrief
from bibtui.domain.holds import Hold
from bibtui.domain.loans import Loan
from bibtui.domain.policy.load import load
from bibtui.domain.policy.model import Policy
from bibtui.services.hashing import Hasher
from bibtui.store import accounts, family, holds, loans
from bibtui.store.accounts import Credentials
from bibtui.store.engine import Store
from bibtui.wording import family as wording


def policy_of(network: str) -> Policy:
    return load(resources.policy_file(network))


@dataclass(frozen=True)
class Seeded:
    """A store as it stands on `today`."""

    store: Store
    policy: Policy
    today: date

    def credentials(self, identifier: str) -> Credentials:
        with self.store.reading() as connection:
            found = accounts.by_identifier(connection, login_key(identifier))
        assert found is not None, f"nobody signs in as {identifier}"
        return found

    def patron(self, identifier: str) -> Patron:
        patron = self.credentials(identifier).patron
        assert patron is not None
        return patron

    def cards(self, identifier: str) -> tuple[CardInBrief, ...]:
        with self.store.reading() as connection:
            account = self.credentials(identifier).account
            return family.in_brief(connection, account.id, self.today)

    def loans(self, identifier: str) -> tuple[Loan, ...]:
        with self.store.reading() as connection:
            return loans.of_patrons(connection, [self.patron(identifier).id])

    def holds(self, identifier: str) -> tuple[Hold, ...]:
        with self.store.reading() as connection:
            return holds.of_patrons(connection, [self.patron(identifier).id])

    def sentences(self, identifier: str) -> list[str]:
        """The account in brief of who signs in, as the screens say it."""
        own = next(card for card in self.cards(identifier) if card.own)
        return [said.text for said in (*wording.loans(own.loans), *wording.holds(own.holds))]


SeedOn = Callable[..., Seeded]


@pytest.fixture
def seeded(store: Store) -> SeedOn:
    """Seeds the store with a network, or with a ledger of the test's own, on a day."""
    hasher = Hasher(time_cost=1, memory_kib=8)

    def fill(network: str | Ledger, today: date | None = None) -> Seeded:
        ledger = demo.read(network) if isinstance(network, str) else network
        policy = policy_of(ledger.network)
        day = today or ledger.day
        seed(store, ledger, policy, day, hasher)
        return Seeded(store, policy, day)

    return fill
