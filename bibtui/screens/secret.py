"""Choosing a password: the old one, the new one, and each condition named as one types."""

from typing import TYPE_CHECKING

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Button, Input, Static

from bibtui.screens.pieces.bars import KeyBar, TopBar
from bibtui.screens.pieces.conditions import Conditions
from bibtui.screens.pieces.forms import Field, FormScreen
from bibtui.screens.text import line
from bibtui.terminal.password import PasswordInput

if TYPE_CHECKING:
    from bibtui.domain.secrets import Condition
    from bibtui.services.accounts import SignedIn


class SecretScreen(FormScreen):
    """Opens by itself at the first sign-in where the network asks for it (002-06)."""

    HELP = (
        "Tapez votre mot de passe actuel, puis le nouveau deux fois. Les conditions à remplir sont "
        "cochées au fur et à mesure. F4 montre ce que vous tapez."
    )
    ENTRIES = ("old", "new", "again")
    BINDINGS = [
        Binding("f4", "reveal", "Voir les mots de passe"),
        Binding("escape", "back", "Retour"),
    ]

    def __init__(self, signed: "SignedIn", *, forced: bool = False) -> None:
        super().__init__()
        self._signed = signed
        self._forced = forced

    def compose(self) -> ComposeResult:
        yield TopBar()
        with VerticalScroll(classes="page", can_focus=False), Vertical(classes="card form"):
            if self._forced:
                yield Static(
                    line(
                        "Bienvenue ! Avant d'ouvrir votre compte, choisissez un mot de passe que "
                        "vous seul connaissez."
                    ),
                    classes="lead",
                )
            yield Field("Mot de passe actuel", PasswordInput(id="old"))
            yield Field("Nouveau mot de passe", PasswordInput(id="new"))
            yield Conditions(id="conditions")
            yield Field("Nouveau mot de passe, encore une fois", PasswordInput(id="again"))
            yield Static(id="answer", classes="answer")
            with Horizontal(classes="buttons"):
                yield Button("Enregistrer", id="go", variant="primary")
                yield Button("Voir", id="eye")
        yield KeyBar()

    def on_mount(self) -> None:
        policy, bar = self.house.policy, self.query_one(TopBar)
        bar.network = policy.network.name.value
        bar.who = self._signed.shown_name
        self.query_one(".form").border_title = line("Modifier le mot de passe")
        self._conditions()
        self.query_one("#old").focus()

    @on(Input.Changed)
    def typed(self) -> None:
        self._conditions()

    def go(self) -> None:
        """Save, once all that can be seen from here is right."""
        old, new = self.value("old"), self.value("new")
        if not old:
            self.refuse("Tapez d'abord votre mot de passe actuel.", "old")
        elif any(not each.met for each in self._found(new)):
            self.refuse("Le nouveau mot de passe ne remplit pas encore les conditions.", "new")
        elif new != self.value("again"):
            self.query_one("#again", Input).value = ""
            self.refuse("Les deux nouveaux mots de passe ne sont pas les mêmes.", "again")
        else:
            self._save(old, new)

    @work(group="secret", exit_on_error=False)
    async def _save(self, old: str, new: str) -> None:
        from bibtui.wording.accounts import refusal

        acting = self.house.acting
        if acting is None:
            return
        with self.at_work():
            portal = await self.portal()
            verdict = await self.ask(portal.accounts.change_secret, acting, old, new)
        if not verdict.allowed:
            self.refuse(refusal(verdict, self.house.policy), "old")
            return
        self.house.secret_changed(self, self._signed, verdict.effect["acting"], forced=self._forced)

    def action_back(self) -> None:
        """Leave without changing anything; a forced change then signs out."""
        if self._forced:
            self.house.action_sign_out()
        else:
            self.house.pop_screen()

    def _found(self, new: str) -> "tuple[Condition, ...]":
        from bibtui.domain.secrets import about, conditions

        policy, signed = self.house.policy, self._signed
        return conditions(new, policy, about(signed.account, signed.patron, policy))

    def _conditions(self) -> None:
        self.query_one(Conditions).show(self._found(self.value("new")))
