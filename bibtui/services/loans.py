"""What may be done with loans: see them, ask what a renewal would do, renew."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from sqlalchemy import Connection

from bibtui.domain import loans as rules
from bibtui.domain.accounts import Patron
from bibtui.domain.acting import Acting, NotAllowed, Right
from bibtui.domain.clock import Clock
from bibtui.domain.family import LoanCounts
from bibtui.domain.loans import Loan, LoanState
from bibtui.domain.policy.model import Policy
from bibtui.domain.verdict import Refusal, Stage, Verdict
from bibtui.services.accounts import Guard
from bibtui.services.family import within_reach
from bibtui.store import family, journal
from bibtui.store import loans as kept
from bibtui.store.engine import Store
from bibtui.store.family import Reach


@dataclass(frozen=True, slots=True)
class LoanLine:
    """A loan as a screen shows it, with the answer a renewal gets.

    `novelty_until` is the first day the document is no longer a novelty, None when it is not one;
    `earliest` the first day that time alone does not forbid renewing, None when there is none.
    """

    loan: Loan
    patron: Patron
    state: LoanState
    verdict: Verdict
    renewals_left: int
    earliest: date | None
    novelty_until: date | None


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a renewal did, line by line; a line not renewed has its reasons in its verdict."""

    lines: tuple[LoanLine, ...]

    @property
    def renewed(self) -> tuple[LoanLine, ...]:
        return tuple(line for line in self.lines if line.verdict.allowed)

    @property
    def refused(self) -> tuple[LoanLine, ...]:
        return tuple(line for line in self.lines if not line.verdict.allowed)


@dataclass(frozen=True, slots=True)
class Loans:
    """The use cases of the tab Prêts."""

    store: Store
    policy: Policy
    clock: Clock

    def of_card(self, acting: Acting) -> tuple[LoanLine, ...]:
        """The running loans of the card acted on, the first due first (001-09, 003-10).

        A group account that has chosen no member sees the whole family's (000-10). Raises
        NotAllowed when the session has ended, or the card is not within reach.
        """
        if acting.patron_id is None:
            return self.of_family(acting)
        with self._guard.reading(acting) as connection:
            reached = self._reached(connection, acting)
            if acting.patron_id not in reached:
                raise NotAllowed("not_reachable")
            found = kept.of_patrons(connection, [acting.patron_id])
        return tuple(self._line(each, reached, found, self.clock.today()) for each in found)

    def of_family(self, acting: Acting) -> tuple[LoanLine, ...]:
        """The running loans of every card within reach (000-10, 001-15)."""
        with self._guard.reading(acting) as connection:
            reached = self._reached(connection, acting)
            found = kept.of_patrons(connection, list(reached))
        return tuple(self._line(each, reached, found, self.clock.today()) for each in found)

    def of_place(self, acting: Acting) -> LoanCounts:
        """What the library of a member of staff has out; the whole network's for who has none.

        Raises NotAllowed unless one is staff.
        """
        if not acting.account.role.staff:
            raise NotAllowed("not_allowed")
        with self._guard.reading(acting) as connection:
            return kept.counts_at(connection, acting.account.library, self.clock.today())

    def plan(
        self, acting: Acting, loan_ids: Collection[int] | None = None, on: date | None = None
    ) -> tuple[LoanLine, ...]:
        """What renewing these loans together would do, on `on` or today; nothing is written.

        None is every loan within reach: the plan of the whole family.
        """
        day = on or self.clock.today()
        with self._guard.reading(acting) as connection:
            reached = self._reached(connection, acting)
            every = kept.of_patrons(connection, list(reached))
        wanted = [each for each in every if loan_ids is None or each.id in loan_ids]
        verdicts = self._verdicts(wanted, every, reached, day)
        return tuple(
            self._line(each, reached, every, day, verdict)
            for each, verdict in zip(wanted, verdicts, strict=True)
        )

    def renew(self, acting: Acting, loan_ids: Collection[int], request: str) -> Receipt:
        """Renew these loans, each alone; under « same date » all that succeed share one (003-16).

        `request` names this wish: sent twice, it is done once, and answered alike. A loan that is
        no longer out, or out of reach, is left out of the receipt. Raises NotAllowed.
        """
        today = self.clock.today()
        with self._guard.writing(acting) as connection:
            reached = self._reached(connection, acting)
            every = kept.of_patrons(connection, list(reached))
            ours = [each.id for each in every if each.id in loan_ids]
            # Locked and read again: the first reading only told which are ours.
            wanted = kept.locked(connection, ours)
            already = kept.renewed_by(connection, request)
            fresh = [each for each in wanted if each.id not in already]
            verdicts = dict(
                zip(
                    (each.id for each in fresh),
                    self._verdicts(fresh, every, reached, today),
                    strict=True,
                )
            )
            for each in fresh:
                if verdicts[each.id].allowed:
                    self._renew_one(connection, acting, each, verdicts[each.id], request)
            for loan_id, (before, after) in already.items():
                effect = {"due_before": before, "due_on": after}
                verdicts[loan_id] = Verdict(effect=MappingProxyType(effect))
        return Receipt(
            tuple(
                self._line(each, reached, every, today, verdicts[each.id])
                for each in wanted
                if each.id in verdicts
            )
        )

    def _renew_one(
        self, connection: Connection, acting: Acting, loan: Loan, verdict: Verdict, request: str
    ) -> None:
        due_on = verdict.effect["due_on"]
        kept.record_renewal(
            connection,
            loan_id=loan.id,
            at=self.clock.now(),
            account_id=acting.account.id,
            patron_id=loan.patron_id,
            due_before=loan.due_on,
            due_after=due_on,
            request=request,
        )
        moved = kept.set_due(
            connection,
            loan.id,
            due_on=due_on,
            renewals=loan.renewals + 1,
            expected_due=loan.due_on,
            expected_renewals=loan.renewals,
        )
        # The loan is locked: nobody moved it since it was read.
        assert moved
        journal.append(
            connection,
            at=self.clock.now(),
            verb="loan.renew",
            account_id=acting.account.id,
            patron_id=loan.patron_id,
            place=acting.place,
            object_type="loan",
            object_id=loan.id,
            detail={"due_before": loan.due_on, "due_after": due_on},
            session_id=acting.session_id,
        )

    @property
    def _guard(self) -> Guard:
        return Guard(self.store, self.policy, self.clock)

    def _reached(self, connection: Connection, acting: Acting) -> dict[int, Reach]:
        reached = family.reached(connection, acting.account.id, self.clock.today())
        return {reach.patron.id: reach for reach in within_reach(reached, self.policy)}

    def _verdicts(
        self, wanted: Sequence[Loan], every: Sequence[Loan], reached: dict[int, Reach], day: date
    ) -> list[Verdict]:
        patrons = {patron_id: reach.patron for patron_id, reach in reached.items()}
        barred = [self._barred(reached[each.patron_id]) for each in wanted]
        # What one has no right to renew must not move the common date of the others.
        free = [each for each, refusal in zip(wanted, barred, strict=True) if refusal is None]
        together = iter(
            rules.renew_batch(free, patrons, today=day, policy=self.policy, card_loans=every)
        )
        verdicts = []
        for each, refusal in zip(wanted, barred, strict=True):
            if refusal is None:
                verdicts.append(next(together))
                continue
            alone = rules.may_renew(
                each,
                patrons[each.patron_id],
                today=day,
                policy=self.policy,
                card_loans=every,
            )
            verdicts.append(Verdict((*alone.refusals, refusal)))
        return verdicts

    def _barred(self, reach: Reach) -> Refusal | None:
        """Why one may not renew for this card at all; None when one may (001-19)."""
        relatives = self.policy.renewals.relatives
        if reach.own or (relatives.value and Right.RENEW in reach.rights):
            return None
        return Refusal(
            "no_right",
            Stage.ACCOUNT,
            MappingProxyType({"name": reach.patron.name}),
            relatives.source,
        )

    def _line(
        self,
        loan: Loan,
        reached: dict[int, Reach],
        every: Sequence[Loan],
        day: date,
        verdict: Verdict | None = None,
    ) -> LoanLine:
        patron = reached[loan.patron_id].patron
        if verdict is None:
            (verdict,) = self._verdicts([loan], every, reached, day)
        fresh = rules.is_novelty(loan.item, day, self.policy)
        return LoanLine(
            loan=loan,
            patron=patron,
            state=rules.state(loan, day, self.policy),
            verdict=verdict,
            renewals_left=rules.renewals_left(loan, self.policy, patron),
            earliest=rules.earliest_renewal(loan, day, self.policy, patron),
            novelty_until=rules.novelty_ends_on(loan.item, self.policy) if fresh else None,
        )
