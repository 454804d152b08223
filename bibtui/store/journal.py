"""The journal: who did what, when, where, for whom. It only grows; the engines see to it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select

from bibtui.domain.text import clean
from bibtui.store import sessions
from bibtui.store.tables import journal

_APPEND = insert(journal)


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the journal. `patron_id` is whom it was done for; never a name or a secret.

    `session` is the number of the session it was done in, empty outside of any: where a whole
    library signs in by one account, `sessions.staff_name` says from it who was there.
    """

    at: datetime
    verb: str
    account_id: int | None = None
    patron_id: int | None = None
    place: str = ""
    object_type: str = ""
    object_id: str = ""
    detail: Mapping[str, Any] = field(default_factory=dict)
    session: str = ""


def append(
    connection: Connection,
    *,
    at: datetime,
    verb: str,
    account_id: int | None = None,
    patron_id: int | None = None,
    place: str = "",
    object_type: str = "",
    object_id: str | int = "",
    detail: Mapping[str, Any] | None = None,
    session_id: str = "",
) -> None:
    """Add a line, in the transaction of what it speaks of. `detail` is made of plain values.

    `session_id` is given for all that is done in a session; only its number is kept.
    """
    said = {**(detail or {}), **({"session": sessions.number(session_id)} if session_id else {})}
    values = {
        "at": at,
        "verb": verb,
        "account_id": account_id,
        "patron_id": patron_id,
        "place": clean(place),
        "object_type": object_type,
        "object_id": clean(str(object_id)),
        "detail": json.dumps(said, default=str, sort_keys=True),
    }
    connection.execute(_APPEND, values)


def last(connection: Connection, count: int, *, verb: str = "") -> tuple[Entry, ...]:
    """The last lines, the newest first; those of one `verb` if given."""
    wanted = select(journal).order_by(journal.c.id.desc()).limit(count)
    if verb:
        wanted = wanted.where(journal.c.verb == verb)
    return tuple(map(_entry, connection.execute(wanted)))


def _entry(row: Row[Any]) -> Entry:
    detail = json.loads(row.detail)
    return Entry(
        row.at,
        row.verb,
        row.account_id,
        row.patron_id,
        row.place,
        row.object_type,
        row.object_id,
        session=detail.pop("session", ""),
        detail=detail,
    )
