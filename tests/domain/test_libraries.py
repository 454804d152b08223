"""Is the library open, until when, and when does it open next."""

from datetime import date, datetime, time

import pytest

from bibtui.domain.libraries import next_open_day, opening

from .things import changed, policy


def at(place: str, moment: str):  # type: ignore[no-untyped-def]
    library = policy("saint-etienne").library(place)
    assert library is not None
    return opening(library, datetime.fromisoformat(moment))


def test_tarentaize_closes_at_18_on_a_friday() -> None:
    now = at("tarentaize", "2023-10-06 17:59")
    assert (now.open_now, now.closes_at) == (True, time(18))
    assert now.next_open == (date(2023, 10, 7), time(10))
    shut = at("tarentaize", "2023-10-06 18:00")
    assert (shut.open_now, shut.closes_at) == (False, None)


def test_it_opens_on_the_minute() -> None:
    early = at("tarentaize", "2023-10-06 09:59")
    assert not early.open_now
    assert early.next_open == (date(2023, 10, 6), time(10))
    assert at("tarentaize", "2023-10-06 10:00").open_now


def test_a_noon_break_is_closed_and_opens_again_the_same_day() -> None:
    noon = at("carnot", "2023-10-04 12:45")
    assert not noon.open_now
    assert noon.next_open == (date(2023, 10, 4), time(13, 30))


@pytest.mark.parametrize("day", ["2023-11-01", "2030-11-01"])
def test_a_yearly_holiday_is_closed_every_year(day: str) -> None:
    assert not at("tarentaize", f"{day} 15:00").open_now


def test_a_week_end_is_stepped_over() -> None:
    assert at("tarentaize", "2023-10-08 15:00").next_open == (date(2023, 10, 10), time(10))


def test_a_period_is_closed_with_both_its_ends() -> None:
    rules = changed("saint-etienne", ('"12-25"]', '"12-25", "2023-08-01/2023-08-15"]'))
    library = rules.library("tarentaize")
    assert library is not None
    assert not library.hours_on(date(2023, 8, 1))
    assert next_open_day(library, date(2023, 8, 1)) == date(2023, 8, 16)
    assert next_open_day(library, date(2023, 7, 29)) == date(2023, 7, 29)


def test_a_library_that_never_opens_has_no_next_day() -> None:
    rules = changed(
        "reims",
        (
            'mardi = "14:00-18:00"\nmercredi = "10:00-12:00 14:00-18:00"\nsamedi = "10:00-12:00"\n',
            "",
        ),
    )
    library = rules.libraries[0]
    assert next_open_day(library, date(2023, 1, 1)) is None
    assert opening(library, datetime(2023, 1, 1, 10)).next_open is None
