"""ISO 2709: one record lost at a time, never the rest of the file."""

import re
import unicodedata
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bibtui.store.imports import iso2709
from bibtui.store.imports.marc import Damage, FormatError, Marc
from bibtui.store.imports.unimarc import PROFILES, describe
from tests.imports.building import CODED, unimarc
from tests.imports.building import iso2709 as record

DATA = Path(__file__).parents[1] / "data"


def read(raw: bytes, encoding: str | None = None) -> list[Marc | Damage]:
    return list(iso2709.read(BytesIO(raw), encoding))


def titles(found: list[Marc | Damage]) -> list[str]:
    return [one.first(("200",), "a") if isinstance(one, Marc) else one.code for one in found]


ONE, TWO, THREE = (record(unimarc(str(n), f"Titre {n} é")) for n in (1, 2, 3))


def test_iso_5426_is_read_as_another_program_reads_it() -> None:
    found = read((DATA / "bnf/intermarc_iso5426.not").read_bytes())
    expected = (DATA / "bnf/intermarc_iso5426.expected.txt").read_text("utf-8")
    blocks = [block for block in re.split(r"\n\s*\n", expected) if block.strip()]
    assert len(found) == len(blocks) == 60
    for one, block in zip(found, blocks, strict=True):
        assert isinstance(one, Marc)
        lines = [
            plain(f"{tag} " + value.replace("\x1f", " $"))
            for tag, values in one.fields.items()
            for value in values
        ]
        theirs = [plain(line) for line in block.split("\n") if re.match(r"\d{3} ", line)]
        assert sorted(lines) == sorted(theirs)


def plain(line: str) -> str:
    # They put a blank after a subfield's code; and their n° is a ring over a space.
    line = re.sub(r"\$(.) ", r"$\1", unicodedata.normalize("NFC", line))
    return re.sub(r"\s+", "", line.replace(" \u030a", "°"))


def test_a_cut_record_costs_one_record_and_is_named_with_its_place() -> None:
    found = read(ONE + TWO[:70] + THREE)
    assert titles(found) == ["Titre 1 é", "cut", "Titre 3 é"]
    assert [one.number for one in found] == [1, 2, 3]
    assert found[1].offset == len(ONE)
    assert found[1].raw == TWO[:70]
    assert found[2].offset == len(ONE) + 70


@pytest.mark.parametrize("between", [b"\r\n", b"\n\n", b"\x00", b"\xef\xbb\xbf", b"\x1a"])
def test_what_stands_between_records_does_not_matter(between: bytes) -> None:
    assert titles(read(between + ONE + between + TWO + between)) == ["Titre 1 é", "Titre 2 é"]


def test_junk_before_the_first_record_is_named_and_passed_over() -> None:
    found = read(b"HTTP/1.1 200 OK" + ONE + TWO)
    assert titles(found) == ["cut", "Titre 1 é", "Titre 2 é"]
    assert found[0].raw == b"HTTP/1.1 200 OK"


@pytest.mark.parametrize("length", [b"00000", b"99999", b"     ", b"00012"])
def test_a_lying_length_loses_nothing(length: bytes) -> None:
    found = read(ONE + length + TWO[5:] + THREE)
    assert titles(found) == ["Titre 1 é", "Titre 2 é", "Titre 3 é"]
    assert isinstance(found[1], Marc) and found[1].notes == ("length",)


def test_lengths_counted_in_characters_lose_nothing() -> None:
    fields = unimarc("1", "Été à Évreux", ("330", "  $aÀ l'été déjà"), ("995", "  $f123"))
    shifted = record(fields, encoding="latin-1").decode("latin-1").encode()
    (found,) = read(shifted)
    assert isinstance(found, Marc)
    assert found.first(("200",), "a") == "Été à Évreux"
    assert found.first(("995",), "f") == "123"


def test_a_directory_in_another_order_still_names_the_right_fields() -> None:
    raw = bytearray(ONE)
    raw[24:36], raw[48:60] = ONE[48:60], ONE[24:36]
    (found,) = read(bytes(raw))
    assert isinstance(found, Marc)
    assert found.control("001") == "1"
    assert found.first(("200",), "a") == "Titre 1 é"


def test_a_last_record_without_its_terminator_is_read() -> None:
    assert titles(read(ONE + TWO[:-1])) == ["Titre 1 é", "Titre 2 é"]


@pytest.mark.parametrize(
    ("encoding", "coded", "note"),
    [("utf-8", "01  ", ()), ("cp1252", "50  ", ("latin",)), ("cp1252", "    ", ("latin",))],
)
def test_bytes_are_believed_before_what_100_declares(
    encoding: str, coded: str, note: tuple[str, ...]
) -> None:
    lied = CODED[:26] + coded + CODED[30:]
    fields = [("001", "1"), ("100", f"  $a{lied}"), ("200", "1 $aL'été à la montagne, déjà")]
    (found,) = read(record(fields, encoding=encoding))
    assert isinstance(found, Marc)
    assert found.first(("200",), "a") == "L'été à la montagne, déjà"
    assert found.notes == note


def test_another_alphabet_is_refused_rather_than_guessed() -> None:
    cyrillic = CODED[:26] + "02  " + CODED[30:]
    fields = [("001", "1"), ("100", f"  $a{cyrillic}"), ("200", "1 $aИюль")]
    (found,) = read(record(fields, encoding="koi8-r"))
    assert isinstance(found, Damage) and found.code == "charset"
    (forced,) = read(record(fields, encoding="koi8-r"), "koi8-r")
    assert isinstance(forced, Marc) and forced.first(("200",), "a") == "Июль"


def test_an_encoding_that_does_not_exist_is_said_before_anything_is_read() -> None:
    with pytest.raises(FormatError, match="charset"):
        read(ONE, "klingon")


@pytest.mark.parametrize(
    "name",
    [
        "marc_with_bad_utf8.utf8.marc",
        "utf8_with_bad_bytes.marc",
        "random_tag_order2.dat",
        "non-numeric.dat",
    ],
)
def test_unusual_files_of_others_are_read_whole(name: str) -> None:
    raw = (DATA / "ruby-marc" / name).read_bytes()
    found = read(raw)
    assert len(found) == raw.count(b"\x1d")
    assert all(isinstance(one, Marc) and one.first(("245",), "a") for one in found)


@given(
    st.lists(
        st.tuples(
            st.integers(0, len(ONE + TWO + THREE) - 1),
            st.integers(0, 3),
            st.binary(min_size=0, max_size=4),
        ),
        max_size=6,
    )
)
def test_no_mutation_of_bytes_raises_nor_loses_a_byte(
    edits: list[tuple[int, int, bytes]],
) -> None:
    raw = bytearray(ONE + TWO + THREE)
    for at, removed, put in edits:
        raw[at : at + removed] = put
    found = read(bytes(raw))
    for one in found:
        assert bytes(raw[one.offset :]).startswith(one.raw)
        if isinstance(one, Marc):
            for profile in PROFILES.values():
                describe(one, profile)
    # Every byte is in a record, in a damage, or is a terminator or a blank between two.
    left = bytearray(raw)
    for one in found:
        left[one.offset : one.offset + len(one.raw)] = b"\x1d" * len(one.raw)
    assert not left.strip(b"\x1d\r\n \t\x00\x1a\xef\xbb\xbf")


@given(st.binary(max_size=400))
def test_no_bytes_raise(raw: bytes) -> None:
    read(raw)
    read(ONE + raw + TWO)
