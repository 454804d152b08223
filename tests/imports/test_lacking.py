"""What an import leaves to be done by people: told, kept, and never undone by the next run."""

import pytest
from sqlalchemy import select

from bibtui.domain.clock import FixedClock
from bibtui.domain.policy.load import load
from bibtui.resources import policy_file
from bibtui.services.imports import Imports
from bibtui.store import accounts, tables
from bibtui.store.engine import Store
from bibtui.store.imports.stored import UNKNOWN_BORROWER
from bibtui.wording import columns
from bibtui.wording import imports as wording
from tests.imports.building import DAY, Write, iso2709, unimarc

REFUSED = "cardnumber;surname\n2.42E+13;Perdu\n"
GIRONDE = "carte;nom;prenom;naissance;mail\n"


def gironde(store: Store, *, write: bool = True) -> Imports:
    """Where one signs in by an e-mail address, and the first password is given."""
    return Imports(store, load(policy_file("gironde")), FixedClock.on(DAY), write=write)


def doors(store: Store) -> dict[str, list[str]]:
    """What each patron's account signs in with, by card."""
    with store.reading() as connection:
        cards = connection.execute(
            select(tables.patron.c.card, tables.account.c.id).join_from(
                tables.patron, tables.account, tables.account.c.patron_id == tables.patron.c.id
            )
        ).all()
        return {card: sorted(accounts.logins(connection, owner)) for card, owner in cards}


def test_an_account_that_nobody_can_sign_in_to_is_told_until_it_is_mended(
    store: Store, written: Write
) -> None:
    path = written(
        "p.csv",
        GIRONDE + "1;Grohl;Dave;1990;d@exemple.fr\n2;Grohl;Violet;2006;D@exemple.fr\n"
        "3;House;Gregory;1959;\n",
    )
    lacking = {("login_taken", "D@exemple.fr"): 1, ("login_missing", ""): 1}
    trial = gironde(store, write=False).patrons(path, columns.PATRON)
    report = gironde(store).patrons(path, columns.PATRON)
    for one in (trial, report):
        assert (one.notes, one.passwordless) == (lacking, 3)
    assert doors(store) == {"1": ["d@exemple.fr"], "2": [], "3": []}
    said = list(wording.report(report, wrote=True))
    assert any("faute d'adresse électronique" in line and "(1)" in line for line in said)
    assert any("«\u00a0D@exemple.fr\u00a0»" in line for line in said)
    assert said[-1].strip() == (
        "3 usagers n'ont pas encore de mot de passe\u00a0: le personnel leur en remet un "
        "provisoire à l'accueil (touche D, «\u00a0Débloquer un compte\u00a0»)."
    )
    # The same again says the same of them, and a list that is mended ends it.
    again = gironde(store).patrons(path, columns.PATRON)
    assert (again.notes, again.passwordless) == (lacking, 0)
    path.write_text(
        GIRONDE + "2;Grohl;Violet;2006;v@exemple.fr\n3;House;Gregory;1959;g@exemple.fr\n"
    )
    assert gironde(store).patrons(path, columns.PATRON).notes == {}
    assert doors(store)["2"] + doors(store)["3"] == ["v@exemple.fr", "g@exemple.fr"]


def test_a_new_address_that_is_another_s_leaves_the_old_one_and_is_told(
    store: Store, written: Write
) -> None:
    first = GIRONDE + "1;Grohl;Dave;1990;d@exemple.fr\n2;House;Gregory;1959;g@exemple.fr\n"
    gironde(store).patrons(written("p.csv", first), columns.PATRON)
    taken = written("q.csv", GIRONDE + "1;Grohl;Dave;1990;g@exemple.fr\n2;House;Gregory;1959;\n")
    report = gironde(store).patrons(taken, columns.PATRON)
    assert report.notes == {
        ("address_taken", "g@exemple.fr"): 1,
        ("address_gone", "g@exemple.fr"): 1,
    }
    assert doors(store) == {"1": ["d@exemple.fr"], "2": ["g@exemple.fr"]}
    # What one leaves, another may take, whatever the order of the lines.
    free = written(
        "r.csv", GIRONDE + "1;Grohl;Dave;1990;g@exemple.fr\n2;House;Gregory;1959;h@exemple.fr\n"
    )
    assert gironde(store).patrons(free, columns.PATRON).notes == {}
    assert doors(store) == {"1": ["g@exemple.fr"], "2": ["h@exemple.fr"]}


def test_where_the_first_password_is_computed_only_those_without_a_birth_lack_one(
    store: Store, written: Write
) -> None:
    clain = Imports(store, load(policy_file("vallees-du-clain")), FixedClock.on(DAY))
    path = written("p.csv", "carte;nom;naissance\n0010912345673;Petit;1975\n0010912345674;Grand;\n")
    assert clain.patrons(path, columns.PATRON).passwordless == 1


@pytest.mark.parametrize("network", ["saint-etienne", "gironde"])
def test_a_card_that_is_no_number_is_refused_with_its_line(
    store: Store, written: Write, network: str
) -> None:
    numeric = network == "saint-etienne"
    run = Imports(store, load(policy_file(network)), FixedClock.on(DAY))
    path = written("p.csv", f"carte;nom\n{UNKNOWN_BORROWER};Personne\nA12;Lettre\n")
    report = run.patrons(path, columns.PATRON)
    assert [(one.where, one.code) for one in report.problems] == [
        (line, "card_no_number") for line in ((2, 3) if numeric else (2,))
    ]
    assert "«\u00a0?\u00a0» n'est pas un numéro de carte" in wording.problem(report.problems[0])


def test_a_withdrawn_copy_is_left_aside_and_nothing_is_refused(
    imports: Imports, written: Write
) -> None:
    gone = unimarc("1", "Un", ("995", "  $ccarnot$fC1$rlivre$01"), ("995", "  $ccarnot$fC2$rlivre"))
    report = imports.records(written("c.mrc", iso2709(gone)), profile="koha")
    assert report.done == {
        ("record", "created"): 1,
        ("item", "created"): 1,
        ("item", "aside"): 1,
    }
    assert not report.refused and report.notes == {("item_gone", ""): 1}
    assert "1 créé, 1 laissé de côté." in "\n".join(wording.report(report, wrote=True))


def test_what_was_refused_before_and_mended_since_is_never_written_over(
    imports: Imports, written: Write
) -> None:
    people = written("patrons.csv", REFUSED)
    rejects = written("patrons.rejets.csv", "mended by hand")
    report = imports.patrons(people, columns.PATRON, rejects=rejects)
    assert rejects.read_text() == "mended by hand"
    assert report.rejects == rejects.with_name("patrons.rejets-2.csv")
    assert "Perdu" in report.rejects.read_text()
    assert report.rejects.stat().st_mode & 0o777 == 0o600
    again = imports.patrons(people, columns.PATRON, rejects=rejects)
    assert again.rejects == rejects.with_name("patrons.rejets-3.csv")
    # Nor does a link lead elsewhere.
    rejects.with_name("patrons.rejets-4.csv").symlink_to(people)
    last = imports.patrons(people, columns.PATRON, rejects=rejects)
    assert last.rejects == rejects.with_name("patrons.rejets-5.csv")
    assert people.read_text() == REFUSED
