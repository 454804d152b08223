"""What the store says when it cannot serve: a code and facts, worded elsewhere.

Standard library only: the program may need these before SQLAlchemy is imported.
"""

from typing import Any, ClassVar


class StoreError(Exception):
    """The store cannot serve. `code` is known to the wording, `facts` are what was seen."""

    default: ClassVar[str] = "store"

    def __init__(self, code: str = "", **facts: Any) -> None:
        self.code = code or self.default
        self.facts = facts
        super().__init__(self.code, facts)

    def __str__(self) -> str:
        seen = ", ".join(f"{name}={value}" for name, value in self.facts.items())
        return f"{self.code}({seen})"


class Missing(StoreError):
    """There is no store there: « missing », or « empty » for a file of no bytes."""

    default = "missing"


class Unreachable(StoreError):
    """The place cannot be reached: « unreachable », « bad_url », « no_driver », « replaced »."""

    default = "unreachable"


class Newer(StoreError):
    """The store was made by a later program; facts: `found`, `known`."""

    default = "newer"


class Older(StoreError):
    """The store must be upgraded first; facts: `found`, `known`."""

    default = "older"


class ReadOnly(StoreError):
    """The store can be read but not written: « read_only », or « disk_full »."""

    default = "read_only"


class NotOurs(StoreError):
    """Something else is there: « not_ours », or « damaged » for a file that cannot be read."""

    default = "not_ours"


class Busy(StoreError):
    """Someone held the store for longer than one may wait. Nothing was done."""

    default = "busy"
