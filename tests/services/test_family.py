"""Whose cards one reaches, what there is to do for them, and whether the library is open."""

from datetime import timedelta

import pytest

from bibtui.domain.acting import NotAllowed, Right
from bibtui.domain.family import ErrandKind
from bibtui.store import holds, journal
from bibtui.store.engine import Store
from tests.networks import network
from tests.services.household import TODAY, Household
from tests.store import shelves

SHARED = network("saint-etienne")


def test_one_s_own_card_comes_first_and_every_card_has_its_counts(store: Store) -> None:
    """001-06, 001-07."""
    house = Household(store, SHARED)
    child = house.member("Nolwenn", {Right.SEE})
    assert house.own is not None
    house.lend(house.own, TODAY - timedelta(days=2))
    house.lend(child, TODAY + timedelta(days=1))
    own, other = house.family.in_brief(house.acting)
    assert (own.patron.id, own.own, own.loans.late) == (house.own, True, 1)
    assert (other.patron.id, other.own, other.loans.tomorrow) == (child, False, 1)


def test_a_link_without_the_right_to_see_shows_nothing(store: Store) -> None:
    house = Household(store, SHARED)
    child = house.member("Nolwenn", {Right.RENEW})
    assert [card.patron.id for card in house.family.in_brief(house.acting)] == [house.own]
    with pytest.raises(NotAllowed, match="not_reachable"):
        house.family.act_as(house.acting, child)


def test_acting_for_somebody_is_written_down_with_both(store: Store) -> None:
    """000-20: who acted, and for whom."""
    house = Household(store, SHARED)
    child = house.member("Nolwenn", {Right.SEE})
    acting = house.family.act_as(house.acting, child)
    assert acting.patron_id == child and acting.for_another
    with store.reading() as connection:
        (entry,) = journal.last(connection, 1)
    assert (entry.verb, entry.account_id, entry.patron_id) == (
        "family.act_as",
        house.acting.account.id,
        child,
    )


def test_nobody_acts_on_a_card_out_of_reach(store: Store) -> None:
    house = Household(store, SHARED)
    with pytest.raises(NotAllowed, match="not_reachable"):
        house.family.act_as(house.acting, house.stranger())


def test_what_there_is_to_do_spans_the_family(store: Store) -> None:
    house = Household(store, SHARED)
    child = house.member("Nolwenn", {Right.SEE})
    house.lend(child, TODAY - timedelta(days=3), "Nedjma")
    with store.writing() as connection:
        record_id, item_id = shelves.book(connection, "Le Fils du pauvre")
        assert house.own is not None
        hold_id = shelves.held(connection, record_id, house.own)
        assert hold_id is not None
        until = TODAY + timedelta(days=5)
        assert holds.supply(
            connection, hold_id, item_id=item_id, available_on=TODAY, shelf_until=until
        )
    late, collect = house.family.errands(house.acting)
    assert (late.kind, late.patron_id, late.titles) == (ErrandKind.LATE, child, ("Nedjma",))
    assert (collect.kind, collect.on) == (ErrandKind.COLLECT, until)


def test_the_hours_are_those_of_the_card_s_library_or_the_network_s_first(store: Store) -> None:
    house = Household(store, SHARED)
    found = house.family.opening(house.acting)
    assert found is not None and found[0] is SHARED.libraries[0]
    # 11 March 2024 is a Monday: closed there, and opening the day after.
    assert not found[1].open_now and found[1].next_open is not None
    assert found[1].next_open.day == TODAY + timedelta(days=1)
