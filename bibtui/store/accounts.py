"""Accounts as they are kept: found by what is typed, with what signing in must know."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, bindparam, insert, select, update

from bibtui.domain.accounts import Account, Patron, Role
from bibtui.domain.text import clean
from bibtui.store import patrons
from bibtui.store.rows import Insert
from bibtui.store.tables import account, login, patron

_ROLES = {role.value: role for role in Role}

ACCOUNT = (
    account.c.id,
    account.c.role,
    account.c.first_name,
    account.c.last_name,
    account.c.pseudonym,
    account.c.patron_id,
    account.c.library,
    account.c.must_change,
)
"""The columns of an Account, in the order its fields stand."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """All that signing in must know of an account; never shown, never kept after it.

    `secret_hash` is None while the secret is the initial one, which is compared with the
    patron's birth; `initial_since` is the instant that one, or one made by staff, was set. Sessions
    opened under another `version` have ended.
    """

    account: Account
    patron: Patron | None
    secret_hash: str | None
    initial_since: datetime | None
    version: int
    disabled: bool


def _select(condition: ColumnElement[bool]) -> Select[Any]:
    return (
        select(
            *ACCOUNT,
            account.c.secret_hash,
            account.c.initial_since,
            account.c.version,
            account.c.disabled_at,
            *patrons.COLUMNS,
        )
        .outerjoin_from(account, patron, patron.c.id == account.c.patron_id)
        .where(condition)
    )


_BY_ID = _select(account.c.id == bindparam("account_id"))
_BY_IDENTIFIER = _select(login.c.identifier == bindparam("identifier")).join(
    login, login.c.account_id == account.c.id
)


_ADD_LOGIN = Insert(
    login, lambda insert: insert.on_conflict_do_nothing().returning(login.c.identifier)
)


def noun(row: Sequence[Any]) -> Account:
    """The account of a row whose first eight columns are an account's."""
    return Account(row[0], _ROLES[row[1]], *row[2:8])


def _credentials(row: Sequence[Any] | None) -> Credentials | None:
    if row is None:
        return None
    holder = None if row[12] is None else patrons.noun(row[12:])
    return Credentials(noun(row), holder, row[8], row[9], row[10], row[11] is not None)


def by_identifier(connection: Connection, identifier: str) -> Credentials | None:
    """The account that signs in with this folded identifier."""
    return _credentials(connection.execute(_BY_IDENTIFIER, {"identifier": identifier}).first())


def credentials(
    connection: Connection, account_id: int, *, lock: bool = False
) -> Credentials | None:
    """What signing in knows of this account; with `lock`, nobody else may change it meanwhile."""
    statement = _BY_ID.with_for_update(of=account) if lock else _BY_ID
    return _credentials(connection.execute(statement, {"account_id": account_id}).first())


def of_patron(connection: Connection, patron_id: int) -> Account | None:
    """The account of the holder of a card."""
    row = connection.execute(select(*ACCOUNT).where(account.c.patron_id == patron_id)).first()
    return None if row is None else noun(row)


def staff(connection: Connection) -> tuple[Account, ...]:
    """The accounts of the staff that are not disabled, by library and name."""
    roles = [role.value for role in Role if role.staff]
    rows = connection.execute(
        select(*ACCOUNT)
        .where(account.c.role.in_(roles), account.c.disabled_at.is_(None))
        .order_by(account.c.library, account.c.last_name, account.c.first_name, account.c.id)
    )
    return tuple(map(noun, rows))


def any_account(connection: Connection) -> bool:
    """Whether anyone could ever sign in: False on a store that nobody has set up."""
    return connection.execute(select(account.c.id).limit(1)).first() is not None


def taken(connection: Connection, stem: str) -> frozenset[str]:
    """The folded identifiers that begin with `stem`: what a homonym cannot have."""
    rows = connection.execute(
        select(login.c.identifier).where(
            login.c.identifier >= stem, login.c.identifier < stem + "\U0010ffff"
        )
    )
    return frozenset(row[0] for row in rows)


def add(
    connection: Connection,
    *,
    role: Role,
    created_at: datetime,
    first_name: str = "",
    last_name: str = "",
    pseudonym: str = "",
    patron_id: int | None = None,
    library: str = "",
    secret_hash: str | None = None,
    initial_since: datetime | None = None,
    must_change: bool = False,
) -> int:
    """Open an account: its id. It signs in with nothing until `add_login`."""
    values = {
        "role": role.value,
        "created_at": created_at,
        "first_name": clean(first_name),
        "last_name": clean(last_name),
        "pseudonym": clean(pseudonym),
        "patron_id": patron_id,
        "library": library,
        "secret_hash": secret_hash,
        "initial_since": initial_since,
        "must_change": must_change,
    }
    statement = insert(account).returning(account.c.id)
    made: int = connection.execute(statement, values).scalar_one()
    return made


def add_login(connection: Connection, identifier: str, kind: str, account_id: int) -> bool:
    """Let an account sign in with this folded identifier. False if it is taken."""
    values = {"identifier": identifier, "kind": kind, "account_id": account_id}
    return _ADD_LOGIN.run(connection, values).scalar() is not None


def logins(connection: Connection, account_id: int) -> dict[str, str]:
    """What an account signs in with: folded identifier → kind."""
    rows = connection.execute(
        select(login.c.identifier, login.c.kind).where(login.c.account_id == account_id)
    )
    return {row.identifier: row.kind for row in rows}


def set_secret(
    connection: Connection, account_id: int, secret_hash: str, *, must_change: bool = False
) -> int:
    """Give an account a new secret: its new version, under which its old sessions have ended."""
    made: int = connection.execute(
        update(account)
        .where(account.c.id == account_id)
        .values(
            secret_hash=secret_hash,
            initial_since=None,
            must_change=must_change,
            version=account.c.version + 1,
        )
        .returning(account.c.version)
    ).scalar_one()
    return made


def rehash(connection: Connection, account_id: int, secret_hash: str, *, expected: str) -> bool:
    """Keep the same secret under newer parameters. False if it was changed meanwhile."""
    done = connection.execute(
        update(account)
        .where(account.c.id == account_id, account.c.secret_hash == expected)
        .values(secret_hash=secret_hash)
    )
    return done.rowcount == 1


def set_initial(
    connection: Connection, account_id: int, at: datetime, secret_hash: str | None = None
) -> int:
    """Give an account a first secret again, to be changed: its new version.

    The one that is computed from the patron's birth, or, with `secret_hash`, one made for it.
    """
    made: int = connection.execute(
        update(account)
        .where(account.c.id == account_id)
        .values(
            secret_hash=secret_hash,
            initial_since=at,
            must_change=True,
            version=account.c.version + 1,
        )
        .returning(account.c.version)
    ).scalar_one()
    return made


def disable(connection: Connection, account_id: int, at: datetime) -> bool:
    """Let an account sign in no more, and end its sessions. False if it was disabled already."""
    done = connection.execute(
        update(account)
        .where(account.c.id == account_id, account.c.disabled_at.is_(None))
        .values(disabled_at=at, version=account.c.version + 1)
    )
    return done.rowcount == 1
