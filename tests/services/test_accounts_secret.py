"""Changing one's secret, and help at the desk, on both engines."""

import pytest

from bibtui.domain.accounts import Role
from bibtui.domain.acting import NotAllowed
from bibtui.services.accounts import check
from bibtui.services.desk import Desk
from bibtui.store import journal
from bibtui.store.engine import Store
from bibtui.wording import accounts as wording
from tests.networks import changed, network
from tests.services.doorstep import SECRET, Doorstep

CARD = "0700000011"
NEW = "héron 8! lagune 🦩"
ROCHELAISE = network("la-rochelle")


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
    assert door.refused(CARD, SECRET) == ("card_blocked",)


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


def test_where_no_initial_secret_is_computed_none_is_given_back(store: Store) -> None:
    door = Doorstep(store, network("saint-etienne"))
    door.patron("24200007654321")
    door.account("accueil", Role.AGENT)
    staff = door.enter("accueil").acting
    desk = Desk(door.store, door.policy, door.clock)
    assert desk.unlock(staff, "24200007654321", reset=True).codes == ("no_initial",)
    door.enter("24200007654321")


def test_a_paused_terminal_is_let_go_by_staff(door: Doorstep) -> None:
    door.account("accueil", Role.AGENT)
    staff = door.enter("accueil", place="bureau").acting
    for number in range(10):
        door.refused(f"{number:010d}")
    assert door.refused(CARD, SECRET) == ("terminal_paused",)
    Desk(door.store, door.policy, door.clock).unlock_terminal(staff, "borne-1")
    door.enter(CARD)


def test_only_staff_stand_at_the_desk_and_only_managers_help_colleagues(door: Doorstep) -> None:
    desk = Desk(door.store, door.policy, door.clock)
    patron = door.enter(CARD).acting
    door.account("accueil", Role.LIBRARIAN)
    door.account("chef", Role.MANAGER)
    for call in (
        lambda: desk.unlock(patron, CARD),
        lambda: desk.unlock(patron, "0700000099"),
        lambda: desk.unlock_terminal(patron, "borne-1"),
        lambda: desk.unlock(door.enter("accueil").acting, "chef"),
    ):
        with pytest.raises(NotAllowed, match="not_allowed"):
            call()
    assert desk.unlock(door.enter("chef").acting, "accueil").allowed
