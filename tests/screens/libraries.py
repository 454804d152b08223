"""Five libraries unlike the demo: other people, other titles, other days, under the five policies.

Each is written through the store's own functions, as an import writes; due dates are told, as a
real library's are.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from itertools import count
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bibtui.domain.accounts import Patron, Role, login_key, logins, luhn
from bibtui.domain.policy.model import Policy
from bibtui.store import accounts, catalogue, family, holds, loans, patrons
from bibtui.store.engine import Store
from tests.networks import network
from tests.screens.house import SECRET, light_hasher

Day = str
"""A date, « 2024-11-12 »."""


@dataclass
class Shelves:
    """Writes people, documents, loans and holds as they stand on `today`."""

    connection: Connection
    policy: Policy
    today: date
    secret_hash: str
    taken: set[str] = field(default_factory=set)
    patrons: dict[str, int] = field(default_factory=dict)
    accounts: dict[str, int] = field(default_factory=dict)
    _numbers: "count[int]" = field(default_factory=lambda: count(1))

    @property
    def now(self) -> datetime:
        return datetime.combine(self.today, time(9), ZoneInfo(self.policy.network.zone.value))

    def person(
        self,
        name: str,
        card: str,
        *,
        born: int = 1971,
        initial: bool = False,
        login: str = "",
        **facts: str,
    ) -> int:
        """A patron with a card and an account; `initial` leaves the birth year as the password."""
        first, _, last = name.partition(" ")
        entry = patrons.PatronEntry(card, first, last, birth_year=born, **facts)  # type: ignore[arg-type]
        patron_id = patrons.put(self.connection, [entry], at=self.now)[card]
        given = logins(
            Patron(patron_id, card, first, last, email=facts.get("email", "")),
            self.policy,
            self.taken,
        )
        account_id = accounts.add(
            self.connection,
            role=Role.PATRON,
            created_at=self.now,
            first_name=first,
            last_name=last,
            patron_id=patron_id,
            secret_hash=None if initial else self.secret_hash,
            initial_since=self.now if initial else None,
            must_change=initial and self.policy.passwords.force_change.value,
        )
        keys = {each.key: each.kind.value for each in given}
        if login:
            keys[login_key(login)] = "login"
        for key, kind in keys.items():
            self.taken.add(key)
            assert accounts.add_login(self.connection, key, kind, account_id)
        self.patrons[name], self.accounts[name] = patron_id, account_id
        return patron_id

    def login(self, login: str, role: Role, name: str, library: str = "") -> int:
        """An account without a card."""
        first, _, last = (name, "", "") if role is Role.GROUP else name.partition(" ")
        account_id = accounts.add(
            self.connection,
            role=role,
            created_at=self.now,
            first_name=first,
            last_name=last,
            library=library,
            secret_hash=self.secret_hash,
        )
        assert accounts.add_login(self.connection, login_key(login), "login", account_id)
        self.accounts[name] = account_id
        return account_id

    def link(self, owner: str, *others: str) -> None:
        """Let an account reach these people's cards, with the network's rights."""
        for since, other in enumerate(others, 1):
            family.link_card(
                self.connection,
                self.accounts[owner],
                self.patrons[other],
                rights=self.policy.family.rights.value,
                since=date(2015, 1, since),
            )

    def document(
        self, title: str, kind: str, library: str, *, acquired: Day = "2011-03-04", **facts: str
    ) -> tuple[int, int]:
        """A record and its one copy: their ids."""
        number = next(self._numbers)
        entry = catalogue.RecordEntry(title, f"n{number}", **facts)
        record_id = catalogue.put_records(self.connection, [entry])[f"n{number}"]
        barcode = f"88{number:08}"
        item = catalogue.ItemEntry(
            barcode,
            record_id,
            kind,
            library,
            call_number=f"R {number:03}",
            acquired_on=date.fromisoformat(acquired),
        )
        return record_id, catalogue.put_items(self.connection, [item])[barcode]

    def lent(
        self,
        who: str,
        title: str,
        kind: str,
        library: str,
        lent: Day,
        due: Day,
        *,
        renewals: int = 0,
        reminded: Day = "",
        awaited_by: str = "",
        **facts: str,
    ) -> None:
        """A document out on somebody's card, perhaps awaited by somebody else."""
        record_id, item_id = self.document(title, kind, library, **facts)
        made = loans.lend(
            self.connection,
            item_id=item_id,
            patron_id=self.patrons[who],
            library=library,
            loaned_on=date.fromisoformat(lent),
            due_on=date.fromisoformat(due),
            renewals=renewals,
            reminded_on=date.fromisoformat(reminded) if reminded else None,
        )
        assert made is not None
        if awaited_by:
            self._hold(record_id, awaited_by, library)

    def held(self, who: str, title: str, library: str, *, ready: Day = "", until: Day = "") -> None:
        """A hold: waiting, or on the shelf since `ready` until `until`."""
        kind = next(iter(self.policy.item_types))
        record_id, item_id = self.document(title, kind, library)
        hold_id = self._hold(record_id, who, library)
        if ready:
            assert holds.supply(
                self.connection,
                hold_id,
                item_id=item_id,
                available_on=date.fromisoformat(ready),
                shelf_until=date.fromisoformat(until),
            )

    def _hold(self, record_id: int, who: str, library: str) -> int:
        hold_id = holds.place(
            self.connection,
            record_id=record_id,
            patron_id=self.patrons[who],
            placed_at=self.now,
            placed_on=self.today,
            pickup=library,
        )
        assert hold_id is not None
        return hold_id


def with_check(digits: str) -> str:
    """A card number with its check digit (001-01)."""
    return next(digits + last for last in "0123456789" if luhn(digits + last))


YSOLINE, TIMEO, HOMONYM, BERENICE = (
    with_check(f"2420000{number}") for number in ("731150", "731168", "731176", "904411")
)


def _saint_etienne(shelves: Shelves) -> None:
    """A mother, her son, and a relative of the same first name; today is a Tuesday."""
    here = {"library": "tarentaize", "category": "adulte"}
    shelves.person("Ysoline Garrigou", YSOLINE, **here)
    shelves.person("Timéo Garrigou", TIMEO, born=2014, **here)
    shelves.person("Ysoline Gauthier", HOMONYM, **here)
    shelves.person("Bérénice Oudin", BERENICE, **here)
    shelves.link("Ysoline Garrigou", "Timéo Garrigou", "Ysoline Gauthier")
    shelves.login("accueil.beaulieu", Role.LIBRARIAN, "Marthe Combe", "beaulieu")
    shelves.lent(
        "Ysoline Garrigou",
        "Le Chant des ronces",
        "livre",
        "tarentaize",
        "2024-09-24",
        "2024-11-05",
        renewals=1,
        reminded="2024-11-08",
        awaited_by="Bérénice Oudin",
        author="Malaval, Irène",
        publisher="Éditions du Pilat",
        year="2016",
    )
    shelves.lent(
        "Ysoline Garrigou",
        "La Cuisine des algues",
        "livre",
        "tarentaize",
        "2024-10-22",
        "2024-11-12",
        author="Kerdoncuff, Yves",
    )
    shelves.lent(
        "Ysoline Garrigou",
        "Trois nuits à Tbilissi",
        "application",
        "carnot",
        "2024-10-23",
        "2024-11-13",
        awaited_by="Bérénice Oudin",
    )
    shelves.lent("Ysoline Garrigou", "Océans muets", "video", "carnot", "2024-10-30", "2024-11-20")
    shelves.lent(
        "Timéo Garrigou",
        "Le Grand Voyage de Babouchka et de ses dix-sept petits-enfants sur la mer gelée",
        "livre",
        "trefilerie",
        "2024-11-01",
        "2024-11-22",
        author="Abert, Zoé",
    )
    shelves.lent(
        "Timéo Garrigou", "Moteurs !", "cd", "carnot", "2024-10-14", "2024-11-25", renewals=1
    )
    shelves.held("Ysoline Garrigou", "Un jardin sous la cendre", "tarentaize")
    shelves.held("Ysoline Garrigou", "La Nuit du guetteur", "tarentaize")
    shelves.held(
        "Ysoline Garrigou",
        "Sel et safran",
        "tarentaize",
        ready="2024-11-08",
        until="2024-11-23",
    )
    shelves.held(
        "Timéo Garrigou", "Cabanes du monde", "carnot", ready="2024-10-20", until="2024-11-04"
    )


def _clain(shelves: Shelves) -> None:
    """One card where three of six loans can be renewed; a relative no screen may show."""
    here = {"library": "iteuil", "category": "gratuit"}
    shelves.person("Anselme Rivault", "0010977700011", born=1962, initial=True, **here)
    shelves.person("Colombe Rivault", "0010977700012", **here)
    shelves.link("Anselme Rivault", "Colombe Rivault")
    who = "Anselme Rivault"
    shelves.lent(
        who,
        "Les Oies de Marennes",
        "livre",
        "iteuil",
        "2018-04-20",
        "2018-05-20",
        author="Boutin, Adèle",
        publisher="Aubépine",
        year="2009",
    )
    shelves.lent(who, "Gâtine", "bd_adulte", "vivonne", "2018-04-27", "2018-05-27")
    shelves.lent(who, "Bals du Poitou", "cd", "vivonne", "2018-05-02", "2018-06-02")
    shelves.lent(
        who, "Nouvelle lune", "livre", "iteuil", "2018-05-04", "2018-06-04", acquired="2018-03-01"
    )
    shelves.lent(
        who,
        "L'Herbier de Clotilde",
        "livre",
        "iteuil",
        "2018-04-22",
        "2018-05-22",
        awaited_by="Colombe Rivault",
    )
    shelves.lent(
        who, "Mémoires d'un sonneur", "livre", "iteuil", "2018-03-10", "2018-05-09", renewals=1
    )
    shelves.lent("Colombe Rivault", "Tapis volants", "jeu", "iteuil", "2018-05-01", "2018-06-01")
    shelves.held(who, "Passage des grues", "iteuil", ready="2018-05-12", until="2018-06-02")
    shelves.held(who, "Le Moulin d'Anchè", "iteuil")


def _roudour(shelves: Shelves) -> None:
    """A family that signs in as one; a Wednesday."""
    here = {"library": "roudour", "category": "famille"}
    shelves.person("Soazig Cadiou", "4100000071", login="soazig.cadiou", **here)
    shelves.person("Yann Cadiou", "4100000072", **here)
    shelves.person("Nolwenn Cadiou", "4100000073", born=2013, **here)
    shelves.login("famille.cadiou", Role.GROUP, "Famille Cadiou")
    shelves.link("Famille Cadiou", "Soazig Cadiou", "Yann Cadiou", "Nolwenn Cadiou")
    shelves.lent("Soazig Cadiou", "Goémon", "livre", "roudour", "2022-02-18", "2022-03-11")
    shelves.lent("Soazig Cadiou", "Phares d'Iroise", "dvd", "roudour", "2022-02-12", "2022-03-05")
    shelves.lent("Nolwenn Cadiou", "Le Korrigan bleu", "bd", "roudour", "2022-02-26", "2022-03-19")
    shelves.held("Soazig Cadiou", "Marée d'équinoxe", "roudour")
    shelves.held("Nolwenn Cadiou", "Plumes", "roudour", ready="2022-03-05", until="2022-03-19")
    shelves.held("Nolwenn Cadiou", "Galets", "roudour", ready="2022-02-12", until="2022-02-26")


def _la_rochelle(shelves: Shelves) -> None:
    """One who still has the birth year, one who has chosen; a Thursday."""
    here = {"library": "mireuil", "category": "adulte"}
    shelves.person("Firmin Delahaye", "0555000111", born=1949, initial=True, **here)
    shelves.person("Rozenn Pichard", "0555000112", born=1990, **here)
    shelves.lent("Rozenn Pichard", "Courants d'air", "livre", "mireuil", "2020-08-27", "2020-09-24")
    shelves.person("Yvonne Baudry", "0555000113", born=1962, **here)
    for number in range(25):
        title = f"Les saisons du port, tome {number + 1}"
        shelves.lent("Yvonne Baudry", title, "livre", "mireuil", "2020-09-03", "2020-10-01")


def _gironde(shelves: Shelves) -> None:
    """A commune's own login, and a subscriber who signs in by e-mail; a Wednesday."""
    shelves.login("targon", Role.LIBRARIAN, "Targon", "targon")
    shelves.person(
        "Léontine Darriet",
        "3300000041",
        email="leontine.darriet@exemple.fr",
        library="targon",
        category="abonne",
    )
    shelves.lent("Léontine Darriet", "Vendanges", "livre", "targon", "2022-04-12", "2022-05-10")


@dataclass(frozen=True)
class Library:
    """A library of the tests: its network's rules, its day, and what it holds."""

    network: str
    day: date
    stock: Callable[[Shelves], None]

    @property
    def policy(self) -> Policy:
        return network(self.network)

    def fill(self, store: Store) -> None:
        with store.writing() as connection:
            kept = light_hasher().hash(SECRET)
            self.stock(Shelves(connection, self.policy, self.day, kept))


LIBRARIES = {
    each.network: each
    for each in (
        Library("saint-etienne", date(2024, 11, 12), _saint_etienne),
        Library("vallees-du-clain", date(2018, 5, 15), _clain),
        Library("roudour", date(2022, 3, 9), _roudour),
        Library("la-rochelle", date(2020, 9, 17), _la_rochelle),
        Library("gironde", date(2022, 5, 4), _gironde),
    )
}
