"""Whose cards one sees and acts on, under the three family policies."""

from bibtui.screens.family import FamilyDialog, FamilyList
from bibtui.screens.home import CardBlock
from bibtui.wording.app import SIGNED_OUT
from tests.screens.conftest import Doors
from tests.screens.house import SMALL, Visit

BANNER = "Vous agissez pour Timéo Garrigou."


def panel(visit: Visit) -> str:
    """What the family panel shows."""
    return visit.said_by(visit.app.screen.query_one("#family", FamilyList))


def block(visit: Visit, number: int) -> str:
    """What a block of Accueil shows."""
    return visit.said_by(list(visit.app.screen.query(CardBlock))[number])


async def test_each_card_has_its_summary_in_the_guides_sentences(doors: Doors) -> None:
    """001-06, 001-07: one's own first; singular and plural, « autres », today, tomorrow, a date."""
    async with doors("saint-etienne") as visit:
        await visit.sign_in("YsolineG", then="Mon compte")
        own, son, relative = (block(visit, number) for number in range(3))
        assert own == (
            "Vous avez emprunté 4 documents Vous avez réservé 3 documents "
            "! 1 est en retard ✓ 1 est disponible "
            "· 1 autre est à rendre aujourd'hui 2 autres sont en attente "
            "· 1 autre est à rendre demain"
        )
        assert "Vous avez emprunté 2 documents Vous avez réservé 1 document" in son
        assert "1 est à rendre le 22/11/2024" in son and "1 n'a pas été retiré à temps" in son
        assert relative == "Vous n'avez pas de document emprunté Vous n'avez pas de réservation"


async def test_accueil_says_whether_the_library_is_open(doors: Doors) -> None:
    """001-07: now and the next time, from the hours of the policy."""
    async with doors("saint-etienne") as visit:
        await visit.sign_in("YsolineG")
        await visit.sees("Tarentaize", "jusqu'à 19 h", "demain mercredi à 10 h")
    async with doors("roudour") as visit:
        await visit.sign_in("soazig.cadiou")
        await visit.sees("Espace du Roudour", "jusqu'à 12 h", "aujourd'hui à 14 h")


async def test_a_family_signs_in_as_one_and_sees_every_card(doors: Doors) -> None:
    """000-02, 000-07, 000-08, 000-09, 000-11: the whole first, then each, « aucune » included."""
    async with doors("roudour") as visit:
        await visit.sign_in("famille.cadiou", then="Famille Cadiou : toute la famille")
        assert visit.rows[0].rstrip().endswith("Famille Cadiou ▾")
        whole, soazig, yann, nolwenn = (block(visit, number) for number in range(4))
        for said in ("emprunté 3 documents", "1 est en retard", "réservé 3 documents"):
            assert said in whole
        assert "Soazig Cadiou a emprunté 2 documents Soazig Cadiou a réservé 1 document" in soazig
        assert yann == (
            "Yann Cadiou n'a pas de document emprunté Yann Cadiou n'a fait aucune réservation"
        )
        for said in ("1 est à rendre le 19/03/2022", "1 est disponible", "pas été retiré à temps"):
            assert said in nolwenn
        assert "Nolwenn Cadiou 1 prêt, 2 réservations" in panel(visit)


async def test_a_family_account_acts_as_a_member_and_comes_back(doors: Doors) -> None:
    """000-10, 000-20, 000-21: her loans with both dates; then the grouping account again."""
    async with doors("roudour") as visit:
        await visit.sign_in("famille.cadiou", then="toute la famille")
        await visit.press("f2", "down", "enter", "2")
        await visit.sees("Vous agissez pour Soazig Cadiou.", "revenir au compte famille")
        await visit.sees("Emprunté le 12/02/2022", "retour prévu le 05/03/2022.")
        assert "Goémon" in visit.text and "Le Korrigan bleu" not in visit.text
        await visit.press("escape")
        await visit.sees_no_more("Vous agissez pour")
        await visit.sees("Les prêts de toute la famille", "Le Korrigan bleu")
        assert visit.row("Phares d'Iroise", "Soazig") and visit.row("Le Korrigan", "Nolwenn")


async def test_a_member_of_a_group_sees_only_their_own_card_by_themselves(doors: Doors) -> None:
    """000-02: individual loans, as against the family's."""
    async with doors("roudour") as visit:
        await visit.sign_in("soazig.cadiou", then="Bonjour Soazig.")
        await visit.press("2")
        await visit.sees("Goémon")
        assert "Nolwenn" not in visit.every_text() and "Korrigan" not in visit.every_text()


async def test_shared_accounts_act_for_a_relative_and_come_back_by_key(doors: Doors) -> None:
    """001-15: who is acted for is always said; the counter of the tab follows the card."""
    async with doors("saint-etienne") as visit:
        await visit.sign_in("YsolineG", then="Mon compte")
        assert "▸ Ysoline Garrigou" in panel(visit) and "Toute la famille" in panel(visit)
        await visit.press("2", "f2", "down", "enter")
        await visit.sees(BANNER, "Les prêts de Timéo Garrigou")
        assert "[Prêts 2]" in visit.rows[1] and "▸ Timéo Garrigou" in panel(visit)
        await visit.press("escape")
        await visit.sees_no_more(BANNER)
        assert "[Prêts 4]" in visit.rows[1] and "▸ Ysoline Garrigou" in panel(visit)


async def test_the_mouse_chooses_whom_to_act_for(doors: Doors) -> None:
    """000-20, 001-06: a click on the panel, or on a card of Accueil, does what the keys do."""
    async with doors("saint-etienne") as visit:
        await visit.sign_in("YsolineG", then="Mon compte")
        await visit.click_on("Timéo Garrigou")
        await visit.sees(BANNER)
        await visit.click_on("Ysoline Garrigou")
        await visit.sees_no_more(BANNER)
        await visit.click_on("Vous avez emprunté 2 documents")
        await visit.sees(BANNER, "Les prêts de Timéo Garrigou")


async def test_where_there_is_no_room_the_family_is_one_line_and_opens_over(doors: Doors) -> None:
    """000-08, 001-06: at 80×24 the line says the loans and what presses; F2 says all."""
    async with doors("saint-etienne", SMALL) as visit:
        await visit.sign_in("YsolineG", then="Mon compte")
        # Two people of one first name are told apart.
        assert "▸ Ysoline Gar. 4 prêts ! 1 en retard" in visit.text
        await visit.press("f2")
        assert isinstance(visit.app.screen, FamilyDialog)
        await visit.sees("Timéo Garrigou", "1 non retirée")
        await visit.press("down", "enter")
        await visit.sees(BANNER)
        await visit.press("escape")
        await visit.sees_no_more(BANNER)


async def test_where_the_network_has_no_family_view_a_relative_is_nowhere(doors: Doors) -> None:
    """003-05: though the accounts are linked in the store, nothing of the other card is read."""
    async with doors("vallees-du-clain") as visit:
        await visit.sign_in("0010977700011", "1962", then="Mon compte")
        await visit.press("2", "f2")
        await visit.sees("Gâtine")
        assert "F2" not in visit.text and "Ma famille" not in visit.text
        for told in ("Colombe", "Tapis volants", "0010977700012"):
            assert told not in visit.every_text()


async def test_the_account_menu_has_the_networks_entries_in_its_order(doors: Doors) -> None:
    """001-03, 001-05: from the first name; what does not work yet is absent; each entry opens."""
    async with doors("saint-etienne") as visit:
        await visit.sign_in("YsolineG", then="Mon compte")
        await visit.click_on("Ysoline ▾")
        entries = visit.app.screen.query_one("OptionList")
        labels = [str(entries.get_option_at_index(at).prompt) for at in range(entries.option_count)]
        assert labels == [
            "Prêts et réservations",
            "Comptes partagés",
            "Changer mon mot de passe",
            "Me déconnecter",
        ]
        await visit.press("enter")
        assert "[Prêts 4]" in visit.rows[1]
        await visit.press("f4", "down", "enter")
        assert visit.focused == "family"
        await visit.press("f4", "down", "down", "enter")
        await visit.sees("Modifier le mot de passe", "Mot de passe actuel")
        await visit.press("escape", "f4", "end", "enter")
        await visit.sees(SIGNED_OUT)
