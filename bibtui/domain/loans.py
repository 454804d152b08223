"""Loans: what is out, until when, in which state, and whether it may be renewed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from bibtui.domain import quotas
from bibtui.domain.accounts import Patron
from bibtui.domain.catalogue import Item, Record
from bibtui.domain.libraries import next_open_day
from bibtui.domain.memberships import age_on, lapsed
from bibtui.domain.policy.cascade import Case
from bibtui.domain.policy.values import Base, ClosedDays
from bibtui.domain.verdict import Refusal, Stage, Verdict, decide

if TYPE_CHECKING:
    from bibtui.domain.policy.model import Policy


class LoanState(StrEnum):
    """The three states of 001-12."""

    LATE = "late"
    DUE_SOON = "due_soon"
    RUNNING = "running"


@dataclass(frozen=True, slots=True)
class Loan:
    """A document out on a card, with all that the rules and the screens need to know of it.

    `library` is the code of the place it was borrowed at; `renewals` counts those done;
    `awaited` is the number of other patrons' active holds that this copy could fill;
    `reminded_on` is the day a reminder letter was issued.
    """

    id: int
    patron_id: int
    item: Item
    record: Record
    library: str
    loaned_on: date
    due_on: date
    renewals: int = 0
    awaited: int = 0
    reminded_on: date | None = None


def case_of(
    item: Item, patron: Patron | None, day: date, policy: "Policy", *, transit: bool = False
) -> Case:
    """What the policy is asked about `item` on the card of `patron` on `day`.

    The library is the one that owns the document.
    """
    case = Case(
        item_type=item.item_type,
        library=item.library,
        category=patron.category if patron else "",
        age=age_on(patron, day) if patron else None,
        audience=item.audience,
        transit=transit,
    )
    return replace(case, novelty=True) if is_novelty(item, day, policy) else case


def is_novelty(item: Item, day: date, policy: "Policy") -> bool:
    """Whether `item` is a novelty on `day`: computed, never stored (003-13, 003-18)."""
    ends = novelty_ends_on(item, policy)
    return item.acquired_on is not None and ends is not None and item.acquired_on <= day < ends


def novelty_ends_on(item: Item, policy: "Policy") -> date | None:
    """The first day `item` is no longer a novelty; None if it never is one."""
    case = Case(item_type=item.item_type, library=item.library, audience=item.audience)
    length = policy.novelty.length.at(case).value
    return length.after(item.acquired_on) if item.acquired_on and length else None


def state(loan: Loan, today: date, policy: "Policy") -> LoanState:
    """Late from the day after the due date; due soon on the date itself and before (001-12)."""
    if today > loan.due_on:
        return LoanState.LATE
    soon = policy.loans.due_soon_days.at(case_of(loan.item, None, today, policy)).value
    return LoanState.DUE_SOON if (loan.due_on - today).days <= soon else LoanState.RUNNING


def due_date(
    item: Item,
    patron: Patron,
    loaned_on: date,
    policy: "Policy",
    *,
    library: str = "",
    transit: bool = False,
) -> date:
    """The day `item`, lent on `loaned_on`, is due back (001-28, 003-12).

    `library` is the place it is lent at, whose closed days may push the date; the item's own
    when empty. `transit` says it came from another library for this loan.
    """
    case = case_of(item, patron, loaned_on, policy, transit=transit)
    day = policy.loans.length.at(case).value.after(loaned_on)
    return open_day(day, library or item.library, policy)


def open_day(day: date, library: str, policy: "Policy") -> date:
    """`day`, or the next day `library` is open where the policy moves dates so."""
    if policy.loans.closed_days.value is ClosedDays.KEEP:
        return day
    place = policy.library(library)
    return (next_open_day(place, day) if place else None) or day


def may_lend(
    item: Item,
    patron: Patron,
    *,
    card_loans: Sequence[Loan],
    today: date,
    policy: "Policy",
    library: str = "",
) -> Verdict:
    """May `item` be lent today on the card of `patron`, who has `card_loans` out.

    `library` is where it is lent, the item's own when empty. Effect: `due_on`.
    """
    case = case_of(item, patron, today, policy)
    refusals = []
    least = policy.loans.min_age.at(case)
    if case.age is not None and case.age < least.value:
        facts = {"age": case.age, "limit": least.value}
        refusals.append(Refusal("min_age", Stage.POLICY, facts, least.source))
    asked = quotas.Counted(item.item_type, library or item.library, item.audience, case.novelty)
    out = [
        quotas.Counted(
            loan.item.item_type,
            loan.library,
            loan.item.audience,
            is_novelty(loan.item, today, policy),
        )
        for loan in card_loans
        if loan.patron_id == patron.id
    ]
    holder = quotas.Holder(patron.category, patron.library, case.age)
    refusals += quotas.reached(policy.loans.quotas, asked, out, holder, quotas.LOAN_CODES)
    refusals += _card_blocked(patron, None, card_loans, policy)
    refusals += lapsed(patron, today, policy, policy.memberships.required_for_loan)
    return decide(refusals, due_on=due_date(item, patron, today, policy, library=library))


def renewals_left(loan: Loan, policy: "Policy", patron: Patron | None = None) -> int:
    """How many renewals are still counted for `loan` on its due date, whatever else forbids."""
    case = case_of(loan.item, patron, loan.due_on, policy)
    return max(policy.renewals.count.at(case).value - loan.renewals, 0)


def may_renew(
    loan: Loan,
    patron: Patron,
    *,
    today: date,
    policy: "Policy",
    card_loans: Sequence[Loan] = (),
) -> Verdict:
    """May `loan` be renewed today on the card of `patron` (001-15…001-18, 003-13, 003-15).

    `card_loans` are the loans of the card: a reminder on one may block the others. Effect:
    `due_before`, `due_on` (the new date), `base`, `renewals_left` (after this one) and `source`
    (the line of the length). Whether who asks has the right to is the service's to say.
    """
    rules = policy.renewals
    case = case_of(loan.item, patron, today, policy)
    refusals = [
        *_awaited(loan, case, today, policy),
        *_timely(loan, case, today, policy),
        *_counted(loan, case, today, policy),
        *_reminded(loan, case, today, policy),
        *_card_blocked(patron, loan, card_loans, policy),
        *lapsed(patron, today, policy, policy.memberships.required_for_renewal),
    ]
    return decide(
        [_told_when(refusal, loan, patron, today, policy) for refusal in refusals],
        due_before=loan.due_on,
        due_on=_renewed_date(loan, case, today, policy),
        base=rules.base.at(case).value,
        renewals_left=max(rules.count.at(case).value - loan.renewals - 1, 0),
        source=rules.length.at(case).source,
    )


def renew_batch(
    loans: Sequence[Loan],
    patrons: Mapping[int, Patron],
    *,
    today: date,
    policy: "Policy",
    card_loans: Sequence[Loan] = (),
) -> tuple[Verdict, ...]:
    """The verdict of each of `loans`, alone, in their order (003-14, 003-16).

    `patrons` are the holders of the cards by id; `card_loans` all the loans of these cards.
    Where the policy says « same date », all that succeed get the latest of their dates, so that
    none is shortened.
    """
    verdicts = [
        may_renew(loan, patrons[loan.patron_id], today=today, policy=policy, card_loans=card_loans)
        for loan in loans
    ]
    together = [
        index
        for index, loan in enumerate(loans)
        if verdicts[index].allowed
        and policy.renewals.same_date.at(
            case_of(loan.item, patrons[loan.patron_id], today, policy)
        ).value
    ]
    common = max((verdicts[index].effect["due_on"] for index in together), default=None)
    for index in together:
        effect = {**verdicts[index].effect, "due_on": common}
        verdicts[index] = Verdict(effect=MappingProxyType(effect))
    return tuple(verdicts)


def earliest_renewal(
    loan: Loan, today: date, policy: "Policy", patron: Patron | None = None
) -> date | None:
    """The first day from `today` on, up to the due date, when time alone forbids nothing.

    Novelty, « too early » and « no gain » pass with time; awaited, counts and reminders are not
    looked at. None when no such day is left.
    """
    day = today
    while day <= max(loan.due_on, today):
        reasons = _timely(loan, case_of(loan.item, patron, day, policy), day, policy)
        if not reasons:
            return day
        # A novelty is one until its last day: none of the days before is worth trying.
        ends = [reason.facts["until"] for reason in reasons if reason.code == "novelty"]
        day = max([day + timedelta(days=1), *ends])
    return None


def _renewed_date(loan: Loan, case: Case, day: date, policy: "Policy") -> date:
    start = day if policy.renewals.base.at(case).value is Base.TODAY else loan.due_on
    new = policy.renewals.length.at(case).value.after(start)
    return open_day(new, loan.library, policy)


def _when(loan: Loan, today: date) -> dict[str, Any]:
    """What every reason says of the loan: when and where it is due, seen from which day."""
    return {"due_on": loan.due_on, "library": loan.library, "today": today}


def _awaited(loan: Loan, case: Case, today: date, policy: "Policy") -> list[Refusal]:
    rule = policy.renewals.awaited.at(case)
    if not loan.awaited or rule.value:
        return []
    facts = {**_when(loan, today), "awaited": loan.awaited}
    return [Refusal("awaited", Stage.ITEM, facts, rule.source)]


def _timely(loan: Loan, case: Case, today: date, policy: "Policy") -> list[Refusal]:
    """The reasons that hang on the day alone."""
    rules = policy.renewals
    refusals = []
    novelty = rules.novelty.at(case)
    if case.novelty and not novelty.value:
        facts = {**_when(loan, today), "until": novelty_ends_on(loan.item, policy)}
        refusals.append(Refusal("novelty", Stage.ITEM, facts, novelty.source))
    late = rules.late.at(case)
    if today > loan.due_on and not late.value:
        facts = {**_when(loan, today), "days": (today - loan.due_on).days}
        refusals.append(Refusal("late", Stage.POLICY, facts, late.source))
    early = rules.earliest_days.at(case)
    if early.value is not None and (loan.due_on - today).days > early.value:
        facts = {**_when(loan, today), "days": early.value}
        refusals.append(Refusal("too_early", Stage.POLICY, facts, early.source))
    new = _renewed_date(loan, case, today, policy)
    # Counted from the due date of a loan long late, the new date may be past already.
    if new <= max(loan.due_on, today):
        facts = {**_when(loan, today), "new": new}
        refusals.append(Refusal("no_gain", Stage.POLICY, facts, rules.length.at(case).source))
    return refusals


def _counted(loan: Loan, case: Case, today: date, policy: "Policy") -> list[Refusal]:
    rule = policy.renewals.count.at(case)
    if loan.renewals < rule.value:
        return []
    facts = {**_when(loan, today), "renewals": loan.renewals, "limit": rule.value}
    if not rule.value:
        return [Refusal("renewals_none", Stage.POLICY, facts, rule.source)]
    return [Refusal("renewals_used", Stage.POLICY, facts, rule.source)]


def _reminded(loan: Loan, case: Case, today: date, policy: "Policy") -> list[Refusal]:
    rule = policy.renewals.reminded.at(case)
    if loan.reminded_on is None or rule.value:
        return []
    facts = {**_when(loan, today), "reminded_on": loan.reminded_on}
    return [Refusal("reminded", Stage.POLICY, facts, rule.source)]


def _card_blocked(
    patron: Patron, loan: Loan | None, card_loans: Sequence[Loan], policy: "Policy"
) -> list[Refusal]:
    """A reminder on another of the card's documents blocks it until that one is back."""
    rule = policy.renewals.reminder_blocks_card
    if not rule.value:
        return []
    others = [
        other
        for other in card_loans
        if other.patron_id == patron.id
        and other.reminded_on is not None
        and (loan is None or other.id != loan.id)
    ]
    if not others:
        return []
    first = min(others, key=lambda other: other.reminded_on or date.max)
    facts = {"reminded_on": first.reminded_on, "title": first.record.title, "count": len(others)}
    return [Refusal("card_blocked", Stage.PATRON, facts, rule.source)]


def _told_when(
    refusal: Refusal, loan: Loan, patron: Patron, today: date, policy: "Policy"
) -> Refusal:
    """`refusal` with the day it goes away by itself, where that leaves time to renew."""
    if refusal.code == "novelty":
        until: date = refusal.facts["until"]
        late = policy.renewals.late.at(case_of(loan.item, patron, until, policy))
        return replace(refusal, clears_on=until) if late.value or until <= loan.due_on else refusal
    if refusal.code not in ("too_early", "no_gain"):
        return refusal
    day = today
    while day < loan.due_on:
        day += timedelta(days=1)
        reasons = _timely(loan, case_of(loan.item, patron, day, policy), day, policy)
        if refusal.code not in {reason.code for reason in reasons}:
            return replace(refusal, clears_on=day)
    return refusal
