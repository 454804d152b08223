"""What cannot be is said in one French sentence with the remedy, and the program goes on."""

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from bibtui.app import Opening, opening_of
from bibtui.domain.clock import FixedClock
from bibtui.settings import load
from tests.screens import house
from tests.screens.conftest import Doors, Filled, copied
from tests.screens.house import SMALL
from tests.screens.libraries import LIBRARIES


async def test_a_terminal_too_small_is_told_so_until_it_grows(doors: Doors) -> None:
    """A sentence at 40×10, whatever was open; then everything as it was."""
    async with doors("saint-etienne", SMALL) as visit:
        await visit.sign_in("YsolineG", then="Mon compte")
        await visit.press("2", "down", "space")
        before = visit.text
        await visit.pilot.resize_terminal(40, 10)
        await visit.sees("Cette fenêtre est trop petite : agrandissez-la jusqu'à 60 colonnes")
        assert "Garrigou" not in visit.text
        await visit.press("p", "escape", "f12")
        assert visit.app.acting is not None
        await visit.sees("Cette fenêtre est trop petite")
        await visit.pilot.resize_terminal(*SMALL)
        await visit.until(lambda: visit.text == before, "the list as it was")


async def test_a_store_gone_away_is_told_and_found_again(filled: Filled, tmp_path: Path) -> None:
    """At the door: why nothing can be read; once it is back, the same door opens."""
    opening = _opening(copied(filled("saint-etienne"), tmp_path))
    database, away = tmp_path / "bibtui.sqlite", tmp_path / "away"
    database.rename(away)
    async with house.visit(opening, SMALL) as visit:
        await visit.sees("Il n'y a pas encore de base dans")
        away.rename(database)
        await visit.sign_in("YsolineG", then="Mon compte")


def _newer(database: Path) -> None:
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")


def _not_ours(database: Path) -> None:
    database.unlink()
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("CREATE TABLE recettes (nom TEXT)")


def _damaged(database: Path) -> None:
    database.write_bytes(b"pas une base" * 400)


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (_newer, "d'une version plus récente (9999) que ce programme"),
        (_not_ours, "n'est pas une base de Bibtui"),
        (_damaged, "est abîmée ou n'est pas une base"),
    ],
    ids=["newer", "not ours", "damaged"],
)
async def test_a_store_that_cannot_serve_is_named_and_left_alone(
    filled: Filled, tmp_path: Path, spoil: Callable[[Path], None], said: str
) -> None:
    """The sentence stands under the form; the file is not touched, the program does not end."""
    database = copied(filled("saint-etienne"), tmp_path)
    spoil(database)
    before = database.read_bytes()
    async with house.visit(_opening(database), SMALL) as visit:
        await visit.sees(said)
        await visit.try_door("YsolineG")
        await visit.sees(said)
        assert visit.app.is_running and visit.app.acting is None
    assert database.read_bytes() == before


async def test_a_store_that_may_not_be_written_is_told(
    filled: Filled, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The place, the rights to look at, another way to say where; nothing was changed."""
    database = copied(filled("saint-etienne"), tmp_path)
    # The tests may run as root, whom no mode of a folder stops.
    monkeypatch.setattr(os, "access", lambda path, mode: not mode & os.W_OK)
    async with house.visit(_opening(database), SMALL) as visit:
        await visit.sees("Rien ne peut être écrit dans", "vérifiez vos droits sur ce fichier")
        await visit.try_door("YsolineG")
        await visit.sees("Rien ne peut être écrit dans")
        assert visit.app.acting is None


async def test_a_store_replaced_under_the_program_is_told(filled: Filled, tmp_path: Path) -> None:
    """What would be written to a file that is no longer the same one is not said done."""
    database = copied(filled("saint-etienne"), tmp_path)
    async with house.visit(_opening(database), SMALL) as visit:
        await visit.app.backstage.portal()
        database.rename(tmp_path / "moved")
        shutil.copyfile(tmp_path / "moved", database)
        await visit.try_door("YsolineG")
        await visit.sees("a été remplacé pendant que Bibtui l'avait ouvert")
        assert visit.app.acting is None


async def test_an_unreachable_server_is_told(tmp_path: Path) -> None:
    """PostgreSQL where none listens: the address, without its password, and what to check."""
    options = {"database": "postgresql://camille@127.0.0.1:9/portail", "policy": "saint-etienne"}
    async with house.visit(opening_of(load(options, {"HOME": str(tmp_path)})), SMALL) as visit:
        await visit.sees("ne peut pas être jointe : vérifiez l'adresse", "127.0.0.1:9/portail")
        assert visit.app.is_running


def _opening(database: Path) -> Opening:
    return house.opening("saint-etienne", database, FixedClock.on(LIBRARIES["saint-etienne"].day))
