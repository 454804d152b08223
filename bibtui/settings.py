"""What was asked for: command line, then environment, then file. Built once, by the command line.

Nothing heavy is imported here: these values are known before the first screen is painted.
"""

import os
import re
import socket
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from bibtui.resources import policy_file, policy_names

THEMES = ("clair", "sombre", "console")
KEYS = ("database", "policy", "theme", "mouse", "place")
SCHEMES = ("sqlite", "postgresql", "postgres")

COMMAND_LINE = "command_line"
ENVIRONMENT = "environment"


class SettingsError(Exception):
    """A setting that cannot be used; `code` and `facts` make one sentence in `wording`."""

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


@dataclass(frozen=True, slots=True)
class Settings:
    """How this run was asked to be.

    `database` is the absolute path of an SQLite file or a `postgresql://…` URL; `policy` a file,
    None while a new installation has chosen none; `today` the day to pretend it is; `place` names
    the machine and the terminal on it; `demo` the network whose demonstration is shown, on a
    database of its own.
    """

    database: str
    policy: Path | None
    theme: str | None = None
    mouse: bool = True
    today: date | None = None
    place: str = ""
    demo: str | None = None
    config: Path | None = None
    """The file that was read, None where there was none."""


def config_file(environ: Mapping[str, str]) -> Path:
    """Where the settings file is looked for: `BIBTUI_CONFIG`, or the user's own folder."""
    if environ.get("BIBTUI_CONFIG"):
        return Path(environ["BIBTUI_CONFIG"]).expanduser()
    from platformdirs import user_config_path

    return user_config_path("bibtui", appauthor=False) / "config.toml"


def data_folder() -> Path:
    """The user's own folder for the database; it may not exist yet."""
    from platformdirs import user_data_path

    return user_data_path("bibtui", appauthor=False)


def incident_log() -> Path:
    """The file that faults are written to; it may not exist yet."""
    from platformdirs import user_state_path

    return user_state_path("bibtui", appauthor=False) / "incidents.log"


def load(
    options: Mapping[str, Any], environ: Mapping[str, str] = os.environ, *, demo: str | None = None
) -> Settings:
    """The settings of this run; an option that was not typed is absent or None.

    Raises SettingsError with the place of the fault: option, variable, or file and line.
    """
    path = config_file(environ)
    written = _File.read(path, asked_for=bool(environ.get("BIBTUI_CONFIG")))
    return Settings(
        database=_database(options, environ, written),
        policy=_policy(options, environ, written),
        theme=options.get("theme") or written.choice("theme", THEMES),
        mouse=options["mouse"] if options.get("mouse") is not None else written.flag("mouse"),
        today=options.get("today"),
        place=f"{written.text('place') or socket.gethostname()} {_terminal()}".rstrip(),
        demo=demo,
        config=path if written.lines is not None else None,
    )


def _terminal() -> str:
    # Each visitor over SSH has one of their own: what one does wrong there is not another's.
    for descriptor in range(3):
        try:
            return os.ttyname(descriptor).removeprefix("/dev/")
        except OSError:
            continue
    return ""


def remember(
    policy: Path, database: str | None = None, environ: Mapping[str, str] = os.environ
) -> Path:
    """Write a settings file, where there is none, that names the policy; its path.

    `database` is written too when it is not where the user's own is looked for. Raises
    SettingsError where the file cannot be written.
    """
    path = config_file(environ)
    name = policy.stem if policy == policy_file(policy.stem) else str(policy)
    lines = [f"policy = {_quoted(name)}"]
    if database is not None:
        lines.insert(0, f"database = {_quoted(database)}")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(descriptor, "w", encoding="utf-8") as file:
            file.write("\n".join(lines) + "\n")
    except OSError:
        raise SettingsError("config_not_writable", path=path, name=name) from None
    return path


def _quoted(text: str) -> str:
    # A TOML basic string; JSON escapes the same characters in the same way.
    import json

    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _database(options: Mapping[str, Any], environ: Mapping[str, str], written: "_File") -> str:
    if options.get("database"):
        return database_url(options["database"], COMMAND_LINE)
    if environ.get("BIBTUI_DATABASE"):
        return database_url(environ["BIBTUI_DATABASE"], ENVIRONMENT)
    if text := written.text("database"):
        try:
            url = database_url(text, str(written.path), base=written.path.parent)
        except SettingsError as error:
            raise written.wrong("database", error.code, **error.facts) from None
        if _has_password(url) and written.path.stat().st_mode & 0o077:
            raise written.wrong("database", "password_in_open_file")
        return url
    return database_url(str(data_folder() / "bibtui.sqlite"), COMMAND_LINE)


def _policy(
    options: Mapping[str, Any], environ: Mapping[str, str], written: "_File"
) -> Path | None:
    if options.get("policy"):
        return policy_path(options["policy"])
    if environ.get("BIBTUI_POLICY"):
        return policy_path(environ["BIBTUI_POLICY"])
    if text := written.text("policy"):
        try:
            return policy_path(text, base=written.path.parent)
        except SettingsError as error:
            raise written.wrong("policy", error.code, **error.facts) from None
    return None


def policy_path(text: str, base: Path | None = None) -> Path:
    """The file of a policy given by its shipped name or as a file. Raises SettingsError."""
    if "/" not in text and not text.endswith(".toml"):
        path = policy_file(text)
        if not path.is_file():
            raise SettingsError("policy_unknown", name=text, known=policy_names())
        return path
    path = (base or Path()) / Path(text).expanduser()
    if not path.is_file():
        raise SettingsError("policy_missing", path=path)
    return path.resolve()


def database_url(text: str, where: str, base: Path | None = None) -> str:
    """`text`, a path or a URL, as an absolute path or `postgresql://…`. Raises SettingsError.

    A password is refused from the command line and the environment, where others may read it.
    """
    if "://" not in text:
        path = (base or Path()) / Path(text).expanduser()
        return str(path.absolute())
    try:
        parts = urlsplit(text)
    except ValueError:
        raise SettingsError("database_unknown", text=text.partition("://")[0] + "://…") from None
    if parts.scheme not in SCHEMES:
        raise SettingsError("database_unknown", text=parts.scheme + "://…")
    if parts.scheme == "sqlite":
        name = unquote(text.removeprefix("sqlite://"))[1:]
        if not name or name == ":memory:":
            raise SettingsError("database_no_path")
        return database_url(name, where, base)
    if where in (COMMAND_LINE, ENVIRONMENT) and _has_password(text):
        raise SettingsError("password_in_url", where=where)
    return "postgresql" + text[text.index("://") :]


def database_file(database: str) -> Path | None:
    """The file of `Settings.database`, None for a server."""
    return None if "://" in database else Path(database)


def _has_password(url: str) -> bool:
    if "://" not in url:
        return False
    parts = urlsplit(url)
    user = parts.netloc.rpartition("@")[0]
    return ":" in user or "password" in parse_qs(parts.query)


@dataclass(frozen=True)
class _File:
    """The settings file, with the line each key stands on; `lines` is None where it is absent."""

    path: Path
    values: Mapping[str, Any]
    lines: tuple[str, ...] | None

    @classmethod
    def read(cls, path: Path, *, asked_for: bool) -> "_File":
        try:
            text = path.read_bytes().decode("utf-8")
        except FileNotFoundError:
            if asked_for:
                raise SettingsError("config_missing", path=path) from None
            return cls(path, {}, None)
        except (OSError, UnicodeDecodeError):
            raise SettingsError("config_unreadable", path=path) from None
        try:
            values = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            found = re.search(r"line (\d+)", str(error))
            line = int(found[1]) if found else text.count("\n") + 1
            raise SettingsError("config_not_toml", path=path, line=line) from None
        self = cls(path, values, tuple(text.splitlines()))
        for key in values:
            if key not in KEYS:
                raise self.wrong(key, "config_unknown_key", known=KEYS)
        return self

    def line_of(self, key: str) -> int:
        """The line of `key`, counted from 1."""
        pattern = re.compile(rf"""\s*\[*\s*["']?{re.escape(key)}["']?\s*[=.\]]""")
        lines = self.lines or ()
        return next((at for at, line in enumerate(lines, 1) if pattern.match(line)), 1)

    def wrong(self, key: str, reason: str, **facts: Any) -> SettingsError:
        """The error of a key of this file, with its line."""
        place = {"path": self.path, "line": self.line_of(key), "key": key}
        return SettingsError(reason, **{**place, **facts, "in_file": place})

    def text(self, key: str) -> str:
        value = self.values.get(key, "")
        if not isinstance(value, str):
            raise self.wrong(key, "config_not_text")
        return value

    def flag(self, key: str) -> bool:
        value = self.values.get(key, True)
        if not isinstance(value, bool):
            raise self.wrong(key, "config_not_flag")
        return value

    def choice(self, key: str, known: tuple[str, ...]) -> str | None:
        value = self.text(key)
        if value and value not in known:
            raise self.wrong(key, "config_not_known", value=value, known=known)
        return value or None
