"""What is said at the door and of passwords: what is wrong, and whom to ask."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from bibtui.domain.policy.model import Policy
from bibtui.domain.secrets import Condition
from bibtui.domain.verdict import Refusal, Verdict
from bibtui.wording.french import count, date_short, hour, listed, nbsp

_FOUND = {
    "card": "votre numéro de carte",
    "name": "votre nom",
    "birth": "votre date de naissance",
    "place": "le nom de votre ville ou de la médiathèque",
}
_COUNTED = {
    "letters": ("lettre", ""),
    "digits": ("chiffre", ""),
    "specials": ("caractère spécial", ", comme ! # ou ?"),
    "upper": ("majuscule", ""),
    "lower": ("minuscule", ""),
}


def refusal(verdict: Verdict, policy: Policy) -> str:
    """Every reason of a refusal, one sentence after the other."""
    return " ".join(reason(each, policy) for each in verdict.refusals)


def reason(refused: Refusal, policy: Policy) -> str:
    """One reason, with the way out. None of them tells whether a card exists."""
    if refused.code.startswith("secret_"):
        return nbsp(_SECRETS[refused.code](refused.facts))
    return nbsp(_REASONS[refused.code](refused.facts, policy))


def condition(each: Condition) -> str:
    """A condition on a new password, as a line to tick."""
    facts = each.facts
    if each.code == "length":
        return f"De {facts['min']} à {facts['max']} caractères"
    if each.code in _COUNTED:
        return nbsp(f"Au moins {_counted(each.code, facts)}")
    if each.code == "common":
        return "Pas un mot de passe que tout le monde essaie"
    if each.code == "personal":
        return f"Sans {_personal(facts)}" if facts["found"] else "Rien de personnel (nom, ville…)"
    return "Différent de l'ancien"


def sign_in_help(policy: Policy, *, staff: bool = False) -> str:
    """What to do when one's identifier or password is lost, in the network's own words (000-06)."""
    words = policy.sign_in
    if staff:
        return nbsp(words.staff_help.value)
    said = (words.forgotten_help.value, words.identifier_help.value, words.register_help.value)
    return nbsp("\n\n".join(each for each in said if each))


def contact(policy: Policy) -> str:
    """Whom to ask: « l'accueil de votre bibliothèque, ou au 05 49 89 02 89 »."""
    network = policy.network
    ways = []
    if network.phone.value:
        ways.append(f"au {network.phone.value}")
    if network.mail.value:
        ways.append(f"à {network.mail.value}")
    there = "à l'accueil de votre bibliothèque"
    return f"{there}, ou {' ou '.join(ways)}" if ways else there


def _wrong_credentials(facts: Mapping[str, Any], policy: Policy) -> str:
    said = "Identifiant ou mot de passe incorrect : vérifiez l'un et l'autre, puis réessayez."
    hint = facts.get("hint")
    if hint:
        said = f"{said} {_HINTS[hint](facts)}"
    return f"{said} En cas d'oubli, adressez-vous {contact(policy)}."


_HINTS: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "card_short": lambda facts: (
        f"Ce numéro n'est pas complet : {count(facts['seen'], 'chiffre')} au lieu de "
        f"{facts['expected']}."
    ),
    "card_long": lambda facts: (
        f"Ce numéro est trop long : {count(facts['seen'], 'chiffre')} au lieu de "
        f"{facts['expected']}."
    ),
    "card_prefix": lambda facts: (
        f"Un numéro de carte commence ici par {facts['prefix']} : comparez-le à votre carte."
    ),
    "card_check": lambda facts: (
        "Un chiffre de ce numéro semble faux : comparez-le à celui de votre carte."
    ),
}


def _when(facts: Mapping[str, Any]) -> str:
    until: datetime = facts["until"]
    if facts["minutes"] >= 12 * 60:
        return f"à partir du {date_short(until.date())} à {hour(until.time())}"
    return f"dans {count(facts['minutes'], 'minute')}"


_REASONS: Mapping[str, Callable[[Mapping[str, Any], Policy], str]] = {
    "wrong_credentials": _wrong_credentials,
    "see_the_desk": lambda facts, policy: (
        "Si votre mot de passe est encore le premier, que vous n'avez pas choisi, il n'est plus "
        f"accepté après {count(facts['tries'], 'essai')} : seul l'accueil de votre bibliothèque "
        "peut le rétablir."
    ),
    "card_blocked": lambda facts, policy: (
        f"Trop d'essais avec cet identifiant : réessayez {_when(facts)}. Pour ne pas attendre, "
        f"adressez-vous {contact(policy)}."
    ),
    "terminal_paused": lambda facts, policy: (
        f"Trop d'essais ont échoué sur ce poste : réessayez {_when(facts)}, ou adressez-vous "
        "à l'accueil."
    ),
    "portal_paused": lambda facts, policy: (
        "Trop d'essais ont échoué de toutes parts, et tous les postes attendent : réessayez "
        f"{_when(facts)}."
    ),
    "no_staff_door": lambda facts, policy: (
        "Les comptes professionnels ne s'ouvrent pas sur ce portail : connectez-vous avec votre "
        "compte d'usager."
    ),
    "initial_expired": lambda facts, policy: (
        "Votre mot de passe de départ n'est plus valable : il l'était "
        f"{count(facts['days'], 'jour')}. Pour en avoir un autre, adressez-vous {contact(policy)}."
    ),
    "account_disabled": lambda facts, policy: (
        f"Ce compte est fermé. Pour savoir pourquoi, adressez-vous {contact(policy)}."
    ),
    "staff_name_missing": lambda facts, policy: (
        "Dites aussi qui vous êtes : ce compte est celui de toute une bibliothèque."
    ),
    "wrong_current": lambda facts, policy: (
        "Le mot de passe actuel n'est pas le bon. Si vous l'avez oublié, adressez-vous "
        f"{contact(policy)}."
    ),
    "login_unknown": lambda facts, policy: (
        "Aucun compte ne répond à cet identifiant : cherchez l'usager par son nom."
    ),
}


def _counted(code: str, facts: Mapping[str, Any]) -> str:
    noun, examples = _COUNTED[code]
    free = facts["free_from"]
    asked = count(facts["needed"], noun)
    return f"{asked}{examples}" + (f", ou {free} caractères en tout" if free else "")


def _personal(facts: Mapping[str, Any]) -> str:
    return listed([_FOUND[each] for each in facts["found"]], "ni")


_SECRETS: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "secret_length": lambda facts: (
        f"Le mot de passe doit avoir de {facts['min']} à {facts['max']} caractères : "
        f"le vôtre en a {facts['seen']}."
    ),
    **{
        f"secret_{code}": lambda facts, code=code: (  # type: ignore[misc]
            f"Le mot de passe doit avoir au moins {_counted(code, facts)}."
        )
        for code in _COUNTED
    },
    "secret_common": lambda facts: (
        "Ce mot de passe est de ceux que tout le monde essaie : choisissez-en un moins courant."
    ),
    "secret_personal": lambda facts: (
        f"Le mot de passe ne doit pas contenir {_personal(facts)}."
        if facts["found"]
        else "Le mot de passe est vide."
    ),
    "secret_unchanged": lambda facts: "Le nouveau mot de passe doit être différent de l'ancien.",
}
