"""Changing one's secret, and help at the desk, on both engines."""

from collections.abc import Callable

import pytest

from bibtui.domain.accounts import Role
from bibtui.domain.acting import NotAllowed
from bibtui.domain.policy.values import InitialSecret
from bibtui.domain.verdict import Verdict
from bibtui.services.accounts import check
from bibtui.services.desk import Desk
from bibtui.store import accounts, journal
from bibtui.store.engine import Store
from bibtui.wording import accounts as wording
from tests.networks import changed, network
from tests.services.doorstep import SECRET, Doorstep

CARD = "0700000011"
NEW = "héron 8! lagune 🦩"
ROCHELAISE = network("la-rochelle")
STEPHANOIS = network("saint-etienne")


@pytest.fixture
def door(store: Store) -> Doorstep:
    """La Rochelle's door, with a patron who has chosen a password."""
    door = Doorstep(store, ROCHELAISE)
    door.patron(CARD)
    return door


def alive(door: Doorstep, acting: object) -> str:
    with door.store.reading() as connection:
        try:
            check(connection, acting, door.policy, door.clock)  # type: ignore[arg-type]
        except NotAllowed as error:
            return error.code
    return ""


def test_a_change_ends_every_other_session_and_keeps_this_one(door: Doorstep) -> None:
    """002-06."""
    here, elsewhere = door.enter(CARD), door.enter(CARD, place="borne-2")
    verdict = door.accounts.change_secret(here.acting, SECRET, NEW)
    assert verdict.allowed
    assert alive(door, verdict.effect["acting"]) == ""
    assert alive(door, elsewhere.acting) == "secret_changed"
    assert door.refused(CARD, SECRET) == ("wrong_credentials",)
    door.enter(CARD, NEW)
    with door.store.reading() as connection:
        assert "secret_changed" in [each.verb for each in journal.last(connection, 5)]


def test_all_that_is_wrong_is_said_at_once(door: Doorstep) -> None:
    """002-07."""
    signed = door.enter(CARD)
    verdict = door.accounts.change_secret(signed.acting, "not it", "maëlle")
    assert verdict.codes == (
        "wrong_current",
        "secret_length",
        "secret_digits",
        "secret_specials",
        "secret_personal",
    )
    said = wording.refusal(verdict, door.policy)
    assert "8" in said and "chiffre" in said and "caractère spécial" in said
    assert "ne doit pas contenir votre nom" in said
    door.enter(CARD)


def test_the_new_one_is_not_the_old_one(door: Doorstep) -> None:
    signed = door.enter(CARD)
    assert door.accounts.change_secret(signed.acting, SECRET, SECRET).codes == ("secret_unchanged",)


def test_a_birth_year_is_not_a_password(store: Store) -> None:
    door = Doorstep(store, ROCHELAISE)
    door.patron(CARD, secret=None)
    signed = door.enter(CARD, "1987")
    codes = door.accounts.change_secret(signed.acting, "1987", "1987").codes
    assert {"secret_length", "secret_personal", "secret_unchanged"} <= set(codes)


def test_a_long_one_is_kept_whole(door: Doorstep) -> None:
    signed = door.enter(CARD)
    long = ("grue cendrée 7! " * 8)[:128]
    assert door.accounts.change_secret(signed.acting, SECRET, long).allowed
    door.refused(CARD, long[:127])
    door.refused(CARD, long + "x")
    door.enter(CARD, long)


def test_a_wrong_old_one_counts_as_a_failure_at_the_door(door: Doorstep) -> None:
    signed = door.enter(CARD)
    for _ in range(5):
        assert "wrong_current" in door.accounts.change_secret(signed.acting, "no", NEW).codes
    assert door.accounts.change_secret(signed.acting, SECRET, NEW).codes == ("card_blocked",)
    # At the door the account waits too, but nothing tells so to who only knows its name.
    assert door.refused(CARD, SECRET) == ("wrong_credentials",)
    door.later(minutes=1)
    door.enter(CARD)


def test_a_refused_new_one_is_no_failure(door: Doorstep) -> None:
    signed = door.enter(CARD)
    for _ in range(8):
        assert door.accounts.change_secret(signed.acting, SECRET, "court").codes[0] != "wrong"
    assert door.accounts.change_secret(signed.acting, SECRET, NEW).allowed


def test_an_initial_secret_has_three_tries_in_the_change_form_too(store: Store) -> None:
    door = Doorstep(store, ROCHELAISE)
    door.patron(CARD, secret=None)
    signed = door.enter(CARD, "1987")
    for year in ("1984", "1985", "1986"):
        door.accounts.change_secret(signed.acting, year, NEW)
    codes = door.accounts.change_secret(signed.acting, "1987", NEW).codes
    assert codes == ("wrong_current", "see_the_desk")


# The desk


def test_staff_let_somebody_try_again(store: Store) -> None:
    door = Doorstep(store, changed(ROCHELAISE, "passwords", initial_days=30))
    door.account("accueil", Role.AGENT)
    staff = door.enter("accueil", place="bureau").acting
    door.patron(CARD)
    door.patron("0700000022", secret=None)
    desk = Desk(door.store, door.policy, door.clock)
    for _ in range(5):
        door.refused(CARD)
        door.refused("0700000022", "1986", place="borne-2")
    assert desk.unlock(staff, "07 0000 0011").allowed
    door.enter(CARD)
    assert desk.unlock(staff, "0700000022").allowed
    door.enter("0700000022", "1987", place="borne-2")
    assert desk.unlock(staff, "0700000099").codes == ("login_unknown",)
    # Its days begin again as well.
    door.later(days=31)
    assert door.refused("0700000022", "1987", place="borne-2") == ("initial_expired",)
    staff = door.enter("accueil", place="bureau").acting
    desk.unlock(staff, "0700000022")
    door.enter("0700000022", "1987", place="borne-2")


def test_staff_give_the_initial_secret_back_and_choose_none(door: Doorstep) -> None:
    door.account("accueil", Role.AGENT)
    staff = door.enter("accueil", place="bureau").acting
    signed = door.enter(CARD)
    desk = Desk(door.store, door.policy, door.clock)
    assert desk.unlock(staff, CARD, reset=True).allowed
    assert alive(door, signed.acting) == "secret_changed"
    assert door.refused(CARD, SECRET) == ("wrong_credentials",)
    assert door.enter(CARD, "1987").must_change


ORIGINS = {"saint-etienne": "24200007654321", "roudour": "1234567", "gironde": "17"}


@pytest.mark.parametrize("origin", ["saint-etienne", "roudour", "gironde", "none"])
def test_staff_hand_over_a_secret_where_none_is_computed(store: Store, origin: str) -> None:
    """000-03, 004-03: an imported patron has none; it serves once, and is said once."""
    policy = network("saint-etienne" if origin == "none" else origin)
    if origin == "none":
        policy = changed(policy, "passwords", initial=InitialSecret.NONE, force_change=False)
    door = Doorstep(store, changed(policy, "passwords", initial_days=30))
    door.account("accueil", Role.MANAGER)
    card = ORIGINS.get(origin, "24200007654321")
    account_id = door.patron(card, secret=None)
    with store.writing() as connection:
        accounts.add_login(connection, "maelle", "login", account_id)
    assert door.refused("maelle", "1987") == ("wrong_credentials",)
    staff = door.enter("accueil", place="bureau", staff_name="Inès").acting
    given = Desk(store, door.policy, door.clock, door.hasher).unlock(staff, "maelle", reset=True)
    assert given.allowed
    secret = given.effect["secret"]
    signed = door.enter("maelle", secret)
    assert signed.must_change and alive(door, signed.acting) == "must_change"
    with store.reading() as connection:
        kept = accounts.credentials(connection, account_id)
        (entry,) = journal.last(connection, 1, verb="account_reset")
    assert kept is not None and secret not in str(kept) and secret not in str(entry)
    assert entry.object_id == str(account_id) and entry.session
    assert door.accounts.change_secret(signed.acting, secret, NEW).allowed
    assert door.refused("maelle", secret) == ("wrong_credentials",)
    assert not door.enter("maelle", NEW).must_change


def test_a_secret_handed_over_has_its_days_and_only_another_begins_them_again(
    store: Store,
) -> None:
    door = Doorstep(store, STEPHANOIS)
    door.patron("24200007654321")
    door.account("accueil", Role.AGENT)
    desk = Desk(store, door.policy, door.clock, door.hasher)
    before = door.enter("24200007654321")
    staff = door.enter("accueil", place="bureau").acting
    secret = desk.unlock(staff, "MaelleQ", reset=True).effect["secret"]
    assert alive(door, before.acting) == "secret_changed"
    assert door.refused("24200007654321", SECRET) == ("wrong_credentials",)
    door.later(days=30, seconds=-1)
    door.enter("MaelleQ", secret)
    door.later(seconds=1)
    assert door.refused("MaelleQ", secret) == ("initial_expired",)
    staff = door.enter("accueil", place="bureau").acting
    assert "secret" not in desk.unlock(staff, "MaelleQ").effect
    assert door.refused("MaelleQ", secret) == ("initial_expired",)
    again = desk.unlock(staff, "MaelleQ", reset=True).effect["secret"]
    assert again != secret
    assert door.refused("MaelleQ", secret) == ("wrong_credentials",)
    door.enter("MaelleQ", again)


def test_a_birth_that_nobody_wrote_down_keeps_nobody_out(door: Doorstep) -> None:
    """Where the year opens, who has none on record is handed a secret too; so is a colleague."""
    door.account("famille", Role.GROUP)
    door.account("chef", Role.MANAGER)
    door.account("accueil", Role.AGENT)
    desk = Desk(door.store, door.policy, door.clock, door.hasher)
    chef = door.enter("chef").acting
    for name in ("famille", "accueil"):
        given = desk.unlock(chef, name, reset=True)
        assert door.enter(name, given.effect["secret"]).must_change


def test_the_desk_gives_tries_back_under_every_name(store: Store) -> None:
    door = Doorstep(store, STEPHANOIS)
    door.patron("24200007654321")
    door.account("accueil", Role.AGENT)
    staff = door.enter("accueil", place="bureau").acting
    for name in ("24200007654321", "MaelleQ", "NolwennB"):
        for number in range(5):
            door.refused(name, place=f"{name} {number}")
        assert door.refused(name, SECRET) == ("card_blocked",)
    desk = Desk(store, door.policy, door.clock, door.hasher)
    assert desk.unlock(staff, "24200007654321").allowed
    door.enter("MaelleQ")
    door.enter("24200007654321")
    assert desk.unlock(staff, "NolwennB").codes == ("login_unknown",)
    assert door.refused("NolwennB") == ("wrong_credentials",)


def test_only_staff_stand_at_the_desk_and_only_managers_help_colleagues(door: Doorstep) -> None:
    desk = Desk(door.store, door.policy, door.clock)
    patron = door.enter(CARD).acting
    door.account("accueil", Role.LIBRARIAN)
    door.account("chef", Role.MANAGER)
    calls: tuple[Callable[[], Verdict], ...] = (
        lambda: desk.unlock(patron, CARD),
        lambda: desk.unlock(patron, "0700000099"),
        lambda: desk.unlock(patron, CARD, reset=True),
        lambda: desk.unlock(door.enter("accueil").acting, "chef", reset=True),
        lambda: desk.unlock(door.enter("accueil").acting, "chef"),
    )
    for call in calls:
        with pytest.raises(NotAllowed, match="not_allowed"):
            call()
    assert desk.unlock(door.enter("chef").acting, "accueil").allowed
