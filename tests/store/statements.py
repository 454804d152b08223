"""Counting the statements that a reading costs."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection


@contextmanager
def counted(connection: Connection) -> Iterator[list[str]]:
    """The statements that reach the driver of `connection` meanwhile."""
    seen: list[str] = []
    driver: Any = connection.connection.driver_connection
    if connection.dialect.name == "sqlite":
        driver.set_trace_callback(seen.append)
        yield seen
        driver.set_trace_callback(None)
        return
    usual = driver.cursor_factory

    class Counting(usual):  # type: ignore[misc, valid-type]
        def execute(self, query: Any, *arguments: Any, **named: Any) -> Any:
            seen.append(str(query))
            return super().execute(query, *arguments, **named)

    driver.cursor_factory = Counting
    yield seen
    driver.cursor_factory = usual
