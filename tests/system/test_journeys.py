"""Whole visits, by keyboard, in a real terminal: what is read, done, and left behind."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bibtui import resources
from bibtui.demo.ledger import PASSWORD, read
from bibtui.wording.app import SIGNED_OUT
from tests.system.program import (
    DOWN,
    ENTER,
    ESCAPE,
    F2,
    F4,
    F5,
    F12,
    TAB,
    UP,
    Program,
    own_library,
)

LARGE = (120, 40)


@pytest.fixture(params=["demo", "a library of its own"])
def program(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Program]:
    """Saint-Étienne on the day of the guide: in the demonstration, and in a store that stays."""
    if request.param == "demo":
        with Program(tmp_path, "demo", size=LARGE) as opened:
            yield opened
        return
    database = own_library(tmp_path)
    policy = resources.policy_file("saint-etienne")
    with Program(
        tmp_path, database, policy, "2023-10-06", module="tests.system.opened", size=LARGE
    ) as opened:
        yield opened


def personal(of_demo: bool) -> set[str]:
    """Names, numbers and titles of the reader's family; a demo lists who may sign in anyway."""
    ledger = read("saint-etienne")
    family = [each for each in ledger.patrons if each.key in ("aurore", "hannibal", "boreale")]
    data = {PASSWORD, *(each.last for each in family), *(each.email for each in family)}
    if not of_demo:
        data |= {each.card for each in family} | {each.first for each in family}
    data |= {"Pilates", "Le training", "10 clés", "HPI", "cuisine italienne", "Tri :"}
    return {each for each in data if each}


def test_the_visit_of_the_guide(program: Program, tmp_path: Path) -> None:
    program.home()
    assert "Vous avez emprunté 5 documents" in program.rows
    assert "3 sont en retard" in program.rows
    assert "2 autres sont à rendre aujourd'hui" in program.rows
    # The five, and why none of them can be renewed.
    program.loans()
    assert "Aucun ne peut être prolongé" in program.rows
    first, reasons = program.cursor[1], []
    for row in range(5):
        program.wait_until(lambda row=row: program.cursor[1] == first + row, f"row {row}")
        program.settle()
        assert "Prolongation impossible" in program.rows
        reasons.append(program.rows)
        program.send(DOWN)
    assert sum("en retard de 7 jours" in each for each in reasons) == 3
    # The headings have a capital; the panel beside stands between words that were wrapped.
    assert sum("attendu" in each for each in reasons) == 2
    assert all("→ Rapportez-le" in each or "→ Rendez-le" in each for each in reasons)
    program.send("p")
    program.wait_for_text("Prolongation impossible")
    program.wait_for_text("OK")
    program.send(ESCAPE)
    program.settle()
    # Hannibal's can: the plan, then the act, then the receipt.
    program.send(F2)
    program.settle()
    program.send(DOWN + ENTER)
    program.wait_for_text("Vous agissez pour Hannibal")
    program.wait_for_text("La cuisine italienne")
    program.settle()
    program.send("p")
    program.wait_for_text("Prolonger 1 document")
    program.settle()
    program.send(ENTER)
    program.wait_for_words("La prolongation a été effectuée pour 1 titre")
    assert "28/10/2023, au lieu du 07/10/2023" in program.rows
    program.send(ENTER)
    program.wait_until(lambda: "Prolongations de prêts" not in program.text, "the end of it")
    program.settle()
    assert "28/10/2023" in program.rows and "Prolongation impossible" in program.rows
    # Back to oneself, and out.
    program.send(ESCAPE)
    program.wait_until(lambda: "Vous agissez" not in program.text, "one's own card")
    program.wait_for_text("Pilates")
    program.send(F12)
    program.wait_for_text(SIGNED_OUT)
    program.settle()
    leaves_nothing(program)
    program.send("\x11")
    assert program.wait_for_end() == 0
    leaves_no_file(program)


def leaves_nothing(program: Program) -> None:
    """After a sign-out: on the screen, in fields whatever is pressed, in the bytes, in files."""
    of_demo = "Démonstration" in program.text
    data = personal(of_demo)
    assert b"\x1b[3J" in program.output
    assert PASSWORD.encode() not in program.output
    for keys in ("", "\x16", "\x1a", UP, ESCAPE, TAB, "\x16", "\x1a", UP, F5, ESCAPE, F4):
        program.send(keys)
        program.settle(0.1)
        left = {each for each in data if each in program.text}
        assert not left, f"after {keys!r}"
    leaves_no_file(program)


def leaves_no_file(program: Program) -> None:
    for path in program.files():
        text = path.read_bytes()
        left = {each for each in personal(of_demo=False) if each.encode() in text}
        assert not left, path


def test_the_demonstration_takes_its_database_away(tmp_path: Path) -> None:
    with Program(tmp_path, "demo") as program:
        program.home()
        assert list((tmp_path / "tmp").glob("bibtui-demo-*/*.sqlite"))
        program.send("\x11")
        assert program.wait_for_end() == 0
    assert list((tmp_path / "tmp").iterdir()) == []


def test_a_batch_gets_one_date_in_vallees_du_clain(tmp_path: Path) -> None:
    with Program(tmp_path, "demo", "vallees-du-clain", size=LARGE) as program:
        program.ready().sign_in("0010912345672")
        program.wait_for_text("Vous avez emprunté 3 documents")
        program.settle()
        program.loans()
        program.send("a" + "p")
        program.wait_for_text("Prolonger 2 documents")
        program.settle()
        planned = program.rows
        program.send(ENTER)
        program.wait_for_words("a été effectuée pour 2 titres")
        program.settle()
        said = [each.split(",")[0] for each in program.rows.split("À rendre maintenant le ")[1:]]
        assert len(said) == 2 and len(set(said)) == 1
        assert planned.count(said[0]) == 2
        database = next((tmp_path / "tmp").glob("bibtui-demo-*/*.sqlite"))
        with closing(sqlite3.connect(database)) as connection:
            dates = connection.execute(
                "SELECT DISTINCT due_after FROM renewal WHERE at > '2017-11-21'"
            )
            assert len(dates.fetchall()) == 1


@pytest.mark.parametrize("network", ["gironde", "la-rochelle", "roudour"])
def test_each_network_opens_and_lets_someone_in(tmp_path: Path, network: str) -> None:
    ledger = read(network)
    with Program(tmp_path, "demo", network, size=LARGE) as program:
        program.wait_for_text("Démonstration", 20)
        program.settle()
        # The first of the list that the demo offers, by keyboard alone.
        while ledger.accounts[0].identifier not in program.at_cursor():
            before = program.cursor
            program.send(TAB)
            program.wait_until(lambda before=before: program.cursor != before, "the next one")
            program.settle(0.1)
        program.send(ENTER)
        program.wait_for_text("•••")
        program.settle()
        program.send(ENTER)
        if ledger.accounts[0].staff:
            program.settle()
            program.send("Nour Haddad" + ENTER)  # Who stands behind the library's login.
        program.wait_for_text("F12", 20)
        assert program.incidents == ""


def test_the_password_is_seen_only_with_the_eye(tmp_path: Path) -> None:
    with Program(tmp_path, "demo") as program:
        program.ready()
        program.send("AuroreB" + TAB + "Canari-7319")
        program.wait_for_text("•" * len("Canari-7319"))
        assert b"Canari-7319" not in program.output
        program.send(F4)
        program.wait_for_text("Canari-7319")


def test_a_password_typed_ahead_stays_hidden(tmp_path: Path) -> None:
    """On a slow line the identifier, Enter and the password come at once."""
    with Program(tmp_path, "demo") as program:
        program.ready()
        program.send("AuroreB" + ENTER + PASSWORD + ENTER)
        program.wait_for_text("Vous avez emprunté", 20)
        assert PASSWORD.encode() not in program.output
