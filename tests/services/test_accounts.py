"""Signing in and out, on both engines: who gets in, who does not, and what each is told."""

import hashlib
import json
import re
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bibtui.domain import secrets
from bibtui.domain.accounts import Role
from bibtui.domain.acting import NotAllowed
from bibtui.domain.policy.values import StaffDoor
from bibtui.domain.secrets import Condition
from bibtui.domain.verdict import Refusal, Stage, Verdict
from bibtui.services.accounts import Guard, SignedIn, check, first_use
from bibtui.services.desk import Desk
from bibtui.services.hashing import MEMORY_KIB, Hasher
from bibtui.store import accounts, journal, meta, sessions, throttle, upgrade
from bibtui.store.engine import Store
from bibtui.store.tables import throttle as table
from bibtui.wording import accounts as wording
from tests.networks import changed, network
from tests.services.doorstep import PLACE, SECRET, Doorstep, LightHasher

CARD = "0700000011"
ROCHELAISE = network("la-rochelle")
STEPHANOIS = network("saint-etienne")
CLAIN = network("vallees-du-clain")
GIRONDE = network("gironde")


@pytest.fixture
def door(store: Store) -> Doorstep:
    """La Rochelle's door: a card number, a birth year at first, changed at once."""
    return Doorstep(store, ROCHELAISE)


def session_error(door: Doorstep, signed: SignedIn) -> str:
    """Why the session is no longer good; empty while it is."""
    with door.store.reading() as connection:
        try:
            check(connection, signed.acting, door.policy, door.clock)
        except NotAllowed as error:
            return error.code
    return ""


def test_a_patron_signs_in_by_card_or_pseudonym(store: Store) -> None:
    """001-01, 001-02, 001-05."""
    door = Doorstep(store, STEPHANOIS)
    account_id = door.patron("24200007654321")
    by_card = door.enter("2420 0007 6543 21")
    by_name = door.enter("maelle q")
    assert by_card.account.id == by_name.account.id == account_id
    assert by_card.patron is not None and by_card.patron.card == "24200007654321"
    assert by_card.acting.patron_id == by_card.patron.id
    assert by_card.acting.session_id != by_name.acting.session_id
    assert by_card.shown_name == "Maëlle" and not by_card.must_change
    assert session_error(door, by_card) == ""


def test_the_digit_printed_apart_does_not_matter_and_both_names_are_shown(store: Store) -> None:
    """003-02, 003-04."""
    door = Doorstep(store, CLAIN)
    door.patron("0010987654321")
    assert door.enter("00109 87654321 5").shown_name == "Maëlle Quéré"


def test_one_is_told_when_the_account_was_last_there(door: Doorstep) -> None:
    door.patron(CARD)
    first = door.enter(CARD)
    assert first.last_seen is None
    before = door.clock.now()
    door.later(days=3)
    assert door.enter(CARD).last_seen == before


def test_a_group_signs_in_without_a_card(store: Store) -> None:
    """000-05, 000-08."""
    door = Doorstep(store, network("roudour"))
    door.account("famillelegoff", Role.GROUP, "Famille Le Goff")
    signed = door.enter("famille.legoff")
    assert signed.patron is None and signed.acting.patron_id is None


def test_a_library_signs_in_and_says_who_stands_there(store: Store) -> None:
    """004-02."""
    door = Doorstep(store, GIRONDE)
    door.account("creon", Role.LIBRARIAN, "Créon", library="creon")
    assert door.refused("Créon", SECRET, staff=True) == ("staff_name_missing",)
    assert door.refused("Créon", SECRET) == ("staff_name_missing",)
    signed = door.enter("Créon", staff=True, staff_name="Inès Ravel")
    with store.reading() as connection:
        state = sessions.state(connection, signed.acting.session_id)
        entry = journal.last(connection, 1)[0]
        told = (entry.account_id or 0, entry.session)
        assert sessions.staff_name(connection, *told) == "Inès Ravel"
        assert sessions.staff_name(connection, told[0], "x") == ""
    assert state is not None and state.staff_name == "Inès Ravel"
    assert entry.verb == "sign_in" and "Inès" not in str(entry)


def test_every_line_of_a_session_leads_to_who_was_there(store: Store) -> None:
    """004-02: one account for a whole library; the journal itself names nobody."""
    door = Doorstep(store, GIRONDE)
    door.account("creon", Role.LIBRARIAN, "Créon", library="creon")
    door.patron("1", email="maelle@exemple.fr")
    with store.writing() as connection:
        accounts.add_login(connection, "maelle@exemple.fr", "email", 2)
    desk = Desk(store, door.policy, door.clock, door.hasher)
    for name in ("Inès Ravel", "Paul Sorbier"):
        staff = door.enter("Créon", staff=True, staff_name=name).acting
        door.accounts.change_secret(staff, "not it", "x")
        assert desk.unlock(staff, "maelle@exemple.fr").allowed
        door.accounts.sign_out(staff)
    with store.reading() as connection:
        lines = journal.last(connection, 8)
        there = [sessions.staff_name(connection, each.account_id or 0, each.session)
                 for each in lines]  # fmt: skip
    assert [each.verb for each in lines] == 2 * [
        "sign_out", "account_unlocked", "change_refused", "sign_in"
    ]  # fmt: skip
    assert there == ["Paul Sorbier"] * 4 + ["Inès Ravel"] * 4
    assert "Sorbier" not in str(lines)


def test_where_staff_have_no_door_none_of_them_comes_in(store: Store) -> None:
    door = Doorstep(store, changed(STEPHANOIS, "sign_in", staff_door=StaffDoor.NONE))
    door.account("accueil", Role.MANAGER)
    door.patron("24200007654321")
    assert door.refused("accueil", SECRET) == ("no_staff_door",)
    assert door.refused("accueil") == ("wrong_credentials",)
    assert door.refused("24200007654321", SECRET, staff=True) == ("no_staff_door",)
    door.enter("24200007654321")


def test_the_professional_door_is_closed_to_patrons_in_the_usual_words(door: Doorstep) -> None:
    door.patron(CARD)
    assert door.refused(CARD, SECRET, staff=True) == ("wrong_credentials",)
    door.account("accueil", Role.AGENT)
    assert door.enter("accueil", staff=True).account.role is Role.AGENT
    assert door.enter("accueil").account.role is Role.AGENT


def test_a_wrong_secret_and_an_unknown_card_get_the_same_words(door: Doorstep) -> None:
    """SECURITY: nothing tells whether a card exists, try after try."""
    door.patron(CARD)
    for _ in range(7):
        known, unknown = door.knock(CARD, "wrong"), door.knock("0700000099", "wrong")
        assert isinstance(known, Verdict) and isinstance(unknown, Verdict)
        assert wording.refusal(known, door.policy) == wording.refusal(unknown, door.policy)
        assert [asdict(each) for each in known.refusals] == [
            asdict(each) for each in unknown.refusals
        ]
        assert CARD not in wording.refusal(known, door.policy)
        door.later(minutes=20)


def test_an_unknown_card_costs_one_verification_as_a_known_one(door: Doorstep) -> None:
    door.patron(CARD)
    door.patron("0700000022", secret=None)
    costs = []
    for identifier in (CARD, "0700000022", "0700000099", "", "[/]"):
        before = door.hasher.verified
        door.refused(identifier)
        costs.append(door.hasher.verified - before)
    assert costs == [1, 1, 1, 1, 1]


def test_an_unknown_card_asks_the_store_for_as_much_as_a_known_one(door: Doorstep) -> None:
    from sqlalchemy import event

    door.patron(CARD)
    door.refused("0700000033")
    asked: list[str] = []
    engine = door.store._writers
    event.listen(engine, "before_cursor_execute", lambda *seen: asked.append(seen[2]))
    door.refused(CARD)
    known, asked[:] = tuple(asked), []
    door.refused("0700000099")
    assert tuple(asked) == known and known


def test_a_hint_comes_from_the_form_of_the_number_alone(store: Store) -> None:
    door = Doorstep(store, STEPHANOIS)
    door.patron("24200007654321")
    answer = door.knock("242000076543", "wrong")
    assert isinstance(answer, Verdict)
    assert answer.refusals[0].facts["hint"] == "card_short"
    assert "12 chiffres au lieu de 14" in wording.refusal(answer, door.policy)


def test_the_initial_secret_opens_only_the_change_where_the_network_says_so(
    door: Doorstep,
) -> None:
    """002-05, 002-06."""
    door.patron(CARD, secret=None)
    signed = door.enter(CARD, "1987")
    assert signed.must_change and signed.acting.account.must_change_secret
    assert session_error(door, signed) == "must_change"
    changed_to = door.accounts.change_secret(signed.acting, "1987", SECRET)
    assert changed_to.allowed
    assert session_error(door, replace(signed, acting=changed_to.effect["acting"])) == ""
    assert door.refused(CARD, "1987") == ("wrong_credentials",)
    assert not door.enter(CARD).must_change


def test_the_initial_secret_opens_the_account_where_no_change_is_asked(store: Store) -> None:
    """003-03."""
    door = Doorstep(store, CLAIN)
    door.patron("0010987654321", secret=None)
    signed = door.enter("0010987654321", "1987")
    assert not signed.must_change and session_error(door, signed) == ""


def test_a_secret_given_by_staff_must_be_changed(store: Store) -> None:
    door = Doorstep(store, STEPHANOIS)
    door.patron("24200007654321", given=True)
    signed = door.enter("24200007654321")
    assert signed.must_change and session_error(door, signed) == "must_change"


def test_an_initial_secret_has_three_tries_and_nobody_is_told_which_cards_are_on_one(
    door: Doorstep,
) -> None:
    door.patron(CARD, secret=None)
    door.patron("0700000022")
    for identifier in (CARD, "0700000022", "0700000099"):
        told = [door.refused(identifier, "1986", place=identifier) for _ in range(3)]
        assert told == [
            ("wrong_credentials",),
            ("wrong_credentials",),
            ("wrong_credentials", "see_the_desk"),
        ]
    # The right year now gets the answer that a wrong one gets; a chosen secret still opens.
    assert door.refused(CARD, "1987", place=CARD) == ("wrong_credentials", "see_the_desk")
    door.later(days=400)
    assert door.refused(CARD, "1987", place=CARD) == ("wrong_credentials", "see_the_desk")
    door.enter("0700000022")


def test_an_initial_secret_expires(store: Store) -> None:
    door = Doorstep(store, changed(ROCHELAISE, "passwords", initial_days=30))
    door.patron(CARD, secret=None)
    door.later(days=30, seconds=-1)
    door.enter(CARD, "1987")
    door.later(seconds=1)
    assert door.refused(CARD, "1987") == ("initial_expired",)
    assert door.refused(CARD, "1986") == ("wrong_credentials",)


def test_a_disabled_account_is_told_only_to_who_knows_its_secret(door: Doorstep) -> None:
    account_id = door.patron(CARD)
    signed = door.enter(CARD)
    with door.store.writing() as connection:
        accounts.disable(connection, account_id, door.clock.now())
    assert door.refused(CARD) == ("wrong_credentials",)
    assert door.refused(CARD, SECRET) == ("account_disabled",)
    assert session_error(door, signed) == "account_disabled"


def test_a_card_is_closed_after_five_failures_for_longer_each_time(door: Doorstep) -> None:
    door.patron(CARD)
    for number in range(5):
        door.refused(CARD, place=f"borne-{number}")
    answer = door.knock(CARD, SECRET, place="borne-9")
    assert isinstance(answer, Verdict) and answer.codes == ("card_blocked",)
    assert answer.refusals[0].facts["minutes"] == 1
    assert "dans 1 minute" in wording.refusal(answer, door.policy)
    door.later(seconds=59)
    assert door.refused(CARD, SECRET, place="borne-9") == ("card_blocked",)
    door.later(seconds=1)
    assert "wrong_credentials" in door.refused(CARD, place="borne-9")
    answer = door.knock(CARD, SECRET, place="borne-9")
    assert isinstance(answer, Verdict) and answer.refusals[0].facts["minutes"] == 2
    door.later(minutes=2)
    door.enter(CARD, place="borne-9")
    # A success starts afresh.
    assert door.refused(CARD) == ("wrong_credentials",)


def test_an_account_has_one_count_and_what_is_told_does_not_match_its_names(store: Store) -> None:
    """SECURITY: neither a wait nor an advice under one name tells that another is the same's."""
    door = Doorstep(store, STEPHANOIS)
    door.patron("24200007654321")
    for _ in range(5):
        door.refused("24200007654321")
    assert door.refused("24200007654321", SECRET) == ("card_blocked",)
    # Under the other name: what a name that nobody has is told, at the same cost, and no way in.
    for secret in (SECRET, "wrong", "wrong", "wrong", "wrong", "wrong"):
        before = door.hasher.verified
        known = door.knock("MaelleQ", secret, place="borne-2")
        cost, before = door.hasher.verified - before, door.hasher.verified
        unknown = door.knock("NolwennB", secret, place="borne-3")
        assert isinstance(known, Verdict) and isinstance(unknown, Verdict)
        assert known.codes == unknown.codes and cost == door.hasher.verified - before
        assert wording.refusal(known, door.policy) == wording.refusal(unknown, door.policy)
    door.later(minutes=1)
    door.enter("MaelleQ", place="borne-4")


def test_tries_under_one_name_count_under_the_other(store: Store) -> None:
    door = Doorstep(store, STEPHANOIS)
    door.patron("24200007654321")
    for number in range(8):
        name = ("24200007654321", "MaelleQ")[number % 2]
        assert door.refused(name, place=name)[0] == "wrong_credentials"
    # Four under each, five in all: neither name is told to wait, the account does.
    assert door.refused("24200007654321", SECRET, place="borne-5")[0] == "wrong_credentials"
    door.later(minutes=1)
    door.enter("MaelleQ", place="borne-6")


def test_spraying_cards_from_a_terminal_gets_twenty_tries_an_hour(door: Doorstep) -> None:
    accepted, cards = 0, iter(range(1000))
    hour = door.clock.now() + timedelta(hours=1)
    for number in cards:
        codes = door.refused(f"{number:010d}", "1987")
        while codes == ("terminal_paused",) and door.clock.now() <= hour:
            door.later(seconds=30)
            codes = door.refused(f"{number:010d}", "1987")
        if door.clock.now() > hour:
            break
        accepted += 1
    assert 10 <= accepted <= 20
    # Another terminal is not concerned.
    door.patron(CARD)
    door.enter(CARD, place="borne-2")


def test_tries_sprayed_over_many_terminals_pause_them_all_for_a_minute(door: Doorstep) -> None:
    door.patron(CARD)
    told = [door.refused(f"{number:010d}", place=f"pts/{number}")[0] for number in range(201)]
    assert told == ["wrong_credentials"] * 200 + ["portal_paused"]
    answer = door.knock(CARD, SECRET, place="borne-9")
    assert isinstance(answer, Verdict) and answer.codes == ("portal_paused",)
    assert "tous les postes attendent" in wording.refusal(answer, door.policy)
    # The pause does not grow, and whoever comes with the right secret then comes in.
    door.later(seconds=60)
    for number in range(300, 303):
        door.refused(f"{number:010d}", place=f"pts/{number}")
    door.later(seconds=60)
    door.enter(CARD, place="borne-9")


def test_ones_own_card_does_not_clear_what_was_tried_on_others(door: Doorstep) -> None:
    door.patron(CARD)
    tried = 0
    for number in range(40):
        answer = door.knock(f"{number:010d}", "1987")
        assert isinstance(answer, Verdict)
        if answer.codes == ("terminal_paused",):
            break
        tried += 1
        door.knock(CARD)
    assert tried == 10


def test_a_slip_and_then_the_right_secret_leave_no_trace_on_the_terminal(door: Doorstep) -> None:
    door.patron(CARD)
    for _ in range(30):
        door.refused(CARD)
        door.enter(CARD)
    with door.store.reading() as connection:
        kept = throttle.read(connection, [f"terminal:{PLACE}"])[f"terminal:{PLACE}"]
    assert kept.failures == 0 and kept.blocked_until is None


def test_the_right_secret_after_a_pause_does_not_pause_the_terminal_again(door: Doorstep) -> None:
    door.patron(CARD)
    for number in range(10):
        door.refused(f"{number:010d}")
    assert door.refused(CARD, SECRET) == ("terminal_paused",)
    door.later(seconds=60)
    door.enter(CARD)
    door.enter(CARD)


def test_counters_outlive_a_restart(door: Doorstep) -> None:
    door.patron(CARD)
    for _ in range(5):
        door.refused(CARD)
    url = door.store.place
    if door.store.dialect == "postgresql":
        url = door.store._writers.url.render_as_string(hide_password=False)
    again = Doorstep(Store.open(url), ROCHELAISE, door.clock)
    try:
        assert again.refused(CARD, SECRET) == ("card_blocked",)
    finally:
        again.store.close()


def test_tries_made_at_once_are_all_counted(door: Doorstep) -> None:
    door.patron(CARD)
    with ThreadPoolExecutor(8) as crowd:
        told = list(crowd.map(lambda place: door.refused(CARD, place=f"b{place}"), range(8)))
    assert sum(codes[0] == "wrong_credentials" for codes in told) == 5
    assert sum(codes == ("card_blocked",) for codes in told) == 3


def test_two_people_sign_in_at_once(door: Doorstep) -> None:
    door.patron(CARD)
    door.patron("0700000022", "Yann")
    with ThreadPoolExecutor(4) as crowd:
        signed = list(crowd.map(door.enter, [CARD, "0700000022"] * 4))
    assert len({each.acting.session_id for each in signed}) == 8
    assert {each.account.first_name for each in signed} == {"Maëlle", "Yann"}


def test_nothing_secret_and_no_typed_identifier_is_kept(door: Doorstep) -> None:
    door.patron(CARD)
    door.refused("mon-mot-de-passe-tape-trop-tot", "canari-9571")
    door.refused(CARD, "canari-9571")
    signed = door.enter(CARD)
    with door.store.reading() as connection:
        told = json.dumps([asdict(each) for each in journal.last(connection, 50)], default=str)
        keys = str(connection.execute(table.select()).all())
    for hidden in (SECRET, "canari-9571", "motdepasse", CARD, "Maëlle", signed.acting.session_id):
        assert hidden not in told and hidden not in keys


def test_what_was_typed_cannot_be_guessed_from_its_counter_and_is_not_kept_for_long(
    door: Doorstep, tmp_path: Path
) -> None:
    """SECURITY: somebody may type a password in the place of their name."""

    def names(seen: Doorstep) -> set[str]:
        with seen.store.reading() as connection:
            rows = connection.execute(select(table.c.key)).scalars()
            return {key for key in rows if not key.startswith(("terminal:", "everywhere"))}

    door.refused("canari-9571")
    here = names(door)
    digest = hashlib.sha256(b"canari9571").hexdigest()[:32]
    assert here and not any(digest in key for key in here)
    upgrade.create(tmp_path / "other.db")
    other = Doorstep(Store.open(tmp_path / "other.db"), door.policy)
    try:
        other.refused("canari-9571")
        assert not here & names(other)
    finally:
        other.store.close()
    door.later(days=2, seconds=1)
    door.refused("somebody-else", place="borne-2")
    assert not here & names(door)


def test_the_key_of_the_counters_is_made_once(store: Store) -> None:
    def made(number: int) -> str:
        with store.writing() as connection:
            return meta.kept(connection, "key", lambda: f"word {number}")

    with ThreadPoolExecutor(4) as crowd:
        assert len(set(crowd.map(made, range(8)))) == 1


def test_a_secret_typed_as_more_code_points_than_it_has_letters_opens(door: Doorstep) -> None:
    """As a terminal of another make sends it: 128 letters, 190 code points."""
    long = "é" * 62 + "ï8! " + "grue" * 15 + "à!"
    assert len(long) == 128 and len(unicodedata.normalize("NFD", long)) > 140
    door.patron(CARD, secret=long)
    door.enter(CARD, unicodedata.normalize("NFD", long))
    assert door.refused(CARD, long + "x") == ("wrong_credentials",)


@pytest.mark.parametrize("identifier", ["a\udcff@b", "\udcff", "24\udcff@", "\ud800\0@\udfff"])
def test_bytes_that_are_no_text_name_nobody(door: Doorstep, identifier: str) -> None:
    assert door.refused(identifier) == ("wrong_credentials",)
    assert door.refused(CARD, "\udcff") == ("wrong_credentials",)


def test_every_coming_and_going_is_journalled(door: Doorstep) -> None:
    account_id = door.patron(CARD)
    door.refused(CARD)
    door.refused("0700000099")
    signed = door.enter(CARD)
    door.accounts.sign_out(signed.acting)
    door.accounts.sign_out(signed.acting)
    with door.store.reading() as connection:
        told = [(each.verb, each.account_id, each.place) for each in journal.last(connection, 9)]
    assert told == [
        ("sign_out", account_id, PLACE),
        ("sign_in", account_id, PLACE),
        ("sign_in_refused", None, PLACE),
        ("sign_in_refused", account_id, PLACE),
    ]
    assert session_error(door, signed) == "session_ended"


def test_an_old_hash_is_renewed_at_the_next_sign_in(door: Doorstep) -> None:
    account_id = door.patron(CARD)
    door.hasher = LightHasher(memory_kib=16)
    door.enter(CARD)
    with door.store.reading() as connection:
        kept = accounts.credentials(connection, account_id)
    assert kept is not None and kept.secret_hash is not None and "m=16," in kept.secret_hash
    assert kept.version == 1
    door.enter(CARD)


def test_a_secret_under_the_house_parameters(door: Doorstep) -> None:
    hasher = Hasher()
    kept = hasher.hash("naïve café ☕")
    assert f"$argon2id$v=19$m={MEMORY_KIB}," in kept
    assert hasher.verify(kept, "nai\u0308ve cafe\u0301 ☕")
    assert not hasher.verify(kept, "naive cafe ☕") and not hasher.verify(None, "naïve café ☕")
    assert not hasher.outdated(kept)


def test_an_empty_store_is_at_its_first_use(door: Doorstep) -> None:
    assert first_use(door.store)
    door.patron(CARD)
    assert not first_use(door.store)


# Sessions


def test_a_session_ends_by_itself_when_idle_and_a_sign_of_life_keeps_it(door: Doorstep) -> None:
    door.policy = changed(ROCHELAISE, "sessions", idle_minutes=5, staff_idle_minutes=30)
    door.patron(CARD)
    signed = door.enter(CARD)
    guard = Guard(door.store, door.policy, door.clock)
    for _ in range(6):
        door.later(minutes=4)
        with guard.reading(signed.acting):
            pass
    door.later(minutes=4)
    door.accounts.touch(signed.acting)
    door.later(minutes=6, seconds=-1)
    assert session_error(door, signed) == ""
    door.later(seconds=1)
    assert session_error(door, signed) == "session_idle"


def test_staff_have_their_own_idle_time(door: Doorstep) -> None:
    """004-16."""
    door.policy = changed(ROCHELAISE, "sessions", idle_minutes=5, staff_idle_minutes=30)
    door.account("accueil", Role.AGENT)
    signed = door.enter("accueil")
    door.later(minutes=31, seconds=-1)
    assert session_error(door, signed) == ""
    door.later(seconds=1)
    assert session_error(door, signed) == "session_idle"


def test_a_session_does_not_outlive_its_absolute_time(door: Doorstep) -> None:
    door.policy = changed(ROCHELAISE, "sessions", idle_minutes=600, absolute_hours=12)
    door.patron(CARD)
    signed = door.enter(CARD)
    door.later(hours=6)
    door.accounts.touch(signed.acting)
    door.later(hours=6, seconds=-1)
    assert session_error(door, signed) == ""
    door.later(seconds=1)
    assert session_error(door, signed) == "session_expired"


def test_a_sign_of_life_is_written_once_a_minute(door: Doorstep) -> None:
    door.patron(CARD)
    signed = door.enter(CARD)
    guard = Guard(door.store, door.policy, door.clock)

    def seen_after(seconds: int) -> float:
        door.later(seconds=seconds)
        with guard.writing(signed.acting):
            pass
        with door.store.reading() as connection:
            state = sessions.state(connection, signed.acting.session_id)
        assert state is not None
        return (state.seen_at - state.opened_at).total_seconds()

    assert [seen_after(59), seen_after(1), seen_after(30), seen_after(30)] == [0, 60, 60, 120]


def test_somebody_elses_session_is_no_session(door: Doorstep) -> None:
    door.patron(CARD)
    door.patron("0700000022", "Yann")
    one, other = door.enter(CARD), door.enter("0700000022")
    stolen = replace(one, acting=replace(one.acting, session_id=other.acting.session_id))
    assert session_error(door, stolen) == "session_ended"
    forged = replace(one, acting=replace(one.acting, session_id="x"))
    assert session_error(door, forged) == "session_ended"


def test_a_session_that_ended_may_do_nothing(door: Doorstep) -> None:
    door.patron(CARD)
    signed = door.enter(CARD)
    door.accounts.sign_out(signed.acting)
    guard = Guard(door.store, door.policy, door.clock)
    for use in (guard.reading, guard.writing):
        with pytest.raises(NotAllowed), use(signed.acting):
            raise AssertionError("let through")
    with pytest.raises(NotAllowed):
        door.accounts.change_secret(signed.acting, SECRET, "héron 8! lagune")


def test_every_refusal_has_its_french_sentence(door: Doorstep) -> None:
    here = Path(wording.__file__).parents[1]
    source = "".join(
        (here / "services" / f"{name}.py").read_text() for name in ("accounts", "tries", "desk")
    )
    codes = set(re.findall(r'(?:_reason|Refusal|blocked)\(\s*"(\w+)"', source))
    assert {"wrong_credentials", "card_blocked", "login_unknown"} <= codes
    codes |= {"portal_paused", "terminal_paused"}
    strict = changed(door.policy, "passwords", upper=1, lower=1)
    refusals = secrets.unmet(secrets.conditions("", strict))
    refusals += secrets.unmet((Condition("unchanged", False),))
    until = door.clock.local() + timedelta(hours=24)
    facts = {"hint": "", "until": until, "minutes": 1440, "tries": 3, "days": 30}
    refusals += [Refusal(code, Stage.ACCOUNT, facts) for code in sorted(codes)]
    for refusal in refusals:
        said = wording.reason(refusal, door.policy)
        assert said.endswith((".", "!")) and said[0].isupper() and "None" not in said
        assert not re.search(r" [:;!?»]", said)
