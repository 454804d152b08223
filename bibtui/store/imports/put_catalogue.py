"""Records, copies and the loans they tell of: compared with what is stored, and written.

Everything is found again by its own identifier (record number, barcode), so that a run cut
short is simply run again. With `write` false the same comparison is made, and nothing done.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from bibtui.store import loans, patrons, rows
from bibtui.store.imports import stored
from bibtui.store.imports.report import Outcome
from bibtui.store.imports.unimarc import Copy, Described
from bibtui.store.patrons import PatronEntry
from bibtui.store.tables import item, loan, record

_RECORD = ("title", "title_key", "author", "publisher", "year", "series", "summary", "isbn", "kind")
_ITEM = ("item_type", "library", "location", "call_number", "audience", "acquired_on", "note")


@dataclass(frozen=True)
class Run:
    """What holds for a whole file of records.

    `item_type` and `library` give the network's own code for what the file says; `borrower`
    names the holder of loans whose borrower is not told. `barcodes` are those already met: a
    second copy with one of them is refused.
    """

    item_type: Callable[[str], str]
    library: Callable[[str], str]
    borrower: str
    at: datetime
    today: date
    write: bool
    barcodes: set[str] = field(default_factory=set)


def put_records(connection: Connection, batch: Sequence[Described], run: Run) -> Outcome:
    """Store records, their copies and the loans that run on them."""
    outcome = Outcome()
    described = {one.number: one for one in batch}
    found = stored.where_in(connection, record, "number", list(described), ("id", *_RECORD))
    changed = []
    for number, one in described.items():
        values = {name: getattr(one, name) for name in _RECORD}
        if _compared("record", found.get(number), values, outcome):
            changed.append({"number": number, **values})
    ids = {number: row["id"] for number, row in found.items()}
    if run.write:
        ids |= rows.upsert(connection, record, "number", changed, _RECORD)
    copies: dict[str, tuple[int | None, Copy]] = {}
    for place, one in enumerate(batch):
        for copy in one.copies:
            if copy.barcode in run.barcodes:
                outcome.refuse(place, "item", "barcode_repeated", barcode=copy.barcode)
                continue
            run.barcodes.add(copy.barcode)
            coded = replace(
                copy, item_type=run.item_type(copy.item_type), library=run.library(copy.library)
            )
            copies[copy.barcode] = ids.get(one.number), coded
    if copies:
        _put_copies(connection, copies, run, outcome)
    return outcome


def _put_copies(
    connection: Connection,
    copies: Mapping[str, tuple[int | None, Copy]],
    run: Run,
    outcome: Outcome,
) -> None:
    found = stored.where_in(connection, item, "barcode", list(copies), ("id", "record_id", *_ITEM))
    changed = []
    for barcode, (record_id, copy) in copies.items():
        values = {"record_id": record_id, **{name: getattr(copy, name) for name in _ITEM}}
        if _compared("item", found.get(barcode), values, outcome):
            changed.append({"barcode": barcode, **values})
    ids = {barcode: row["id"] for barcode, row in found.items()}
    if run.write:
        ids |= rows.upsert(connection, item, "barcode", changed, ("record_id", *_ITEM))
    running = stored.running(connection, list(found))
    for barcode, (_, copy) in copies.items():
        became = _put_told_loan(connection, copy, ids.get(barcode), running.get(barcode), run)
        if became:
            outcome.count("loan", became)


def _compared(
    kind: str, found: Mapping[str, Any] | None, values: Mapping[str, Any], outcome: Outcome
) -> bool:
    """Whether `values` are to be written; counted either way."""
    if found is not None and all(found[name] == value for name, value in values.items()):
        outcome.count(kind, "unchanged")
        return False
    outcome.count(kind, "created" if found is None else "updated")
    return True


def _put_told_loan(
    connection: Connection,
    copy: Copy,
    item_id: int | None,
    running: stored.Running | None,
    run: Run,
) -> str:
    """What became of the loan 995 tells of; empty where there is none.

    One whose borrower is known is the list of loans' own affair.
    """
    if running is not None and running.card != stored.UNKNOWN_BORROWER:
        return "unchanged" if copy.due_on else ""
    if copy.due_on is None:
        if running is not None and run.write:
            loans.give_back(connection, running.id, max(run.today, running.loaned_on))
        return "ended" if running else ""
    told = copy.loaned_on or (running.loaned_on if running else run.today)
    loaned_on = min(told, copy.due_on)
    if running is None:
        if run.write and item_id is not None:
            loans.lend(
                connection,
                item_id=item_id,
                patron_id=_unknown_borrower(connection, run),
                library=copy.library,
                loaned_on=loaned_on,
                due_on=copy.due_on,
            )
        return "created"
    if (running.due_on, running.loaned_on) == (copy.due_on, loaned_on):
        return "unchanged"
    if run.write:
        stored.change(connection, loan, running.id, due_on=copy.due_on, loaned_on=loaned_on)
    return "updated"


def _unknown_borrower(connection: Connection, run: Run) -> int:
    known = patrons.by_card(connection, stored.UNKNOWN_BORROWER)
    if known is not None:
        return known.id
    entry = PatronEntry(stored.UNKNOWN_BORROWER, "", run.borrower)
    return patrons.put(connection, [entry], at=run.at)[stored.UNKNOWN_BORROWER]
