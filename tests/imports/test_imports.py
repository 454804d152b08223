"""A library's files taken in, on both engines: what is there afterwards, and what is said."""

import csv
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Table, select

from bibtui.domain import loans as rules
from bibtui.domain.clock import FixedClock
from bibtui.domain.policy.load import load
from bibtui.domain.policy.model import Policy
from bibtui.domain.text import clean
from bibtui.resources import policy_file
from bibtui.services.imports import Imports
from bibtui.store import accounts, loans, patrons, tables
from bibtui.store.engine import Store
from bibtui.store.imports import marcxml, records
from bibtui.store.imports.marc import Marc
from bibtui.store.imports.stored import UNKNOWN_BORROWER
from bibtui.wording import columns
from bibtui.wording import imports as wording
from tests.imports.building import DAY, Fields, Write, iso2709, unimarc, xml

DATA = Path(__file__).parents[1] / "data"

AURORE, HANNIBAL, BOREALE = "24200001234564", "24200001234572", "24200001234580"

CATALOGUE: list[Fields] = [
    unimarc(
        "101",
        "\u0098La \u009cforêt",
        ("700", " 1$aHegland$bJean"),
        (
            "995",
            "  $bTarentaize$cTarentaize$fC0001$kR HEG$rlivre$52023-09-01$m2023-09-08$n2023-09-29",
        ),
        ("995", "  $bcarnot$ccarnot$fC0002$kR HEG$rlivre"),
    ),
    unimarc("102", "HPI$hSaison 1", ("995", "  $bcarnot$fA AAAA 99/9999$rvideo$n2023-10-06")),
    unimarc("103", "[Le ]chien [/]", ("995", "  $bMEDC$fC0004$rPRETJEU")),
]
PATRONS = (
    "cardnumber,surname,firstname,dateofbirth,branchcode,categorycode,dateexpiry,email\n"
    f"{AURORE},Bellanger,Aurore,1986-05-23,tarentaize,adulte,2024-09-14,a@exemple.fr\n"
    f"{HANNIBAL},Lecteur,Hannibal,1984,Tarentaize,Adulte,,\n"
    f"{BOREALE},Boreale,Aurore,2012-12-21,carnot,jeune,,pas une adresse\n"
    "2.42E+13,Perdu,Jean,1990,carnot,adulte,,\n"
    "24200001234598,Chevalier,Gaspard,30/02/1991,carnot,adulte,,\n"
    f"{AURORE},Bellanger,Aurore,1986-05-23,tarentaize,adulte,,\n"
)
LOANS = (
    "Code-barres lecteur;Code-barres;Date de prêt;Retour prévu;Prolongations\n"
    f"{AURORE};C0001;08/09/2023;29/09/2023;0\n"
    f"{HANNIBAL};A AAAA 99/9999;15/09/2023;06/10/2023 23:59;1\n"
    f"{BOREALE};C0002;;;\n"
    "24200001234598;C0004;01/10/2023;22/10/2023;0\n"
    f"{AURORE};C9999;01/10/2023;22/10/2023;0\n"
)


def everything(store: Store) -> dict[str, list[tuple[object, ...]]]:
    kept: list[Table] = [
        tables.record,
        tables.item,
        tables.loan,
        tables.patron,
        tables.account,
        tables.login,
    ]
    with store.reading() as connection:
        return {
            table.name: [
                tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key))
            ]
            for table in kept
        }


def library(imports: Imports, written: Write) -> tuple[Path, Path, Path]:
    """A small library, as Koha writes it, taken in."""
    catalogue = written("catalogue.mrc", b"".join(map(iso2709, CATALOGUE)))
    people, lent = written("patrons.csv", PATRONS), written("prets.csv", LOANS.encode("cp1252"))
    imports.records(catalogue, profile="koha", borrower="X")
    imports.patrons(people, columns.PATRON, rejects=people.with_name("patrons.rejets.csv"))
    imports.loans(lent, columns.LOAN, rejects=lent.with_name("prets.rejets.csv"))
    return catalogue, people, lent


def test_a_library_s_files_become_loans_that_its_patrons_see(
    store: Store, policy: Policy, imports: Imports, written: Write
) -> None:
    library(imports, written)
    with store.reading() as connection:
        ids = patrons.ids(connection, [AURORE, HANNIBAL, BOREALE])
        assert len(ids) == 3
        seen = {
            card: [
                (one.record.title, one.item.library, one.due_on, one.renewals)
                for one in loans.of_patrons(connection, [ids[card]])
            ]
            for card in ids
        }
        (late,) = loans.of_patrons(connection, [ids[AURORE]])
    assert seen == {
        AURORE: [("La forêt", "tarentaize", date(2023, 9, 29), 0)],
        HANNIBAL: [("HPI. Saison 1", "carnot", date(2023, 10, 6), 1)],
        BOREALE: [],
    }
    assert rules.state(late, DAY, policy) is rules.LoanState.LATE
    assert late.item.acquired_on == date(2023, 9, 1)


def test_each_patron_can_be_known_by_card_and_by_a_pseudonym_of_their_own(
    store: Store, imports: Imports, written: Write
) -> None:
    library(imports, written)
    with store.reading() as connection:
        for identifier, card, pseudonym in [
            (AURORE, AURORE, "AuroreB"),
            ("auroreb", AURORE, "AuroreB"),
            ("auroreb2", BOREALE, "AuroreB2"),
            ("hanniball", HANNIBAL, "HannibalL"),
        ]:
            found = accounts.by_identifier(connection, identifier)
            assert found is not None and found.patron is not None
            assert (found.patron.card, found.account.pseudonym) == (card, pseudonym)
            assert found.secret_hash is None
        assert accounts.by_identifier(connection, UNKNOWN_BORROWER) is None
        unknown = patrons.by_card(connection, UNKNOWN_BORROWER)
        assert unknown is not None and accounts.of_patron(connection, unknown.id) is None


def test_a_birth_year_alone_opens_an_account_where_the_network_says_so(
    store: Store, written: Write
) -> None:
    clain = load(policy_file("vallees-du-clain"))
    path = written("p.csv", "carte;nom;prenom;naissance\n0010912345673;Petit;Jean;1975\n")
    Imports(store, clain, FixedClock.on(DAY)).patrons(path, columns.PATRON)
    with store.reading() as connection:
        found = accounts.by_identifier(connection, "0010912345673")
    assert found is not None and found.patron is not None
    assert (found.patron.birth_year, found.patron.birth_date) == (1975, None)
    assert found.secret_hash is None and found.initial_since is not None


def test_the_same_files_again_change_nothing(
    store: Store, imports: Imports, written: Write
) -> None:
    catalogue, people, lent = library(imports, written)
    before = everything(store)
    again = [
        imports.records(catalogue, profile="koha", borrower="X"),
        imports.patrons(people, columns.PATRON),
        imports.loans(lent, columns.LOAN),
    ]
    assert everything(store) == before
    for report in again:
        assert {what for _, what in report.done} <= {"unchanged", "refused"}


def test_a_dry_run_says_the_same_and_writes_nothing(
    store: Store, policy: Policy, imports: Imports, written: Write
) -> None:
    trial = Imports(store, policy, FixedClock.on(DAY), write=False)
    catalogue = written("catalogue.mrc", b"".join(map(iso2709, CATALOGUE)))
    people = written("patrons.csv", PATRONS)
    before = everything(store)
    said = [
        trial.records(catalogue, profile="koha", rejects=catalogue.with_name("r.mrc")),
        trial.patrons(people, columns.PATRON, rejects=people.with_name("r.csv")),
    ]
    assert everything(store) == before
    assert not list(catalogue.parent.glob("r.*"))
    done = [
        imports.records(catalogue, profile="koha", borrower="X"),
        imports.patrons(people, columns.PATRON),
    ]
    assert [one.done for one in said] == [one.done for one in done]


def test_only_what_a_file_says_is_updated(store: Store, imports: Imports, written: Write) -> None:
    library(imports, written)
    path = written(
        "suite.csv", f"carte;nom;prenom;tel\n{AURORE};Bellanger-Roux;Aurore;0477000012\n"
    )
    report = imports.patrons(path, columns.PATRON)
    assert report.done == {("patron", "updated"): 1}
    with store.reading() as connection:
        patron = patrons.by_card(connection, AURORE)
        found = accounts.by_identifier(connection, "auroreb")
    assert patron is not None and found is not None
    assert (patron.last_name, patron.phone) == ("Bellanger-Roux", "0477000012")
    assert (patron.email, patron.birth_date) == ("a@exemple.fr", date(1986, 5, 23))
    assert found.account.last_name == "Bellanger-Roux"


def test_a_list_of_loans_does_not_undo_what_was_done_here(
    store: Store, imports: Imports, written: Write
) -> None:
    _, _, lent = library(imports, written)
    with store.writing() as connection:
        ids = patrons.ids(connection, [AURORE, HANNIBAL])
        (renewed,) = loans.of_patrons(connection, [ids[AURORE]])
        (returned,) = loans.of_patrons(connection, [ids[HANNIBAL]])
        loans.set_due(
            connection,
            renewed.id,
            due_on=date(2023, 10, 27),
            renewals=1,
            expected_due=renewed.due_on,
            expected_renewals=0,
        )
        loans.give_back(connection, returned.id, DAY)
    imports.loans(lent, columns.LOAN)
    with store.reading() as connection:
        (now,) = loans.of_patrons(connection, [ids[AURORE]])
        assert (now.due_on, now.renewals) == (date(2023, 10, 27), 1)
        assert loans.of_patrons(connection, [ids[HANNIBAL]]) == ()


def test_the_loans_that_records_tell_of_wait_for_their_borrowers(
    store: Store, imports: Imports, written: Write
) -> None:
    catalogue = written("c.mrc", b"".join(map(iso2709, CATALOGUE)))
    report = imports.records(catalogue, profile="koha", borrower="À retrouver")
    assert report.done["loan", "created"] == 2
    with store.reading() as connection:
        unknown = patrons.by_card(connection, UNKNOWN_BORROWER)
        assert unknown is not None and unknown.name == "À retrouver"
        waiting = loans.of_patrons(connection, [unknown.id])
    assert {one.item.barcode for one in waiting} == {"C0001", "A AAAA 99/9999"}

    returned = [
        [(tag, text.split("$n")[0]) if tag == "995" else (tag, text) for tag, text in fields]
        for fields in CATALOGUE
    ]
    catalogue.write_bytes(b"".join(map(iso2709, returned)))
    report = imports.records(catalogue, profile="koha")
    assert report.done["loan", "ended"] == 2
    with store.reading() as connection:
        assert loans.of_patrons(connection, [unknown.id]) == ()


def test_what_is_refused_is_named_with_its_line_and_kept_to_be_mended(
    imports: Imports, written: Write
) -> None:
    people = written("patrons.csv", PATRONS)
    rejects = people.with_name("patrons.rejets.csv")
    report = imports.patrons(people, columns.PATRON, rejects=rejects)
    assert [(one.where, one.code) for one in report.problems] == [
        (5, "card_destroyed"),
        (6, "birth"),
        (7, "line_repeated"),
    ]
    assert report.notes == {("email", "pas une adresse"): 1}
    assert report.rejects == rejects and rejects.stat().st_mode & 0o777 == 0o600

    kept = list(csv.reader(rejects.read_text("utf-8").splitlines()))
    assert kept[0] == PATRONS.splitlines()[0].split(",")
    assert [row[1] for row in kept[1:]] == ["Perdu", "Chevalier", "Bellanger"]
    mended = rejects.read_text().replace("30/02/1991", "02/07/1991")
    report = imports.patrons(written("mended.csv", mended), columns.PATRON)
    assert report.done == {
        ("patron", "created"): 1,
        ("patron", "updated"): 1,
        ("patron", "refused"): 1,
    }


def test_damaged_records_are_kept_as_they_were_and_the_others_taken(
    store: Store, imports: Imports, written: Write
) -> None:
    whole = [iso2709(fields) for fields in CATALOGUE]
    cut = whole[1][:90]
    path = written("catalogue.mrc", whole[0] + cut + whole[2])
    rejects = path.with_name("catalogue.rejets.mrc")
    report = imports.records(path, profile="koha", rejects=rejects, borrower="X")
    assert report.done["record", "created"] == 2
    ((problem),) = report.problems
    assert (problem.where, problem.offset, problem.code) == (2, len(whole[0]), "cut")
    assert rejects.read_bytes() == cut + b"\x1d"
    assert report.rejects == rejects


def test_rejected_xml_can_be_read_again(imports: Imports, written: Write) -> None:
    raw = xml(CATALOGUE).replace(b"HPI", b"HP\xff")
    path = written("catalogue.xml", raw)
    rejects = path.with_name("catalogue.rejets.xml")
    report = imports.records(path, rejects=rejects, borrower="X")
    assert report.done["record", "created"] == 2
    (one,) = records.read(rejects)
    assert one.number == 1
    rejects.write_bytes(rejects.read_bytes().replace(b"HP\xff", b"HPI"))
    assert imports.records(rejects, borrower="X").done["record", "created"] == 1


@pytest.mark.parametrize("name", ["flaubert", "hugo", "verne"])
def test_every_title_that_is_shown_is_the_one_the_library_wrote(
    store: Store, imports: Imports, name: str
) -> None:
    path = DATA / f"bnf/{name}.xml"
    report = imports.records(path)
    with path.open("rb") as stream:
        read = [one for one in marcxml.read(stream) if isinstance(one, Marc)]
    with store.reading() as connection:
        stored = {
            row.number: row.title
            for row in connection.execute(select(tables.record.c.number, tables.record.c.title))
        }
    assert len(stored) == len(read) == report.done["record", "created"]
    for one in read:
        title = stored[one.control("001")]
        assert title == clean(title) != ""
        for part in (
            value for subfields in one.each("200") for code, value in subfields if code in "aehi"
        ):
            assert clean(part) in title


def test_a_number_or_a_barcode_met_twice_is_refused_the_second_time(
    store: Store, imports: Imports, written: Write
) -> None:
    item = ("995", "  $ccarnot$fC1$rlivre")
    twice = [unimarc("1", "Un", item), unimarc("1", "Autre"), unimarc("2", "Deux", item)]
    report = imports.records(written("c.mrc", b"".join(map(iso2709, twice))))
    assert [(one.where, one.code) for one in report.problems] == [
        (2, "number_repeated"),
        (3, "barcode_repeated"),
    ]
    assert len(everything(store)["item"]) == 1


class Killed(BaseException):
    """The machine stops."""


def test_an_import_killed_at_any_batch_is_completed_by_running_it_again(
    store: Store, policy: Policy, written: Write
) -> None:
    many = [
        unimarc(str(n), f"Titre {n}", ("995", f"  $ccarnot$fC{n:04}$rlivre$n20231020"))
        for n in range(120)
    ]
    path = written("c.mrc", b"".join(map(iso2709, many)))
    total = path.stat().st_size

    def stop(done: int, of: int) -> None:
        if done > total * 2 // 3:
            raise Killed

    clock = FixedClock.on(DAY)
    with pytest.raises(Killed):
        Imports(store, policy, clock, progress=stop).records(path, borrower="X")
    half = len(everything(store)["record"])
    assert 0 < half < 120
    report = Imports(store, policy, clock).records(path, borrower="X")
    assert report.done["record", "unchanged"] == half
    assert {name: len(rows) for name, rows in everything(store).items()} == {
        "record": 120,
        "item": 120,
        "loan": 120,
        "patron": 1,
        "account": 0,
        "login": 0,
    }


def test_every_refusal_and_note_has_its_words(imports: Imports, written: Write) -> None:
    _, _, lent = library(imports, written)
    report = imports.loans(lent, columns.LOAN)
    said = list(wording.report(report, wrote=True))
    text = "\n".join(said)
    assert "ligne 4\xa0: la date de retour du document C0002 manque" in text
    assert "ligne 5\xa0: aucun usager n'a la carte 24200001234598" in text
    assert "ligne 6\xa0: aucun document n'a le code-barres C9999" in text
    assert "Prêts en cours\xa0: 2 inchangés, 3 refusés." in text
    catalogue = written("c.mrc", b"".join(map(iso2709, CATALOGUE)) + b"garbage")
    text = "\n".join(wording.report(imports.records(catalogue, profile="koha"), wrote=False))
    assert (
        "type de document inconnu de la politique, gardé tel quel\xa0: «\xa0PRETJEU\xa0» (1)"
        in text
    )
    assert "Notices\xa0: 3 inchangées, 1 refusée." in text
    assert all(clean(line) == line.strip() for line in text.split("\n") if line)
