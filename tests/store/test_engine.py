import os
import shutil
import sqlite3
import stat
import time
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

from bibtui.store import meta, upgrade, version
from bibtui.store.engine import Store
from bibtui.store.errors import (
    Busy,
    Missing,
    Newer,
    NotOurs,
    Older,
    ReadOnly,
    StoreError,
    Unreachable,
)
from bibtui.wording.store import store_error
from tests.store.crowd import together
from tests.store.shelves import book, held, person


def test_a_store_is_made_only_when_asked_and_whole(empty_url: str | Path):
    with pytest.raises(Missing) as refused:
        Store.open(empty_url)
    assert refused.value.code == "missing"
    assert upgrade.current(empty_url) is None
    if isinstance(empty_url, Path):
        assert not empty_url.parent.exists()
    Store.open(empty_url, create=True).close()
    assert upgrade.current(empty_url) == upgrade.head()
    Store.open(empty_url).close()


def test_a_new_sqlite_store_is_its_owners_alone(tmp_path: Path):
    path = tmp_path / "données 100%" / "bibtui.db"
    store = Store.open(f"sqlite:///{path}", create=True)
    with store.writing() as connection:
        meta.put(connection, "name", "value")
    modes = {name.name: stat.S_IMODE(name.stat().st_mode) for name in path.parent.iterdir()}
    assert set(modes) == {"bibtui.db", "bibtui.db-wal", "bibtui.db-shm", "bibtui.db.queue"}
    assert set(modes.values()) == {0o600}
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    store.close()
    assert {name.name for name in path.parent.iterdir()} == {"bibtui.db", "bibtui.db.queue"}


def test_processes_that_open_an_empty_place_at_once_share_one_store(empty_url: str | Path):
    together(6, empty_url, _nothing, create=True)
    with closing(Store.open(empty_url)) as store, store.reading() as connection:
        assert meta.get(connection, "name") is None


def _nothing(store: Store, number: int) -> None:
    with store.writing() as connection:
        meta.put(connection, f"process {number}", "came")


def test_a_store_of_another_program_version_is_named_and_left_alone(store_url: str | Path):
    for number, error in (("0000", Older), ("9999", Newer)):
        with closing(Store.open(store_url)) as store, store.writing() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = :n"), {"n": number})
        with pytest.raises(error) as refused:
            Store.open(store_url, create=True)
        assert refused.value.facts["found"] == number
        assert refused.value.facts["known"] == version.HEAD
        assert upgrade.current(store_url) == number
        if error is Newer:
            with pytest.raises(Newer):
                upgrade.upgrade(store_url)
        _set_version(store_url, version.HEAD)
    assert upgrade.upgrade(store_url) == (version.HEAD, version.HEAD)


def _set_version(url: str | Path, number: str) -> None:
    from bibtui.store.connect import parse, postgres_engine, sqlite_engine

    parsed = parse(url)
    sqlite = parsed.get_backend_name() == "sqlite"
    engine = sqlite_engine(Path(str(parsed.database))) if sqlite else postgres_engine(parsed)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :n"), {"n": number})
    engine.dispose()


def test_what_is_not_a_store_of_ours_is_refused_untouched(tmp_path: Path, sqlite_template: Path):
    garbage = tmp_path / "garbage.db"
    garbage.write_bytes(os.urandom(9000))
    other = tmp_path / "other.db"
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("CREATE TABLE loan (id)")
    truncated = tmp_path / "truncated.db"
    truncated.write_bytes(sqlite_template.read_bytes()[:5000])
    for path in (garbage, other, truncated, tmp_path):
        before = None if path.is_dir() else path.read_bytes()
        with pytest.raises(NotOurs):
            Store.open(path, create=True)
        assert path.is_dir() or path.read_bytes() == before


def test_a_file_of_no_bytes_is_not_taken_for_an_empty_store(tmp_path: Path):
    path = tmp_path / "bibtui.db"
    path.touch()
    with pytest.raises(Missing) as refused:
        Store.open(path)
    assert refused.value.code == "empty"
    assert path.stat().st_size == 0
    Store.open(path, create=True).close()
    assert version.sqlite_version(path) == version.HEAD


def test_a_postgresql_database_of_someone_else_is_refused(postgres):
    with postgres.database(filled=False) as url:
        from bibtui.store.connect import parse, postgres_engine

        engine = postgres_engine(parse(url))
        with engine.begin() as connection:
            connection.execute(text("CREATE TABLE invoices (id int)"))
        engine.dispose()
        with pytest.raises(NotOurs):
            Store.open(url, create=True)


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("mysql://localhost/bibtui", "bad_url"),
        ("sqlite://", "bad_url"),
        ("sqlite:///:memory:", "bad_url"),
        ("not a url://x", "bad_url"),
        ("postgresql://localhost:port/bibtui", "bad_url"),
        ("postgresql://bibtui:Secret-0@127.0.0.1:1/bibtui", "unreachable"),
        ("postgresql:///bibtui?host=/nowhere", "unreachable"),
    ],
)
def test_a_place_that_cannot_be_reached_is_named_without_its_password(url: str, code: str):
    with pytest.raises(Unreachable) as refused:
        Store.open(url, create=True)
    assert refused.value.code == code
    assert "Secret-0" not in str(refused.value) and "psycopg" not in str(refused.value)


def test_a_postgresql_place_is_shown_as_its_owner_writes_it(postgres):
    with postgres.database(filled=True) as url, closing(Store.open(url)) as store:
        assert store.place.startswith("postgresql://")


def test_a_database_that_the_server_does_not_have_is_unreachable(postgres):
    with postgres.database(filled=False) as url:
        absent = url.replace("/bibtui_test", "/absent_bibtui_test")
    with pytest.raises(Unreachable):
        Store.open(absent, create=True)


def test_a_folder_that_cannot_be_written_is_read_only(sqlite_template: Path, monkeypatch):
    # The tests may run as root, whom no mode of a folder stops.
    monkeypatch.setattr(os, "access", lambda path, mode: not mode & os.W_OK)
    with pytest.raises(ReadOnly):
        Store.open(sqlite_template)


def test_a_reading_cannot_write(store: Store):
    with pytest.raises((ReadOnly, DBAPIError)) as refused, store.reading() as connection:
        meta.put(connection, "name", "value")
    assert isinstance(refused.value, ReadOnly)
    with store.reading() as connection:
        assert meta.get(connection, "name") is None


def test_a_reading_sees_one_state_of_the_store_all_along(store: Store):
    with store.writing() as connection:
        meta.put(connection, "name", "before")
    with store.reading() as reader:
        assert meta.get(reader, "name") == "before"
        with store.writing() as connection:
            meta.put(connection, "name", "after")
        assert meta.get(reader, "name") == "before"
    with store.reading() as reader:
        assert meta.get(reader, "name") == "after"


def test_a_write_that_fails_leaves_nothing_and_the_next_one_goes(store: Store):
    with pytest.raises(ZeroDivisionError), store.writing() as connection:
        meta.put(connection, "name", "value")
        _ = 1 / 0
    with pytest.raises(IntegrityError), store.writing() as connection:
        meta.put(connection, "name", "value")
        connection.execute(text("INSERT INTO login VALUES ('x', 'card', 999)"))
    with store.writing() as connection:
        assert meta.get(connection, "name") is None
        meta.put(connection, "name", "value")


def test_who_waits_too_long_for_another_is_told_so(store_url: str | Path):
    with closing(Store.open(store_url, patience=0.2)) as store:
        with store.writing() as connection:
            patron_id = person(connection)
            record_id, *_ = book(connection)
        with closing(Store.open(store_url)) as other, other.writing() as theirs:
            # The same hold, twice: on PostgreSQL too the second waits for the first's end.
            held(theirs, record_id, patron_id)
            started = time.monotonic()
            with pytest.raises(Busy) as refused, store.writing() as connection:
                held(connection, record_id, patron_id)
            # The same words on both engines, and no number that only one of them knows.
            assert not set("?0123456789") & set(store_error(refused.value))
            assert time.monotonic() - started < 3
        with store.writing() as connection:
            assert held(connection, record_id, patron_id) is None


def test_a_sqlite_lock_taken_outside_the_queue_is_waited_for_then_said(sqlite_store: Store):
    impatient = Store.open(sqlite_store.place, patience=0.2)
    with closing(sqlite3.connect(sqlite_store.place)) as foreign:
        foreign.execute("BEGIN IMMEDIATE")
        with pytest.raises(Busy), impatient.writing():
            pass
    with impatient.writing() as connection:
        meta.put(connection, "name", "value")
    impatient.close()


def test_a_write_inside_a_write_is_a_mistake_and_not_a_wait(sqlite_store: Store):
    with (
        sqlite_store.writing(),
        pytest.raises(RuntimeError, match="inside"),
        sqlite_store.writing(),
    ):
        pass


def test_a_file_replaced_under_a_running_program_is_not_written_to(
    sqlite_store: Store, sqlite_template: Path
):
    path = Path(sqlite_store.place)
    replacement = path.with_name("restored.db")
    shutil.copyfile(sqlite_template, replacement)
    os.replace(replacement, path)
    before = path.read_bytes()
    with pytest.raises(Unreachable) as refused, sqlite_store.writing():
        pass
    assert refused.value.code == "replaced"
    assert path.read_bytes() == before


def test_every_sqlite_connection_has_the_settings_that_keep_it_safe(sqlite_store: Store):
    wanted = {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "secure_delete": 1,
        "trusted_schema": 0,
        "cell_size_check": 1,
        "application_id": version.APPLICATION_ID,
    }
    for use in (sqlite_store.reading, sqlite_store.writing):
        with use() as connection:
            seen = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in wanted}
        assert seen == wanted


def test_a_postgresql_store_outlives_a_cut_connection(postgres):
    with postgres.database(filled=True) as url, closing(Store.open(url)) as store:
        with store.writing() as connection:
            meta.put(connection, "name", "value")
        with postgres.admin.connect() as admin:
            admin.execute(
                text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :d"),
                {"d": url.split("/")[3].split("?")[0]},
            )
        with store.reading() as connection:
            assert meta.get(connection, "name") == "value"
        with pytest.raises(StoreError), store.writing() as connection:
            own = connection.execute(text("SELECT pg_backend_pid()")).scalar()
            with postgres.admin.connect() as admin:
                admin.execute(text("SELECT pg_terminate_backend(:p)"), {"p": own})
            meta.put(connection, "name", "other")
        with store.reading() as connection:
            assert meta.get(connection, "name") == "value"
