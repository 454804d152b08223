"""The most specific rule wins, value by value, whatever the order of the file."""

from hypothesis import given
from hypothesis import strategies as st

from bibtui.domain.policy.cascade import Cascade, Case, Choice, When
from bibtui.domain.policy.values import Sourced, Span
from bibtui.domain.verdict import Source

from .things import changed

TYPES, PLACES, GROUPS = ("livre", "cd"), ("centre", "nord"), ("adulte", "jeune")


def several(codes: tuple[str, ...]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(codes), unique=True).map(tuple)


whens = st.builds(
    When,
    item_type=several(TYPES),
    library=several(PLACES),
    category=several(GROUPS),
    age_under=st.none() | st.integers(1, 20),
    novelty=st.none() | st.booleans(),
    transit=st.none() | st.booleans(),
)
cases = st.builds(
    Case,
    item_type=st.sampled_from(("", *TYPES)),
    novelty=st.booleans(),
    library=st.sampled_from(("", *PLACES)),
    category=st.sampled_from(("", *GROUPS)),
    age=st.none() | st.integers(0, 99),
    transit=st.booleans(),
)


def cascade(whens: list[When]) -> Cascade[int]:
    choices = [
        Choice(when, Sourced(line, Source("essai.toml", line, "loans.min_age")))
        for line, when in enumerate(whens, start=2)
    ]
    choices.sort(key=lambda choice: choice.when.rank)
    return Cascade(Sourced(1, Source("essai.toml", 1, "loans.min_age")), tuple(choices))


@given(st.lists(whens, max_size=6), cases)
def test_the_winner_holds_and_none_that_holds_says_more(some: list[When], case: Case) -> None:
    won = cascade(some).at(case)
    holding = [when for when in some if when.holds(case)]
    if not holding:
        assert won.value == 1
        return
    winner = some[won.value - 2]
    assert winner.holds(case)
    assert len(winner.given) == max(len(when.given) for when in holding)
    assert won.source.line == won.value


@given(st.lists(whens, max_size=6, unique_by=lambda when: when.rank), cases, st.randoms())
def test_the_order_of_the_file_only_settles_equal_ranks(some, case, random) -> None:  # type: ignore[no-untyped-def]
    shuffled = list(some)
    random.shuffle(shuffled)
    one, other = cascade(some).at(case), cascade(shuffled).at(case)
    assert (one.value == 1) == (other.value == 1)
    if one.value > 1:
        assert some[one.value - 2] == shuffled[other.value - 2]


@given(cases)
def test_a_rule_without_the_age_of_the_reader_never_applies(case: Case) -> None:
    assert not When(age_under=200).holds(Case(age=None, item_type=case.item_type))


def test_an_age_rule_stops_on_the_birthday() -> None:
    rule = When(age_under=13)
    assert rule.holds(Case(age=12))
    assert not rule.holds(Case(age=13))


def test_value_by_value_each_key_finds_its_own_rule() -> None:
    rules = changed(
        "saint-etienne",
        (
            "[renewals]\n",
            '[[loans.when]]\nitem_type = "video"\nlength = { days = 7 }\ndue_soon_days = 1\n\n'
            '[[loans.when]]\nitem_type = "video"\ncategory = "collectivite"\n'
            "length = { days = 60 }\n\n[renewals]\n",
        ),
    )
    group = Case(item_type="video", category="collectivite")
    assert rules.loans.length.at(group).value == Span(days=60)
    assert rules.loans.due_soon_days.at(group).value == 1
    assert rules.loans.min_age.at(group).value == 0
    assert rules.loans.length.at(Case(item_type="livre")).value == Span(days=21)
