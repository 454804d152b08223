"""The composition root: settings → policy → clock → store → services."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bibtui.domain.accounts import Role
from bibtui.domain.clock import Clock
from bibtui.domain.policy.model import Policy
from bibtui.domain.verdict import Verdict
from bibtui.services.accounts import Accounts
from bibtui.services.desk import Desk
from bibtui.services.family import Family
from bibtui.services.hashing import Hasher
from bibtui.services.loans import Loans
from bibtui.services.staff import Staff
from bibtui.store.engine import Store

if TYPE_CHECKING:
    from bibtui.settings import Settings


@dataclass(frozen=True, slots=True)
class Portal:
    """Everything the screens may ask for, on one store under one policy."""

    store: Store
    policy: Policy
    clock: Clock
    accounts: Accounts
    family: Family
    loans: Loans
    desk: Desk


def build(store: Store, policy: Policy, clock: Clock, hasher: Hasher) -> Portal:
    """The services over an open store."""
    return Portal(
        store,
        policy,
        clock,
        Accounts(store, policy, clock, hasher),
        Family(store, policy, clock),
        Loans(store, policy, clock),
        Desk(store, policy, clock, hasher),
    )


def open_portal(settings: "Settings", policy: Policy, clock: Clock) -> Portal:
    """The services over the store that `settings` name; a demo's is made and filled first.

    Raises StoreError, with nothing half-written.
    """
    store = Store.open(settings.database, create=settings.demo is not None)
    hasher = Hasher()
    if settings.demo is not None:
        from bibtui.demo.ledger import read
        from bibtui.demo.seed import seed

        seed(store, read(settings.demo), policy, clock.today(), hasher)
    return build(store, policy, clock, hasher)


def found_library(
    settings: "Settings", policy: Policy, clock: Clock, *, login: str, name: str, secret: str
) -> Verdict:
    """Make the store that `settings` name, with the account of its manager (« Première fois »).

    A refused account leaves an empty store, which the next try fills. Raises StoreError.
    """
    store = Store.open(settings.database, create=True)
    try:
        staff = Staff(store, policy, clock)
        return staff.add(login, secret, role=Role.MANAGER, name=name)
    finally:
        store.close()
