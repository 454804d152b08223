"""Leaving, by one's own key or for want of one: what is announced, and that nothing stays."""

import gc
import weakref

from sqlalchemy import select

from bibtui.screens.idle import IdleDialog
from bibtui.screens.portal import PortalScreen
from bibtui.screens.signin import SignInScreen
from bibtui.store.tables import session
from bibtui.wording.app import IDLE, SIGNED_OUT
from tests.screens.conftest import Doors
from tests.screens.house import SECRET, Visit
from tests.screens.libraries import YSOLINE

HERS = (
    "Ysoline",
    "Garrigou",
    "Timéo",
    "Gauthier",
    YSOLINE,
    "Chant des ronces",
    "Océans",
    "Moteurs",
    "algues",
    SECRET,
)
"""What nobody may find of her once she has gone."""


async def open_sessions(visit: Visit) -> int:
    portal = await visit.app.backstage.portal()
    with portal.store.reading() as connection:
        query = select(session.c.id).where(session.c.ended_at.is_(None))
        return len(connection.execute(query).all())


def assert_nothing_stays(visit: Visit) -> None:
    """Only the door stands, and no widget, toast or clipboard holds a word of hers."""
    assert [type(screen).__name__ for screen in visit.app.screen_stack[1:]] == ["SignInScreen"]
    held = visit.every_text()
    for word in HERS:
        assert word not in held, word
        assert word not in visit.text, word


async def test_signing_out_leaves_nothing_behind(doors: Doors) -> None:
    """001-03: filter, ticks, receipt and card acted on go with who leaves; keys bring none back."""
    async with doors("saint-etienne") as visit:
        await visit.sign_in("YsolineG", then="Mon compte")
        shown = weakref.ref(visit.app.screen)
        await visit.press("p", "enter")
        await visit.sees("La prolongation a été effectuée")
        await visit.press("enter", "2", "a", "slash", *"algues", "ctrl+a", "ctrl+c")
        assert "algues" in visit.every_text()
        assert "Garrigou" in visit.every_text()
        await visit.press("f12")
        await visit.sees(SIGNED_OUT)
        assert_nothing_stays(visit)
        await visit.until(lambda: visit.app.acting is None, "nobody signed in")
        assert await open_sessions(visit) == 0
        await visit.press("ctrl+v", "ctrl+z", "up", "escape")
        assert_nothing_stays(visit)
        assert all(not visit.entry(name).value for name in ("identifier", "secret"))
        assert not isinstance(visit.app.screen, PortalScreen)

        def freed() -> bool:
            gc.collect()
            return shown() is None

        await visit.until(freed, "her screen let go of")


async def test_a_session_ended_elsewhere_drops_every_box_with_it(doors: Doors) -> None:
    """001-03: the next question to a service finds the session ended: the door, and why."""
    async with doors("saint-etienne") as visit:
        await visit.sign_in("YsolineG", then="Mon compte")
        await visit.press("p")
        await visit.sees("Prolonger 3 documents ?")
        acting = visit.app.acting
        assert acting is not None
        portal = await visit.app.backstage.portal()
        portal.accounts.sign_out(acting)
        await visit.press("enter")
        await visit.sees("Votre session est terminée : identifiez-vous de nouveau.")
        assert_nothing_stays(visit)


async def test_an_idle_session_is_announced_then_closed(doors: Doors) -> None:
    """004-16: counted down in words; any key stays; nobody there, the account closes by itself."""
    async with doors("saint-etienne") as visit:
        await visit.sign_in("YsolineG", then="Mon compte")
        visit.seconds.now += 8 * 60
        await visit.pilot.pause(1.2)
        assert isinstance(visit.app.screen, PortalScreen)
        visit.seconds.now += 60
        await visit.sees("Êtes-vous toujours là ?", "votre compte sera fermé dans")
        assert any(visit.shows(f"fermé dans {left} secondes.") for left in (60, 59, 58))
        await visit.press("x")
        assert isinstance(visit.app.screen, PortalScreen)
        visit.seconds.now += 9 * 60 + 30
        await visit.until(lambda: isinstance(visit.app.screen, IdleDialog), "the countdown")
        visit.seconds.now += 31
        await visit.sees(IDLE)
        assert isinstance(visit.app.screen, SignInScreen)
        assert_nothing_stays(visit)
        await visit.rest()
        assert await open_sessions(visit) == 0


async def test_escape_goes_one_step_back_then_asks_before_leaving(doors: Doors) -> None:
    """001-05: another's card, one's own, Accueil, the question; « Annuler » stays."""
    async with doors("saint-etienne") as visit:
        await visit.sign_in("YsolineG", then="Mon compte")
        await visit.press("2", "f2", "down", "enter")
        await visit.sees("Vous agissez pour Timéo Garrigou.")
        await visit.press("escape")
        await visit.sees("Mes prêts")
        await visit.press("escape")
        await visit.sees("Bonjour Ysoline.")
        await visit.press("escape")
        await visit.sees("Voulez-vous fermer votre compte ?")
        await visit.press("escape")
        assert visit.app.acting is not None
        await visit.press("escape", "enter")
        await visit.sees(SIGNED_OUT)
