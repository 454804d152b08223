"""A store that cannot serve, in one sentence: the place, the fault, the remedy."""

from bibtui.domain.text import clean
from bibtui.store.errors import StoreError
from bibtui.wording.french import nbsp

_SENTENCES = {
    "missing": (
        "Il n'y a pas encore de base dans {path} : créez-la avec « bibtui init », ou essayez "
        "« bibtui demo »."
    ),
    "empty": (
        "La base {path} est un fichier vide : effacez-le, puis créez-la avec « bibtui init »."
    ),
    "unreachable": (
        "La base {path} ne peut pas être jointe : vérifiez l'adresse, que le serveur répond et "
        "que vous y avez un accès."
    ),
    "bad_url": (
        "L'adresse de la base n'est pas comprise : donnez le chemin d'un fichier, ou "
        "postgresql://SERVEUR/BASE."
    ),
    "no_driver": (
        "Pour PostgreSQL il manque un composant : installez-le avec "
        "« pip install 'bibtui[postgres]' »."
    ),
    "replaced": (
        "Le fichier {path} a été remplacé pendant que Bibtui l'avait ouvert ; rien n'a été "
        "écrit : relancez Bibtui."
    ),
    "newer": (
        "La base {path} est d'une version plus récente ({found}) que ce programme ({known}) : "
        "mettez Bibtui à jour. Rien n'a été changé."
    ),
    "older": (
        "La base {path} est d'une version plus ancienne ({found}) que ce programme ({known}) : "
        "faites-en une copie, puis lancez « bibtui upgrade »."
    ),
    "read_only": (
        "Rien ne peut être écrit dans {path} : vérifiez vos droits sur ce fichier et sur son "
        "dossier, ou indiquez une autre base avec --database. Rien n'a été changé."
    ),
    "disk_full": "Le disque qui porte {path} est plein : faites de la place. Rien n'a été changé.",
    "not_ours": (
        "{path} n'est pas une base de Bibtui : indiquez-en une autre avec --database. "
        "Rien n'a été changé."
    ),
    "damaged": (
        "La base {path} est abîmée ou n'est pas une base : n'y écrivez plus, et reprenez une "
        "copie de sauvegarde."
    ),
    "busy": (
        "La base est occupée par un autre travail : réessayez dans un instant. Rien n'a été changé."
    ),
}


class _Shown(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "?"


def store_error(error: StoreError) -> str:
    """The sentence of a StoreError."""
    shown = _Shown({key: clean(str(value)) for key, value in error.facts.items()})
    return nbsp(_SENTENCES[error.code].format_map(shown))
