"""Signing in: one form for everyone, the professional door beside it, and who to ask."""

import asyncio
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Button, Input, OptionList, Static
from textual.widgets.option_list import Option

from bibtui.domain.policy.values import StaffDoor
from bibtui.domain.text import clean
from bibtui.screens.pieces.bars import KeyBar, TopBar
from bibtui.screens.pieces.forms import Choice, Field, FormScreen, relabel
from bibtui.screens.text import line, sentence
from bibtui.screens.theme import Tone
from bibtui.terminal.password import PasswordInput
from bibtui.wording.french import nbsp

if TYPE_CHECKING:
    from concurrent.futures import Future

    from bibtui.demo.ledger import DemoAccount
    from bibtui.domain.verdict import Verdict
    from bibtui.portal import Portal
    from bibtui.services.accounts import SignedIn


FORGOTTEN = "Mot de passe oublié ?"


class SignInScreen(FormScreen):
    """The first screen: identifier, secret, Enter."""

    HELP = (
        "Pour ouvrir votre compte, tapez votre identifiant, puis la touche Entrée, puis votre mot "
        "de passe, puis Entrée. Avec un lecteur de codes-barres, passez simplement votre carte."
    )
    ENTRIES = ("identifier", "secret", "staff-name")
    BINDINGS = [
        Binding("f4", "reveal", "Voir le mot de passe"),
        Binding("f5", "forgotten", "Mot de passe oublié ?"),
        Binding("escape", "clear", "Effacer"),
        Binding("ctrl+q", "app.leave", "Quitter", key_display="Ctrl+Q"),
    ]

    def __init__(self, said: str = "") -> None:
        super().__init__()
        self._said = said

    def compose(self) -> ComposeResult:
        policy = self.house.policy
        sign_in = policy.sign_in
        yield TopBar()
        with VerticalScroll(id="sign-in", can_focus=False):
            with Vertical(id="form", classes="card"):
                if len(self._doors) > 1:
                    yield Choice(self._doors, id="audience")
                yield Field(
                    "Identifiant",
                    Input(max_length=120, id="identifier"),
                    sign_in.identifier_help.value,
                    id="identifier-field",
                )
                yield Field(
                    "Mot de passe",
                    PasswordInput(id="secret"),
                    sign_in.password_help.value,
                    id="secret-field",
                )
                yield Field(
                    "Qui êtes-vous ? (prénom, nom)",
                    Input(max_length=80, id="staff-name"),
                    id="staff-name-field",
                )
                yield Static(id="answer", classes="answer")
                with Horizontal(classes="buttons"):
                    yield Button("Se connecter", id="go", variant="primary")
                    yield Button("Voir", id="eye")
                    yield Button(FORGOTTEN, id="forgotten", classes="link")
            if self.house.opening.demo:
                with Vertical(id="demo", classes="card"):
                    yield Static(
                        line(nbsp("C'est une démonstration : choisissez quelqu'un, puis Entrée.")),
                        classes="lead",
                    )
                    yield OptionList(
                        *(Option(each) for each in _demo_lines(self.house.opening.demo)),
                        id="people",
                    )
        yield KeyBar()

    @property
    def _doors(self) -> tuple[str, ...]:
        """Who one may say one is, the network's readers first; a library's own door is last."""
        sign_in = self.house.policy.sign_in
        library = sign_in.staff_door.value is StaffDoor.LIBRARY
        return (*sign_in.audiences.value, *(("Compte professionnel",) if library else ()))

    def on_mount(self) -> None:
        policy = self.house.policy
        bar = self.query_one(TopBar)
        bar.network = policy.network.name.value
        self.query_one("#form").border_title = line("Se connecter à mon compte")
        if self.house.opening.demo:
            self.query_one("#demo").border_title = line("Démonstration")
        self.query_one("#staff-name-field").display = False
        self.answer(self._said)
        self.query_one("#identifier", Input).focus()

    @property
    def _as_library(self) -> bool:
        """Whether the professional door of a network whose libraries sign in is open (004-02)."""
        library = self.house.policy.sign_in.staff_door.value is StaffDoor.LIBRARY
        choice = self.query(Choice)
        return library and bool(choice) and choice.first().chosen == len(self._doors) - 1

    @on(Choice.Changed)
    def audience_changed(self, event: Choice.Changed) -> None:
        """The professional door has its own words (004-02)."""
        sign_in, library = self.house.policy.sign_in, self._as_library
        form = self.query_one("#form")
        form.border_title = line(
            "Accéder au compte professionnel" if library else "Se connecter à mon compte"
        )
        self.query_one("#identifier-field", Field).rename(
            "Nom de la commune" if library else "Identifiant",
            sign_in.staff_help.value if library else sign_in.identifier_help.value,
        )
        self.query_one("#staff-name-field").display = library
        relabel(self.query_one("#forgotten", Button), "Oublié ?" if library else FORGOTTEN)
        relabel(
            self.query_one("#go", Button),
            "Se connecter en tant que bibliothèque" if library else "Se connecter",
        )

    @on(Button.Pressed, "#forgotten")
    def action_forgotten(self) -> None:
        """Whom to ask, in this network's words."""
        from bibtui.screens.pieces.dialogs import Message
        from bibtui.wording.accounts import sign_in_help

        said = sign_in_help(self.house.policy, staff=self._as_library)
        self.app.push_screen(Message("Identifiant ou mot de passe oublié", said))

    @on(OptionList.OptionSelected, "#people")
    def person_chosen(self, event: OptionList.OptionSelected) -> None:
        """Sign in as somebody of the demonstration; the form shows how it is done."""
        person = self.house.opening.demo[event.option_index]
        library = self.house.policy.sign_in.staff_door.value is StaffDoor.LIBRARY
        for choice in self.query(Choice):
            choice.set(len(self._doors) - 1 if person.staff and library else 0)
        self.query_one("#identifier", Input).value = person.identifier
        secret = self.query_one("#secret", Input)
        secret.value = person.password
        if person.staff and library:
            self.query_one("#staff-name", Input).value = "Camille Martin"
        self.go()

    def action_clear(self) -> None:
        """Empty the form; a sign-in under way is given up."""
        self.workers.cancel_group(self, "sign-in")
        self.forget_typed()
        self.query_one("#identifier").focus()

    def forget_typed(self) -> None:
        """Leave nothing of what somebody began to type."""
        for entry in self.query(Input):
            entry.value = ""
        secret = self.query_one("#secret", PasswordInput)
        if secret.shown:
            self.action_reveal()
        self.answer("")

    def go(self) -> None:
        """Sign in, once there is something to sign in with."""
        identifier, secret = clean(self.value("identifier")), self.value("secret")
        if not identifier:
            self.refuse("Tapez d'abord votre identifiant.", "identifier")
        elif not secret:
            self.refuse("Tapez aussi votre mot de passe.", "secret")
        else:
            self._sign_in(identifier, secret)

    @work(group="sign-in", exit_on_error=False)
    async def _sign_in(self, identifier: str, secret: str) -> None:
        from bibtui.domain.verdict import Verdict

        library, name = self._as_library, clean(self.value("staff-name"))
        with self.at_work():
            self.answer("Connexion en cours…")
            portal = await self.portal()
            asked = self.house.backstage.submit(
                portal.accounts.sign_in,
                identifier,
                secret,
                place=self.house.opening.place,
                staff=library,
                staff_name=name,
            )
            try:
                answer = await asyncio.wrap_future(asked)
            except asyncio.CancelledError:
                # Given up: a session that opens all the same is closed at once.
                asked.add_done_callback(partial(_close_late, portal))
                raise
        if isinstance(answer, Verdict):
            from bibtui.wording.accounts import refusal

            said = refusal(answer, self.house.policy)
            if "staff_name_missing" in answer.codes:
                # The secret was right: only the name is to be typed.
                self.refuse(said, "staff-name")
            else:
                self.query_one("#secret", Input).value = ""
                self.refuse(said, "secret")
        else:
            self.house.enter(answer)


def _close_late(portal: "Portal", asked: "Future[SignedIn | Verdict]") -> None:
    from bibtui.domain.verdict import Verdict

    if not asked.cancelled() and asked.exception() is None:
        answer = asked.result()
        if not isinstance(answer, Verdict):
            portal.accounts.sign_out(answer.acting)


def _demo_lines(people: "Sequence[DemoAccount]") -> list[Content]:
    from bibtui.demo.ledger import PASSWORD

    width = max(cell_len(each.identifier) for each in people)
    return [
        sentence(
            (each.identifier, Tone.STRONG),
            " " * (width + 2 - cell_len(each.identifier)),
            (
                each.note if each.password == PASSWORD else f"{each.note} ({each.password})",
                Tone.MUTED,
            ),
        )
        for each in people
    ]
