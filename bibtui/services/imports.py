"""A library's own files, taken in: read, compared with what is stored, written, reported."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from bibtui.domain.clock import Clock
from bibtui.domain.policy.model import Policy
from bibtui.domain.text import fold
from bibtui.store import journal
from bibtui.store.engine import Store
from bibtui.store.imports import lending, people, records, sheet, unimarc
from bibtui.store.imports.lending import LoanLine
from bibtui.store.imports.marc import Damage, Marc
from bibtui.store.imports.people import Fault
from bibtui.store.imports.put_catalogue import Run, put_records
from bibtui.store.imports.put_loans import put_loans
from bibtui.store.imports.put_patrons import put_patrons
from bibtui.store.imports.rejects import Rejects
from bibtui.store.imports.report import Outcome, Problem, Report
from bibtui.store.patrons import PatronEntry
from bibtui.store.queue import batches

Columns = Mapping[str, Sequence[str]]
Progress = Callable[[int, int], None]
Known = Callable[[str], str]
L = TypeVar("L")


def unheard(done: int, total: int) -> None:
    """The progress that nobody watches."""


@dataclass(frozen=True)
class Imports:
    """The imports. With `write` false all is read and compared, and nothing is changed.

    Each raises FormatError for a file that is not what it should be, OSError for one that cannot
    be read, StoreError. A run that was cut short is run again: what is there is found again.
    `progress` is told how much is done, of how much: bytes of records, lines of lists.
    """

    store: Store
    policy: Policy
    clock: Clock
    write: bool = True
    progress: Progress = unheard

    def records(
        self,
        path: Path,
        *,
        profile: str = "recommandation",
        encoding: str | None = None,
        rejects: Path | None = None,
        borrower: str = "",
    ) -> Report:
        """UNIMARC records with their copies and running loans.

        `profile` says how 995 is filled (`unimarc.PROFILES`); `borrower` names the holder of
        loans whose borrower the records do not tell. What is refused goes to `rejects`.
        """
        report = Report(path.name)
        types = {code: name.value for code, name in self.policy.item_types.items()}
        run = Run(
            item_type=_codes(types, "item_type_unknown", report),
            library=self._libraries(report),
            borrower=borrower,
            at=self.clock.now(),
            today=self.clock.today(),
            write=self.write,
        )
        xml = records.shape(path) == "xml"
        around = (b"<collection>\n", b"\n</collection>\n") if xml else (b"", b"")
        kept = Rejects(rejects if self.write else None, *around)
        try:
            source = self._described(
                path, profile, encoding, report, kept, b"\n" if xml else b"\x1d"
            )
            for batch in batches(source):

                def put(connection: Any, batch: Sequence[_Numbered] = batch) -> Outcome:
                    return put_records(connection, [one.described for one in batch], run)

                outcome = self._in_transaction(put)
                report.take(outcome)
                for one in outcome.refused:
                    at = batch[one.place]
                    report.refuse(one.kind, Problem(at.number, at.offset, one.code, one.facts))
        finally:
            kept.close()
        return self._closed("record", report, kept)

    def patrons(
        self,
        path: Path,
        columns: Columns,
        *,
        encoding: str | None = None,
        rejects: Path | None = None,
    ) -> Report:
        """Patrons of a list with a header; `columns` names the columns of each `people.FIELDS`.

        Only what the list has columns for is updated on those already known.
        """
        report = Report(path.name)
        library = self._libraries(report)
        names = {code: name.value for code, name in self.policy.categories.items()}
        category = _codes(names, "category_unknown", report)
        today = self.clock.today()
        met: set[str] = set()

        def read(values: Mapping[str, str]) -> tuple[str, PatronEntry]:
            line = people.patron(values, self.policy, today)
            report.notes.update(line.notes)
            entry = replace(
                line.entry,
                library=library(line.entry.library),
                category=category(line.entry.category),
            )
            return entry.card, entry

        def put(connection: Any, entries: Sequence[PatronEntry]) -> Outcome:
            only = [name for name in report.columns if name != "birth"]
            only += ["birth_date", "birth_year"] if "birth" in report.columns else []
            return put_patrons(
                connection,
                entries,
                only=only,
                policy=self.policy,
                at=self.clock.now(),
                write=self.write,
                met=met,
            )

        listed = _fields(columns, people.FIELDS)
        return self._list(
            "patron", path, listed, people.REQUIRED, encoding, rejects, report, read, put
        )

    def loans(
        self,
        path: Path,
        columns: Columns,
        *,
        encoding: str | None = None,
        rejects: Path | None = None,
    ) -> Report:
        """Running loans of a list with a header, by card and barcode, both already stored."""
        report = Report(path.name)
        library = self._libraries(report)
        today = self.clock.today()

        def read(values: Mapping[str, str]) -> tuple[str, LoanLine] | None:
            line = lending.loan(values, self.policy, today)
            return None if line.returned else (line.barcode, line)

        def put(connection: Any, lines: Sequence[LoanLine]) -> Outcome:
            return put_loans(connection, lines, library=library, today=today, write=self.write)

        listed = _fields(columns, lending.FIELDS)
        return self._list(
            "loan", path, listed, lending.REQUIRED, encoding, rejects, report, read, put
        )

    def _described(
        self,
        path: Path,
        profile: str,
        encoding: str | None,
        report: Report,
        kept: Rejects,
        end: bytes,
    ) -> "Iterator[_Numbered]":
        total = path.stat().st_size
        chosen = unimarc.PROFILES[profile]
        known: dict[str, int] = {}
        for one in records.read(path, encoding):
            report.read += 1
            self.progress(one.offset, total)
            described: unimarc.Described | unimarc.Unfit = (
                unimarc.Unfit(one.code)
                if isinstance(one, Damage)
                else unimarc.describe(one, chosen)
            )
            if isinstance(described, unimarc.Unfit):
                if described.expected:
                    report.count("record", "aside")
                    report.notes[described.code, ""] += 1
                else:
                    report.refuse("record", Problem(one.number, one.offset, described.code))
                    kept.keep(one.raw + end)
                continue
            if isinstance(one, Marc):
                report.notes.update((note, "") for note in one.notes)
            earlier = known.setdefault(described.number, one.number)
            if earlier != one.number and not described.number_made:
                facts = {"number": described.number, "earlier": earlier}
                report.refuse("record", Problem(one.number, one.offset, "number_repeated", facts))
                kept.keep(one.raw + end)
                continue
            for code, seen in described.spoilt:
                if code in unimarc.SET_ASIDE:
                    report.count("item", "aside")
                    report.notes[code, ""] += 1
                    continue
                report.refuse("item", Problem(one.number, one.offset, code, {"seen": seen}))
            yield _Numbered(one.number, one.offset, described)
        self.progress(total, total)

    def _list(
        self,
        kind: str,
        path: Path,
        columns: Columns,
        required: Sequence[str],
        encoding: str | None,
        rejects: Path | None,
        report: Report,
        read: Callable[[Mapping[str, str]], tuple[str, L] | None],
        put: Callable[[Any, Sequence[L]], Outcome],
    ) -> Report:
        """Every line of a list: `read` gives its identifier and what it says, None if nothing."""
        listed = sheet.read(path.read_bytes(), columns, required, encoding)
        report.columns, report.ignored = listed.columns, listed.ignored
        kept = Rejects(rejects if self.write else None, listed.line(listed.header))

        def refuse(row: sheet.Row, code: str, facts: Mapping[str, Any]) -> None:
            report.refuse(kind, Problem(row.line, None, code, facts))
            kept.keep(listed.line(row.cells))

        def lines() -> Iterator[tuple[sheet.Row, L]]:
            seen: dict[str, int] = {}
            for row in listed.rows():
                report.read += 1
                self.progress(row.line, listed.last)
                try:
                    if row.fault:
                        raise Fault(row.fault)
                    said = read(row.values)
                    if said is None:
                        report.count(kind, "aside")
                        continue
                    earlier = seen.setdefault(said[0], row.line)
                    if earlier != row.line:
                        raise Fault("line_repeated", key=said[0], earlier=earlier)
                except Fault as fault:
                    refuse(row, fault.code, fault.facts)
                else:
                    yield row, said[1]

        try:
            for batch in batches(lines()):

                def put_batch(connection: Any, batch: Sequence[tuple[Any, L]] = batch) -> Outcome:
                    return put(connection, [one for _, one in batch])

                outcome = self._in_transaction(put_batch)
                report.take(outcome)
                for one in outcome.refused:
                    refuse(batch[one.place][0], one.code, one.facts)
        finally:
            kept.close()
        return self._closed(kind, report, kept)

    def _in_transaction(self, work: Callable[[Any], Outcome]) -> Outcome:
        # Small and in the queue's bulk mode: a loan at the desk never waits behind an import.
        opened = self.store.writing(bulk=True) if self.write else self.store.reading()
        with opened as connection:
            return work(connection)

    def _libraries(self, report: Report) -> Known:
        names = {library.code: library.name for library in self.policy.libraries}
        return _codes(names, "library_unknown", report)

    def _closed(self, kind: str, report: Report, kept: Rejects) -> Report:
        report.rejects, report.rejects_lost = kept.path, kept.lost
        if self.write and report.taken:
            detail = {f"{what}.{became}": many for (what, became), many in report.done.items()}
            with self.store.writing() as connection:
                journal.append(
                    connection,
                    at=self.clock.now(),
                    verb="import",
                    object_type=kind,
                    detail=detail,
                )
        return report


@dataclass(frozen=True, slots=True)
class _Numbered:
    number: int
    offset: int
    described: unimarc.Described


def _fields(columns: Columns, fields: Sequence[str]) -> Columns:
    return {name: columns.get(name, ()) for name in fields}


def _codes(named: Mapping[str, str], note: str, report: Report) -> Known:
    """Whatever a file calls one of `named` (code → name), as its code.

    What is neither a code nor a name is kept as it is, and noted.
    """
    found = {fold(name): code for code, name in named.items()}
    found |= {fold(code): code for code in named}

    def code_of(said: str) -> str:
        code = found.get(fold(said))
        if code is not None:
            return code
        if said:
            report.notes[note, said] += 1
        return said

    return code_of
