"""Counters of failed tries, by name, account or terminal: read and written under a lock."""

from collections.abc import Collection, Mapping
from dataclasses import asdict
from datetime import date, datetime

from sqlalchemy import Connection, bindparam, delete, select

from bibtui.domain.secrets import Counter
from bibtui.store.rows import insert_into
from bibtui.store.tables import throttle

_COLUMNS = (
    throttle.c.failures,
    throttle.c.window_start,
    throttle.c.day_failures,
    throttle.c.day,
    throttle.c.blocked_until,
)
_READ = (
    select(throttle.c.key, *_COLUMNS)
    .where(throttle.c.key.in_(bindparam("keys", expanding=True)))
    .order_by(throttle.c.key)
)
_LOCK = _READ.with_for_update()
_FORGET = delete(throttle).where(throttle.c.key.in_(bindparam("keys", expanding=True)))
_PURGE = delete(throttle).where(
    throttle.c.key.startswith(bindparam("prefix")), throttle.c.window_start < bindparam("before")
)


def locked(
    connection: Connection, keys: Collection[str], *, at: datetime, day: date
) -> dict[str, Counter]:
    """The counters of these keys, fresh ones at zero, which nobody else changes meanwhile.

    Two people who fail at once are counted twice: the second waits for the first.
    """
    fresh = Counter(0, at, 0, day)
    ordered = sorted(keys)
    if ordered and connection.dialect.name == "postgresql":
        # A row that is not there cannot be locked.
        statement = insert_into(connection, throttle).on_conflict_do_nothing()
        connection.execute(statement, [{"key": key, **asdict(fresh)} for key in ordered])
    rows = connection.execute(_LOCK, {"keys": ordered})
    found = {row[0]: Counter(*row[1:]) for row in rows}
    return {key: found.get(key, fresh) for key in ordered}


def read(connection: Connection, keys: Collection[str]) -> dict[str, Counter]:
    """The counters of those of these keys that have one."""
    rows = connection.execute(_READ, {"keys": sorted(keys)})
    return {row[0]: Counter(*row[1:]) for row in rows}


def save(connection: Connection, counters: Mapping[str, Counter]) -> None:
    """Keep the counters of these keys."""
    statement = insert_into(connection, throttle)
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=["key"],
            set_={column.name: statement.excluded[column.name] for column in _COLUMNS},
        ),
        [{"key": key, **asdict(counter)} for key, counter in counters.items()],
    )


def forget(connection: Connection, keys: Collection[str]) -> None:
    """Start these counters afresh."""
    connection.execute(_FORGET, {"keys": sorted(keys)})


def purge(connection: Connection, prefix: str, before: datetime) -> None:
    """Drop the counters whose key begins so, and which nothing was added to since `before`."""
    connection.execute(_PURGE, {"prefix": prefix, "before": before})
