"""What is said of a loan."""

from datetime import date

from bibtui.wording import loans


def test_a_novelty_is_one_until_the_day_before_it_is_one_no_more() -> None:
    assert loans.novelty(date(2023, 10, 1)) == "Nouveauté, jusqu'au 30/09/2023."
    assert loans.novelty(None) == ""
