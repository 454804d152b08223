"""Which line decides each value, for one card and one document."""

from collections.abc import Iterator
from dataclasses import Field, dataclass, fields
from typing import Any

from bibtui.domain.policy.cascade import Cascade, Case, When
from bibtui.domain.policy.model import SECTIONS, Policy, asked
from bibtui.domain.policy.values import Sourced


@dataclass(frozen=True, slots=True)
class Decided:
    """A value that holds for a case: its dotted key, and the conditions that made it win."""

    key: str
    value: Sourced[Any]
    when: When | None = None
    """None for the fallback, or for a value that holds for everyone."""


def explain(policy: Policy, case: Case) -> tuple[Decided, ...]:
    """Every value that may vary, as it is for `case`, in the order of the sections.

    Each is asked as the rules ask it: with what they know of `case` then, and no more.
    """
    return tuple(
        _decided(f"{name}.{field.name}", value, _as_asked(case, asked(field)))
        for name, field, value in _values(policy)
        if isinstance(value, Cascade)
    )


def everything(policy: Policy) -> Iterator[Decided]:
    """Every value of the file: plain keys, fallbacks and, after each, its exceptions."""
    for name, field, value in _values(policy):
        dotted = f"{name}.{field.name}"
        if isinstance(value, Cascade):
            yield Decided(dotted, value.fallback)
            for choice in value.choices:
                yield Decided(dotted, choice.value, choice.when)
        else:
            yield Decided(dotted, value)


def _values(policy: Policy) -> Iterator[tuple[str, "Field[Any]", Any]]:
    for name in SECTIONS:
        section = getattr(policy, name)
        for field in fields(section):
            value = getattr(section, field.name)
            if isinstance(value, (Cascade, Sourced)):
                yield name, field, value


def _as_asked(case: Case, conditions: frozenset[str]) -> Case:
    known = {"age" if name == "age_under" else name for name in conditions}
    return Case(**{name: getattr(case, name) for name in known})


def _decided(key: str, cascade: Cascade[Any], case: Case) -> Decided:
    for choice in cascade.choices:
        if choice.when.holds(case):
            return Decided(key, choice.value, choice.when)
    return Decided(key, cascade.fallback)
