"""Selects for what is read at every screen: compiled once an engine, run on its driver.

Running a select through SQLAlchemy costs more than SQLite takes to answer it; what stands here is
declared like any other, and only the way to the driver is shorter.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Dialect, Select

Row = list[Any]
_Convert = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class _Compiled:
    """A statement for one engine: `order` is None where parameters go by name."""

    sql: str
    order: tuple[str, ...] | None
    constants: dict[str, Any]
    writers: tuple[tuple[str, _Convert], ...]
    readers: tuple[tuple[int, _Convert], ...]


class Prepared:
    """A select with named parameters, none of them a list."""

    def __init__(self, statement: Select[Any]) -> None:
        self._statement = statement
        self._compiled: dict[str, _Compiled] = {}

    def all(self, connection: Connection, **parameters: Any) -> list[Row]:
        """The rows, their values as the types of the columns give them."""
        dialect = connection.dialect
        ready = self._compiled.get(dialect.name)
        if ready is None:
            ready = self._compiled[dialect.name] = _compile(self._statement, dialect)
        given: Any = {**ready.constants, **parameters}
        for name, write in ready.writers:
            given[name] = write(given[name])
        if ready.order is not None:
            given = [given[name] for name in ready.order]
        driver: Any = connection.connection.driver_connection
        rows = list(map(list, driver.execute(ready.sql, given).fetchall()))
        for position, read in ready.readers:
            for row in rows:
                row[position] = read(row[position])
        return rows


def _compile(statement: Select[Any], dialect: Dialect) -> _Compiled:
    compiled: Any = statement.compile(dialect=dialect)
    order = compiled.positiontup
    readers = enumerate(
        column.type.dialect_impl(dialect).result_processor(dialect, None)
        for column in statement.selected_columns
    )
    # One name may stand in several places of the statement.
    writers = {
        name: bind.type.dialect_impl(dialect).bind_processor(dialect)
        for bind, name in compiled.bind_names.items()
    }
    return _Compiled(
        str(compiled),
        None if order is None else tuple(order),
        {n: bind.effective_value for bind, n in compiled.bind_names.items() if not bind.required},
        tuple((name, write) for name, write in writers.items() if write is not None),
        tuple((position, read) for position, read in readers if read is not None),
    )
