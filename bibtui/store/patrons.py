"""Patrons as they are kept: found by their card, put in by demo and imports."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select

from bibtui.domain.accounts import Patron
from bibtui.domain.text import sort_key
from bibtui.store import rows
from bibtui.store.tables import patron

COLUMNS = tuple(patron.c[field.name] for field in fields(Patron))
"""The columns of a Patron, in the order its fields stand."""

_BY_CARD = select(*COLUMNS).where(patron.c.card == bindparam("card"))
_BY_ID = select(*COLUMNS).where(patron.c.id == bindparam("id"))


@dataclass(frozen=True, slots=True)
class PatronEntry:
    """What a file or a ledger says of a patron; `card` tells who it is."""

    card: str
    first_name: str
    last_name: str
    birth_date: date | None = None
    birth_year: int | None = None
    category: str = ""
    library: str = ""
    email: str = ""
    phone: str = ""
    mobile: str = ""
    address: str = ""
    address2: str = ""
    postcode: str = ""
    town: str = ""
    member_from: date | None = None
    member_until: date | None = None
    message: str = ""


FIELDS = frozenset(field.name for field in fields(PatronEntry))


def noun(row: Sequence[Any]) -> Patron:
    """The patron of a row of COLUMNS."""
    return Patron(*row)


def by_card(connection: Connection, card: str) -> Patron | None:
    """The patron who holds this card, as it is stored."""
    row = connection.execute(_BY_CARD, {"card": card}).first()
    return None if row is None else noun(row)


def by_id(connection: Connection, patron_id: int) -> Patron | None:
    """The patron of this id."""
    row = connection.execute(_BY_ID, {"id": patron_id}).first()
    return None if row is None else noun(row)


def ids(connection: Connection, cards: Collection[str]) -> dict[str, int]:
    """The ids of those of these cards that are known: card → id."""
    return rows.ids(connection, patron, "card", cards)


def put(
    connection: Connection,
    entries: Sequence[PatronEntry],
    *,
    at: datetime,
    only: Collection[str] = FIELDS,
) -> dict[str, int]:
    """Insert patrons, or update the fields `only` of those whose card is known: card → id."""
    values = []
    for entry in entries:
        row = rows.cleaned(entry)
        row["sort_key"] = sort_key(f"{row['last_name']} {row['first_name']}")
        row["created_at"] = at
        if row["birth_year"] is None and row["birth_date"] is not None:
            row["birth_year"] = row["birth_date"].year
        values.append(row)
    update = set(only) - {"card"}
    if update & {"first_name", "last_name"}:
        update |= {"first_name", "last_name", "sort_key"}
    if "birth_date" in update:
        update.add("birth_year")
    return rows.upsert(connection, patron, "card", values, sorted(update))
