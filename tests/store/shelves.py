"""A few people and books for the tests of the store, unlike the demo's."""

from datetime import UTC, date, datetime
from itertools import count

from sqlalchemy import Connection

from bibtui.domain.accounts import Role
from bibtui.store import accounts, catalogue, holds, loans, patrons

NOW = datetime(2024, 3, 11, 9, 30, tzinfo=UTC)
TODAY = date(2024, 3, 11)

_numbers = count(1)


def person(connection: Connection, first_name: str = "Zoé", last_name: str = "Kervella") -> int:
    """A patron with a card of their own."""
    card = f"77{next(_numbers):06}"
    entry = patrons.PatronEntry(card, first_name, last_name, birth_date=date(1988, 2, 29))
    return patrons.put(connection, [entry], at=NOW)[card]


def account_of(connection: Connection, patron_id: int | None) -> int:
    """An account: a patron's, or a family's without a card."""
    role = Role.GROUP if patron_id is None else Role.PATRON
    return accounts.add(connection, role=role, created_at=NOW, patron_id=patron_id)


def book(connection: Connection, title: str = "Le Pain nu", copies: int = 1) -> tuple[int, ...]:
    """A record and its copies: the record's id, then the items'."""
    number = f"r{next(_numbers)}"
    record_id = catalogue.put_records(connection, [catalogue.RecordEntry(title, number)])[number]
    entries = [
        catalogue.ItemEntry(f"{number}-{copy}", record_id, "livre", "CONQUET")
        for copy in range(copies)
    ]
    return record_id, *catalogue.put_items(connection, entries).values()


def lent(connection: Connection, item_id: int, patron_id: int, due_on: date) -> int:
    """A loan that ends on that day."""
    loan_id = loans.lend(
        connection,
        item_id=item_id,
        patron_id=patron_id,
        library="CONQUET",
        loaned_on=date(2024, 2, 1),
        due_on=due_on,
    )
    assert loan_id is not None
    return loan_id


def held(
    connection: Connection, record_id: int, patron_id: int, item_asked: int | None = None
) -> int | None:
    """A hold placed now."""
    return holds.place(
        connection,
        record_id=record_id,
        patron_id=patron_id,
        placed_at=NOW,
        placed_on=TODAY,
        pickup="CONQUET",
        item_asked=item_asked,
    )
