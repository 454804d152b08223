"""Renewing from any screen: the plan first, then the act, then its receipt line by line."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

from bibtui.screens.glyphs import glyphs
from bibtui.screens.pieces.dialogs import Confirm, Message, Said
from bibtui.screens.pieces.reading import paragraph
from bibtui.screens.pieces.verdict import reasons
from bibtui.screens.text import sentence
from bibtui.screens.theme import Tone
from bibtui.wording import loans as wording
from bibtui.wording.french import count, date_short

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

    async def ask() -> None:
        await _what_if(pane, loan_ids)

    # By name: one cancelled before it began would be a coroutine never awaited.
    pane.run_worker(  # mypy cannot tell which of Textual's overlapping forms this is.
        ask,  # type: ignore[arg-type]
        group="what-if",
        exclusive=True,
        exit_on_error=False,
    )


async def _renew(pane: "Pane", loan_ids: Sequence[int] | None, done: Callable[[], object]) -> None:
    house = pane.house
    acting = house.acting
    if acting is None:
        return
    portal = await pane.portal()
    plan = await pane.ask(portal.loans.plan, acting, loan_ids)
    able = [line for line in plan if line.verdict.allowed]
    if not able:
        await house.push_screen_wait(Message("Prolongation impossible", _lines(pane, plan)))
        return
    act = f"Prolonger {count(len(able), 'document')}"
    question = Confirm(f"{act} ?", _lines(pane, plan), act)
    if not await house.push_screen_wait(question):
        return
    # The key makes the request one and the same, were it sent twice.
    receipt = await pane.ask(
        portal.loans.renew, acting, [line.loan.id for line in able], uuid4().hex
    )
    done()
    head = sentence((wording.renewed(len(receipt.renewed)), Tone.READY))
    said = [head, "", *_lines(pane, receipt.lines, done=True)]
    await house.push_screen_wait(Message("Prolongations de prêts", said))


async def _what_if(pane: "Pane", loan_ids: Sequence[int] | None) -> None:
    house = pane.house
    acting = house.acting
    if acting is None:
        return
    portal = await pane.portal()
    said: list[Said] = ["Rien n'est changé : voici ce que donnerait une prolongation."]
    today = house.clock.today()
    for days, name in AHEAD:
        day = today + timedelta(days=days)
        plan = await pane.ask(portal.loans.plan, acting, loan_ids, on=day)
        said += ["", sentence((f"{name}, {date_short(day)}", Tone.TITLE))]
        said += _lines(pane, plan)
    house.push_screen(Message("Et si je prolongeais ?", said))


def _lines(pane: "Pane", plan: Sequence["LoanLine"], *, done: bool = False) -> list[Said]:
    """What changes first, then what does not and why; `done` speaks of it in the past."""
    signs = glyphs(pane.app.theme)
    several = len({line.patron.id for line in plan}) > 1
    said: list[Said] = []
    for line in sorted(plan, key=lambda line: not line.verdict.allowed):
        who = f" ({line.patron.name})" if several else ""
        title = (line.loan.record.title, Tone.STRONG)
        if line.verdict.allowed:
            effect = line.verdict.effect
            move = wording.moved(effect["due_before"], effect["due_on"], done=done)
            said.append(paragraph((f"{signs.ready} ", Tone.READY), title, who))
            said.append(paragraph("  ", move))
        else:
            said.append(paragraph((f"{signs.barred} ", Tone.LATE), title, who))
            said += reasons(line.verdict, pane.house.policy, signs)
    return said or ["Aucun document à prolonger."]
