"""The command line, run as people and scripts run it: what it answers, where, with which code."""

import argparse
import os
import pty
import re
import socket
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bibtui.cli import main, parser
from bibtui.settings import Settings, SettingsError, load
from bibtui.wording import columns
from tests.cli.conftest import ROOT, Bibtui, refused

# Words of argparse's own that must never be read.
ENGLISH = re.compile(
    r"\b(usage|options|positional|arguments?:|show this|error|invalid|required|expected|choose"
    r"|unrecognized|default)\b"
)


def test_the_version_is_one_line(bibtui: Bibtui) -> None:
    run = bibtui("--version")
    assert run.returncode == 0
    assert re.fullmatch(r"bibtui \d+\.\d+\.\d+\n", run.stdout)


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("demo",),
        ("policy", "check"),
        ("staff", "list"),
        ("init",),
        ("upgrade",),
        ("paths",),
        ("import",),
        ("show",),
        ("policy",),
        ("policy", "explain"),
        ("staff",),
        ("staff", "add"),
    ],
)
def test_help_is_in_french(capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]) -> None:
    with pytest.raises(SystemExit) as end:
        main([*arguments, "--help"])
    said = capsys.readouterr().out
    assert end.value.code == 0
    assert "Emploi\u00a0:" in said
    assert "montrer cette aide" in said
    assert not ENGLISH.search(said.replace("options\u00a0:", ""))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--nothing",), "argument inconnu : --nothing"),
        (("nothing",), "« nothing » n'existe pas ; choisissez parmi : « demo », "),
        (("--theme", "rose"), "choisissez parmi"),
        (("--theme",), "une valeur est attendue"),
        (("--no-mouse=1",), "ne prend pas de valeur"),
        (("demo", "--today", "6/10/2023"), "écrivez AAAA-MM-JJ"),
        (("show", "loans"), "il manque : --card"),
        (("import", "records"), "il manque : FICHIER"),
        (("policy",), "il manque : COMMANDE"),
        (
            ("policy", "explain", "roudour", "--age", "douze"),
            "« douze » n'est pas un âge ; écrivez un nombre d'années, par exemple 12.",
        ),
        (("--theme", "l'or \x1b[2J"), "« l'or"),
    ],
)
def test_a_usage_error_is_said_in_french(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], said: str
) -> None:
    with pytest.raises(SystemExit) as end:
        main(arguments)
    answer = capsys.readouterr().err.replace("\u00a0", " ")
    assert end.value.code == 2
    assert said in answer
    assert not ENGLISH.search(answer) and "\x1b" not in answer


def test_every_command_says_in_a_sentence_what_it_does() -> None:
    def each(one: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
        yield one
        for action in one._actions:
            if isinstance(action, argparse._SubParsersAction):
                for under in action.choices.values():
                    yield from each(under)

    every = list(each(parser()))
    assert len(every) > 12
    for one in every:
        assert re.fullmatch(r"[A-Z].+\.", one.description or ""), one.prog


def test_the_help_of_an_import_names_columns_that_are_understood(bibtui: Bibtui) -> None:
    said = " ".join(bibtui("import", "--help").stdout.split())
    for known in (columns.PATRON, columns.LOAN):
        names = columns.understood(known)
        assert names in said
        for name, (field, others) in zip(names.split(", "), known.items(), strict=True):
            assert name in others, field


@pytest.mark.parametrize("command", [("--policy", "saint-etienne"), ("demo",)])
def test_without_a_terminal_one_is_asked_for(bibtui: Bibtui, command: tuple[str, ...]) -> None:
    refused(bibtui(*command), 2, "a besoin d'un terminal")


def test_a_dumb_terminal_is_refused(home: dict[str, str]) -> None:
    main, other = pty.openpty()
    with os.fdopen(main, "rb", closefd=True):
        run = subprocess.run(
            [sys.executable, "-m", "bibtui", "demo"],
            cwd=ROOT,
            env={**home, "TERM": "dumb"},
            stdin=other,
            stdout=other,
            stderr=subprocess.PIPE,
            text=True,
            timeout=60,
        )
        os.close(other)
    refused(run, 2, "TERM")


@pytest.mark.parametrize(
    "url", ["postgresql://anne:canari@localhost/b", "postgresql://localhost/b?password=canari"]
)
def test_a_password_in_a_url_is_refused_and_not_repeated(bibtui: Bibtui, url: str) -> None:
    said = refused(bibtui("--database", url, "paths"), 1, "PGPASSFILE", "la ligne de commande")
    assert "canari" not in said
    said = refused(bibtui("paths", BIBTUI_DATABASE=url), 1, "PGPASSFILE", "BIBTUI_DATABASE")
    assert "canari" not in said


def test_an_unknown_policy_is_answered_with_the_known_ones(bibtui: Bibtui) -> None:
    refused(bibtui("--policy", "atlantide", "init"), 1, "« atlantide »", "saint-etienne")
    refused(bibtui("--policy", "./absent.toml", "init"), 1, "absent.toml", "n'existe pas")


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ('policy = "saint-etienne"\ncouleur = 1\n', 2, "« couleur »"),
        ("policy = \n", 1, "TOML"),
        ('\n\nmouse = "non"\n', 3, "true ou false"),
        ("theme = 3\n", 1, "entre guillemets"),
        ('theme = "rose"\n', 1, "clair, sombre, console"),
        ('policy = "atlantide"\n', 1, "saint-etienne"),
        ('database = "mysql://h/b"\n', 1, "mysql://"),
    ],
)
def test_a_fault_in_the_settings_file_is_said_with_its_line(
    bibtui: Bibtui, tmp_path: Path, text: str, line: int, said: str
) -> None:
    path = tmp_path / "reglages.toml"
    path.write_text(text, encoding="utf-8")
    run = bibtui("paths", BIBTUI_CONFIG=str(path))
    refused(run, 1, f"{path}, ligne {line} : ", said)


def test_a_password_in_a_settings_file_others_can_read_is_refused(
    bibtui: Bibtui, tmp_path: Path
) -> None:
    path = tmp_path / "reglages.toml"
    path.write_text('database = "postgresql://anne:canari@localhost/b"\n', encoding="utf-8")
    path.chmod(0o644)
    said = refused(bibtui("paths", BIBTUI_CONFIG=str(path)), 1, "chmod 600")
    assert "canari" not in said
    path.chmod(0o600)
    run = bibtui("paths", BIBTUI_CONFIG=str(path))
    assert run.returncode == 0
    assert "canari" not in run.stdout


def test_the_command_line_wins_over_the_environment_and_it_over_the_file(tmp_path: Path) -> None:
    written = tmp_path / "reglages.toml"
    written.write_text('database = "du-fichier"\ntheme = "sombre"\nmouse = false\n')
    environ = {"BIBTUI_CONFIG": str(written), "HOME": str(tmp_path)}
    asked: Settings = load({}, environ)
    assert asked.database == str(tmp_path / "du-fichier")
    assert (asked.theme, asked.mouse) == ("sombre", False)
    environ["BIBTUI_DATABASE"] = "/de/l-environnement"
    assert load({}, environ).database == "/de/l-environnement"
    options = {"database": "/de/la/ligne", "theme": "clair", "mouse": True}
    asked = load(options, environ)
    assert asked.database == "/de/la/ligne"
    assert (asked.theme, asked.mouse) == ("clair", True)


def test_two_visitors_of_one_machine_are_two_places(home: dict[str, str]) -> None:
    """So that what one tries over SSH does not hold up the other (docs/securite.md)."""

    def place(terminal: int) -> str:
        return subprocess.run(
            [sys.executable, "-c", "from bibtui.settings import load; print(load({}).place)"],
            cwd=ROOT,
            env=home,
            stdin=terminal,
            capture_output=True,
            text=True,
            timeout=60,
        ).stdout.strip()

    pairs = [pty.openpty() for _ in range(2)]
    try:
        names = [(place(other), os.ttyname(other)) for _, other in pairs]
    finally:
        for descriptor in (one for pair in pairs for one in pair):
            os.close(descriptor)
    assert names[0][0] != names[1][0]
    for said, terminal in names:
        assert said.endswith(terminal.removeprefix("/dev/"))
        assert said.startswith(socket.gethostname())
    assert place(subprocess.DEVNULL) == socket.gethostname()


@pytest.mark.parametrize("text", ["sqlite://", "sqlite:///", "sqlite:///:memory:"])
def test_a_store_needs_a_place(text: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as error:
        load({"database": text}, {"BIBTUI_CONFIG": "", "HOME": str(tmp_path)})
    assert error.value.code == "database_no_path"


def test_a_new_library_is_made_private_and_remembered(bibtui: Bibtui, tmp_path: Path) -> None:
    run = bibtui("init", "--policy", "saint-etienne")
    assert run.returncode == 0, run.stderr
    store = tmp_path / "data" / "bibtui" / "bibtui.sqlite"
    assert stat.S_IMODE(store.stat().st_mode) == 0o600
    assert stat.S_IMODE(store.parent.stat().st_mode) == 0o700
    config = tmp_path / "config" / "bibtui" / "config.toml"
    assert config.read_text() == 'policy = "saint-etienne"\n'
    assert "saint-etienne.toml" in bibtui("paths").stdout

    before = store.read_bytes()
    refused(bibtui("init"), 1, "déjà une base", str(store))
    assert "déjà à jour" in bibtui("upgrade").stdout
    assert store.read_bytes() == before


def test_a_library_without_a_policy_is_not_made(bibtui: Bibtui, tmp_path: Path) -> None:
    refused(bibtui("init"), 1, "--policy NOM")
    assert not (tmp_path / "data").exists()


def test_a_policy_with_an_unknown_key_is_refused_with_its_line(
    bibtui: Bibtui, tmp_path: Path
) -> None:
    shipped = ROOT / "data" / "policies" / "saint-etienne.toml"
    text = shipped.read_text(encoding="utf-8")
    line = text.split("[loans]\n")[0].count("\n") + 2
    policy = tmp_path / "la-mienne.toml"
    policy.write_text(text.replace("[loans]\n", "[loans]\nlenght = 3\n"), encoding="utf-8")
    run = bibtui("init", "--policy", str(policy))
    refused(run, 1, "la-mienne.toml", f"ligne {line}", "lenght")
    assert not (tmp_path / "data").exists()


def test_a_newer_store_is_refused_and_left_alone(bibtui: Bibtui, tmp_path: Path) -> None:
    store = tmp_path / "base.sqlite"
    assert bibtui("init", "--policy", "saint-etienne", "--database", str(store)).returncode == 0
    with closing(sqlite3.connect(store)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    with closing(sqlite3.connect(store)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    before = store.read_bytes()
    for command in (("upgrade",), ("staff", "list")):
        run = bibtui("--database", str(store), *command)
        refused(run, 1, "plus récente (9999)", "mettez Bibtui à jour", str(store))
    assert store.read_bytes() == before


def test_a_file_of_another_kind_is_not_touched(bibtui: Bibtui, tmp_path: Path) -> None:
    store = tmp_path / "lettre.odt"
    store.write_bytes(b"PK\x03\x04 une lettre")
    refused(bibtui("--database", str(store), "upgrade"), 1, "reprenez une copie")
    assert store.read_bytes() == b"PK\x03\x04 une lettre"


def test_a_folder_that_cannot_be_written_is_said(bibtui: Bibtui, tmp_path: Path) -> None:
    (tmp_path / "fichier").touch()
    place = str(tmp_path / "fichier" / "base.sqlite")
    run = bibtui("init", "--policy", "saint-etienne", "--database", place)
    refused(run, 1, "vérifiez vos droits", "fichier")
    assert not (tmp_path / "config").exists()
    refused(
        bibtui("init", "--policy", "saint-etienne", "--database", "/proc/base.sqlite"),
        1,
        "vérifiez vos droits",
    )


def test_a_missing_store_is_said_with_the_way_to_make_one(bibtui: Bibtui) -> None:
    refused(bibtui("upgrade"), 5, "bibtui init")


def test_an_unreachable_server_is_said(bibtui: Bibtui) -> None:
    run = bibtui("--database", "postgresql://127.0.0.1:1/biblio", "upgrade")
    refused(run, 5, "127.0.0.1:1/biblio", "ne peut pas être jointe")


def test_a_reader_that_goes_away_is_no_error(home: dict[str, str]) -> None:
    run = subprocess.run(
        f"{sys.executable} -m bibtui policy show saint-etienne | head -n 1",
        shell=True,
        cwd=ROOT,
        env=home,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert run.stdout.count("\n") == 1
    assert run.stderr == ""
