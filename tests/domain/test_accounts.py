"""Identifiers: what people type, and the account it must lead to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bibtui.domain.accounts import (
    Patron,
    candidates,
    login_key,
    logins,
    luhn,
    misreading,
    pseudonym,
)
from bibtui.domain.policy.values import IdentifierKind, PseudonymForm
from tests.networks import network

STEPHANOIS = network("saint-etienne")
CLAIN = network("vallees-du-clain")


@pytest.mark.parametrize(
    "typed",
    [
        "24200007654321",
        " 2420 0007 6543 21 ",
        "2420.0007.6543.21",
        "24-200-00765432-1",
        "*24200007654321*",
        "\u00a024200007654321",
        "".join(chr(ord("\uff10") + int(digit)) for digit in "24200007654321"),
        "é'éààààè-('\"é&",
    ],
)
def test_a_card_number_is_read_however_it_is_typed_or_scanned(typed: str) -> None:
    assert candidates(typed, STEPHANOIS) == ("24200007654321",)


def test_the_dashes_of_an_unshifted_number_are_sixes_and_those_of_a_number_are_not() -> None:
    assert candidates("ààà--__", CLAIN) == ("0006688",)
    assert candidates("000-12", CLAIN) == ("00012",)


def test_the_digit_printed_apart_is_dropped_where_the_network_says_so() -> None:
    assert candidates("00109 98765432 7", CLAIN)[0] == "0010998765432"
    assert candidates("0010998765432", CLAIN) == ("0010998765432",)
    # Not one of the network's: nothing is dropped.
    assert candidates("99109987654327", CLAIN) == ("99109987654327",)
    # Saint-Étienne has no digit apart: the fifteenth is a mistake.
    assert candidates("242000076543219", STEPHANOIS) == ("242000076543219",)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ÉlodieB", "elodieb"),
        ("Elodie B", "elodieb"),
        ("Sauveterre-de-Guyenne", "sauveterre de guyenne"),
        ("famille.dupond", "Famille Dupond"),
        ("Dave.Grohl@Example.FR ", "dave.grohl@example.fr"),
    ],
)
def test_case_accents_and_spaces_do_not_matter(one: str, other: str) -> None:
    assert candidates(one, STEPHANOIS) == candidates(other, STEPHANOIS) != ()


def test_two_addresses_are_never_one() -> None:
    assert login_key("a.b@example.fr") != login_key("ab@example.fr")
    assert login_key("a@b.fr") != login_key("a.b@fr")


@pytest.mark.parametrize("typed", ["", "   ", "***", "---", "[/]", "\x1b"])
def test_what_has_no_letter_or_digit_leads_nowhere(typed: str) -> None:
    assert candidates(typed, STEPHANOIS) == ()


@given(st.text(max_size=60))
def test_any_text_is_read_without_harm(typed: str) -> None:
    for policy in (STEPHANOIS, CLAIN):
        for key in candidates(typed, policy):
            assert key == login_key(key)
        misreading(typed, policy)


@given(st.from_regex(r"[0-9]{13}", fullmatch=True))
def test_one_wrong_digit_is_always_seen_by_the_check_digit(digits: str) -> None:
    whole = next(digits + last for last in "0123456789" if luhn(digits + last))
    wrong = whole[:5] + str((int(whole[5]) + 3) % 10) + whole[6:]
    assert not luhn(wrong)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("24200007654", "card_short"),
        ("242000076543219", "card_long"),
        ("34200021072893", "card_prefix"),
        ("24200007654322", "card_check"),
        ("AuroreB", None),
        ("", None),
    ],
)
def test_the_form_of_a_number_tells_what_is_wrong_with_it(typed: str, code: str | None) -> None:
    found = misreading(typed, STEPHANOIS)
    assert (found.code if found else None) == code


def test_a_right_form_has_no_hint_and_an_extra_digit_that_is_tolerated_neither() -> None:
    right = next(n for n in (f"2420000765432{d}" for d in range(10)) if luhn(n))
    assert misreading(right, STEPHANOIS) is None
    assert misreading("00109987654327", CLAIN) is None
    short = misreading("001099876543", CLAIN)
    assert short is not None and short.facts == {"seen": 12, "expected": 13}


@pytest.mark.parametrize(
    ("first", "last", "made"),
    [
        ("Maëlle", "Quéré", "MaelleQ"),
        ("Jean-Élie", "de Brême", "JeanElieD"),
        ("Marie Claude", "O'Brien", "MarieClaudeO"),
        ("Anne", "", "Anne"),
        ("", "Martin", "Martin"),
        ("", "", ""),
    ],
)
def test_a_pseudonym_is_the_first_name_and_an_initial(first: str, last: str, made: str) -> None:
    """001-02."""
    assert pseudonym(first, last, PseudonymForm.FIRST_INITIAL) == made


def test_homonyms_are_numbered_from_two() -> None:
    """001-02."""
    taken: set[str] = set()
    made = []
    for first, last in (("Inès", "Roux"), ("Ines", "Rivière"), ("INÈS", "Ravel")):
        made.append(pseudonym(first, last, PseudonymForm.FIRST_INITIAL, taken))
        taken.add(login_key(made[-1]))
    assert made[0] == "InesR" and made[1] == "InesR2"
    assert len({login_key(name) for name in made}) == 3


def test_a_network_may_make_an_initial_and_a_surname() -> None:
    assert pseudonym("Zoé", "Le Goff", PseudonymForm.INITIAL_SURNAME) == "ZLeGoff"


def test_a_new_account_gets_the_names_its_network_knows() -> None:
    patron = Patron(1, "24200007654321", "Zoé", "Le Goff", email="zoe@example.fr")
    kinds = [login.kind for login in logins(patron, STEPHANOIS)]
    assert kinds == [IdentifierKind.CARD, IdentifierKind.PSEUDONYM]
    palavas = network("palavas")
    assert [login.key for login in logins(patron, palavas)][-1] == "zoe@example.fr"
    # The second of a family with one address does not take it from the first.
    assert "zoe@example.fr" not in [
        login.key for login in logins(patron, palavas, {"zoe@example.fr"})
    ]
