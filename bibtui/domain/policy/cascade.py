"""Values that vary by case: the most specific rule wins, value by value."""

from dataclasses import dataclass, fields
from typing import Generic, TypeVar

from bibtui.domain.policy.values import Sourced

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Case:
    """What is known of the document and the card a value is asked for.

    `library` is the document's owner, except where a rule says otherwise (a hold shelf is kept
    at the pickup library). `age` in full years is None when unknown: no age rule then applies.
    """

    item_type: str = ""
    novelty: bool = False
    library: str = ""
    category: str = ""
    age: int | None = None
    audience: str = ""
    transit: bool = False


@dataclass(frozen=True, slots=True)
class When:
    """The conditions of one `[[section.when]]` table: all that are given must hold.

    Texts may be several: any of them will do. The order of the fields is the order in which
    two rules with as many conditions are told apart: the one that names the earlier field wins;
    then the lower `age_under`; then the earlier in the file, which `check` reports.
    """

    item_type: tuple[str, ...] = ()
    library: tuple[str, ...] = ()
    category: tuple[str, ...] = ()
    age_under: int | None = None
    audience: tuple[str, ...] = ()
    novelty: bool | None = None
    transit: bool | None = None

    def holds(self, case: Case) -> bool:
        """Whether every condition given is met."""
        return (
            (not self.item_type or case.item_type in self.item_type)
            and (not self.library or case.library in self.library)
            and (not self.category or case.category in self.category)
            and (self.age_under is None or (case.age is not None and case.age < self.age_under))
            and (not self.audience or case.audience in self.audience)
            and (self.novelty is None or case.novelty == self.novelty)
            and (self.transit is None or case.transit == self.transit)
        )

    @property
    def given(self) -> tuple[str, ...]:
        """The names of the conditions given, in their fixed order."""
        return tuple(name for name in CONDITIONS if getattr(self, name) not in ((), None))

    @property
    def rank(self) -> tuple[int, tuple[int, ...], int]:
        """Sorts the most specific first; equal ranks are told apart by their place in the file."""
        given = self.given
        return (
            -len(given),
            tuple(0 if name in given else 1 for name in CONDITIONS),
            self.age_under or 0,
        )


CONDITIONS: tuple[str, ...] = tuple(field.name for field in fields(When))


@dataclass(frozen=True, slots=True)
class Choice(Generic[T]):
    """What a value is when some conditions hold."""

    when: When
    value: Sourced[T]


@dataclass(frozen=True, slots=True)
class Cascade(Generic[T]):
    """A value with its fallback and its exceptions, `choices` being sorted by `When.rank`."""

    fallback: Sourced[T]
    choices: tuple[Choice[T], ...] = ()

    def at(self, case: Case) -> Sourced[T]:
        """The value for `case`, with the line that decides it."""
        for choice in self.choices:
            if choice.when.holds(case):
                return choice.value
        return self.fallback

    @property
    def values(self) -> tuple[Sourced[T], ...]:
        """Every value it may take, the fallback first."""
        return (self.fallback, *(choice.value for choice in self.choices))
