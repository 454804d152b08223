"""What a file that loads still gets wrong: contradictions, rules never reached, ties."""

from collections.abc import Iterable, Iterator
from dataclasses import fields
from types import MappingProxyType
from typing import Any

from bibtui.domain.acting import Right
from bibtui.domain.policy.cascade import CONDITIONS, Cascade, Choice, When
from bibtui.domain.policy.model import SECTIONS, Policy, Quota, asked
from bibtui.domain.policy.problems import Problem, nearest
from bibtui.domain.policy.values import (
    Counter,
    FamilyMode,
    IdentifierKind,
    InitialSecret,
    PseudonymForm,
    Uniqueness,
)
from bibtui.domain.quotas import scope_of
from bibtui.domain.verdict import Source

_UNKNOWN = {
    "library": "unknown_library",
    "item_type": "unknown_item_type",
    "category": "unknown_category",
}


def check(policy: Policy) -> tuple[Problem, ...]:
    """Everything doubtful in `policy`, in line order; nothing when it is sound."""
    found = [
        *_lengths(policy),
        *_secrets(policy),
        *_identifiers(policy),
        *_family(policy),
        *_sessions(policy),
        *_names(policy),
        *_quotas(policy),
    ]
    for key, cascade, conditions in cascades(policy):
        found += _never_asked(cascade, conditions)
        found += _unreachable(cascade, policy)
        found += _ties(key, cascade)
    return tuple(sorted(found, key=lambda problem: problem.line))


def cascades(policy: Policy) -> Iterator[tuple[str, Cascade[Any], frozenset[str]]]:
    """Every value that may vary: its dotted key, and the conditions it is ever asked with."""
    for name in SECTIONS:
        section = getattr(policy, name)
        for field in fields(section):
            value = getattr(section, field.name)
            if isinstance(value, Cascade):
                yield f"{name}.{field.name}", value, asked(field)


def _problem(source: Source, code: str, **facts: Any) -> Problem:
    return Problem(source.line, code, source.key, MappingProxyType(facts))


def _lengths(policy: Policy) -> Iterator[Problem]:
    if any(count.value for count in policy.renewals.count.values):
        for length in policy.renewals.length.values:
            if not length.value:
                yield _problem(length.source, "renewal_without_length")
    for cascade, code in (
        (policy.loans.length, "loan_without_length"),
        (policy.holds.shelf, "shelf_without_length"),
        (policy.memberships.length, "membership_without_length"),
    ):
        for length in cascade.values:
            if not length.value:
                yield _problem(length.source, code)


def _secrets(policy: Policy) -> Iterator[Problem]:
    rules = policy.passwords
    if rules.force_change.value and rules.initial.value is InitialSecret.NONE:
        yield _problem(rules.force_change.source, "forced_change_without_secret")
    free = rules.free_from_length
    if free.value is not None and free.value < rules.min_length.value:
        least = rules.min_length.value
        yield _problem(free.source, "free_length_too_short", value=free.value, limit=least)
    if rules.initial.value is not InitialSecret.NONE and rules.initial_tries.value < 1:
        yield _problem(rules.initial_tries.source, "no_tries")


def _identifiers(policy: Policy) -> Iterator[Problem]:
    rules = policy.identifiers
    kinds = rules.kinds
    if not kinds.value:
        yield _problem(kinds.source, "no_identifier")
    prefix = rules.card_prefix
    if not prefix.value.isdecimal() and prefix.value:
        yield _problem(prefix.source, "prefix_not_digits", value=prefix.value)
    if len(prefix.value) >= rules.card_digits.value and IdentifierKind.CARD in kinds.value:
        digits = rules.card_digits.value
        yield _problem(prefix.source, "prefix_too_long", value=prefix.value, limit=digits)
    form = rules.pseudonym_form
    if (IdentifierKind.PSEUDONYM in kinds.value) != (form.value is not PseudonymForm.NONE):
        yield _problem(form.source, "pseudonym_disagrees", value=form.value)
    unique = policy.family.email_unique
    if IdentifierKind.EMAIL in kinds.value and unique.value is not Uniqueness.NETWORK:
        yield _problem(unique.source, "email_not_unique")
    if not policy.sign_in.audiences.value:
        yield _problem(policy.sign_in.audiences.source, "no_audience")


def _family(policy: Policy) -> Iterator[Problem]:
    rules, relatives = policy.family, policy.renewals.relatives
    alone = rules.mode.value is FamilyMode.NONE
    if alone and rules.rights.value:
        yield _problem(rules.rights.source, "rights_without_family")
    if not alone and Right.SEE not in rules.rights.value:
        yield _problem(rules.rights.source, "family_without_sight")
    if relatives.value and Right.RENEW not in rules.rights.value:
        yield _problem(relatives.source, "relatives_without_right")


def _sessions(policy: Policy) -> Iterator[Problem]:
    rules = policy.sessions
    for idle in (rules.idle_minutes, rules.staff_idle_minutes):
        if rules.warning_seconds.value >= idle.value * 60:
            seconds = rules.warning_seconds.value
            yield _problem(idle.source, "idle_too_short", value=idle.value, seconds=seconds)
    for tries in (rules.tries_per_card, rules.tries_per_day, rules.terminal_tries):
        if tries.value < 1:
            yield _problem(tries.source, "no_tries")


def _names(policy: Policy) -> Iterator[Problem]:
    """Codes written in a rule that the file does not list."""
    known = {
        "library": [library.code for library in policy.libraries],
        "item_type": list(policy.item_types),
        "category": list(policy.categories),
    }
    written: list[tuple[str, str, Source]] = []
    seen: set[int] = set()
    for _, cascade, _ in cascades(policy):
        for choice in cascade.choices:
            if id(choice.when) not in seen:
                seen.add(id(choice.when))
                for kind in known:
                    written += [
                        (kind, code, choice.value.source) for code in getattr(choice.when, kind)
                    ]
    for quota in (*policy.loans.quotas, *policy.holds.quotas):
        written += [("item_type", code, quota.source) for code in quota.item_types]
        written += [("library", quota.library, quota.source)] if quota.library else []
        written += [("category", quota.category, quota.source)] if quota.category else []
    for local in policy.holds.local_only:
        written += [("item_type", code, local.source) for code in local.item_types]
        written.append(("library", local.library, local.source))
    for kind, code, source in written:
        if code not in known[kind]:
            guess = nearest(code, known[kind])
            yield _problem(source, _UNKNOWN[kind], value=code, nearest=guess)
    for library in policy.libraries:
        if not any(library.hours):
            yield _problem(library.source, "library_never_open", value=library.name)


def _quotas(policy: Policy) -> Iterator[Problem]:
    for quotas in (policy.loans.quotas, policy.holds.quotas):
        for index, quota in enumerate(quotas):
            if twin := _twin(quota, quotas[:index]):
                yield _problem(quota.source, "quota_twice", other=twin.source.line)
            elif wider := _never_reached(quota, quotas):
                code = "quota_novelties_over_total" if quota.novelty else "quota_over_total"
                facts = {"limit": quota.limit, "total": wider.limit, "other": wider.source.line}
                yield _problem(quota.source, code, **facts)
            if quota.novelty and not _has_novelties(policy):
                yield _problem(quota.source, "never_a_novelty")


def _whose(quota: Quota) -> tuple[object, ...]:
    return (quota.category, quota.library, quota.age_under)


def _twin(quota: Quota, others: Iterable[Quota]) -> Quota | None:
    return next(
        (
            other
            for other in others
            if scope_of(other) == scope_of(quota) and _whose(other) == _whose(quota)
        ),
        None,
    )


def _never_reached(quota: Quota, quotas: Iterable[Quota]) -> Quota | None:
    """Another quota of the same cards that counts all that this one does, and stops sooner."""
    return next(
        (
            other
            for other in quotas
            if other.limit < quota.limit
            and (_whose(other) == _whose(quota) or not any(_whose(other)))
            and scope_of(other) != scope_of(quota)
            and _counts_all(other, quota)
        ),
        None,
    )


def _counts_all(wide: Quota, narrow: Quota) -> bool:
    if wide.counter is Counter.TYPE and not wide.item_types:
        types = narrow.counter is Counter.TYPE and not narrow.item_types
    else:
        types = not wide.item_types or (
            bool(narrow.item_types) and set(narrow.item_types) <= set(wide.item_types)
        )
    return (
        types
        and (wide.counter is not Counter.CARD or narrow.counter is Counter.CARD)
        and wide.novelty in (None, narrow.novelty)
        and wide.audience in ("", narrow.audience)
        and (not wide.states or (bool(narrow.states) and set(narrow.states) <= set(wide.states)))
    )


def _has_novelties(policy: Policy) -> bool:
    return any(length.value for length in policy.novelty.length.values)


def _never_asked(cascade: Cascade[Any], conditions: frozenset[str]) -> Iterator[Problem]:
    """Exceptions that hang on what the rules do not know when they ask for the value."""
    for choice in cascade.choices:
        never = tuple(name for name in choice.when.given if name not in conditions)
        if never:
            yield _problem(choice.value.source, "never_asked", never=never)


def _unreachable(cascade: Cascade[Any], policy: Policy) -> Iterator[Problem]:
    for index, choice in enumerate(cascade.choices):
        if choice.when.age_under == 0:
            yield _problem(choice.value.source, "age_impossible")
        if choice.when.novelty and not _has_novelties(policy):
            yield _problem(choice.value.source, "never_a_novelty")
        for earlier in cascade.choices[:index]:
            if _covers(earlier.when, choice.when):
                line = earlier.value.source.line
                yield _problem(choice.value.source, "rule_unreachable", other=line)
                break


def _covers(wide: When, narrow: When) -> bool:
    """Whether `wide` holds wherever `narrow` does."""
    for name in wide.given:
        one, other = getattr(wide, name), getattr(narrow, name)
        if isinstance(one, tuple):
            if not other or not set(other) <= set(one):
                return False
        elif name == "age_under":
            if other is None or other > one:
                return False
        elif other is not one:
            return False
    return True


def _both(one: When, other: When) -> When | None:
    """The conditions of both together; None when they cannot hold at once."""
    joined: dict[str, Any] = {}
    for name in CONDITIONS:
        first, second = getattr(one, name), getattr(other, name)
        if first in ((), None) or second in ((), None):
            joined[name] = second if first in ((), None) else first
        elif isinstance(first, tuple):
            joined[name] = tuple(code for code in first if code in second)
            if not joined[name]:
                return None
        elif name == "age_under":
            joined[name] = min(first, second)
        elif first != second:
            return None
        else:
            joined[name] = first
    return When(**joined)


def _ties(key: str, cascade: Cascade[Any]) -> Iterator[Problem]:
    """Two rules as specific as each other that may both hold, and say different things."""
    choices = cascade.choices
    for index, choice in enumerate(choices):
        for position, other in enumerate(choices[:index]):
            joined = _both(choice.when, other.when)
            if (
                joined is None
                or len(choice.when.given) != len(other.when.given)
                or choice.value.value == other.value.value
                or _covers(choice.when, other.when)
                or _covers(other.when, choice.when)
                or _settled(joined, choices[:position])
            ):
                continue
            line = other.value.source.line
            yield _problem(choice.value.source, "rule_tie", other=line, key=key)


def _settled(joined: When, ahead: Iterable[Choice[Any]]) -> bool:
    return any(_covers(choice.when, joined) for choice in ahead)
