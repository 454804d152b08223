from datetime import date, datetime, timedelta, timezone

import pytest
from sqlalchemy import select
from sqlalchemy.exc import StatementError

from bibtui.store import catalogue, journal, patrons, tables, throttle
from bibtui.store.engine import Store
from tests.store.shelves import NOW, TODAY


def test_patrons_come_in_by_their_card_and_again_only_with_what_the_source_says(store: Store):
    first = patrons.PatronEntry(
        "7001", "Zoé", "Kervella\x00", birth_date=date(1988, 2, 29), email="zoe@example.org"
    )
    second = patrons.PatronEntry("7002", "Élie", "Le Goff", message="Bonjour\nà tous\x1b[2J")
    with store.writing() as connection:
        known = patrons.put(connection, [first, second], at=NOW)
        assert patrons.ids(connection, ["7001", "7002", "7003"]) == known
        zoe = patrons.by_card(connection, "7001")
        assert zoe is not None and zoe == patrons.by_id(connection, known["7001"])
        assert (zoe.name, zoe.birth_year, zoe.email) == ("Zoé Kervella", 1988, "zoe@example.org")
        married = patrons.PatronEntry("7001", "Zoé", "Abgrall")
        again = patrons.put(connection, [married], at=NOW, only={"last_name"})
        assert again == {"7001": known["7001"]}
        zoe = patrons.by_card(connection, "7001")
        assert zoe is not None
        assert (zoe.name, zoe.birth_year, zoe.email) == ("Zoé Abgrall", 1988, "zoe@example.org")
        kept = connection.execute(
            select(tables.patron.c.card, tables.patron.c.message).order_by("sort_key")
        ).all()
        assert [tuple(row) for row in kept] == [("7001", ""), ("7002", "Bonjour\nà tous[2J")]
        assert patrons.by_card(connection, "7003") is None
        assert patrons.put(connection, [], at=NOW) == {}


def test_records_and_copies_come_in_by_their_numbers_and_are_sorted_in_french(store: Store):
    with store.writing() as connection:
        titles = ("L'Été", "Étranger", "Les Ôtages", "Zone", "L'Eté")
        entries = [
            catalogue.RecordEntry(title, f"n{number}") for number, title in enumerate(titles)
        ]
        known = catalogue.put_records(connection, entries)
        changed = catalogue.RecordEntry("Zone franche", "n3", summary="Un\nrésumé")
        assert catalogue.put_records(connection, [changed]) == {"n3": known["n3"]}
        order = select(tables.record.c.title).order_by(tables.record.c.title_key)
        assert list(connection.execute(order).scalars()) == [
            "L'Eté",
            "L'Été",
            "Étranger",
            "Les Ôtages",
            "Zone franche",
        ]
        item = catalogue.ItemEntry("b1", known["n0"], "livre", "A", acquired_on=TODAY)
        ids = catalogue.put_items(connection, [item])
        moved = catalogue.ItemEntry("b1", known["n0"], "livre", "B")
        assert catalogue.put_items(connection, [moved], only={"library"}) == ids
        kept = tables.item.c
        (found,) = connection.execute(select(kept.record_id, kept.library, kept.acquired_on))
        assert tuple(found) == (known["n0"], "B", TODAY)
        with pytest.raises(ValueError, match="number"):
            catalogue.put_records(connection, [catalogue.RecordEntry("Sans numéro")])


def test_instants_come_back_in_utc_whatever_the_zone_they_were_given_in(store: Store):
    winter = datetime(2024, 1, 15, 9, 30, 15, 123456, tzinfo=timezone(timedelta(hours=5.5)))
    with store.writing() as connection:
        journal.append(connection, at=winter, verb="came")
    with store.reading() as connection:
        (entry,) = journal.last(connection, 1)
    assert entry.at == winter
    assert entry.at.utcoffset() == timedelta(0)
    with pytest.raises(StatementError), store.writing() as connection:
        journal.append(connection, at=datetime(2024, 1, 15, 9, 30), verb="came")


def test_the_journal_keeps_plain_facts_and_is_read_newest_first(store: Store):
    with store.writing() as connection:
        journal.append(
            connection,
            at=NOW,
            verb="loan.renew",
            account_id=1,
            patron_id=2,
            place="Borne\x1b]0;x\x07 2",
            object_type="loan",
            object_id=7,
            detail={"due_on": TODAY, "title": "[/] \x9b"},
        )
        journal.append(connection, at=NOW, verb="sign_out")
    with store.reading() as connection:
        last, first = journal.last(connection, 5)
        assert journal.last(connection, 5, verb="loan.renew") == (first,)
        assert journal.last(connection, 1) == (last,)
    assert (first.place, first.object_id) == ("Borne]0;x 2", "7")
    assert first.detail == {"due_on": "2024-03-11", "title": "[/] \x9b"}


def test_a_counter_starts_at_zero_and_is_kept_until_forgotten(store: Store):
    with store.writing() as connection:
        fresh = throttle.locked(connection, ["b", "a"], at=NOW, day=TODAY)
        assert list(fresh) == ["a", "b"]
        assert fresh["a"].failures == 0 and fresh["a"].day == TODAY
        failed = throttle.Counter(2, NOW, 5, TODAY, NOW + timedelta(minutes=15))
        throttle.save(connection, {"a": failed})
        throttle.save(connection, {"a": failed, "b%": failed})
        assert throttle.locked(connection, ["a"], at=NOW, day=TODAY) == {"a": failed}
    with store.writing() as connection:
        throttle.forget(connection, ["a"])
        assert "a" not in throttle.read(connection, ["a"])
        throttle.purge(connection, "b", NOW)
        assert "b%" in throttle.read(connection, ["b%"])
        throttle.purge(connection, "c", NOW + timedelta(seconds=1))
        assert "b%" in throttle.read(connection, ["b%"])
        throttle.purge(connection, "b", NOW + timedelta(seconds=1))
        assert "b%" not in throttle.read(connection, ["b%"])
