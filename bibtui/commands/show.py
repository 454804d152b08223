"""`bibtui show`: what the portal shows, as text, through the same services."""

import argparse
import csv
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import date
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from bibtui import settings
from bibtui.commands.access import secret, services
from bibtui.commands.failures import Refused
from bibtui.domain.clock import ReadingClock
from bibtui.domain.family import CardInBrief
from bibtui.domain.policy.model import Policy
from bibtui.domain.text import clean
from bibtui.domain.verdict import Verdict
from bibtui.wording import accounts as accounts_wording
from bibtui.wording import show as wording

if TYPE_CHECKING:
    from bibtui.portal import Portal
    from bibtui.services.accounts import SignedIn
    from bibtui.services.loans import LoanLine

Row = dict[str, Any]

FORMULA = tuple("=+-@\t\0")
"""A spreadsheet runs a cell that begins with one of these."""


def run(arguments: argparse.Namespace) -> int:
    """Sign in, read, sign out, print."""
    asked = settings.load(vars(arguments))
    typed = secret(arguments)
    # One signs in today, whatever the day to read: what is written must bear its true time.
    with services(replace(asked, today=None)) as portal:
        signed = portal.accounts.sign_in(arguments.card, typed, place=asked.place)
        if isinstance(signed, Verdict):
            raise Refused(
                *(accounts_wording.reason(each, portal.policy) for each in signed.refusals)
            )
        try:
            if signed.must_change:
                raise Refused(wording.MUST_CHANGE)
            readers = _on(portal, asked.today)
            _print(_READERS[arguments.what](readers, signed), arguments.format)
        finally:
            portal.accounts.sign_out(signed.acting)
    return 0


def _on(portal: "Portal", today: date | None) -> "Portal":
    """The same services, with the readers on the day asked for."""
    if today is None:
        return portal
    from bibtui.services.family import Family
    from bibtui.services.loans import Loans

    store, policy = portal.store, portal.policy
    clock = ReadingClock(ZoneInfo(policy.network.zone.value), today)
    family, loans = Family(store, policy, clock), Loans(store, policy, clock)
    return replace(portal, clock=clock, family=family, loans=loans)


Answer = tuple[list[Row], list[str]]
"""The rows for programs, and the same for people, line by line."""


def _account(portal: "Portal", signed: "SignedIn") -> Answer:
    cards = portal.family.in_brief(signed.acting)
    return [_card_row(card) for card in cards], wording.cards(cards)


def _card_row(card: CardInBrief) -> Row:
    row: Row = {"card": card.patron.card, "name": card.patron.name, "own": card.own}
    row |= {f"loans_{name}": value for name, value in asdict(card.loans).items()}
    row |= {f"holds_{name}": value for name, value in asdict(card.holds).items()}
    return row


def _loans(portal: "Portal", signed: "SignedIn") -> Answer:
    acting = signed.acting
    alone = acting.patron_id is not None
    lines = portal.loans.of_card(acting) if alone else portal.loans.of_family(acting)
    rows = [_loan_row(line, portal.policy) for line in lines]
    today = portal.clock.today()
    return rows, wording.loans(lines, portal.policy, today, whose=not alone)


def _loan_row(line: "LoanLine", policy: Policy) -> Row:
    loan = line.loan
    return {
        "card": line.patron.card,
        "title": loan.record.title,
        "author": loan.record.author,
        "barcode": loan.item.barcode,
        "item_type": loan.item.item_type,
        "library": policy.library_name(loan.library),
        "loaned_on": loan.loaned_on,
        "due_on": loan.due_on,
        "state": line.state.value,
        "awaited": bool(loan.awaited),
        "renewals": loan.renewals,
        "renewals_left": line.renewals_left,
        "renewable": line.verdict.allowed,
        "reasons": list(line.verdict.codes),
    }


_READERS = {"account": _account, "loans": _loans}


def _print(answer: Answer, form: str) -> None:
    rows, lines = answer
    # What is stored was cleaned on its way in; a terminal may be what reads this.
    rows = [
        {name: clean(value) if isinstance(value, str) else value for name, value in row.items()}
        for row in rows
    ]
    if form == "json":
        found = {"results": rows, "total": len(rows)}
        print(json.dumps(found, ensure_ascii=False, indent=2, default=_plain))
    elif form == "csv":
        _print_csv(rows)
    else:
        print("\n".join(lines))


def _plain(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value).__name__)


def _print_csv(rows: Sequence[Row]) -> None:
    if not rows:
        return
    writer = csv.writer(sys.stdout, lineterminator="\r\n")
    writer.writerow(rows[0])
    for row in rows:
        writer.writerow([cell(value) for value in row.values()])


def cell(value: object) -> str:
    """`value` as a CSV cell that no spreadsheet takes for a formula."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = " ".join(map(str, value)) if isinstance(value, list) else str(value)
    return f"'{text}" if text.startswith(FORMULA) else text
