"""How long a returned loan stays with the card (001-26)."""

from datetime import date
from typing import TYPE_CHECKING

from bibtui.domain.accounts import Patron
from bibtui.domain.catalogue import Item
from bibtui.domain.loans import case_of

if TYPE_CHECKING:
    from bibtui.domain.policy.model import Policy


def kept_until(item: Item, patron: Patron, returned_on: date, policy: "Policy") -> date:
    """The last day the loan of `item`, back on `returned_on`, is in the card's history."""
    case = case_of(item, patron, returned_on, policy)
    return policy.history.kept.at(case).value.after(returned_on)
