"""What the operating system answers about a file, which it says in English, in French."""

import errno
import os

_FRENCH = {
    errno.ENOENT: "il n'existe pas",
    errno.ENOTDIR: "un de ses dossiers est un fichier",
    errno.EISDIR: "c'est un dossier",
    errno.EACCES: "vous n'en avez pas le droit",
    errno.EPERM: "vous n'en avez pas le droit",
    errno.EEXIST: "un fichier de ce nom existe déjà",
    errno.ENAMETOOLONG: "son nom est trop long",
    errno.ELOOP: "c'est un lien qui n'est pas suivi",
    errno.EROFS: "le disque n'accepte pas d'écriture",
    errno.ENOSPC: "le disque est plein",
    errno.EDQUOT: "votre part du disque est pleine",
    errno.EFBIG: "il est trop grand",
    errno.EIO: "le disque répond mal",
    errno.EMFILE: "trop de fichiers sont ouverts",
}


def reason(said: str) -> str:
    """`said`, a text of `os.strerror`, in French; of a rarer one, only that the system refuses."""
    for number, french in _FRENCH.items():
        if said == os.strerror(number):
            return french
    return "le système le refuse"
