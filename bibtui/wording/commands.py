"""What the commands answer in text."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from bibtui.domain.accounts import Role
from bibtui.domain.policy.model import Policy
from bibtui.domain.text import clean
from bibtui.domain.verdict import Refusal
from bibtui.wording.french import nbsp

if TYPE_CHECKING:
    from bibtui.services.staff import StaffLine

PASSWORD = nbsp("Mot de passe : ")
PASSWORD_AGAIN = nbsp("Le même, encore une fois : ")

NEXT_STEPS = nbsp(
    "Ensuite : « bibtui staff add IDENTIFIANT » ouvre un premier compte professionnel, "
    "« bibtui import patrons FICHIER » reprend vos usagers, « bibtui » ouvre le portail."
)

ROLES = {
    Role.AGENT: "agent",
    Role.LIBRARIAN: "bibliothécaire",
    Role.MANAGER: "responsable",
}

_STAFF = {
    "login_empty": "L'identifiant est vide : donnez-en un qui ait des lettres ou des chiffres.",
    "login_taken": "L'identifiant « {login} » est déjà pris : choisissez-en un autre.",
    "login_unknown": (
        "Aucun compte professionnel ouvert ne s'appelle « {login} » : « bibtui staff list » les "
        "donne tous."
    ),
    "library_unknown": (
        "La bibliothèque « {library} » n'est pas dans la politique : choisissez parmi {known}."
    ),
}


def created(place: str) -> str:
    """The store was made."""
    return nbsp("La base est créée : ") + place


def remembered(path: str) -> str:
    """The settings file was written."""
    return f"La politique est retenue dans {path}"


def upgraded(place: str, before: str, after: str) -> str:
    """The store was brought from a version to another."""
    if before == after:
        return nbsp(f"La base est déjà à jour (version {after}) : ") + place
    return nbsp(f"La base est passée de la version {before} à {after} : ") + place


def place(label: str, path: str) -> str:
    """One line of `bibtui paths`."""
    return f"{label:<10} {path}"


def staff_added(login: str) -> str:
    """The account was opened."""
    return nbsp(f"Le compte professionnel « {clean(login)} » est ouvert.")


def staff_disabled(login: str) -> str:
    """The account was closed."""
    return nbsp(f"Le compte professionnel « {clean(login)} » est fermé, et ses sessions avec lui.")


def staff(found: Sequence["StaffLine"], policy: Policy) -> list[str]:
    """One line an account: what is typed, who, where, in which role."""
    lines = []
    for each in found:
        account = each.account
        library = policy.library_name(account.library) if account.library else "tout le réseau"
        parts = (", ".join(each.logins), account.name, library, ROLES[account.role])
        lines.append(" · ".join(clean(part) for part in parts if part))
    return lines or [nbsp("Aucun compte professionnel : « bibtui staff add » en ouvre un.")]


def staff_refused(refusal: Refusal, policy: Policy) -> str | None:
    """The sentence for a refusal of `bibtui staff`; None when it is not one of its own."""
    if refusal.code not in _STAFF:
        return None
    facts: Mapping[str, Any] = {
        "known": ", ".join(library.code for library in policy.libraries),
        **refusal.facts,
    }
    return nbsp(_STAFF[refusal.code].format(**facts))
