"""Renewing from any screen: the plan first, then the act, then its receipt line by line."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

from textual.content import Content

from bibtui.screens.glyphs import glyphs
from bibtui.screens.pieces.dialogs import Confirm, Message
from bibtui.screens.pieces.verdict import reasons
from bibtui.screens.text import Part, sentence
from bibtui.screens.theme import Tone
from bibtui.wording import loans as wording
from bibtui.wording.french import capital, count, date_short

if TYPE_CHECKING:
    from bibtui.screens.base import Pane
    from bibtui.services.loans import LoanLine

AHEAD = ((0, "Aujourd'hui"), (1, "Demain"), (7, "Dans une semaine"))
"""The days « Et si ? » looks at."""


def renew(pane: "Pane", loan_ids: Sequence[int] | None, done: Callable[[], object]) -> None:
    """Show what renewing would do, and do it if agreed; None is every loan of the family.

    `done` is called after something was renewed.
    """
    pane.run_worker(_renew(pane, loan_ids, done), group="renewal", exit_on_error=False)


def what_if(pane: "Pane", loan_ids: Sequence[int] | None) -> None:
    """« Et si ? »: what renewing would do today, tomorrow and in a week; nothing is written."""
    pane.run_worker(_what_if(pane, loan_ids), group="what-if", exclusive=True, exit_on_error=False)


async def _renew(
    pane: "Pane", loan_ids: Sequence[int] | None, done: Callable[[], object]
) -> None:
    house = pane.house
    portal = await house.portal()
    if house.acting is None:
        return
    plan = await house.ask(portal.loans.plan, house.acting, loan_ids)
    able = [line for line in plan if line.verdict.allowed]
    several = len({line.patron.id for line in plan}) > 1
    if not able:
        said = _lines(pane, plan, several)
        await house.push_screen_wait(Message("Prolongation impossible", said))
        return
    question = Confirm(
        f"Prolonger {count(len(able), 'document')} ?",
        _lines(pane, plan, several),
        f"Prolonger {count(len(able), 'document')}",
    )
    if not await house.push_screen_wait(question):
        return
    # The key makes the request one and the same, were it sent twice.
    receipt = await house.ask(
        portal.loans.renew, house.acting, [line.loan.id for line in able], uuid4().hex
    )
    done()
    head = sentence((wording.renewed(len(receipt.renewed)), Tone.READY))
    tail = _lines(pane, receipt.lines, several, done=True)
    await house.push_screen_wait(Message("Prolongations de prêts", [head, *tail]))


async def _what_if(pane: "Pane", loan_ids: Sequence[int] | None) -> None:
    house = pane.house
    portal = await house.portal()
    if house.acting is None:
        return
    said: list[Content | str] = ["Rien n'est changé : voici ce que donnerait une prolongation."]
    today = house.clock.today()
    for days, name in AHEAD:
        day = today + timedelta(days=days)
        plan = await house.ask(portal.loans.plan, house.acting, loan_ids, on=day)
        several = len({line.patron.id for line in plan}) > 1
        said.append(sentence("\n", (f"{name}, {date_short(day)}", Tone.TITLE)))
        said += _lines(pane, plan, several, brief=True)
    await house.push_screen_wait(Message("Et si je prolongeais ?", said))


def _lines(
    pane: "Pane",
    plan: Sequence["LoanLine"],
    several: bool,
    *,
    done: bool = False,
    brief: bool = False,
) -> list[Content | str]:
    signs = glyphs(pane.app.theme)
    said: list[Content | str] = []
    # What changes first, then what does not and why.
    for line in sorted(plan, key=lambda line: not line.verdict.allowed):
        who = f" ({line.patron.first_name})" if several else ""
        parts: list[Part] = []
        if line.verdict.allowed:
            until = date_short(line.verdict.effect["due_on"])
            verb = "à rendre maintenant le" if done else "serait à rendre le" if brief else "→"
            parts = [
                (f"{signs.ready} ", Tone.READY),
                (line.loan.record.title, Tone.STRONG),
                f"{who} : {date_short(line.loan.due_on)} {verb} " if not done else f"{who} {verb} ",
                (until, Tone.READY),
            ]
        else:
            parts = [(f"{signs.barred} ", Tone.LATE), (line.loan.record.title, Tone.STRONG), who]
            why = reasons(line.verdict, pane.house.policy, signs)
            parts += ["\n", *why]
        said.append(sentence(*parts))
    return said or [capital("aucun document à prolonger.")]
