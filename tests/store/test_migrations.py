from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, inspect, text
from sqlalchemy.exc import DBAPIError

from bibtui.store import journal, tables, upgrade, version
from bibtui.store.connect import parse, postgres_engine, sqlite_engine
from bibtui.store.engine import Store
from bibtui.store.errors import Missing
from tests.store.shelves import NOW


def test_migrating_gives_the_tables_as_they_are_declared(store: Store, empty_url: str | Path):
    engine = _engine(empty_url)
    with engine.begin() as connection:
        tables.metadata.create_all(connection)
        declared = _described(connection)
    engine.dispose()
    with store.reading() as connection:
        migrated = _described(connection)
    assert set(migrated) == set(tables.metadata.tables)
    assert migrated == declared


def _engine(url: str | Path) -> Engine:
    if not isinstance(url, Path):
        return postgres_engine(parse(url))
    url.parent.mkdir()
    url.touch()
    return sqlite_engine(url)


def _described(connection: Connection) -> dict[str, list[str]]:
    """Each table: its columns, keys, checks and indexes, with their conditions, as text."""
    seen = inspect(connection)
    return {
        table: sorted(
            _plain(one)
            for part in (
                seen.get_columns(table),
                [seen.get_pk_constraint(table)],
                seen.get_foreign_keys(table),
                seen.get_unique_constraints(table),
                seen.get_check_constraints(table),
                seen.get_indexes(table),
            )
            for one in part
        )
        for table in seen.get_table_names()
        if table != "alembic_version"
    }


def _plain(value: Any) -> str:
    if isinstance(value, dict):
        return str(sorted((key, _plain(inner)) for key, inner in value.items()))
    return str(value)


def test_the_version_known_without_sqlalchemy_is_the_last_migration():
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        scripts = ScriptDirectory.from_config(upgrade.configuration(connection))
        revisions = [script.revision for script in scripts.walk_revisions()]
    engine.dispose()
    assert revisions[0] == version.HEAD == upgrade.head()
    assert revisions == sorted(revisions, reverse=True)


def test_upgrading_a_store_that_is_up_to_date_changes_nothing(store_url: str | Path):
    with closing(Store.open(store_url)) as store, store.writing() as connection:
        journal.append(connection, at=NOW, verb="came")
    assert upgrade.upgrade(store_url) == (version.HEAD, version.HEAD)
    upgrade.create(store_url)
    with closing(Store.open(store_url)) as store, store.reading() as connection:
        assert [entry.verb for entry in journal.last(connection, 5)] == ["came"]


def test_upgrading_where_there_is_no_store_says_so_and_makes_nothing(
    empty_url: str | Path, tmp_path: Path
):
    with pytest.raises(Missing):
        upgrade.upgrade(empty_url)
    # In a folder that is there, too.
    with pytest.raises(Missing):
        upgrade.upgrade(tmp_path / "base.sqlite")
    assert not list(tmp_path.iterdir())  # no lock file either


def test_the_journal_only_grows_and_only_its_personal_part_can_be_blanked(store: Store):
    with store.writing() as connection:
        journal.append(
            connection,
            at=NOW,
            verb="renewed",
            account_id=1,
            patron_id=2,
            object_type="loan",
            object_id=7,
            detail={"due": "2024-04-01"},
        )
    for statement in (
        "DELETE FROM journal",
        "UPDATE journal SET verb = 'signed_in'",
        "UPDATE journal SET at = '2020-01-01 00:00:00'",
        "UPDATE journal SET patron_id = 3",
        "UPDATE journal SET detail = '[]'",
    ):
        with pytest.raises(DBAPIError, match="append-only"), store.writing() as connection:
            connection.execute(text(statement))
    with store.writing() as connection:
        connection.execute(
            text("UPDATE journal SET patron_id = NULL, object_id = '', detail = '{}'")
        )
        (entry,) = journal.last(connection, 5)
    assert (entry.verb, entry.at, entry.patron_id, entry.detail) == ("renewed", NOW, None, {})
