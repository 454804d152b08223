"""Renewing: why not, what it would do, the act, its receipt; and nothing written before the yes."""

from datetime import date

from sqlalchemy import func, select

from bibtui.screens.pieces.dialogs import Confirm, Message
from bibtui.store.tables import account, item, journal, loan, patron, record, renewal
from tests.screens.conftest import Doors
from tests.screens.house import SMALL, Visit

CLAIN = ("0010977700011", "1962")


async def due_dates(visit: Visit) -> dict[str, tuple[date, int]]:
    """What is kept of each loan: its due date and how often it was renewed, by title."""
    portal = await visit.app.backstage.portal()
    query = (
        select(record.c.title, loan.c.due_on, loan.c.renewals)
        .join_from(loan, item, item.c.id == loan.c.item_id)
        .join(record, record.c.id == item.c.record_id)
    )
    with portal.store.reading() as connection:
        return {row[0]: (row[1], row[2]) for row in connection.execute(query)}


async def changed(visit: Visit, before: dict[str, tuple[date, int]]) -> dict[str, str]:
    """The new due date of each loan that is no longer as it was."""
    after = await due_dates(visit)
    return {title: str(after[title][0]) for title in after if after[title] != before[title]}


async def loans(visit: Visit, identifier: str = "YsolineG", *secret: str) -> None:
    """Sign in and open Prêts."""
    await visit.sign_in(identifier, *secret, then="Mon compte")
    await visit.press("2")
    await visit.sees("prêt sélectionné")


async def test_every_reason_is_given_at_once_with_its_way_out(doors: Doors) -> None:
    """001-17, 001-18: late, already renewed, reserved, and the reminder, on one document."""
    async with doors("saint-etienne") as visit:
        await loans(visit)
        before = await due_dates(visit)
        await visit.press("p")
        await visit.sees(
            "Prolongation impossible",
            "Ce document est attendu par un autre usager.",
            "Il est en retard de 7 jours (retour prévu le 05/11/2024)",
            "Ce document a déjà été prolongé une fois : une seule prolongation est permise.",
            "Une lettre de rappel est partie le 08/11/2024",
            "Rapportez-le dès que vous le pouvez",
        )
        assert isinstance(visit.app.screen, Message)
        await visit.press("enter")
        assert await changed(visit, before) == {}


async def test_what_is_awaited_must_come_back_before_closing_time(doors: Doors) -> None:
    """001-13, 001-18: the way out names the day and the hour of the library it was lent at."""
    async with doors("saint-etienne") as visit:
        await loans(visit)
        await visit.press("down", "down")
        await visit.sees(
            "Ce document est attendu par un autre usager.",
            "Rendez-le au plus tard le 13/11/2024 avant la fermeture, 18 h",
        )


async def test_the_causes_of_a_refusal_at_clain(doors: Doors) -> None:
    """003-13, 003-15: date past, renewed once, reserved, novelty, each under its own document."""
    async with doors("vallees-du-clain", SMALL) as visit:
        await loans(visit, *CLAIN)
        for key, said in (
            ("home", "Il est en retard de 6 jours (retour prévu le 09/05/2018)"),
            ("home", "Ce document a déjà été prolongé une fois"),
            ("down", ""),
            ("down", "Ce document est attendu par un autre usager."),
            ("end", "C'est une nouveauté jusqu'au 31/08/2018 : elle ne se prolonge pas."),
        ):
            await visit.press(key)
            if said:
                await visit.until(
                    lambda said=said: said in facts(visit), f"« {said} » in the panel"
                )


def facts(visit: Visit) -> str:
    """All that the panel under the list says of the chosen row, scrolled to or not."""
    panel = visit.app.screen.query_one("#loans-facts")
    lines = [line.text for line in panel.render_lines(panel.region.reset_offset)]
    return " ".join(" ".join(lines).replace("\u00a0", " ").split())


async def test_one_loan_is_renewed_after_a_yes_and_a_receipt_says_so(doors: Doors) -> None:
    """001-15, 001-20, 003-14, 003-15: Enter on the row, the question, the date, « 1 titre »."""
    async with doors("saint-etienne") as visit:
        await loans(visit)
        before = await due_dates(visit)
        await visit.press("down", "enter")
        await visit.sees(
            "Prolonger 1 document ?", "Serait à rendre le 03/12/2024, au lieu du 12/11/2024."
        )
        assert isinstance(visit.app.screen, Confirm) and visit.focused == "yes"
        await visit.press("escape")
        assert await changed(visit, before) == {}
        await visit.press("enter", "enter")
        await visit.sees(
            "Prolongations de prêts",
            "La prolongation a été effectuée pour 1 titre.",
            "À rendre maintenant le 03/12/2024, au lieu du 12/11/2024.",
        )
        assert await changed(visit, before) == {"La Cuisine des algues": "2024-12-03"}
        await visit.press("enter")
        await visit.sees_no_more("Prolongations de prêts")
        assert "! non" in visit.row("La Cuisine des algues", "03/12/2024", "En cours")


async def test_several_ticked_loans_are_renewed_each_alone(doors: Doors) -> None:
    """001-16, 003-14, 003-15: of three ticked two can be; the third keeps its date and is told."""
    async with doors("saint-etienne") as visit:
        await loans(visit)
        before = await due_dates(visit)
        await visit.press("down", "space", "down", "space", "down", "space")
        await visit.sees("3 prêts sélectionnés")
        await visit.press("p")
        await visit.sees("Prolonger 2 documents ?", "Ce document est attendu par un autre usager.")
        await visit.press("enter")
        await visit.sees("La prolongation a été effectuée pour 2 titres.")
        assert await changed(visit, before) == {
            "La Cuisine des algues": "2024-12-03",
            "Océans muets": "2024-12-11",
        }
        await visit.press("enter")
        await visit.sees("0 prêt sélectionné")


async def test_all_renewed_together_get_the_same_new_date(doors: Doors) -> None:
    """003-14, 003-16: lent on three days, due on three days, due again on one."""
    async with doors("vallees-du-clain") as visit:
        await loans(visit, *CLAIN)
        before = await due_dates(visit)
        await visit.press("a", "p")
        await visit.sees("Prolonger 3 documents ?")
        assert visit.text.count("Serait à rendre le 15/06/2018") == 3
        await visit.press("enter")
        await visit.sees("La prolongation a été effectuée pour 3 titres.")
        assert await changed(visit, before) == dict.fromkeys(
            ("Les Oies de Marennes", "Gâtine", "Bals du Poitou"), "2018-06-15"
        )


async def test_a_relatives_loan_is_renewed_and_both_names_are_kept(doors: Doors) -> None:
    """001-19, 001-15: for Timéo, by Ysoline; the journal knows who and for whom."""
    async with doors("saint-etienne") as visit:
        await loans(visit)
        before = await due_dates(visit)
        await visit.press("f2", "down", "enter", "p")
        await visit.sees("Prolonger 1 document ?", "au lieu du 22/11/2024.")
        await visit.press("enter")
        await visit.sees("La prolongation a été effectuée pour 1 titre.")
        assert list((await changed(visit, before)).values()) == ["2024-12-13"]
        portal = await visit.app.backstage.portal()
        by, of = account.alias(), patron.alias()
        for table in (renewal, journal):
            query = (
                select(by.c.first_name, of.c.first_name)
                .join_from(table, by, by.c.id == table.c.account_id)
                .join(of, of.c.id == table.c.patron_id)
            )
            if table is journal:
                query = query.where(journal.c.verb == "loan.renew")
            with portal.store.reading() as connection:
                assert connection.execute(query).all() == [("Ysoline", "Timéo")]


async def test_one_key_renews_for_the_whole_family(doors: Doors) -> None:
    """001-19, 000-08: from Accueil, whose card is whose, three renewed of six."""
    async with doors("saint-etienne") as visit:
        await visit.sign_in("YsolineG", then="Mon compte")
        before = await due_dates(visit)
        await visit.press("p")
        await visit.sees(
            "Prolonger 3 documents ?", "Océans muets (Ysoline Garrigou)", "(Timéo Garrigou)"
        )
        await visit.press("enter")
        await visit.sees("La prolongation a été effectuée pour 3 titres.")
        assert sorted((await changed(visit, before)).values()) == [
            "2024-12-03",
            "2024-12-11",
            "2024-12-13",
        ]
        await visit.press("enter")
        await visit.sees("1 est à rendre le 25/11/2024")
        assert "La Cuisine des algues" not in visit.text


async def test_a_group_renews_for_its_members(doors: Doors) -> None:
    """000-08, 000-20: from the family's own login, for the card acted on."""
    async with doors("roudour") as visit:
        await visit.sign_in("famille.cadiou", then="toute la famille")
        before = await due_dates(visit)
        await visit.press("f2", "end", "enter", "2", "enter")
        await visit.sees("Prolonger 1 document ?")
        await visit.press("enter")
        await visit.sees("La prolongation a été effectuée pour 1 titre.")
        assert await changed(visit, before) == {"Le Korrigan bleu": "2022-04-09"}


async def test_what_if_shows_three_days_and_writes_nothing(doors: Doors) -> None:
    """003-14: « Et si ? » on the chosen loan; in a week it would be late, and why is told."""
    async with doors("saint-etienne") as visit:
        await loans(visit)
        before = await due_dates(visit)
        await visit.press("end", "e")
        await visit.sees(
            "Rien n'est changé",
            "Aujourd'hui, 12/11/2024",
            "Demain, 13/11/2024",
            "Dans une semaine, 19/11/2024",
            "Serait à rendre le 11/12/2024, au lieu du 20/11/2024.",
        )
        await visit.press("escape", "up", "e")
        await visit.sees("Dans une semaine", "Il est en retard de 6 jours")
        await visit.press("escape")
        assert await changed(visit, before) == {}
        portal = await visit.app.backstage.portal()
        with portal.store.reading() as connection:
            done = select(func.count()).select_from(renewal)
            assert connection.execute(done).scalar_one() == 0
