"""What a UNIMARC record says, as screens show it."""

from io import BytesIO

import pytest

from bibtui.domain.text import sort_key
from bibtui.store.imports import iso2709
from bibtui.store.imports.marc import Marc
from bibtui.store.imports.unimarc import (
    KOHA,
    RECOMMANDATION,
    Described,
    Unfit,
    describe,
    isbn13,
)
from tests.imports.building import CODED, Fields, unimarc
from tests.imports.building import iso2709 as record


def marc(fields: Fields, **more: str) -> Marc:
    (found,) = iso2709.read(BytesIO(record(fields, **more)))
    assert isinstance(found, Marc)
    return found


def described(*fields: tuple[str, str], title: str = "Dans la forêt") -> Described:
    found = describe(marc(unimarc("1", title, *fields)), RECOMMANDATION)
    assert isinstance(found, Described)
    return found


@pytest.mark.parametrize(
    ("written", "shown", "filed"),
    [
        ("\x88Le \x89tabagisme", "Le tabagisme", "tabagisme"),
        ("\u0098L'\u009cété", "L'été", "été"),
        ("\u0098The \u009chobbit", "The hobbit", "hobbit"),
        ("[Le ]tabagisme", "Le tabagisme", "tabagisme"),
        ("[L']été", "L'été", "été"),
        ("[Victor Hugo]", "[Victor Hugo]", "[Victor Hugo]"),
        (
            "[Recueil. Portraits] de Hugo",
            "[Recueil. Portraits] de Hugo",
            "[Recueil. Portraits] de Hugo",
        ),
        ("HPI$hSaison 2$iLe retour", "HPI. Saison 2, Le retour", "HPI. Saison 2, Le retour"),
        (
            "Un billet$aUne fantaisie",
            "Un billet\xa0; Une fantaisie",
            "Un billet\xa0; Une fantaisie",
        ),
        ("Pilates$ela méthode", "Pilates\xa0: la méthode", "Pilates\xa0: la méthode"),
        ("Tom &amp; Jerry &eacute;t&#233;", "Tom & Jerry été", "Tom & Jerry été"),
        ("Cha\u00adpi\u200btre e\u0301crit", "Chapitre écrit", "Chapitre écrit"),
        ("[/] [@click=app.quit]x[/]\x1b]0;x\x07", "[/] [@click=app.quit]x[/]]0;x", ""),
    ],
)
def test_a_title_is_shown_clean_and_filed_without_its_article(
    written: str, shown: str, filed: str
) -> None:
    found = described(title=written)
    assert found.title == shown
    if filed:
        assert found.title_key == sort_key(filed)


def test_what_screens_show_of_a_record() -> None:
    found = described(
        ("010", "  $a978-2-07-062456-0 (br.)$d20 EUR"),
        ("214", " 3$aBarcelone$cimprimeur$d2016"),
        ("214", " 0$a[Paris]$cBelfond$dDL 2017"),
        ("225", "19$aHarry Potter$v5"),
        ("330", "  $aPremier.$aSecond."),
        ("700", " 1$aHegland$bJean$4070"),
    )
    assert (found.author, found.publisher, found.year) == ("Jean Hegland", "Belfond", "2017")
    assert found.series == "Harry Potter\xa0; 5"
    assert found.summary == "Premier. Second."
    assert (found.isbn, found.kind) == ("9782070624560", "text")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2-07-036822-X", "9782070368228"),
        ("2-07-036822-1", ""),
        ("978 2 07 062456 0", "9782070624560"),
        ("9782070624561", ""),
        ("", ""),
        ("Ⅷ", ""),
    ],
)
def test_only_a_true_isbn_is_kept(written: str, read: str) -> None:
    assert isbn13(written) == read


@pytest.mark.parametrize(
    ("fields", "leader", "code"),
    [
        ([("001", "1"), ("200", " 1$aHugo$bVictor")], "nx  j22", "authority"),
        (
            [("001", "1"), ("100", "  $a20010903afrey50      ba0"), ("200", " 1$aHugo$bVictor")],
            "n a j22",
            "authority",
        ),
        ([("001", "1"), ("152", "  $bNP"), ("200", " 1$aHugo$bVictor")], "n    22", "authority"),
        (unimarc("1"), "dam0 22", "deleted"),
        ([("001", "1"), ("245", "10$aPolice")], "cam  22", "not_unimarc"),
        ([("001", "1"), ("245", "10$aPolice"), ("500", "  $aNote")], "cam  22", "not_unimarc"),
        ([("001", "1"), ("100", f"  $a{CODED}"), ("200", "1 $a\x88 \x89")], "nam0 22", "no_title"),
    ],
)
def test_what_is_no_title_does_not_become_one(fields: Fields, leader: str, code: str) -> None:
    found = describe(marc(fields, leader=leader), RECOMMANDATION)
    assert isinstance(found, Unfit) and found.code == code


def test_a_record_without_a_number_is_always_given_the_same_one() -> None:
    bare = [field for field in unimarc("") if field[0] != "001"]
    again = [describe(marc(bare), RECOMMANDATION) for _ in range(2)]
    other = describe(marc([*bare[:-1], ("200", "1 $aAutre")]), RECOMMANDATION)
    numbers = [one.number for one in (*again, other) if isinstance(one, Described)]
    assert numbers[0] == numbers[1] != numbers[2]


def test_the_two_profiles_read_995_each_in_its_own_way() -> None:
    item = (
        "995",
        "  $bMED1$cMED2$fA AAAA 99/9999$kR HEG$rPRETLIV$qa$52021-03-04$m20230901$n20230922",
    )
    record_ = marc(unimarc("1", "Titre", item))
    ours, koha = describe(record_, RECOMMANDATION), describe(record_, KOHA)
    assert isinstance(ours, Described) and isinstance(koha, Described)
    (one,), (other,) = ours.copies, koha.copies
    assert (one.barcode, one.call_number, one.item_type) == ("A AAAA 99/9999", "R HEG", "PRETLIV")
    assert (one.library, one.acquired_on) == ("MED2", None)
    assert (other.library, str(other.acquired_on)) == ("MED1", "2021-03-04")
    assert (str(one.loaned_on), str(one.due_on)) == ("2023-09-01", "2023-09-22")


def test_what_cannot_be_taken_of_the_copies_is_named() -> None:
    found = describe(
        marc(
            unimarc(
                "1",
                "Titre",
                ("995", "  $kR HEG"),
                ("995", "  $f111$21"),
                ("995", "  $f222$n20230230"),
                ("995", "  $f333$20"),
            )
        ),
        KOHA,
    )
    assert isinstance(found, Described)
    assert [one.barcode for one in found.copies] == ["222", "333"]
    assert [code for code, _ in found.spoilt] == [
        "item_without_barcode",
        "item_gone",
        "item_due_on",
    ]
