"""Renewing: each rule at its boundary, all reasons at once, and what holds under any rules."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bibtui.domain.loans import (
    Loan,
    LoanState,
    earliest_renewal,
    may_renew,
    renew_batch,
    renewals_left,
    state,
)
from bibtui.domain.policy.model import Policy
from bibtui.domain.policy.values import Base
from bibtui.domain.verdict import Stage, Verdict

from .things import TODAY, changed, item, loan, patron, policy

DAY = timedelta(days=1)


def asked(one: Loan, rules: Policy, today: date = TODAY, **card: object) -> Verdict:
    return may_renew(one, patron(**card), today=today, policy=rules, card_loans=[one])


def test_saint_etienne_adds_21_days_to_the_due_date() -> None:
    verdict = asked(loan(due_on=date(2023, 10, 7)), policy("saint-etienne"))
    assert verdict.allowed
    assert verdict.effect["due_before"] == date(2023, 10, 7)
    assert verdict.effect["due_on"] == date(2023, 10, 28)
    assert verdict.effect["base"] is Base.DUE_DATE
    assert verdict.effect["renewals_left"] == 0
    assert verdict.effect["source"].key == "renewals.length"


def test_late_begins_the_day_after_the_due_date() -> None:
    rules = policy("saint-etienne")
    assert asked(loan(due_on=TODAY), rules).allowed
    verdict = asked(loan(due_on=TODAY - DAY), rules)
    assert verdict.codes == ("late",)
    assert verdict.refusals[0].facts["days"] == 1
    assert verdict.refusals[0].source is not None
    assert verdict.refusals[0].source.cites == "001-15, 001-18"


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (-1, LoanState.LATE),
        (0, LoanState.DUE_SOON),
        (2, LoanState.DUE_SOON),
        (3, LoanState.RUNNING),
    ],
)
def test_a_loan_is_due_soon_from_two_days_before_to_the_day_itself(
    days: int, said: LoanState
) -> None:
    assert state(loan(due_on=TODAY + days * DAY), TODAY, policy("saint-etienne")) is said


def test_one_renewal_is_allowed_and_the_second_refused() -> None:
    rules = policy("saint-etienne")
    assert renewals_left(loan(), rules) == 1
    assert asked(loan(), rules).allowed
    verdict = asked(loan(renewals=1), rules)
    assert verdict.codes == ("renewals_used",)
    assert (verdict.refusals[0].facts["renewals"], verdict.refusals[0].facts["limit"]) == (1, 1)
    assert renewals_left(loan(renewals=2), rules) == 0


def test_what_another_awaits_is_not_renewed() -> None:
    verdict = asked(loan(awaited=2), policy("saint-etienne"))
    assert verdict.codes == ("awaited",)
    assert verdict.refusals[0].facts["awaited"] == 2


def test_all_reasons_come_at_once_in_the_order_of_the_stages() -> None:
    rules = changed(
        "saint-etienne", ("required_for_renewal = false", "required_for_renewal = true")
    )
    verdict = asked(
        loan(due_on=TODAY - DAY, awaited=1, renewals=1, reminded_on=TODAY),
        rules,
        member_until=TODAY - DAY,
    )
    assert verdict.codes == ("awaited", "late", "renewals_used", "reminded", "membership")
    order = [list(Stage).index(refusal.stage) for refusal in verdict.refusals]
    assert order == sorted(order)
    assert not verdict.effect


def test_a_membership_is_good_until_its_last_day() -> None:
    rules = changed(
        "saint-etienne", ("required_for_renewal = false", "required_for_renewal = true")
    )
    assert asked(loan(), rules, member_until=TODAY).allowed
    assert asked(loan(), rules, member_until=TODAY - DAY).codes == ("membership",)
    assert asked(loan(), policy("saint-etienne"), member_until=TODAY - DAY).allowed


def test_a_novelty_is_renewed_from_the_day_it_is_one_no_more() -> None:
    rules = policy("vallees-du-clain")
    fresh = item(acquired_on=date(2023, 4, 10))
    one = loan(due_on=date(2023, 10, 20), item=fresh)
    verdict = asked(one, rules, date(2023, 10, 9))
    assert verdict.codes == ("novelty",)
    assert verdict.refusals[0].clears_on == date(2023, 10, 10)
    assert asked(one, rules, date(2023, 10, 10)).allowed
    assert earliest_renewal(one, date(2023, 10, 6), rules) == date(2023, 10, 10)
    lenient = changed("vallees-du-clain", ("late = false", "late = true"))
    assert asked(one, lenient, date(2023, 10, 9)).refusals[0].clears_on == date(2023, 10, 10)
    before = loan(due_on=date(2023, 10, 9), item=fresh)
    assert asked(before, lenient, date(2023, 10, 8)).refusals[0].clears_on == date(2023, 10, 10)
    assert asked(before, rules, date(2023, 10, 8)).refusals[0].clears_on is None
    assert earliest_renewal(before, date(2023, 10, 8), rules) is None


def test_a_renewal_that_gains_nothing_is_refused_until_the_day_it_does() -> None:
    rules = policy("vallees-du-clain")
    one = loan(due_on=date(2017, 12, 8), loaned_on=date(2017, 11, 8))
    verdict = asked(one, rules, date(2017, 11, 8))
    assert verdict.codes == ("no_gain",)
    assert verdict.refusals[0].clears_on == date(2017, 11, 9)
    tomorrow = asked(one, rules, date(2017, 11, 9))
    assert tomorrow.effect["due_on"] == date(2017, 12, 9)


def test_a_late_renewal_never_ends_in_the_past() -> None:
    rules = changed("saint-etienne", ("late = false", "late = true"))
    # 21 days from the due date: the day before today, today, tomorrow.
    over, just, ahead = (loan(due_on=TODAY - days * DAY) for days in (22, 21, 20))
    verdict = asked(over, rules)
    assert verdict.codes == ("no_gain",)
    assert verdict.refusals[0].facts["new"] == TODAY - DAY
    assert verdict.refusals[0].clears_on is None
    assert asked(just, rules).codes == ("no_gain",)
    assert asked(ahead, rules).effect["due_on"] == TODAY + DAY
    assert earliest_renewal(over, TODAY, rules) is None
    from_today = changed(
        "saint-etienne", ("late = false", "late = true"), ('base = "due_date"', 'base = "today"')
    )
    assert asked(over, from_today).effect["due_on"] == TODAY + 21 * DAY


def test_too_early_says_from_when() -> None:
    rules = changed("saint-etienne", ("relatives = true", "relatives = true\nearliest_days = 7"))
    one = loan(due_on=TODAY + 8 * DAY)
    verdict = asked(one, rules)
    assert verdict.codes == ("too_early",)
    assert verdict.refusals[0].clears_on == TODAY + DAY
    assert asked(one, rules, TODAY + DAY).allowed
    assert earliest_renewal(one, TODAY, rules) == TODAY + DAY


def test_a_new_date_does_not_fall_on_a_closed_day() -> None:
    # 7 October 2023 + 4 weeks is a Saturday, the 8th a Sunday: closed, and so is the Monday.
    rules = policy("la-rochelle")
    one = loan(due_on=date(2023, 10, 8), library="michel-crepeau")
    assert asked(one, rules).effect["due_on"] == date(2023, 11, 7)
    kept = changed("la-rochelle", ('closed_days = "next_open"', 'closed_days = "keep"'))
    assert asked(one, kept).effect["due_on"] == date(2023, 11, 5)


def test_a_batch_gets_one_date_in_the_vallees_du_clain() -> None:
    rules, today = policy("vallees-du-clain"), date(2017, 11, 21)
    some = [
        loan(id=1, due_on=date(2017, 12, 8)),
        loan(id=2, due_on=date(2017, 11, 30)),
        loan(id=3, due_on=date(2017, 11, 20)),
    ]
    verdicts = renew_batch(some, {1: patron()}, today=today, policy=rules, card_loans=some)
    assert [verdict.effect.get("due_on") for verdict in verdicts] == [
        date(2017, 12, 21),
        date(2017, 12, 21),
        None,
    ]
    assert verdicts[2].codes == ("late",)


def test_a_common_date_is_the_latest_so_that_none_is_shortened() -> None:
    rules = changed(
        "vallees-du-clain",
        (
            "[novelty]\n",
            '[[renewals.when]]\nitem_type = "dvd"\nlength = { days = 7 }\n\n[novelty]\n',
        ),
    )
    some = [loan(id=1, item=item(item_type="dvd")), loan(id=2, item=item(id=2))]
    verdicts = renew_batch(some, {1: patron()}, today=TODAY, policy=rules, card_loans=some)
    assert {verdict.effect["due_on"] for verdict in verdicts} == {date(2023, 11, 6)}


def test_a_reminder_on_one_document_blocks_the_others_of_the_card_alone() -> None:
    rules = policy("belfort")
    some = [
        loan(id=1, due_on=TODAY - DAY, reminded_on=TODAY),
        loan(id=2, due_on=TODAY),
        loan(id=3, due_on=TODAY, patron_id=2),
    ]
    people = {1: patron(), 2: patron(id=2)}
    verdicts = renew_batch(some, people, today=TODAY, policy=rules, card_loans=some)
    assert [verdict.codes for verdict in verdicts] == [("reminded",), ("card_blocked",), ()]


days = st.integers(-60, 60).map(lambda number: TODAY + number * DAY)
loans = st.builds(
    lambda due, out, renewals, awaited, acquired, reminded, kind, place: loan(
        due_on=due,
        loaned_on=due - out * DAY,
        renewals=renewals,
        awaited=awaited,
        reminded_on=reminded,
        item=item(item_type=kind, acquired_on=acquired),
        library=place,
    ),
    days,
    st.integers(0, 40),
    st.integers(0, 2),
    st.integers(0, 2),
    st.none() | st.integers(-300, 0).map(lambda number: TODAY + number * DAY),
    st.none() | days,
    st.sampled_from(("livre", "revue", "cd")),
    st.sampled_from(("tarentaize", "michel-crepeau", "smarves", "")),
)
networks = st.sampled_from(
    ("saint-etienne", "vallees-du-clain", "la-rochelle", "roudour", "belfort", "issoudun")
)


@given(loans, networks, days)
@settings(max_examples=300, deadline=None)
def test_a_renewal_never_shortens_and_a_refusal_never_has_an_effect(
    one: Loan, network: str, today: date
) -> None:
    verdict = asked(one, policy(network), today)
    if verdict.allowed:
        assert verdict.effect["due_on"] > max(one.due_on, today)
        assert verdict.effect["renewals_left"] >= 0
    else:
        assert not verdict.effect
    assert len(set(verdict.codes)) == len(verdict.codes)


@given(loans, networks, days)
@settings(max_examples=200, deadline=None)
def test_a_reason_that_clears_is_gone_on_that_day_and_not_the_day_before(
    one: Loan, network: str, today: date
) -> None:
    rules = policy(network)
    for refusal in asked(one, rules, today).refusals:
        if refusal.clears_on is not None:
            assert today < refusal.clears_on
            assert refusal.clears_on <= one.due_on or network == "belfort"
            assert refusal.code in asked(one, rules, refusal.clears_on - DAY).codes
            assert refusal.code not in asked(one, rules, refusal.clears_on).codes


@given(st.lists(loans, max_size=5), networks, days)
@settings(max_examples=200, deadline=None)
def test_a_batch_is_each_alone_but_for_the_date(
    some: list[Loan], network: str, today: date
) -> None:
    rules = policy(network)
    some = [replace(one, id=number) for number, one in enumerate(some)]
    together = renew_batch(some, {1: patron()}, today=today, policy=rules, card_loans=some)
    alone = [may_renew(one, patron(), today=today, policy=rules, card_loans=some) for one in some]
    assert [verdict.refusals for verdict in together] == [verdict.refusals for verdict in alone]
    for one, batch, single in zip(some, together, alone, strict=True):
        if batch.allowed:
            assert batch.effect["due_on"] >= single.effect["due_on"] > one.due_on
    if network == "vallees-du-clain":
        assert len({verdict.effect["due_on"] for verdict in together if verdict.allowed}) <= 1
