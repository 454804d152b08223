"""Dates, agreements and spaces of the sentences people read."""

from datetime import date, time

import pytest

from bibtui.wording import french

NB = "\u00a0"


def test_dates_are_written_as_the_guides_write_them() -> None:
    assert french.date_short(date(2023, 10, 13)) == "13/10/2023"
    assert french.date_long(date(2023, 10, 6)) == "vendredi 6 octobre 2023"
    assert french.date_long(date(2023, 10, 1)) == "dimanche 1er octobre 2023"


def test_hours_are_written_in_french() -> None:
    assert french.hour(time(18)) == f"18{NB}h"
    assert french.hour(time(9, 5)) == f"9{NB}h{NB}05"


@pytest.mark.parametrize(
    ("number", "noun", "said"),
    [
        (0, "prêt sélectionné", "0 prêt sélectionné"),
        (1, "titre", "1 titre"),
        (2, "titre", "2 titres"),
        (3, "carte de lecteur", "3 cartes de lecteur"),
        (2, "jour d'ouverture", "2 jours d'ouverture"),
        (2, "lieu", "2 lieux"),
        (2, "journal", "2 journaux"),
        (4, "bureau", "4 bureaux"),
        (2, "mois", "2 mois"),
    ],
)
def test_a_noun_agrees_with_its_number(number: int, noun: str, said: str) -> None:
    assert french.count(number, noun) == said


def test_a_particle_elides_before_a_vowel() -> None:
    assert french.elide("de", "Aurore") == "d'Aurore"
    assert french.elide("de", "Pierre") == "de Pierre"
    assert french.elide("le", "usager") == "l'usager"


def test_high_signs_and_guillemets_get_no_break_spaces_once() -> None:
    said = french.nbsp("Qui ? « Moi » : à 10:30, http://x.fr !")
    assert said == f"Qui{NB}? «{NB}Moi{NB}»{NB}: à 10:30, http://x.fr{NB}!"
    assert french.nbsp(said) == said


def test_a_phone_number_is_never_cut() -> None:
    said = french.nbsp("Appelez le 05 46 45 71 71, carte 24200 00123 45 64.")
    assert said == "Appelez le 05\u00a046\u00a045\u00a071\u00a071, carte 24200 00123 45 64."
    assert french.nbsp(said) == said


def test_a_list_ends_with_its_word() -> None:
    assert french.listed(["a"]) == "a"
    assert french.listed(["a", "b", "c"]) == "a, b et c"
    assert french.listed(["a", "b"], "ou") == "a ou b"
