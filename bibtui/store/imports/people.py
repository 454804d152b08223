"""A line of a list of patrons, as what the store keeps of a patron, or why it cannot be."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from bibtui.domain.accounts import candidates, misreading, typed_digits
from bibtui.domain.policy.model import Policy
from bibtui.domain.policy.values import IdentifierKind
from bibtui.domain.text import clean, fold
from bibtui.store.imports import dates
from bibtui.store.patrons import PatronEntry

REQUIRED = ("card", "last_name")
_AS_WRITTEN = (
    *("first_name", "last_name", "category", "library", "phone", "mobile"),
    *("address", "address2", "postcode", "town", "message"),
)
FIELDS = ("card", "birth", "email", "member_from", "member_until", *_AS_WRITTEN)
"""What a list of patrons may tell; `birth` is a date, or a year where no more is known."""

# What a spreadsheet makes of a long number: 2,42E+13, or the same with cents.
_DESTROYED = re.compile(r"[+-]?\d+(?:[.,]\d+)?\s*[eE]\s*[+-]?\d+|\d+[.,]0+|#+")
_MAIL = re.compile(r"[^@\s,;]+@[^@\s,;]+\.[^@\s,;]+")
_OLDEST = 125


class Fault(Exception):
    """Why a line is refused: a code known to `wording`, and the values seen."""

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code)
        self.code = code
        self.facts: Mapping[str, Any] = MappingProxyType(facts)


@dataclass(frozen=True, slots=True)
class PatronLine:
    """A patron read from a list; `notes` are (code, value seen) of what was left out of it."""

    entry: PatronEntry
    notes: tuple[tuple[str, str], ...] = ()


def card(written: str, policy: Policy) -> str:
    """A card number as it is kept: the network's digits, or the signs as they stand.

    Raises Fault for a number that a spreadsheet has destroyed, or whose form is not the
    network's: « card_missing », « card_destroyed », « card_short », « card_long »,
    « card_prefix », « card_check », « card_no_number » where cards are numeric and this is not,
    or where nothing in it could be a card's.
    """
    if not written:
        raise Fault("card_missing")
    if _DESTROYED.fullmatch(written):
        raise Fault("card_destroyed", seen=written)
    wrong = misreading(written, policy)
    if wrong is not None:
        raise Fault(wrong.code, **{**wrong.facts, "card": written})
    digits = typed_digits(written)
    if digits is None:
        bare = clean(written.strip("*"))
        # The card of the unknown borrower is one of those that say nothing.
        if IdentifierKind.CARD in policy.identifiers.kinds.value or not fold(bare):
            raise Fault("card_no_number", card=written)
        return bare
    if IdentifierKind.CARD in policy.identifiers.kinds.value:
        return candidates(written, policy)[0]
    return digits


def patron(values: Mapping[str, str], policy: Policy, today: date) -> PatronLine:
    """The patron of a line. Raises Fault: those of `card`, « name_missing », « birth »,
    « date » (facts: `field`, `seen`), « dates_reversed » (`first`, `last`)."""
    number = card(values.get("card", ""), policy)
    if not (values.get("last_name") or values.get("first_name")):
        raise Fault("name_missing")
    birth_date, birth_year = _birth(values.get("birth", ""), today)
    member_from = read_day(values, "member_from")
    member_until = read_day(values, "member_until")
    if member_from and member_until and member_until < member_from:
        raise Fault("dates_reversed", first=member_from, last=member_until)
    email = values.get("email", "")
    usable = not email or _MAIL.fullmatch(email) is not None
    return PatronLine(
        PatronEntry(
            card=number,
            birth_date=birth_date,
            birth_year=birth_year,
            email=email if usable else "",
            member_from=member_from,
            member_until=member_until,
            **{name: values.get(name, "") for name in _AS_WRITTEN},
        ),
        () if usable else (("email", email),),
    )


def read_day(values: Mapping[str, str], name: str) -> date | None:
    """The day in the column `name`, None where it is blank. Raises Fault(« date »)."""
    written = values.get(name, "")
    if dates.absent(written):
        return None
    read = dates.day(written)
    if read is None:
        raise Fault("date", field=name, seen=written)
    return read


def _birth(written: str, today: date) -> tuple[date | None, int | None]:
    if dates.absent(written):
        return None, None
    day, year = dates.day(written), dates.year(written)
    if day is not None:
        year = day.year
    if year is None or (day or date(year, 1, 1)) > today or year < today.year - _OLDEST:
        raise Fault("birth", seen=written)
    return day, year
