"""Renewing from 32 processes at once, through the services: latency, errors, lost renewals.

    python -m bench.renewals [--url URL] [--processes 32] [--each 20] [--rate 64] [--burst]

An open loop: each renewal has its instant, chosen beforehand, and its latency is counted from it,
whatever the one before it did. `--rate` is renewals a second, all processes together; with
`--burst` all processes renew at the same instants instead. `--url` names an empty PostgreSQL
database; a temporary SQLite store is used without it. A bare write and fsync of 4 KiB, timed
all along beside it, says what the disk was worth meanwhile. `--folder` is where all that is kept.
"""

import argparse
import multiprocessing
import os
import random
import statistics
import tempfile
import time
import traceback
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from bibtui.domain.accounts import Role
from bibtui.domain.acting import Acting
from bibtui.domain.clock import FixedClock
from bibtui.domain.policy.load import load
from bibtui.domain.policy.model import Policy
from bibtui.services.loans import Loans
from bibtui.store import accounts, catalogue, loans, patrons, sessions, tables
from bibtui.store.engine import Store

DAY = date(2024, 3, 11)
POLICY = Path(__file__).parent.parent / "data" / "policies" / "saint-etienne.toml"


def prepare(store: Store, policy: Policy, processes: int, each: int) -> list[tuple[Any, list[int]]]:
    """For each process: who acts, and the loans they will renew, one after the other."""
    at = FixedClock.on(DAY).now()
    library = policy.libraries[0].code
    everyone = []
    for number in range(processes):
        with store.writing() as connection:
            card = f"{number:06}"
            patron_id = patrons.put(connection, [patrons.PatronEntry(card, "Zoé", card)], at=at)[
                card
            ]
            account_id = accounts.add(
                connection, role=Role.PATRON, created_at=at, patron_id=patron_id, secret_hash="-"
            )
            sessions.open_session(connection, card, account_id=account_id, version=1, at=at)
            numbers = catalogue.put_records(
                connection,
                [catalogue.RecordEntry(f"Titre {one}", f"{number}-{one}") for one in range(each)],
            )
            copies = catalogue.put_items(
                connection,
                [
                    catalogue.ItemEntry(name, record_id, "livre", library)
                    for name, record_id in numbers.items()
                ],
            )
            lent = [
                loans.lend(
                    connection,
                    item_id=item_id,
                    patron_id=patron_id,
                    library=library,
                    loaned_on=DAY - timedelta(days=14),
                    due_on=DAY + timedelta(days=7),
                )
                for item_id in copies.values()
            ]
            account = accounts.of_patron(connection, patron_id)
            assert account is not None
            everyone.append((Acting(card, account, patron_id), [one for one in lent if one]))
    return everyone


def work(
    pipe: Any, url: str, policy: Policy, acting: Acting, wanted: list[int], instants: list[float]
) -> None:
    took, errors, acknowledged, begun = [], [], 0, []
    store = Store.open(url)
    service = Loans(store, policy, FixedClock.on(DAY))
    service.of_card(acting)
    # A process compiles its statements at their first use: told apart, not mixed in.
    began = time.monotonic()
    service.renew(acting, [wanted[0]], "first")
    first = time.monotonic() - began
    pipe.send("ready")
    start = pipe.recv()
    for loan_id, instant in zip(wanted[1:], instants, strict=True):
        time.sleep(max(0.0, start + instant - time.monotonic()))
        begun.append(time.monotonic() - start - instant)
        try:
            receipt = service.renew(acting, [loan_id], f"{acting.session_id}/{loan_id}")
            acknowledged += len(receipt.renewed)
            assert len(receipt.renewed) == 1, receipt.refused[0].verdict.codes
        except Exception:
            errors.append(traceback.format_exc())
        took.append(time.monotonic() - start - instant)
    store.close()
    pipe.send((took, errors, acknowledged + 1, begun, first))


def probe(pipe: Any, folder: str) -> None:
    """Write 4 KiB and fsync every 5 ms until told to stop: what the disk was worth meanwhile."""
    times = []
    with tempfile.NamedTemporaryFile(dir=folder) as file:
        while not pipe.poll(0.005):
            started = time.perf_counter()
            os.pwrite(file.fileno(), b"x" * 4096, 0)
            os.fsync(file.fileno())
            times.append(time.perf_counter() - started)
    pipe.send(sorted(times))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url")
    parser.add_argument("--processes", type=int, default=32)
    parser.add_argument("--each", type=int, default=20)
    parser.add_argument("--rate", type=float, default=64)
    parser.add_argument("--folder")
    parser.add_argument("--burst", action="store_true")
    chosen = parser.parse_args()
    policy = load(POLICY)
    period = chosen.processes / chosen.rate
    fork = multiprocessing.get_context("fork")
    with tempfile.TemporaryDirectory(dir=chosen.folder) as folder:
        url = chosen.url or str(Path(folder) / "bench.db")
        store = Store.open(url, create=True)
        everyone = prepare(store, policy, chosen.processes, chosen.each + 1)
        store.close()
        watched, theirs = fork.Pipe()
        fork.Process(target=probe, args=(theirs, folder)).start()
        pipes = []
        for acting, wanted in everyone:
            shift = 0.0 if chosen.burst else random.uniform(0, period)
            instants = [shift + period * number for number in range(chosen.each)]
            mine, theirs = fork.Pipe()
            fork.Process(target=work, args=(theirs, url, policy, acting, wanted, instants)).start()
            assert mine.recv() == "ready"
            pipes.append(mine)
        start = time.monotonic() + 0.5
        for pipe in pipes:
            pipe.send(start)
        answers = [pipe.recv() for pipe in pipes]
        watched.send("stop")
        synced = watched.recv()
        store = Store.open(url)
        with store.reading() as connection:
            rows = connection.execute(select(func.count()).select_from(tables.renewal)).scalar_one()
            moved = connection.execute(select(func.sum(tables.loan.c.renewals))).scalar_one()
            noted = connection.execute(
                select(func.count())
                .select_from(tables.journal)
                .where(tables.journal.c.verb == "loan.renew")
            ).scalar_one()
        dialect = store.dialect
        store.close()
    took = sorted(one for answer in answers for one in answer[0])
    errors = [one for answer in answers for one in answer[1]]
    acknowledged = sum(answer[2] for answer in answers)
    first = statistics.median(answer[4] for answer in answers)
    late = statistics.median(one for answer in answers for one in answer[3])
    if errors:
        print(errors[0])
    print(
        f"{dialect}, {chosen.processes} processes, {len(took)} renewals,"
        f" {'bursts' if chosen.burst else 'spread'} at {chosen.rate:.0f}/s:"
        f" p50 {1000 * statistics.median(took):.1f} ms,"
        f" p99 {1000 * took[int(0.99 * len(took))]:.1f} ms, max {1000 * took[-1]:.1f} ms;"
        f" {len(errors)} errors; {acknowledged} acknowledged, {rows} kept, {moved} counted,"
        f" {noted} journalled: {acknowledged - min(rows, moved, noted)} lost"
        f" (each process's very first, alone: {1000 * first:.1f} ms at p50;"
        f" begun {1000 * late:.2f} ms late at p50;"
        f" bare fsync meanwhile p50 {1000 * statistics.median(synced):.2f},"
        f" p99 {1000 * synced[int(0.99 * len(synced))]:.1f}, max {1000 * synced[-1]:.0f} ms)"
    )


if __name__ == "__main__":
    main()
