"""Whom to ask, at the door."""

from bibtui.wording.accounts import contact, sign_in_help
from tests.domain.things import policy


def test_a_network_that_gives_no_number_of_its_own_sends_to_the_desk() -> None:
    # 001-37 has a number, for the workshops: it gives nobody a password back.
    assert contact(policy("saint-etienne")) == "à l'accueil de votre bibliothèque"
    assert "04 77 43 35 20" not in sign_in_help(policy("saint-etienne")).replace("\u00a0", " ")
    assert contact(policy("gironde")).endswith("ou au 05 56 16 13 80 ou à bibnum@gironde.fr")
