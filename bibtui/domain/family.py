"""The family: whose cards an account reaches, and what each of them owes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import groupby

from bibtui.domain.accounts import Patron
from bibtui.domain.acting import Right
from bibtui.domain.holds import Hold, HoldState, uncollected
from bibtui.domain.loans import Loan


@dataclass(frozen=True, slots=True)
class LoanCounts:
    """The loans of a card, as the account in brief says them (001-07).

    Late, then due today, then due tomorrow; `next_on` and `next_count` are the nearest later
    date and how many are due then, said only when there is none of the three.
    """

    total: int = 0
    late: int = 0
    today: int = 0
    tomorrow: int = 0
    next_on: date | None = None
    next_count: int = 0


@dataclass(frozen=True, slots=True)
class HoldCounts:
    """The holds of a card: those ready, those ready that were not collected in time, the others."""

    total: int = 0
    available: int = 0
    uncollected: int = 0
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class CardInBrief:
    """One card of the family panel; `own` marks the account's own card."""

    patron: Patron
    loans: LoanCounts
    holds: HoldCounts
    rights: frozenset[Right]
    own: bool = False


class ErrandKind(StrEnum):
    """What there is to do at the library, the most pressing first."""

    LATE = "late"
    TODAY = "today"
    COLLECT = "collect"
    MISSED = "missed"
    TOMORROW = "tomorrow"


@dataclass(frozen=True, slots=True)
class Errand:
    """One thing to do: bring documents back, or collect those kept aside.

    `library` is the code of where; `on` the day it is, or was, to be done by.
    """

    kind: ErrandKind
    on: date
    library: str
    patron_id: int
    titles: tuple[str, ...]


def errands(loans: Iterable[Loan], holds: Iterable[Hold], today: date) -> tuple[Errand, ...]:
    """What a family has to do at its libraries now, the most pressing first.

    Bring back what is late or due by tomorrow, collect what is kept aside (000-12, 001-07).
    """
    found = [
        (kind, loan.due_on, loan.library, loan.patron_id, loan.record.title)
        for loan in loans
        if (kind := _to_bring(loan, today)) is not None
    ]
    found += [
        (
            ErrandKind.MISSED if uncollected(hold, today) else ErrandKind.COLLECT,
            hold.shelf_until,
            hold.pickup,
            hold.patron_id,
            hold.record.title,
        )
        for hold in holds
        if hold.state is HoldState.AVAILABLE and hold.shelf_until is not None
    ]
    order = list(ErrandKind)
    found.sort(key=lambda each: (order.index(each[0]), *each[1:]))
    return tuple(
        Errand(kind, on, library, patron_id, tuple(each[-1] for each in group))
        for (kind, on, library, patron_id), group in groupby(found, key=lambda each: each[:4])
    )


def _to_bring(loan: Loan, today: date) -> ErrandKind | None:
    left = (loan.due_on - today).days
    if left < 0:
        return ErrandKind.LATE
    return {0: ErrandKind.TODAY, 1: ErrandKind.TOMORROW}.get(left)
