"""Every reason has words: what is wrong, the way out, the day it clears."""

import ast
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

import bibtui
from bibtui.domain import quotas
from bibtui.domain.loans import may_lend, may_renew
from bibtui.domain.policy.values import PickupChoice, Uniqueness
from bibtui.domain.verdict import Refusal, Stage
from bibtui.wording.refusals import known, rule, sentence
from tests.domain.things import TODAY, changed, item, loan, patron, policy

PACKAGE = Path(bibtui.__file__).parent
DAY = timedelta(days=1)
# These say who one is, not what one may do: `wording.accounts` has their words.
SIGNING_IN = ("secrets.py", "accounts.py", "tries.py", "desk.py", "staff.py")


def emitted() -> Iterator[tuple[str, str]]:
    """The first argument of each Refusal made in the rules and services: code, and where."""
    for floor in ("domain", "services"):
        for path in sorted((PACKAGE / floor).rglob("*.py")):
            if path.name in SIGNING_IN:
                continue
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("Refusal"):
                    where = f"{path.name}:{node.lineno}"
                    if isinstance(node.args[0], ast.Constant):
                        yield str(node.args[0].value), where
                    else:
                        # A code that is looked up comes from the tables of the quotas.
                        assert path.name == "quotas.py", where
                        yield from ((code, where) for code in CODES)


CODES = {*quotas.LOAN_CODES.values(), *quotas.HOLD_CODES.values()}


def test_every_code_the_rules_emit_has_words() -> None:
    found = list(emitted())
    assert len({code for code, _ in found}) > 25
    assert [f"{where} {code}" for code, where in found if not known(code)] == []


def said(one, today=TODAY, network="saint-etienne", **card):  # type: ignore[no-untyped-def]
    rules = policy(network)
    verdict = may_renew(one, patron(**card), today=today, policy=rules, card_loans=[one])
    return [sentence(refusal, rules) for refusal in verdict.refusals]


def test_an_awaited_document_due_today_is_to_be_back_before_closing() -> None:
    (reason,) = said(loan(awaited=1))
    assert reason.what == "Ce document est attendu par un autre usager."
    assert reason.way_out == ("Rendez-le aujourd'hui avant la fermeture, 18\u00a0h (Tarentaize).")
    assert reason.clears == ""


def test_the_way_out_follows_the_date() -> None:
    later = loan(due_on=TODAY + 6 * DAY, awaited=3)
    (reason,) = said(later)
    assert reason.what == "Ce document est attendu par 3 autres usagers."
    assert reason.way_out == (
        "Rendez-le au plus tard le 12/10/2023 avant la fermeture, 18\u00a0h (Tarentaize)."
    )
    (elsewhere,) = said(replace(later, library="ailleurs"))
    assert elsewhere.way_out == "Rendez-le au plus tard le 12/10/2023."
    reasons = said(loan(due_on=TODAY - DAY, awaited=1))
    assert reasons[0].way_out == "Rapportez-le dès que vous le pouvez."


def test_lateness_agrees_with_its_days() -> None:
    (one,) = said(loan(due_on=TODAY - DAY))
    (week,) = said(loan(due_on=TODAY - 7 * DAY))
    assert "en retard de 1 jour (retour prévu le 05/10/2023)\u00a0:" in one.what
    assert "en retard de 7 jours (retour prévu le 29/09/2023)\u00a0:" in week.what


def test_a_used_renewal_says_the_limit() -> None:
    (reason,) = said(loan(renewals=1))
    assert reason.what == (
        "Ce document a déjà été prolongé une fois\u00a0: une seule prolongation est permise."
    )


def test_a_reason_that_clears_says_when_and_one_that_will_not_says_to_return() -> None:
    fresh = item(library="vivonne", acquired_on=TODAY.replace(month=4, day=10))
    (soon,) = said(loan(due_on=TODAY + 20 * DAY, item=fresh), network="vallees-du-clain")
    # The first day it is no novelty is the first day without that reason.
    assert "jusqu'au 09/10/2023" in soon.what
    assert soon.clears == "Cette raison disparaît le 10/10/2023."
    assert soon.way_out == ""
    (never,) = said(loan(due_on=TODAY, item=fresh), network="vallees-du-clain")
    assert never.clears == ""
    assert never.way_out == "Rendez-le aujourd'hui avant la fermeture, 18\u00a0h\u00a030 (Vivonne)."


def test_a_reason_that_clears_promises_nothing_for_the_others() -> None:
    fresh = item(library="vivonne", acquired_on=TODAY.replace(month=4, day=10))
    one = loan(due_on=TODAY + 20 * DAY, item=fresh, awaited=1)
    awaited, novelty = said(one, network="vallees-du-clain")
    assert (awaited.clears, novelty.clears) == ("", "Cette raison disparaît le 10/10/2023.")


def test_a_late_renewal_that_ends_in_the_past_says_so() -> None:
    rules = changed("saint-etienne", ("late = false", "late = true"))
    late = loan(due_on=TODAY - 30 * DAY)
    (refusal,) = may_renew(late, patron(), today=TODAY, policy=rules).refusals
    reason = sentence(refusal, rules)
    assert reason.what == (
        "Prolonger ne vous laisserait aucun délai\u00a0: le retour serait dû le 27/09/2023."
    )
    assert reason.way_out == "Rapportez-le dès que vous le pouvez."


def test_a_name_is_elided_where_french_does() -> None:
    words = {
        name: sentence(Refusal("no_right", Stage.ACCOUNT, {"name": name}), policy("roudour")).what
        for name in ("Aurore Boreale", "Pierre Dupond")
    }
    assert words["Aurore Boreale"].endswith("les prêts d'Aurore Boreale.")
    assert words["Pierre Dupond"].endswith("les prêts de Pierre Dupond.")


# Facts as the rules give them, at a place whose name takes an article.
FACTS = {
    **{"due_on": TODAY, "today": TODAY, "until": TODAY, "reminded_on": TODAY, "new": TODAY},
    **{"shelf_until": TODAY, "days": 2, "awaited": 2, "renewals": 1, "limit": 1, "already": 1},
    **{"count": 2, "age": 9, "fee": 800, "title": "Trois contes", "name": "Aurore Boreale"},
    **{"pickup": "ailleurs", "call_number": "R HEG"},
    **{"item_types": ("livre",), "item_type": "livre", "among": Uniqueness.FAMILY},
}


@pytest.mark.parametrize("choice", PickupChoice)
def test_every_reason_is_a_sentence_of_its_own_and_no_place_is_given_an_article(
    choice: PickupChoice,
) -> None:
    rules = policy("roudour")
    (place,) = rules.libraries
    facts = {**FACTS, "library": place.code, "home": place.code, "choice": choice}
    for code in sorted({code for code, _ in emitted()}):
        reason = sentence(Refusal(code, Stage.ITEM, facts), rules)
        for part in filter(None, (reason.what, reason.way_out)):
            assert part[0].isupper() and part.endswith(".") and not part.endswith(".."), code
            assert not re.search(rf"\b(à|de|dans|chez) {place.name}", part), (code, part)


def test_a_lapsed_membership_says_its_price() -> None:
    rules = changed("pourrain", ("required_for_renewal = false", "required_for_renewal = true"))
    card = patron(category="famille", member_until=TODAY - DAY)
    (refusal,) = may_renew(loan(), card, today=TODAY, policy=rules).refusals
    assert sentence(refusal, rules).what == "L'adhésion a pris fin le 05/10/2023."
    assert "8,00\u00a0€" in sentence(refusal, rules).way_out


def test_the_rule_behind_a_reason_is_named_with_its_line() -> None:
    rules = policy("saint-etienne")
    (refusal,) = may_renew(loan(renewals=1), patron(), today=TODAY, policy=rules).refusals
    assert refusal.source is not None
    line = refusal.source.line
    assert rule(refusal) == f"Règle\u00a0: saint-etienne.toml, ligne {line} (001-15, 001-18)."
    assert rule(Refusal("no_copy", refusal.stage)) == ""


def test_the_title_of_a_blocking_document_is_said_as_it_is() -> None:
    rules = policy("belfort")
    title = "[/] {title} «x»"
    other = replace(loan(id=2, reminded_on=TODAY), record=replace(loan().record, title=title))
    (refusal,) = may_lend(item(), patron(), card_loans=[other], today=TODAY, policy=rules).refusals
    assert "[/] {title}" in sentence(refusal, rules).what


@pytest.mark.parametrize("code", sorted(CODES))
def test_a_quota_says_what_is_full_and_what_to_do(code: str) -> None:
    rules = policy("vallees-du-clain")
    stage = next(iter(may_renew(loan(renewals=1), patron(), today=TODAY, policy=rules).refusals))
    facts = {"limit": 2, "already": 2, "item_types": ("livre", "cd"), "library": "vivonne"}
    reason = sentence(Refusal(code, stage.stage, facts), rules)
    assert "Maximum" in reason.what and "2" in reason.what and reason.what.endswith(".")
    assert reason.way_out
    assert "{" not in reason.what
    if code.endswith("type"):
        assert "Livre et CD" in reason.what
