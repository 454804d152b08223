"""Choosing a password: the old one, the new one, and each condition named as one types."""

from typing import TYPE_CHECKING

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Button, Input, Static

from bibtui.screens.base import HouseScreen
from bibtui.screens.glyphs import glyphs
from bibtui.screens.pieces.bars import KeyBar, TopBar
from bibtui.screens.pieces.forms import Field, relabel
from bibtui.screens.text import Part, line, sentence
from bibtui.screens.theme import Tone
from bibtui.terminal.password import PasswordInput
from bibtui.wording.french import date_long

if TYPE_CHECKING:
    from bibtui.domain.secrets import Condition
    from bibtui.services.accounts import SignedIn


class SecretScreen(HouseScreen):
    """Opens by itself at the first sign-in where the network asks for it (002-06)."""

    HELP = (
        "Tapez votre mot de passe actuel, puis le nouveau deux fois. Les conditions à remplir sont "
        "cochées au fur et à mesure. F4 montre ce que vous tapez."
    )
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
            yield Static(id="conditions")
            yield Field("Nouveau mot de passe, encore une fois", PasswordInput(id="again"))
            yield Static(id="answer", classes="answer")
            with Horizontal(classes="buttons"):
                yield Button("Enregistrer", id="go", variant="primary")
                yield Button("Voir", id="eye")
        yield KeyBar()

    def on_mount(self) -> None:
        policy, bar = self.house.policy, self.query_one(TopBar)
        bar.network = policy.network.name.value
        bar.day = date_long(self.house.clock.today())
        bar.who = self._signed.shown_name
        self.query_one(".form").border_title = line("Modifier le mot de passe")
        for entry in self.query(Input):
            entry.cursor_blink = False
        self._answer("")
        self._conditions()
        self.query_one("#old").focus()

    @on(Input.Changed)
    def typed(self) -> None:
        self._conditions()

    @on(Input.Submitted)
    def submitted(self, event: Input.Submitted) -> None:
        following = {"old": "#new", "new": "#again"}.get(event.input.id or "")
        if following:
            self.query_one(following).focus()
        else:
            self.go()

    @on(Button.Pressed, "#eye")
    def action_reveal(self) -> None:
        """Show what is typed, or hide it again."""
        entries = self.query(PasswordInput)
        shown = not entries.first().shown
        for entry in entries:
            entry.shown = shown
        relabel(self.query_one("#eye", Button), "Masquer" if shown else "Voir")

    @on(Button.Pressed, "#go")
    def go(self) -> None:
        """Save, once all that can be seen from here is right."""
        old, new = self._value("old"), self._value("new")
        if not old:
            self._refuse("Tapez d'abord votre mot de passe actuel.", "#old")
        elif any(not each.met for each in self._unmet(new)):
            self._refuse("Le nouveau mot de passe ne remplit pas encore les conditions.", "#new")
        elif new != self._value("again"):
            self._refuse("Les deux nouveaux mots de passe ne sont pas les mêmes.", "#again")
        else:
            self._save(old, new)

    @work(group="secret", exit_on_error=False)
    async def _save(self, old: str, new: str) -> None:
        from bibtui.wording.accounts import refusal

        self.query_one("#go", Button).disabled = True
        portal = await self.portal()
        acting = self.house.acting
        assert acting is not None
        verdict = await self.ask(portal.accounts.change_secret, acting, old, new)
        self.query_one("#go", Button).disabled = False
        if not verdict.allowed:
            self._refuse(refusal(verdict, self.house.policy), "#old")
            return
        self.house.acting = verdict.effect["acting"]
        self.house.secret_changed(self._signed, forced=self._forced)

    def action_back(self) -> None:
        """Leave without changing anything; a forced change then signs out."""
        if self._forced:
            self.house.action_sign_out()
        else:
            self.house.pop_screen()

    def _unmet(self, new: str) -> "tuple[Condition, ...]":
        from bibtui.domain.secrets import about, conditions

        policy, signed = self.house.policy, self._signed
        return conditions(new, policy, about(signed.account, signed.patron, policy))

    def _conditions(self) -> None:
        from bibtui.wording.accounts import condition

        signs, new = glyphs(self.app.theme), self._value("new")
        parts: list[Part] = []
        for each in self._unmet(new):
            said = condition(each)
            mark = signs.ready if each.met else signs.soon
            parts += [
                "\n" if parts else "",
                (f"{mark} {said}", Tone.READY if each.met else Tone.MUTED),
            ]
        self.query_one("#conditions", Static).update(sentence(*parts))

    def _value(self, name: str) -> str:
        return self.query_one(f"#{name}", Input).value

    def _refuse(self, said: str, where: str) -> None:
        self._answer(said)
        self.query_one(where).focus()

    def _answer(self, said: str) -> None:
        answer = self.query_one("#answer", Static)
        answer.display = bool(said)
        answer.update(sentence((said, Tone.LATE)))
