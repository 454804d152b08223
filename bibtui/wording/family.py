"""The account in brief, in the guides' sentences (001-07, 000-09, 000-11)."""

from dataclasses import dataclass

from bibtui.domain.family import CardInBrief, Errand, ErrandKind, HoldCounts, LoanCounts
from bibtui.wording.french import agree, count, date_short, elide, listed, nbsp


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence and what it means: « head », « late », « soon », « ready », or « plain »."""

    text: str
    kind: str = "plain"


def loans(counts: LoanCounts, person: str = "") -> list[Said]:
    """« Vous avez emprunté 5 documents », « 3 sont en retard », « 2 autres sont à rendre… ».

    `person` is named where the reader looks at somebody else's card; otherwise it is « vous ».
    """
    if not counts.total:
        return [Said(f"{person or 'Vous'} {_not(person)} de document emprunté", "head")]
    said = [
        Said(
            f"{person or 'Vous'} {_has(person)} emprunté {count(counts.total, 'document')}", "head"
        )
    ]
    groups = [
        (counts.late, "late", *_due("en retard")),
        (counts.today, "soon", *_due("à rendre aujourd'hui")),
        (counts.tomorrow, "soon", *_due("à rendre demain")),
    ]
    if not any(group[0] for group in groups) and counts.next_on is not None:
        groups = [(counts.next_count, "plain", *_due(f"à rendre le {date_short(counts.next_on)}"))]
    return said + _groups(groups)


def holds(counts: HoldCounts, person: str = "") -> list[Said]:
    """« Vous avez réservé 3 documents », « 1 est disponible », « 2 autres sont en attente »."""
    if not counts.total:
        if person:
            return [Said(f"{person} n'a fait aucune réservation", "head")]
        return [Said("Vous n'avez pas de réservation", "head")]
    said = [
        Said(f"{person or 'Vous'} {_has(person)} réservé {count(counts.total, 'document')}", "head")
    ]
    return said + _groups(
        [
            (counts.available, "ready", "est disponible", "sont disponibles"),
            (
                counts.uncollected,
                "late",
                "n'a pas été retiré à temps",
                "n'ont pas été retirés à temps",
            ),
            (counts.waiting, "plain", "est en attente", "sont en attente"),
        ]
    )


def alerts(card: CardInBrief) -> list[Said]:
    """The few words of the family panel: what is most pressing on a card, one fact a line."""
    loans, holds = card.loans, card.holds
    said = []
    if loans.late:
        said.append(Said(f"{loans.late} en retard", "late"))
    if loans.today:
        said.append(Said(f"{loans.today} à rendre aujourd'hui", "soon"))
    if loans.tomorrow:
        said.append(Said(f"{loans.tomorrow} à rendre demain", "soon"))
    if not said and loans.next_on is not None:
        said.append(Said(f"{loans.next_count} à rendre le {date_short(loans.next_on)}"))
    if holds.available:
        ready = agree(holds.available, "réservation prête", "réservations prêtes")
        said.append(Said(f"{holds.available} {ready}", "ready"))
    if holds.uncollected:
        said.append(
            Said(f"{holds.uncollected} non retirée" + "s" * (holds.uncollected > 1), "late")
        )
    return said


def errand(each: Errand, library: str, who: str = "") -> Said:
    """« Rapporter, Tarentaize, retour prévu le 29/09/2023 : « Germinal » et « Nana ». »"""
    day = date_short(each.on)
    verb, when, kind = {
        ErrandKind.LATE: ("Rapporter", f"retour prévu le {day}", "late"),
        ErrandKind.TODAY: ("Rapporter", "aujourd'hui", "soon"),
        ErrandKind.TOMORROW: ("Rapporter", "demain", "soon"),
        ErrandKind.COLLECT: ("Retirer", f"jusqu'au {day}", "ready"),
        ErrandKind.MISSED: ("Redemander", f"réservation gardée jusqu'au {day}", "late"),
    }[each.kind]
    whose = f" ({who})" if who else ""
    titles = listed([f"« {title} »" for title in each.titles])
    return Said(nbsp(f"{verb}{whose}, {library}, {when} : {titles}."), kind)


def acting_for(person: str) -> str:
    """The banner shown while one acts on another's card."""
    return nbsp(f"Vous agissez pour {person}.")


def of_person(person: str) -> str:
    """« de Pierre », « d'Aurore »."""
    return elide("de", person)


def total(cards: tuple[CardInBrief, ...]) -> tuple[LoanCounts, HoldCounts]:
    """The family's counts together (000-09)."""
    loans_of = [card.loans for card in cards]
    holds_of = [card.holds for card in cards]
    dates = [each.next_on for each in loans_of if each.next_on is not None]
    nearest = min(dates, default=None)
    return (
        LoanCounts(
            total=sum(each.total for each in loans_of),
            late=sum(each.late for each in loans_of),
            today=sum(each.today for each in loans_of),
            tomorrow=sum(each.tomorrow for each in loans_of),
            next_on=nearest,
            next_count=sum(each.next_count for each in loans_of if each.next_on == nearest),
        ),
        HoldCounts(
            total=sum(each.total for each in holds_of),
            available=sum(each.available for each in holds_of),
            uncollected=sum(each.uncollected for each in holds_of),
            waiting=sum(each.waiting for each in holds_of),
        ),
    )


def _groups(groups: list[tuple[int, str, str, str]]) -> list[Said]:
    said: list[Said] = []
    for number, kind, one, several in groups:
        if number:
            # « autre » from the second group on (001-07).
            others = f" {agree(number, 'autre')}" if said else ""
            said.append(Said(nbsp(f"{number}{others} {agree(number, one, several)}"), kind))
    return said


def _due(what: str) -> tuple[str, str]:
    return f"est {what}", f"sont {what}"


def _has(person: str) -> str:
    return "a" if person else "avez"


def _not(person: str) -> str:
    return "n'a pas" if person else "n'avez pas"
