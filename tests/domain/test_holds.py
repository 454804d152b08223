"""Holds: who may wait for what, the five counters, and the days a document is kept aside."""

from datetime import date, timedelta

import pytest

from bibtui.domain.accounts import Patron
from bibtui.domain.catalogue import Item, Record
from bibtui.domain.holds import (
    Copy,
    Held,
    Hold,
    HoldState,
    may_cancel,
    may_hold,
    shelf_deadline,
    uncollected,
)
from bibtui.domain.policy.model import Policy
from bibtui.domain.verdict import Verdict

from .things import TODAY, changed, item, loan, patron, policy

DAY = timedelta(days=1)
WANTED = Record(500, "Dans la forêt")


def hold(number: int = 1, **given: object) -> Hold:
    state = given.pop("state", HoldState.WAITING)
    pickup = given.pop("pickup", "centre")
    return Hold(number, 1, Record(number, "Autre"), TODAY, pickup, state, **given)  # type: ignore[arg-type]


def held(number: int, state: HoldState = HoldState.WAITING, **given: object) -> list[Held]:
    return [
        Held(hold(index, state=state), item(id=index, **given)) for index in range(1, number + 1)
    ]


def asked(
    rules: Policy,
    *,
    copies: list[Copy] | None = None,
    card: Patron | None = None,
    holds: list[Held] | None = None,
    pickup: str = "",
    chosen: Item | None = None,
    **given: object,
) -> Verdict:
    place = rules.libraries[0].code
    card = card or patron(library=place)
    out = item(id=500, record_id=500, library=place, **given)
    return may_hold(
        WANTED,
        copies if copies is not None else [Copy(out, on_shelf=False)],
        card,
        card_holds=holds or [],
        card_loans=[],
        today=TODAY,
        policy=rules,
        pickup=pickup or card.library,
        asked=chosen,
    )


def test_roudour_holds_only_what_is_out() -> None:
    rules = policy("roudour")
    here = item(id=500, library="roudour", call_number="R HEG")
    verdict = asked(rules, copies=[Copy(here, on_shelf=True)])
    assert verdict.codes == ("on_shelf",)
    assert verdict.refusals[0].facts["call_number"] == "R HEG"
    assert asked(rules, copies=[Copy(here, on_shelf=False)]).allowed
    assert asked(policy("saint-etienne"), copies=[Copy(here, on_shelf=True)]).allowed


def test_roudour_counts_four_holds_of_which_one_novelty() -> None:
    rules = policy("roudour")
    fresh = {"acquired_on": TODAY - DAY}
    assert asked(rules, holds=held(3)).allowed
    assert asked(rules, holds=held(4)).codes == ("holds_limit_global",)
    assert asked(rules, **fresh).allowed
    assert asked(rules, holds=held(1, **fresh), **fresh).codes == ("holds_limit_novelties",)
    assert asked(rules, holds=held(1, **fresh)).allowed
    assert asked(rules, holds=held(4, state=HoldState.FULFILLED)).allowed


def test_the_clain_has_five_counters_that_speak_at_once() -> None:
    rules = policy("vallees-du-clain")
    fresh = {"acquired_on": TODAY - DAY}
    place = rules.libraries[0].code
    ten = [
        Held(hold(index, pickup=place), item(id=index, **(fresh if index < 3 else {})))
        for index in range(1, 11)
    ]
    verdict = asked(rules, holds=ten, **fresh)
    assert set(verdict.codes) == {
        "holds_limit_global",
        "holds_limit_card",
        "holds_limit_type",
        "holds_limit_novelties",
        "holds_limit_novelties_type",
    }
    assert asked(rules, holds=ten[1:]).allowed
    assert asked(rules, holds=ten[2:], **fresh).allowed
    assert set(asked(rules, holds=ten[:2], **fresh).codes) == {
        "holds_limit_novelties",
        "holds_limit_novelties_type",
    }


def test_the_three_counters_differ_in_what_they_count() -> None:
    base = "[[holds.quota]]\nlimit = 10 "
    rules = {
        counter: changed(
            "saint-etienne",
            (base, "[[holds.quota]]\nlimit = 2 "),
            ('counter = "global"\n\n[history]', f'counter = "{counter}"\n\n[history]'),
        )
        for counter in ("global", "card", "type")
    }
    here = [Held(hold(n, pickup="tarentaize"), item(id=n)) for n in (1, 2)]
    there = [Held(hold(n, pickup="carnot"), item(id=n)) for n in (1, 2)]
    films = [Held(hold(n, pickup="tarentaize"), item(id=n, item_type="video")) for n in (1, 2)]
    for counter, refused in (
        ("global", [True] * 3),
        ("card", [True, False, True]),
        ("type", [True, True, False]),
    ):
        got = [not asked(rules[counter], holds=some).allowed for some in (here, there, films)]
        assert got == refused, counter


def test_a_quota_may_count_some_states_only() -> None:
    rules = changed(
        "saint-etienne",
        ("[[holds.quota]]\nlimit = 10 ", '[[holds.quota]]\nstates = ["waiting"]\nlimit = 1 '),
    )
    assert asked(rules, holds=held(3, HoldState.AVAILABLE)).allowed
    assert asked(rules, holds=held(3, HoldState.SUSPENDED)).allowed
    assert not asked(rules, holds=held(1)).allowed


def test_bierne_and_issoudun_and_belfort_at_their_limits() -> None:
    fresh = {"acquired_on": TODAY - DAY}
    for network, limit in (("bierne", 3), ("issoudun", 2), ("belfort", 10)):
        assert asked(policy(network), holds=held(limit - 1)).allowed
        assert asked(policy(network), holds=held(limit)).codes == ("holds_limit_global",)
    assert not asked(policy("bierne"), holds=held(1, **fresh), **fresh).allowed


@pytest.mark.parametrize(("kind", "limit"), [("livre", 3), ("cd", 1), ("dvd", 1), ("liseuse", 1)])
def test_les_bertranges_hold_by_group_of_types(kind: str, limit: int) -> None:
    rules = policy("bertranges")
    assert asked(rules, holds=held(limit - 1, item_type=kind), item_type=kind).allowed
    full = held(limit, item_type=kind)
    assert asked(rules, holds=full, item_type=kind).codes == ("holds_limit_type",)
    assert asked(rules, holds=full, item_type="jeu").allowed


def test_les_bertranges_hold_no_novelty_until_it_is_one_no_more() -> None:
    rules = policy("bertranges")
    verdict = asked(rules, acquired_on=date(2023, 4, 7))
    assert verdict.codes == ("novelty_not_held",)
    assert verdict.refusals[0].clears_on == date(2023, 10, 7)
    assert asked(rules, acquired_on=date(2023, 4, 6)).allowed
    older = [Copy(item(id=501, record_id=500), False), Copy(item(id=502, acquired_on=TODAY), False)]
    assert asked(rules, copies=older).allowed


def test_what_does_not_travel_goes_to_its_own_library_only() -> None:
    rules = policy("vallees-du-clain")
    film = item(id=500, item_type="dvd", library="smarves")
    for place, codes in (("smarves", ()), ("vivonne", ("local_only",))):
        card = patron(library=place)
        assert asked(rules, copies=[Copy(film, False)], card=card).codes == codes
    book = item(id=500, library="smarves")
    assert asked(rules, copies=[Copy(book, False)], card=patron(library="vivonne")).allowed


def test_the_home_library_comes_first_even_with_its_copy_out() -> None:
    rules = policy("vallees-du-clain")
    mine, theirs = item(id=1, library="vivonne"), item(id=2, library="smarves")
    copies = [Copy(mine, False), Copy(theirs, True)]
    card = patron(library="vivonne")
    assert asked(rules, copies=copies, card=card, chosen=theirs).codes == ("home_copy_first",)
    assert asked(rules, copies=copies, card=card, chosen=mine).allowed
    assert asked(rules, copies=copies[1:], card=card, chosen=theirs).allowed


def test_a_pickup_place_is_as_the_network_has_it() -> None:
    other = "carnot"
    assert asked(policy("saint-etienne"), pickup=other).allowed
    assert asked(policy("saint-etienne"), pickup="nulle-part").codes == ("pickup_unknown",)
    for network, place in (("vallees-du-clain", "smarves"), ("belfort", "glacis")):
        assert asked(policy(network), pickup=place).codes == ("pickup_elsewhere",)


def test_one_holds_neither_twice_nor_what_one_has() -> None:
    rules = policy("saint-etienne")
    again = Hold(9, 1, WANTED, TODAY, "tarentaize", HoldState.WAITING)
    ended = Hold(9, 1, WANTED, TODAY, "tarentaize", HoldState.CANCELLED)
    assert asked(rules, holds=[Held(again, item())]).codes == ("already_held",)
    assert asked(rules, holds=[Held(ended, item())]).allowed
    mine = loan(item=item(record_id=500), record=WANTED)
    verdict = may_hold(
        WANTED,
        [],
        patron(member_until=TODAY - DAY),
        card_holds=[],
        card_loans=[mine],
        today=TODAY,
        policy=rules,
        pickup="tarentaize",
    )
    assert verdict.codes == ("already_borrowed", "no_copy")


def test_a_lapsed_membership_holds_nothing() -> None:
    rules = policy("roudour")
    late = patron(library="roudour", member_until=TODAY - DAY)
    assert asked(rules, card=late).codes == ("membership",)
    assert asked(rules, card=patron(library="roudour", member_until=TODAY)).allowed


def test_shelf_deadlines_are_those_of_the_guides() -> None:
    day = date(2025, 2, 11)
    for network, pickup, last in (
        ("saint-etienne", "tarentaize", date(2025, 2, 26)),
        ("roudour", "roudour", date(2025, 2, 25)),
        ("vallees-du-clain", "vivonne", date(2025, 3, 4)),
        ("belfort", "centre", date(2025, 2, 25)),
        ("reims", "falala", date(2025, 2, 16)),
    ):
        assert shelf_deadline(item(), patron(), day, policy(network), pickup=pickup) == last
    reims = policy("reims")
    travelled = shelf_deadline(item(), patron(), day, reims, pickup="falala", transit=True)
    assert travelled == date(2025, 2, 19)


def test_a_hold_is_uncollected_from_the_day_after_its_deadline() -> None:
    ready = hold(state=HoldState.AVAILABLE, shelf_until=TODAY)
    assert not uncollected(ready, TODAY)
    assert uncollected(ready, TODAY + DAY)
    assert not uncollected(hold(shelf_until=TODAY), TODAY + DAY)


def test_only_staff_cancel_what_is_available() -> None:
    rules = policy("saint-etienne")
    assert may_cancel(hold(), rules).allowed
    assert may_cancel(hold(state=HoldState.AVAILABLE), rules).codes == ("hold_available",)
    assert may_cancel(hold(state=HoldState.FULFILLED), rules).codes == ("hold_over",)
    free = changed("saint-etienne", ("cancel_available = false", "cancel_available = true"))
    assert may_cancel(hold(state=HoldState.AVAILABLE), free).allowed
