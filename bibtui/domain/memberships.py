"""Memberships: how old a patron is, and whether their card is in order (000-19, 003-07)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from bibtui.domain.accounts import Patron
from bibtui.domain.policy.cascade import Cascade, Case
from bibtui.domain.policy.values import Money, Uniqueness
from bibtui.domain.verdict import Refusal, Stage, Verdict, decide

if TYPE_CHECKING:
    from bibtui.domain.policy.model import Policy


@dataclass(frozen=True, slots=True)
class Standing:
    """A membership on a day. `fee` is what its next year costs, `next_until` where that leads.

    `needs_guardian` says a guardian's consent is asked at that age; `lost_card` what a new card
    costs.
    """

    current: bool
    until: date | None
    renews_itself: bool
    fee: Money
    next_until: date
    needs_guardian: bool
    lost_card: Money


def age_on(patron: Patron, day: date) -> int | None:
    """The age in full years; from the year alone, the age reached that year; None if unknown."""
    born = patron.birth_date
    if born is None:
        return None if patron.birth_year is None else day.year - patron.birth_year
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def standing(patron: Patron, today: date, policy: "Policy") -> Standing:
    """Where the membership of `patron` stands; its last day is still a good one.

    A free membership that renews itself is always in order (003-07); so is one without an end.
    """
    rules = policy.memberships
    case = _case(patron, today)
    until = patron.member_until
    renews = rules.renews_itself.at(case).value
    age = age_on(patron, today)
    return Standing(
        current=until is None or today <= until or renews,
        until=until,
        renews_itself=renews,
        fee=rules.fee.at(case).value,
        next_until=rules.length.at(case).value.after(max(until or today, today)),
        needs_guardian=age is not None and age < rules.guardian_under.value,
        lost_card=rules.lost_card.at(case).value,
    )


def email_taken(patron: Patron, email: str, others: Iterable[Patron], policy: "Policy") -> Verdict:
    """May `patron` give `email`, which some of `others` may have already?

    `others` are the holders of that address whom the policy could mean: a family's cards, or the
    whole network's. Where the policy lets an address be shared, they do not matter.
    """
    rule = policy.family.email_unique
    folded = email.strip().casefold()
    holders = [
        other for other in others if other.id != patron.id and other.email.casefold() == folded
    ]
    if rule.value is Uniqueness.NO or not folded or not holders:
        return decide([])
    facts = {"among": rule.value}
    return decide([Refusal("email_taken", Stage.PATRON, facts, rule.source)])


def lapsed(patron: Patron, today: date, policy: "Policy", required: Cascade[bool]) -> list[Refusal]:
    """The reason that a membership past its end gives, where `required` asks for one."""
    rule = required.at(_case(patron, today))
    now = standing(patron, today, policy)
    if now.current or not rule.value:
        return []
    facts = {"until": now.until, "fee": now.fee}
    return [Refusal("membership", Stage.PATRON, facts, rule.source)]


def _case(patron: Patron, day: date) -> Case:
    return Case(library=patron.library, category=patron.category, age=age_on(patron, day))
