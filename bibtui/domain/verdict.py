"""What a rule answers: allowed, or refused with every reason at once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any


class Stage(StrEnum):
    """The fixed order in which reasons are given: place, item, policy, patron, account."""

    PLACE = "place"
    ITEM = "item"
    POLICY = "policy"
    PATRON = "patron"
    ACCOUNT = "account"


@dataclass(frozen=True, slots=True)
class Source:
    """The line of a policy file that a value comes from; `line` counts from 1."""

    file: str
    line: int
    key: str
    cites: str = ""
    """The requirement the line cites (« 001-15 »), or empty where the choice is ours."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """One reason why not.

    `code` is known to `wording`; `facts` are the values seen and the limit; `source` is the
    policy line it comes from, None where no policy could change it; `clears_on` is the day the
    reason goes away by itself, where that can be known.
    """

    code: str
    stage: Stage
    facts: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    source: Source | None = None
    clears_on: date | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """A decision: allowed when `refusals` is empty, and then `effect` says what will change."""

    refusals: tuple[Refusal, ...] = ()
    effect: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def allowed(self) -> bool:
        return not self.refusals

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the reasons, in the order they are given."""
        return tuple(refusal.code for refusal in self.refusals)


def decide(refusals: list[Refusal], **effect: Any) -> Verdict:
    """The verdict of `refusals` in their fixed order; `effect` is kept when there are none."""
    if refusals:
        order = list(Stage)
        return Verdict(tuple(sorted(refusals, key=lambda refusal: order.index(refusal.stage))))
    return Verdict(effect=MappingProxyType(effect))
