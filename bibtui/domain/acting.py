"""Who is signed in, for whom they act, where: it goes into every service call."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bibtui.domain.accounts import Account


class Right(StrEnum):
    """What a link from an account to another's card allows."""

    SEE = "see"
    RENEW = "renew"
    HOLD = "hold"
    REGISTER = "register"
    HISTORY = "history"


@dataclass(frozen=True, slots=True)
class Acting:
    """A signed-in account, and the card it acts on.

    `patron_id` is the card acted on, None while a group account or staff has chosen none.
    `session_id` names the session that every service call checks; `place` is the terminal.
    """

    session_id: str
    account: "Account"
    patron_id: int | None
    place: str = ""

    def on(self, patron_id: int | None) -> "Acting":
        """The same person, acting on another card."""
        return replace(self, patron_id=patron_id)

    @property
    def for_another(self) -> bool:
        """Whether the card acted on is not the account's own."""
        return self.patron_id is not None and self.patron_id != self.account.patron_id


class NotAllowed(Exception):
    """The session, or the right, does not allow it. `code` is known to the wording.

    Of the session: « session_ended », « session_idle », « session_expired », « secret_changed »,
    « account_disabled », « must_change ». Of the right: « not_allowed », « not_reachable ».
    """

    def __init__(self, code: str, facts: Mapping[str, Any] | None = None) -> None:
        self.code = code
        self.facts: Mapping[str, Any] = MappingProxyType(dict(facts or {}))
        super().__init__(code)
