"""Loans and renewals in French: states, facts of a row, what a renewal did or would do."""

from datetime import date, timedelta

from bibtui.domain.family import LoanCounts
from bibtui.domain.loans import Loan, LoanState
from bibtui.wording.family import Said
from bibtui.wording.french import agree, count, date_short, nbsp

NOTHING_OUT = nbsp(
    "Rien n'est encore prêté ici. Vos documents, vos usagers et vos prêts se reprennent depuis un "
    "terminal : bibtui import records, puis import patrons, puis import loans."
)

STATES = {
    LoanState.LATE: "En retard",
    LoanState.DUE_SOON: "À rendre bientôt",
    LoanState.RUNNING: "En cours",
}


def awaited(loan: Loan) -> str:
    """« Oui » or « Non » (001-13)."""
    return "Oui" if loan.awaited else "Non"


def waited_for(loan: Loan) -> str:
    """« Attendu par un autre usager : oui. » (001-13)"""
    return nbsp(f"Attendu par un autre usager : {awaited(loan).lower()}.")


def about(loan: Loan, kind: str) -> str:
    """« Livre / Bagieu, Pénélope – Gallimard Jeunesse, 2017 » (003-11)."""
    record = loan.record
    edition = ", ".join(part for part in (record.publisher, record.year) if part)
    made = " – ".join(part for part in (record.author, edition) if part)
    return " / ".join(part for part in (kind, made) if part)


def dates(loan: Loan, where: str) -> str:
    """Where and when it was borrowed, and when it is due."""
    return nbsp(
        f"Emprunté le {date_short(loan.loaned_on)} ({where}), "
        f"retour prévu le {date_short(loan.due_on)}."
    )


def renewals(loan: Loan, left: int) -> str:
    """« Prolongations faites : 0 sur 1. »"""
    return nbsp(f"Prolongations faites : {loan.renewals} sur {loan.renewals + left}.")


def novelty(until: date | None) -> str:
    """Its last day as a novelty; `until` is the first day it is one no more."""
    return f"Nouveauté, jusqu'au {date_short(until - timedelta(days=1))}." if until else ""


def lateness(loan: Loan, today: date) -> str:
    """« En retard de 7 jours. », « À rendre aujourd'hui. », « Il vous reste 13 jours. »"""
    days = (loan.due_on - today).days
    if days < 0:
        return f"En retard de {count(-days, 'jour')}."
    if days == 0:
        return "À rendre aujourd'hui."
    if days == 1:
        return "À rendre demain."
    return f"Encore {count(days, 'jour')} pour le rendre."


def renewed(number: int) -> str:
    """« La prolongation a été effectuée pour 1 titre. » (003-15)."""
    if not number:
        return "Aucun titre n'a pu être prolongé."
    return f"La prolongation a été effectuée pour {count(number, 'titre')}."


def moved(before: date, after: date, *, done: bool) -> str:
    """« À rendre le 28/10/2023, au lieu du 07/10/2023. »"""
    when = "À rendre maintenant" if done else "Serait à rendre"
    return f"{when} le {date_short(after)}, au lieu du {date_short(before)}."


def selected(number: int) -> str:
    """« 0 prêt sélectionné », « 3 prêts sélectionnés » (001-09)."""
    return count(number, "prêt sélectionné")


def outlook(renewable: int, total: int) -> str:
    """What the reader can do about a list of loans, in one sentence."""
    if not total:
        return ""
    if renewable == 0:
        which = "Il ne peut pas" if total == 1 else "Aucun ne peut"
        return nbsp(f"{which} être prolongé : choisissez une ligne pour savoir pourquoi.")
    if total == 1:
        return nbsp("Il peut être prolongé : touche P.")
    able = "Tous peuvent être prolongés"
    if renewable < total:
        able = f"{renewable} sur {total} {agree(renewable, 'peut', 'peuvent')} être "
        able += agree(renewable, "prolongé")
    return nbsp(f"{able} : Espace pour cocher, P pour prolonger.")


def of_place(counts: LoanCounts) -> list[Said]:
    """What a library has out today, for its staff."""
    return [
        Said(f"{count(counts.total, 'document')} en prêt"),
        Said(f"{counts.late} en retard", "late" if counts.late else "plain"),
        Said(f"{counts.today} à rendre aujourd'hui", "soon" if counts.today else "plain"),
        Said(f"{counts.tomorrow} à rendre demain"),
    ]
