"""Lending: due dates, novelty, quotas at n and n+1, age, and what stays in the history."""

from datetime import date, timedelta

import pytest

from bibtui.domain.history import kept_until
from bibtui.domain.loans import Loan, due_date, is_novelty, may_lend, novelty_ends_on
from bibtui.domain.memberships import age_on, standing
from bibtui.domain.policy.values import Money

from .things import TODAY, changed, item, loan, patron, policy

DAY = timedelta(days=1)


def out(number: int, **given: object) -> list[Loan]:
    return [loan(id=index, item=item(id=index, **given)) for index in range(number)]


def lend(network: str, already: list[Loan], **given: object) -> tuple[str, ...]:
    verdict = may_lend(
        item(id=99, **given), patron(), card_loans=already, today=TODAY, policy=policy(network)
    )
    return verdict.codes


def test_due_dates_are_those_of_the_guides() -> None:
    lent = due_date(item(), patron(), date(2023, 9, 15), policy("saint-etienne"))
    assert lent == date(2023, 10, 6)
    lent = due_date(item(), patron(), date(2017, 11, 8), policy("vallees-du-clain"))
    assert lent == date(2017, 12, 8)


def test_a_month_from_the_31st_is_the_last_day_of_the_next() -> None:
    lent = due_date(item(), patron(), date(2024, 1, 31), policy("vallees-du-clain"))
    assert lent == date(2024, 2, 29)


def test_a_due_date_on_a_closed_day_goes_to_the_next_open_one() -> None:
    rules = policy("la-rochelle")
    # 28 days after 27 November 2023 is Christmas, a Monday; libraries open on the Tuesday.
    lent = due_date(item(), patron(), date(2023, 11, 27), rules, library="michel-crepeau")
    assert lent == date(2023, 12, 26)
    lent = due_date(item(item_type="revue"), patron(), TODAY, rules, library="michel-crepeau")
    assert lent == date(2023, 10, 20)


def test_a_document_is_a_novelty_from_its_arrival_to_the_eve_of_its_end() -> None:
    rules = policy("vallees-du-clain")
    fresh = item(acquired_on=date(2023, 4, 6))
    assert novelty_ends_on(fresh, rules) == date(2023, 10, 6)
    assert is_novelty(fresh, date(2023, 4, 6), rules)
    assert is_novelty(fresh, date(2023, 10, 5), rules)
    assert not is_novelty(fresh, date(2023, 10, 6), rules)
    assert not is_novelty(fresh, date(2023, 4, 5), rules)
    assert not is_novelty(item(), TODAY, rules)


def test_the_last_document_within_a_quota_is_lent_and_the_next_refused() -> None:
    assert lend("belfort", out(14)) == ()
    assert lend("belfort", out(15)) == ("loans_limit_global",)
    others = [loan(id=index, patron_id=2) for index in range(20)]
    assert lend("belfort", others) == ()


def test_a_quota_of_a_category_replaces_the_general_one() -> None:
    group = patron(category="collectivite")

    def codes(number: int) -> tuple[str, ...]:
        return may_lend(
            item(id=99), group, card_loans=out(number), today=TODAY, policy=policy("belfort")
        ).codes

    assert codes(44) == ()
    assert codes(45) == ("loans_limit_global",)


def test_a_quota_by_type_counts_each_type_alone() -> None:
    assert lend("issoudun", out(4), item_type="cd") == ()
    assert lend("issoudun", out(3)) == ()
    assert lend("issoudun", out(4)) == ("loans_limit_type",)


@pytest.mark.parametrize(
    ("kind", "limit"), [("cd", 5), ("dvd", 3), ("liseuse", 1), ("jeu", 1), ("tablette", 1)]
)
def test_les_bertranges_count_each_group_of_types(kind: str, limit: int) -> None:
    assert lend("bertranges", out(limit - 1, item_type=kind), item_type=kind) == ()
    full = out(limit, item_type=kind)
    assert lend("bertranges", full, item_type=kind) == ("loans_limit_type",)


def test_les_bertranges_count_books_and_magazines_together() -> None:
    mixed = out(5) + [loan(id=50 + n, item=item(id=50 + n, item_type="revue")) for n in range(3)]
    assert lend("bertranges", mixed) == ("loans_limit_type",)
    assert lend("bertranges", mixed[1:], item_type="revue") == ()
    assert lend("bertranges", mixed, item_type="cd") == ()


def test_pourrain_lends_one_adult_novelty() -> None:
    fresh = {"audience": "adulte", "acquired_on": TODAY - DAY}
    assert lend("pourrain", out(1), **fresh) == ()
    assert lend("pourrain", out(1, **fresh), **fresh) == ("loans_limit_novelties",)
    assert lend("pourrain", out(1, **fresh), acquired_on=TODAY, audience="jeunesse") == ()
    assert lend("pourrain", out(1, **fresh)) == ()
    assert lend("pourrain", out(4)) == ("loans_limit_global",)


def test_belfort_keeps_adult_documents_from_those_under_13() -> None:
    rules = policy("belfort")
    adult = item(audience="adulte")

    def codes(born: date) -> tuple[str, ...]:
        child = patron(birth_date=born)
        return may_lend(adult, child, card_loans=(), today=TODAY, policy=rules).codes

    assert codes(date(2010, 10, 7)) == ("min_age",)
    assert codes(date(2010, 10, 6)) == ()
    child = patron(birth_date=date(2015, 1, 1))
    young = item(audience="jeunesse")
    assert may_lend(young, child, card_loans=(), today=TODAY, policy=rules).allowed


def test_belfort_blocks_a_card_from_the_day_of_a_reminder() -> None:
    assert lend("belfort", [loan(reminded_on=TODAY)]) == ("card_blocked",)
    assert lend("saint-etienne", [loan(reminded_on=TODAY)]) == ()


def test_a_lapsed_membership_borrows_nothing() -> None:
    rules = policy("saint-etienne")
    for until, codes in ((TODAY, ()), (TODAY - DAY, ("membership",))):
        card = patron(member_until=until)
        assert may_lend(item(), card, card_loans=(), today=TODAY, policy=rules).codes == codes


def test_all_reasons_not_to_lend_come_at_once() -> None:
    rules = policy("belfort")
    child = patron(birth_date=date(2015, 1, 1), member_until=TODAY - DAY)
    already = [loan(id=index, reminded_on=TODAY) for index in range(15)]
    verdict = may_lend(
        item(audience="adulte"), child, card_loans=already, today=TODAY, policy=rules
    )
    assert verdict.codes == ("min_age", "loans_limit_global", "card_blocked", "membership")


def test_history_is_kept_to_the_day() -> None:
    back = date(2023, 11, 30)
    assert kept_until(item(), patron(), back, policy("saint-etienne")) == date(2024, 2, 29)
    assert kept_until(item(), patron(), back, policy("monaco")) == date(2024, 3, 30)


def test_age_changes_on_the_birthday() -> None:
    born = patron(birth_date=date(2004, 2, 29))
    assert age_on(born, date(2022, 2, 28)) == 17
    assert age_on(born, date(2022, 3, 1)) == 18
    assert age_on(patron(birth_year=1975), date(2017, 1, 1)) == 42
    assert age_on(patron(), TODAY) is None


def test_a_free_membership_renews_itself_and_a_paid_one_asks_its_fee() -> None:
    rules, past = policy("vallees-du-clain"), TODAY - DAY
    free = standing(patron(category="gratuit", member_until=past), TODAY, rules)
    paid = standing(patron(category="payant", member_until=past), TODAY, rules)
    assert (free.current, free.fee) == (True, Money(0))
    assert (paid.current, paid.fee) == (False, Money(1000))
    assert paid.next_until == date(2024, 10, 6)
    assert standing(patron(category="payant", member_until=TODAY), TODAY, rules).current


def test_pourrain_and_dijon_have_their_prices_and_ages() -> None:
    fees = [
        standing(patron(category=kind), TODAY, policy("pourrain")).fee
        for kind in ("individuel", "famille")
    ]
    assert fees == [600, 800]
    rules = policy("dijon")
    minor = standing(patron(birth_date=date(2005, 10, 7)), TODAY, rules)
    adult = standing(patron(birth_date=date(2005, 10, 6)), TODAY, rules)
    assert (minor.needs_guardian, adult.needs_guardian) == (True, False)
    assert (adult.fee, adult.lost_card) == (0, 200)
    leap = standing(patron(), date(2024, 2, 29), rules)
    assert leap.next_until == date(2025, 2, 28)


def test_reims_lends_longer_what_has_travelled() -> None:
    rules = policy("reims")
    assert due_date(item(), patron(), TODAY, rules) == TODAY + 21 * DAY
    assert due_date(item(), patron(), TODAY, rules, transit=True) == TODAY + 24 * DAY


def test_a_due_date_past_the_end_of_the_calendar_stays_in_it() -> None:
    rules = changed("saint-etienne", ("length = { days = 21 }", "length = { years = 100 }"))
    assert due_date(item(), patron(), date(9990, 1, 1), rules) == date.max
