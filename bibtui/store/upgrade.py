"""Making a store, and bringing an old one up to date: Alembic, run from here alone."""

import os
import sqlite3
import threading
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text
from sqlalchemy.engine import URL

from bibtui.store import version
from bibtui.store.connect import (
    PATIENCE,
    parse,
    postgres_engine,
    shown,
    sqlite_engine,
    translated,
)
from bibtui.store.errors import Missing, Newer, NotOurs, ReadOnly
from bibtui.store.queue import WritersQueue

if TYPE_CHECKING:
    from alembic.config import Config

# Any number will do, as long as it is ours: those who create or upgrade queue on it.
_ADVISORY_LOCK = version.APPLICATION_ID
_ONE_AT_A_TIME = threading.Lock()


def head() -> str:
    """The schema version this program works with."""
    return version.HEAD


def current(url: str | Path | URL) -> str | None:
    """The schema version of the store at `url`, None where there is no store.

    Raises NotOurs, ReadOnly, Unreachable.
    """
    parsed = url if isinstance(url, URL) else parse(url)
    if parsed.get_backend_name() == "sqlite":
        try:
            return version.sqlite_version(Path(str(parsed.database)))
        except Missing:
            return None
    place = shown(parsed)
    engine = postgres_engine(parsed)
    try:
        with translated(place), engine.connect() as connection:
            return postgres_version(connection, place)
    finally:
        engine.dispose()


def create(url: str | Path | URL) -> None:
    """Make an empty store at `url`, whole or not at all; one that is there is left as it is.

    Several processes may ask at once. Raises NotOurs where something else is there.
    """
    parsed = url if isinstance(url, URL) else parse(url)
    if parsed.get_backend_name() == "sqlite":
        _create_sqlite(Path(str(parsed.database)).absolute())
        return
    place = shown(parsed)
    engine = postgres_engine(parsed)
    try:
        with translated(place), engine.begin() as connection:
            _alone(connection)
            if postgres_version(connection, place) is None:
                _migrate(connection)
    finally:
        engine.dispose()


def upgrade(url: str | Path | URL) -> tuple[str, str]:
    """Bring the store at `url` to this program's version: the versions before and after.

    All or nothing. Raises Missing, Newer, NotOurs, ReadOnly, Unreachable, Busy.
    """
    parsed = url if isinstance(url, URL) else parse(url)
    if parsed.get_backend_name() == "sqlite":
        return _upgrade_sqlite(Path(str(parsed.database)).absolute())
    place = shown(parsed)
    engine = postgres_engine(parsed)
    try:
        with translated(place), engine.begin() as connection:
            _alone(connection)
            found = postgres_version(connection, place)
            if found is None:
                raise Missing(path=place)
            _not_newer(found, place)
            _migrate(connection)
            return found, version.HEAD
    finally:
        engine.dispose()


def writers_queue(path: Path, *, patience: float = PATIENCE) -> WritersQueue:
    """The queue of those who write to the SQLite store at `path`."""
    return WritersQueue(path.with_name(path.name + ".queue"), patience=patience)


def postgres_version(connection: Connection, place: str) -> str | None:
    """The schema version of a PostgreSQL database, None where it holds no table at all."""
    tables = inspect(connection).get_table_names()
    if not tables:
        return None
    if "alembic_version" not in tables or "loan" not in tables:
        raise NotOurs(path=place)
    return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one())


def _create_sqlite(path: Path) -> None:
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise ReadOnly(path=str(path.parent), reason=error.strerror) from error
    with writers_queue(path).turn():
        if path.exists() and path.stat().st_size:
            return
        # Built aside, then put in place whole: a process killed meanwhile leaves no half store.
        building = path.with_name(path.name + ".building")
        try:
            building.unlink(missing_ok=True)
            os.close(os.open(building, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
            _migrate_sqlite(building)
            with closing(sqlite3.connect(building)) as connection:
                connection.execute(f"PRAGMA application_id = {version.APPLICATION_ID}")
                connection.execute("PRAGMA journal_mode = WAL")
            os.replace(building, path)
        except OSError as error:
            raise ReadOnly(path=str(path.parent), reason=error.strerror) from error
        finally:
            building.unlink(missing_ok=True)


def _upgrade_sqlite(path: Path) -> tuple[str, str]:
    # Asked before queueing too: nothing is made beside a store that is not there.
    version.sqlite_version(path)
    with writers_queue(path).turn():
        found = version.sqlite_version(path)
        _not_newer(found, str(path))
        _migrate_sqlite(path)
        return found, version.HEAD


def _not_newer(found: str, place: str) -> None:
    if found > version.HEAD:
        raise Newer(found=found, known=version.HEAD, path=place)


def _migrate_sqlite(path: Path) -> None:
    engine = sqlite_engine(path)
    try:
        with translated(str(path)), engine.connect() as connection:
            # Rebuilding a table drops it: references are checked at the end instead.
            connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            _migrate(connection)
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchone()
            if broken is not None:
                connection.rollback()
                raise NotOurs("damaged", path=str(path), table=broken[0])
            connection.commit()
    finally:
        engine.dispose()


def _alone(connection: Connection) -> None:
    connection.execute(text("SET LOCAL statement_timeout = 0"))
    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ADVISORY_LOCK})


def _migrate(connection: Connection) -> None:
    from alembic import command

    # Alembic keeps what it works on in module globals: one migration at a time in a process.
    with _ONE_AT_A_TIME:
        command.upgrade(configuration(connection), "head")


def configuration(connection: Connection) -> "Config":
    """Alembic's settings, for migrations run on `connection`, inside its transaction."""
    from alembic.config import Config

    settings = Config()
    folder = Path(__file__).parent / "migrations"
    settings.set_main_option("script_location", str(folder).replace("%", "%%"))
    settings.attributes["connection"] = connection
    return settings
