"""Loans as they are kept: read with their titles in one statement, changed under a guard."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, bindparam, func, select, update

from bibtui.domain.catalogue import Item, Record
from bibtui.domain.family import LoanCounts
from bibtui.domain.loans import Loan
from bibtui.store.catalogue import ITEM, RECORD
from bibtui.store.family import counted
from bibtui.store.prepared import Prepared
from bibtui.store.rows import Insert
from bibtui.store.tables import WAITING, hold, item, loan, record, renewal

_SPLIT = 8 + len(ITEM)

# How many others wait for this very copy: never the holder, nobody suspended, nobody served.
_AWAITED = (
    select(func.count())
    .select_from(hold)
    .where(
        hold.c.record_id == item.c.record_id,
        WAITING,
        hold.c.patron_id != loan.c.patron_id,
        (hold.c.item_asked.is_(None)) | (hold.c.item_asked == item.c.id),
    )
    .scalar_subquery()
)


def _select(condition: ColumnElement[bool]) -> Select[Any]:
    return (
        select(
            loan.c.id,
            loan.c.patron_id,
            loan.c.library,
            loan.c.loaned_on,
            loan.c.due_on,
            loan.c.renewals,
            _AWAITED,
            loan.c.reminded_on,
            *ITEM,
            *RECORD,
        )
        .join_from(loan, item, item.c.id == loan.c.item_id)
        .join(record, record.c.id == item.c.record_id)
        .where(condition, loan.c.returned_on.is_(None))
        .order_by(loan.c.due_on, record.c.title_key, loan.c.id)
    )


_OF_PATRON = Prepared(_select(loan.c.patron_id == bindparam("patron_id")))
_OF_PATRONS = _select(loan.c.patron_id.in_(bindparam("patron_ids", expanding=True)))
_BY_IDS = _select(loan.c.id.in_(bindparam("loan_ids", expanding=True)))
_LOCK = (
    select(loan.c.id)
    .where(loan.c.id.in_(bindparam("loan_ids", expanding=True)), loan.c.returned_on.is_(None))
    .order_by(loan.c.id)
    .with_for_update()
)
_SET_DUE = (
    update(loan)
    .where(
        loan.c.id == bindparam("loan_id"),
        loan.c.due_on == bindparam("expected_due"),
        loan.c.renewals == bindparam("expected_renewals"),
        loan.c.returned_on.is_(None),
    )
    .values(due_on=bindparam("new_due"), renewals=bindparam("new_renewals"))
)
_RECORD_RENEWAL = Insert(
    renewal,
    lambda insert: insert.on_conflict_do_nothing(index_elements=["loan_id", "request"]).returning(
        renewal.c.id
    ),
)
_RENEWED_BY = select(renewal.c.loan_id, renewal.c.due_before, renewal.c.due_after).where(
    renewal.c.request == bindparam("request")
)
_LEND = Insert(loan, lambda insert: insert.on_conflict_do_nothing().returning(loan.c.id))


def _noun(row: Sequence[Any]) -> Loan:
    return Loan(row[0], row[1], Item(*row[8:_SPLIT]), Record(*row[_SPLIT:]), *row[2:8])


def of_patrons(connection: Connection, patron_ids: Collection[int]) -> tuple[Loan, ...]:
    """The open loans of these cards, the earliest due first, in one statement.

    `awaited` counts the waiting holds of others on the record that this copy could fill: those
    suspended do not wait, those in transit or on the shelf have their copy.
    """
    if len(patron_ids) == 1:
        (patron_id,) = patron_ids
        return tuple(map(_noun, _OF_PATRON.all(connection, patron_id=patron_id)))
    rows = connection.execute(_OF_PATRONS, {"patron_ids": list(patron_ids)})
    return tuple(map(_noun, rows.all()))


def locked(connection: Connection, loan_ids: Collection[int]) -> tuple[Loan, ...]:
    """These loans, if still open, which nobody else may change until the transaction ends."""
    wanted = {"loan_ids": list(loan_ids)}
    if connection.dialect.name == "postgresql":
        # Locked first, then read: what was waited for must be seen as it has become.
        connection.execute(_LOCK, wanted).all()
    return tuple(map(_noun, connection.execute(_BY_IDS, wanted)))


def set_due(
    connection: Connection,
    loan_id: int,
    *,
    due_on: date,
    renewals: int,
    expected_due: date,
    expected_renewals: int,
) -> bool:
    """Move a loan's due date. False, and nothing done, if it is no longer as expected."""
    done = connection.execute(
        _SET_DUE,
        {
            "loan_id": loan_id,
            "new_due": due_on,
            "new_renewals": renewals,
            "expected_due": expected_due,
            "expected_renewals": expected_renewals,
        },
    )
    return done.rowcount == 1


def record_renewal(
    connection: Connection,
    *,
    loan_id: int,
    at: datetime,
    account_id: int | None,
    patron_id: int,
    due_before: date,
    due_after: date,
    request: str,
) -> bool:
    """Keep the trace of a renewal. False, and nothing done, if `request` already renewed it."""
    values = {
        "loan_id": loan_id,
        "at": at,
        "account_id": account_id,
        "patron_id": patron_id,
        "due_before": due_before,
        "due_after": due_after,
        "request": request,
    }
    return _RECORD_RENEWAL.run(connection, values).scalar() is not None


def renewed_by(connection: Connection, request: str) -> dict[int, tuple[date, date]]:
    """What a request has done already: for each loan, its due date before and after."""
    rows = connection.execute(_RENEWED_BY, {"request": request})
    return {row.loan_id: (row.due_before, row.due_after) for row in rows}


def lend(
    connection: Connection,
    *,
    item_id: int,
    patron_id: int,
    library: str,
    loaned_on: date,
    due_on: date,
    renewals: int = 0,
    reminded_on: date | None = None,
) -> int | None:
    """Lend a copy: the loan's id, None and nothing done if the copy is already out."""
    values = {
        "item_id": item_id,
        "patron_id": patron_id,
        "library": library,
        "loaned_on": loaned_on,
        "due_on": due_on,
        "renewals": renewals,
        "reminded_on": reminded_on,
    }
    return _LEND.run(connection, values).scalar()


def give_back(connection: Connection, loan_id: int, returned_on: date) -> bool:
    """End a loan. False if it had ended already."""
    done = connection.execute(
        update(loan)
        .where(loan.c.id == loan_id, loan.c.returned_on.is_(None))
        .values(returned_on=returned_on)
    )
    return done.rowcount == 1


def remind(connection: Connection, loan_id: int, on: date) -> bool:
    """Note that a reminder letter was issued on that day. False if the loan has ended."""
    done = connection.execute(
        update(loan)
        .where(loan.c.id == loan_id, loan.c.returned_on.is_(None))
        .values(reminded_on=on)
    )
    return done.rowcount == 1


_OUT = (
    select(loan.c.due_on, func.count())
    .where(loan.c.returned_on.is_(None))
    .group_by(loan.c.due_on)
    .order_by(loan.c.due_on)
)
_OUT_AT = _OUT.where(loan.c.library == bindparam("library"))


def counts_at(connection: Connection, library: str, today: date) -> LoanCounts:
    """What a library has out; the whole network when `library` is empty."""
    rows = (
        connection.execute(_OUT_AT, {"library": library}) if library else connection.execute(_OUT)
    )
    return counted([(row[0], row[1]) for row in rows], today)
