"""Who signs in. An account signs in; a patron has a card."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Role(StrEnum):
    """What an account is for: a patron's, a family's login without a card, or staff by degree."""

    PATRON = "patron"
    GROUP = "group"
    AGENT = "agent"
    LIBRARIAN = "librarian"
    MANAGER = "manager"

    @property
    def staff(self) -> bool:
        return self in (Role.AGENT, Role.LIBRARIAN, Role.MANAGER)


@dataclass(frozen=True, slots=True)
class Patron:
    """The holder of a card. `birth_year` is known even where only the year was recorded."""

    id: int
    card: str
    first_name: str
    last_name: str
    category: str = ""
    library: str = ""
    birth_date: date | None = None
    birth_year: int | None = None
    email: str = ""
    phone: str = ""
    member_until: date | None = None

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()


@dataclass(frozen=True, slots=True)
class Account:
    """Who may sign in: `patron_id` is None for a group or staff; `library` is the staff's own."""

    id: int
    role: Role
    first_name: str
    last_name: str = ""
    pseudonym: str = ""
    patron_id: int | None = None
    library: str = ""
    must_change_secret: bool = False

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()
