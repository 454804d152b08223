"""Connections to SQLite and PostgreSQL: their settings, limits, and errors made ours."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine, create_engine
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.pool import QueuePool

from bibtui.store import version
from bibtui.store.errors import Busy, NotOurs, ReadOnly, StoreError, Unreachable

PATIENCE = 5.0
"""Seconds one waits for a connection, or for what someone else holds."""

STATEMENT_SECONDS = 30
IDLE_SECONDS = 60

_PRAGMAS = (
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",
    "PRAGMA trusted_schema = OFF",
    "PRAGMA cell_size_check = ON",
)

_SQLITE_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_POSTGRES_BUSY = {"55P03", "57014", "40P01", "40001"}
_POSTGRES_FULL = {"53100"}


def parse(url: str | Path) -> URL:
    """`url` as SQLAlchemy takes it; a path means SQLite. Raises Unreachable(« bad_url »)."""
    if isinstance(url, Path) or "://" not in url:
        return URL.create("sqlite", database=str(url))
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError) as error:
        raise Unreachable("bad_url") from error
    kind = parsed.get_backend_name()
    if kind in ("postgresql", "postgres"):
        return parsed.set(drivername="postgresql+psycopg")
    if kind != "sqlite" or not parsed.database or parsed.database == ":memory:":
        raise Unreachable("bad_url", url=shown(parsed))
    return URL.create("sqlite", database=parsed.database)


def shown(url: URL) -> str:
    """`url` as its owner wrote it, without the password nor the driver that we added."""
    return url.set(drivername=url.get_backend_name()).render_as_string(hide_password=True)


def sqlite_engine(path: Path, *, query_only: bool = False, patience: float = PATIENCE) -> Engine:
    """An engine on an existing SQLite file. It begins no transaction of its own accord."""

    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(
            version.sqlite_uri(path),
            uri=True,
            timeout=patience,
            isolation_level=None,
            check_same_thread=False,
        )
        for pragma in _PRAGMAS:
            connection.execute(pragma)
        if query_only:
            connection.execute("PRAGMA query_only = ON")
        return connection

    return create_engine(
        "sqlite://", creator=connect, poolclass=QueuePool, pool_size=2, max_overflow=4
    )


def postgres_engine(url: URL, *, patience: float = PATIENCE) -> Engine:
    """An engine on a PostgreSQL database, with limits on every wait."""
    settings = (
        f"-c lock_timeout={patience * 1000:.0f} -c statement_timeout={STATEMENT_SECONDS * 1000}"
        f" -c idle_in_transaction_session_timeout={IDLE_SECONDS * 1000} -c timezone=UTC"
    )
    options = url.query.get("options", "")
    given = options if isinstance(options, str) else " ".join(options)
    try:
        return create_engine(
            url.difference_update_query(["options"]),
            pool_size=2,
            max_overflow=4,
            pool_timeout=patience,
            pool_pre_ping=True,
            connect_args={
                "options": f"{settings} {given}".strip(),
                "connect_timeout": round(PATIENCE),
                "tcp_user_timeout": round(PATIENCE * 2000),
            },
        )
    except (ImportError, NoSuchModuleError) as error:
        raise Unreachable("no_driver", place=shown(url)) from error


@contextmanager
def translated(place: str) -> Iterator[None]:
    """What the drivers say, as our errors; a broken rule (IntegrityError) passes as it is."""
    try:
        yield
    except Exception as error:
        ours = _ours(error, place)
        if ours is None:
            raise
        raise ours from error


def _ours(error: Exception, place: str) -> StoreError | None:
    # A prepared select lets the driver's own error through; the others come in SQLAlchemy's.
    original = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(original, sqlite3.Error):
        return _from_sqlite(original, place)
    state = getattr(original, "sqlstate", "")
    if state == "":
        return None
    if state in _POSTGRES_BUSY:
        return Busy(path=place)
    if state in _POSTGRES_FULL:
        return ReadOnly("disk_full", path=place)
    if state == "25006":
        return ReadOnly(path=place)
    if state is None and type(original).__name__ == "OperationalError":
        return Unreachable(path=place)
    if state is not None and state[:2] in ("08", "28", "3D", "57"):
        return Unreachable(path=place, state=state)
    return None


def _from_sqlite(error: BaseException, place: str) -> StoreError | None:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in _SQLITE_BUSY:
        return Busy(path=place)
    if code == sqlite3.SQLITE_READONLY:
        return ReadOnly(path=place)
    if code == sqlite3.SQLITE_FULL:
        return ReadOnly("disk_full", path=place)
    if code == sqlite3.SQLITE_CANTOPEN:
        return Unreachable(path=place)
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return NotOurs("damaged", path=place)
    return None
