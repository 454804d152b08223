"""The hardware cursor, which braille displays and magnifiers follow, on the real screens."""

from pathlib import Path

import pytest

from tests.system.program import (
    BACK_TAB,
    DOWN,
    ENTER,
    ESCAPE,
    F1,
    F2,
    F4,
    LEFT,
    RIGHT,
    TAB,
    UP,
    Program,
)


class Reader:
    """Somebody who reads one row: the one the cursor is on."""

    def __init__(self, program: Program) -> None:
        self.program = program

    def reads(self, keys: str, expected: str) -> None:
        """After these keys the cursor is shown, and `expected` begins where it stands."""
        self.program.send(keys)
        try:
            self.program.wait_until(
                lambda: self.program.at_cursor().lstrip().startswith(expected), f"{expected!r}", 5
            )
        except AssertionError as error:
            raise AssertionError(
                f"after {keys!r}, {self.program.cursor}: {self.program.at_cursor()!r}\n{error}"
            ) from None
        assert self.program.cursor_is_shown

    def writes_under(self, frame: str) -> None:
        """The cursor stands in the field whose frame bears that name."""
        program = self.program
        program.wait_until(
            lambda: frame in program.lines[program.cursor[1] - 1], f"the field {frame}", 5
        )
        column, row = program.cursor
        assert program.lines[row - 1].index(frame) <= column + 1
        assert program.cursor_is_shown


def test_on_the_sign_in_screen(tmp_path: Path) -> None:
    with Program(tmp_path, "demo", size=(120, 40)) as program:
        reader = Reader(program.ready())
        reader.writes_under("Identifiant")
        start = program.cursor
        program.send("Aurore")
        program.wait_until(lambda: program.cursor == (start[0] + 6, start[1]), "six cells on")
        program.send(TAB)
        reader.writes_under("Mot de passe")
        program.send("secret")
        program.wait_until(lambda: program.cursor[0] == start[0] + 6, "six cells on")
        reader.reads(TAB, "Se connecter")
        reader.reads(TAB, "Voir")
        reader.reads(TAB, "Mot de passe oublié")
        reader.reads(TAB, "AuroreB ")
        reader.reads(DOWN, "24200001234572")
        reader.reads(BACK_TAB, "Mot de passe oublié")
        reader.reads(ENTER, "OK")
        reader.reads(ESCAPE, "Mot de passe oublié")


@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])
def test_once_signed_in(tmp_path: Path, size: tuple[int, int]) -> None:
    with Program(tmp_path, "demo", size=size) as program:
        reader = Reader(program.home())
        # Accueil: a card's block begins by what was borrowed.
        reader.reads("", "Vous avez emprunté 5")
        reader.reads(DOWN, "Vous avez emprunté 1")
        reader.reads(DOWN, "Vous avez emprunté 2")
        reader.reads(UP, "Vous avez emprunté 1")
        # The family: a panel beside, or a box over.
        program.send(F2)
        program.wait_until(lambda: "Aurore Bellanger" in program.at_cursor(), "Aurore", 5)
        program.send(DOWN)
        program.wait_until(lambda: "Hannibal" in program.at_cursor(), "Hannibal", 5)
        program.send(ESCAPE if size == (80, 24) else TAB)
        program.settle()
        # Prêts: the row; its title is under the cursor's line.
        program.loans()
        reader.reads("", "[ ]  Pilates")
        for title in ("Le training", "10 clés", "HPI", "HPI"):
            program.send(DOWN)
            program.wait_until(
                lambda title=title: title in program.lines[program.cursor[1]], title, 5
            )
            assert program.cursor_is_shown
        program.send("/")
        program.wait_until(lambda: "Filtrer" in program.lines[program.cursor[1]], "the filter", 5)
        program.send(ESCAPE)
        program.wait_until(lambda: "HPI" in program.lines[program.cursor[1]], "the list", 5)
        if size == (120, 40):  # There is no room for buttons otherwise: their keys stand below.
            for _ in range(3):
                if not program.at_cursor().lstrip().startswith("Prolonger "):
                    program.send(TAB)
                    program.settle(0.3)
            reader.reads("", "Prolonger")
            reader.reads(TAB, "Et si ?")
        # Dialogs: their button, from one to the other.
        program.send(F1)
        reader.reads("", "OK")
        program.send(ESCAPE)
        program.settle()
        program.send(F4)
        program.wait_until(lambda: "Prêts et réservations" in program.at_cursor(), "the menu", 5)
        program.send(DOWN)
        program.wait_until(lambda: "Comptes partagés" in program.at_cursor(), "the next", 5)
        program.send(ESCAPE)
        program.settle()
        program.send("1")
        program.wait_for_text("Vous avez réservé")
        program.settle()
        program.send("p")  # Everything of everyone.
        program.wait_for_text("Annuler")
        reader.reads("", "Prolonger")
        reader.reads(RIGHT, "Annuler")
        reader.reads(LEFT, "Prolonger")
