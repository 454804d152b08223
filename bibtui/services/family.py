"""Whose cards one reaches: see them in brief, act on one, come back."""

from dataclasses import dataclass

from bibtui.domain import libraries
from bibtui.domain.acting import Acting, NotAllowed, Right
from bibtui.domain.clock import Clock
from bibtui.domain.family import CardInBrief, Errand, errands
from bibtui.domain.libraries import Library, Opening
from bibtui.domain.policy.model import Policy
from bibtui.domain.policy.values import FamilyMode
from bibtui.services.accounts import Guard
from bibtui.store import family, holds, journal, loans
from bibtui.store.engine import Store
from bibtui.store.family import Reach


def within_reach(reached: tuple[Reach, ...], policy: Policy) -> tuple[Reach, ...]:
    """The cards that may be seen: where the network has no family view, one's own (003-05)."""
    if policy.family.mode.value is FamilyMode.NONE:
        return tuple(reach for reach in reached if reach.own)
    return tuple(reach for reach in reached if Right.SEE in reach.rights)


@dataclass(frozen=True, slots=True)
class Family:
    """The use cases of the family panel and of Accueil."""

    store: Store
    policy: Policy
    clock: Clock

    def in_brief(self, acting: Acting) -> tuple[CardInBrief, ...]:
        """Every card within reach, one's own first, with what each owes (001-06, 000-09).

        Raises NotAllowed when the session has ended.
        """
        with self._guard.reading(acting) as connection:
            cards = family.in_brief(connection, acting.account.id, self.clock.today())
        if self.policy.family.mode.value is FamilyMode.NONE:
            return tuple(card for card in cards if card.own)
        return tuple(card for card in cards if Right.SEE in card.rights)

    def act_as(self, acting: Acting, patron_id: int) -> Acting:
        """Act on a member's card (000-20, 001-15). Raises NotAllowed « not_reachable »."""
        with self._guard.writing(acting) as connection:
            reached = family.reached(connection, acting.account.id, self.clock.today())
            cards = {reach.patron.id for reach in within_reach(reached, self.policy)}
            if patron_id not in cards:
                raise NotAllowed("not_reachable")
            if patron_id != acting.account.patron_id:
                journal.append(
                    connection,
                    at=self.clock.now(),
                    verb="family.act_as",
                    account_id=acting.account.id,
                    patron_id=patron_id,
                    place=acting.place,
                    session_id=acting.session_id,
                )
        return acting.on(patron_id)

    def come_back(self, acting: Acting) -> Acting:
        """Back to one's own card, or to the group account (000-21)."""
        return acting.on(acting.account.patron_id)

    def errands(self, acting: Acting) -> tuple[Errand, ...]:
        """What there is to do at the library, for every card within reach."""
        today = self.clock.today()
        with self._guard.reading(acting) as connection:
            reached = family.reached(connection, acting.account.id, today)
            cards = [reach.patron.id for reach in within_reach(reached, self.policy)]
            out = loans.of_patrons(connection, cards)
            held = holds.of_patrons(connection, cards)
        return errands(out, held, today)

    def opening(self, acting: Acting) -> tuple[Library, Opening] | None:
        """Whether the library of the card acted on is open; None where it has none we know.

        A group, or somebody without a home library, is answered for the network's first one.
        """
        with self._guard.reading(acting) as connection:
            reached = family.reached(connection, acting.account.id, self.clock.today())
        homes = {reach.patron.id: reach.patron.library for reach in reached}
        code = homes.get(acting.patron_id or 0) or next(iter(homes.values()), "")
        library = self.policy.library(code) or next(iter(self.policy.libraries), None)
        if library is None:
            return None
        return library, libraries.opening(library, self.clock.local())

    @property
    def _guard(self) -> Guard:
        return Guard(self.store, self.policy, self.clock)
