"""`bibtui policy …` in words: every key has a name, every answer its line and its exit code."""

from dataclasses import fields
from pathlib import Path

import pytest

from bibtui.cli import main
from bibtui.domain.policy.cascade import Cascade
from bibtui.domain.policy.explain import everything
from bibtui.domain.policy.model import SECTIONS
from bibtui.domain.policy.values import Money, Sourced, Span
from bibtui.wording.policy_values import KEYS, decided_said, value_said
from bibtui.wording.policy_values import SECTIONS as TITLES
from tests.domain.things import NETWORKS, TRIALS, edited, policy


def test_every_key_and_section_has_a_name() -> None:
    assert set(TITLES) == set(SECTIONS)
    rules = policy("saint-etienne")
    keys = {
        f"{name}.{field.name}"
        for name in SECTIONS
        for field in fields(getattr(rules, name))
        if isinstance(getattr(getattr(rules, name), field.name), (Cascade, Sourced))
    }
    assert keys == set(KEYS)


@pytest.mark.parametrize("name", (*NETWORKS, *TRIALS))
def test_every_value_is_said(name: str) -> None:
    rules = policy(name)
    for one in everything(rules):
        assert decided_said(one, rules)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (True, "oui"),
        (Span(weeks=3), "3 semaines"),
        (Span(years=1, days=1), "1 an et 1 jour"),
        (Span(months=2), "2 mois"),
        (Span(), "aucune"),
        (Money(850), "8,50\u00a0€"),
        (Money(0), "gratuit"),
        ((), "aucun"),
        (None, "—"),
        (0, "0"),
    ],
)
def test_a_value_is_said_in_words(value: object, words: str) -> None:
    assert value_said(value) == words


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    code = main(["policy", *words])
    said = capsys.readouterr()
    return code, said.out, said.err


def test_list_names_the_five_networks(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "list")
    assert code == 0
    assert [line.partition(" — ")[0] for line in out.splitlines()] == sorted(NETWORKS)


def test_show_gives_each_key_with_its_line(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "show", "vallees-du-clain")
    line = policy("vallees-du-clain").renewals.same_date.fallback.source.line
    assert code == 0
    assert f"même date pour tous\u00a0: oui (ligne {line}, 003-16)" in out
    assert "DVD\u00a0: Smarves" in out
    assert "cotisation pour Adhésion payante\u00a0: 10,00\u00a0€" in out


def test_check_is_content_with_what_ships(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "check")
    assert (code, len(out.splitlines())) == (0, len(NETWORKS))


def test_check_gives_each_fault_its_line_and_fails(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "essai.toml"
    text = edited("saint-etienne", ("late = false", "lat = false"), ("limit = 30", "limit = -3"))
    path.write_text(text, encoding="utf-8")
    code, out, _ = run(capsys, "check", str(path))
    line = text.split("\n").index("[renewals]") + 1
    assert code == 1
    assert f"essai.toml, ligne {line}\u00a0: la clé «\u00a0late\u00a0» manque" in out
    assert len(out.splitlines()) == 3


def test_explain_says_which_line_decides(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "explain", "la-rochelle", "--item-type", "revue")
    rules = policy("la-rochelle")
    line = rules.loans.length.choices[0].value.source.line
    assert code == 0
    assert f"durée pour Revue\u00a0: 2 semaines (ligne {line}, notre choix)" in out
    _, plain, _ = run(capsys, "explain", "la-rochelle", "--item-type", "livre")
    assert "2 semaines" not in plain


def test_explain_refuses_a_code_the_policy_does_not_have(
    capsys: pytest.CaptureFixture[str],
) -> None:
    code, out, err = run(capsys, "explain", "la-rochelle", "--item-type", "revu")
    assert (code, out) == (2, "")
    assert "Vouliez-vous dire «\u00a0revue\u00a0»" in err


def test_a_broken_file_cannot_be_shown(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "essai.toml"
    path.write_text("[loans", encoding="utf-8")
    code, out, err = run(capsys, "show", str(path))
    assert (code, out) == (1, "")
    assert "ligne 1" in err
