"""What the application says by itself: keys, comings and goings, troubles."""

from bibtui.domain.acting import NotAllowed
from bibtui.settings import SettingsError
from bibtui.store.errors import StoreError
from bibtui.wording.french import nbsp
from bibtui.wording.settings import settings_error
from bibtui.wording.store import store_error

SIGNED_OUT = nbsp("Votre compte est fermé sur cet écran. À bientôt !")
IDLE = nbsp("Votre compte a été fermé : personne n'a touché le clavier depuis un moment.")
NOT_READ = nbsp("La lecture n'a pas pu se faire : F5 pour réessayer.")
SECRET_CHANGED = "Votre nouveau mot de passe est enregistré."

_KEYS = {
    "escape": "Échap",
    "enter": "Entrée",
    "space": "Espace",
    "tab": "Tab",
    "slash": "/",
    "question_mark": "?",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "delete": "Suppr",
}

_NOT_ALLOWED = {
    "session_ended": "Votre session est terminée : identifiez-vous de nouveau.",
    "session_idle": "Votre session s'est fermée d'elle-même : identifiez-vous de nouveau.",
    "session_expired": "Votre session a assez duré : identifiez-vous de nouveau.",
    "secret_changed": "Votre mot de passe a été changé ailleurs : identifiez-vous de nouveau.",
    "account_disabled": "Ce compte a été fermé : adressez-vous à votre médiathèque.",
    "must_change": "Choisissez d'abord un nouveau mot de passe : identifiez-vous de nouveau.",
    "not_allowed": "Votre compte ne permet pas cela : adressez-vous à votre médiathèque.",
    "not_reachable": "Cette carte n'est plus reliée à votre compte.",
}
_STAYS = frozenset(("not_allowed", "not_reachable"))


def key_name(key: str) -> str:
    """The name of a key on a French keyboard: « Échap », « Ctrl+Q », « F1 », « P »."""
    *held, last = key.split("+")
    shown = _KEYS.get(last, last.upper())
    return "+".join([*(part.capitalize() for part in held), shown])


def trouble(error: BaseException) -> str | None:
    """The sentence of an error that was foreseen; None for one that was not."""
    if isinstance(error, NotAllowed):
        return nbsp(_NOT_ALLOWED[error.code])
    if isinstance(error, StoreError):
        return store_error(error)
    if isinstance(error, SettingsError):
        return settings_error(error.code, error.facts)
    return None


def ends_session(error: BaseException) -> bool:
    """Whether one has to sign in again."""
    return isinstance(error, NotAllowed) and error.code not in _STAYS
