"""Loans: what is out, until when, in which state, and whether it may be renewed."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bibtui.domain.catalogue import Item, Record


class LoanState(StrEnum):
    """The three states of 001-12."""

    LATE = "late"
    DUE_SOON = "due_soon"
    RUNNING = "running"


@dataclass(frozen=True, slots=True)
class Loan:
    """A document out on a card, with all that the rules and the screens need to know of it.

    `library` is the code of the place it was borrowed at; `renewals` counts those done;
    `awaited` is the number of other patrons' active holds that this copy could fill;
    `reminded_on` is the day a reminder letter was issued.
    """

    id: int
    patron_id: int
    item: Item
    record: Record
    library: str
    loaned_on: date
    due_on: date
    renewals: int = 0
    awaited: int = 0
    reminded_on: date | None = None
