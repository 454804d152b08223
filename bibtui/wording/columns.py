"""What libraries call the columns of their lists; compared without case, accents or signs."""

from collections.abc import Mapping, Sequence

_CARD = (
    *("cardnumber", "card number", "carte", "n° carte", "n° de carte", "no carte", "num carte"),
    *("numero carte", "numéro de carte", "numéro de carte lecteur", "n° lecteur", "no lecteur"),
    *("numéro lecteur", "numéro de lecteur", "numéro d'usager", "numéro d'abonné", "n° abonné"),
    *("code-barres lecteur", "code barre lecteur", "code-barres usager", "code-barres abonné"),
    *("code-barres de l'usager", "code-barres emprunteur", "identifiant lecteur", "id lecteur"),
)
_LIBRARY = (
    *("branchcode", "branch", "library", "homebranch", "bibliothèque", "site", "établissement"),
    *("code site", "code bibliothèque", "médiathèque", "section"),
)

PATRON = {
    "card": (*_CARD, "code-barres", "code barre", "barcode"),
    "last_name": ("surname", "lastname", "last name", "nom", "nom de famille", "nom usuel"),
    "first_name": ("firstname", "first name", "prénom", "prénoms"),
    "birth": (
        *("dateofbirth", "date of birth", "birthdate", "date de naissance", "date naissance"),
        *("naissance", "né le", "née le", "né(e) le", "année de naissance", "année naissance"),
    ),
    "category": (
        *("categorycode", "category", "catégorie", "catégorie d'usager", "catégorie lecteur"),
        *("type d'abonnement", "type d'inscription", "type d'usager", "catégorie d'abonné"),
    ),
    "library": (*_LIBRARY, "bibliothèque d'inscription", "site d'inscription"),
    "member_from": (
        *("dateenrolled", "date d'inscription", "date inscription", "inscrit le"),
        *("début d'inscription", "début d'abonnement", "date de début d'abonnement", "inscription"),
    ),
    "member_until": (
        *("dateexpiry", "date d'expiration", "date expiration", "expiration", "expire le"),
        *("fin d'abonnement", "date de fin d'abonnement", "fin d'inscription", "fin de validité"),
        *("date de fin de validité", "valable jusqu'au"),
    ),
    "email": (
        *("email", "e-mail", "mail", "courriel", "adresse e-mail", "adresse email"),
        *("adresse mail", "adresse électronique", "mél"),
    ),
    "phone": ("phone", "téléphone", "tél", "téléphone fixe", "tél fixe", "téléphone 1"),
    "mobile": (
        *("mobile", "portable", "téléphone portable", "tél portable", "téléphone mobile"),
        *("gsm", "téléphone 2"),
    ),
    "address": ("address", "adresse", "adresse 1", "rue", "voie", "adresse postale"),
    "address2": ("address2", "adresse 2", "complément", "complément d'adresse"),
    "postcode": ("zipcode", "postcode", "code postal", "cp"),
    "town": ("city", "town", "ville", "commune", "localité"),
    "message": ("opacnote", "message"),
}

LOAN = {
    "card": (*_CARD, "lecteur", "emprunteur", "usager", "borrower"),
    "barcode": (
        *("barcode", "code-barres", "code barre", "code-barres exemplaire", "n° exemplaire"),
        *("code-barres document", "code barre document", "code-barres du document"),
        *("code-barres de l'exemplaire", "exemplaire", "numéro d'exemplaire", "n° document"),
    ),
    "loaned_on": (
        *("issuedate", "issue date", "date de prêt", "date prêt", "date du prêt", "prêté le"),
        *("emprunté le", "date d'emprunt"),
    ),
    "due_on": (
        *("date_due", "due date", "datedue", "date de retour prévue", "date retour prévue"),
        *("retour prévu", "retour prévu le", "à rendre le", "échéance", "date d'échéance"),
        *("date de retour", "date retour", "date de restitution prévue"),
    ),
    "renewals": (
        *("renewals", "renewals_count", "prolongations", "nombre de prolongations"),
        *("nb prolongations", "renouvellements"),
    ),
    "library": (*_LIBRARY, "issuing library", "lieu de prêt", "site de prêt"),
    "returned_on": ("returndate", "rendu le", "retourné le", "date de retour effective"),
}

FIELDS = {
    "card": "numéro de carte",
    "last_name": "nom",
    "first_name": "prénom",
    "birth": "naissance",
    "category": "catégorie",
    "library": "bibliothèque",
    "member_from": "début d'inscription",
    "member_until": "fin d'inscription",
    "email": "e-mail",
    "phone": "téléphone",
    "mobile": "portable",
    "address": "adresse",
    "address2": "complément d'adresse",
    "postcode": "code postal",
    "town": "ville",
    "message": "message",
    "barcode": "code-barres du document",
    "loaned_on": "date de prêt",
    "due_on": "date de retour prévue",
    "renewals": "prolongations",
    "returned_on": "date de retour effective",
}
"""Each field as people call it."""


def understood(columns: Mapping[str, Sequence[str]]) -> str:
    """The fields that a list may have, by names that are understood."""
    return ", ".join(FIELDS[field] for field in columns)
