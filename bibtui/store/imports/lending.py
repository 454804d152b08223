"""A line of a list of running loans, or why it cannot be one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from bibtui.domain.policy.model import Policy
from bibtui.store.imports.people import Fault, card, read_day

REQUIRED = ("card", "barcode")
FIELDS = ("card", "barcode", "loaned_on", "due_on", "renewals", "library", "returned_on")


@dataclass(frozen=True, slots=True)
class LoanLine:
    """A loan read from a list. Its dates are None where the list does not tell them."""

    card: str
    barcode: str
    loaned_on: date | None
    due_on: date | None
    renewals: int
    library: str
    returned: bool


def loan(values: Mapping[str, str], policy: Policy, today: date) -> LoanLine:
    """The loan of a line. Raises Fault: those of a card, « barcode_missing », « date »,
    « dates_reversed », « loaned_later » (facts: `seen`), « renewals » (`seen`)."""
    holder = card(values.get("card", ""), policy)
    barcode = values.get("barcode", "").strip("*")
    if not barcode:
        raise Fault("barcode_missing")
    loaned_on, due_on = read_day(values, "loaned_on"), read_day(values, "due_on")
    if loaned_on and loaned_on > today:
        raise Fault("loaned_later", seen=loaned_on)
    if loaned_on and due_on and due_on < loaned_on:
        raise Fault("dates_reversed", first=loaned_on, last=due_on)
    renewals = values.get("renewals", "") or "0"
    if not (renewals.isdecimal() and len(renewals) < 4):
        raise Fault("renewals", seen=renewals)
    return LoanLine(
        holder,
        barcode,
        loaned_on,
        due_on,
        int(renewals),
        values.get("library", ""),
        read_day(values, "returned_on") is not None,
    )
