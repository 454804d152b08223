"""What became of a file, for whoever words it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

MOST_PROBLEMS = 1000
"""How many problems a report lists; the others are counted, and their data kept all the same."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something refused: the record's number or the line's, the byte of a record, and why."""

    where: int
    offset: int | None
    code: str
    facts: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(slots=True)
class Report:
    """What became of a file.

    `done` counts by (kind, what became of it): kinds record, item, loan, patron; created,
    updated, unchanged, ended, refused, aside. `notes` counts what was mended, supposed or
    unknown to the policy: (code, value seen). `passwordless` are the new accounts whose first
    password is to be given. `columns` and `ignored` are those of a list.
    `rejects` is the file where what was refused is kept, if any was; `rejects_lost` says why not.
    """

    file: str
    read: int = 0
    done: Counter[tuple[str, str]] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)
    unlisted: int = 0
    notes: Counter[tuple[str, str]] = field(default_factory=Counter)
    passwordless: int = 0
    columns: Mapping[str, str] = field(default_factory=dict)
    ignored: tuple[str, ...] = ()
    rejects: Path | None = None
    rejects_lost: str = ""

    @property
    def refused(self) -> int:
        """How many things were refused."""
        return len(self.problems) + self.unlisted

    @property
    def taken(self) -> int:
        """How many things are in the store as the file says."""
        became = ("created", "updated", "unchanged", "ended")
        return sum(many for (_, what), many in self.done.items() if what in became)

    def count(self, kind: str, became: str) -> None:
        """One more of `kind` of which this became."""
        self.done[kind, became] += 1

    def take(self, outcome: "Outcome") -> None:
        """Add what a batch did; what it refused is for the caller to place in the file."""
        self.done += outcome.done
        self.notes.update(outcome.notes)
        self.passwordless += outcome.passwordless

    def refuse(self, kind: str, problem: Problem) -> None:
        """Count a refusal, and list it unless there are too many."""
        self.done[kind, "refused"] += 1
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(problem)
        else:
            self.unlisted += 1


@dataclass(frozen=True, slots=True)
class Refusal:
    """What writing refused: its place in the batch, its kind, and why."""

    place: int
    kind: str
    code: str
    facts: Mapping[str, Any]


@dataclass(slots=True)
class Outcome:
    """What a batch did: (kind, what became of it) → how many, what was refused and noted of it."""

    done: Counter[tuple[str, str]] = field(default_factory=Counter)
    refused: list[Refusal] = field(default_factory=list)
    notes: Counter[tuple[str, str]] = field(default_factory=Counter)
    passwordless: int = 0

    def count(self, kind: str, became: str) -> None:
        """One more of `kind` of which this became."""
        self.done[kind, became] += 1

    def note(self, code: str, seen: str) -> None:
        """Tell something of what was taken all the same."""
        self.notes[code, seen] += 1

    def refuse(self, place: int, kind: str, code: str, **facts: Any) -> None:
        """Name what cannot be written; the report counts it."""
        self.refused.append(Refusal(place, kind, code, MappingProxyType(facts)))
