"""What an import says: what it took, what it refused, where, why, and the way out."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from bibtui.domain.text import clean
from bibtui.store.imports.report import Problem, Report
from bibtui.wording import system
from bibtui.wording.columns import FIELDS
from bibtui.wording.french import NBSP, agree, capital, count, date_short, listed, nbsp

REJECTS = ".rejets"
"""What stands in the name of the file that keeps what was refused, before its suffix."""
BORROWER = "Emprunteur à retrouver"
"""The holder of loans that records tell of without saying whose they are."""

_KINDS = {
    "record": ("notice", "notices", "e"),
    "item": ("exemplaire", "exemplaires", ""),
    "loan": ("prêt en cours", "prêts en cours", ""),
    "patron": ("usager", "usagers", ""),
}
_BECAME = {
    "created": "créé{e}{s}",
    "updated": "mis{e}{s2} à jour",
    "unchanged": "inchangé{e}{s}",
    "ended": "rendu{e}{s}",
    "aside": "laissé{e}{s} de côté",
    "refused": "refusé{e}{s}",
}

# What is wrong, and the way out.
_REFUSED: Mapping[str, tuple[str, str]] = {
    "cut": (
        "la notice est coupée avant sa fin",
        "exportez-la de nouveau",
    ),
    "directory": (
        "le répertoire de la notice ne correspond pas à son contenu",
        "exportez-la de nouveau",
    ),
    "no_leader": ("ce n'est pas une notice ISO 2709", "exportez-la de nouveau"),
    "charset": (
        "ses caractères sont d'un alphabet que Bibtui ne lit pas",
        "exportez-la en UTF-8, ou donnez --encoding",
    ),
    "doctype": (
        "un type de document y est déclaré, ce que Bibtui n'ouvre jamais",
        "retirez la déclaration <!DOCTYPE …>",
    ),
    "entity": (
        "une entité n'est pas définie",
        "remplacez-la par le caractère qu'elle désigne",
    ),
    "xml": ("le XML est mal formé", "exportez-la de nouveau"),
    "empty": (
        "l'enregistrement ne contient aucune zone (le serveur n'a peut-être rendu qu'une erreur)",
        "demandez cette notice de nouveau à sa source",
    ),
    "not_unimarc": (
        "la notice n'est pas en UNIMARC (titre en 245)",
        "exportez-la en UNIMARC",
    ),
    "no_title": ("la notice n'a pas de titre en 200", "complétez-la dans votre logiciel"),
    "number_repeated": (
        "le numéro {number} est déjà celui de la notice {earlier} de ce fichier",
        "gardez une seule des deux",
    ),
    "barcode_repeated": (
        "le code-barres {barcode} est déjà celui d'un autre exemplaire de ce fichier",
        "corrigez l'un des deux",
    ),
    "item_without_barcode": (
        "un exemplaire n'a pas de code-barres (cote {seen})",
        "donnez-lui un code-barres dans votre logiciel",
    ),
    "item_due_on": (
        "la date de retour de l'exemplaire n'est pas lisible ({seen})",
        "reprenez ce prêt par « bibtui import loans »",
    ),
    "card_missing": ("il n'y a pas de numéro de carte", "complétez la ligne"),
    "card_destroyed": (
        "le numéro de carte a été détruit par un tableur ({seen})",
        "exportez de nouveau, et ouvrez le fichier avec cette colonne en format Texte",
    ),
    "card_short": (
        "le numéro de carte {card} a {digits} au lieu de {expected} ; un tableur a "
        "peut-être ôté ses zéros",
        "exportez de nouveau, et ouvrez le fichier avec cette colonne en format Texte",
    ),
    "card_long": (
        "le numéro de carte {card} a {digits} au lieu de {expected}",
        "vérifiez-le sur la carte",
    ),
    "card_prefix": (
        "le numéro de carte {card} ne commence pas par {prefix}",
        "vérifiez-le sur la carte",
    ),
    "card_check": (
        "un chiffre du numéro de carte {card} est faux : sa clé ne correspond pas",
        "vérifiez-le sur la carte",
    ),
    "card_no_number": (
        "« {card} » n'est pas un numéro de carte",
        "vérifiez-le sur la carte, ou la colonne d'où il vient",
    ),
    "name_missing": ("il n'y a ni nom ni prénom", "complétez la ligne"),
    "birth": (
        "la naissance {seen} n'est pas une date possible",
        "écrivez-la JJ/MM/AAAA, ou l'année seule",
    ),
    "date": (
        "{field} : {seen} n'est pas une date possible",
        "écrivez-la JJ/MM/AAAA",
    ),
    "dates_reversed": (
        "la date de fin ({last}) est avant celle de début ({first})",
        "corrigez l'une des deux",
    ),
    "loaned_later": (
        "la date de prêt {seen} est dans l'avenir",
        "corrigez-la",
    ),
    "renewals": (
        "{seen} n'est pas un nombre de prolongations",
        "écrivez un nombre, ou rien",
    ),
    "barcode_missing": ("il n'y a pas de code-barres de document", "complétez la ligne"),
    "line_repeated": (
        "{key} est déjà à la ligne {earlier}",
        "gardez une seule des deux",
    ),
    "card_unknown": (
        "aucun usager n'a la carte {card}",
        "reprenez d'abord les usagers, ou vérifiez le numéro",
    ),
    "barcode_unknown": (
        "aucun document n'a le code-barres {barcode}",
        "reprenez d'abord les notices, ou vérifiez le numéro",
    ),
    "on_loan": (
        "le document {barcode} est déjà prêté à quelqu'un d'autre",
        "enregistrez d'abord son retour",
    ),
    "due_missing": (
        "la date de retour du document {barcode} manque",
        "complétez la ligne",
    ),
    "quote": (
        "un guillemet n'est pas fermé",
        "fermez-le, ou ôtez-le",
    ),
    "columns": (
        "il y a plus de valeurs que de colonnes",
        "mettez entre guillemets les valeurs qui contiennent le séparateur",
    ),
    "long": ("la ligne est démesurée", "vérifiez les fins de ligne du fichier"),
}

_NOTES: Mapping[str, str] = {
    "length": "longueur fausse, notice lue quand même",
    "directory": "répertoire en désordre, notice lue quand même",
    "bytes": "octets illisibles remplacés par « \ufffd »",
    "latin": "caractères lus en cp1252 (Windows), non en UTF-8",
    "iso5426": "caractères lus en ISO 5426",
    "subfield": "sous-zones sans code, laissées",
    "tag": "zones sans étiquette, laissées",
    "authority": "notices d'autorité, qui ne sont pas des titres",
    "deleted": "notices marquées supprimées",
    "email": "adresse e-mail inutilisable, usager repris sans elle",
    "item_gone": "exemplaires notés perdus ou retirés",
    "login_missing": (
        "comptes sans identifiant, faute d'adresse électronique : complétez la liste et reprenez-la"
    ),
    "login_taken": (
        "compte sans identifiant, car cette adresse sert déjà à un autre compte : "
        "donnez-en une autre et reprenez la liste"
    ),
    "login_none": "comptes sans identifiant : rien dans la liste ne peut en tenir lieu",
    "address_taken": (
        "cette adresse est déjà l'identifiant d'un autre compte, et celui-ci garde le sien : "
        "donnez-en une autre et reprenez la liste"
    ),
    "address_gone": (
        "adresse électronique retirée de la fiche, mais qui sert encore d'identifiant : donnez-en "
        "une autre et reprenez la liste"
    ),
    "item_type_unknown": "type de document inconnu de la politique, gardé tel quel",
    "library_unknown": "bibliothèque inconnue de la politique, gardée telle quelle",
    "category_unknown": "catégorie inconnue de la politique, gardée telle quelle",
}
_MOST_NOTES = 20

_UNUSABLE: Mapping[str, str] = {
    "empty_file": "il est vide",
    "no_lines": "il est vide",
    "not_marc": (
        "ce ne sont pas des notices : un fichier ISO 2709 (.mrc, .iso, .pan) ou MARCXML est attendu"
    ),
    "doctype": (
        "un type de document y est déclaré, ce que Bibtui n'ouvre jamais : retirez la déclaration "
        "<!DOCTYPE …>"
    ),
    "charset": "l'encodage {charset} n'existe pas : essayez --encoding utf-8 ou cp1252",
    "no_header": (
        "aucune ligne d'en-tête n'y est comprise ; il manque {missing} ; la première ligne lue est "
        "« {seen} »"
    ),
    "header_doubled": (
        "deux colonnes disent la même chose, « {other} » et « {column} » : renommez celle qui est "
        "de trop"
    ),
}


def unusable(name: str, code: str, facts: Mapping[str, Any]) -> str:
    """A whole file that cannot be taken: its name and why."""
    said = dict(facts)
    if "missing" in said:
        said["missing"] = listed([FIELDS.get(field, field) for field in said["missing"]])
    return nbsp(f"{_shown(name)} : ") + _filled(_UNUSABLE[code], said) + "."


def unreadable(name: str, reason: str) -> str:
    """A file that the system does not give."""
    return nbsp(f"{_shown(name)} : le fichier ne peut pas être lu, {system.reason(reason)}.")


def problem(one: Problem) -> str:
    """What was refused: where, why, and the way out."""
    if one.offset is None:
        place = f"ligne {one.where}"
    else:
        place = f"notice {one.where}, à l'octet {number(one.offset)}"
    wrong, way_out = _REFUSED[one.code]
    facts = dict(one.facts)
    if "field" in facts:
        facts["field"] = FIELDS.get(facts["field"], facts["field"])
    if one.code in ("card_short", "card_long"):
        facts["digits"] = count(facts["seen"], "chiffre")
    return nbsp(f"{place} : ") + _filled(wrong, facts) + f". {capital(way_out)}."


def report(one: Report, *, wrote: bool) -> Iterator[str]:
    """What became of a file, line by line."""
    unit = ("notice", "notices") if ("record") in {kind for kind, _ in one.done} else ()
    things = agree(one.read, *(unit or ("ligne", "lignes")))
    read = agree(one.read, "lue", "lues")
    yield nbsp(f"{_shown(one.file)} : ") + f"{number(one.read)} {things} {read}"
    if not wrote:
        yield nbsp("  Essai : rien n'a été écrit ; voici ce qui le serait.")
    if one.columns:
        known = (f"« {_shown(name)} » {FIELDS[field]}" for field, name in one.columns.items())
        yield nbsp("  Colonnes comprises : ") + ", ".join(map(nbsp, known)) + "."
    if one.ignored:
        yield nbsp("  Colonnes laissées : ") + ", ".join(map(_shown, one.ignored)) + "."
    for kind, (singular, plural, feminine) in _KINDS.items():
        counted = [
            f"{number(many)} {_agreed(became, feminine, many)}"
            for became in _BECAME
            if (many := one.done[kind, became])
        ]
        if counted:
            total = sum(one.done[kind, became] for became in _BECAME)
            yield nbsp(f"  {capital(agree(total, singular, plural))} : ") + ", ".join(counted) + "."
    yield from _notes(one)
    if one.problems:
        yield nbsp("  Refusé :")
        yield from (f"    {problem(each)}" for each in one.problems)
    if one.unlisted:
        more = agree(one.unlisted, "autre refus", "autres refus")
        yield f"    et {number(one.unlisted)} {more}."
    if one.rejects:
        yield (
            nbsp("  Ce qui a été refusé est gardé dans ")
            + _shown(str(one.rejects))
            + nbsp(" : corrigez ce fichier et reprenez-le.")
        )
    if one.rejects_lost:
        yield nbsp(
            f"  Ce qui a été refusé n'a pas pu être gardé ({system.reason(one.rejects_lost)})."
        )
    if one.passwordless:
        said = "n'a" if one.passwordless < 2 else "n'ont"
        them = "lui" if one.passwordless < 2 else "leur"
        yield nbsp(
            f"  {number(one.passwordless)} {agree(one.passwordless, 'usager')} {said} pas encore "
            f"de mot de passe : le personnel {them} en remet un provisoire à l'accueil (touche D, "
            "« Débloquer un compte »)."
        )


def progress(name: str, percent: int) -> str:
    """How far an import is."""
    return nbsp(f"{_shown(name)} : {percent} %")


def number(many: int) -> str:
    """« 3 283 », with no-break spaces."""
    return f"{many:,}".replace(",", NBSP)


def _notes(one: Report) -> Iterator[str]:
    if not one.notes:
        return
    yield nbsp("  À savoir :")
    for (code, seen), many in one.notes.most_common(_MOST_NOTES):
        value = nbsp(f" : « {_shown(seen)} »") if seen else ""
        yield f"    {nbsp(_NOTES[code])}{value} ({number(many)})"
    if len(one.notes) > _MOST_NOTES:
        yield f"    et {number(len(one.notes) - _MOST_NOTES)} autres."


def _agreed(became: str, feminine: str, many: int) -> str:
    plural = "s" if many > 1 else ""
    # « mis » has its s already.
    second = plural if feminine else ""
    return _BECAME[became].format(e=feminine, s=plural, s2=second)


def _filled(sentence: str, facts: Mapping[str, Any]) -> str:
    """`sentence` with its facts, which come from outside: shown harmless, and short."""
    return nbsp(sentence.format_map({name: _shown(value) for name, value in facts.items()}))


def _shown(value: object) -> str:
    if isinstance(value, date):
        return date_short(value)
    said = clean(str(value))
    return said if len(said) <= 120 else said[:119] + "…"
