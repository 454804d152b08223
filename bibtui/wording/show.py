"""What `bibtui show` answers to people: the portal's own sentences, line by line."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from bibtui.domain.accounts import Patron
from bibtui.domain.family import CardInBrief
from bibtui.domain.policy.model import Policy
from bibtui.domain.text import clean
from bibtui.wording import family, refusals
from bibtui.wording import loans as loans_wording
from bibtui.wording.french import capital, count, nbsp

if TYPE_CHECKING:
    from bibtui.services.loans import LoanLine

MUST_CHANGE = nbsp(
    "Votre mot de passe est encore celui du premier jour : connectez-vous avec « bibtui » pour "
    "le changer."
)


def cards(found: Sequence[CardInBrief]) -> list[str]:
    """The account in brief, card by card, in the guides' sentences (001-06, 001-07)."""
    lines: list[str] = []
    for card in found:
        said = [*family.loans(card.loans, _who(card)), *family.holds(card.holds, _who(card))]
        lines += [nbsp(_holder(card.patron))]
        lines += [f"  {each.text}" for each in said]
    return lines or ["Aucune carte."]


def loans(lines: Sequence["LoanLine"], policy: Policy, today: date, *, whose: bool) -> list[str]:
    """Each loan with its facts, and all the reasons why it cannot be renewed (001-18, 003-11).

    `whose` has the holder of the card said of each, for who sees a whole family's (000-10).
    """
    if not lines:
        return ["Aucun prêt en cours."]
    said = [count(len(lines), "prêt en cours", "prêts en cours")]
    for line in lines:
        loan = line.loan
        kind = policy.item_type_name(loan.item.item_type)
        where = policy.library_name(loan.library)
        said += [
            "",
            clean(loan.record.title),
            *((f"  Pour {_holder(line.patron)}",) if whose else ()),
            *(f"  {clean(part)}" for part in (loans_wording.about(loan, kind),) if part),
            f"  {clean(loans_wording.dates(loan, where))}",
            f"  {loans_wording.STATES[line.state]}. {loans_wording.lateness(loan, today)}",
        ]
        if line.verdict.allowed:
            said.append("  " + loans_wording.renewals(loan, line.renewals_left))
        for refusal in line.verdict.refusals:
            told = refusals.sentence(refusal, policy)
            parts = (part for part in (told.what, told.way_out, told.clears) if part)
            said.append("  " + clean(" ".join(parts)))
    return [nbsp(line) for line in said]


def _holder(patron: Patron) -> str:
    return f"{clean(patron.name)} ({clean(patron.card)})"


def _who(card: CardInBrief) -> str:
    return "" if card.own else capital(clean(card.patron.first_name or card.patron.name))
