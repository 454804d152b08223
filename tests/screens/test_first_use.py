"""« Première fois »: from an empty machine to a library one can sign in to."""

from pathlib import Path

from bibtui.app import opening_of
from bibtui.screens.first_use import StaffScreen
from bibtui.screens.staff_home import StaffHomeScreen
from bibtui.settings import Settings, load
from tests.screens import house
from tests.screens.house import SMALL, Visit

SECRET = "roseaux 5! dans l'anse"


def empty(tmp_path: Path) -> Settings:
    """The settings of a machine on which nothing is installed."""
    return load({"database": str(tmp_path / "place" / "bibtui.sqlite")}, {"HOME": str(tmp_path)})


async def choose(visit: Visit, name: str) -> None:
    """Go down to an entry of the list, and choose it."""
    for _ in range(8):
        if name in visit.caret_row():
            break
        await visit.press("down")
    assert name in visit.caret_row()
    await visit.press("enter")


async def test_a_library_is_created_and_its_manager_signs_in(tmp_path: Path) -> None:
    """Rules, first account, then the door: nothing is written before the account is accepted."""
    settings = empty(tmp_path)
    database = Path(settings.database)
    async with house.visit(opening_of(settings), SMALL) as visit:
        await visit.sees("Première fois", "Aucune bibliothèque n'est encore installée")
        await choose(visit, "Créer ma bibliothèque")
        await choose(visit, "biblio.gironde")
        assert isinstance(visit.app.screen, StaffScreen)
        visit.fill(name="Hermine Loustau", identifier="Saint-Macaire")
        visit.fill(secret="hermine1", again="hermine1")
        visit.entry("again").focus()
        await visit.press("enter")
        await visit.sees("Sans votre nom")
        assert not database.exists()
        visit.fill(secret=SECRET, again=SECRET)
        visit.entry("again").focus()
        await visit.press("enter")
        await visit.sees("Votre bibliothèque est créée.", "bibtui import records FICHIER")
        await visit.press("enter")
        chosen = visit.app.follow
    assert chosen is not None and chosen.policy is not None and chosen.policy.stem == "gironde"
    assert database.stat().st_mode & 0o777 == 0o600
    async with house.visit(opening_of(chosen)) as visit:
        await visit.press("shift+tab", "right")
        visit.fill(staff_name="Hermine Loustau")
        await visit.sign_in("Saint-Macaire", SECRET, then="Mon tableau de bord")
        assert isinstance(visit.app.screen, StaffHomeScreen)
        await visit.sees("0 document en prêt")


async def test_what_was_chosen_is_found_again_at_the_next_start(tmp_path: Path) -> None:
    """A plain `bibtui` afterwards opens the library under the rules that were chosen."""
    settings = load({}, {"HOME": str(tmp_path)})
    async with house.visit(opening_of(settings), SMALL) as visit:
        await choose(visit, "Créer ma bibliothèque")
        await choose(visit, "Bibliothèques des Vallées du Clain")
        visit.fill(name="Aristide Bonnin", identifier="aristide", secret=SECRET, again=SECRET)
        visit.entry("again").focus()
        await visit.press("enter")
        await visit.sees("C'est prêt")
    again = opening_of(load({}, {"HOME": str(tmp_path)}))
    assert not again.first_use
    assert again.policy.network.name.value == "Bibliothèques des Vallées du Clain"


async def test_the_demonstration_and_a_server_are_offered_too(tmp_path: Path) -> None:
    """The other two ways: a network to look at, and what to ask to join one."""
    async with house.visit(opening_of(empty(tmp_path)), SMALL) as visit:
        await choose(visit, "Rejoindre un serveur")
        await visit.sees("bibtui --database postgresql://SERVEUR/BASE")
        await visit.press("escape")
        await choose(visit, "Voir la démonstration")
        await choose(visit, "Espace du Roudour")
        assert visit.app.follow is not None and visit.app.follow.demo == "roudour"
    assert not (tmp_path / "place").exists()
