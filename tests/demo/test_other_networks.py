"""What the demos of the four other networks show, on the days they open on."""

from datetime import date

from bibtui.domain.family import HoldCounts, LoanCounts
from bibtui.domain.holds import HoldState, uncollected
from bibtui.domain.loans import renew_batch


def test_clain_three_loans_and_as_many_holds_as_one_may_have(seeded):
    network = seeded("vallees-du-clain")
    assert network.today == date(2017, 11, 21)
    assert network.sentences("0010912345672") == [
        "Vous avez emprunté 3 documents",
        "2 sont à rendre le 08/12/2017",
        "Vous avez réservé 10 documents",
        "10 sont en attente",
    ]
    assert network.sentences("0010912345671")[0] == "Vous avez emprunté 1 document"
    assert network.patron("0010912345671").library == "la-villedieu-du-clain"


def test_clain_the_loan_that_the_guide_shows(seeded):
    network = seeded("vallees-du-clain")
    shown = next(
        each for each in network.loans("0010912345672") if each.item.barcode == "11482880109"
    )
    assert (shown.loaned_on, shown.due_on) == (date(2017, 11, 8), date(2017, 12, 8))
    assert (shown.record.author, shown.item.item_type) == ("Bagieu, Pénélope", "bd_adulte")


def test_clain_a_batch_gets_one_date_whatever_the_days_of_the_loans(seeded):
    network = seeded("vallees-du-clain")
    loans = network.loans("0010912345672")
    patron = network.patron("0010912345672")
    verdicts = renew_batch(
        loans, {patron.id: patron}, today=network.today, policy=network.policy, card_loans=loans
    )
    renewed = [
        (each.loaned_on, verdict.effect["due_on"])
        for each, verdict in zip(loans, verdicts, strict=True)
        if verdict.allowed
    ]
    assert sorted(renewed) == [
        (date(2017, 11, 8), date(2017, 12, 21)),
        (date(2017, 11, 14), date(2017, 12, 21)),
    ]
    assert [verdict.codes for verdict in verdicts if not verdict.allowed] == [("novelty",)]


def test_clain_someone_is_still_on_their_year_of_birth(seeded):
    found = seeded("vallees-du-clain").credentials("0010912345673")
    assert found.secret_hash is None
    assert found.initial_since is not None
    assert found.patron.birth_year == 1975
    assert not found.account.must_change_secret


def test_roudour_the_group_reaches_the_family_s_cards_and_has_none(seeded):
    network = seeded("roudour")
    assert network.credentials("famille.dupond").patron is None
    family = {card.patron.name: card for card in network.cards("famille.dupond")}
    assert set(family) == {"Jacqueline Dupond", "Pierre Dupond", "Paul Dupond"}
    assert not any(card.own for card in family.values())
    assert all(card.loans.total for card in family.values())
    assert sum(card.loans.late for card in family.values()) == 1


def test_roudour_pierre_holds_nothing_and_paul_is_late_to_collect_one(seeded):
    network = seeded("roudour")
    (pierre,) = network.cards("pierre.dupond")
    (paul,) = network.cards("paul.dupond")
    assert pierre.holds == HoldCounts()
    assert paul.holds == HoldCounts(total=3, available=1, uncollected=1, waiting=1)
    late = next(each for each in network.holds("paul.dupond") if uncollected(each, network.today))
    assert (late.available_on, late.shelf_until) == (date(2024, 2, 24), date(2024, 3, 9))


def test_la_rochelle_one_reader_has_a_password_and_the_other_must_choose_one(seeded):
    network = seeded("la-rochelle")
    chosen, initial = (network.credentials(card) for card in ("1700000157", "1700000294"))
    assert chosen.secret_hash and not chosen.account.must_change_secret
    assert initial.secret_hash is None and initial.account.must_change_secret
    assert initial.patron.birth_year == 1994
    (own,) = network.cards("1700000157")
    assert (own.loans.total, own.loans.today) == (4, 1)
    assert own.holds == HoldCounts(total=2, available=1, waiting=1)


def test_gironde_six_readers_sign_in_by_mail_and_the_library_under_its_name(seeded):
    network = seeded("gironde")
    assert network.today == date(2021, 6, 3)
    library = network.credentials("Sauveterre-de-Guyenne")
    assert library.account.role.staff
    assert library.account.library == "sauveterre-de-guyenne"
    people = ("sheldoncooper", "davegrohl", "gregoryhouse", "elvispresley", "howardwolowitz")
    for name in (*people, "berniewolowitz"):
        address = f"{name}@bibliogironde.fr"
        patron = network.patron(address)
        assert patron.email == address
        assert patron.member_until is not None and patron.member_until >= network.today
        (own,) = network.cards(address)
        assert 1 <= own.loans.total <= 2
    assert network.patron("davegrohl@bibliogironde.fr").birth_date == date(1990, 3, 13)


def test_gironde_a_hold_is_ready_and_another_waits(seeded):
    network = seeded("gironde")
    assert [each.state for each in network.holds("elvispresley@bibliogironde.fr")] == [
        HoldState.AVAILABLE
    ]
    (gregory,) = network.cards("gregoryhouse@bibliogironde.fr")
    assert gregory.loans == LoanCounts(total=2, next_on=date(2021, 6, 26), next_count=2)
