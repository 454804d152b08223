"""Lists in CSV, as library systems and spreadsheets write them."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bibtui.domain.policy.load import load
from bibtui.domain.policy.model import Policy
from bibtui.resources import policy_file
from bibtui.store.imports import dates, people, sheet
from bibtui.store.imports.marc import FormatError
from bibtui.wording.columns import LOAN, PATRON

DATA = Path(__file__).parents[1] / "data"
TODAY = date(2023, 10, 6)


@pytest.fixture(scope="module")
def policy() -> Policy:
    return load(policy_file("saint-etienne"))


def rows(raw: bytes, required: tuple[str, ...] = ("card",)) -> list[sheet.Row]:
    return list(sheet.read(raw, PATRON, required).rows())


TEXT = 'cardnumber{0}surname{0}firstname\r\n1{0}Lefèvre{0}Zoé\r\n\r\n2{0}"O{0}Brien"{0}Noël\r\n'


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_any_separator_and_encoding_are_recognised(separator: str, encoding: str) -> None:
    found = rows(TEXT.format(separator).encode(encoding))
    assert [dict(row.values) for row in found] == [
        {"card": "1", "last_name": "Lefèvre", "first_name": "Zoé"},
        {
            "card": "2",
            "last_name": f"O{separator}Brien".strip().replace("\t", " "),
            "first_name": "Noël",
        },
    ]
    assert [row.line for row in found] == [2, 4]


def test_titles_above_the_header_and_sep_are_passed_over() -> None:
    raw = b"sep=;\nListe des lecteurs;;\n;;\nN\xb0 carte;Nom;Date de naissance\n1;Petit;1980\n"
    (row,) = rows(raw)
    assert row.values == {"card": "1", "last_name": "Petit", "birth": "1980"}
    assert row.line == 5


def test_a_forgotten_quote_costs_one_line() -> None:
    lines = ["carte,nom"] + [f"{n},Nom{n}" for n in range(1, 40)]
    lines[5] = '5,"Nom5'
    found = rows("\n".join(lines).encode())
    assert [row.line for row in found if row.fault] == [6]
    assert len(found) == 39


def test_more_values_than_columns_is_refused_and_fewer_is_not() -> None:
    few, many = rows(b"carte,nom,prenom\n1,Petit\n2,Petit,Jean,12 rue, Paris\n")
    assert few.values["first_name"] == "" and not few.fault
    assert many.fault == "columns"


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "no_lines"),
        (b"a,b\n1,2\n", "no_header"),
        (b"carte,prenom\n1,Jean\n", "no_header"),
        (b"carte,nom,mail,courriel\n", "header_doubled"),
        (b"carte,nom,Nom\n", "header_doubled"),
    ],
)
def test_a_list_that_cannot_be_understood_is_refused_whole(raw: bytes, code: str) -> None:
    with pytest.raises(FormatError) as refused:
        sheet.read(raw, PATRON, ("card", "last_name"))
    assert refused.value.code == code


def test_a_date_of_return_and_a_due_date_together_are_not_guessed_at() -> None:
    with pytest.raises(FormatError, match="header_doubled"):
        sheet.read(b"carte,code-barres,retour prevu,date de retour\n", LOAN, ("card",))


def test_a_real_export_is_cut_into_its_rows() -> None:
    raw = (DATA / "toulouse/prets_200.csv").read_bytes()
    listed = sheet.read(raw, {"title": ["Titre"], "author": ["Auteur"]}, ["title"])
    assert (listed.separator, len(list(listed.rows()))) == (";", 200)
    assert all(row.values["title"] and not row.fault for row in listed.rows())


@given(st.lists(st.lists(st.text(max_size=12), min_size=3, max_size=3), max_size=5))
def test_what_is_refused_can_be_given_again(table: list[list[str]]) -> None:
    listed = sheet.read(b"carte;nom;prenom\n", PATRON, ("card",))
    raw = listed.line(listed.header)
    cells = [[sheet.clean(cell) for cell in row] for row in table]
    cells = [row for row in cells if any(row) and not any(c[:1] == "'" for c in row)]
    raw += b"".join(map(listed.line, cells))
    again = sheet.read(raw, PATRON, ("card",))
    assert [list(row.values.values()) for row in again.rows()] == cells
    written = raw.decode().splitlines()
    assert not any(line.startswith(("=", "+", "-", "@")) for line in written)


@given(st.binary(max_size=300))
def test_no_bytes_raise_past_the_reader(raw: bytes) -> None:
    try:
        list(sheet.read(raw, PATRON, ("card",)).rows())
        rows(b"carte;nom\n" + raw)
    except FormatError as error:
        assert error.code in ("no_lines", "no_header", "header_doubled")


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("", "card_missing"),
        ("2,42E+13", "card_destroyed"),
        ("2.42e+13", "card_destroyed"),
        ("24200001234564,00", "card_destroyed"),
        ("#######", "card_destroyed"),
        ("1234564", "card_short"),
        ("242000012345640", "card_long"),
        ("24300001234563", "card_prefix"),
        ("24200001234565", "card_check"),
    ],
)
def test_a_destroyed_card_number_is_refused(policy: Policy, written: str, code: str) -> None:
    with pytest.raises(people.Fault) as fault:
        people.card(written, policy)
    assert fault.value.code == code


@pytest.mark.parametrize("written", ["24200001234564", "*24200001234564*", "24200 00123 4564"])
def test_a_card_number_is_kept_in_the_network_s_form(policy: Policy, written: str) -> None:
    assert people.card(written, policy) == "24200001234564"


def test_lost_zeros_and_the_isolated_check_digit_under_the_policy_of_the_clain() -> None:
    clain = load(policy_file("vallees-du-clain"))
    assert people.card("0010912345671 8", clain) == "0010912345671"
    with pytest.raises(people.Fault, match="card_short"):
        people.card("10912345671", clain)


@pytest.mark.parametrize(
    ("written", "day", "year"),
    [
        ("23/05/1986", date(1986, 5, 23), 1986),
        ("1986-05-23", date(1986, 5, 23), 1986),
        ("1986-05-23 00:00:00", date(1986, 5, 23), 1986),
        ("19860523", date(1986, 5, 23), 1986),
        ("1986", None, 1986),
        ("", None, None),
        ("0000-00-00", None, None),
    ],
)
def test_a_birth_is_a_date_a_year_or_nothing(
    policy: Policy, written: str, day: date | None, year: int | None
) -> None:
    values = {"card": "24200001234564", "last_name": "Petit", "birth": written}
    entry = people.patron(values, policy, TODAY).entry
    assert (entry.birth_date, entry.birth_year) == (day, year)


@pytest.mark.parametrize(
    "written", ["30/02/1986", "31/06/1986", "23/05/86", "07/10/2023", "2024", "1789", "hier", "1.5"]
)
def test_an_impossible_birth_is_refused(policy: Policy, written: str) -> None:
    values = {"card": "24200001234564", "last_name": "Petit", "birth": written}
    with pytest.raises(people.Fault, match="birth"):
        people.patron(values, policy, TODAY)


@given(st.text(max_size=12))
def test_no_text_raises_where_a_date_is_read(written: str) -> None:
    dates.day(written), dates.year(written), dates.absent(written)
