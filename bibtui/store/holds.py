"""Holds as they are kept.

One active hold a card and record, one copy for one hold: the engine itself refuses more.
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Select, bindparam, select, update
from sqlalchemy.exc import IntegrityError

from bibtui.domain.catalogue import Record
from bibtui.domain.holds import Hold, HoldState
from bibtui.store.catalogue import RECORD
from bibtui.store.prepared import Prepared
from bibtui.store.rows import Insert
from bibtui.store.tables import ACTIVE, hold, record

_STATES = {state.value: state for state in HoldState}


def _select(patrons: Any) -> Select[Any]:
    return (
        select(
            hold.c.id,
            hold.c.patron_id,
            hold.c.placed_on,
            hold.c.pickup,
            hold.c.state,
            hold.c.available_on,
            hold.c.shelf_until,
            hold.c.needed_until,
            *RECORD,
        )
        .join_from(hold, record, record.c.id == hold.c.record_id)
        .where(patrons, ACTIVE)
        .order_by(hold.c.placed_at, hold.c.id)
    )


_OF_PATRON = Prepared(_select(hold.c.patron_id == bindparam("patron_id")))
_OF_PATRONS = _select(hold.c.patron_id.in_(bindparam("patron_ids", expanding=True)))


_PLACE = Insert(hold, lambda insert: insert.on_conflict_do_nothing().returning(hold.c.id))


def _noun(row: Sequence[Any]) -> Hold:
    return Hold(row[0], row[1], Record(*row[8:]), row[2], row[3], _STATES[row[4]], *row[5:8])


def of_patrons(connection: Connection, patron_ids: Collection[int]) -> tuple[Hold, ...]:
    """The active holds of these cards, in the order they were placed, in one statement."""
    if len(patron_ids) == 1:
        (patron_id,) = patron_ids
        return tuple(map(_noun, _OF_PATRON.all(connection, patron_id=patron_id)))
    rows = connection.execute(_OF_PATRONS, {"patron_ids": list(patron_ids)})
    return tuple(map(_noun, rows.all()))


def place(
    connection: Connection,
    *,
    record_id: int,
    patron_id: int,
    placed_at: datetime,
    placed_on: date,
    pickup: str,
    item_asked: int | None = None,
    needed_until: date | None = None,
    state: HoldState = HoldState.WAITING,
) -> int | None:
    """Place a hold: its id, None and nothing done if the card has one on this record already.

    `placed_on` is the day of `placed_at` where the library stands.
    """
    values = {
        "record_id": record_id,
        "patron_id": patron_id,
        "placed_at": placed_at,
        "placed_on": placed_on,
        "pickup": pickup,
        "item_asked": item_asked,
        "needed_until": needed_until,
        "state": state.value,
    }
    return _PLACE.run(connection, values).scalar()


def supply(
    connection: Connection,
    hold_id: int,
    *,
    item_id: int,
    available_on: date | None = None,
    shelf_until: date | None = None,
) -> bool:
    """Give a copy to a waiting or arriving hold: on the shelf if `available_on`, else on its way.

    False, and nothing done, if the hold is in another state or the copy is another hold's.
    """
    state = HoldState.TRANSIT if available_on is None else HoldState.AVAILABLE
    statement = (
        update(hold)
        .where(
            hold.c.id == hold_id,
            (hold.c.state == "waiting")
            | ((hold.c.state == "transit") & (hold.c.item_supplied == item_id)),
        )
        .values(
            state=state.value,
            item_supplied=item_id,
            available_on=available_on,
            shelf_until=shelf_until,
        )
    )
    try:
        with connection.begin_nested():
            return connection.execute(statement).rowcount == 1
    except IntegrityError:
        return False


def set_state(
    connection: Connection, hold_id: int, state: HoldState, *, expected: HoldState
) -> bool:
    """Move a hold from a state to another. False, and nothing done, if it is in another one."""
    done = connection.execute(
        update(hold)
        .where(hold.c.id == hold_id, hold.c.state == expected.value)
        .values(state=state.value)
    )
    return done.rowcount == 1
