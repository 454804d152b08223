"""What a family has to do at its libraries: grouped, the most pressing first."""

from datetime import date, timedelta

import pytest

from bibtui.domain.catalogue import Item, Record
from bibtui.domain.family import ErrandKind, errands
from bibtui.domain.holds import Hold, HoldState
from bibtui.domain.loans import Loan

TODAY = date(2024, 5, 14)


def out(loan_id: int, title: str, days: int, patron_id: int = 1, library: str = "sud") -> Loan:
    item = Item(loan_id, loan_id, f"B{loan_id}", "livre", library)
    lent = TODAY - timedelta(days=20)
    due = TODAY + timedelta(days=days)
    return Loan(loan_id, patron_id, item, Record(loan_id, title), library, lent, due)


def aside(hold_id: int, title: str, days: int, state: HoldState = HoldState.AVAILABLE) -> Hold:
    until = TODAY + timedelta(days=days)
    return Hold(hold_id, 1, Record(hold_id, title), TODAY, "sud", state, TODAY, until)


def test_what_is_late_comes_first_and_one_trip_is_one_errand() -> None:
    """001-07, 000-12: the order of the account in brief, then what waits on the shelf."""
    found = errands(
        [out(1, "Nana", 1), out(2, "Candide", -3), out(3, "Zadig", -3), out(4, "Thérèse", 0)],
        [aside(9, "Salammbô", 4), aside(8, "Carmen", -1)],
        TODAY,
    )
    assert [(each.kind, each.titles) for each in found] == [
        (ErrandKind.LATE, ("Candide", "Zadig")),
        (ErrandKind.TODAY, ("Thérèse",)),
        (ErrandKind.COLLECT, ("Salammbô",)),
        (ErrandKind.MISSED, ("Carmen",)),
        (ErrandKind.TOMORROW, ("Nana",)),
    ]


@pytest.mark.parametrize("days", [2, 3, 30])
def test_what_is_not_due_by_tomorrow_is_no_errand(days: int) -> None:
    assert errands([out(1, "Nana", days)], [], TODAY) == ()


def test_two_places_or_two_cards_are_two_errands() -> None:
    found = errands(
        [out(1, "A", -1), out(2, "B", -1, library="nord"), out(3, "C", -1, patron_id=2)], [], TODAY
    )
    assert [(each.library, each.patron_id, each.titles) for each in found] == [
        ("nord", 1, ("B",)),
        ("sud", 1, ("A",)),
        ("sud", 2, ("C",)),
    ]


def test_a_hold_still_waiting_is_nothing_to_collect() -> None:
    assert errands([], [aside(9, "Salammbô", 4, HoldState.WAITING)], TODAY) == ()
