"""What the store already holds of what a file speaks of, found by batches."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Table, bindparam, select, update

from bibtui.store.tables import item, loan, patron

UNKNOWN_BORROWER = "?"
"""The card of the one who holds the loans that a catalogue tells of without saying whose they
are; nobody signs in with it, and a list of loans gives them to their true borrowers."""


@dataclass(frozen=True, slots=True)
class Running:
    """An open loan, by the card of who has it."""

    id: int
    card: str
    loaned_on: date
    due_on: date
    renewals: int


def running(connection: Connection, barcodes: Sequence[str]) -> dict[str, Running]:
    """The open loans of these copies: barcode → loan."""
    found = connection.execute(
        select(
            item.c.barcode,
            loan.c.id,
            patron.c.card,
            loan.c.loaned_on,
            loan.c.due_on,
            loan.c.renewals,
        )
        .join_from(loan, item, item.c.id == loan.c.item_id)
        .join(patron, patron.c.id == loan.c.patron_id)
        .where(
            item.c.barcode.in_(bindparam("wanted", expanding=True)), loan.c.returned_on.is_(None)
        ),
        {"wanted": list(barcodes)},
    )
    return {row[0]: Running(*row[1:]) for row in found}


def where_in(
    connection: Connection, table: Table, key: str, wanted: Sequence[str], names: Sequence[str]
) -> dict[str, Mapping[str, Any]]:
    """The columns `names` of the rows whose `key` is among `wanted`: key → row."""
    columns = [table.c[name] for name in (key, *names)]
    condition = table.c[key].in_(bindparam("wanted", expanding=True))
    found = connection.execute(select(*columns).where(condition), {"wanted": list(wanted)})
    return {row[key]: dict(row) for row in found.mappings()}


def change(connection: Connection, table: Table, row_id: int, **values: Any) -> None:
    """Set columns of one row."""
    connection.execute(update(table).where(table.c.id == row_id).values(**values))
