"""Secrets: each condition by itself, what opens a new account, and how wrong tries slow down."""

import re
import unicodedata
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bibtui.domain import secrets
from bibtui.domain.accounts import Account, Patron, Role
from bibtui.domain.policy.model import Policy
from bibtui.domain.policy.values import InitialSecret
from bibtui.domain.secrets import Counter
from tests.networks import changed, network

ROCHELAISE = network("la-rochelle")
FREE = changed(ROCHELAISE, "passwords", free_from_length=15)
MONACO = network("monaco")
NOON = datetime(2024, 3, 1, 12, tzinfo=UTC)
HOLDER = Patron(7, "24200007654321", "Léa", "Kervella", birth_date=date(1987, 6, 5))
TERMINAL = secrets.terminal_limit(ROCHELAISE)
KNOWN = secrets.about(Account(1, Role.PATRON, "Léa", "Kervella"), HOLDER, ROCHELAISE)


def unmet(new: str, policy: Policy = ROCHELAISE) -> list[str]:
    return [each.code for each in secrets.conditions(new, policy, KNOWN) if not each.met]


def test_each_condition_is_named_by_itself() -> None:
    """002-07: eight characters, a letter, a digit, a special."""
    assert unmet("gr!ue7x") == ["length"]
    assert unmet("93!52708") == ["letters"]
    assert unmet("grue!marais") == ["digits"]
    assert unmet("grue7marais") == ["specials"]
    assert unmet("grue7!marais") == []
    assert unmet("") == ["length", "letters", "digits", "specials", "common", "personal"]


def test_one_more_character_makes_the_length() -> None:
    assert "length" in unmet("gr!ue7x") and "length" not in unmet("gr!ue7xy")
    longest = "7!" + "grue" * 31 + "ab"
    assert len(longest) == 128 and unmet(longest) == []
    assert unmet(longest + "c") == ["length"]


def test_a_network_may_ask_capitals_and_small_letters() -> None:
    assert unmet("marais-poitevin-7", MONACO) == ["upper"]
    assert unmet("MARAIS-POITEVIN-7", MONACO) == ["lower"]
    assert unmet("Marais-Poitevin-7", MONACO) == []


def test_a_long_phrase_needs_no_composition_where_the_network_frees_it() -> None:
    assert unmet("quatorze signe", FREE) == ["digits"]
    assert unmet("quinze signes a", FREE) == []
    assert unmet("quinze signes a", ROCHELAISE) == ["digits"]


@pytest.mark.parametrize(
    "new",
    ["Azerty123!", "P@ssw0rd", "M0tDeP@sse1", "Soleil!2024", "aaaaaaaa1!", "Qsdfghjklm1!",
     "Doudou-77", "a1b2c3d4!", "Marseille13!", "Bonjour1!"],
)  # fmt: skip
def test_what_everyone_tries_first_is_refused_even_when_decorated(new: str) -> None:
    assert "common" in unmet(new)


@pytest.mark.parametrize(
    ("new", "found"),
    [
        ("kervella-vole7", ("name",)),
        ("Kèrvella!!7grue", ("name",)),
        ("7!léa!7marais", ("name",)),
        ("né en 1987, ici", ("birth",)),
        ("050687!marais", ("birth",)),
        ("carte 7654321!a", ("card",)),
        ("24200007654321a!", ("card",)),
        ("Médiathèque-44", ("place",)),
        ("la rochelle 17!", ("place",)),
    ],
)
def test_what_others_know_of_a_person_is_refused(new: str, found: tuple[str, ...]) -> None:
    personal = next(
        each for each in secrets.conditions(new, ROCHELAISE, KNOWN) if each.code == "personal"
    )
    assert not personal.met and personal.facts["found"] == found


@pytest.mark.parametrize("new", ["galéasse-27", "ma grue 🦩 bleue 7", "ciel 54 !!", "Demo-2025!"])
def test_an_honest_password_is_accepted(new: str) -> None:
    assert unmet(new) == []


@given(st.text(max_size=200))
def test_the_conditions_stand_in_one_order_whatever_is_typed(new: str) -> None:
    codes = [each.code for each in secrets.conditions(new, ROCHELAISE, KNOWN)]
    assert codes == ["length", "letters", "digits", "specials", "common", "personal"]


def test_every_refused_condition_cites_the_line_that_asks_for_it() -> None:
    refusals = secrets.unmet(secrets.conditions("a", ROCHELAISE, KNOWN))
    assert {each.code for each in refusals} >= {"secret_length", "secret_digits"}
    length = next(each for each in refusals if each.code == "secret_length")
    assert length.source is not None and length.source.key == "passwords.min_length"


def test_a_birth_year_opens_at_first() -> None:
    """002-05, 003-03."""
    expected = secrets.initial_secret(InitialSecret.BIRTH_YEAR, HOLDER)
    assert expected == "1987"
    assert secrets.opens(" 1987 ", expected) and secrets.opens("&ç_è", expected)
    assert not secrets.opens("1986", expected) and not secrets.opens("", expected)
    year_only = Patron(8, "1", "A", "B", birth_year=1950)
    assert secrets.initial_secret(InitialSecret.BIRTH_YEAR, year_only) == "1950"


def test_a_birth_date_and_two_letters_open_at_first() -> None:
    expected = secrets.initial_secret(InitialSecret.BIRTH_DATE_INITIALS, HOLDER)
    assert expected == "050687KE"
    assert secrets.opens("050687ke", expected) and not secrets.opens("050687KA", expected)
    accented = Patron(9, "1", "A", "d'Évry", birth_date=date(2001, 12, 31))
    assert secrets.initial_secret(InitialSecret.BIRTH_DATE_INITIALS, accented) == "311201DE"


def test_without_a_birth_nothing_opens() -> None:
    nobody = Patron(8, "1", "A", "B")
    for kind in InitialSecret:
        assert secrets.initial_secret(kind, nobody) is None
    assert not secrets.opens("", None) and not secrets.opens("\0" * 8, None)


def test_a_card_waits_twice_as_long_at_each_failure_up_to_an_hour() -> None:
    tries, now, waits = Counter(0, NOON, 0, NOON.date()), NOON, []
    for _ in range(13):
        tries = secrets.card_failed(tries, now, NOON.date(), ROCHELAISE)
        until = tries.blocked(now)
        waits.append(int((until - now).total_seconds() // 60) if until else 0)
    assert waits == [0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60]


def test_a_card_is_closed_for_a_day_once_the_days_tries_are_spent() -> None:
    most = ROCHELAISE.sessions.tries_per_day.value
    tries = Counter(most - 1, NOON, most - 1, NOON.date())
    closed = secrets.card_failed(tries, NOON, NOON.date(), ROCHELAISE)
    assert closed.blocked_until == NOON + timedelta(hours=24)
    next_day = NOON + timedelta(hours=24)
    assert closed.blocked(next_day - timedelta(seconds=1)) and not closed.blocked(next_day)
    again = secrets.card_failed(closed, next_day, next_day.date(), ROCHELAISE)
    assert again.day_failures == 1 and again.failures == most + 1


@pytest.mark.parametrize("pace", [0, 1, 59, 61, 119, 200, 299, 400, 599, 601, 900])
def test_a_terminal_lets_twenty_tries_an_hour_through_at_any_pace(pace: int) -> None:
    """SECURITY: spraying, whether the tries come at once or are spread out."""
    tries = Counter(0, NOON, 0, NOON.date())
    now, accepted = NOON, 0
    while now <= NOON + timedelta(hours=1):
        if tries.blocked(now):
            now = tries.blocked_until or now
        else:
            accepted += 1
            tries = secrets.place_failed(tries, now, now.date(), TERMINAL)
            now += timedelta(seconds=pace)
    assert 4 <= accepted <= 20


def test_a_terminal_forgets_one_failure_a_window() -> None:
    tries = Counter(0, NOON, 0, NOON.date())
    for _ in range(9):
        tries = secrets.place_failed(tries, NOON, NOON.date(), TERMINAL)
    assert tries.blocked(NOON) is None
    soon = NOON + timedelta(minutes=10) - timedelta(seconds=1)
    assert secrets.place_failed(tries, soon, soon.date(), TERMINAL).blocked(soon)
    later = NOON + timedelta(minutes=10)
    assert not secrets.place_failed(tries, later, later.date(), TERMINAL).blocked(later)


@pytest.mark.parametrize("pace", [0, 1, 20, 31, 59])
def test_all_terminals_together_let_a_few_hundred_tries_an_hour_through(pace: int) -> None:
    """SECURITY: spraying over many terminals; the pause stays short for those who did nothing."""
    tries = Counter(0, NOON, 0, NOON.date())
    now, accepted = NOON, 0
    while now <= NOON + timedelta(hours=1):
        if until := tries.blocked(now):
            assert until - now <= timedelta(seconds=60)
            now = until
        else:
            accepted += 1
            tries = secrets.place_failed(tries, now, now.date(), secrets.EVERYWHERE)
            now += timedelta(seconds=pace)
    assert accepted <= 320


@given(st.randoms(use_true_random=False))
def test_a_secret_to_hand_over_meets_every_condition_and_reads_well(chance: Random) -> None:
    strict = changed(MONACO, "passwords", specials=6, digits=5, min_length=20)
    for policy in (ROCHELAISE, MONACO, network("saint-etienne"), strict):
        made = secrets.one_time(policy, KNOWN, chance)
        assert unmet(made, policy) == []
        assert not set(made) & set("0O1lIo5S2Z8B") - set("28") and len(made) <= 40
    assert re.fullmatch(r"(?:[a-y2-9]{4}-){2}[a-y2-9]{4}", secrets.one_time(FREE, KNOWN, chance))


def test_a_condition_counts_letters_however_they_are_typed() -> None:
    assert unmet("gruée7ma") == unmet(unicodedata.normalize("NFD", "gruée7ma")) == ["specials"]
