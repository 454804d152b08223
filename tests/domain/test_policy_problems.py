"""What is wrong in a policy file is found, on its line."""

from pathlib import Path

import pytest

from bibtui.domain.policy.check import check
from bibtui.domain.policy.load import load, read
from bibtui.domain.policy.problems import PolicyError, Problem
from bibtui.wording.policy import SENTENCES, problem_sentence

from .things import edited

RENEWALS = "[renewals]\n"
NO_NOVELTY = ("[novelty]\nlength = { months = 3 }", "[novelty]\nlength = { days = 0 }")
TWO = '\n[[loans.when]]\nitem_type = ["livre", "cd"]\nlength = { days = 7 }\n'

# The edits of a sound file, what they break, and the start of the line it is found on.
FAULTS: list[tuple[str, list[tuple[str, str]], str]] = [
    ("syntax", [("count = 1 ", "count 1 ")], "count 1"),
    ("duplicate", [("count = 1 ", "count = 1\ncount = 2 ")], "count = 2"),
    ("unknown_section", [("[novelty]", "[noveltys]")], "[noveltys]"),
    ("unknown_key", [("late = false", "lat = false")], "lat = false"),
    ("missing_key", [("late = false", "lat = false")], "[renewals]"),
    ("wrong_type", [("count = 1 ", 'count = "un" ')], 'count = "un"'),
    ("wrong_value", [('base = "due_date"', 'base = "due"')], 'base = "due"'),
    ("wrong_unit", [("kept = { months = 3 }", "kept = { month = 3 }")], "kept ="),
    ("out_of_range", [("count = 1 ", "count = -1 ")], "count = -1"),
    ("wrong_money", [('fee = "0,00 €"', 'fee = "gratuit"')], "fee ="),
    ("wrong_hours", [('jeudi = "13:00-18:00"', 'jeudi = "25:00-26:00"')], "jeudi"),
    ("hours_disorder", [('jeudi = "13:00-18:00"', 'jeudi = "18:00-13:00"')], "jeudi"),
    ("wrong_day", [('"12-25"]', '"31-12"]')], "closed"),
    ("days_disorder", [('"12-25"]', '"2023-08-15/2023-08-01"]')], "closed"),
    (
        "when_without_condition",
        [("[novelty]", "[[renewals.when]]\ncount = 2\n\n[novelty]")],
        "[[renewals.when]]",
    ),
    (
        "when_without_value",
        [("[novelty]", '[[renewals.when]]\nitem_type = "cd"\n\n[novelty]')],
        "[[renewals.when]]",
    ),
    ("library_twice", [('code = "carnot"', 'code = "tarentaize"')], 'code = "tarentaize"'),
    ("unknown_zone", [('zone = "Europe/Paris"', 'zone = "Europe/Pari"')], "zone ="),
    ("forced_change_without_secret", [('initial = "given"', 'initial = "none"')], "force_change"),
    ("free_length_too_short", [("free_from_length = 15", "free_from_length = 7")], "free_from"),
    ("no_tries", [("tries_per_card = 5", "tries_per_card = 0")], "tries_per_card"),
    ("no_identifier", [('kinds = ["card", "pseudonym"]', "kinds = []")], "kinds"),
    ("prefix_not_digits", [('card_prefix = "24200"', 'card_prefix = "S24"')], "card_prefix"),
    ("prefix_too_long", [("card_digits = 14", "card_digits = 5")], "card_prefix"),
    ("pseudonym_disagrees", [('"first_initial"', '"none"')], "pseudonym_form"),
    ("email_not_unique", [('"card", "pseudonym"]', '"card", "pseudonym", "email"]')], "email_uni"),
    ("no_audience", [('["Je suis un lecteur"]', "[]")], "audiences"),
    ("rights_without_family", [('mode = "shared"', 'mode = "none"')], "rights"),
    ("family_without_sight", [('"see", "renew"', '"renew"')], "rights"),
    ("relatives_without_right", [('"see", "renew", "register"', '"see"')], "relatives"),
    ("idle_too_short", [("idle_minutes = 10", "idle_minutes = 1")], "idle_minutes"),
    (
        "loan_without_length",
        [("[loans]\nlength = { days = 21 }", "[loans]\nlength = { days = 0 }")],
        "length",
    ),
    ("shelf_without_length", [("shelf = { days = 15 }", "shelf = { days = 0 }")], "shelf"),
    ("membership_without_length", [("length = { years = 1 }", "length = { years = 0 }")], "length"),
    ("quota_twice", [("[history]", "[[holds.quota]]\nlimit = 9\n\n[history]")], "[[holds.quota]]"),
    (
        "quota_over_total",
        [("[history]", '[[holds.quota]]\nlimit = 11\ncounter = "type"\n\n[history]')],
        "[[holds.quota]]",
    ),
    (
        "quota_novelties_over_total",
        [("[history]", "[[holds.quota]]\nlimit = 11\nnovelty = true\n\n[history]")],
        "[[holds.quota]]",
    ),
    (
        "never_a_novelty",
        [NO_NOVELTY, ("[history]", "[[holds.quota]]\nlimit = 1\nnovelty = true\n\n[history]")],
        "[[holds.quota]]",
    ),
    (
        "never_asked",
        [("[holds]", "[[novelty.when]]\nnovelty = true\nlength = { days = 9 }\n\n[holds]")],
        "length = { days = 9 }",
    ),
    (
        "age_impossible",
        [(RENEWALS, f"[[loans.when]]\nage_under = 0\nmin_age = 2\n\n{RENEWALS}")],
        "min_age = 2",
    ),
    (
        "unknown_library",
        [(RENEWALS, f'[[loans.when]]\nlibrary = "carnt"\nmin_age = 2\n\n{RENEWALS}')],
        "min_age = 2",
    ),
    (
        "unknown_item_type",
        [(RENEWALS, f'[[loans.when]]\nitem_type = "livr"\nmin_age = 2\n\n{RENEWALS}')],
        "min_age = 2",
    ),
    (
        "unknown_category",
        [(RENEWALS, f'[[loans.when]]\ncategory = "adult"\nmin_age = 2\n\n{RENEWALS}')],
        "min_age = 2",
    ),
    (
        "rule_unreachable",
        [(RENEWALS, f"{TWO}{TWO.replace('7', '8')}\n{RENEWALS}")],
        "length = { days = 8 }",
    ),
    (
        "rule_tie",
        [
            (
                RENEWALS,
                '[[loans.when]]\nitem_type = "cd"\nmin_age = 3\n\n'
                f'[[loans.when]]\ncategory = "jeune"\nmin_age = 2\n\n{RENEWALS}',
            )
        ],
        "min_age = 2",
    ),
]
WHOLE_FILE = frozenset(("file_missing", "unreadable", "too_large", "encoding"))


def problems(text: str) -> tuple[Problem, ...]:
    try:
        return check(read(text.encode(), "essai.toml"))
    except PolicyError as error:
        return error.problems


@pytest.mark.parametrize(("code", "edits", "start"), FAULTS, ids=[fault[0] for fault in FAULTS])
def test_a_fault_is_found_on_its_line(code: str, edits: list[tuple[str, str]], start: str) -> None:
    text = edited("saint-etienne", *edits)
    found = [problem for problem in problems(text) if problem.code == code]
    assert found, problems(text)
    lines = text.split("\n")
    assert any(lines[problem.line - 1].startswith(start) for problem in found), found
    for problem in problems(text):
        said = problem_sentence("essai.toml", problem)
        assert f"essai.toml, ligne {problem.line}\u00a0:" in said
        assert "{value}" not in said and "{other}" not in said and said.endswith(".")


def test_a_renewal_of_nothing_and_a_library_that_never_opens_are_found() -> None:
    text = edited("vallees-du-clain", ("[renewals]", "[renewals]"))
    before, after = text.split("[renewals]\n")
    broken = f"{before}[renewals]\n" + after.replace(
        "length = { months = 1 }", "length = { days = 0 }", 1
    )
    assert [one.code for one in problems(broken)] == ["renewal_without_length"]
    closed = edited("vallees-du-clain", ('mercredi = "15:00-18:00"\nsamedi = "10:00-12:00"\n', ""))
    assert [one.code for one in problems(closed)] == ["library_never_open"]


def test_a_tie_is_settled_by_a_rule_that_has_both_conditions() -> None:
    one = '[[loans.when]]\nitem_type = "cd"\nmin_age = 3\n\n'
    other = '[[loans.when]]\ncategory = "jeune"\nmin_age = 2\n\n'
    both = '[[loans.when]]\nitem_type = "cd"\ncategory = "jeune"\nmin_age = 1\n\n'
    tied = edited("saint-etienne", (RENEWALS, f"{one}{other}{RENEWALS}"))
    settled = edited("saint-etienne", (RENEWALS, f"{one}{other}{both}{RENEWALS}"))
    assert [problem.code for problem in problems(tied)] == ["rule_tie"]
    assert problems(settled) == ()


def test_a_missing_section_is_named() -> None:
    text = edited("saint-etienne", ('[appearance]\ntheme = "clair"', "#"))
    (problem,) = problems(text)
    assert (problem.code, problem.facts["value"]) == ("missing_section", "appearance")
    assert "[appearance]" in problem_sentence("essai.toml", problem)


def test_all_faults_are_told_at_once_in_line_order() -> None:
    text = edited("saint-etienne", ("late = false", "late = 1"), ("count = 1 ", 'count = "un" '))
    found = problems(text)
    assert [one.key for one in found] == ["renewals.count", "renewals.late"]
    assert found[0].line < found[1].line


def test_the_nearest_name_is_proposed() -> None:
    text = edited("saint-etienne", ("same_date = false", "same_dat = false"))
    unknown = next(one for one in problems(text) if one.code == "unknown_key")
    said = problem_sentence("essai.toml", unknown)
    assert "Vouliez-vous dire «\u00a0same_date\u00a0»\u00a0? Sinon, retirez-la." in said


def test_a_file_that_cannot_be_read_is_said_so(tmp_path: Path) -> None:
    def code(path: Path) -> str:
        with pytest.raises(PolicyError) as caught:
            load(path)
        (problem,) = caught.value.problems
        assert problem_sentence(path.name, problem)
        return problem.code

    assert code(tmp_path / "nulle-part.toml") == "file_missing"
    assert code(tmp_path) == "unreadable"
    large, latin = tmp_path / "large.toml", tmp_path / "latin.toml"
    large.write_bytes(b"#" * 1_000_001)
    assert code(large) == "too_large"
    latin.write_bytes("# ligne\nnom = 'médiathèque'".encode("latin-1"))
    assert code(latin) == "encoding"


def test_every_sentence_has_a_fault_that_calls_for_it() -> None:
    tried = {code for code, _, _ in FAULTS} | WHOLE_FILE
    tried |= {"renewal_without_length", "library_never_open", "missing_section"}
    assert tried == set(SENTENCES)


def test_deep_nesting_and_controls_do_not_break_the_reader() -> None:
    with pytest.raises(PolicyError):
        read(b"a = " + b"[" * 5000, "essai.toml")
    text = edited("saint-etienne", ("late = false", '"la\\u001b[31mte" = false'))
    said = [problem_sentence("essai\x1b.toml", one) for one in problems(text)]
    assert said and not any("\x1b" in sentence for sentence in said)
