"""What a reading costs: the statements it sends, and whether one goes through a whole table."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection


@contextmanager
def counted(connection: Connection) -> Iterator[list[str]]:
    """The statements that reach the driver of `connection` meanwhile, with their values in."""
    seen: list[str] = []
    driver: Any = connection.connection.driver_connection
    if connection.dialect.name == "sqlite":
        driver.set_trace_callback(seen.append)
        yield seen
        driver.set_trace_callback(None)
        return
    from psycopg import ClientCursor

    usual = driver.cursor_factory

    class Counting(usual):  # type: ignore[misc, valid-type]
        def execute(self, query: Any, params: Any = None, **named: Any) -> Any:
            seen.append(ClientCursor(driver).mogrify(query, params))
            return super().execute(query, params, **named)

    driver.cursor_factory = Counting
    yield seen
    driver.cursor_factory = usual


def walked_through(connection: Connection, statement: str) -> list[str]:
    """The steps of a statement's plan that read a whole table of ours, whatever its size."""
    if connection.dialect.name == "sqlite":
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}").all()
        return [row[3] for row in plan if row[3].startswith("SCAN") and "anon" not in row[3]]
    # On tables this small it would read them whole by choice: only where nothing else serves.
    connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
    plan = connection.exec_driver_sql(f"EXPLAIN {statement.replace('%', '%%')}").all()
    return [row[0] for row in plan if "Seq Scan" in row[0]]
