"""Quotas: how many at once, of what, for whom.

Three counters (003-31), each over the documents a quota is about (its types, novelty, audience):

- `global`: all of the card's, in the whole network;
- `card`: the card's at the library concerned (where it is lent, where a hold is collected);
- `type`: the card's of the quota's types taken together, or, when the quota names none, of the
  type asked for alone.

A quota is met when the one asked for would go past its limit: with a limit of 4, the fifth is
refused. Of several quotas that count the same thing, the most specific for the card (category,
home library, age) replaces the others.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bibtui.domain.policy.values import Counter, HoldState
from bibtui.domain.verdict import Refusal, Stage

if TYPE_CHECKING:
    from bibtui.domain.policy.model import Quota

LOAN_CODES = {
    (Counter.TYPE, False): "loans_limit_type",
    (Counter.CARD, False): "loans_limit_card",
    (Counter.GLOBAL, False): "loans_limit_global",
    (Counter.TYPE, True): "loans_limit_novelties_type",
    (Counter.CARD, True): "loans_limit_novelties",
    (Counter.GLOBAL, True): "loans_limit_novelties",
}
HOLD_CODES = {
    (Counter.TYPE, False): "holds_limit_type",
    (Counter.CARD, False): "holds_limit_card",
    (Counter.GLOBAL, False): "holds_limit_global",
    (Counter.TYPE, True): "holds_limit_novelties_type",
    (Counter.CARD, True): "holds_limit_novelties",
    (Counter.GLOBAL, True): "holds_limit_novelties",
}


@dataclass(frozen=True, slots=True)
class Counted:
    """A document as quotas see it; `library` is where it is lent or collected."""

    item_type: str
    library: str
    audience: str = ""
    novelty: bool = False
    state: HoldState | None = None


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose card it is, as quotas see it."""

    category: str = ""
    library: str = ""
    age: int | None = None


def applying(quotas: Iterable["Quota"], holder: Holder) -> list["Quota"]:
    """The quotas that hold for `holder`, the most specific of those that count the same thing."""
    best: dict[tuple[object, ...], Quota] = {}
    for quota in quotas:
        if not _concerns(quota, holder):
            continue
        scope = scope_of(quota)
        rival = best.get(scope)
        if rival is None or _precision(quota) > _precision(rival):
            best[scope] = quota
    return list(best.values())


def reached(
    quotas: Iterable["Quota"],
    asked: Counted,
    counted: Sequence[Counted],
    holder: Holder,
    codes: dict[tuple[Counter, bool], str],
) -> list[Refusal]:
    """A refusal for each quota that `asked`, beside those already `counted`, would go past."""
    refusals = []
    for quota in applying(quotas, holder):
        if not _about(quota, asked):
            continue
        already = sum(_counts(quota, one, asked) for one in counted)
        if already >= quota.limit:
            facts = {
                "limit": quota.limit,
                "already": already,
                "item_types": quota.item_types or (asked.item_type,),
                "library": asked.library,
            }
            code = codes[quota.counter, bool(quota.novelty)]
            refusals.append(Refusal(code, Stage.POLICY, facts, quota.source))
    return refusals


def scope_of(quota: "Quota") -> tuple[object, ...]:
    """What a quota counts, whoever it is for."""
    return (quota.counter, quota.item_types, quota.novelty, quota.audience, quota.states)


def _concerns(quota: "Quota", holder: Holder) -> bool:
    return (
        quota.category in ("", holder.category)
        and quota.library in ("", holder.library)
        and (quota.age_under is None or (holder.age is not None and holder.age < quota.age_under))
    )


def _precision(quota: "Quota") -> tuple[int, int]:
    given = bool(quota.category) + bool(quota.library) + (quota.age_under is not None)
    return given, -(quota.age_under or 0)


def _about(quota: "Quota", one: Counted) -> bool:
    return (
        (not quota.item_types or one.item_type in quota.item_types)
        and (quota.novelty is None or quota.novelty == one.novelty)
        and quota.audience in ("", one.audience)
    )


def _counts(quota: "Quota", one: Counted, asked: Counted) -> bool:
    if not _about(quota, one) or (quota.states and one.state not in quota.states):
        return False
    if quota.counter is Counter.CARD:
        return one.library == asked.library
    if quota.counter is Counter.TYPE and not quota.item_types:
        return one.item_type == asked.item_type
    return True
