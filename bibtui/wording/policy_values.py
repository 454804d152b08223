"""The keys and values of a policy, as `bibtui policy show` and `explain` say them."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from bibtui.domain.acting import Right
from bibtui.domain.libraries import Library
from bibtui.domain.policy.cascade import When
from bibtui.domain.policy.explain import Decided
from bibtui.domain.policy.model import Policy, Quota
from bibtui.domain.policy.values import (
    Base,
    CardCheck,
    ClosedDays,
    Counter,
    FamilyMode,
    IdentifierKind,
    InitialSecret,
    Money,
    PickupChoice,
    PseudonymForm,
    ShownName,
    Span,
    StaffDoor,
    Theme,
    Uniqueness,
)
from bibtui.domain.verdict import Source
from bibtui.wording.french import count, listed, nbsp
from bibtui.wording.refusals import money

SECTIONS: Mapping[str, str] = {
    "network": "Le réseau",
    "identifiers": "Les identifiants",
    "passwords": "Les mots de passe",
    "sessions": "Les sessions",
    "sign_in": "L'écran de connexion",
    "menu": "Le menu",
    "family": "La famille",
    "memberships": "Les adhésions",
    "loans": "Les prêts",
    "renewals": "Les prolongations",
    "novelty": "Les nouveautés",
    "holds": "Les réservations",
    "history": "L'historique",
    "appearance": "L'apparence",
}

KEYS: Mapping[str, str] = {
    "network.name": "nom",
    "network.short_name": "nom abrégé",
    "network.zone": "fuseau horaire",
    "network.phone": "téléphone",
    "network.mail": "courriel",
    "network.site": "site",
    "identifiers.kinds": "ce que l'on peut saisir",
    "identifiers.card_digits": "chiffres d'une carte",
    "identifiers.card_prefix": "début d'une carte",
    "identifiers.card_check": "contrôle du numéro",
    "identifiers.card_extra_digits": "chiffres isolés tolérés",
    "identifiers.pseudonym_form": "forme du pseudo",
    "passwords.initial": "mot de passe initial",
    "passwords.force_change": "changement demandé à la première connexion",
    "passwords.min_length": "caractères au moins",
    "passwords.letters": "lettres au moins",
    "passwords.digits": "chiffres au moins",
    "passwords.specials": "caractères spéciaux au moins",
    "passwords.upper": "majuscules au moins",
    "passwords.lower": "minuscules au moins",
    "passwords.free_from_length": "tout est accepté à partir de",
    "passwords.initial_tries": "essais du mot de passe initial",
    "passwords.initial_days": "jours de validité du mot de passe initial",
    "sessions.idle_minutes": "minutes sans rien faire",
    "sessions.staff_idle_minutes": "minutes sans rien faire, personnel",
    "sessions.warning_seconds": "secondes de compte à rebours",
    "sessions.absolute_hours": "heures au plus",
    "sessions.tries_per_card": "essais par carte avant d'attendre",
    "sessions.tries_per_day": "essais par carte et par jour",
    "sessions.terminal_tries": "essais par poste avant d'attendre",
    "sessions.terminal_window_minutes": "minutes où ils se comptent",
    "sessions.terminal_pause_seconds": "secondes d'attente du poste",
    "sign_in.audiences": "publics",
    "sign_in.staff_door": "entrée du personnel",
    "sign_in.shows_name": "nom affiché",
    "sign_in.identifier_help": "aide à l'identifiant",
    "sign_in.password_help": "aide au mot de passe",
    "sign_in.forgotten_help": "mot de passe oublié",
    "sign_in.register_help": "s'inscrire",
    "sign_in.staff_help": "aide au personnel",
    "family.mode": "regroupement des comptes",
    "family.rights": "droits sur les comptes reliés",
    "family.email_unique": "courriel unique",
    "memberships.length": "durée",
    "memberships.fee": "cotisation",
    "memberships.renews_itself": "se renouvelle d'elle-même",
    "memberships.required_for_renewal": "exigée pour prolonger",
    "memberships.required_for_hold": "exigée pour réserver",
    "memberships.required_for_loan": "exigée pour emprunter",
    "memberships.guardian_under": "accord d'un parent avant (ans)",
    "memberships.lost_card": "carte perdue",
    "loans.length": "durée",
    "loans.due_soon_days": "« à rendre bientôt » (jours avant)",
    "loans.closed_days": "retour un jour fermé",
    "loans.min_age": "âge minimal",
    "renewals.count": "combien de fois",
    "renewals.length": "durée",
    "renewals.base": "comptée à partir",
    "renewals.late": "en retard",
    "renewals.awaited": "attendu par un autre",
    "renewals.novelty": "nouveauté",
    "renewals.reminded": "après une lettre de rappel",
    "renewals.reminder_blocks_card": "une lettre bloque la carte",
    "renewals.same_date": "même date pour tous",
    "renewals.relatives": "pour ses proches",
    "renewals.earliest_days": "au plus tôt (jours avant)",
    "novelty.length": "durée",
    "holds.on_shelf": "document en rayon",
    "holds.novelty": "nouveauté",
    "holds.shelf": "mise de côté",
    "holds.cancel_available": "annuler une fois disponible",
    "holds.pickup_choice": "lieu de retrait",
    "holds.home_library_first": "d'abord l'exemplaire de sa bibliothèque",
    "history.kept": "conservation",
    "appearance.theme": "couleurs",
}

# Pairs: two enumerations may share a text, and would be one key of a mapping.
_NAMES: tuple[tuple[StrEnum, str], ...] = (
    (IdentifierKind.CARD, "carte"),
    (IdentifierKind.PSEUDONYM, "pseudo"),
    (IdentifierKind.EMAIL, "courriel"),
    (IdentifierKind.LOGIN, "identifiant remis"),
    (CardCheck.NONE, "aucun"),
    (CardCheck.LUHN, "clé de Luhn"),
    (PseudonymForm.NONE, "aucune"),
    (PseudonymForm.FIRST_INITIAL, "prénom et initiale du nom"),
    (PseudonymForm.INITIAL_SURNAME, "initiale du prénom et nom"),
    (InitialSecret.NONE, "aucun"),
    (InitialSecret.BIRTH_YEAR, "année de naissance"),
    (InitialSecret.BIRTH_DATE_INITIALS, "date de naissance et deux lettres du nom"),
    (InitialSecret.GIVEN, "remis par la bibliothèque"),
    (StaffDoor.NONE, "aucune"),
    (StaffDoor.PERSON, "une personne"),
    (StaffDoor.LIBRARY, "une bibliothèque"),
    (ShownName.FIRST, "prénom"),
    (ShownName.FULL, "prénom et nom"),
    (FamilyMode.GROUP, "compte de regroupement"),
    (FamilyMode.SHARED, "comptes partagés"),
    (FamilyMode.NONE, "aucun"),
    (Base.TODAY, "du jour même"),
    (Base.DUE_DATE, "de la date de retour"),
    (ClosedDays.KEEP, "reste ce jour-là"),
    (ClosedDays.NEXT_OPEN, "passe au jour ouvert suivant"),
    (PickupChoice.ANY, "au choix"),
    (PickupChoice.HOME, "sa bibliothèque"),
    (PickupChoice.DESK, "choisi à l'accueil"),
    (Uniqueness.NO, "non"),
    (Uniqueness.FAMILY, "dans la famille"),
    (Uniqueness.NETWORK, "dans le réseau"),
    (Theme.LIGHT, "clair"),
    (Theme.DARK, "sombre"),
    (Theme.CONSOLE, "console"),
    (Right.SEE, "voir"),
    (Right.RENEW, "prolonger"),
    (Right.HOLD, "réserver"),
    (Right.REGISTER, "inscrire"),
    (Right.HISTORY, "historique"),
)


def span(length: Span) -> str:
    """« 21 jours », « 1 mois », « 1 an et 2 semaines »."""
    parts = (
        (length.years, "an"),
        (length.months, "mois"),
        (length.weeks, "semaine"),
        (length.days, "jour"),
    )
    return listed([count(number, unit) for number, unit in parts if number]) or "aucune"


def value_said(value: Any) -> str:
    """A value in words: « oui », « 21 jours », « 8,00 € », « carte et pseudo »."""
    if value is None:
        return "—"
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, Money):
        return money(value) if value else "gratuit"
    if isinstance(value, Span):
        return span(value)
    if isinstance(value, StrEnum):
        return next(said for name, said in _NAMES if name is value)
    if isinstance(value, tuple):
        return listed([value_said(one) for one in value]) or "aucun"
    return str(value) or "—"


def when_said(when: When, policy: Policy) -> str:
    """The conditions of an exception: « Revue, nouveauté, moins de 13 ans »."""
    places = [policy.library(code) for code in when.library]
    categories = [policy.categories.get(code) for code in when.category]
    parts = [
        listed([policy.item_type_name(code) for code in when.item_type], "ou"),
        listed([place.name for place in places if place], "ou"),
        listed([category.value for category in categories if category], "ou"),
        f"moins de {when.age_under} ans" if when.age_under is not None else "",
        f"public {listed(list(when.audience), 'ou')}" if when.audience else "",
        _either(when.novelty, "nouveauté", "hors nouveauté"),
        _either(when.transit, "venu d'ailleurs", "resté sur place"),
    ]
    return ", ".join(part for part in parts if part)


def _either(condition: bool | None, met: str, unmet: str) -> str:
    return "" if condition is None else met if condition else unmet


def source_said(source: Source) -> str:
    """« ligne 12, 001-15 » or « ligne 12, notre choix »."""
    return f"ligne {source.line}, {source.cites or 'notre choix'}"


def decided_said(decided: Decided, policy: Policy) -> str:
    """« durée : 21 jours (ligne 165, 001-28) », an exception with its conditions."""
    label = KEYS[decided.key]
    why = f" pour {when_said(decided.when, policy)}" if decided.when else ""
    said = value_said(decided.value.value)
    if decided.value.value is None:
        return nbsp(f"{label} : {said}")
    return nbsp(f"{label}{why} : {said} ({source_said(decided.value.source)})")


def policy_line(name: str, policy: Policy) -> str:
    """« saint-etienne — Médiathèques de Saint-Étienne, 4 lieux, https://… »."""
    network = policy.network
    what = [network.name.value, count(len(policy.libraries), "lieu"), network.site.value]
    return f"{name} — {', '.join(part for part in what if part)}"


def places(policy: Policy) -> list[str]:
    """The libraries of a network, with their lines."""
    return [
        "Les lieux",
        *(
            nbsp(f"  {library.code} : {_reached(library)} ({source_said(library.source)})")
            for library in policy.libraries
        ),
    ]


def _reached(library: Library) -> str:
    """« Tarentaize, 20-24 rue Jo-Gouttebarge, Saint-Étienne, 04 77 43 09 77 »."""
    town = "" if library.town == library.name else library.town
    known = (library.name, library.address, town, library.phone, library.mail)
    return ", ".join(part for part in known if part)


def lists(policy: Policy) -> list[str]:
    """What the file lists rather than sets: quotas, what does not travel, the menu."""
    return [
        "",
        "Les plafonds",
        *(_quota("prêts", quota, policy) for quota in policy.loans.quotas),
        *(_quota("réservations", quota, policy) for quota in policy.holds.quotas),
        *(["", "Ce qui ne voyage pas"] if policy.holds.local_only else []),
        *(
            nbsp(
                f"  {_types(local.item_types, policy)} : "
                f"{_place(local.library, policy)} ({source_said(local.source)})"
            )
            for local in policy.holds.local_only
        ),
        "",
        SECTIONS["menu"],
        *(nbsp(f"  {entry.label} ({source_said(entry.source)})") for entry in policy.menu.entries),
    ]


_COUNTERS = {
    Counter.GLOBAL: "en tout",
    Counter.CARD: "par lieu",
    Counter.TYPE: "par support",
}


def _quota(of_what: str, quota: Quota, policy: Policy) -> str:
    category = policy.categories.get(quota.category)
    whose = (
        category.value if category else "",
        _place(quota.library, policy) if quota.library else "",
        f"moins de {quota.age_under} ans" if quota.age_under is not None else "",
    )
    what = (
        _types(quota.item_types, policy),
        _either(quota.novelty, "nouveautés", "hors nouveautés"),
        f"public {quota.audience}" if quota.audience else "",
        _COUNTERS[quota.counter],
        *whose,
    )
    said = ", ".join(part for part in what if part)
    return nbsp(f"  {of_what}, {said} : {quota.limit} ({source_said(quota.source)})")


def _types(codes: tuple[str, ...], policy: Policy) -> str:
    return listed([policy.item_type_name(code) for code in codes])


def _place(code: str, policy: Policy) -> str:
    library = policy.library(code)
    return library.name if library else code
