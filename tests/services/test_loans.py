"""Seeing and renewing loans, on both engines: who may, what is written, what is said twice."""

from datetime import date, timedelta
from itertools import product
from threading import Barrier, Thread

import pytest

from bibtui.domain.acting import NotAllowed, Right
from bibtui.services.loans import Receipt
from bibtui.store import journal, loans
from bibtui.store.engine import Store
from tests.networks import changed, network
from tests.services.household import TODAY, Household

SHARED = network("saint-etienne")
GROUP = network("roudour")
ALONE = network("vallees-du-clain")
SOON = TODAY + timedelta(days=6)


def due_dates(house: Household, patron_id: int) -> list[date]:
    with house.store.reading() as connection:
        return [each.due_on for each in loans.of_patrons(connection, [patron_id])]


def test_a_renewal_is_written_with_its_trace(store: Store) -> None:
    """001-15, 001-20: once, before the due date."""
    house = Household(store, SHARED)
    assert house.own is not None
    loan_id = house.lend(house.own, SOON)
    receipt = house.loans.renew(house.acting, [loan_id], "wish")
    after = receipt.renewed[0].verdict.effect["due_on"]
    assert after > SOON and due_dates(house, house.own) == [after]
    with store.reading() as connection:
        (entry,) = journal.last(connection, 1, verb="loan.renew")
    assert entry.account_id == house.acting.account.id and entry.patron_id == house.own
    assert "Pain" not in str(entry)


def test_the_same_wish_sent_twice_is_done_once_and_answered_alike(store: Store) -> None:
    house = Household(store, SHARED)
    assert house.own is not None
    loan_id = house.lend(house.own, SOON)
    first = house.loans.renew(house.acting, [loan_id], "wish")
    again = house.loans.renew(house.acting, [loan_id], "wish")
    assert [line.verdict.effect["due_on"] for line in again.renewed] == [
        line.verdict.effect["due_on"] for line in first.renewed
    ]
    assert due_dates(house, house.own) == [first.renewed[0].verdict.effect["due_on"]]
    third = house.loans.renew(house.acting, [loan_id], "another wish")
    assert third.renewed == () and len(third.refused) == 1


def test_each_line_succeeds_or_fails_alone(store: Store) -> None:
    """003-14, 003-15: what cannot be renewed does not keep the others from it."""
    house = Household(store, SHARED)
    assert house.own is not None
    late = house.lend(house.own, TODAY - timedelta(days=1), "Nedjma")
    fine = house.lend(house.own, SOON)
    receipt = house.loans.renew(house.acting, [late, fine], "wish")
    assert [line.loan.id for line in receipt.renewed] == [fine]
    assert [line.verdict.codes for line in receipt.refused] == [("late",)]
    assert due_dates(house, house.own)[0] == TODAY - timedelta(days=1)


def test_a_batch_gets_one_date_where_the_network_says_so(store: Store) -> None:
    """003-16: whatever the dates of the loans."""
    house = Household(store, ALONE)
    assert house.own is not None
    ids = [house.lend(house.own, TODAY + timedelta(days=days)) for days in (3, 9, 20)]
    house.loans.renew(house.acting, ids, "wish")
    assert len(set(due_dates(house, house.own))) == 1


def test_asking_what_would_be_writes_nothing(store: Store) -> None:
    house = Household(store, SHARED)
    assert house.own is not None
    house.lend(house.own, SOON)
    today, later = (
        house.loans.plan(house.acting, None, on=TODAY + timedelta(days=days)) for days in (0, 7)
    )
    assert today[0].verdict.allowed and later[0].verdict.codes == ("late",)
    assert due_dates(house, house.own) == [SOON]
    with store.reading() as connection:
        assert journal.last(connection, 9) == ()


@pytest.mark.parametrize(
    ("rights", "relatives"), list(product([(Right.SEE,), (Right.SEE, Right.RENEW)], [True, False]))
)
def test_a_relative_s_loan_is_renewed_only_with_the_right_and_the_policy(
    store: Store, rights: tuple[Right, ...], relatives: bool
) -> None:
    """001-19."""
    house = Household(store, changed(SHARED, "renewals", relatives=relatives))
    child = house.member("Nolwenn", rights)
    loan_id = house.lend(child, SOON)
    receipt = house.loans.renew(house.acting, [loan_id], "wish")
    allowed = relatives and Right.RENEW in rights
    assert bool(receipt.renewed) is allowed
    assert (due_dates(house, child) == [SOON]) is not allowed
    if not allowed:
        assert receipt.refused[0].verdict.codes == ("no_right",)


def test_what_is_out_of_reach_is_neither_seen_nor_renewed(store: Store) -> None:
    house = Household(store, SHARED)
    stranger = house.stranger()
    loan_id = house.lend(stranger, SOON)
    with pytest.raises(NotAllowed, match="not_reachable"):
        house.loans.of_card(house.acting.on(stranger))
    assert house.loans.of_family(house.acting) == ()
    assert house.loans.renew(house.acting, [loan_id], "wish") == Receipt(())
    assert due_dates(house, stranger) == [SOON]


def test_a_link_that_ended_between_the_screen_and_the_key_counts_no_more(store: Store) -> None:
    house = Household(store, SHARED)
    child = house.member("Nolwenn", set(Right))
    loan_id = house.lend(child, SOON)
    assert len(house.loans.of_family(house.acting)) == 1
    house.unlink(child)
    assert house.loans.renew(house.acting, [loan_id], "wish").lines == ()
    assert due_dates(house, child) == [SOON]


def test_where_there_is_no_family_view_a_link_opens_nothing(store: Store) -> None:
    """003-05."""
    house = Household(store, ALONE)
    child = house.member("Nolwenn", set(Right))
    house.lend(child, SOON)
    assert house.loans.of_family(house.acting) == ()
    assert [card.patron.id for card in house.family.in_brief(house.acting)] == [house.own]


def test_two_who_renew_the_same_loan_at_once_renew_it_once(store: Store) -> None:
    house = Household(store, SHARED)
    assert house.own is not None
    loan_id = house.lend(house.own, SOON)
    gate, receipts = Barrier(4), []

    def ask(number: int) -> None:
        gate.wait()
        receipts.append(house.loans.renew(house.acting, [loan_id], f"wish {number}"))

    threads = [Thread(target=ask, args=(number,)) for number in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sum(len(receipt.renewed) for receipt in receipts) == 1
    with store.reading() as connection:
        assert [each.renewals for each in loans.of_patrons(connection, [house.own])] == [1]


def test_a_group_sees_every_card_and_acts_on_one(store: Store) -> None:
    """000-08, 000-10, 000-20, 000-21."""
    house = Household(store, GROUP, card=False)
    first, second = (house.member(name, set(Right)) for name in ("Nolwenn", "Iwan"))
    house.lend(first, SOON)
    house.lend(second, SOON, "Nedjma")
    assert {line.patron.id for line in house.loans.of_card(house.acting)} == {first, second}
    acting = house.family.act_as(house.acting, second)
    assert [line.patron.id for line in house.loans.of_card(acting)] == [second]
    assert house.family.come_back(acting).patron_id is None


def test_the_staff_s_counts_are_the_staff_s(store: Store) -> None:
    house = Household(store, SHARED)
    with pytest.raises(NotAllowed, match="not_allowed"):
        house.loans.of_place(house.acting)
