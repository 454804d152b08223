"""What each value that may vary is asked with: declared beside its key, and kept by the rules."""

from dataclasses import fields
from datetime import date, timedelta

import pytest

from bibtui.domain.accounts import Patron
from bibtui.domain.catalogue import Item, Record
from bibtui.domain.history import kept_until
from bibtui.domain.holds import Copy, may_hold, shelf_deadline
from bibtui.domain.loans import due_date, may_lend, may_renew, novelty_ends_on, renew_batch, state
from bibtui.domain.memberships import standing
from bibtui.domain.policy.cascade import Cascade, Case
from bibtui.domain.policy.check import cascades, check
from bibtui.domain.policy.explain import explain
from bibtui.domain.policy.load import read
from bibtui.domain.policy.model import SECTIONS, Policy

from .things import TODAY, changed, edited, loan

DAY = timedelta(days=1)
# Everything a rule may know of a document and a card.
ITEM = Item(1, 1, "1", "livre", "carnot", audience="jeunesse", acquired_on=TODAY - DAY)
PATRON = Patron(
    1,
    "24200001234564",
    "Aurore",
    "Berger",
    library="tarentaize",
    category="jeune",
    birth_date=date(2012, 5, 23),
    member_until=TODAY - DAY,
)


class Asked(Cascade[object]):
    """A cascade that keeps what it was asked with."""

    __slots__ = ("conditions",)

    def at(self, case: Case):  # type: ignore[no-untyped-def]
        names = [one.name for one in fields(Case)]
        seen = {name for name in names if getattr(case, name) != getattr(Case(), name)}
        self.conditions.update("age_under" if name == "age" else name for name in seen)
        return super().at(case)


def overheard() -> tuple[Policy, dict[str, set[str]]]:
    """A policy whose values that may vary note what they are asked with."""
    rules = changed("saint-etienne")
    heard: dict[str, set[str]] = {}
    for name in SECTIONS:
        section = getattr(rules, name)
        for one in fields(section):
            value = getattr(section, one.name)
            if isinstance(value, Cascade):
                spy = Asked(value.fallback, value.choices)
                object.__setattr__(spy, "conditions", heard.setdefault(f"{name}.{one.name}", set()))
                vars(section)[one.name] = spy
    return rules, heard


def test_each_value_is_asked_with_what_is_declared_and_no_more() -> None:
    rules, heard = overheard()
    record = Record(1, "Trois contes")
    one = loan(item=ITEM, awaited=1, reminded_on=TODAY)
    shelf = [Copy(ITEM, on_shelf=True)]
    due_date(ITEM, PATRON, TODAY, rules, transit=True)
    state(one, TODAY, rules)
    may_lend(ITEM, PATRON, card_loans=[], today=TODAY, policy=rules)
    may_renew(one, PATRON, today=TODAY, policy=rules)
    renew_batch([loan(item=ITEM)], {1: PATRON}, today=TODAY, policy=rules)
    novelty_ends_on(ITEM, rules)
    may_hold(
        record,
        shelf,
        PATRON,
        card_holds=[],
        card_loans=[],
        today=TODAY,
        policy=rules,
        pickup="tarentaize",
    )
    shelf_deadline(ITEM, PATRON, TODAY, rules, pickup="carnot", transit=True)
    kept_until(ITEM, PATRON, TODAY, rules)
    standing(PATRON, TODAY, rules)
    declared = {key: set(conditions) for key, _, conditions in cascades(rules)}
    assert heard == declared


@pytest.mark.parametrize(
    ("section", "condition", "value"),
    [
        ("memberships", 'item_type = "cd"', 'fee = "3,00 €"'),
        ("novelty", 'category = "jeune"', "length = { days = 9 }"),
        ("renewals", "transit = true", "count = 5"),
        ("history", "transit = false", "kept = { days = 9 }"),
        ("loans", 'category = "jeune"', "due_soon_days = 9"),
    ],
)
def test_an_exception_that_no_rule_ever_asks_for_is_found_on_its_line(
    section: str, condition: str, value: str
) -> None:
    table = f"[[{section}.when]]\n{condition}\n{value}\n\n[appearance]"
    text = edited("saint-etienne", ("[appearance]", table))
    (problem,) = check(read(text.encode(), "essai.toml"))
    assert problem.code == "never_asked"
    assert problem.facts["never"] == (condition.split()[0],)
    assert text.split("\n")[problem.line - 1] == value


def test_explain_tells_what_the_rules_do_not_what_the_file_seems_to_say() -> None:
    rules = changed(
        "saint-etienne",
        (
            "[appearance]",
            '[[loans.when]]\ncategory = "jeune"\ndue_soon_days = 9\nlength = { days = 9 }\n\n'
            "[appearance]",
        ),
    )
    child = {one.key: one for one in explain(rules, Case(category="jeune", item_type="cd"))}
    assert child["loans.length"].when is not None
    # « À rendre bientôt » is the same for everyone: no rule asks it of a category.
    assert child["loans.due_soon_days"].when is None
    assert child["loans.due_soon_days"].value.value == 2
