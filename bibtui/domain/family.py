"""The family: whose cards an account reaches, and what each of them owes."""

from dataclasses import dataclass
from datetime import date

from bibtui.domain.accounts import Patron
from bibtui.domain.acting import Right


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
