"""What the store says of itself: a few words by name."""

from collections.abc import Callable

from sqlalchemy import Connection, select

from bibtui.store.rows import insert_into
from bibtui.store.tables import meta


def get(connection: Connection, key: str) -> str | None:
    """The word kept under this name."""
    return connection.execute(select(meta.c.value).where(meta.c.key == key)).scalar()


def put(connection: Connection, key: str, value: str) -> None:
    """Keep a word under this name, in place of the one there was."""
    statement = insert_into(connection, meta)
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=["key"], set_={"value": statement.excluded.value}
        ),
        {"key": key, "value": value},
    )


def kept(connection: Connection, key: str, make: Callable[[], str]) -> str:
    """The word kept under this name; the first time, the one that `make` gives is kept.

    Two who come first at once get the same word.
    """
    found = get(connection, key)
    if found is not None:
        return found
    statement = insert_into(connection, meta).on_conflict_do_nothing()
    connection.execute(statement, {"key": key, "value": make()})
    return get(connection, key) or ""
