"""Policies in French: what is wrong in a file, on which line, and how to put it right."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from bibtui.domain.policy.problems import Problem
from bibtui.domain.text import clean
from bibtui.wording import system
from bibtui.wording.french import listed, nbsp

_FACT = re.compile(r"\{(\w+)\}")
_TYPES = {
    "int": "un nombre entier, tel que 14",
    "bool": "true (oui) ou false (non)",
    "str": 'un texte entre guillemets, tel que "livre"',
    "list": 'une liste, telle que ["livre", "cd"]',
    "span": "une durée, telle que { days = 21 }, { weeks = 3 } ou { months = 1 }",
    "money": 'un montant entre guillemets, tel que "8,00 €"',
    "table": "une rubrique [entre crochets]",
    "tables": "une ou plusieurs rubriques [[entre doubles crochets]]",
}
_SEEN = {
    "int": "un nombre",
    "float": "un nombre à virgule",
    "bool": "true ou false",
    "str": "un texte",
    "list": "une liste",
    "table": "une durée ou un tableau",
    "date": "une date",
    "empty": "rien",
    "value": "une valeur",
}

# What is wrong, then the way to put it right.
SENTENCES: Mapping[str, tuple[str, str]] = {
    "file_missing": ("le fichier n'existe pas", "vérifiez son nom et son chemin"),
    "unreadable": ("le fichier ne peut pas être lu ({reason})", "vérifiez ses droits"),
    "too_large": ("le fichier est bien trop gros pour une politique", "vérifiez que c'est lui"),
    "encoding": (
        "un caractère n'est pas lisible",
        "enregistrez le fichier en UTF-8 depuis votre éditeur",
    ),
    "syntax": (
        "la ligne n'est pas écrite comme il faut",
        "vérifiez le signe =, les guillemets et les crochets, ici et à la ligne d'avant",
    ),
    "duplicate": (
        "cette clé ou cette rubrique est déjà donnée plus haut",
        "gardez une seule des deux",
    ),
    "unknown_section": (
        "la rubrique « {value} » n'existe pas",
        "{suggestion}retirez-la",
    ),
    "unknown_key": ("la clé « {value} » n'existe pas ici", "{suggestion}retirez-la"),
    "missing_section": (
        "la rubrique [{value}] manque",
        "ajoutez-la ; les politiques fournies montrent comment",
    ),
    "missing_key": (
        "la clé « {value} » manque dans [{section}]",
        "ajoutez-la : chaque règle a besoin d'une valeur par défaut",
    ),
    "wrong_type": ("« {key} » est {seen}", "écrivez {expected}"),
    "wrong_value": (
        "« {value} » n'est pas une valeur de « {key} »",
        "{suggestion}choisissez parmi {allowed}",
    ),
    "wrong_unit": (
        "« {value} » n'est pas une unité de durée",
        "{suggestion}choisissez parmi {allowed}",
    ),
    "out_of_range": ("{value} est hors limites", "écrivez un nombre de {least} à {most}"),
    "wrong_money": ("« {value} » n'est pas un montant", 'écrivez par exemple "8,00 €"'),
    "wrong_hours": (
        "« {value} » n'est pas un horaire",
        'écrivez par exemple "10:00-12:00 13:30-18:00"',
    ),
    "hours_disorder": (
        "l'horaire « {value} » finit avant de commencer, ou empiète sur le précédent",
        "remettez les heures dans l'ordre",
    ),
    "wrong_day": (
        "« {value} » n'est pas un jour",
        'écrivez "2023-12-25", "2023-08-01/2023-08-15", ou "12-25" pour chaque année',
    ),
    "days_disorder": (
        "la période « {value} » finit avant de commencer",
        "remettez les deux jours dans l'ordre",
    ),
    "when_without_condition": (
        "cette exception ne dit pas quand elle s'applique",
        "ajoutez une condition, telle que item_type ou category, ou retirez-la",
    ),
    "when_without_value": (
        "cette exception ne change aucune règle",
        "ajoutez la règle qu'elle change, ou retirez-la",
    ),
    "library_twice": (
        "deux bibliothèques ont le code « {value} »",
        "donnez un autre code à l'une des deux",
    ),
    "unknown_zone": (
        "« {value} » n'est pas un fuseau horaire connu",
        'écrivez par exemple "Europe/Paris"',
    ),
    "renewal_without_length": (
        "un prêt se prolonge, mais de rien du tout",
        "donnez une durée, ou mettez count = 0",
    ),
    "loan_without_length": ("un prêt ne dure rien", "donnez une durée, telle que { days = 21 }"),
    "shelf_without_length": (
        "une réservation n'est mise de côté aucun jour",
        "donnez une durée, telle que { days = 14 }",
    ),
    "membership_without_length": (
        "une adhésion ne dure rien",
        "donnez une durée, telle que { years = 1 }",
    ),
    "forced_change_without_secret": (
        "on demande de changer un mot de passe initial qui n'existe pas",
        'mettez force_change = false, ou donnez initial = "birth_year" ou "given"',
    ),
    "free_length_too_short": (
        "dès {value} caractères tout est accepté, alors qu'il en faut {limit} au moins",
        "mettez un nombre plus grand que min_length, ou retirez la ligne",
    ),
    "no_tries": ("aucun essai n'est permis : personne n'entrera", "mettez 1 ou plus"),
    "no_identifier": (
        "aucun identifiant n'est accepté : personne n'entrera",
        'écrivez par exemple ["card"]',
    ),
    "prefix_not_digits": (
        "le début de carte « {value} » n'est pas fait de chiffres",
        "n'y laissez que des chiffres",
    ),
    "prefix_too_long": (
        "le début de carte « {value} » est aussi long que la carte ({limit} chiffres)",
        "raccourcissez-le, ou corrigez card_digits",
    ),
    "pseudonym_disagrees": (
        "« kinds » et « pseudonym_form » ne s'accordent pas sur l'usage d'un pseudo",
        'ajoutez "pseudonym" à kinds avec sa forme, ou mettez pseudonym_form = "none"',
    ),
    "email_not_unique": (
        "on se connecte par courriel, mais une adresse peut être à plusieurs",
        'mettez email_unique = "network"',
    ),
    "no_audience": (
        "l'écran de connexion ne s'adresse à personne",
        'écrivez par exemple ["Je suis un lecteur"]',
    ),
    "rights_without_family": (
        "des droits sont donnés alors que les comptes ne se regroupent pas",
        'mettez rights = [], ou mode = "shared" ou "group"',
    ),
    "family_without_sight": (
        "on regroupe des comptes sans pouvoir les voir",
        'ajoutez "see" à rights',
    ),
    "relatives_without_right": (
        "on prolonge pour ses proches sans en avoir le droit dans [family]",
        'ajoutez "renew" à rights, ou mettez relatives = false',
    ),
    "idle_too_short": (
        "le compte à rebours ({seconds} s) dure autant que l'attente ({value} min)",
        "allongez l'attente, ou raccourcissez warning_seconds",
    ),
    "unknown_library": (
        "aucune bibliothèque n'a le code « {value} »",
        "{suggestion}ajoutez-la aux [[library]]",
    ),
    "unknown_item_type": (
        "aucun support n'a le code « {value} »",
        "{suggestion}ajoutez-le à [item_types]",
    ),
    "unknown_category": (
        "aucune catégorie n'a le code « {value} »",
        "{suggestion}ajoutez-la à [categories]",
    ),
    "library_never_open": ("{value} n'ouvre jamais", "donnez ses horaires dans [library.hours]"),
    "quota_twice": (
        "ce plafond compte la même chose que celui de la ligne {other}",
        "gardez un seul des deux",
    ),
    "quota_over_total": (
        "ce plafond de {limit} ne sera jamais atteint : la ligne {other} arrête à {total}",
        "abaissez celui-ci, relevez l'autre, ou retirez celui-ci",
    ),
    "quota_novelties_over_total": (
        "le plafond de nouveautés ({limit}) dépasse le total permis à la ligne {other} ({total})",
        "abaissez celui des nouveautés, ou relevez le total",
    ),
    "never_a_novelty": (
        "cette règle attend une nouveauté, mais [novelty] n'en fait jamais",
        "donnez une durée à [novelty], ou retirez la règle",
    ),
    "never_asked": (
        "cette exception n'est jamais demandée : cette règle ne dépend pas de {never}",
        "retirez cette condition, ou mettez la règle dans une exception à part",
    ),
    "age_impossible": ("personne n'a moins de 0 an", "corrigez age_under"),
    "rule_unreachable": (
        "cette exception ne sert jamais : celle de la ligne {other} passe toujours avant",
        "précisez ses conditions, ou retirez-la",
    ),
    "rule_tie": (
        "cette exception et celle de la ligne {other} peuvent valoir ensemble et disent autre "
        "chose ; c'est la ligne {other} qui l'emporte",
        "ajoutez une exception qui réunit leurs conditions",
    ),
}


def problem_sentence(file: str, problem: Problem) -> str:
    """« roudour.toml, ligne 12 : la clé « lenght » n'existe pas ici. Écrivez « length »… »"""
    wrong, remedy = SENTENCES[problem.code]
    facts = _said(problem)
    place = f"{clean(file)}, ligne {problem.line}" if problem.line else clean(file)
    todo = _filled(remedy, facts)
    return nbsp(f"{place} : {_filled(wrong, facts)}. {todo[:1].upper()}{todo[1:]}.")


def _filled(template: str, facts: Mapping[str, str]) -> str:
    """`template` with its facts in one pass; a brace that is no fact's is the sentence's own."""
    return _FACT.sub(lambda match: facts.get(match[1], match[0]), template)


def _said(problem: Problem) -> dict[str, str]:
    facts: dict[str, Any] = {"key": problem.key, "suggestion": "", **problem.facts}
    if "reason" in facts:
        facts["reason"] = system.reason(facts["reason"])
    if nearest := facts.pop("nearest", ""):
        facts["suggestion"] = f"vouliez-vous dire « {nearest} » ? Sinon, "
    if "allowed" in facts:
        facts["allowed"] = listed([f"« {one} »" for one in facts["allowed"]], "ou")
    if "never" in facts:
        facts["never"] = listed([f"« {one} »" for one in facts["never"]], "ni de")
    if "expected" in facts:
        facts["expected"] = _TYPES[facts["expected"]]
        facts["seen"] = _SEEN[facts["seen"]]
    said = {name: clean(str(value)) for name, value in facts.items()}
    # It opens a sentence that goes on: cleaned, it lost the blank between the two.
    return said | {"suggestion": f"{said['suggestion']} " if said["suggestion"] else ""}


def sound(file: str) -> str:
    """A file in which nothing is wrong."""
    return nbsp(f"{clean(file)} : rien à signaler.")


_CODES = {
    "item_type": "Aucun support n'a",
    "library": "Aucune bibliothèque n'a",
    "category": "Aucune catégorie n'a",
}


def unknown_code(kind: str, code: str, nearest: str, known: Sequence[str]) -> str:
    """« Aucun support n'a le code « livr ». Vouliez-vous dire « livre » ? »"""
    guess = f"Vouliez-vous dire « {nearest} » ? " if nearest else ""
    return nbsp(f"{_CODES[kind]} le code « {clean(code)} ». {guess}Connus : {listed(known)}.")
