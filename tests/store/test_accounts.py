from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from bibtui.domain.accounts import Role
from bibtui.store import accounts, sessions
from bibtui.store.engine import Store
from tests.store.shelves import NOW, account_of, person
from tests.store.statements import counted


def test_an_account_is_found_by_any_of_its_identifiers_in_one_statement(store: Store):
    with store.writing() as connection:
        assert not accounts.any_account(connection)
        patron_id = person(connection, "Zoé", "Kervella")
        account_id = accounts.add(
            connection,
            role=Role.PATRON,
            created_at=NOW,
            first_name="Zoé\x1b[2J",
            pseudonym="ZoéK",
            patron_id=patron_id,
            secret_hash="$argon2id$…",
        )
        assert accounts.any_account(connection)
        assert accounts.add_login(connection, "77000001", "card", account_id)
        assert accounts.add_login(connection, "zoek", "pseudonym", account_id)
        assert not accounts.add_login(connection, "zoek", "pseudonym", account_id)
    with store.reading() as connection:
        for identifier in ("zoek", "77000001"):
            with counted(connection) as statements:
                found = accounts.by_identifier(connection, identifier)
            assert len(statements) == 1
            assert found is not None and found.patron is not None
            assert (found.account.id, found.account.first_name) == (account_id, "Zoé[2J")
            assert (found.account.role, found.patron.id) == (Role.PATRON, patron_id)
            assert (found.secret_hash, found.version, found.disabled) == ("$argon2id$…", 1, False)
        assert accounts.by_identifier(connection, "zoe") is None
        assert accounts.logins(connection, account_id) == {"77000001": "card", "zoek": "pseudonym"}
        assert accounts.of_patron(connection, patron_id) == found.account


def test_a_homonym_learns_which_pseudonyms_are_taken(store: Store):
    with store.writing() as connection:
        for identifier in ("zoek", "zoek2", "zoekr", "zoe", "zoé"):
            accounts.add_login(connection, identifier, "pseudonym", account_of(connection, None))
        assert accounts.taken(connection, "zoek") == {"zoek", "zoek2", "zoekr"}
        assert accounts.taken(connection, "%") == frozenset()


def test_a_new_secret_ends_the_sessions_opened_before_it(store: Store):
    with store.writing() as connection:
        account_id = account_of(connection, person(connection))
        accounts.set_initial(connection, account_id, NOW)
        before = accounts.credentials(connection, account_id, lock=True)
        assert before is not None
        assert (before.secret_hash, before.initial_since) == (None, NOW)
        assert before.account.must_change_secret
        for name in ("kept", "other"):
            sessions.open_session(
                connection, name, account_id=account_id, version=before.version, at=NOW
            )
        version = accounts.set_secret(connection, account_id, "hash")
        sessions.renew_version(connection, "kept", version)
        after = accounts.credentials(connection, account_id)
        assert after is not None
        assert (after.secret_hash, after.initial_since) == ("hash", None)
        assert not after.account.must_change_secret
        kept, other = (sessions.state(connection, name) for name in ("kept", "other"))
        assert kept is not None and not kept.superseded
        assert other is not None and other.superseded
        assert accounts.rehash(connection, account_id, "better", expected="hash")
        assert not accounts.rehash(connection, account_id, "worse", expected="hash")


def test_a_session_is_touched_forwards_and_ends_once(store: Store):
    with store.writing() as connection:
        account_id = account_of(connection, None)
        sessions.open_session(
            connection,
            "s",
            account_id=account_id,
            version=1,
            at=NOW,
            place="Borne 2",
            staff_name="Odile",
        )
        sessions.touch(connection, "s", NOW + timedelta(minutes=2))
        sessions.touch(connection, "s", NOW + timedelta(minutes=1))
        state = sessions.state(connection, "s")
        assert state is not None
        assert (state.opened_at, state.seen_at) == (NOW, NOW + timedelta(minutes=2))
        assert (state.place, state.staff_name, state.account.id) == ("Borne 2", "Odile", account_id)
        assert sessions.end(connection, "s", NOW + timedelta(minutes=3))
        assert not sessions.end(connection, "s", NOW + timedelta(minutes=4))
        ended = sessions.state(connection, "s")
        assert ended is not None and ended.ended
        assert sessions.state(connection, "never") is None


def test_a_disabled_member_of_staff_is_no_longer_listed(store: Store):
    with store.writing() as connection:
        for library, role in (("B", Role.LIBRARIAN), ("A", Role.AGENT), ("A", Role.GROUP)):
            accounts.add(connection, role=role, created_at=NOW, library=library)
        first, second = accounts.staff(connection)
        assert (first.library, second.library) == ("A", "B")
        assert accounts.disable(connection, first.id, NOW)
        assert not accounts.disable(connection, first.id, NOW)
        assert accounts.staff(connection) == (second,)
        found = accounts.credentials(connection, first.id)
        assert found is not None and found.disabled


def test_a_patron_has_one_account(store: Store):
    with store.writing() as connection:
        patron_id = person(connection)
        account_of(connection, patron_id)
    with pytest.raises(IntegrityError), store.writing() as connection:
        account_of(connection, patron_id)
