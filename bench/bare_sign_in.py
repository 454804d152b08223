"""The least Textual application with the same sign-in form: what `start.py` compares with."""

from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.widgets import Button, Footer, Header, Input, Label, OptionList


class SignIn(App[None]):
    """A bar, two framed fields, a button, a list of people, the keys."""

    TITLE = "Se connecter"
    BINDINGS: ClassVar[list[BindingType]] = [
        ("f1", "help", "Aide"),
        ("f4", "reveal", "Voir le mot de passe"),
        ("f5", "forgotten", "Mot de passe oublié ?"),
    ]

    def compose(self) -> ComposeResult:
        yield Header()
        yield Label("Identifiant")
        yield Input()
        yield Label("Mot de passe")
        yield Input(password=True)
        yield Button("Se connecter", variant="primary")
        yield OptionList("AuroreB", "HannibalA", "LisaA", "MarcD", "PaulineV", "Camille")
        yield Footer()


if __name__ == "__main__":
    SignIn().run()
