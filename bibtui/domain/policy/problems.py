"""What may be wrong with a policy file, as codes and facts; `wording.policy` says it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong at `line` (from 1). `key` is dotted: « renewals.count »."""

    line: int
    code: str
    key: str = ""
    facts: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))


class PolicyError(Exception):
    """A policy file that cannot be followed, with everything that is wrong in it."""

    def __init__(self, file: str, problems: tuple[Problem, ...]) -> None:
        super().__init__(f"{file}: {', '.join(problem.code for problem in problems)}")
        self.file = file
        self.problems = problems


def nearest(word: str, known: Iterable[str]) -> str:
    """The name of `known` most like `word`, or nothing when none is close."""
    # Imported where something is already wrong: a good file never pays for it.
    from difflib import get_close_matches

    return next(iter(get_close_matches(word, sorted(known), n=1, cutoff=0.6)), "")
