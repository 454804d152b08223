"""A small library made, filled and read from the command line alone."""

import csv
import json
import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bibtui.domain.accounts import Role
from bibtui.domain.acting import Right
from bibtui.services.hashing import Hasher
from bibtui.store import accounts, family, patrons
from bibtui.store.engine import Store
from tests.cli.conftest import Bibtui, refused, runner
from tests.imports.building import unimarc, xml

TITLE = "=1+1 [/] été"
PATRONS = (
    "carte;nom;prénom;date de naissance;bibliothèque\n0010987654321;Ñuñez;Zoé;03/04/1961;smarves\n"
)
LOANS = (
    "carte;code-barres;date de prêt;date de retour prévue\n"
    "0010987654321;11482880001;02/05/2022;02/06/2022\n"
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small library of Clain's network, with one patron, who has one book."""
    home = tmp_path_factory.mktemp("library")
    copy = ("995", "  $bsmarves$f11482880001$rlivre")
    (home / "notices.xml").write_bytes(xml([unimarc("T1", TITLE, copy)]))
    for name, text in {"usagers.csv": PATRONS, "prets.csv": LOANS, "secret": "1961\n"}.items():
        (home / name).write_text(text, encoding="utf-8")
    bibtui = runner(home)
    for command in (
        ("init", "--policy", "vallees-du-clain"),
        ("import", "records", "notices.xml"),
        ("import", "patrons", "usagers.csv"),
        ("import", "loans", "prets.csv"),
    ):
        run = bibtui(*command)
        assert run.returncode == 0, run.stdout + run.stderr
    return home


@pytest.fixture
def library(made: Path, tmp_path: Path) -> Bibtui:
    """`bibtui` on a copy of that library."""
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    return runner(tmp_path)


SIGN_IN = ("--card", "0010987654321", "--password-file", "secret", "--today", "2022-06-03")


def test_loans_are_shown_in_text_with_why_they_cannot_be_renewed(library: Bibtui) -> None:
    run = library("show", "loans", *SIGN_IN)
    said = run.stdout.replace("\u00a0", " ")
    assert run.returncode == 0, run.stderr
    assert said.startswith("1 prêt en cours\n")
    assert TITLE in said
    assert "retour prévu le 02/06/2022" in said
    assert "En retard de 1 jour" in said


def test_loans_are_given_to_programs_as_json(library: Bibtui) -> None:
    run = library("show", "loans", *SIGN_IN, "--format", "json")
    found = json.loads(run.stdout)
    assert found["total"] == 1
    (loan,) = found["results"]
    assert (loan["title"], loan["barcode"]) == (TITLE, "11482880001")
    assert (loan["due_on"], loan["state"]) == ("2022-06-02", "late")
    assert loan["renewable"] is False
    assert "late" in loan["reasons"]


def test_no_cell_of_a_csv_is_a_formula(library: Bibtui) -> None:
    run = library("show", "loans", *SIGN_IN, "--format", "csv")
    (row,) = csv.DictReader(run.stdout.splitlines())
    assert row["title"] == f"'{TITLE}"
    assert row["card"] == "0010987654321"


def test_the_account_is_shown_in_the_portals_sentences(library: Bibtui) -> None:
    run = library("show", "account", *SIGN_IN)
    assert "Zoé Ñuñez (0010987654321)" in run.stdout
    assert "Vous avez emprunté 1 document\n" in run.stdout
    assert "1 est en retard" in run.stdout
    assert "Vous n'avez pas de réservation" in run.stdout


def test_a_wrong_password_is_refused_as_an_unknown_card_is(library: Bibtui, tmp_path: Path) -> None:
    (tmp_path / "faux").write_text("1962\n")
    said = {
        refused(library("show", "loans", "--card", card, "--password-file", "faux"), 4)
        for card in ("0010987654321", "0010900000000")
    }
    assert len(said) == 1


def test_the_day_to_read_is_not_written_anywhere(library: Bibtui, tmp_path: Path) -> None:
    before = datetime.now(UTC)
    for day in ("1999-01-01", "2099-12-31"):
        assert library("show", "loans", *SIGN_IN[:4], "--today", day).returncode == 0
    (tmp_path / "faux").write_text("1962\n")
    library("show", "loans", *SIGN_IN[:3], "faux", "--today", "2099-12-31")
    with closing(sqlite3.connect(tmp_path / "data" / "bibtui" / "bibtui.sqlite")) as connection:
        written = [
            instant
            for column, table in (
                *(("opened_at", "session"), ("seen_at", "session"), ("ended_at", "session")),
                *(("at", "journal"), ("window_start", "throttle"), ("day", "throttle")),
            )
            for (instant,) in connection.execute(f"SELECT {column} FROM {table}")
        ]
    assert len(written) > 15
    years = {before.year, datetime.now(UTC).year}
    assert {int(each[:4]) for each in written} <= years


def test_bytes_that_are_no_text_are_an_unknown_card(library: Bibtui, tmp_path: Path) -> None:
    for card in ("a\udcff@b", "\udcff"):
        run = library("show", "loans", "--card", card, "--password-file", "secret")
        refused(run, 4, "incorrect")
    assert not (tmp_path / "state").exists()


def test_a_group_is_told_whose_each_loan_is(library: Bibtui, tmp_path: Path) -> None:
    """000-10."""
    database = tmp_path / "data" / "bibtui" / "bibtui.sqlite"
    store = Store.open(database)
    try:
        with store.writing() as connection:
            patron = patrons.by_card(connection, "0010987654321")
            assert patron is not None
            account_id = accounts.add(
                connection,
                role=Role.GROUP,
                created_at=datetime.now(UTC),
                first_name="Famille Ñuñez",
                secret_hash=Hasher(time_cost=1, memory_kib=8).hash("grue 7! marais"),
            )
            accounts.add_login(connection, "nunez", "login", account_id)
            family.link_card(
                connection,
                account_id=account_id,
                patron_id=patron.id,
                rights=frozenset(Right),
                since=date(2022, 1, 1),
            )
    finally:
        store.close()
    (tmp_path / "groupe").write_text("grue 7! marais\n")
    run = library(
        *("show", "loans", "--card", "nunez", "--password-file", "groupe"),
        *("--today", "2022-06-03", "--policy", "roudour"),
    )
    said = run.stdout.replace("\u00a0", " ")
    assert run.returncode == 0, run.stderr
    assert f"{TITLE}\n  Pour Zoé Ñuñez (0010987654321)\n" in said
    assert "Pour Zoé" not in library("show", "loans", *SIGN_IN).stdout


def test_a_secret_is_never_an_argument_and_needs_a_terminal(library: Bibtui) -> None:
    refused(library("show", "loans", "--card", "1", "--password", "1961"), 2, "argument inconnu")
    refused(library("show", "loans", "--card", "1"), 1, "--password-file")


def test_staff_accounts_are_opened_listed_and_closed(library: Bibtui, tmp_path: Path) -> None:
    (tmp_path / "faible").write_text("abc\n")
    (tmp_path / "fort").write_text("Un grand jardin-7 pommiers\n")
    add = ("staff", "add", "odile", "--name", "Odile Pré", "--library", "smarves")
    refused(library(*add, "--password-file", "faible"), 4, "caractères")
    refused(library(*add[:-1], "ailleurs", "--password-file", "fort"), 4, "« ailleurs »", "smarves")
    assert library(*add, "--password-file", "fort").returncode == 0
    refused(library(*add, "--password-file", "fort"), 4, "déjà pris")
    assert "odile · Odile Pré · " in library("staff", "list").stdout
    assert library("staff", "disable", "Odile").returncode == 0
    assert "odile" not in library("staff", "list").stdout
    refused(library("staff", "disable", "odile"), 4, "« odile »")


def test_what_an_import_refuses_is_told_by_its_exit_code(library: Bibtui, tmp_path: Path) -> None:
    (tmp_path / "usagers2.csv").write_text(
        PATRONS + "2,42E+13;Perdu;Paul;01/01/1990;smarves\n", encoding="utf-8"
    )
    run = library("import", "patrons", "usagers2.csv")
    assert run.returncode == 3
    assert "ligne 3" in run.stdout.replace("\u00a0", " ")
    assert library("import", "patrons", "absent.csv").returncode == 1
