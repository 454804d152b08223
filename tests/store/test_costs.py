"""Everything about a patron costs what the patron has, never what the library has."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, text

from bibtui.store import accounts, family, holds, loans, patrons, sessions, throttle
from bibtui.store.engine import Store
from tests.store.shelves import TODAY, account_of, book, person
from tests.store.statements import counted, walked_through

READINGS: dict[str, Callable[[Connection], Any]] = {
    "the loans of a card": lambda c: loans.of_patrons(c, [1]),
    "the loans of a family": lambda c: loans.of_patrons(c, [1, 2]),
    "loans to renew": lambda c: loans.locked(c, [1, 2]),
    "what a request renewed": lambda c: loans.renewed_by(c, "a"),
    "the holds of a card": lambda c: holds.of_patrons(c, [1]),
    "the holds of a family": lambda c: holds.of_patrons(c, [1, 2]),
    "a family in brief": lambda c: family.in_brief(c, 1, TODAY),
    "an account signing in": lambda c: accounts.by_identifier(c, "zoek"),
    "the account of a card": lambda c: accounts.of_patron(c, 1),
    "taken pseudonyms": lambda c: accounts.taken(c, "zoek"),
    "a session": lambda c: sessions.state(c, "s"),
    "the sessions before": lambda c: sessions.last_seen(c, 1),
    "counters": lambda c: throttle.read(c, ["a", "b"]),
    "a card": lambda c: patrons.by_card(c, "1"),
}


def test_no_reading_goes_through_a_whole_table(store: Store):
    with store.writing() as connection:
        account_of(connection, person(connection))
        book(connection)
    walked = {}
    for name, read in READINGS.items():
        with store.writing() as connection:
            with counted(connection) as statements:
                read(connection)
            assert statements
            walked[name] = [walked_through(connection, each) for each in statements]
    assert {name: steps for name, steps in walked.items() if any(steps)} == {}


def test_the_check_itself_sees_a_whole_table_read(store: Store):
    with store.writing() as connection:
        with counted(connection) as statements:
            connection.execute(text("SELECT count(*) FROM patron WHERE first_name = 'Zoé'"))
        assert walked_through(connection, statements[0])
