from datetime import timedelta

from bibtui.domain.acting import Right
from bibtui.domain.family import HoldCounts, LoanCounts
from bibtui.domain.holds import HoldState
from bibtui.store import family, holds, loans
from bibtui.store.engine import Store
from tests.store.shelves import TODAY, account_of, book, held, lent, person
from tests.store.statements import counted

DAY = timedelta(1)


def test_an_account_reaches_its_own_card_first_then_those_linked_on_that_day(store: Store):
    with store.writing() as connection:
        own, early, late, ended, future = (person(connection) for _ in range(5))
        account_id = account_of(connection, own)

        def link(patron_id: int, since: int, until: int | None, *rights: Right) -> None:
            last = None if until is None else TODAY + until * DAY
            family.link_card(
                connection,
                account_id,
                patron_id,
                rights=rights,
                since=TODAY + since * DAY,
                until=last,
            )

        link(late, -1, 0, Right.SEE)
        link(early, -9, None, Right.SEE, Right.RENEW)
        link(ended, -9, -1, Right.SEE)
        link(future, 1, None, Right.SEE)
        link(own, -5, None, Right.SEE)
    with store.reading() as connection:
        found = family.reached(connection, account_id, TODAY)
        assert [(reach.patron.id, reach.own) for reach in found] == [
            (own, True),
            (early, False),
            (late, False),
        ]
        assert [reach.rights for reach in found] == [
            frozenset(Right),
            {Right.SEE, Right.RENEW},
            {Right.SEE},
        ]
        assert family.reached(connection, account_id + 1, TODAY) == ()
    with store.writing() as connection:
        link(early, -9, None, Right.SEE)
    with store.reading() as connection:
        again = family.reached(connection, account_id, TODAY)
    assert again[1].rights == {Right.SEE}


def test_a_group_without_a_card_reaches_those_linked(store: Store):
    with store.writing() as connection:
        child = person(connection)
        group = account_of(connection, None)
        family.link_card(connection, group, child, rights=[Right.SEE], since=TODAY)
    with store.reading() as connection:
        (card,) = family.in_brief(connection, group, TODAY)
    assert (card.patron.id, card.own) == (child, False)
    assert (card.loans, card.holds) == (LoanCounts(), HoldCounts())


def test_a_card_in_brief_counts_loans_by_their_day_and_holds_by_what_to_do(store: Store):
    with store.writing() as connection:
        busy, calm = person(connection), person(connection)
        other = person(connection)
        account_id = account_of(connection, busy)
        family.link_card(connection, account_id, calm, rights=[Right.SEE], since=TODAY)
        for who, days in ((busy, (-9, -1, 0, 1, 1, 2, 5)), (calm, (4, 3, 3)), (other, (-1,))):
            for each in days:
                lent(connection, book(connection)[1], who, TODAY + each * DAY)
        back = lent(connection, book(connection)[1], busy, TODAY - DAY)
        loans.give_back(connection, back, TODAY)
        for shelf in (-1, 0, 3):
            record, item = book(connection)
            hold_id = held(connection, record, busy)
            assert hold_id
            holds.supply(
                connection,
                hold_id,
                item_id=item,
                available_on=TODAY - 5 * DAY,
                shelf_until=TODAY + shelf * DAY,
            )
        for state in (HoldState.WAITING, HoldState.SUSPENDED, HoldState.CANCELLED):
            hold_id = held(connection, book(connection)[0], busy)
            assert hold_id
            if state is not HoldState.WAITING:
                holds.set_state(connection, hold_id, state, expected=HoldState.WAITING)
    with store.reading() as connection:
        first, second = family.in_brief(connection, account_id, TODAY)
    assert first.loans == LoanCounts(7, 2, 1, 2, TODAY + 2 * DAY, 1)
    assert first.holds == HoldCounts(total=5, available=2, uncollected=1, waiting=2)
    assert second.loans == LoanCounts(3, 0, 0, 0, TODAY + 3 * DAY, 2)
    assert second.holds == HoldCounts()


def test_a_family_in_brief_costs_the_same_statements_whatever_its_size(store: Store):
    costs = []
    for size in (1, 9):
        with store.writing() as connection:
            account_id = account_of(connection, person(connection))
            for _ in range(size - 1):
                member = person(connection)
                family.link_card(connection, account_id, member, rights=[Right.SEE], since=TODAY)
                lent(connection, book(connection)[1], member, TODAY)
        with store.reading() as connection, counted(connection) as statements:
            assert len(family.in_brief(connection, account_id, TODAY)) == size
        costs.append(len(statements))
    assert costs == [3, 3]
