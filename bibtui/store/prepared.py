"""Selects for what is read at every screen: compiled once an engine, run on its driver.

Running a select through SQLAlchemy costs more than SQLite takes to answer it; what stands here is
declared like any other, and only the way to the driver is shorter.
"""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, Dialect, Select

Row = list[Any]
_Reader = Callable[[Any], Any]


class Prepared:
    """A select with named parameters, none of them a list."""

    def __init__(self, statement: Select[Any]) -> None:
        self._statement = statement
        self._ready: dict[str, tuple[str, list[str] | None, list[tuple[int, _Reader]]]] = {}

    def all(self, connection: Connection, **parameters: Any) -> list[Row]:
        """The rows, their values as the types of the columns give them."""
        dialect = connection.dialect
        ready = self._ready.get(dialect.name)
        if ready is None:
            ready = self._ready[dialect.name] = self._compiled(dialect)
        sql, order, readers = ready
        given = parameters if order is None else [parameters[name] for name in order]
        driver: Any = connection.connection.driver_connection
        rows = list(map(list, driver.execute(sql, given).fetchall()))
        for position, read in readers:
            for row in rows:
                row[position] = read(row[position])
        return rows

    def _compiled(
        self, dialect: Dialect
    ) -> tuple[str, list[str] | None, list[tuple[int, _Reader]]]:
        compiled: Any = self._statement.compile(dialect=dialect)
        readers: list[tuple[int, _Reader]] = []
        for position, column in enumerate(self._statement.selected_columns):
            read = column.type.dialect_impl(dialect).result_processor(dialect, None)
            if read is not None:
                readers.append((position, read))
        return str(compiled), compiled.positiontup, readers
