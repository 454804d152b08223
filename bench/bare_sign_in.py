"""The least Textual application with a sign-in form: what `start.py` compares with."""

from textual.app import App, ComposeResult
from textual.widgets import Button, Footer, Header, Input, Label


class SignIn(App[None]):
    """Two fields and a button."""

    TITLE = "Se connecter"

    def compose(self) -> ComposeResult:
        yield Header()
        yield Label("Identifiant")
        yield Input()
        yield Label("Mot de passe")
        yield Input(password=True)
        yield Button("Je me connecte")
        yield Footer()


if __name__ == "__main__":
    SignIn().run()
