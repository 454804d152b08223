"""Replaying a ledger: one event changed changes what is said, and nothing impossible passes."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bibtui import demo
from bibtui.demo.ledger import Event, Ledger, LedgerError, parse
from bibtui.demo.replay import Replay
from bibtui.domain.loans import may_renew
from tests.demo.conftest import policy_of

NETWORKS = demo.networks()
GUIDE_DAY = date(2023, 10, 6)


def told(ledger: Ledger, *, left_out: tuple[Event, ...] = (), added: tuple[Event, ...] = ()):
    """`ledger` as if these events had not happened, or these had."""
    events = [event for event in ledger.events if event not in left_out]
    events = sorted((*events, *added), key=lambda event: (event.on, event.place))
    return replace(ledger, events=tuple(events))


def find(ledger: Ledger, verb: str, what: str, **rest: str) -> Event:
    return next(
        event
        for event in ledger.events
        if event.verb == verb
        and event.what == what
        and all(event.rest.get(name) == value for name, value in rest.items())
    )


@pytest.mark.parametrize("network", NETWORKS)
def test_day_by_day_comes_to_the_same_as_all_at_once(network):
    ledger, policy = demo.read(network), policy_of(network)
    first, last = ledger.events[0].on, ledger.events[-1].on
    daily = Replay(ledger, policy)
    for count in range((last - first).days + 1):
        daily.to(first + timedelta(days=count))
    assert daily.state == Replay(ledger, policy).to(date.max)


@pytest.mark.parametrize("network", NETWORKS)
def test_every_event_is_one_the_rules_would_have_allowed(network):
    ledger = demo.read(network)
    state = Replay(ledger, policy_of(network)).to(date.max)
    lent = sum(event.verb in ("loan", "collect") for event in ledger.events)
    assert len(state.loans) == lent > 0
    assert len(state.holds) == sum(event.verb == "hold" for event in ledger.events) > 0


def test_a_loan_given_back_a_day_sooner_changes_the_sentences(seeded):
    ledger = demo.read("saint-etienne")
    back = Event(date(2023, 10, 5), 0, "return", "34200021072893", {})
    network = seeded(told(ledger, added=(back,)), GUIDE_DAY)
    assert network.sentences("AuroreB")[:3] == [
        "Vous avez emprunté 4 documents",
        "2 sont en retard",
        "2 autres sont à rendre aujourd'hui",
    ]


def test_a_loan_made_a_day_later_is_due_a_day_later(seeded):
    ledger = demo.read("saint-etienne")
    loan = find(ledger, "loan", "34200022292839")
    later = loan._replace(on=loan.on + timedelta(days=1))
    network = seeded(told(ledger, left_out=(loan,), added=(later,)), GUIDE_DAY)
    assert network.sentences("AuroreB")[2:4] == [
        "1 autre est à rendre aujourd'hui",
        "1 autre est à rendre demain",
    ]


def test_without_the_hold_of_another_a_loan_may_be_renewed(seeded):
    ledger = demo.read("saint-etienne")
    hold = find(ledger, "hold", "hpi1", by="camille")
    network = seeded(told(ledger, left_out=(hold,)), GUIDE_DAY)
    loans = {each.item.barcode: each for each in network.loans("AuroreB")}
    allowed = {
        barcode: may_renew(
            each, network.patron("AuroreB"), today=GUIDE_DAY, policy=network.policy
        ).allowed
        for barcode, each in loans.items()
    }
    assert [barcode for barcode in allowed if allowed[barcode]] == ["34200022292839"]


def test_a_hold_not_put_aside_is_waiting(seeded):
    ledger = demo.read("saint-etienne")
    aside = next(event for event in ledger.events if event.verb == "shelve")
    network = seeded(told(ledger, left_out=(aside,)), GUIDE_DAY)
    assert network.sentences("AuroreB")[3:] == [
        "Vous avez réservé 3 documents",
        "3 sont en attente",
    ]


@pytest.mark.parametrize(
    "verb, what, rest",
    [
        ("loan", "34200021072893", {"to": "hannibal"}),  # out already
        ("loan", "34200021072893", {"to": "nobody"}),
        ("loan", "no-such-barcode", {"to": "hannibal"}),
        ("return", "34200018806338", {}),  # not out
        ("renew", "34200021072893", {}),  # late
        ("renew", "34200018806337", {}),  # renewed once
        ("hold", "veiller", {"by": "aurore"}),  # held already
        ("hold", "no-such-record", {"by": "aurore"}),
        ("cancel", "jeunehomme", {"by": "aurore"}),  # put aside: staff does it
        ("lapse", "jeunehomme", {"by": "aurore"}),  # may still be collected
        ("share", "nobody", {"by": "aurore"}),
    ],
)
def test_what_could_not_have_happened_is_refused_with_its_day(verb, what, rest):
    ledger = demo.read("saint-etienne")
    wrong = Event(GUIDE_DAY, 0, verb, what, rest)
    with pytest.raises(LedgerError, match="2023-10-06"):
        Replay(told(ledger, added=(wrong,)), policy_of("saint-etienne")).to(GUIDE_DAY)


def test_an_impossible_ledger_leaves_the_store_empty(seeded):
    ledger = demo.read("saint-etienne")
    wrong = Event(GUIDE_DAY, 0, "return", "no-such-barcode", {})
    with pytest.raises(LedgerError):
        seeded(told(ledger, added=(wrong,)), GUIDE_DAY)
    network = seeded(ledger, GUIDE_DAY)
    assert len(network.loans("AuroreB")) == 5


@pytest.mark.parametrize(
    "change, problem",
    [
        ({"day": [{"on": date(2020, 1, 1), "events": [{"sings": "x"}]}]}, "2020-01-01"),
        ({"day": [{"on": date(2020, 1, 2), "events": []}] * 2}, "follow"),
        ({"patron": [{"key": "x"}]}, "x"),
        ({"record": [{"key": "x", "title": "X", "items": [], "due_on": "x"}]}, "due_on"),
    ],
)
def test_a_ledger_that_makes_no_sense_is_said_so(change, problem):
    empty = {
        "opens_on": date(2020, 1, 1),
        "documented": [],
        "account": [],
        "patron": [],
        "staff": [],
        "record": [],
    }
    assert parse("x", empty).events == ()
    with pytest.raises(LedgerError, match=problem):
        parse("x", {**empty, **change})
