"""The places: their opening hours and closed days, read in the network's own time."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from bibtui.domain.verdict import Source

# Past a year of closed days a library is not about to open: hours are wrong, not patience.
_HORIZON = timedelta(days=400)


class Hours(NamedTuple):
    """One stretch of opening: from `opens`, up to but without `closes`."""

    opens: time
    closes: time


class Closure(NamedTuple):
    """Closed days, both ends included; with `yearly`, only their month and day count."""

    first: date
    last: date
    yearly: bool = False

    def covers(self, day: date) -> bool:
        if self.yearly:
            return (day.month, day.day) == (self.first.month, self.first.day)
        return self.first <= day <= self.last


class NextOpening(NamedTuple):
    """The next time the doors open."""

    day: date
    at: time


@dataclass(frozen=True, slots=True)
class Library:
    """A place of the network. `hours` has seven entries, Monday first, each in order."""

    code: str
    name: str
    town: str
    phone: str
    mail: str
    address: str
    hours: tuple[tuple[Hours, ...], ...]
    closed: tuple[Closure, ...]
    source: Source

    def hours_on(self, day: date) -> tuple[Hours, ...]:
        """The stretches the library is open on `day`: none on a closed day."""
        if any(closure.covers(day) for closure in self.closed):
            return ()
        return self.hours[day.weekday()]


@dataclass(frozen=True, slots=True)
class Opening:
    """Whether a library is open, until when, and when it opens next after that."""

    open_now: bool
    closes_at: time | None
    """When the current stretch ends; None when closed."""
    next_open: NextOpening | None
    """None when no opening is known within a year."""


def opening(library: Library, local: datetime) -> Opening:
    """Is `library` open at `local` (network time), until when, and when does it open next."""
    today, at = local.date(), local.time()
    stretches = library.hours_on(today)
    current = next((hours for hours in stretches if hours.opens <= at < hours.closes), None)
    later = next((hours for hours in stretches if hours.opens > at), None)
    following = NextOpening(today, later.opens) if later else None
    if following is None and (day := next_open_day(library, today + timedelta(days=1))):
        following = NextOpening(day, library.hours_on(day)[0].opens)
    return Opening(
        open_now=current is not None,
        closes_at=current.closes if current else None,
        next_open=following,
    )


def next_open_day(library: Library, day: date) -> date | None:
    """The first open day on or after `day`; None when none is known within a year."""
    if not any(library.hours):
        return None
    last = min(day, date.max - _HORIZON) + _HORIZON
    while day < last:
        if library.hours_on(day):
            return day
        day += timedelta(days=1)
    return None
