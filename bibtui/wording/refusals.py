"""Why not, in French: what is wrong, the way out, and when it clears by itself."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from bibtui.domain.policy.model import Policy
from bibtui.domain.policy.values import PickupChoice, Uniqueness
from bibtui.domain.verdict import Refusal
from bibtui.wording.french import NBSP, count, date_short, elide, hour, listed, nbsp

Facts = Mapping[str, Any]
Words = tuple[str, str]
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Said:
    """A reason in sentences: `way_out` and `clears` are empty where there is nothing to say."""

    what: str
    way_out: str = ""
    clears: str = ""


def sentence(refusal: Refusal, policy: Policy) -> Said:
    """`refusal` in kind and complete sentences; raises KeyError for a code that has no words."""
    what, way_out = _WORDS[refusal.code](refusal.facts, policy)
    if refusal.code in _RETURNED_UNLESS_IT_CLEARS and refusal.clears_on is None:
        way_out = _bring_back(refusal.facts, policy)
    clears = ""
    if refusal.clears_on is not None:
        # Of this reason alone: another of the same verdict may stand longer.
        clears = f"Cette raison disparaît le {date_short(refusal.clears_on)}."
    return Said(nbsp(what), nbsp(way_out), clears)


def rule(refusal: Refusal) -> str:
    """The line of the policy behind a reason: « Règle : roudour.toml, ligne 12 (000-18). »"""
    if refusal.source is None:
        return ""
    cites = f" ({refusal.source.cites})" if refusal.source.cites else ""
    return nbsp(f"Règle : {refusal.source.file}, ligne {refusal.source.line}{cites}.")


def known(code: str) -> bool:
    """Whether there are words for `code`."""
    return code in _WORDS


def _place(code: str, policy: Policy) -> str:
    library = policy.library(code)
    return library.name if library else code


def _bring_back(facts: Facts, policy: Policy) -> str:
    """« Rendez-le aujourd'hui avant la fermeture, 18 h (Tarentaize). »

    A place stands in brackets: its name may take an article, or not.
    """
    due: date = facts["due_on"]
    if facts["today"] > due:
        return "Rapportez-le dès que vous le pouvez."
    library = policy.library(facts["library"])
    stretches = library.hours_on(due) if library else ()
    closing = f" avant la fermeture, {hour(stretches[-1].closes)}" if stretches else ""
    where = f" ({library.name})" if library else ""
    if facts["today"] == due:
        return f"Rendez-le aujourd'hui{closing}{where}."
    return f"Rendez-le au plus tard le {date_short(due)}{closing}{where}."


def _awaited(facts: Facts, policy: Policy) -> Words:
    others = facts["awaited"]
    by = "un autre usager" if others == 1 else f"{others} autres usagers"
    return f"Ce document est attendu par {by}.", _bring_back(facts, policy)


def _novelty(facts: Facts, policy: Policy) -> Words:
    until = f" jusqu'au {date_short(facts['until'] - _DAY)}" if facts["until"] else ""
    return f"C'est une nouveauté{until} : elle ne se prolonge pas.", ""


def _late(facts: Facts, policy: Policy) -> Words:
    return (
        f"Il est en retard de {count(facts['days'], 'jour')} (retour prévu le "
        f"{date_short(facts['due_on'])}) : un document en retard ne se prolonge pas.",
        "Rapportez-le dès que vous le pouvez ; en cas de difficulté, parlez-en à votre "
        "bibliothèque.",
    )


def _too_early(facts: Facts, policy: Policy) -> Words:
    days = facts["days"]
    opens = f"{count(days, 'jour')} avant" if days else "le jour de"
    return f"Il est trop tôt : la prolongation s'ouvre {opens} la date de retour.", ""


def _no_gain(facts: Facts, policy: Policy) -> Words:
    if facts["new"] > facts["due_on"]:
        new = date_short(facts["new"])
        return f"Prolonger ne vous laisserait aucun délai : le retour serait dû le {new}.", ""
    return (
        "Prolonger aujourd'hui ne vous ferait rien gagner : le retour est déjà prévu le "
        f"{date_short(facts['due_on'])}.",
        "",
    )


def _renewals_used(facts: Facts, policy: Policy) -> Words:
    done, limit = facts["renewals"], facts["limit"]
    times = "une fois" if done == 1 else f"{done} fois"
    most = "une seule prolongation est permise" if limit == 1 else f"{limit} sont permises"
    return f"Ce document a déjà été prolongé {times} : {most}.", _bring_back(facts, policy)


def _renewals_none(facts: Facts, policy: Policy) -> Words:
    return "Ce document ne se prolonge pas.", _bring_back(facts, policy)


def _reminded(facts: Facts, policy: Policy) -> Words:
    return (
        f"Une lettre de rappel est partie le {date_short(facts['reminded_on'])} : ce prêt ne se "
        "prolonge plus.",
        "Rapportez-le dès que vous le pouvez.",
    )


def _card_blocked(facts: Facts, policy: Policy) -> Words:
    others = facts["count"] - 1
    more = f" et {count(others, 'autre document')}" if others else ""
    return (
        f"Une lettre de rappel est partie le {date_short(facts['reminded_on'])} pour "
        f"« {facts['title']} »{more} : la carte est bloquée jusqu'au retour.",
        "Rapportez d'abord ce qui est demandé : la carte sera aussitôt débloquée.",
    )


def _membership(facts: Facts, policy: Policy) -> Words:
    fee = facts["fee"]
    price = f" : {money(fee)} pour l'année" if fee else ""
    return (
        f"L'adhésion a pris fin le {date_short(facts['until'])}.",
        f"Renouvelez-la à l'accueil de votre bibliothèque{price}.",
    )


def _min_age(facts: Facts, policy: Policy) -> Words:
    return (
        f"Ce document se prête à partir de {facts['limit']} ans ; cette carte est celle d'une "
        f"personne de {count(facts['age'], 'an')}.",
        "Choisissez un document jeunesse, ou demandez conseil à l'accueil.",
    )


def _loans_limit(what: str, way_out: str) -> Callable[[Facts, Policy], Words]:
    def words(facts: Facts, policy: Policy) -> Words:
        lent = count(facts["limit"], "prêt")
        return f"{what.format(**_named(facts, policy))} : {lent} au plus.", way_out

    return words


def _holds_limit(what: str, way_out: str) -> Callable[[Facts, Policy], Words]:
    def words(facts: Facts, policy: Policy) -> Words:
        said = what.format(**_named(facts, policy))
        return f"{said} : {facts['already']} pour {facts['limit']} au plus.", way_out

    return words


def _named(facts: Facts, policy: Policy) -> dict[str, str]:
    return {
        "types": listed([policy.item_type_name(code) for code in facts["item_types"]]),
        "library": _place(facts["library"], policy),
    }


def _pickup_unknown(facts: Facts, policy: Policy) -> Words:
    return (
        f"Le lieu de retrait « {facts['pickup']} » n'est pas une bibliothèque du réseau.",
        "Choisissez un lieu de retrait dans la liste.",
    )


def _pickup_elsewhere(facts: Facts, policy: Policy) -> Words:
    home = _place(facts["home"], policy)
    if facts["choice"] is PickupChoice.DESK:
        return (
            "Un autre lieu de retrait ne se choisit pas en ligne.",
            f"Retirez le document dans votre bibliothèque ({home}), ou demandez un autre lieu à "
            "l'accueil.",
        )
    return (
        "Une réservation se retire dans votre bibliothèque de rattachement.",
        f"Retirez-y le document ({home}).",
    )


def _already_held(facts: Facts, policy: Policy) -> Words:
    return "Ce document est déjà réservé sur cette carte.", "Il vous suffit d'attendre votre tour."


def _already_borrowed(facts: Facts, policy: Policy) -> Words:
    return (
        "Ce document est déjà emprunté sur cette carte.",
        "Prolongez le prêt en cours si vous en avez encore besoin.",
    )


def _no_copy(facts: Facts, policy: Policy) -> Words:
    return (
        "Le réseau n'a pas d'exemplaire à réserver.",
        "Demandez-le à votre bibliothèque, ou proposez-en l'achat.",
    )


def _on_shelf(facts: Facts, policy: Policy) -> Words:
    number = f", cote {facts['call_number']}" if facts["call_number"] else ""
    return (
        "Ce document est disponible : seul un document en prêt se réserve.",
        f"Venez l'emprunter sur place ({_place(facts['library'], policy)}{number}).",
    )


def _novelty_not_held(facts: Facts, policy: Policy) -> Words:
    return "C'est une nouveauté : elle ne se réserve pas.", "Empruntez-la sur place dès son retour."


def _local_only(facts: Facts, policy: Policy) -> Words:
    place = _place(facts["library"], policy)
    kind = policy.item_type_name(facts["item_type"])
    return (
        f"Cette bibliothèque ({place}) ne prête ce support ({kind}) qu'à ses propres inscrits.",
        "Inscrivez-vous sur place pour l'emprunter.",
    )


def _home_copy_first(facts: Facts, policy: Policy) -> Words:
    home = _place(facts["home"], policy)
    return (
        f"Votre bibliothèque, {home}, a un exemplaire de ce document : celui d'une autre ne se "
        "réserve pas, même s'il est déjà emprunté ou réservé.",
        "Réservez celui de votre bibliothèque.",
    )


def _hold_over(facts: Facts, policy: Policy) -> Words:
    return "Cette réservation est terminée.", ""


def _hold_available(facts: Facts, policy: Policy) -> Words:
    place = _place(facts["pickup"], policy)
    until = f" jusqu'au {date_short(facts['shelf_until'])}" if facts["shelf_until"] else ""
    return (
        f"Le document vous attend{until} ({place}) : la réservation ne s'annule plus en ligne.",
        "Adressez-vous au personnel, qui l'annulera.",
    )


def _email_taken(facts: Facts, policy: Policy) -> Words:
    where = "de la famille" if facts["among"] is Uniqueness.FAMILY else "du réseau"
    return (
        f"Cette adresse électronique est déjà celle d'une autre carte {where}.",
        "Donnez-en une autre, ou laissez ce champ vide.",
    )


def _no_right(facts: Facts, policy: Policy) -> Words:
    return (
        f"Votre compte ne permet pas de prolonger les prêts {elide('de', facts['name'])}.",
        f"{facts['name']} peut le faire depuis son propre compte.",
    )


def money(cents: int) -> str:
    """« 8,00 € »."""
    return f"{cents // 100},{cents % 100:02}{NBSP}€"


_RETURNED_UNLESS_IT_CLEARS = frozenset(("novelty", "too_early", "no_gain"))
_RETURN_ONE = "Rendez un document pour en emprunter un autre."
_CANCEL_ONE = "Annulez une réservation, ou retirez-en une qui est disponible."
_NOVELTIES_LATER = "Annulez une réservation de nouveauté, ou choisissez un document plus ancien."

_WORDS: Mapping[str, Callable[[Facts, Policy], Words]] = {
    "awaited": _awaited,
    "novelty": _novelty,
    "late": _late,
    "too_early": _too_early,
    "no_gain": _no_gain,
    "renewals_used": _renewals_used,
    "renewals_none": _renewals_none,
    "reminded": _reminded,
    "card_blocked": _card_blocked,
    "membership": _membership,
    "min_age": _min_age,
    "no_right": _no_right,
    "email_taken": _email_taken,
    "loans_limit_type": _loans_limit(
        "Maximum de prêts atteint par support ({types})",
        "Rendez un document du même support pour en emprunter un autre.",
    ),
    "loans_limit_card": _loans_limit(
        "Maximum de prêts atteint dans cette bibliothèque ({library})", _RETURN_ONE
    ),
    "loans_limit_global": _loans_limit("Maximum de prêts atteint pour cette carte", _RETURN_ONE),
    "loans_limit_novelties_type": _loans_limit(
        "Maximum de nouveautés en prêt atteint par support ({types})",
        "Rendez une nouveauté du même support, ou choisissez un document plus ancien.",
    ),
    "loans_limit_novelties": _loans_limit(
        "Maximum de nouveautés en prêt atteint",
        "Rendez une nouveauté, ou choisissez un document plus ancien.",
    ),
    "holds_limit_type": _holds_limit(
        "Maximum de réservations atteint par support ({types})", _CANCEL_ONE
    ),
    "holds_limit_card": _holds_limit(
        "Maximum de réservations atteint pour cet adhérent dans cette bibliothèque ({library})",
        _CANCEL_ONE,
    ),
    "holds_limit_global": _holds_limit(
        "Maximum global de réservations atteint pour cet adhérent", _CANCEL_ONE
    ),
    "holds_limit_novelties_type": _holds_limit(
        "Maximum de réservations de nouveautés atteint par support ({types})", _NOVELTIES_LATER
    ),
    "holds_limit_novelties": _holds_limit(
        "Maximum de réservations de nouveautés atteint", _NOVELTIES_LATER
    ),
    "pickup_unknown": _pickup_unknown,
    "pickup_elsewhere": _pickup_elsewhere,
    "already_held": _already_held,
    "already_borrowed": _already_borrowed,
    "no_copy": _no_copy,
    "on_shelf": _on_shelf,
    "novelty_not_held": _novelty_not_held,
    "local_only": _local_only,
    "home_copy_first": _home_copy_first,
    "hold_over": _hold_over,
    "hold_available": _hold_available,
}
