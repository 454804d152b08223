"""The store: how one reads and writes it, on SQLite and on PostgreSQL alike."""

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine
from sqlalchemy.engine import URL

from bibtui.store import upgrade, version
from bibtui.store.connect import (
    PATIENCE,
    parse,
    postgres_engine,
    shown,
    sqlite_engine,
    translated,
)
from bibtui.store.errors import Missing, Unreachable
from bibtui.store.queue import WritersQueue


class Store:
    """An open store. Threads may share it; each process opens its own."""

    def __init__(self, writers: Engine, readers: Engine, queue: WritersQueue | None, place: str):
        self.place = place
        self.dialect = writers.dialect.name
        self._writers = writers
        self._readers = readers
        self._queue = queue
        self._file = _identity(Path(place)) if queue else None

    @classmethod
    def open(cls, url: str | Path, *, create: bool = False, patience: float = PATIENCE) -> "Store":
        """The store at `url` (a path, `sqlite:///…` or `postgresql://…`).

        `patience` is how many seconds one waits for what someone else holds.

        Raises Missing where there is none, unless `create`; Older or Newer where its schema is
        not this program's; NotOurs, ReadOnly, Unreachable, Busy. Nothing is changed then.
        """
        parsed = parse(url)
        if parsed.get_backend_name() == "sqlite":
            return cls._open_sqlite(Path(str(parsed.database)), create, patience)
        return cls._open_postgres(parsed, create, patience)

    @classmethod
    def _open_sqlite(cls, path: Path, create: bool, patience: float) -> "Store":
        path = path.absolute()
        try:
            found = version.sqlite_version(path)
        except Missing:
            if not create:
                raise
            upgrade.create(path)
            found = version.sqlite_version(path)
        version.judge(found, str(path))
        # Two pools: switching query_only on one connection would prepare its statements anew.
        writers = sqlite_engine(path, patience=patience)
        readers = sqlite_engine(path, query_only=True, patience=patience)
        queue = upgrade.writers_queue(path, patience=patience)
        return cls(writers, readers, queue, str(path))

    @classmethod
    def _open_postgres(cls, url: URL, create: bool, patience: float) -> "Store":
        place = shown(url)
        engine = postgres_engine(url, patience=patience)
        try:
            with translated(place), engine.connect() as connection:
                found = upgrade.postgres_version(connection, place)
            if found is None:
                if not create:
                    raise Missing(path=place)
                upgrade.create(url)
                found = version.HEAD
            version.judge(found, place)
        except BaseException:
            engine.dispose()
            raise
        readers = engine.execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        )
        return cls(engine, readers, None, place)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that cannot write and sees one state of the store all along."""
        with translated(self.place), self._readers.connect() as connection:
            if self._queue is not None:
                # Deferred, so that several statements agree; returning it to the pool ends it.
                _driver(connection).execute("BEGIN")
            yield connection

    @contextmanager
    def writing(self, *, bulk: bool = False) -> Iterator[Connection]:
        """A transaction: committed at the end, rolled back by any exception.

        On SQLite writers come one by one, in a queue. `bulk` is for each small batch of a long
        work (`queue.batches`): it lets the others go first before the next. Raises Busy when the
        turn does not come in time; ReadOnly, Unreachable. What is decided from data read
        here must be read here: on PostgreSQL, under the locks that the `locked` queries take.
        """
        with self._turn(bulk), translated(self.place), self._writers.connect() as connection:
            if self._queue is not None:
                self._same_file()
                _driver(connection).execute("BEGIN IMMEDIATE")
            with connection.begin():
                yield connection

    def close(self) -> None:
        """Give back every connection; a SQLite file is left with nothing beside it."""
        self._readers.dispose()
        self._writers.dispose()

    def _turn(self, bulk: bool) -> AbstractContextManager[None]:
        return nullcontext() if self._queue is None else self._queue.turn(bulk=bulk)

    def _same_file(self) -> None:
        # In WAL mode a write to a file that was replaced would be acknowledged, then lost.
        if _identity(Path(self.place)) != self._file:
            raise Unreachable("replaced", path=self.place)


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        seen = os.stat(path)
    except OSError:
        return None
    return seen.st_dev, seen.st_ino


def _driver(connection: Connection) -> Any:
    return connection.connection.driver_connection
