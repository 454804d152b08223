"""The command line: arguments in, exit code out. Nothing heavy is imported before it is needed.

Exit codes: 0 done, 1 error, 2 usage, 3 partly done, 4 refused, 5 store unreachable.
"""

import os
import sys
from collections.abc import Callable, Sequence
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from bibtui import __version__
from bibtui.settings import THEMES

if TYPE_CHECKING:
    import argparse

    from bibtui.commands.arguments import FrenchParser

Command = Callable[[Any], int]


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command line; `argv` without the program's name, `sys.argv` by default."""
    words = list(sys.argv[1:] if argv is None else argv)
    arguments = _bare(words) or parser().parse_args(words)
    try:
        code = int(arguments.run(arguments))
        sys.stdout.flush()
        return code
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # The reader went away (`| head`): nothing more may be written, not even at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        from bibtui.commands.failures import told

        return told(error)


def _bare(words: list[str]) -> SimpleNamespace | None:
    """What opens a screen, typed without an option: its start does not wait for argparse."""
    if not words:
        return SimpleNamespace(run=portal)
    if words[0] == "demo" and len(words) <= 2 and not words[-1].startswith("-"):
        return SimpleNamespace(run=demo, network="".join(words[1:]))
    return None


def portal(arguments: Any) -> int:
    """Open the portal on the terminal."""
    from bibtui import settings
    from bibtui.terminal import start

    asked = settings.load(vars(arguments))
    start.prepare()
    from bibtui import app

    return app.run(asked)


def demo(arguments: Any) -> int:
    """Open the portal on a demonstration, whose database goes away with it."""
    from bibtui import settings
    from bibtui.demo.ledger import DEFAULT_NETWORK, networks
    from bibtui.terminal import start

    network = arguments.network or DEFAULT_NETWORK
    if network not in networks():
        raise settings.SettingsError("demo_unknown", name=network, known=networks())
    if getattr(arguments, "database", None) or getattr(arguments, "policy", None):
        raise settings.SettingsError("demo_is_whole")
    start.prepare()
    asked = settings.load({**vars(arguments), "policy": network}, demo=network)
    from bibtui import app

    return app.run(asked)


def _later(module: str, name: str) -> Command:
    """The command `name` of `bibtui.<module>`, imported when it runs."""

    def run(arguments: Any) -> int:
        from importlib import import_module

        command: Command = getattr(import_module(f"bibtui.{module}"), name)
        return command(arguments)

    return run


def parser() -> "FrenchParser":
    """The whole command line, with its help."""
    from bibtui.commands.arguments import FrenchParser, day

    where = _where()
    looks = _looks()
    top = FrenchParser(
        prog="bibtui",
        description="Le portail des usagers d'un réseau de bibliothèques, dans un terminal. "
        "Sans commande, il s'ouvre sur votre bibliothèque.",
        epilog="Pour essayer sans rien installer d'autre : bibtui demo",
        parents=[where, looks],
    )
    top.add_argument(
        "--version",
        action="version",
        version=f"bibtui {__version__}",
        help="donner la version et s'arrêter",
    )
    top.set_defaults(run=portal)
    commands = top.add_subparsers(title="commandes", metavar="COMMANDE")

    one = commands.add_parser(
        "demo",
        help="essayer le portail avec des usagers de démonstration",
        description="Ouvre le portail sur une base de démonstration, effacée ensuite. "
        "Le mot de passe de tous est Demo-2025! sauf première connexion, où l'écran dit lequel "
        "taper.",
        parents=[looks],
    )
    one.add_argument("network", nargs="?", metavar="RÉSEAU", help="saint-etienne si omis")
    one.add_argument("--today", type=day, metavar="AAAA-MM-JJ", help="le jour à montrer")
    one.set_defaults(run=demo)

    one = commands.add_parser(
        "init",
        help="créer la base d'une bibliothèque",
        description="Crée une base vide, et retient la politique si aucun réglage n'existe.",
        parents=[where],
    )
    one.set_defaults(run=_later("commands.base", "init"))
    one = commands.add_parser(
        "upgrade",
        help="mettre la base à la version du programme",
        description="Met la base à la version du programme, sans rien perdre de ce qu'elle garde. "
        "Faites-en d'abord une copie.",
        parents=[where],
    )
    one.set_defaults(run=_later("commands.base", "upgrade"))
    one = commands.add_parser(
        "paths",
        help="dire où sont les fichiers",
        description="Dit où sont la base, la politique, les réglages, le journal des incidents et "
        "ce qui est fourni, qu'ils existent déjà ou non.",
        parents=[where],
    )
    one.set_defaults(run=_later("commands.base", "paths"))

    _import(commands, where)
    _show(commands, where)
    _policy(commands)
    _staff(commands, where)
    return top


def _where() -> "FrenchParser":
    from argparse import SUPPRESS

    from bibtui.commands.arguments import FrenchParser

    shared = FrenchParser(add_help=False, argument_default=SUPPRESS)
    shared.add_argument(
        "--database",
        metavar="BASE",
        help="le chemin d'un fichier, ou postgresql://SERVEUR/BASE (ou BIBTUI_DATABASE)",
    )
    shared.add_argument(
        "--policy",
        metavar="NOM",
        help="une politique fournie, ou le chemin d'un fichier .toml (ou BIBTUI_POLICY)",
    )
    return shared


def _looks() -> "FrenchParser":
    from argparse import SUPPRESS

    from bibtui.commands.arguments import FrenchParser

    shared = FrenchParser(add_help=False, argument_default=SUPPRESS)
    shared.add_argument("--theme", choices=THEMES, help="les couleurs")
    shared.add_argument("--no-mouse", dest="mouse", action="store_false", help="sans la souris")
    return shared


def _import(commands: "argparse._SubParsersAction[FrenchParser]", where: "FrenchParser") -> None:
    from bibtui.wording import columns

    one = commands.add_parser(
        "import",
        help="reprendre des notices, des usagers ou des prêts",
        description="Reprend des fichiers dans la base. Interrompu, il peut être relancé : ce qui "
        "est déjà repris est mis à jour. Code 3 si des lignes ont été laissées.",
        epilog=f"Colonnes d'une liste d'usagers : {columns.understood(columns.PATRON)}. D'une "
        f"liste de prêts : {columns.understood(columns.LOAN)}. L'ordre, les majuscules et les "
        "accents ne comptent pas ; d'autres noms courants (« N° lecteur », « né le », ceux de "
        "Koha) sont compris aussi, et le rapport dit lesquels l'ont été.",
        parents=[where],
    )
    one.add_argument(
        "what",
        choices=("records", "patrons", "loans"),
        metavar="records|patrons|loans",
        help="notices UNIMARC (ISO 2709 ou XML), usagers ou prêts (CSV avec en-têtes)",
    )
    one.add_argument("files", nargs="+", metavar="FICHIER", help="les fichiers à reprendre")
    one.add_argument("--dry-run", action="store_true", help="tout lire, ne rien écrire")
    one.add_argument(
        "--profile",
        choices=("recommandation", "koha"),
        default="recommandation",
        help="comment le champ 995 est rempli ; recommandation si omis",
    )
    one.add_argument("--encoding", metavar="NOM", help="le jeu de caractères, s'il est mal reconnu")
    one.set_defaults(run=_later("commands.imports", "run"))


def _show(commands: "argparse._SubParsersAction[FrenchParser]", where: "FrenchParser") -> None:
    from bibtui.commands.arguments import day

    one = commands.add_parser(
        "show",
        help="lire un compte en texte, sans écran",
        description="Donne en texte ce que le portail montre. Le mot de passe est demandé sur le "
        "terminal, ou lu dans un fichier.",
        parents=[where],
    )
    one.add_argument(
        "what", choices=("account", "loans"), metavar="account|loans", help="ce qu'il faut montrer"
    )
    one.add_argument("--card", required=True, metavar="CARTE", help="le numéro de carte")
    one.add_argument("--password-file", metavar="FICHIER", help="sa première ligne est le secret")
    one.add_argument(
        "--format", choices=("text", "json", "csv"), default="text", help="text si omis"
    )
    one.add_argument("--today", type=day, metavar="AAAA-MM-JJ", help="le jour à considérer")
    one.set_defaults(run=_later("commands.show", "run"))


def _policy(commands: "argparse._SubParsersAction[FrenchParser]") -> None:
    from bibtui.commands.arguments import years

    group = commands.add_parser(
        "policy",
        help="lire et vérifier les politiques des réseaux",
        description="Lit et vérifie les politiques : les règles de chaque réseau, dans un fichier.",
    ).add_subparsers(title="commandes", metavar="COMMANDE", required=True)
    one = group.add_parser(
        "list",
        help="les politiques fournies",
        description="Donne les politiques fournies, avec le nom par lequel on les choisit.",
    )
    one.set_defaults(run=_later("commands.policies", "listing"))
    one = group.add_parser(
        "show",
        help="une politique, clé par clé, avec ses lignes",
        description="Montre une politique, clé par clé, avec la ligne du fichier d'où chacune "
        "vient.",
    )
    one.add_argument("name", metavar="NOM", help="une politique fournie ou un fichier")
    one.set_defaults(run=_later("commands.policies", "show"))
    one = group.add_parser(
        "check",
        help="les fautes d'une politique, avec leurs lignes",
        description="Cherche les fautes d'une politique et les dit avec leurs lignes. Code 1 s'il "
        "y en a.",
    )
    one.add_argument("names", nargs="*", metavar="NOM", help="toutes celles fournies si omis")
    one.set_defaults(run=_later("commands.policies", "check"))
    one = group.add_parser(
        "explain",
        help="quelle ligne décide pour une carte et un document",
        description="Dit quelle ligne de la politique décide, pour la carte et le document "
        "que l'on décrit.",
    )
    one.add_argument("name", metavar="NOM", help="une politique fournie ou un fichier")
    one.add_argument("--item-type", metavar="TYPE", help="le type du document, tel que livre")
    one.add_argument("--novelty", action="store_true", help="le document est une nouveauté")
    one.add_argument("--library", metavar="CODE", help="la bibliothèque")
    one.add_argument("--category", metavar="NOM", help="la catégorie de la carte")
    one.add_argument("--age", type=years, metavar="ANS", help="l'âge de l'usager")
    one.add_argument("--audience", metavar="NOM", help="le public du document")
    one.add_argument("--transit", action="store_true", help="le document a voyagé")
    one.set_defaults(run=_later("commands.policies", "explain"))


def _staff(commands: "argparse._SubParsersAction[FrenchParser]", where: "FrenchParser") -> None:
    group = commands.add_parser(
        "staff",
        help="gérer les comptes professionnels",
        description="Ouvre, liste et ferme les comptes du personnel.",
    ).add_subparsers(title="commandes", metavar="COMMANDE", required=True)
    one = group.add_parser(
        "add",
        help="ouvrir un compte professionnel",
        description="Ouvre un compte professionnel. Son mot de passe est demandé deux fois sur le "
        "terminal, ou lu dans un fichier.",
        parents=[where],
    )
    one.add_argument("login", metavar="IDENTIFIANT", help="ce qui sera tapé pour se connecter")
    one.add_argument("--name", default="", metavar="NOM", help="le nom affiché")
    one.add_argument("--library", default="", metavar="CODE", help="sa bibliothèque")
    one.add_argument(
        "--role",
        choices=("agent", "librarian", "manager"),
        default="librarian",
        metavar="RÔLE",
        help="agent (à l'accueil), librarian (bibliothécaire) ou manager (responsable : peut "
        "aussi débloquer le compte d'un collègue) ; librarian si omis",
    )
    one.add_argument("--password-file", metavar="FICHIER", help="sa première ligne est le secret")
    one.set_defaults(run=_later("commands.staff", "add"))
    one = group.add_parser(
        "list",
        help="les comptes professionnels",
        description="Donne les comptes professionnels ouverts, un par ligne.",
        parents=[where],
    )
    one.set_defaults(run=_later("commands.staff", "listing"))
    one = group.add_parser(
        "disable",
        help="fermer un compte professionnel",
        description="Ferme un compte professionnel, et les sessions qu'il a ouvertes.",
        parents=[where],
    )
    one.add_argument("login", metavar="IDENTIFIANT", help="le compte à fermer")
    one.set_defaults(run=_later("commands.staff", "disable"))
