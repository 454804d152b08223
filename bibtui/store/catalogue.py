"""Records and items as they are kept: put in by demo and imports, read with loans and holds."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from datetime import date

from sqlalchemy import Connection

from bibtui.domain.catalogue import Item, Record
from bibtui.domain.text import sort_key
from bibtui.store import rows
from bibtui.store.tables import item, record

RECORD = tuple(record.c[field.name] for field in fields(Record))
"""The columns of a Record, in the order its fields stand."""

ITEM = tuple(item.c[field.name] for field in fields(Item))
"""The columns of an Item, in the order its fields stand."""


@dataclass(frozen=True, slots=True)
class RecordEntry:
    """What a source says of a work; `number` is its own identifier for it, None without one."""

    title: str
    number: str | None = None
    author: str = ""
    publisher: str = ""
    year: str = ""
    series: str = ""
    summary: str = ""
    isbn: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class ItemEntry:
    """What a source says of a copy; `barcode` tells which it is."""

    barcode: str
    record_id: int
    item_type: str
    library: str
    location: str = ""
    call_number: str = ""
    audience: str = ""
    acquired_on: date | None = None
    note: str = ""


ITEM_FIELDS = frozenset(field.name for field in fields(ItemEntry))


def put_records(connection: Connection, entries: Sequence[RecordEntry]) -> dict[str, int]:
    """Insert records, or update those whose number is known: number → id.

    Raises ValueError for an entry without a number: nothing would tell it at the next import.
    """
    if any(not entry.number for entry in entries):
        raise ValueError("a record without a number cannot be updated")
    update = [*(field.name for field in fields(RecordEntry) if field.name != "number"), "title_key"]
    return rows.upsert(connection, record, "number", [_row(entry) for entry in entries], update)


def put_items(
    connection: Connection, entries: Sequence[ItemEntry], *, only: Collection[str] = ITEM_FIELDS
) -> dict[str, int]:
    """Insert copies, or update the fields `only` of those whose barcode is known: barcode → id."""
    values = [rows.cleaned(entry) for entry in entries]
    return rows.upsert(connection, item, "barcode", values, sorted(set(only) - {"barcode"}))


def _row(entry: RecordEntry) -> dict[str, object]:
    row = rows.cleaned(entry)
    row["title_key"] = sort_key(row["title"])
    return row
