"""Which schema a store has, answered without SQLAlchemy, before it is imported."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from bibtui.store.errors import Missing, Newer, NotOurs, Older, ReadOnly

HEAD = "0001"
"""The last migration this program knows; they are numbered in order."""

APPLICATION_ID = 0x42425549
"""« BBUI » in the header of our SQLite files."""


def sqlite_version(path: Path) -> str:
    """The schema version of the SQLite store at `path`.

    Raises Missing, NotOurs, or ReadOnly where neither the file nor its folder can be written.
    """
    try:
        size = path.stat().st_size
    except OSError as error:
        raise Missing(path=str(path)) from error
    if not path.is_file():
        raise NotOurs(path=str(path))
    if size == 0:
        raise Missing("empty", path=str(path))
    if not (os.access(path, os.R_OK | os.W_OK) and os.access(path.parent, os.W_OK)):
        raise ReadOnly(path=str(path))
    try:
        with closing(sqlite3.connect(sqlite_uri(path), uri=True, timeout=5)) as connection:
            if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
                raise NotOurs(path=str(path))
            row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.DatabaseError as error:
        raise NotOurs("damaged", path=str(path), reason=str(error)) from error
    if row is None:
        raise NotOurs(path=str(path))
    return str(row[0])


def sqlite_uri(path: Path) -> str:
    """The URI that opens `path` for reading and writing, and never creates it."""
    return f"file:{quote(str(path.absolute()))}?mode=rw"


def judge(found: str, place: str) -> None:
    """Raise Newer or Older unless `found` is the version this program works with."""
    if found > HEAD:
        raise Newer(found=found, known=HEAD, path=place)
    if found < HEAD:
        raise Older(found=found, known=HEAD, path=place)
