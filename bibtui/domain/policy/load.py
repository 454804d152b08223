"""Reads a policy file: the model with its lines, or everything that is wrong with it."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, Field, fields, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, get_args, get_origin
from zoneinfo import ZoneInfo

from bibtui.domain.libraries import Library
from bibtui.domain.policy import lines as scanner
from bibtui.domain.policy.cascade import CONDITIONS, Cascade, Choice, When
from bibtui.domain.policy.convert import Wrong, closure, convert, hours, optional
from bibtui.domain.policy.model import SECTIONS, Policy
from bibtui.domain.policy.problems import PolicyError, Problem, nearest
from bibtui.domain.policy.values import Sourced
from bibtui.domain.text import clean
from bibtui.domain.verdict import Source

WEEK = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_LARGEST_FILE = 1_000_000
_PLACE = re.compile(r"\(at line (\d+), column (\d+)\)")
_LIBRARY_TEXTS = ("code", "name", "town", "phone", "mail", "address")
_NAMED_TABLES = ("item_types", "categories")


def load(path: Path) -> Policy:
    """The policy in `path`; raises PolicyError with every problem found, in line order."""
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        raise PolicyError(path.name, (Problem(1, "file_missing"),)) from None
    except OSError as error:
        facts = MappingProxyType({"reason": error.strerror or ""})
        raise PolicyError(path.name, (Problem(1, "unreadable", facts=facts),)) from None
    return read(raw, path.name)


def read(raw: bytes, file: str) -> Policy:
    """The policy written in `raw`, known to its readers as `file`; raises PolicyError."""
    if len(raw) > _LARGEST_FILE:
        raise PolicyError(file, (Problem(1, "too_large"),))
    try:
        text = raw.decode("utf-8-sig").replace("\r\n", "\n")
        document = tomllib.loads(text)
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise PolicyError(file, (Problem(line, "encoding"),)) from None
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise PolicyError(file, (_syntax(str(error), text),)) from None
    reader = _Reader(file, scanner.scan(text), [])
    policy = reader.policy(document)
    if policy is None:
        raise PolicyError(file, tuple(sorted(reader.problems, key=lambda one: one.line)))
    return policy


def _syntax(message: str, text: str) -> Problem:
    place = _PLACE.search(message)
    line = int(place[1]) if place else text.count("\n") + 1
    code = "duplicate" if "overwrite" in message or "twice" in message else "syntax"
    return Problem(line, code)


class _Reader:
    """Walks a document section by section, gathering problems instead of stopping."""

    def __init__(self, file: str, lines: scanner.Lines, problems: list[Problem]) -> None:
        self.file = file
        self.lines = lines
        self.problems = problems

    def policy(self, document: Mapping[str, Any]) -> Policy | None:
        known = {*SECTIONS, "library", *_NAMED_TABLES}
        self._unknown(document, known, (), "unknown_section")
        sections: dict[str, Any] = {
            name: self._section(name, kind, document) for name, kind in SECTIONS.items()
        }
        sections |= {name: self._named(name, document) for name in _NAMED_TABLES}
        libraries = self._libraries(document.get("library"))
        if self.problems:
            return None
        zone: str = sections["network"].zone.value
        try:
            ZoneInfo(zone)
        except (KeyError, ValueError, OSError):
            self._report(("network", "zone"), "unknown_zone", value=zone)
            return None
        return Policy(file=self.file, libraries=libraries, **sections)

    def _report(self, path: scanner.Path, code: str, **facts: Any) -> None:
        key = ".".join(str(part) for part in path if isinstance(part, str))
        self.problems.append(Problem(self.lines.at(path), code, key, MappingProxyType(facts)))

    def _source(self, path: scanner.Path) -> Source:
        key = ".".join(str(part) for part in path if isinstance(part, str))
        return Source(self.file, self.lines.at(path), key, self.lines.cites.get(path, ""))

    def _row_source(self, path: scanner.Path) -> Source:
        """The source of a whole table: its own line, and what its lines cite."""
        source = self._source(path)
        if source.cites:
            return source
        inside = (cites for at, cites in self.lines.cites.items() if at[: len(path)] == path)
        cited = dict.fromkeys(one for cites in inside for one in cites.split(", "))
        return replace(source, cites=", ".join(cited))

    def _unknown(
        self, table: Mapping[str, Any], known: Iterable[str], path: scanner.Path, code: str
    ) -> None:
        known = tuple(known)
        for key in table:
            if key not in known:
                self._report((*path, key), code, value=clean(key), nearest=nearest(key, known))

    def _convert(self, kind: Any, raw: object, path: scanner.Path) -> Any:
        try:
            return convert(kind, raw)
        except Wrong as wrong:
            facts = dict(wrong.facts)
            if "allowed" in facts:
                facts["nearest"] = nearest(str(facts["value"]), facts["allowed"])
            self._report(path, wrong.code, **facts)
            return None

    def _section(self, name: str, kind: type, document: Mapping[str, Any]) -> Any:
        table = document.get(name)
        if table is None:
            self._report((name,), "missing_section", value=name)
            return None
        if not isinstance(table, Mapping):
            self._report((name,), "wrong_type", expected="table", seen="value")
            return None
        varying = {f.name: f for f in fields(kind) if get_origin(f.type) is Cascade}
        known = [f.metadata.get("toml", f.name) for f in fields(kind)]
        self._unknown(table, [*known, *(["when"] if varying else [])], (name,), "unknown_key")
        choices = self._choices(name, varying, table.get("when", []))
        values: dict[str, Any] = {}
        for one in fields(kind):
            if "toml" in one.metadata:
                values[one.name] = self._rows(name, one, table)
            elif one.name in varying:
                fallback = self._plain(name, one, table)
                values[one.name] = Cascade(fallback, tuple(choices.get(one.name, ())))
            else:
                values[one.name] = self._plain(name, one, table)
        return kind(**values) if not self.problems else None

    def _plain(self, name: str, one: "Field[Any]", table: Mapping[str, Any]) -> Any:
        path = (name, one.name)
        (kind,) = get_args(one.type)
        if one.name not in table:
            if not optional(kind):
                self._report((name,), "missing_key", value=one.name, section=name)
            source = Source(self.file, self.lines.at((name,)), f"{name}.{one.name}")
            return Sourced(None, source)
        return Sourced(self._convert(kind, table[one.name], path), self._source(path))

    def _choices(
        self, name: str, varying: Mapping[str, "Field[Any]"], rows: object
    ) -> dict[str, list[Choice[Any]]]:
        found: dict[str, list[Choice[Any]]] = {}
        for index, row in enumerate(self._tables(rows, (name, "when"))):
            path: scanner.Path = (name, "when", index)
            self._unknown(row, (*CONDITIONS, *varying), path, "unknown_key")
            when = self._row(When, row, path, only=CONDITIONS)
            given = [key for key in row if key in varying]
            if not any(key in CONDITIONS for key in row):
                self._report(path, "when_without_condition")
            if not given:
                self._report(path, "when_without_value")
            for key in given:
                (kind,) = get_args(varying[key].type)
                value = self._convert(kind, row[key], (*path, key))
                choice = Choice(when, Sourced(value, self._source((*path, key))))
                found.setdefault(key, []).append(choice)
        if not self.problems:
            for choices in found.values():
                choices.sort(key=lambda choice: choice.when.rank)
        return found

    def _rows(self, name: str, one: "Field[Any]", table: Mapping[str, Any]) -> tuple[Any, ...]:
        key = one.metadata["toml"]
        kind = get_args(one.type)[0]
        if key == "entries" and key not in table:
            self._report((name,), "missing_key", value=key, section=name)
        found = []
        for index, row in enumerate(self._tables(table.get(key, []), (name, key))):
            path: scanner.Path = (name, key, index)
            known = [f.name for f in fields(kind) if f.name != "source"]
            self._unknown(row, known, path, "unknown_key")
            found.append(self._row(kind, row, path, only=known))
        return tuple(found)

    def _row(
        self, kind: type, row: Mapping[str, Any], path: scanner.Path, only: Iterable[str]
    ) -> Any:
        values: dict[str, Any] = {}
        wanted = {f.name: f for f in fields(kind)}
        for name in only:
            if name in row:
                values[name] = self._convert(wanted[name].type, row[name], (*path, name))
            elif wanted[name].default is MISSING:
                self._report(path, "missing_key", value=name, section=path[0])
        if self.problems:
            return None
        if "source" in wanted:
            values["source"] = self._row_source(path)
        return kind(**values)

    def _tables(self, rows: object, path: scanner.Path) -> list[Mapping[str, Any]]:
        if isinstance(rows, list) and all(isinstance(row, Mapping) for row in rows):
            return rows
        self._report(path, "wrong_type", expected="tables", seen="value")
        return []

    def _named(self, name: str, document: Mapping[str, Any]) -> Mapping[str, Sourced[str]]:
        table = document.get(name)
        if not isinstance(table, Mapping) or not table:
            self._report((name,), "missing_section", value=name)
            return {}
        return MappingProxyType(
            {
                clean(code): Sourced(
                    self._convert(str, label, (name, code)), self._source((name, code))
                )
                for code, label in table.items()
            }
        )

    def _libraries(self, rows: object) -> tuple[Library, ...]:
        if rows is None:
            self._report((), "missing_section", value="library")
            return ()
        found = []
        for index, row in enumerate(self._tables(rows, ("library",))):
            path: scanner.Path = ("library", index)
            self._unknown(row, (*_LIBRARY_TEXTS, "hours", "closed"), path, "unknown_key")
            for key in ("code", "name", "hours"):
                if key not in row:
                    self._report(path, "missing_key", value=key, section="library")
            texts = {
                key: self._convert(str, row.get(key, ""), (*path, key)) for key in _LIBRARY_TEXTS
            }
            found.append(
                Library(
                    **texts,
                    hours=self._week(row.get("hours", {}), (*path, "hours")),
                    closed=self._closed(row.get("closed", []), (*path, "closed")),
                    source=self._row_source(path),
                )
            )
        codes = [library.code for library in found]
        for index, code in enumerate(codes):
            if code in codes[:index]:
                self._report(("library", index, "code"), "library_twice", value=code)
        return tuple(found)

    def _week(self, table: object, path: scanner.Path) -> tuple[Any, ...]:
        if not isinstance(table, Mapping):
            self._report(path, "wrong_type", expected="table", seen="value")
            return ()
        self._unknown(table, WEEK, path, "unknown_key")
        return tuple(self._each(hours, table.get(day, ""), (*path, day)) for day in WEEK)

    def _closed(self, days: object, path: scanner.Path) -> tuple[Any, ...]:
        if not isinstance(days, list):
            self._report(path, "wrong_type", expected="list", seen="value")
            return ()
        return tuple(self._each(closure, day, (*path, index)) for index, day in enumerate(days))

    def _each(self, kind: Any, raw: object, path: scanner.Path) -> Any:
        try:
            return kind(raw)
        except Wrong as wrong:
            self._report(path, wrong.code, **wrong.facts)
            return ()
