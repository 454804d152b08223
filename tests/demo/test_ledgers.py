"""What holds for every ledger: it names only what is known, and its accounts open."""

import subprocess
import sys
from datetime import date, time

import pytest
from sqlalchemy import select

from bibtui import demo
from bibtui.demo.ledger import first_look
from bibtui.domain.accounts import misreading
from bibtui.domain.catalogue import Item
from bibtui.domain.clock import FixedClock
from bibtui.domain.loans import is_novelty
from bibtui.services.accounts import Accounts, SignedIn
from bibtui.services.hashing import Hasher
from bibtui.store import catalogue
from tests.demo.conftest import policy_of

NETWORKS = ("saint-etienne", "gironde", "la-rochelle", "roudour", "vallees-du-clain")


def test_the_five_networks_have_a_ledger_and_the_default_comes_first():
    assert demo.networks() == NETWORKS


def test_reading_a_ledger_needs_the_standard_library_alone():
    heavy = ("sqlalchemy", "sqlmodel", "dateutil", "argon2", "textual", "rich", "bibtui.domain")
    code = (
        "import sys; from bibtui import demo; demo.read('saint-etienne');"
        f"print(*(name for name in {heavy!r} if name in sys.modules))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.split() == []


@pytest.mark.parametrize("network", NETWORKS)
def test_its_head_alone_tells_what_the_sign_in_screen_shows(network):
    ledger = demo.read(network)
    assert first_look(network) == (ledger.day, ledger.accounts)


@pytest.mark.parametrize("network", NETWORKS)
def test_it_opens_on_a_documented_day(network):
    ledger = demo.read(network)
    assert ledger.day in ledger.days
    assert ledger.days[-1] >= max(event.on for event in ledger.events)


@pytest.mark.parametrize("network", NETWORKS)
def test_its_codes_are_those_of_the_policy(network):
    ledger, policy = demo.read(network), policy_of(network)
    libraries = {library.code for library in policy.libraries}
    items = [item for record in ledger.records for item in record.items]
    assert {item.library for item in items} <= libraries
    assert {item.type for item in items} <= set(policy.item_types)
    assert {sheet.library for sheet in ledger.patrons} <= libraries
    assert {sheet.category for sheet in ledger.patrons} <= set(policy.categories)
    assert {sheet.library for sheet in ledger.staff} <= libraries | {""}
    assert {event.rest["at"] for event in ledger.events if "at" in event.rest} <= libraries


@pytest.mark.parametrize("network", NETWORKS)
def test_its_card_numbers_are_well_formed_and_nothing_bears_the_number_of_another(network):
    ledger, policy = demo.read(network), policy_of(network)
    cards = [sheet.card for sheet in ledger.patrons]
    barcodes = [item.barcode for record in ledger.records for item in record.items]
    assert not any(misreading(card, policy) for card in cards)
    assert len(set(cards)) == len(cards)
    assert len(set(barcodes)) == len(barcodes)
    assert len({record.key for record in ledger.records}) == len(ledger.records)
    assert len({sheet.key for sheet in ledger.patrons}) == len(ledger.patrons)


@pytest.mark.parametrize("network", NETWORKS)
def test_its_catalogue_is_a_small_library_s_with_novelties_and_awkward_titles(seeded, network):
    seen = seeded(network)
    ledger = demo.read(network)
    titles = " ".join(record.title for record in ledger.records)
    assert len(ledger.records) >= 30
    assert all(sign in titles for sign in ("œ", "'", "é", "["))
    with seen.store.reading() as connection:
        items = [Item(*row) for row in connection.execute(select(*catalogue.ITEM))]
    assert any(is_novelty(item, seen.today, seen.policy) for item in items)


@pytest.mark.parametrize("network", NETWORKS)
def test_everyone_listed_signs_in_with_what_is_shown(seeded, network):
    seen = seeded(network)
    accounts = Accounts(
        seen.store,
        seen.policy,
        FixedClock.on(seen.today, time(15, 0)),
        Hasher(time_cost=1, memory_kib=8),
    )
    for listed in demo.read(network).accounts:
        answer = accounts.sign_in(
            listed.identifier,
            listed.password,
            place="test",
            staff=listed.staff,
            staff_name="Camille",
        )
        assert isinstance(answer, SignedIn), (listed.identifier, answer)
        assert answer.account.role.staff is listed.staff
        initial = listed.password != demo.ledger.PASSWORD
        assert answer.must_change is (initial and seen.policy.passwords.force_change.value)


@pytest.mark.parametrize("network", NETWORKS)
def test_what_is_said_of_an_account_states_no_count_and_no_date(network):
    for listed in demo.read(network).accounts:
        assert listed.note
        assert not any(sign.isdigit() for sign in listed.note)


def test_an_account_that_is_not_there_yet_cannot_sign_in(seeded):
    before = demo.read("vallees-du-clain")
    seen = seeded(before, date(2017, 11, 17))
    with pytest.raises(AssertionError, match="nobody signs in"):
        seen.credentials("0010912345673")
