"""The shipped policies say what the guides say (REQUIREMENTS §2), each value on its line."""

import time
from pathlib import Path

import pytest

from bibtui.domain.acting import Right
from bibtui.domain.policy.cascade import Case
from bibtui.domain.policy.check import check
from bibtui.domain.policy.explain import everything
from bibtui.domain.policy.load import load
from bibtui.domain.policy.values import (
    Base,
    CardCheck,
    Counter,
    FamilyMode,
    IdentifierKind,
    InitialSecret,
    Opens,
    PickupChoice,
    PseudonymForm,
    ShownName,
    Span,
    StaffDoor,
)

from .things import NETWORKS, TRIALS, file_of, policy

ANY = Case()


@pytest.mark.parametrize("name", (*NETWORKS, *TRIALS))
def test_a_policy_is_sound(name: str) -> None:
    assert check(policy(name)) == ()


@pytest.mark.parametrize("name", (*NETWORKS, *TRIALS))
def test_each_value_knows_its_line(name: str) -> None:
    lines = file_of(name).read_text(encoding="utf-8").split("\n")
    seen = 0
    for one in everything(policy(name)):
        if one.value.value is not None:
            key = one.key.partition(".")[2]
            assert lines[one.value.source.line - 1].startswith(f"{key} = "), one
            assert one.value.source.file == f"{name}.toml"
            seen += 1
    assert seen > 60


@pytest.mark.parametrize("name", NETWORKS)
def test_each_line_of_a_network_cites_a_requirement_or_says_it_is_a_choice(name: str) -> None:
    lines = file_of(name).read_text(encoding="utf-8").split("\n")
    for one in everything(policy(name)):
        if one.value.value is not None:
            _, sign, comment = lines[one.value.source.line - 1].partition("  # ")
            said = one.value.source.cites or "notre choix" in comment or "le guide" in comment
            assert (sign or " # " in lines[one.value.source.line - 1]) and said, one


def test_a_policy_is_read_in_the_time_of_a_blink() -> None:
    path = Path(file_of("vallees-du-clain"))
    spent = []
    for _ in range(7):
        start = time.process_time()
        load(path)
        spent.append(time.process_time() - start)
    assert min(spent) < 0.015


def test_roudour_follows_guide_000() -> None:
    rules = policy("roudour")
    assert rules.identifiers.kinds.value[0] is IdentifierKind.LOGIN
    assert rules.passwords.initial.value is InitialSecret.GIVEN
    assert rules.family.mode.value is FamilyMode.GROUP
    assert Right.HOLD in rules.family.rights.value
    assert [(quota.limit, quota.novelty) for quota in rules.holds.quotas] == [(4, None), (1, True)]
    assert rules.holds.on_shelf.at(ANY).value is False
    assert rules.holds.shelf.at(ANY).value == Span(days=14)
    assert rules.memberships.required_for_hold.at(ANY).value is True
    assert rules.network.mail.value == "mediatheque@ville-stmartin29.fr"
    assert rules.holds.shelf.at(ANY).source.cites == "000-13"


def test_saint_etienne_follows_guide_001() -> None:
    rules = policy("saint-etienne")
    assert set(rules.identifiers.kinds.value) == {IdentifierKind.CARD, IdentifierKind.PSEUDONYM}
    assert rules.identifiers.card_digits.value == 14
    assert rules.identifiers.card_check.value is CardCheck.LUHN
    assert rules.identifiers.pseudonym_form.value is PseudonymForm.FIRST_INITIAL
    assert rules.loans.length.at(ANY).value == Span(days=21)
    assert rules.renewals.count.at(ANY).value == 1
    assert rules.renewals.late.at(ANY).value is False
    assert rules.renewals.awaited.at(ANY).value is False
    assert rules.renewals.novelty.at(ANY).value is True
    assert rules.renewals.relatives.value is True
    assert rules.holds.shelf.at(ANY).value == Span(days=15)
    assert rules.holds.cancel_available.value is False
    assert rules.history.kept.at(ANY).value == Span(months=3)
    assert rules.family.mode.value is FamilyMode.SHARED
    assert rules.renewals.count.at(ANY).source.cites == "001-15, 001-18"
    labels = [entry.label for entry in rules.menu.entries]
    assert labels == [
        "Prêts et réservations",
        "Profil",
        "Mes avis",
        "Mes favoris (mon panier)",
        "Messages",
        "Mes inscriptions événements",
        "Comptes partagés",
        "Demandes",
        "Suggestion d'achat",
        "Mes centres d'intérêt",
        "Réserver un ordinateur",
        "Me déconnecter",
    ]


def test_la_rochelle_follows_guide_002() -> None:
    rules = policy("la-rochelle")
    assert rules.identifiers.kinds.value == (IdentifierKind.CARD,)
    assert rules.passwords.initial.value is InitialSecret.BIRTH_YEAR
    assert rules.passwords.force_change.value is True
    wanted = rules.passwords
    assert (wanted.min_length.value, wanted.letters.value) == (8, 1)
    assert (wanted.digits.value, wanted.specials.value) == (1, 1)
    assert wanted.free_from_length.value is None
    assert rules.sign_in.audiences.value[0] == "Je suis un lecteur"
    assert rules.sign_in.shows_name.value is ShownName.FIRST


def test_vallees_du_clain_follows_guide_003() -> None:
    rules = policy("vallees-du-clain")
    assert rules.identifiers.card_prefix.value == "00109"
    assert rules.identifiers.card_digits.value == 13
    assert rules.identifiers.card_extra_digits.value == 1
    assert rules.passwords.initial.value is InitialSecret.BIRTH_YEAR
    assert rules.passwords.force_change.value is False
    assert rules.loans.length.at(ANY).value == Span(months=1)
    assert rules.renewals.count.at(ANY).value == 1
    assert rules.renewals.base.at(ANY).value is Base.TODAY
    assert rules.renewals.same_date.at(ANY).value is True
    assert rules.renewals.novelty.at(ANY).value is False
    assert rules.renewals.late.at(ANY).value is False
    assert rules.family.mode.value is FamilyMode.NONE
    assert rules.renewals.relatives.value is False
    counters = {(quota.counter, bool(quota.novelty)): quota.limit for quota in rules.holds.quotas}
    assert counters[Counter.GLOBAL, False] == 10
    assert counters[Counter.GLOBAL, True] == 2
    assert len(counters) == 5
    assert rules.holds.shelf.at(ANY).value == Span(weeks=3)
    assert rules.holds.home_library_first.value is True
    assert rules.holds.pickup_choice.value is PickupChoice.HOME
    assert rules.holds.on_shelf.at(ANY).value is True
    assert len(rules.libraries) == 10
    assert {
        (local.library, kind) for local in rules.holds.local_only for kind in local.item_types
    } == {
        ("smarves", "dvd"),
        ("nieuil-l-espoir", "ebook"),
        ("nieuil-l-espoir", "jeu"),
        ("roches-premarie-andille", "jeu"),
    }
    assert rules.sign_in.shows_name.value is ShownName.FULL
    assert [entry.opens for entry in rules.menu.entries][:2] == [Opens.PROFILE, Opens.ACTIVITY]
    assert rules.network.phone.value == "05 49 89 02 89"


def test_gironde_follows_guide_004() -> None:
    rules = policy("gironde")
    assert rules.sign_in.staff_door.value is StaffDoor.LIBRARY
    assert rules.identifiers.kinds.value == (IdentifierKind.EMAIL,)
    assert rules.passwords.initial.value is InitialSecret.GIVEN
    assert rules.sessions.staff_idle_minutes.value == 30
    assert rules.memberships.length.at(ANY).value == Span(years=1)
    assert rules.library("sauveterre-de-guyenne") is not None
