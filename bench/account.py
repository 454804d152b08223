"""« Accueil », read: 10 loans and 5 holds with their titles, against the same by raw sqlite3.

    python -m bench.account [--records 5000 295000] [--blocks 7] [--each 60]

In one run, the readings take turns in shuffled order, on stores that differ by their catalogue
alone. « raw nouns » gives the same frozen nouns as the store, « raw rows » bare tuples of text.
« services » is what the screens ask for: session checked, family in brief, loans with the verdict
of each. Prints the p50 of each, and the median over the blocks of its ratio to the two raw ones.
"""

import argparse
import random
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from bench.library import CARDS, DAY, HOLDS, LOANS, filled
from bibtui.domain.acting import Acting
from bibtui.domain.catalogue import Item, Record
from bibtui.domain.clock import FixedClock
from bibtui.domain.holds import Hold, HoldState
from bibtui.domain.loans import Loan
from bibtui.domain.policy.load import load
from bibtui.services.family import Family
from bibtui.services.loans import Loans
from bibtui.store import accounts, holds, loans, sessions, version
from bibtui.store.engine import Store

RAW_LOANS = """
SELECT l.id, l.patron_id, l.library, l.loaned_on, l.due_on, l.renewals, l.reminded_on,
       (SELECT count(*) FROM hold h WHERE h.record_id = i.record_id AND h.state = 'waiting'
          AND h.patron_id != l.patron_id AND (h.item_asked IS NULL OR h.item_asked = i.id)),
       i.id, i.record_id, i.barcode, i.item_type, i.library, i.location, i.call_number,
       i.audience, i.acquired_on,
       r.id, r.title, r.author, r.publisher, r.year, r.series, r.summary
FROM loan l JOIN item i ON i.id = l.item_id JOIN record r ON r.id = i.record_id
WHERE l.patron_id = ? AND l.returned_on IS NULL ORDER BY l.due_on, r.title_key, l.id
"""
RAW_HOLDS = """
SELECT h.id, h.patron_id, h.placed_on, h.pickup, h.state, h.available_on, h.shelf_until,
       h.needed_until, r.id, r.title, r.author, r.publisher, r.year, r.series, r.summary
FROM hold h JOIN record r ON r.id = h.record_id
WHERE h.patron_id = ? AND h.state IN ('waiting', 'transit', 'available', 'suspended')
ORDER BY h.placed_at, h.id
"""

Reading = Callable[[int], tuple[int, int]]
Key = tuple[int, str]

POLICY = Path(__file__).parent.parent / "data" / "policies" / "saint-etienne.toml"


def ours(store: Store) -> Reading:
    def read(patron_id: int) -> tuple[int, int]:
        with store.reading() as connection:
            out = loans.of_patrons(connection, (patron_id,))
            held = holds.of_patrons(connection, (patron_id,))
        return len(out), len(held)

    return read


def raw_rows(path: Path) -> Reading:
    connection = sqlite3.connect(version.sqlite_uri(path), uri=True, isolation_level=None)

    def read(patron_id: int) -> tuple[int, int]:
        connection.execute("BEGIN")
        out = connection.execute(RAW_LOANS, (patron_id,)).fetchall()
        held = connection.execute(RAW_HOLDS, (patron_id,)).fetchall()
        connection.execute("COMMIT")
        return len(out), len(held)

    return read


def raw_nouns(path: Path) -> Reading:
    connection = sqlite3.connect(version.sqlite_uri(path), uri=True, isolation_level=None)
    states = {state.value: state for state in HoldState}

    def day(stored: str | None) -> date | None:
        return None if stored is None else date.fromisoformat(stored)

    def read(patron_id: int) -> tuple[int, int]:
        connection.execute("BEGIN")
        out = tuple(
            Loan(
                row[0],
                row[1],
                Item(*row[8:16], acquired_on=day(row[16])),
                Record(*row[17:]),
                row[2],
                date.fromisoformat(row[3]),
                date.fromisoformat(row[4]),
                row[5],
                row[7],
                day(row[6]),
            )
            for row in connection.execute(RAW_LOANS, (patron_id,)).fetchall()
        )
        held = tuple(
            Hold(
                row[0],
                row[1],
                Record(*row[8:]),
                date.fromisoformat(row[2]),
                row[3],
                states[row[4]],
                day(row[5]),
                day(row[6]),
                day(row[7]),
            )
            for row in connection.execute(RAW_HOLDS, (patron_id,)).fetchall()
        )
        connection.execute("COMMIT")
        return len(out), len(held)

    return read


def services(store: Store) -> Reading:
    policy, clock = load(POLICY), FixedClock.on(DAY)
    family, lent = Family(store, policy, clock), Loans(store, policy, clock)
    people = {}
    with store.writing() as connection:
        for patron_id in range(1, CARDS + 1):
            account = accounts.of_patron(connection, patron_id)
            assert account is not None
            accounts.set_secret(connection, account.id, "-")
            sessions.open_session(
                connection, f"s{patron_id}", account_id=account.id, version=2, at=clock.now()
            )
            people[patron_id] = Acting(f"s{patron_id}", account, patron_id)

    def read(patron_id: int) -> tuple[int, int]:
        (card,) = family.in_brief(people[patron_id])
        return len(lent.of_card(people[patron_id])), card.holds.total

    return read


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, nargs="+", default=[5_000, 295_000])
    parser.add_argument("--blocks", type=int, default=7)
    parser.add_argument("--each", type=int, default=60)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        readings: dict[Key, Reading] = {}
        for records in chosen.records:
            path = Path(folder) / f"{records}.db"
            filled(path, records)
            store = Store.open(path)
            readings[records, "raw rows"] = raw_rows(path)
            readings[records, "raw nouns"] = raw_nouns(path)
            readings[records, "store"] = ours(store)
            readings[records, "services"] = services(store)
        blocks = [block(readings, chosen.each) for _ in range(chosen.blocks + 1)][1:]
    for records, name in readings:
        p50 = statistics.median(one[records, name] for one in blocks)
        ratios = [
            statistics.median(one[records, name] / one[records, raw] for one in blocks)
            for raw in ("raw nouns", "raw rows")
        ]
        smallest = chosen.records[0]
        growth = statistics.median(one[records, name] / one[smallest, name] for one in blocks)
        print(
            f"{records:>7} records  {name:<10} p50 {1000 * p50:.3f} ms  ÷ raw nouns"
            f" {ratios[0]:.2f}  ÷ raw rows {ratios[1]:.2f}  ÷ {smallest} records {growth:.2f}"
        )


def block(readings: dict[Key, Reading], each: int) -> dict[Key, float]:
    """The median of each reading, all of them taking turns."""
    took: dict[Key, list[float]] = {key: [] for key in readings}
    for _ in range(each):
        order = list(readings)
        random.shuffle(order)
        for key in order:
            patron_id = random.randint(1, CARDS)
            started = time.perf_counter()
            seen = readings[key](patron_id)
            took[key].append(time.perf_counter() - started)
            assert seen == (LOANS, HOLDS), seen
    return {key: statistics.median(times) for key, times in took.items()}


if __name__ == "__main__":
    main()
