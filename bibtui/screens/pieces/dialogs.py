"""Boxes over the screen: a message to read, a question to answer."""

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Button

from bibtui.screens.base import Dialog, T
from bibtui.screens.pieces.bars import KeyBar
from bibtui.screens.pieces.reading import Reading
from bibtui.screens.text import line
from bibtui.wording.french import nbsp

Said = str | Content | tuple[Content, Content]
"""A text, a sentence, or a paragraph with what stands before it."""


def _paragraphs(said: Sequence[Said]) -> list[tuple[Content, Content]]:
    found = []
    for each in said:
        if isinstance(each, str):
            found += [
                (Content(" " * (len(part) - len(part.lstrip(" ")))), line(nbsp(part)))
                for part in each.split("\n")
            ]
        else:
            found.append(each if isinstance(each, tuple) else (Content(""), each))
    return found


class _Read(Dialog[T]):
    """A box with a text that may be longer than it."""

    BINDINGS = [
        Binding("down", "scroll(1)", "Lire la suite", key_display="↑ ↓"),
        Binding("up", "scroll(-1)", show=False),
        Binding("pageup", "scroll(-8)", show=False),
        Binding("pagedown", "scroll(8)", show=False),
    ]

    def action_scroll(self, by: int) -> None:
        self.query_one(".dialog-text").scroll_relative(y=by, animate=False)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """« Lire la suite » only where there is more than fits."""
        if action == "scroll" and self.is_mounted:
            return self.query_one(".dialog-text").max_scroll_y > 0
        return True

    def on_mount(self) -> None:
        self.call_after_refresh(self.refresh_bindings)


class Message(_Read[None]):
    """Something to read, closed by Enter or Escape."""

    BINDINGS = [Binding("enter", "cancel", "Fermer", show=False)]

    def __init__(self, title: str, said: str | Sequence[Said]) -> None:
        super().__init__()
        self._title = title
        self._said = [said] if isinstance(said, str) else list(said)

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            with VerticalScroll(classes="dialog-text", can_focus=False):
                yield Reading(_paragraphs(self._said))
            with Horizontal(classes="buttons"):
                yield Button("OK", id="ok", variant="primary")
        yield KeyBar()

    def on_mount(self) -> None:
        self.query_one(".dialog").border_title = line(nbsp(self._title))
        self.query_one("#ok").focus()

    @on(Button.Pressed, "#ok")
    def closed(self) -> None:
        self.dismiss(None)


class Confirm(_Read[bool]):
    """A question: `yes` names what will be done, Escape or « Annuler » does nothing."""

    BINDINGS = [
        Binding("left", "app.focus_previous", show=False),
        Binding("right", "app.focus_next", show=False),
        Binding("escape", "cancel", "Annuler"),
    ]

    def __init__(self, title: str, said: Sequence[Said], yes: str) -> None:
        super().__init__()
        self._title = title
        self._said = list(said)
        self._yes = yes

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            with VerticalScroll(classes="dialog-text", can_focus=False):
                yield Reading(_paragraphs(self._said))
            with Horizontal(classes="buttons"):
                yield Button(line(self._yes), id="yes", variant="primary")
                yield Button("Annuler", id="no")
        yield KeyBar()

    def on_mount(self) -> None:
        self.query_one(".dialog").border_title = line(nbsp(self._title))
        self.query_one("#yes").focus()

    @on(Button.Pressed, "#yes")
    def agreed(self) -> None:
        self.dismiss(True)

    @on(Button.Pressed, "#no")
    def declined(self) -> None:
        self.dismiss(False)

    def action_cancel(self) -> None:
        self.dismiss(False)
