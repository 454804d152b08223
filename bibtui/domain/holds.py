"""Holds: who waits for what, and until when a document is kept aside."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bibtui.domain.catalogue import Record


class HoldState(StrEnum):
    """Stored states; « too late to collect » (000-12) is computed from the shelf deadline."""

    WAITING = "waiting"
    TRANSIT = "transit"
    AVAILABLE = "available"
    SUSPENDED = "suspended"
    CANCELLED = "cancelled"
    FULFILLED = "fulfilled"
    EXPIRED = "expired"


ACTIVE = frozenset((HoldState.WAITING, HoldState.TRANSIT, HoldState.AVAILABLE, HoldState.SUSPENDED))


@dataclass(frozen=True, slots=True)
class Hold:
    """A place in the queue for a record.

    `needed_until` is the patron's « no longer needed after », `shelf_until` the day the document
    leaves the hold shelf: two dates, never one column.
    """

    id: int
    patron_id: int
    record: Record
    placed_on: date
    pickup: str
    state: HoldState
    available_on: date | None = None
    shelf_until: date | None = None
    needed_until: date | None = None
