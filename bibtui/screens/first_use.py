"""« Première fois »: on an empty machine, three ways in (DESIGN: the product)."""

from dataclasses import replace
from typing import TYPE_CHECKING

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Button, Input, OptionList, Static
from textual.widgets.option_list import Option

from bibtui import resources
from bibtui.demo.ledger import networks
from bibtui.domain.text import clean
from bibtui.screens.base import HouseScreen
from bibtui.screens.pieces.bars import KeyBar, TopBar
from bibtui.screens.pieces.conditions import Conditions
from bibtui.screens.pieces.dialogs import Message
from bibtui.screens.pieces.forms import Field, FormScreen
from bibtui.screens.text import line, sentence
from bibtui.screens.theme import Tone
from bibtui.terminal.password import PasswordInput

if TYPE_CHECKING:
    from bibtui.domain.policy.model import Policy
    from bibtui.domain.secrets import Condition

WAYS = (
    ("demo", "Voir la démonstration", "un réseau tout fait, rien n'est gardé"),
    ("create", "Créer ma bibliothèque", "choisir ses règles, ouvrir un premier compte"),
    ("join", "Rejoindre un serveur", "votre réseau a déjà Bibtui"),
)

JOIN = """Votre réseau a déjà Bibtui sur un serveur ? Deux façons de le rejoindre.

Par SSH : demandez l'adresse à votre responsable informatique, puis tapez dans un terminal
    ssh ADRESSE

Par la base de données du réseau, si l'on vous a donné son adresse :
    bibtui --database postgresql://SERVEUR/BASE

Le mot de passe de la base ne se tape pas dans l'adresse : il se range dans le fichier ~/.pgpass."""


class FirstUseScreen(HouseScreen):
    """What a newcomer sees when there is no library on this machine yet."""

    HELP = (
        "Aucune bibliothèque n'est encore installée sur cet ordinateur. Choisissez avec les "
        "flèches, puis Entrée."
    )
    BINDINGS = [Binding("escape", "app.leave", "Quitter")]

    def compose(self) -> ComposeResult:
        yield TopBar()
        with VerticalScroll(classes="page", can_focus=False), Vertical(classes="card form"):
            yield Static(
                sentence(
                    ("Bienvenue ! ", Tone.TITLE),
                    "Aucune bibliothèque n'est encore installée sur cet ordinateur.\n"
                    "Que voulez-vous faire ?",
                ),
                classes="lead",
            )
            yield OptionList(
                *(
                    Option(sentence((name, Tone.STRONG), "\n", (what, Tone.MUTED), "\n"), id=key)
                    for key, name, what in WAYS
                ),
                id="ways",
            )
        yield KeyBar()

    def on_mount(self) -> None:
        bar = self.query_one(TopBar)
        bar.network, bar.invites = "Bibtui", False
        self.query_one(".card").border_title = line("Première fois")
        self.query_one("#ways").focus()

    @on(OptionList.OptionSelected, "#ways")
    def way_chosen(self, event: OptionList.OptionSelected) -> None:
        if event.option.id == "join":
            self.app.push_screen(Message("Rejoindre un serveur", JOIN))
        else:
            creating = event.option.id == "create"
            self.app.push_screen(NetworkScreen(creating=creating))


class NetworkScreen(HouseScreen):
    """Which network: its rules, or its demonstration."""

    HELP = "Choisissez un réseau avec les flèches, puis Entrée."
    BINDINGS = [Binding("escape", "app.pop_screen", "Retour")]

    def __init__(self, *, creating: bool) -> None:
        super().__init__()
        self._creating = creating
        self._names = resources.policy_names() if creating else networks()

    def compose(self) -> ComposeResult:
        from bibtui.domain.policy.load import load

        self._policies = [load(resources.policy_file(name)) for name in self._names]
        lead = (
            "Partez des règles du réseau qui ressemble le plus au vôtre : tout se change ensuite "
            "dans un fichier que vous pourrez lire."
            if self._creating
            else "Chaque démonstration suit les règles d'un vrai réseau."
        )
        yield TopBar()
        with VerticalScroll(classes="page", can_focus=False), Vertical(classes="card form"):
            yield Static(line(lead), classes="lead")
            yield OptionList(*(Option(line(each.network.name.value)) for each in self._policies))
        yield KeyBar()

    def on_mount(self) -> None:
        bar = self.query_one(TopBar)
        bar.network, bar.invites = "Bibtui", False
        title = "Créer ma bibliothèque" if self._creating else "Voir la démonstration"
        self.query_one(".card").border_title = line(title)
        self.query_one(OptionList).focus()

    @on(OptionList.OptionSelected)
    def network_chosen(self, event: OptionList.OptionSelected) -> None:
        name = self._names[event.option_index]
        if self._creating:
            self.app.push_screen(StaffScreen(self._policies[event.option_index], name))
        else:
            self.house.open_demo(name)


class StaffScreen(FormScreen):
    """The first staff account: then the library exists."""

    HELP = (
        "Ce premier compte sera celui du responsable. Tapez chaque ligne, puis Entrée ; F4 montre "
        "les mots de passe."
    )
    ENTRIES = ("name", "identifier", "secret", "again")
    BINDINGS = [
        Binding("f4", "reveal", "Voir les mots de passe"),
        Binding("escape", "app.pop_screen", "Retour"),
    ]

    def __init__(self, policy: "Policy", name: str) -> None:
        super().__init__()
        self._policy = policy
        self._network = name

    def compose(self) -> ComposeResult:
        yield TopBar()
        with VerticalScroll(classes="page", can_focus=False), Vertical(classes="card form"):
            yield Field("Votre prénom et votre nom", Input(max_length=80, id="name"))
            yield Field("Identifiant à choisir", Input(max_length=40, id="identifier"))
            yield Field("Mot de passe", PasswordInput(id="secret"))
            yield Conditions(id="conditions")
            yield Field("Mot de passe, encore une fois", PasswordInput(id="again"))
            yield Static(id="answer", classes="answer")
            with Horizontal(classes="buttons"):
                yield Button("Créer la bibliothèque", id="go", variant="primary")
        yield KeyBar()

    def on_mount(self) -> None:
        bar = self.query_one(TopBar)
        bar.network, bar.invites = self._policy.network.name.value, False
        self.query_one(".card").border_title = line("Le compte du responsable")
        self.typed()
        self.query_one("#name").focus()

    def go(self) -> None:
        """Create, once all that can be seen from here is right."""
        name, identifier = (clean(self.value(each)) for each in ("name", "identifier"))
        secret = self.value("secret")
        if not name or not identifier:
            self.refuse("Donnez un nom et un identifiant.", "name" if not name else "identifier")
        elif any(not each.met for each in self._found()):
            self.refuse("Le mot de passe ne remplit pas encore les conditions.", "secret")
        elif secret != self.value("again"):
            self.query_one("#again", Input).value = ""
            self.refuse("Les deux mots de passe ne sont pas les mêmes.", "again")
        else:
            self._create(name, identifier, secret)

    @work(group="create", exit_on_error=False)
    async def _create(self, name: str, identifier: str, secret: str) -> None:
        settings = self.house.opening.settings
        assert settings is not None
        self.answer("Création de la base…")
        chosen = replace(settings, policy=resources.policy_file(self._network))
        with self.at_work():
            verdict = await self.ask(
                self.house.found_library, chosen, self._policy, name, identifier, secret
            )
        if not verdict.allowed:
            from bibtui.wording.accounts import reason
            from bibtui.wording.commands import staff_refused

            said = " ".join(
                staff_refused(each, self._policy) or reason(each, self._policy)
                for each in verdict.refusals
            )
            self.refuse(said, "identifier")
            return
        said = (
            "Votre bibliothèque est créée.\n\n"
            f"Base : {chosen.database}\n\n"
            "Pour y mettre vos documents, vos usagers et vos prêts :\n"
            "    bibtui import records FICHIER\n"
            "    bibtui import patrons FICHIER\n"
            "    bibtui import loans FICHIER"
        )
        await self.app.push_screen_wait(Message("C'est prêt", said))
        self.house.open_next(chosen)

    def _found(self) -> "tuple[Condition, ...]":
        from bibtui.domain.accounts import Account, Role
        from bibtui.domain.secrets import about, conditions

        account = Account(0, Role.MANAGER, self.value("name"), pseudonym=self.value("identifier"))
        return conditions(self.value("secret"), self._policy, about(account, None, self._policy))

    @on(Input.Changed)
    def typed(self) -> None:
        """The conditions follow what is typed."""
        self.query_one(Conditions).show(self._found())
