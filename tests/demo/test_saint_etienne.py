"""The two days of the guide of Saint-Étienne (001), read back from the ledger."""

from datetime import date

from sqlalchemy import select

from bibtui.domain.family import HoldCounts, LoanCounts
from bibtui.domain.holds import HoldState
from bibtui.domain.loans import LoanState, may_renew, state
from bibtui.store.tables import hold, item, loan, record

GUIDE_DAY = date(2023, 10, 6)
LATER_DAY = date(2025, 2, 12)


def test_aurore_reads_the_sentences_of_the_guide(seeded):
    network = seeded("saint-etienne", GUIDE_DAY)
    assert network.sentences("AuroreB") == [
        "Vous avez emprunté 5 documents",
        "3 sont en retard",
        "2 autres sont à rendre aujourd'hui",
        "Vous avez réservé 3 documents",
        "1 est disponible",
        "2 autres sont en attente",
    ]
    assert network.sentences("24200001234572") == [
        "Vous avez emprunté 1 document",
        "1 est à rendre demain",
        "Vous n'avez pas de réservation",
    ]
    assert network.sentences("AuroreB2") == [
        "Vous avez emprunté 2 documents",
        "1 est à rendre le 13/10/2023",
        "Vous n'avez pas de réservation",
    ]


def test_aurore_s_table_is_the_guide_s(seeded):
    network = seeded("saint-etienne", GUIDE_DAY)
    rows = [
        (each.item.barcode, each.library, each.due_on, state(each, GUIDE_DAY, network.policy))
        for each in network.loans("AuroreB")
    ]
    late = (date(2023, 9, 29), LoanState.LATE)
    today = (date(2023, 10, 6), LoanState.DUE_SOON)
    assert sorted(rows) == [
        ("34200020585432", "tarentaize", *late),
        ("34200021010216", "tarentaize", *late),
        ("34200021072893", "tarentaize", *late),
        ("34200022292839", "tarentaize", *today),
        ("34200022294603", "tarentaize", *today),
    ]


def test_none_of_the_five_may_be_renewed_the_late_ones_nor_those_awaited(seeded):
    network = seeded("saint-etienne", GUIDE_DAY)
    aurore = network.patron("AuroreB")
    for each in network.loans("AuroreB"):
        verdict = may_renew(each, aurore, today=GUIDE_DAY, policy=network.policy)
        expected = "late" if each.due_on < GUIDE_DAY else "awaited"
        assert expected in verdict.codes
        assert (each.awaited > 0) == (each.due_on == GUIDE_DAY)


def test_aurore_s_family_is_hannibal_and_her_homonym(seeded):
    network = seeded("saint-etienne", GUIDE_DAY)
    assert [(card.patron.card, card.own) for card in network.cards("AuroreB")] == [
        ("24200001234564", True),
        ("24200001234572", False),
        ("24200001234580", False),
    ]
    assert network.credentials("AuroreB2").patron.card == "24200001234580"
    assert network.credentials("AuroreB").account.pseudonym == "AuroreB"


def test_hannibal_may_renew_his_loan(seeded):
    network = seeded("saint-etienne", GUIDE_DAY)
    (only,) = network.loans("24200001234572")
    verdict = may_renew(
        only, network.patron("24200001234572"), today=GUIDE_DAY, policy=network.policy
    )
    assert verdict.allowed
    assert verdict.effect["due_on"] > only.due_on == date(2023, 10, 7)


def test_another_patron_has_a_game_and_a_loan_renewed_once(seeded):
    network = seeded("saint-etienne", GUIDE_DAY)
    rows = [
        (each.item.barcode, each.item.item_type, each.library, each.due_on, each.renewals)
        for each in network.loans("24200001234598")
    ]
    assert rows == [
        ("34200022192740", "application", "tarentaize", date(2023, 10, 19), 0),
        ("34200018806337", "livre", "carnot", date(2023, 10, 27), 1),
    ]
    holder = network.patron("24200001234598")
    renewed = network.loans("24200001234598")[1]
    assert not may_renew(renewed, holder, today=GUIDE_DAY, policy=network.policy).allowed


def test_aurore_returned_twenty_documents_in_three_months(seeded):
    network = seeded("saint-etienne", GUIDE_DAY)
    assert len(_history(network, "AuroreB", since=date(2023, 7, 6))) == 20


def test_the_six_holds_of_the_later_day(seeded):
    network = seeded("saint-etienne", LATER_DAY)
    rows = [
        (each.record.title, each.placed_on, each.available_on, each.shelf_until, each.pickup)
        for each in network.holds("AuroreB")
    ]
    aside = (date(2025, 2, 11), date(2025, 2, 26), "tarentaize")
    waiting = (None, None, "tarentaize")
    assert sorted(rows) == [
        ("El Diablo", date(2025, 1, 22), *aside),
        ("La grande parenthèse", date(2025, 1, 22), *aside),
        ("Les secrets de leur maison", date(2024, 11, 15), *waiting),
        ("Parfaite", date(2025, 1, 15), *aside),
        ("Vertèbres", date(2025, 2, 4), *waiting),
        ("Visqueuse", date(2025, 2, 4), *waiting),
    ]


def test_aurore_s_ranks_on_the_later_day_are_one_one_and_two(seeded):
    network = seeded("saint-etienne", LATER_DAY)
    waiting = [each for each in network.holds("AuroreB") if each.state is HoldState.WAITING]
    ranks = {each.record.title: _rank(network, each) for each in waiting}
    assert ranks == {"Vertèbres": 1, "Visqueuse": 1, "Les secrets de leur maison": 2}


def test_the_four_rows_of_the_history_on_the_later_day(seeded):
    network = seeded("saint-etienne", LATER_DAY)
    rows = [
        (row.title.split(" :")[0], row.loaned_on, row.returned_on, _days_late(row))
        for row in _history(network, "AuroreB", since=date(2024, 11, 12))
    ]
    assert rows == [
        ("Les mobilisés", date(2025, 1, 18), date(2025, 2, 12), 4),
        ("Cocorico", date(2025, 1, 29), date(2025, 2, 4), 0),
        ("The Florida project", date(2025, 2, 1), date(2025, 2, 1), 0),
        ("Les Barbaresques", date(2025, 1, 31), date(2025, 1, 31), 0),
    ]


def test_a_day_before_anyone_joined_has_staff_alone(seeded):
    network = seeded("saint-etienne", date(2019, 1, 1))
    assert network.credentials("responsable").account.role.staff
    with network.store.reading() as connection:
        assert connection.execute(select(loan.c.id)).first() is None


def test_on_a_day_in_between_the_counts_are_those_of_that_day(seeded):
    network = seeded("saint-etienne", date(2023, 9, 29))
    (own, *_) = network.cards("AuroreB")
    assert own.loans == LoanCounts(total=5, today=3, next_on=date(2023, 10, 6), next_count=2)
    assert own.holds == HoldCounts(total=3, waiting=3)


def _days_late(row):
    return max((row.returned_on - row.due_on).days, 0)


def _history(network, identifier, *, since):
    with network.store.reading() as connection:
        return connection.execute(
            select(record.c.title, loan.c.loaned_on, loan.c.due_on, loan.c.returned_on)
            .join_from(loan, item, item.c.id == loan.c.item_id)
            .join(record, record.c.id == item.c.record_id)
            .where(loan.c.patron_id == network.patron(identifier).id, loan.c.returned_on >= since)
            .order_by(loan.c.returned_on.desc())
        ).all()


def _rank(network, mine):
    with network.store.reading() as connection:
        queue = connection.execute(
            select(hold.c.id)
            .where(hold.c.record_id == mine.record.id, hold.c.state == "waiting")
            .order_by(hold.c.placed_at, hold.c.id)
        ).scalars()
        return list(queue).index(mine.id) + 1
