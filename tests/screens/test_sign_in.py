"""The door, as a patron and a colleague go through it, on libraries unlike the demo."""

import json

import pytest
from sqlalchemy import select

from bibtui.screens.portal import PortalScreen
from bibtui.screens.secret import SecretScreen
from bibtui.store.tables import journal, session
from bibtui.wording.app import SIGNED_OUT
from tests.screens.conftest import Doors
from tests.screens.house import SECRET, SMALL, Visit
from tests.screens.libraries import BERENICE, HOMONYM, TIMEO, YSOLINE, with_check


async def test_a_patron_types_card_number_then_password(doors: Doors) -> None:
    """000-05, 001-01, 001-05: every key as on a keyboard, the card's spaces included."""
    async with doors("saint-etienne", SMALL) as visit:
        assert visit.focused == "identifier"
        assert "Se connecter" in visit.rows[0]
        spaced = f"{YSOLINE[:4]} {YSOLINE[4:8]} {YSOLINE[8:12]} {YSOLINE[12:]}"
        await visit.press(*spaced, "enter")
        assert visit.focused == "secret"
        await visit.press(*SECRET, "enter")
        await visit.sees("Bonjour Ysoline.")
        assert visit.rows[0].rstrip().endswith("Ysoline ▾")


async def test_homonyms_have_pseudonyms_of_their_own(doors: Doors) -> None:
    """001-02: PrénomN, then PrénomN2; neither case nor accents matter."""
    for pseudonym, card in (("ysolineg", YSOLINE), ("YsolineG2", HOMONYM), ("Timeog", TIMEO)):
        async with doors("saint-etienne") as visit:
            await visit.sign_in(pseudonym, then="Mon compte")
            assert card in visit.text
    assert len({YSOLINE, HOMONYM, TIMEO}) == 3


async def test_the_isolated_last_digit_of_a_card_may_be_typed_or_not(doors: Doors) -> None:
    """003-02, 003-03, 003-04: with it or without; both names show."""
    async with doors("vallees-du-clain") as visit:
        await visit.sees("Ne tapez pas le dernier chiffre isolé.", "Votre année de naissance.")
        await visit.sign_in("00109 7770 0011 4", "1962", then="Bonjour Anselme.")
        assert visit.rows[0].rstrip().endswith("Anselme Rivault ▾")
        await visit.press("f12")
        await visit.sign_in("0010977700011", "1962", then="Bonjour Anselme.")
        await visit.press("f4")
        assert "Mon compte" in visit.text


async def test_the_header_says_the_name_the_network_chose(doors: Doors) -> None:
    """000-07, 002-10: both names at Roudour, the first name at La Rochelle."""
    for network, identifier, shown in (
        ("roudour", "soazig.cadiou", "Soazig Cadiou ▾"),
        ("la-rochelle", "0555 000 112", "   Rozenn ▾"),
    ):
        async with doors(network) as visit:
            assert visit.rows[0].rstrip().endswith("Se connecter")
            await visit.sign_in(identifier, then="Bonjour")
            assert visit.rows[0].rstrip().endswith(shown)


async def test_the_eye_shows_what_is_typed_and_hides_it_again(doors: Doors) -> None:
    """004-02."""
    async with doors("saint-etienne") as visit:
        await visit.press("tab", *"grue 7")
        assert "grue 7" not in visit.text and "Voir" in visit.text
        await visit.press("f4")
        assert "grue 7" in visit.text and "Masquer" in visit.text
        await visit.press("f4")
        assert "grue 7" not in visit.text


def answer(visit: Visit) -> str:
    """The sentence under the form."""
    shown = str(visit.app.screen.query_one("#answer").render())
    return shown.replace("\u00a0", " ")


async def test_a_wrong_password_and_an_unknown_card_hear_the_same(doors: Doors) -> None:
    """001-01: the answer never says whether a card exists; the password has to be typed again."""
    heard = []
    for card in (BERENICE, with_check("2420000999999")):
        async with doors("saint-etienne") as visit:
            await visit.try_door(card, "pas le bon")
            await visit.sees("Identifiant ou mot de passe incorrect")
            heard.append(answer(visit))
            assert visit.focused == "secret" and visit.entry("secret").value == ""
            assert visit.entry("identifier").value == card
    assert heard[0] == heard[1]
    assert "En cas d'oubli, adressez-vous à l'accueil de votre bibliothèque" in heard[0]


async def test_an_initial_password_has_three_tries(doors: Doors) -> None:
    """002-05: after them even the right one is told whom to see."""
    async with doors("la-rochelle") as visit:
        for wrong in ("1950", "1951", "1952"):
            await visit.try_door("0555000111", wrong)
        await visit.sees("n'est plus accepté après 3 essais")
        await visit.try_door("0555000111", "1949")
        await visit.sees("n'est plus accepté après 3 essais")
        assert visit.app.acting is None


async def test_the_form_says_what_to_type_and_whom_to_ask(doors: Doors) -> None:
    """002-02, 002-03, 002-04, 002-05: a reader first, and help under each field."""
    async with doors("la-rochelle") as visit:
        await visit.sees(
            "(x) Je suis un lecteur ( ) Je représente une collectivité",
            "Le numéro qui se trouve sous le code-barres de votre carte de médiathèque.",
            "quatre chiffres de votre année de naissance",
        )
        await visit.press("shift+tab", "right")
        await visit.sees("( ) Je suis un lecteur (x) Je représente une collectivité")
        await visit.click_on("Mot de passe oublié ?")
        await visit.sees("L'inscription se fait dans chacune des médiathèques.")
        await visit.press("escape")
        await visit.sign_in("0555000112", then="Bonjour Rozenn.")


async def test_who_has_no_identifier_is_told_whom_to_ask(doors: Doors) -> None:
    """000-06: before signing in, from the form itself and from F5."""
    async with doors("roudour", SMALL) as visit:
        await visit.sees("demandez-le à l'accueil ou à mediatheque@ville-stmartin29.fr.")
        await visit.press("f5")
        await visit.sees(
            "Demandez un nouveau mot de passe à l'accueil ou à mediatheque@ville-stmartin29.fr."
        )


async def conditions(visit: Visit, new: str) -> dict[str, bool]:
    """What is said of each condition while that is typed: its words, and whether it is ticked."""
    visit.fill(new=new)
    await visit.pilot.pause()
    lines = str(visit.app.screen.query_one("#conditions").render()).replace("\u00a0", " ")
    return {line[2:]: line.startswith("✓") for line in lines.split("\n")}


async def test_the_first_sign_in_asks_for_a_new_password(doors: Doors) -> None:
    """002-05, 002-06: the page opens by itself, nothing else does; then the new password opens."""
    async with doors("la-rochelle") as visit:
        await visit.sign_in("0555000111", "1949", then="Modifier le mot de passe")
        assert isinstance(visit.app.screen, SecretScreen)
        await visit.press("2", "f2")
        assert isinstance(visit.app.screen, SecretScreen)
        visit.fill(old="1949", new="phare #9 brume", again="phare #9 brume")
        visit.entry("again").focus()
        await visit.press("enter")
        await visit.sees("Bonjour Firmin.")
        assert isinstance(visit.app.screen, PortalScreen)
        await visit.press("f12")
        await visit.try_door("0555000111", "1949")
        await visit.sees("Identifiant ou mot de passe incorrect")
        await visit.sign_in("0555000111", "phare #9 brume", then="Bonjour Firmin.")


async def test_each_condition_on_a_password_is_ticked_as_one_types(doors: Doors) -> None:
    """002-07: eight characters, a letter, a digit, a special one; what is unmet is not sent."""
    length, letter, digit = "De 8 à 128 caractères", "Au moins 1 lettre", "Au moins 1 chiffre"
    special = "Au moins 1 caractère spécial, comme ! # ou ?"
    async with doors("la-rochelle") as visit:
        await visit.sign_in("0555000111", "1949", then="Modifier le mot de passe")
        shown = await conditions(visit, "brumes7")
        assert not shown[length] and shown[letter] and shown[digit] and not shown[special]
        shown = await conditions(visit, "brumes77")
        assert shown[length] and not shown[special]
        shown = await conditions(visit, "12345 #78")
        assert shown[length] and not shown[letter] and shown[digit] and shown[special]
        assert (await conditions(visit, "delahaye #9"))["Sans votre nom"] is False
        visit.fill(old="1949", new="brumes77", again="brumes77")
        visit.entry("again").focus()
        await visit.press("enter")
        await visit.sees("ne remplit pas encore les conditions")
        assert visit.focused == "new"
        visit.fill(new="brumes 77#", again="brumes 77!")
        visit.entry("again").focus()
        await visit.press("enter")
        await visit.sees("Les deux nouveaux mots de passe ne sont pas les mêmes.")


async def test_leaving_the_forced_change_signs_out(doors: Doors) -> None:
    """002-06: Escape is a way out, never a way in."""
    async with doors("la-rochelle") as visit:
        await visit.sign_in("0555000111", "1949", then="Modifier le mot de passe")
        await visit.press("escape")
        await visit.sees(SIGNED_OUT)
        assert visit.app.acting is None


async def test_a_library_signs_in_by_its_commune_and_says_who_is_there(doors: Doors) -> None:
    """004-02, 004-03: the professional door, its words, its telephone; the name is asked."""
    async with doors("gironde") as visit:
        await visit.press("shift+tab", "right")
        await visit.sees(
            "Accéder au compte professionnel",
            "Nom de la commune",
            "Se connecter en tant que bibliothèque",
        )
        await visit.press("f5")
        await visit.sees("En cas d'oubli : 05 56 16 13 80 ou bibnum@gironde.fr.")
        await visit.press("escape")
        await visit.try_door("Targon")
        assert visit.focused == "staff-name" and visit.app.acting is None
        visit.fill(staff_name="Basile Lacombe")
        await visit.press("enter")
        await visit.sees("Mon tableau de bord", "1 document en prêt")
        assert visit.rows[0].rstrip().endswith("Targon ▾")
        portal = await visit.app.backstage.portal()
        with portal.store.reading() as connection:
            assert connection.execute(select(session.c.staff_name)).scalars().all() == [
                "Basile Lacombe"
            ]
            noted = connection.execute(
                select(journal.c.detail).where(journal.c.verb == "sign_in")
            ).scalar_one()
        assert json.loads(noted).keys() == {"session"} and "Basile" not in noted


@pytest.mark.parametrize("network", ["gironde", "saint-etienne"])
async def test_a_colleague_is_no_reader_and_a_reader_no_colleague(
    doors: Doors, network: str
) -> None:
    """004-02, 004-03: each comes to their own first screen; a reader's name is no commune."""
    async with doors(network) as visit:
        if network == "gironde":
            await visit.sign_in("leontine.darriet@exemple.fr", then="Bonjour Léontine.")
            await visit.press("f12")
            await visit.press("shift+tab", "right")
            visit.fill(staff_name="Léontine")
            await visit.try_door("leontine.darriet@exemple.fr")
            await visit.sees("Identifiant ou mot de passe incorrect")
        else:
            await visit.sign_in("accueil.beaulieu", then="Mon tableau de bord")
            await visit.sees("Marthe Combe · Beaulieu", "0 document en prêt")
