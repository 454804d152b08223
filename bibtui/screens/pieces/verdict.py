"""A verdict as people read it: what is wrong, the way out, and when it clears by itself."""

from textual.content import Content

from bibtui.domain.policy.model import Policy
from bibtui.domain.verdict import Verdict
from bibtui.screens.glyphs import Glyphs
from bibtui.screens.pieces.reading import paragraph
from bibtui.screens.theme import Tone
from bibtui.wording.refusals import sentence as said


def reasons(
    verdict: Verdict, policy: Policy, signs: Glyphs, lead: str = ""
) -> list[tuple[Content, Content]]:
    """The paragraphs of every reason, each with its way out; none when the verdict allows.

    `lead` opens the first one (« Prolongation impossible : »); without it the reasons stand
    indented, under a title that bears the sign.
    """
    paragraphs = []
    told = set()
    for number, refusal in enumerate(verdict.refusals):
        words = said(refusal, policy)
        if lead:
            opening = (lead if not number else "", Tone.LATE)
            paragraphs.append(paragraph((f"{signs.barred} ", Tone.LATE), opening, words.what))
        else:
            paragraphs.append(paragraph("  ", words.what))
        for more in (words.way_out, words.clears):
            # Two reasons may have one way out.
            if more and more not in told:
                told.add(more)
                paragraphs.append(paragraph((f"  {signs.to_do} ", Tone.READY), more))
    return paragraphs
