"""What is said when there is no screen to say it on."""

_NO_TERMINAL = {
    "not_a_terminal": (
        "Bibtui a besoin d'un terminal : l'entrée et la sortie ne doivent être ni redirigées "
        "ni absentes. Pour une réponse en texte, essayez « bibtui show »."
    ),
    "dumb_terminal": (
        "Ce terminal ne sait pas placer de curseur (TERM vaut « dumb » ou n'est pas défini). "
        "Indiquez le vôtre, par exemple TERM=xterm-256color, ou essayez « bibtui show »."
    ),
}


def no_terminal(code: str) -> str:
    """The sentence for a NoTerminal code."""
    return _NO_TERMINAL[code]


def incident(number: str) -> str:
    """What a person reads after a fault of ours."""
    return (
        "Un incident est survenu et Bibtui s'est arrêté. Votre session est fermée. "
        f"Numéro d'incident : {number}."
    )
