"""« Accueil », read: 10 loans and 5 holds with their titles, against the same by raw sqlite3.

    python -m bench.account [--records 5000 295000] [--rounds 400]

In one run, the readings take turns in shuffled order, on stores that differ by their catalogue
alone. Prints the median of each in milliseconds, and its ratio to raw sqlite3.
"""

import argparse
import random
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bench.library import CARDS, HOLDS, LOANS, filled
from bibtui.store import holds, loans, version
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


def ours(store: Store) -> Reading:
    def read(patron_id: int) -> tuple[int, int]:
        with store.reading() as connection:
            out = loans.of_patrons(connection, (patron_id,))
            held = holds.of_patrons(connection, (patron_id,))
        return len(out), len(held)

    return read


def raw(path: Path) -> Reading:
    connection = sqlite3.connect(version.sqlite_uri(path), uri=True, isolation_level=None)

    def read(patron_id: int) -> tuple[int, int]:
        connection.execute("BEGIN")
        out = connection.execute(RAW_LOANS, (patron_id,)).fetchall()
        held = connection.execute(RAW_HOLDS, (patron_id,)).fetchall()
        connection.execute("COMMIT")
        return len(out), len(held)

    return read


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, nargs="+", default=[5_000, 295_000])
    parser.add_argument("--rounds", type=int, default=400)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        readings: dict[tuple[int, str], Reading] = {}
        for records in chosen.records:
            path = Path(folder) / f"{records}.db"
            filled(path, records)
            readings[records, "raw sqlite3"] = raw(path)
            readings[records, "store"] = ours(Store.open(path))
        took: dict[tuple[int, str], list[float]] = {key: [] for key in readings}
        for number in range(chosen.rounds + 20):
            order = list(readings)
            random.shuffle(order)
            for key in order:
                patron_id = random.randint(1, CARDS)
                started = time.perf_counter()
                seen = readings[key](patron_id)
                elapsed = time.perf_counter() - started
                assert seen == (LOANS, HOLDS), seen
                if number >= 20:
                    took[key].append(elapsed)
    for (records, name), times in took.items():
        median = statistics.median(times)
        floor = statistics.median(took[records, "raw sqlite3"])
        print(
            f"{records:>7} records  {name:<12} p50 {1000 * median:.3f} ms"
            f"  p99 {1000 * statistics.quantiles(times, n=100)[98]:.3f} ms"
            f"  ÷ raw {median / floor:.2f}"
        )


if __name__ == "__main__":
    main()
