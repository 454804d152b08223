"""The conditions on a new password, each ticked as it is met (002-07)."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.widgets import Static

from bibtui.screens.glyphs import glyphs
from bibtui.screens.text import Part, sentence
from bibtui.screens.theme import Tone

if TYPE_CHECKING:
    from bibtui.domain.secrets import Condition


class Conditions(Static):
    """One line a condition."""

    def show(self, conditions: "Sequence[Condition]") -> None:
        """Show what is met and what is not yet."""
        from bibtui.wording.accounts import condition

        signs = glyphs(self.app.theme)
        parts: list[Part] = []
        for each in conditions:
            mark = signs.ready if each.met else signs.soon
            tone = Tone.READY if each.met else Tone.MUTED
            parts += ["\n" if parts else "", (f"{mark} {condition(each)}", tone)]
        self.update(sentence(*parts))
