"""`bibtui import`, as it is typed: what it prints, what it returns."""

import io
import sys
from pathlib import Path

import pytest

from bibtui.cli import main
from bibtui.store import patrons, upgrade
from bibtui.store.engine import Store
from tests.imports.building import iso2709, unimarc

HEADER = "N° carte;Nom;Prénom;Date de naissance\n"
GOOD = HEADER + "24200001234564;Bellanger;Aurore;23/05/1986\n"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    database = tmp_path / "base.sqlite"
    upgrade.create(database)
    monkeypatch.setenv("BIBTUI_DATABASE", str(database))
    monkeypatch.setenv("BIBTUI_POLICY", "saint-etienne")
    monkeypatch.delenv("BIBTUI_CONFIG", raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)

    def typed(*words: str) -> int:
        return main(["import", *words])

    return typed


def test_a_good_file_is_taken_and_said(run, tmp_path: Path, capsys) -> None:
    Path("usagers.csv").write_text(GOOD, "cp1252")
    assert run("patrons", "usagers.csv") == 0
    said = capsys.readouterr().out
    assert "usagers.csv\xa0: 1 ligne lue" in said
    assert "«\xa0N° carte\xa0» numéro de carte" in said
    assert "Usager\xa0: 1 créé." in said
    store = Store.open(tmp_path / "base.sqlite")
    with store.reading() as connection:
        patron = patrons.by_card(connection, "24200001234564")
    store.close()
    assert patron is not None and patron.name == "Aurore Bellanger"


def test_a_line_refused_makes_it_partly_done_and_is_kept_beside_the_file(run, capsys) -> None:
    Path("usagers.csv").write_text(GOOD + "2,42E+13;Perdu;Jean;1990\n", "utf-8")
    assert run("patrons", "usagers.csv") == 3
    said = capsys.readouterr().out
    assert "ligne 3\xa0: le numéro de carte a été détruit par un tableur (2,42E+13)." in said
    assert "format Texte" in said
    assert "usagers.rejets.csv" in said
    assert Path("usagers.rejets.csv").read_text("utf-8") == (HEADER + "2,42E+13;Perdu;Jean;1990\n")


@pytest.mark.parametrize(
    ("what", "content", "sentence"),
    [
        ("records", b"", "il est vide"),
        ("records", b"carte;nom\n", "ce ne sont pas des notices"),
        ("records", b"<!DOCTYPE x><a/>", "retirez la déclaration"),
        ("patrons", b"a;b\n1;2\n", "il manque numéro de carte et nom"),
        ("patrons", b"carte;nom;mail;e-mail\n", "deux colonnes disent la même chose"),
        ("loans", b"carte;titre\n", "il manque code-barres du document"),
    ],
)
def test_a_file_that_is_something_else_is_one_sentence_and_an_error(
    run, capsys, what: str, content: bytes, sentence: str
) -> None:
    Path("f").write_bytes(content)
    assert run(what, "f") == 1
    said = capsys.readouterr().out
    assert said.startswith("f\xa0: ") and sentence in said and said.count("\n") == 1


def test_a_file_that_is_absent_does_not_stop_the_others(run, capsys) -> None:
    Path("usagers.csv").write_text(GOOD, "utf-8")
    assert run("patrons", "absent.csv", "usagers.csv") == 3
    said = capsys.readouterr().out
    assert "absent.csv\xa0: le fichier ne peut pas être lu, il n'existe pas." in said
    assert "1 créé" in said


@pytest.mark.parametrize("what", ["records", "patrons", "loans"])
@pytest.mark.parametrize("place", [".", "/", "..", "", "/tmp/"])
def test_a_folder_is_one_sentence_and_an_error(run, capsys, what: str, place: str) -> None:
    assert run(what, place) == 1
    said = capsys.readouterr().out
    assert said.endswith("\xa0: le fichier ne peut pas être lu, c'est un dossier.\n")
    assert len(said.split(" ")[0]) > 1 and said.count("\n") == 1


def test_a_number_of_one_digit_is_in_the_singular(run, capsys) -> None:
    Path("usagers.csv").write_text(HEADER + "7;Perdu;Jean;1990\n", "utf-8")
    run("patrons", "usagers.csv")
    assert "a 1 chiffre au lieu de 14" in capsys.readouterr().out.replace("\xa0", " ")


def test_a_dry_run_says_that_nothing_was_written(run, capsys) -> None:
    Path("c.mrc").write_bytes(iso2709(unimarc("1", "[/] \x1b]0;x\x07")) + b"garbage")
    assert run("records", "--dry-run", "c.mrc") == 3
    said = capsys.readouterr().out
    assert "Essai\xa0: rien n'a été écrit" in said
    assert not Path("c.rejets.mrc").exists()
    assert run("records", "c.mrc") == 3
    assert "Notices\xa0: 1 créée, 1 refusée." in capsys.readouterr().out
    assert Path("c.rejets.mrc").read_bytes() == b"garbage\x1d"


def test_an_encoding_that_does_not_exist_is_said(run, capsys) -> None:
    Path("c.mrc").write_bytes(iso2709(unimarc("1")))
    assert run("records", "--encoding", "klingon", "c.mrc") == 1
    assert "l'encodage klingon n'existe pas" in capsys.readouterr().out


def test_what_comes_from_a_file_cannot_command_the_terminal(run, capsys) -> None:
    Path("usagers.csv").write_text(HEADER + "\x1b]0;x\x07\x9b2J;Nom;;\x1b[2J\n", "utf-8")
    Path("colonnes.csv").write_text("carte;nom;\x1b[2J\u202exyz\n", "utf-8")
    run("patrons", "usagers.csv", "colonnes.csv")
    said = capsys.readouterr().out
    assert not set(said) & set("\x1b\x07\x9b\u202e")


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_on_a_terminal_the_work_is_followed_and_leaves_no_trace(
    run, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = Terminal()
    monkeypatch.setattr(sys, "stderr", shown)
    Path("c.mrc").write_bytes(b"".join(iso2709(unimarc(str(n))) for n in range(200)))
    assert run("records", "c.mrc") == 0
    steps = shown.getvalue().split("\r\x1b[K")
    assert steps[1] == "c.mrc\xa0: 0\xa0%" and steps[-2] == "c.mrc\xa0: 100\xa0%"
    assert steps[-1] == "" and len(steps) <= 104
