"""Prêts: what is out, until when, and all that is told of it."""

import tomllib
from pathlib import Path

from bibtui.demo import ledger
from bibtui.demo.seed import seed
from bibtui.domain.clock import FixedClock
from bibtui.store.engine import Store
from tests.networks import network
from tests.screens import house
from tests.screens.conftest import Doors
from tests.screens.house import SMALL, Visit

WIDE = (170, 44)


async def loans(visit: Visit, identifier: str = "YsolineG", secret: str = house.SECRET) -> None:
    """Sign in and open Prêts."""
    await visit.sign_in(identifier, secret, then="Mon compte")
    await visit.press("2")
    await visit.sees("prêt sélectionné")


def titles(visit: Visit) -> list[str]:
    """The first words of each row, in the order shown."""
    return [row.split("] ")[1].split("  ")[0].strip() for row in visit.rows if "[ ] " in row][1:]


async def test_a_row_has_the_guides_columns_words_and_signs(doors: Doors) -> None:
    """001-10, 001-11, 001-12, 001-13, 001-17: state and « attendu » in words, a sign with them."""
    async with doors("saint-etienne", WIDE) as visit:
        await loans(visit)
        head = visit.row("Titre", "Code-barres", "Document", "Emprunté à", "Retour le", "État")
        assert head.index("État") < head.index("Attendu") < head.index("Prol.")
        for words in (
            ("Le Chant des ronces", "8800000001", "Livre", "Tarentaize", "05/11/2024"),
            ("Le Chant des ronces", "! En retard", "Oui", "! non"),
            ("La Cuisine des algues", "12/11/2024", "· À rendre bientôt", "Non", " oui "),
            ("Trois nuits à Tbilissi", "Application", "Carnot", "À rendre bientôt", "Oui", "! non"),
            ("Océans muets", "Vidéo", "20/11/2024", "En cours", "Non", " oui "),
        ):
            assert visit.row(*words)


async def test_what_a_small_screen_leaves_out_of_the_row_stands_under_it(doors: Doors) -> None:
    """001-10, 001-14, 003-11: at 80×24 no fact is lost; a long title is cut above, whole below."""
    async with doors("saint-etienne", SMALL) as visit:
        await visit.sign_in("TimeoG", then="Mon compte")
        await visit.press("2")
        assert "Code-barres" not in visit.row("Titre", "Retour le")
        assert visit.row("Le Grand Voyage de B", "…  22/11/2024")
        await visit.sees(
            "Livre / Abert, Zoé · code-barres 8800000005 · cote R 005",
            "Emprunté le 01/11/2024 (Tréfilerie), retour prévu le 22/11/2024.",
            "Attendu par un autre usager : non.",
        )
        assert visit.row("Le Grand Voyage de Babouchka et de ses dix-sept petits-enfants")


async def test_every_fact_of_a_loan_stands_in_its_panel(doors: Doors) -> None:
    """003-10, 003-11: kind, author, publisher, year, barcode, place, both dates, what is left."""
    async with doors("vallees-du-clain") as visit:
        await visit.sign_in("0010977700011", "1962")
        await visit.sees("1 est en retard", "Vous avez réservé 2 documents", "1 est disponible")
        await visit.press("2", "down")
        await visit.sees(
            "Vous avez emprunté 6 documents : 1 est en retard.",
            "Livre / Boutin, Adèle – Aubépine, 2009 · code-barres 8800000001 · cote R 001",
            "Emprunté le 20/04/2018 (Iteuil), retour prévu le 20/05/2018. Encore 5 jours",
            "Prolongations faites : 0 sur 1.",
        )
        await visit.press("end")
        await visit.sees("une nouveauté jusqu'au 31/08/2018")


async def test_the_tab_counts_and_the_filter_keeps_what_matches(doors: Doors) -> None:
    """001-09: every word, without accents; by title, author, place or barcode; Escape clears."""
    async with doors("saint-etienne") as visit:
        await loans(visit)
        assert "[Prêts 4]" in visit.rows[1]
        await visit.press("slash", *"oceans")
        assert titles(visit) == ["Océans muets"] and "[Prêts 4]" in visit.rows[1]
        visit.fill(loans_filter="malaval tarentaize")
        await visit.until(lambda: titles(visit) == ["Le Chant des ronces"], "her author")
        visit.fill(loans_filter="nulle part")
        await visit.sees("Aucun prêt ne correspond à ce filtre. Échap pour l'effacer.")
        await visit.press("escape")
        assert len(titles(visit)) == 4 and visit.focused == "loans-list"


async def test_the_list_is_sorted_as_one_asks(doors: Doors) -> None:
    """003-11: by due date first, then by title, by author, by kind; articles do not count."""
    async with doors("saint-etienne") as visit:
        await loans(visit)
        assert titles(visit)[0] == "Le Chant des ronces" and "Tri : date de retour" in visit.text
        await visit.press("t")
        await visit.sees("Tri : titre")
        assert titles(visit)[-1] == "Trois nuits à Tbilissi"
        await visit.press("t")
        await visit.sees("Tri : auteur")
        assert titles(visit)[-1] == "Le Chant des ronces"


async def test_rows_are_ticked_one_by_one_all_at_once_or_by_mouse(doors: Doors) -> None:
    """001-09, 001-16: and the counter says how many, in French."""
    async with doors("saint-etienne") as visit:
        await loans(visit)
        await visit.sees("0 prêt sélectionné")
        await visit.press("space")
        await visit.sees("1 prêt sélectionné")
        assert "[x]" in visit.row("[x]", "Le Chant des ronces")
        await visit.press("a")
        await visit.sees("4 prêts sélectionnés")
        await visit.press("a")
        await visit.sees("0 prêt sélectionné")
        row = next(row for row in visit.rows if "Océans muets" in row)
        y = visit.rows.index(row)
        await visit.pilot.click(offset=(row.index("[ ]") + 1, y))
        await visit.sees("1 prêt sélectionné")
        assert visit.row("[x]", "Océans muets")


async def test_nothing_borrowed_is_said_kindly(doors: Doors) -> None:
    """001-07, 001-09: an empty list says so, and what will be there."""
    async with doors("saint-etienne") as visit:
        await visit.sign_in("YsolineG2", then="Mon compte")
        await visit.press("2")
        await visit.sees("Aucun document emprunté pour le moment.")
        assert "[Prêts 0]" in visit.rows[1]
        assert "Prolonger" not in visit.text and "Cocher" not in visit.text


LEDGER = """
opens_on = 2019-02-04
documented = [2019-02-04]
staff = []

[[account]]
label = "Perrine Audebert"
identifier = "0010955500021"
note = "une lectrice"

[[patron]]
key = "perrine"
card = "0010955500021"
first = "Perrine"
last = "Audebert"
born = 1977-06-09
library = "marcay"
category = "gratuit"
joined = [2018-09-12]

[[record]]
key = "galop"
title = "Galop d'hiver"
author = "Sorin, Luce"
items = [{ barcode = "77120000013", type = "livre", library = "marcay", acquired = 2012-05-02 }]

[[day]]
on = 2019-01-31
events = [{ loan = "77120000013", to = "perrine" }]
"""


async def test_a_document_is_lent_for_a_month(sqlite_template: Path, tmp_path: Path) -> None:
    """003-12: lent by the program itself on the 31st, due on the last day of the shorter month."""
    told = ledger.parse("vallees-du-clain", tomllib.loads(LEDGER))
    database = tmp_path / "bibtui.sqlite"
    database.write_bytes(sqlite_template.read_bytes())
    store = Store.open(database)
    seed(store, told, network(told.network), told.day, house.light_hasher())
    store.close()
    opening = house.opening(told.network, database, FixedClock.on(told.day))
    async with house.visit(opening) as visit:
        await visit.sign_in("0010955500021", ledger.PASSWORD, then="1 est à rendre le 28/02/2019")
        await visit.press("2")
        await visit.sees("Emprunté le 31/01/2019 (Marçay), retour prévu le 28/02/2019.")


async def test_a_long_list_leaves_room_for_what_is_said_of_a_row(doors: Doors) -> None:
    """003-11: with more loans than fit, the facts of the row and the buttons stay in view."""
    async with doors("la-rochelle", (120, 40)) as visit:
        await visit.sign_in("0555000113", then="Mon compte")
        await visit.press("2")
        await visit.sees("Prolongations faites", "Et si ?")
