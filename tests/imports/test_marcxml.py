"""MARCXML: read as it comes, one record at a time, and nothing it declares is obeyed."""

import tracemalloc
from collections.abc import Iterator
from io import BytesIO, RawIOBase
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bibtui.store.imports import marcxml
from bibtui.store.imports.marc import Damage, FormatError, Marc
from bibtui.store.imports.unimarc import RECOMMANDATION, Described, describe
from tests.imports.building import unimarc, xml, xml_record

DATA = Path(__file__).parents[1] / "data"


def read(raw: bytes, encoding: str | None = None) -> list[Marc | Damage]:
    return list(marcxml.read(BytesIO(raw), encoding))


def titles(found: list[Marc | Damage]) -> list[str]:
    return [one.first(("200",), "a") if isinstance(one, Marc) else one.code for one in found]


@pytest.mark.parametrize(
    ("name", "count", "errors"), [("flaubert", 47, 3), ("hugo", 50, 0), ("verne", 50, 0)]
)
def test_an_sru_answer_of_the_bnf_gives_each_of_its_records(
    name: str, count: int, errors: int
) -> None:
    found = read((DATA / f"bnf/{name}.xml").read_bytes())
    records = [describe(one, RECOMMANDATION) for one in found if isinstance(one, Marc)]
    described = [one for one in records if isinstance(one, Described)]
    assert len(described) == len(records) == count
    assert all(one.title and one.number for one in described)
    assert len({one.number for one in described}) == count
    # The server answered an error in place of these records: it is named, not passed over.
    assert [one.code for one in found if isinstance(one, Damage)] == ["empty"] * errors


def test_a_bad_record_costs_one_record() -> None:
    found = read((DATA / "ruby-marc/three-records-second-bad.xml").read_bytes())
    assert [type(one) for one in found] == [Marc, Damage, Marc]
    assert found[1].number == 2


def test_a_bad_byte_costs_one_record() -> None:
    raw = xml([unimarc("1", "Un"), unimarc("2", "DeuxX"), unimarc("3", "Trois")])
    assert titles(read(raw.replace(b"DeuxX", b"Deux\xff"))) == ["Un", "xml", "Trois"]


def test_a_record_that_never_ends_is_named_and_the_next_is_read() -> None:
    raw = xml([unimarc("1", "Un"), unimarc("2", "Deux"), unimarc("3", "Trois")])
    second = raw.index(b"Deux")
    end = raw.index(b"</record>", second)
    found = read(raw[:end] + raw[end + len(b"</record>") :])
    assert titles(found) == ["Un", "cut", "Trois"]


def test_a_subfield_or_a_field_without_its_code_is_left_out_and_said() -> None:
    raw = xml([unimarc("1", "Un", ("210", "  $cBelfond$d2017"))])
    raw = raw.replace(b'<subfield code="c">Belfond', b"<subfield>Belfond")
    (found,) = read(raw)
    assert isinstance(found, Marc)
    assert found.notes == ("subfield",)
    assert found.first(("210",), "d") == "2017"


@pytest.mark.parametrize("prefix", ["", "marc:", "mxc:", "x:"])
def test_prefixes_are_of_no_account_even_undeclared(prefix: str) -> None:
    raw = f"<a>{xml_record(unimarc('1', 'Un & deux'), prefix=prefix)}</a>".encode()
    assert titles(read(raw)) == ["Un & deux"]


@pytest.mark.parametrize("encoding", ["utf-16", "iso-8859-1", "windows-1252"])
def test_the_declared_character_set_is_followed(encoding: str) -> None:
    text = xml([unimarc("1", "L'été")]).decode().replace("UTF-8", encoding)
    assert titles(read(text.encode(encoding))) == ["L'été"]


BILLION_LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol">'
    + b"".join(
        b'<!ENTITY lol%d "%s">' % (n, b"&lol%s;" % (str(n - 1).encode() if n > 1 else b"") * 10)
        for n in range(1, 10)
    )
    + b"]><collection><record><leader>x</leader>"
    b'<datafield tag="200" ind1=" " ind2=" "><subfield code="a">&lol9;</subfield></datafield>'
    b"</record></collection>"
)


def test_a_document_type_is_refused_before_anything_is_read() -> None:
    tracemalloc.start()
    with pytest.raises(FormatError, match="doctype"):
        read(BILLION_LAUGHS)
    assert tracemalloc.get_traced_memory()[1] < 5_000_000
    tracemalloc.stop()


def test_an_entity_declared_far_from_the_head_is_neither_expanded_nor_fetched(
    tmp_path: Path,
) -> None:
    secret = tmp_path / "secret"
    secret.write_text("the secret")
    hidden = (
        b"<collection>"
        + b" " * 100_000
        + f'<!DOCTYPE x [<!ENTITY e SYSTEM "file://{secret}"><!ENTITY f "laugh">]>'.encode()
        + xml_record(unimarc("1", "AVANT")).encode().replace(b"AVANT", b"&e;")
        + xml_record(unimarc("2", "AVANT")).encode().replace(b"AVANT", b"&f;")
        + b"<record><!DOCTYPE x><leader>x</leader></record>"
        + b"</collection>"
    )
    found = read(hidden)
    assert titles(found) == ["entity", "entity", "xml"]


class Endless(RawIOBase):
    """Records without end, made as they are asked for."""

    def __init__(self, count: int) -> None:
        self._left = count
        self._record = xml_record(unimarc("1", "Un" * 500)).encode()
        self._kept = b"<collection>"

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        while len(self._kept) < size and self._left:
            self._kept += self._record
            self._left -= 1
        given, self._kept = self._kept[:size], self._kept[size:]
        return given


def test_memory_does_not_grow_with_the_file() -> None:
    def peak(count: int) -> int:
        tracemalloc.start()
        records: Iterator[Marc | Damage] = marcxml.read(Endless(count))  # type: ignore[arg-type]
        assert sum(1 for _ in records) == count
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    assert peak(4000) < peak(1000) * 1.5


SEVERAL = xml([unimarc("1", "Un"), unimarc("2", "Deux"), unimarc("3", "Trois")])


@given(
    st.lists(
        st.tuples(
            st.integers(0, len(SEVERAL) - 1),
            st.integers(0, 9),
            st.one_of(
                st.binary(max_size=4),
                st.sampled_from(
                    [b"<record>", b"</record>", b"<!--", b"<!DOCTYPE", b"&x;", b"<x:record/>"]
                ),
            ),
        ),
        max_size=6,
    )
)
def test_no_mutation_of_bytes_raises_past_the_reader(edits: list[tuple[int, int, bytes]]) -> None:
    raw = bytearray(SEVERAL)
    for at, removed, put in edits:
        raw[at : at + removed] = put
    try:
        for one in read(bytes(raw)):
            assert bytes(raw[one.offset :]).startswith(one.raw)
            if isinstance(one, Marc):
                describe(one, RECOMMANDATION)
    except FormatError as error:
        assert error.code in ("doctype", "charset")
