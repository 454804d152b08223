"""What must hold between two people at once, tried with many processes on both engines."""

import os
import signal
import time
from contextlib import closing
from datetime import timedelta
from pathlib import Path

from sqlalchemy import func, select

from bibtui.store import holds, journal, loans, meta, queue, tables, throttle
from bibtui.store.engine import Store
from tests.store.crowd import together
from tests.store.shelves import NOW, TODAY, book, held, lent, person

TEN = 10


def test_the_last_renewal_of_a_loan_is_sold_once(store_url: str | Path):
    with closing(Store.open(store_url)) as store, store.writing() as connection:
        _, item = book(connection)
        loan_id = lent(connection, item, person(connection), TODAY)
    sold = together(TEN, store_url, _renew_once, loan_id)
    assert sorted(sold) == [False] * (TEN - 1) + [True]
    with closing(Store.open(store_url)) as store, store.reading() as connection:
        assert connection.execute(select(tables.loan.c.renewals)).scalar_one() == 1


def _renew_once(store: Store, number: int, loan_id: int) -> bool:
    with store.writing() as connection:
        (loan,) = loans.locked(connection, [loan_id])
        if loan.renewals >= 1:
            return False
        after = loan.due_on + timedelta(21)
        done = loans.set_due(
            connection,
            loan_id,
            due_on=after,
            renewals=loan.renewals + 1,
            expected_due=loan.due_on,
            expected_renewals=loan.renewals,
        )
        return done and loans.record_renewal(
            connection,
            loan_id=loan_id,
            at=NOW,
            account_id=None,
            patron_id=loan.patron_id,
            due_before=loan.due_on,
            due_after=after,
            request=f"process {number}",
        )


def test_renewals_of_two_batches_in_opposite_orders_all_succeed(store_url: str | Path):
    with closing(Store.open(store_url)) as store, store.writing() as connection:
        patron_id = person(connection)
        batch = [lent(connection, book(connection)[1], patron_id, TODAY) for _ in range(8)]
    together(8, store_url, _renew_all, batch)
    with closing(Store.open(store_url)) as store, store.reading() as connection:
        found = loans.of_patrons(connection, [patron_id])
        assert {loan.renewals for loan in found} == {8}
        assert {loan.due_on for loan in found} == {TODAY + timedelta(8)}


def _renew_all(store: Store, number: int, batch: list[int]) -> None:
    ordered = batch if number % 2 else batch[::-1]
    with store.writing() as connection:
        for loan in loans.locked(connection, ordered):
            assert loans.set_due(
                connection,
                loan.id,
                due_on=loan.due_on + timedelta(1),
                renewals=loan.renewals + 1,
                expected_due=loan.due_on,
                expected_renewals=loan.renewals,
            )


def test_a_card_gets_one_active_hold_on_a_record(store_url: str | Path):
    with closing(Store.open(store_url)) as store, store.writing() as connection:
        patron_id = person(connection)
        record_id, *_ = book(connection)
    placed = together(TEN, store_url, _hold, record_id, patron_id)
    assert len([hold_id for hold_id in placed if hold_id is not None]) == 1


def _hold(store: Store, number: int, record_id: int, patron_id: int) -> int | None:
    with store.writing() as connection:
        return held(connection, record_id, patron_id)


def test_a_copy_is_set_aside_for_one_hold(store_url: str | Path):
    with closing(Store.open(store_url)) as store, store.writing() as connection:
        record_id, item = book(connection)
        queued = [held(connection, record_id, person(connection)) for _ in range(TEN)]
    supplied = together(TEN, store_url, _supply, queued, item)
    assert supplied.count(True) == 1


def _supply(store: Store, number: int, queued: list[int], item: int) -> bool:
    with store.writing() as connection:
        given = holds.supply(
            connection, queued[number], item_id=item, available_on=TODAY, shelf_until=TODAY
        )
        # The refused one's transaction goes on.
        journal.append(connection, at=NOW, verb="supplied" if given else "refused")
        return given


def test_failures_at_once_are_all_counted(store_url: str | Path):
    together(TEN, store_url, _fail)
    with closing(Store.open(store_url)) as store, store.reading() as connection:
        assert throttle.read(connection, ["card", "desk"])["card"].failures == 3 * TEN


def _fail(store: Store, number: int) -> None:
    keys = ["card", "desk"] if number % 2 else ["desk", "card"]
    for _ in range(3):
        with store.writing() as connection:
            found = throttle.locked(connection, keys, at=NOW, day=TODAY)
            more = {
                key: throttle.Counter(counter.failures + 1, NOW, counter.day_failures, TODAY)
                for key, counter in found.items()
            }
            throttle.save(connection, more)


def test_thirty_two_writers_come_to_no_error_and_lose_nothing(store_url: str | Path):
    together(32, store_url, _write_five)
    with closing(Store.open(store_url)) as store, store.reading() as connection:
        assert connection.execute(select(func.count()).select_from(tables.journal)).scalar() == 160


def _write_five(store: Store, number: int) -> None:
    for _ in range(5):
        with store.writing() as connection:
            journal.append(connection, at=NOW, verb="came", object_id=number)


def test_a_process_killed_in_a_write_leaves_nothing_and_holds_up_nobody(store_url: str | Path):
    with closing(Store.open(store_url)) as store, store.writing() as connection:
        patron_id = person(connection)
        record_id, *_ = book(connection)
    ready, told = os.pipe()
    child = os.fork()
    if child == 0:
        with Store.open(store_url).writing() as connection:
            held(connection, record_id, patron_id)
            os.write(told, b"!")
            time.sleep(60)
    os.read(ready, 1)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    os.close(ready)
    os.close(told)
    started = time.monotonic()
    with closing(Store.open(store_url)) as store, store.writing() as connection:
        assert held(connection, record_id, patron_id) is not None
    assert time.monotonic() - started < 2


def test_a_long_import_lets_others_write_between_its_batches(store_url: str | Path):
    turns = together(3, store_url, _import_or_lend)
    last_batch = turns[0]
    assert all(written < last_batch for written in turns[1:])


def _import_or_lend(store: Store, number: int) -> float:
    if number == 0:
        for batch in queue.batches(range(20_000)):
            with store.writing(bulk=True) as connection:
                for one in batch[:5]:
                    meta.put(connection, f"row {one}", "imported")
        return time.monotonic()
    for one in range(20):
        with store.writing() as connection:
            meta.put(connection, f"loan {number} {one}", "lent")
    return time.monotonic()
