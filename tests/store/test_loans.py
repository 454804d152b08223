from datetime import date, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from bibtui.domain.holds import HoldState
from bibtui.store import holds, loans
from bibtui.store.engine import Store
from tests.store.shelves import NOW, TODAY, account_of, book, held, lent, person
from tests.store.statements import counted


def test_loans_of_several_cards_come_due_first_with_their_titles_in_one_statement(store: Store):
    with store.writing() as connection:
        first, second = person(connection), person(connection)
        for title, days, who in (("Zola", 3, first), ("Élégie", 3, second), ("Bel-Ami", 1, first)):
            _, item = book(connection, title)
            lent(connection, item, who, TODAY + timedelta(days))
    with store.reading() as connection, counted(connection) as statements:
        found = loans.of_patrons(connection, [first, second])
    assert [(loan.record.title, loan.patron_id) for loan in found] == [
        ("Bel-Ami", first),
        ("Élégie", second),
        ("Zola", first),
    ]
    assert len(statements) == 1
    with store.reading() as connection:
        assert loans.of_patrons(connection, [second]) == found[1:2]
        assert loans.of_patrons(connection, []) == ()


def test_a_loan_is_awaited_by_the_waiting_holds_of_others_that_this_copy_can_fill(store: Store):
    with store.writing() as connection:
        holder, *others = (person(connection) for _ in range(7))
        record, copy, twin, spare = book(connection, copies=3)
        elsewhere, _ = book(connection)
        lent(connection, copy, holder, TODAY)
        lent(connection, twin, others[0], TODAY)
        held(connection, record, holder)
        held(connection, record, others[1])
        held(connection, record, others[2], item_asked=copy)
        held(connection, record, others[3], item_asked=twin)
        suspended = held(connection, record, others[4])
        shelf = held(connection, record, others[5])
        held(connection, elsewhere, others[1])
        assert suspended and shelf
        holds.set_state(connection, suspended, HoldState.SUSPENDED, expected=HoldState.WAITING)
        holds.supply(connection, shelf, item_id=spare, available_on=TODAY, shelf_until=TODAY)
    with store.reading() as connection:
        mine, theirs = loans.of_patrons(connection, [holder, others[0]])
        assert (mine.item.id, mine.awaited) == (copy, 2)
        # Of the twin's two, one is the first holder's own.
        assert (theirs.item.id, theirs.awaited) == (twin, 3)


def test_a_copy_is_out_once_and_may_go_out_again_when_it_is_back(store: Store):
    with store.writing() as connection:
        first, second = person(connection), person(connection)
        _, item = book(connection)
        loan_id = lent(connection, item, first, TODAY)
        again = {"item_id": item, "patron_id": second, "library": "X"}
        days = {"loaned_on": TODAY, "due_on": TODAY + timedelta(21)}
        assert loans.lend(connection, **again, **days) is None
        assert loans.give_back(connection, loan_id, TODAY)
        assert not loans.give_back(connection, loan_id, TODAY)
        assert loans.locked(connection, [loan_id]) == ()
        assert loans.lend(connection, **again, **days)
        assert loans.of_patrons(connection, [first]) == ()


def test_a_due_date_moves_only_from_what_was_seen(store: Store):
    with store.writing() as connection:
        _, item = book(connection)
        loan_id = lent(connection, item, person(connection), TODAY)
        seen = {"expected_due": TODAY, "expected_renewals": 0}
        later = TODAY + timedelta(21)
        assert loans.set_due(connection, loan_id, due_on=later, renewals=1, **seen)
        assert not loans.set_due(
            connection, loan_id, due_on=later + timedelta(1), renewals=1, **seen
        )
        (loan,) = loans.locked(connection, [loan_id])
        assert (loan.due_on, loan.renewals) == (later, 1)
        assert loans.remind(connection, loan_id, TODAY)
        assert loans.locked(connection, [loan_id])[0].reminded_on == TODAY


def test_a_request_renews_a_loan_once_and_its_trace_can_be_read_again(store: Store):
    with store.writing() as connection:
        patron_id = person(connection)
        _, item = book(connection)
        loan_id = lent(connection, item, patron_id, TODAY)
        trace = {
            "loan_id": loan_id,
            "at": NOW,
            "account_id": account_of(connection, patron_id),
            "patron_id": patron_id,
            "due_before": TODAY,
            "due_after": TODAY + timedelta(21),
        }
        assert loans.record_renewal(connection, **trace, request="a")
        assert not loans.record_renewal(connection, **trace, request="a")
        assert loans.record_renewal(connection, **trace, request="b")
        assert loans.renewed_by(connection, "a") == {loan_id: (TODAY, TODAY + timedelta(21))}
        assert loans.renewed_by(connection, "c") == {}


@pytest.mark.parametrize("due_on", [date(2024, 1, 31), date(2000, 1, 1)])
def test_a_loan_cannot_be_due_before_it_began(store: Store, due_on: date):
    with store.writing() as connection:
        _, item = book(connection)
        patron_id = person(connection)
    with pytest.raises(IntegrityError), store.writing() as connection:
        lent(connection, item, patron_id, due_on)
