"""What the commands answer in text."""

from bibtui.wording.french import nbsp

NEXT_STEPS = nbsp(
    "Ensuite : « bibtui staff add IDENTIFIANT » ouvre un premier compte professionnel, "
    "« bibtui import patrons FICHIER » reprend vos usagers, « bibtui » ouvre le portail."
)


def created(place: str) -> str:
    """The store was made."""
    return nbsp("La base est créée : ") + place


def remembered(path: str) -> str:
    """The settings file was written."""
    return nbsp("La politique est retenue dans ") + path


def upgraded(place: str, before: str, after: str) -> str:
    """The store was brought from a version to another."""
    if before == after:
        return nbsp(f"La base est déjà à jour (version {after}) : ") + place
    return nbsp(f"La base est passée de la version {before} à {after} : ") + place


def place(label: str, path: str) -> str:
    """One line of `bibtui paths`."""
    return f"{label:<10} {path}"
