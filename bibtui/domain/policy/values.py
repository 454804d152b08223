"""The kinds of values a policy file gives."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Generic, TypeVar

from bibtui.domain.verdict import Source

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Sourced(Generic[T]):
    """A value, and the line of the policy that gives it."""

    value: T
    source: Source


@dataclass(frozen=True, slots=True)
class Span:
    """A duration in calendar units: a month is a month, not thirty days."""

    years: int = 0
    months: int = 0
    weeks: int = 0
    days: int = 0

    def __bool__(self) -> bool:
        return bool(self.years or self.months or self.weeks or self.days)

    def after(self, day: date) -> date:
        """`day` plus this span; 31 January + 1 month is the last day of February."""
        try:
            if self.years or self.months:
                # Kept out of the start: nothing computes a date before the first paint.
                from dateutil.relativedelta import relativedelta

                return day + relativedelta(
                    years=self.years, months=self.months, weeks=self.weeks, days=self.days
                )
            return day + timedelta(weeks=self.weeks, days=self.days)
        except (OverflowError, ValueError):
            return date.max


class Money(int):
    """An amount in euro cents."""

    __slots__ = ()


class IdentifierKind(StrEnum):
    """What a person may type to say who they are."""

    CARD = "card"
    PSEUDONYM = "pseudonym"
    EMAIL = "email"
    LOGIN = "login"


class CardCheck(StrEnum):
    """How a card number proves it was typed right."""

    NONE = "none"
    LUHN = "luhn"


class PseudonymForm(StrEnum):
    """How a pseudonym is made: AuroreB, ADupont, or not at all."""

    NONE = "none"
    FIRST_INITIAL = "first_initial"
    INITIAL_SURNAME = "initial_surname"


class InitialSecret(StrEnum):
    """What opens an account whose holder has not chosen a password yet."""

    NONE = "none"
    BIRTH_YEAR = "birth_year"
    BIRTH_DATE_INITIALS = "birth_date_initials"
    GIVEN = "given"


class StaffDoor(StrEnum):
    """How staff sign in: not here, each as themselves, or one login a library (004-02)."""

    NONE = "none"
    PERSON = "person"
    LIBRARY = "library"


class ShownName(StrEnum):
    """What the header shows of who is signed in (002-10, 003-04)."""

    FIRST = "first"
    FULL = "full"


class FamilyMode(StrEnum):
    """000's group account, 001's shared accounts, 003's none."""

    GROUP = "group"
    SHARED = "shared"
    NONE = "none"


class Base(StrEnum):
    """The day a renewal counts from."""

    TODAY = "today"
    DUE_DATE = "due_date"


class ClosedDays(StrEnum):
    """What happens to a date that falls on a closed day."""

    KEEP = "keep"
    NEXT_OPEN = "next_open"


class PickupChoice(StrEnum):
    """Where a hold may be collected: anywhere, the home library, or as the desk decides."""

    ANY = "any"
    HOME = "home"
    DESK = "desk"


class HoldState(StrEnum):
    """Stored states; « too late to collect » (000-12) is computed from the shelf deadline."""

    WAITING = "waiting"
    TRANSIT = "transit"
    AVAILABLE = "available"
    SUSPENDED = "suspended"
    CANCELLED = "cancelled"
    FULFILLED = "fulfilled"
    EXPIRED = "expired"


class Counter(StrEnum):
    """What a quota counts: see `domain.quotas`."""

    GLOBAL = "global"
    CARD = "card"
    TYPE = "type"


class Uniqueness(StrEnum):
    """Among whom an e-mail address may stand only once."""

    NO = "no"
    FAMILY = "family"
    NETWORK = "network"


class Theme(StrEnum):
    """The themes by the names people give them on the command line."""

    LIGHT = "clair"
    DARK = "sombre"
    CONSOLE = "console"


class Opens(StrEnum):
    """What an entry of the account menu leads to."""

    LOANS = "loans"
    HOLDS = "holds"
    HISTORY = "history"
    PROFILE = "profile"
    PASSWORD = "password"
    ACTIVITY = "activity"
    REVIEWS = "reviews"
    BASKETS = "baskets"
    INTERESTS = "interests"
    NEWSLETTERS = "newsletters"
    MESSAGES = "messages"
    AGENDA = "agenda"
    FAMILY = "family"
    ENQUIRIES = "enquiries"
    SUGGESTIONS = "suggestions"
    WORKSTATIONS = "workstations"
    SIGN_OUT = "sign_out"
