"""The announced end of a session nobody touches: any key stays."""

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Button, Static

from bibtui.screens.base import Dialog
from bibtui.screens.text import line, sentence
from bibtui.screens.theme import Tone
from bibtui.wording.french import count


class IdleDialog(Dialog[None]):
    """Counts the seconds down in words; whatever is typed or clicked keeps the session."""

    HELP = "Appuyez sur n'importe quelle touche pour rester connecté."

    def __init__(self, seconds: int) -> None:
        super().__init__()
        self._seconds = seconds

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(id="countdown")
            with Horizontal(classes="buttons"):
                yield Button("Je suis là", variant="primary")

    def on_mount(self) -> None:
        self.query_one(".dialog").border_title = line("Êtes-vous toujours là ?")
        self._say()
        self.set_interval(1, self._count)

    def _count(self) -> None:
        self._seconds = max(0, self._seconds - 1)
        self._say()

    def _say(self) -> None:
        said = sentence(
            "Sans nouvelles de vous, votre compte sera fermé dans ",
            (count(self._seconds, "seconde"), Tone.LATE),
            ".\n\nAppuyez sur n'importe quelle touche pour rester connecté.",
        )
        # The last tick may come while the box is being taken away.
        for countdown in self.query("#countdown").results(Static):
            countdown.update(said)

    def on_key(self, event: events.Key) -> None:
        event.stop()
        self.dismiss(None)

    @on(Button.Pressed)
    def pressed(self) -> None:
        self.dismiss(None)

    def on_click(self, event: events.Click) -> None:
        event.stop()
        self.dismiss(None)

    def on_paste(self, event: events.Paste) -> None:
        event.stop()
        self.dismiss(None)
