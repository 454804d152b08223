"""Putting rows in: text cleaned on its way, an insert that updates what is already there."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, CursorResult, Table, bindparam, select
from sqlalchemy.dialects import postgresql, sqlite

from bibtui.domain.text import clean

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

MULTILINE = frozenset(("summary", "message", "note"))


class Insert:
    """An insert into `table`, made once for each engine; `refine` says what a conflict does."""

    def __init__(
        self, table: Table, refine: Callable[["sqlite.Insert | postgresql.Insert"], Any]
    ) -> None:
        self._made = {
            "sqlite": refine(sqlite.insert(table)),
            "postgresql": refine(postgresql.insert(table)),
        }

    def run(
        self, connection: Connection, values: Mapping[str, Any] | Sequence[Mapping[str, Any]]
    ) -> CursorResult[Any]:
        """Insert a row, or several."""
        return connection.execute(self._made[connection.dialect.name], values)


def insert_into(connection: Connection, table: Table) -> "sqlite.Insert | postgresql.Insert":
    """An insert in the engine's own dialect, which knows ON CONFLICT."""
    if connection.dialect.name == "postgresql":
        return postgresql.insert(table)
    return sqlite.insert(table)


def cleaned(entry: "DataclassInstance") -> dict[str, Any]:
    """The fields of `entry`, every text made harmless."""
    seen = ((field.name, getattr(entry, field.name)) for field in fields(entry))
    return {
        name: clean(value, multiline=name in MULTILINE) if isinstance(value, str) else value
        for name, value in seen
    }


def upsert(
    connection: Connection,
    table: Table,
    key: str,
    values: Sequence[Mapping[str, Any]],
    update: Collection[str],
) -> dict[str, int]:
    """Insert rows, or update the columns `update` of those whose `key` is known: key → id."""
    if not values:
        return {}
    statement = insert_into(connection, table)
    if update:
        statement = statement.on_conflict_do_update(
            index_elements=[key], set_={name: statement.excluded[name] for name in update}
        )
    else:
        statement = statement.on_conflict_do_nothing(index_elements=[key])
    connection.execute(statement, list(values))
    return ids(connection, table, key, [row[key] for row in values])


def ids(connection: Connection, table: Table, key: str, wanted: Collection[str]) -> dict[str, int]:
    """The ids of the rows whose `key` is among `wanted`: key → id."""
    condition = table.c[key].in_(bindparam("wanted", expanding=True))
    rows = connection.execute(
        select(table.c[key], table.c.id).where(condition), {"wanted": list(wanted)}
    )
    return {row[0]: row[1] for row in rows}
