"""The nine further libraries of REQUIREMENTS §2: what is their own in signing in and renewing.

Their quotas, lengths and prices are tried at their boundaries in the tests of lending and holds.
"""

from datetime import timedelta

import pytest

from bibtui.domain.acting import Right
from bibtui.domain.loans import may_renew
from bibtui.domain.memberships import email_taken
from bibtui.domain.policy.values import (
    FamilyMode,
    IdentifierKind,
    InitialSecret,
    PseudonymForm,
    Uniqueness,
)

from .things import TODAY, item, loan, patron, policy

DAY = timedelta(days=1)


def codes(network: str, **given: object) -> tuple[str, ...]:
    one = loan(**given)
    return may_renew(one, patron(), today=TODAY, policy=policy(network), card_loans=[one]).codes


@pytest.mark.parametrize(
    ("network", "due"),
    [
        ("bierne", TODAY + 7 * DAY),
        ("issoudun", TODAY.replace(month=11)),
        ("bertranges", TODAY + 14 * DAY),
    ],
)
def test_a_renewal_has_its_own_length(network: str, due: object) -> None:
    verdict = may_renew(loan(), patron(), today=TODAY, policy=policy(network))
    assert verdict.effect["due_on"] == due


def test_bierne_renews_once_neither_late_nor_awaited() -> None:
    assert codes("bierne") == ()
    assert codes("bierne", renewals=1) == ("renewals_used",)
    assert codes("bierne", due_on=TODAY - DAY) == ("late",)
    assert codes("bierne", awaited=1) == ("awaited",)


def test_bierne_lets_the_reference_person_hold_for_a_family_of_one_address() -> None:
    rules = policy("bierne")
    assert rules.family.mode.value is FamilyMode.SHARED
    assert Right.HOLD in rules.family.rights.value
    assert Right.RENEW not in rules.family.rights.value
    assert rules.family.email_unique.value is Uniqueness.FAMILY
    assert rules.passwords.initial.value is InitialSecret.BIRTH_YEAR
    assert rules.passwords.force_change.value is True


@pytest.mark.parametrize(
    ("network", "codes"),
    [("bierne", ("email_taken",)), ("palavas", ("email_taken",)), ("dijon", ())],
)
def test_an_address_is_shared_as_the_network_has_it(network: str, codes: tuple[str, ...]) -> None:
    mother, child = patron(email="a@exemple.fr"), patron(id=2)
    rules = policy(network)
    assert email_taken(child, "A@exemple.fr", [mother, child], rules).codes == codes
    assert email_taken(mother, "a@exemple.fr", [mother, child], rules).allowed
    assert email_taken(child, "", [mother, child], rules).allowed


def test_belfort_renews_what_is_late_until_the_reminder() -> None:
    assert codes("belfort", due_on=TODAY - DAY) == ()
    assert codes("belfort", due_on=TODAY - DAY, reminded_on=TODAY) == ("reminded",)
    assert codes("belfort", awaited=1) == ("awaited",)
    assert codes("belfort", item=item(acquired_on=TODAY - DAY)) == ("novelty",)


def test_monaco_asks_ten_signs_of_four_kinds() -> None:
    rules = policy("monaco").passwords
    assert rules.initial.value is InitialSecret.BIRTH_DATE_INITIALS
    wanted = (rules.min_length, rules.upper, rules.lower, rules.digits, rules.specials)
    assert [one.value for one in wanted] == [10, 1, 1, 1, 1]


def test_pourrain_and_palavas_sign_in_their_own_way() -> None:
    pourrain, palavas = policy("pourrain").identifiers, policy("palavas").identifiers
    assert pourrain.pseudonym_form.value is PseudonymForm.INITIAL_SURNAME
    assert palavas.kinds.value == (IdentifierKind.EMAIL,)
    assert policy("palavas").family.email_unique.value is Uniqueness.NETWORK
