"""Sessions as they are kept: whether who signed in is still there."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import Connection, bindparam, func, insert, select, update

from bibtui.domain.accounts import Account
from bibtui.store import accounts
from bibtui.store.prepared import Prepared
from bibtui.store.tables import account, session

_LAST_SEEN = select(func.max(session.c.seen_at)).where(
    session.c.account_id == bindparam("account_id")
)
_STATE = Prepared(
    select(
        *accounts.ACCOUNT,
        session.c.opened_at,
        session.c.seen_at,
        session.c.ended_at,
        session.c.place,
        session.c.staff_name,
        session.c.version,
        account.c.version,
        account.c.disabled_at,
        account.c.secret_hash.is_(None),
    )
    .join_from(session, account, account.c.id == session.c.account_id)
    .where(session.c.id == bindparam("session_id"))
)


@dataclass(frozen=True, slots=True)
class SessionState:
    """A session and the account as it is now.

    `superseded` when the account's secret was changed elsewhere since; `initial` while its secret
    is the initial one. Whether it was idle or open for too long is for a rule to say.
    """

    account: Account
    opened_at: datetime
    seen_at: datetime
    place: str
    staff_name: str
    ended: bool
    disabled: bool
    superseded: bool
    initial: bool

    @property
    def current(self) -> bool:
        return not (self.ended or self.disabled or self.superseded)


def number(session_id: str) -> str:
    """What the journal calls a session: it leads to the row, and opens nothing."""
    return sha256(session_id.encode()).hexdigest()[:16]


def open_session(
    connection: Connection,
    session_id: str,
    *,
    account_id: int,
    version: int,
    at: datetime,
    place: str = "",
    staff_name: str = "",
) -> None:
    """Open a session on an account at this `version`."""
    values = {
        "id": session_id,
        "account_id": account_id,
        "version": version,
        "opened_at": at,
        "seen_at": at,
        "place": place,
        "staff_name": staff_name,
    }
    connection.execute(insert(session), values)


def state(connection: Connection, session_id: str) -> SessionState | None:
    """The session of this id, in one statement; None if there never was one."""
    rows = _STATE.all(connection, session_id=session_id)
    if not rows:
        return None
    (row,) = rows
    opened_at, seen_at, ended_at, place, staff_name, version, now_version, disabled_at = row[8:16]
    return SessionState(
        accounts.noun(row),
        opened_at,
        seen_at,
        place,
        staff_name,
        ended=ended_at is not None,
        disabled=disabled_at is not None,
        superseded=version != now_version,
        initial=bool(row[16]),
    )


def staff_name(connection: Connection, account_id: int, numbered: str) -> str:
    """Who said they stood behind an account, in the session that has this number (004-02)."""
    rows = connection.execute(
        select(session.c.id, session.c.staff_name).where(session.c.account_id == account_id)
    )
    return next((row[1] for row in rows if number(row[0]) == numbered), "")


def last_seen(connection: Connection, account_id: int) -> datetime | None:
    """When this account was last there, in any of its sessions."""
    seen: datetime | None = connection.execute(_LAST_SEEN, {"account_id": account_id}).scalar()
    return seen


def touch(connection: Connection, session_id: str, at: datetime) -> None:
    """Note that someone was there at that instant; time never goes back."""
    connection.execute(
        update(session)
        .where(session.c.id == session_id, session.c.ended_at.is_(None), session.c.seen_at < at)
        .values(seen_at=at)
    )


def renew_version(connection: Connection, session_id: str, version: int) -> None:
    """Let this session go on under the account's new version: the others have ended."""
    connection.execute(update(session).where(session.c.id == session_id).values(version=version))


def end(connection: Connection, session_id: str, at: datetime) -> bool:
    """End a session. False if it had ended already."""
    done = connection.execute(
        update(session)
        .where(session.c.id == session_id, session.c.ended_at.is_(None))
        .values(ended_at=at)
    )
    return done.rowcount == 1


def end_others(connection: Connection, account_id: int, session_id: str, at: datetime) -> int:
    """End every session of an account but this one: how many there were."""
    done = connection.execute(
        update(session)
        .where(
            session.c.account_id == account_id,
            session.c.id != session_id,
            session.c.ended_at.is_(None),
        )
        .values(ended_at=at)
    )
    return done.rowcount


def end_all(connection: Connection, account_id: int, at: datetime) -> int:
    """End every session of an account: how many there were."""
    done = connection.execute(
        update(session)
        .where(session.c.account_id == account_id, session.c.ended_at.is_(None))
        .values(ended_at=at)
    )
    return done.rowcount
