"""The one place that knows what time it is."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Protocol
from zoneinfo import ZoneInfo


class Clock(Protocol):
    """Gives the instant, and the day it falls on where the library stands."""

    def now(self) -> datetime:
        """The instant, aware, in UTC."""
        ...

    def today(self) -> date:
        """The civil date in the network's time zone."""
        ...

    def local(self) -> datetime:
        """The instant in the network's time zone."""
        ...


@dataclass(frozen=True)
class SystemClock:
    """The machine's clock, read in a network's time zone."""

    zone: ZoneInfo

    def now(self) -> datetime:
        return datetime.now(UTC)

    def local(self) -> datetime:
        return self.now().astimezone(self.zone)

    def today(self) -> date:
        return self.local().date()


@dataclass(frozen=True)
class DayClock:
    """The machine's time of day, on a day that was chosen (`--today`)."""

    zone: ZoneInfo
    day: date

    def now(self) -> datetime:
        return self.local().astimezone(UTC)

    def local(self) -> datetime:
        return datetime.combine(self.day, datetime.now(self.zone).time(), self.zone)

    def today(self) -> date:
        return self.day


@dataclass(frozen=True)
class ReadingClock(DayClock):
    """A day that was chosen, for what is read; the instant stays the machine's own.

    What is written under it (a session, the journal) bears its true time.
    """

    def now(self) -> datetime:
        return datetime.now(UTC)


@dataclass
class FixedClock:
    """A clock that stands until it is moved: for tests, and for « et si ? »."""

    zone: ZoneInfo
    instant: datetime

    @classmethod
    def on(cls, day: date, at: time = time(10, 0), zone: str = "Europe/Paris") -> "FixedClock":
        """A clock that stands at `at`, local time, on `day`."""
        where = ZoneInfo(zone)
        return cls(where, datetime.combine(day, at, where))

    def now(self) -> datetime:
        return self.instant.astimezone(UTC)

    def local(self) -> datetime:
        return self.instant.astimezone(self.zone)

    def today(self) -> date:
        return self.local().date()
