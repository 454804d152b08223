"""Running loans by card and barcode: compared with what is stored, and written."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, bindparam, select

from bibtui.store import loans, patrons
from bibtui.store.imports import stored
from bibtui.store.imports.lending import LoanLine
from bibtui.store.imports.report import Outcome
from bibtui.store.tables import item, loan


def put_loans(
    connection: Connection,
    batch: Sequence[LoanLine],
    *,
    library: Callable[[str], str],
    today: date,
    write: bool,
) -> Outcome:
    """Store running loans by card and barcode.

    A loan that was renewed here more often than the list knows keeps its date, and one that
    ended here is not begun again. One held by the
    unknown borrower goes to its true one. Refused: « card_unknown », « barcode_unknown »,
    « on_loan » to someone else, « due_missing ».
    """
    outcome = Outcome()
    holders = patrons.ids(connection, [one.card for one in batch])
    barcodes = [one.barcode for one in batch]
    items = stored.where_in(connection, item, "barcode", barcodes, ("id", "library"))
    running = stored.running(connection, barcodes)
    ended = _ended(connection, [row["id"] for row in items.values()])
    for place, one in enumerate(batch):
        known, out = items.get(one.barcode), running.get(one.barcode)
        due_on = one.due_on or (out.due_on if out else None)
        if one.card not in holders:
            outcome.refuse(place, "loan", "card_unknown", card=one.card)
        elif known is None:
            outcome.refuse(place, "loan", "barcode_unknown", barcode=one.barcode)
        elif out is not None and out.card not in (one.card, stored.UNKNOWN_BORROWER):
            outcome.refuse(place, "loan", "on_loan", barcode=one.barcode)
        elif (known["id"], holders[one.card], one.loaned_on) in ended:
            outcome.count("loan", "unchanged")
        elif due_on is None:
            outcome.refuse(place, "loan", "due_missing", barcode=one.barcode)
        else:
            became = _put_loan(
                connection, one, due_on, known, out, holders[one.card], library, today, write
            )
            outcome.count("loan", became)
    return outcome


def _ended(connection: Connection, item_ids: Sequence[int]) -> set[tuple[int, int, date]]:
    """The loans of these copies that ended here: a list made before must not revive them."""
    found = connection.execute(
        select(loan.c.item_id, loan.c.patron_id, loan.c.loaned_on).where(
            loan.c.item_id.in_(bindparam("wanted", expanding=True)), loan.c.returned_on.is_not(None)
        ),
        {"wanted": list(item_ids)},
    )
    return {(row[0], row[1], row[2]) for row in found}


def _put_loan(
    connection: Connection,
    one: LoanLine,
    due_on: date,
    known: Mapping[str, Any],
    out: stored.Running | None,
    patron_id: int,
    library: Callable[[str], str],
    today: date,
    write: bool,
) -> str:
    loaned_on = one.loaned_on or (out.loaned_on if out else min(today, due_on))
    loaned_on = min(loaned_on, due_on)
    if out is None:
        if write:
            loans.lend(
                connection,
                item_id=known["id"],
                patron_id=patron_id,
                library=library(one.library) if one.library else known["library"],
                loaned_on=loaned_on,
                due_on=due_on,
                renewals=one.renewals,
            )
        return "created"
    if out.card == one.card and (
        out.renewals > one.renewals
        or (out.due_on, out.renewals, out.loaned_on) == (due_on, one.renewals, loaned_on)
    ):
        return "unchanged"
    if write:
        changes = {"due_on": due_on, "renewals": one.renewals, "loaned_on": loaned_on}
        stored.change(connection, loan, out.id, patron_id=patron_id, **changes)
    return "updated"
