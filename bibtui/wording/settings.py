"""Settings that cannot be used, in one sentence: the place, the fault, the remedy."""

from collections.abc import Mapping
from typing import Any

from bibtui.domain.text import clean
from bibtui.wording.french import nbsp

_NO_PASSWORD = (
    "mettez-le dans votre fichier de mots de passe PostgreSQL (~/.pgpass, ou celui que nomme "
    "PGPASSFILE), ou nommez un service : postgresql:///?service=NOM."
)

_SENTENCES = {
    "policy_unknown": (
        "Aucune politique ne s'appelle « {name} » : choisissez parmi {known}, ou donnez le chemin "
        "d'un fichier .toml."
    ),
    "policy_missing": "Le fichier de politique {path} n'existe pas : vérifiez son chemin.",
    "policy_none": (
        "Aucune politique n'est choisie : ajoutez --policy NOM (« bibtui policy list » donne les "
        'noms), ou écrivez policy = "NOM" dans {path}.'
    ),
    "demo_unknown": "Il n'y a pas de démonstration « {name} » : choisissez parmi {known}.",
    "demo_is_whole": (
        "La démonstration a sa propre base et la politique de son réseau : "
        "ôtez --database et --policy."
    ),
    "exists": (
        "Il y a déjà une base dans {path} : rien n'a été changé. "
        "Pour en créer une autre, indiquez --database CHEMIN."
    ),
    "config_not_writable": (
        "La base est créée, mais le fichier de réglages {path} ne peut pas être écrit : "
        "vérifiez vos droits, ou ajoutez --policy {name} à chaque appel."
    ),
    "password_not_asked": (
        "Le mot de passe ne peut pas être demandé sans terminal : donnez un fichier avec "
        "--password-file."
    ),
    "password_file_unreadable": (
        "Le fichier de mot de passe {path} ne peut pas être lu : vérifiez son chemin et vos droits."
    ),
    "passwords_differ": "Les deux mots de passe ne sont pas les mêmes : recommencez.",
    "database_unknown": (
        "La base « {text} » n'est pas d'une sorte connue : donnez le chemin d'un fichier, "
        "sqlite:///CHEMIN ou postgresql://SERVEUR/BASE."
    ),
    "database_no_path": (
        "L'adresse sqlite:/// ne dit pas quel fichier ouvrir : écrivez sqlite:////dossier/base."
    ),
    "password_in_url": (
        "Un mot de passe dans l'adresse de la base, {place}, pourrait être lu par d'autres : "
        + _NO_PASSWORD
    ),
    "password_in_open_file": (
        "Ce fichier contient un mot de passe et d'autres que vous peuvent le lire : "
        "faites « chmod 600 {path} », ou " + _NO_PASSWORD
    ),
    "config_missing": (
        "Le fichier de réglages {path}, nommé par BIBTUI_CONFIG, n'existe pas : corrigez ou ôtez "
        "cette variable."
    ),
    "config_unreadable": (
        "Le fichier de réglages {path} ne peut pas être lu : vérifiez vos droits, et qu'il est "
        "bien du texte en UTF-8."
    ),
    "config_not_toml": (
        "{path}, ligne {line} : cette ligne n'est pas du TOML. "
        'Écrivez par exemple : policy = "saint-etienne"'
    ),
    "config_unknown_key": "Le réglage « {key} » n'existe pas : les réglages sont {known}.",
    "config_not_text": "Le réglage « {key} » demande un texte entre guillemets.",
    "config_not_flag": "Le réglage « {key} » vaut true ou false, sans guillemets.",
    "config_not_known": "« {value} » n'est pas une valeur de « {key} » : choisissez parmi {known}.",
}

_PLACES = {
    "command_line": "sur la ligne de commande",
    "environment": "dans BIBTUI_DATABASE",
}


def settings_error(code: str, facts: Mapping[str, Any]) -> str:
    """The sentence for a SettingsError, which begins with the file and line if it has one."""
    shown = {key: clean(str(value)) for key, value in facts.items()}
    if "known" in facts:
        shown["known"] = ", ".join(facts["known"])
    if "where" in facts:
        shown["place"] = _PLACES[facts["where"]]
    sentence = _SENTENCES[code].format(**shown)
    if "in_file" in facts:
        place = facts["in_file"]
        sentence = f"{clean(str(place['path']))}, ligne {place['line']} : {sentence}"
    return nbsp(sentence)
