"""A verdict as people read it: what is wrong, the way out, and when it clears by itself."""

from bibtui.domain.policy.model import Policy
from bibtui.domain.verdict import Verdict
from bibtui.screens.glyphs import Glyphs
from bibtui.screens.text import Part
from bibtui.screens.theme import Tone
from bibtui.wording.refusals import sentence as said


def reasons(verdict: Verdict, policy: Policy, signs: Glyphs, lead: str = "") -> list[Part]:
    """The parts of every reason, each on its own lines; empty when the verdict allows.

    `lead` opens the first line (« Prolongation impossible : »).
    """
    parts: list[Part] = []
    for number, refusal in enumerate(verdict.refusals):
        words = said(refusal, policy)
        opening = f"{signs.barred} {lead}" if not number and lead else f"{signs.barred} "
        parts += ["\n" if parts else "", (opening, Tone.LATE), words.what]
        for more in (words.way_out, words.clears):
            if more:
                parts += ["\n  ", (f"{signs.to_do} ", Tone.READY), more]
    return parts


def first_reason(verdict: Verdict, policy: Policy) -> str:
    """The first reason in one sentence, for a line of a list."""
    return said(verdict.refusals[0], policy).what if verdict.refusals else ""
