"""A library to measure on: the same cards, loans and holds, over a catalogue of any size."""

import random
import sqlite3
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

from bibtui.domain.text import sort_key
from bibtui.store import upgrade

CARDS = 300
LOANS = 10
HOLDS = 5
DAY = date(2024, 3, 11)

WORDS = (  # noqa: SIM905
    "abîme arbre aube barque blé brume cendre château chemin cœur conte crue dame désert "
    "écume enfance été étoile fleuve forêt frère givre hiver île jardin jour lande lettre loup "
    "lune maison marée mer miroir montagne mot neige nuit ombre or pain phare pierre pluie pont "
    "port reine rive roi sable sel silence sœur soleil source temps terre vent verger voix"
).split()


def filled(path: Path, records: int) -> None:
    """Make a SQLite store at `path` with that many records of one copy each."""
    upgrade.create(path)
    dice = random.Random(records)
    instant = "2024-03-01 09:00:00.000000"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        titles = [
            f"{' '.join(dice.choices(WORDS, k=4)).capitalize()} {number}"
            for number in range(1, records + 1)
        ]
        connection.executemany(
            "INSERT INTO record (id, number, title, title_key, author, publisher, year, series,"
            " summary, isbn, kind) VALUES (?, ?, ?, ?, 'Une autrice', 'Éditeur', '2019', '',"
            " ?, '', 'livre')",
            (
                (number, f"n{number}", title, sort_key(title), "Un résumé. " * 20)
                for number, title in enumerate(titles, 1)
            ),
        )
        connection.executemany(
            "INSERT INTO item (id, record_id, barcode, item_type, library, location, call_number,"
            " audience, acquired_on, note) VALUES (?, ?, ?, 'livre', 'A', '', 'R', 'adulte',"
            " '2020-01-01', '')",
            ((number, number, f"b{number}") for number in range(1, records + 1)),
        )
        connection.executemany(
            "INSERT INTO patron (id, card, first_name, last_name, sort_key, category, library,"
            " email, phone, mobile, address, address2, postcode, town, message, created_at)"
            " VALUES (?, ?, 'Zoé', ?, '', '', 'A', '', '', '', '', '', '', '', '', ?)",
            ((number, f"{number:06}", f"K{number}", instant) for number in range(1, CARDS + 1)),
        )
        connection.executemany(
            "INSERT INTO account (id, role, first_name, last_name, pseudonym, patron_id, library,"
            " must_change, version, created_at) VALUES (?, 'patron', '', '', '', ?, '', 0, 1, ?)",
            ((number, number, instant) for number in range(1, CARDS + 1)),
        )
        lent = dice.sample(range(1, records + 1), CARDS * LOANS)
        connection.executemany(
            "INSERT INTO loan (item_id, patron_id, library, loaned_on, due_on, renewals)"
            " VALUES (?, ?, 'A', ?, ?, 0)",
            (
                (
                    item,
                    1 + place % CARDS,
                    str(DAY - timedelta(14)),
                    str(DAY + timedelta(1 + place % 9)),
                )
                for place, item in enumerate(lent)
            ),
        )
        connection.executemany(
            "INSERT INTO hold (record_id, patron_id, placed_at, placed_on, pickup, state)"
            " VALUES (?, ?, ?, '2024-03-01', 'A', 'waiting')",
            (
                (record, 1 + place % CARDS, instant)
                for place, record in enumerate(dice.sample(range(1, records + 1), CARDS * HOLDS))
            ),
        )
        connection.commit()
        connection.execute("ANALYZE")
        connection.commit()
