"""A password field that gives nothing away but to the form it is in."""

from typing import Any, ClassVar

from textual.reactive import reactive
from textual.widgets import Input
from textual.widgets.input import Selection

MAX_PASSWORD = 128
"""Characters; a longer one is refused as it is typed or pasted, never cut."""


class PasswordInput(Input):
    """A field whose value is never copied, cut or selected, masked or not.

    `shown` is the eye: True displays what is typed.
    """

    ALLOW_SELECT: ClassVar[bool] = False

    shown: reactive[bool] = reactive(False)

    def __init__(self, **options: Any) -> None:
        options.setdefault("max_length", MAX_PASSWORD)
        super().__init__(**{**options, "password": True, "select_on_focus": False})
        self.cursor_blink = False

    def watch_shown(self, shown: bool) -> None:
        self.password = not shown

    def validate_selection(self, selection: Selection) -> Selection:
        """A caret only: an empty selection at the end asked for."""
        return Selection.cursor(super().validate_selection(selection).end)

    @property
    def selected_text(self) -> str:
        return ""

    def action_copy(self) -> None:
        """No."""

    def action_cut(self) -> None:
        """No."""

    def action_paste(self) -> None:
        """The terminal's own paste is taken; the application's clipboard is not."""
