"""Holds: who waits for what, and until when a document is kept aside."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from bibtui.domain import quotas
from bibtui.domain.accounts import Patron
from bibtui.domain.catalogue import Item, Record
from bibtui.domain.loans import Loan, case_of, is_novelty, novelty_ends_on, open_day
from bibtui.domain.memberships import age_on, lapsed
from bibtui.domain.policy.cascade import Case
from bibtui.domain.policy.values import HoldState as HoldState
from bibtui.domain.policy.values import PickupChoice
from bibtui.domain.verdict import Refusal, Stage, Verdict, decide

if TYPE_CHECKING:
    from bibtui.domain.policy.model import Policy


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


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy of the record asked for; `on_shelf`: neither out, nor kept aside, nor travelling."""

    item: Item
    on_shelf: bool


@dataclass(frozen=True, slots=True)
class Held:
    """A hold of the card, with a copy that stands for what is held (its type, its novelty)."""

    hold: Hold
    item: Item


def may_hold(
    record: Record,
    copies: Sequence[Copy],
    patron: Patron,
    *,
    card_holds: Sequence[Held],
    card_loans: Sequence[Loan],
    today: date,
    policy: "Policy",
    pickup: str,
    asked: Item | None = None,
) -> Verdict:
    """May `patron` be put in the queue for `record`, to collect it at `pickup`.

    `copies` are all of the record's in the network; `asked` is the one chosen, where the network
    has it so (003-26). Rules: 000-17…000-19, 003-18, 003-21, 003-28, 003-31. A record may be held
    when one copy at least may be. Effect: `pickup` and `novelty`.
    """
    refusals = _pickup(patron, pickup, policy)
    if any(held.hold.record.id == record.id for held in card_holds if _of(held, patron)):
        refusals.append(Refusal("already_held", Stage.ITEM, {"title": record.title}))
    if any(loan.record.id == record.id and loan.patron_id == patron.id for loan in card_loans):
        refusals.append(Refusal("already_borrowed", Stage.ITEM, {"title": record.title}))
    wanted = [copy for copy in copies if asked is None or copy.item.id == asked.id]
    if not wanted:
        refusals.append(Refusal("no_copy", Stage.ITEM, {"title": record.title}))
        return decide(refusals)
    reasons = [_copy_reasons(copy, copies, patron, today, policy) for copy in wanted]
    best = min(range(len(wanted)), key=lambda index: len(reasons[index]))
    refusals += reasons[best]
    refusals += _on_shelf(wanted, patron, today, policy)
    case = case_of(wanted[best].item, patron, today, policy)
    refusals += _quotas(wanted[best].item, case, patron, card_holds, today, policy, pickup)
    refusals += lapsed(patron, today, policy, policy.memberships.required_for_hold)
    return decide(refusals, pickup=pickup, novelty=case.novelty)


def may_cancel(hold: Hold, policy: "Policy") -> Verdict:
    """May its patron cancel `hold`: once made available, only staff may (001-15, 001-23)."""
    rule = policy.holds.cancel_available
    if hold.state not in ACTIVE:
        return decide([Refusal("hold_over", Stage.ITEM, {"state": hold.state})])
    if hold.state is HoldState.AVAILABLE and not rule.value:
        facts = {"shelf_until": hold.shelf_until, "pickup": hold.pickup}
        return decide([Refusal("hold_available", Stage.POLICY, facts, rule.source)])
    return decide([])


def shelf_deadline(
    item: Item,
    patron: Patron,
    available_on: date,
    policy: "Policy",
    *,
    pickup: str,
    transit: bool = False,
) -> date:
    """The last day `item` is kept aside at `pickup` (000-13, 001-25, 003-20).

    Counted from the day it was put aside; cascades see the pickup library; `transit` says it
    came from another one.
    """
    case = replace(case_of(item, patron, available_on, policy, transit=transit), library=pickup)
    return open_day(policy.holds.shelf.at(case).value.after(available_on), pickup, policy)


def uncollected(hold: Hold, today: date) -> bool:
    """Whether `hold` was available and its deadline has passed (000-12)."""
    late = hold.shelf_until is not None and today > hold.shelf_until
    return late and hold.state is HoldState.AVAILABLE


def _of(held: Held, patron: Patron) -> bool:
    return held.hold.patron_id == patron.id and held.hold.state in ACTIVE


def _pickup(patron: Patron, pickup: str, policy: "Policy") -> list[Refusal]:
    rule = policy.holds.pickup_choice
    if policy.library(pickup) is None:
        return [Refusal("pickup_unknown", Stage.PLACE, {"pickup": pickup})]
    if rule.value is PickupChoice.ANY or pickup == patron.library:
        return []
    facts = {"pickup": pickup, "home": patron.library, "choice": rule.value}
    return [Refusal("pickup_elsewhere", Stage.PLACE, facts, rule.source)]


def _copy_reasons(
    copy: Copy,
    copies: Sequence[Copy],
    patron: Patron,
    today: date,
    policy: "Policy",
) -> list[Refusal]:
    """What forbids this copy, whoever else waits."""
    item, refusals = copy.item, []
    case = case_of(item, patron, today, policy)
    novelty = policy.holds.novelty.at(case)
    if case.novelty and not novelty.value:
        ends = novelty_ends_on(item, policy)
        refusals.append(
            Refusal("novelty_not_held", Stage.ITEM, {"until": ends}, novelty.source, ends)
        )
    for rule in policy.holds.local_only:
        if (
            item.item_type in rule.item_types
            and item.library == rule.library
            and patron.library != rule.library
        ):
            facts = {"item_type": item.item_type, "library": rule.library}
            refusals.append(Refusal("local_only", Stage.ITEM, facts, rule.source))
    home = policy.holds.home_library_first
    at_home = any(other.item.library == patron.library for other in copies)
    if home.value and at_home and item.library != patron.library:
        facts = {"home": patron.library, "library": item.library}
        refusals.append(Refusal("home_copy_first", Stage.ITEM, facts, home.source))
    return refusals


def _on_shelf(
    wanted: Sequence[Copy], patron: Patron, today: date, policy: "Policy"
) -> list[Refusal]:
    """Where only what is out may be held, one copy on a shelf is enough to refuse (000-17)."""
    for copy in wanted:
        rule = policy.holds.on_shelf.at(case_of(copy.item, patron, today, policy))
        if copy.on_shelf and not rule.value:
            facts = {"library": copy.item.library, "call_number": copy.item.call_number}
            return [Refusal("on_shelf", Stage.ITEM, facts, rule.source)]
    return []


def _quotas(
    item: Item,
    case: Case,
    patron: Patron,
    card_holds: Sequence[Held],
    today: date,
    policy: "Policy",
    pickup: str,
) -> list[Refusal]:
    counted = [
        quotas.Counted(
            held.item.item_type,
            held.hold.pickup,
            held.item.audience,
            is_novelty(held.item, today, policy),
            held.hold.state,
        )
        for held in card_holds
        if _of(held, patron)
    ]
    asked = quotas.Counted(item.item_type, pickup, item.audience, case.novelty)
    holder = quotas.Holder(patron.category, patron.library, age_on(patron, today))
    return quotas.reached(policy.holds.quotas, asked, counted, holder, quotas.HOLD_CODES)
