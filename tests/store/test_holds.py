from datetime import timedelta

from bibtui.domain.holds import HoldState
from bibtui.store import holds
from bibtui.store.engine import Store
from tests.store.shelves import NOW, TODAY, book, held, person
from tests.store.statements import counted


def test_active_holds_come_in_the_order_they_were_placed_in_one_statement(store: Store):
    with store.writing() as connection:
        first, second = person(connection), person(connection)
        titles = ("Zola", "Bel-Ami", "Nana")
        for minutes, title in enumerate(titles):
            record_id, _ = book(connection, title)
            holds.place(
                connection,
                record_id=record_id,
                patron_id=first if minutes else second,
                placed_at=NOW - timedelta(minutes=minutes),
                placed_on=TODAY,
                pickup="CONQUET",
                needed_until=TODAY + timedelta(90),
            )
    with store.reading() as connection, counted(connection) as statements:
        found = holds.of_patrons(connection, [first, second])
    assert [hold.record.title for hold in found] == ["Nana", "Bel-Ami", "Zola"]
    assert len(statements) == 1
    with store.reading() as connection:
        assert holds.of_patrons(connection, [second]) == found[2:]
    assert (found[0].placed_on, found[0].pickup) == (TODAY, "CONQUET")
    assert (found[0].state, found[0].needed_until) == (
        HoldState.WAITING,
        TODAY + timedelta(90),
    )


def test_a_hold_goes_through_its_states_only_from_the_one_expected(store: Store):
    with store.writing() as connection:
        patron_id = person(connection)
        record_id, item = book(connection)
        hold_id = held(connection, record_id, patron_id)
        assert hold_id
        assert held(connection, record_id, patron_id) is None
        assert not holds.set_state(
            connection, hold_id, HoldState.FULFILLED, expected=HoldState.AVAILABLE
        )
        assert holds.supply(connection, hold_id, item_id=item)
        assert holds.of_patrons(connection, [patron_id])[0].state is HoldState.TRANSIT
        shelf = {"available_on": TODAY, "shelf_until": TODAY + timedelta(14)}
        assert holds.supply(connection, hold_id, item_id=item, **shelf)
        (hold,) = holds.of_patrons(connection, [patron_id])
        assert (hold.state, hold.shelf_until) == (HoldState.AVAILABLE, TODAY + timedelta(14))
        assert not holds.supply(connection, hold_id, item_id=item, **shelf)
        assert holds.set_state(
            connection, hold_id, HoldState.FULFILLED, expected=HoldState.AVAILABLE
        )
        assert holds.of_patrons(connection, [patron_id]) == ()
        # The place is free again, and so is the copy.
        again = held(connection, record_id, patron_id)
        assert again
        assert holds.supply(connection, again, item_id=item)


def test_a_copy_set_aside_is_refused_to_another_hold_and_the_transaction_goes_on(store: Store):
    with store.writing() as connection:
        record_id, item = book(connection)
        first, second = (held(connection, record_id, person(connection)) for _ in range(2))
        assert first and second
        assert holds.supply(connection, first, item_id=item, available_on=TODAY)
        assert not holds.supply(connection, second, item_id=item, available_on=TODAY)
        assert holds.set_state(connection, first, HoldState.EXPIRED, expected=HoldState.AVAILABLE)
        assert holds.supply(connection, second, item_id=item, available_on=TODAY)
