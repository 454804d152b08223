"""A verdict as people read it: what is wrong, the way out, and when it clears by itself."""

from bibtui.domain.policy.model import Policy
from bibtui.domain.verdict import Verdict
from bibtui.screens.glyphs import Glyphs
from bibtui.screens.text import Part
from bibtui.screens.theme import Tone
from bibtui.wording.refusals import sentence as said


def reasons(verdict: Verdict, policy: Policy, signs: Glyphs, lead: str = "") -> list[Part]:
    """The parts of every reason, each on its own lines; empty when the verdict allows.

    `lead` opens the first line (« Prolongation impossible : »); without one the reasons stand
    indented, under a title that bears the sign.
    """
    parts: list[Part] = []
    for number, refusal in enumerate(verdict.refusals):
        words = said(refusal, policy)
        parts += ["\n"] if parts else []
        if lead:
            parts.append((f"{signs.barred} {lead if not number else ''}", Tone.LATE))
            parts.append(words.what)
        else:
            parts.append(f"    {words.what}")
        for more in (words.way_out, words.clears):
            if more:
                parts += ["\n    ", (f"{signs.to_do} ", Tone.READY), more]
    return parts
