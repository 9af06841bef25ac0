"""What the codec leaves out of metadata is read beside it, and agrees with it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tao_tui.chain.calls.registry import checked_name
from tao_tui.errors import NodeProtocolError
from tao_tui.scale.pallet_section import read_pallets
from tests.chain.fake_node import metadata_bytes, runtime


@pytest.mark.parametrize("version", [14, 15])
def test_it_names_what_the_codec_names(version: int) -> None:
    sections, chain = read_pallets(metadata_bytes(version)), runtime()
    assert tuple(sections) == chain.pallets()
    for name, section in sections.items():
        assert set(section.storage_docs) == set(chain.storage_names(name))
        for constant in section.constants.values():
            told = chain.constant(name, constant.name)
            found = chain.generic.value(constant.type_id, constant.value)
            assert not isinstance(told, int) or found == told
    assert sections["Balances"].constants["ExistentialDeposit"].value == (500).to_bytes(8, "little")
    assert bool(sections["Balances"].docs) == (version == 15)


@given(st.data())
@settings(max_examples=25, deadline=None)
def test_broken_metadata_is_an_error(data: st.DataObject) -> None:
    whole = metadata_bytes(15)
    at = data.draw(st.integers(4, len(whole) - 1))
    for broken in (whole[:at], whole[:at] + b"\xff" * 8 + whole[at + 8 :]):
        try:
            read_pallets(broken)
        except NodeProtocolError:
            continue


@pytest.mark.parametrize("blob", [b"", b"meta", b"meta\x10", b"nope\x0e", b"meta\x0e\xff\xff\xff\xff\xff"])
def test_what_is_no_metadata_is_refused(blob: bytes) -> None:
    with pytest.raises(NodeProtocolError):
        read_pallets(blob)


def test_a_name_too_long_to_be_one_is_refused() -> None:
    with pytest.raises(NodeProtocolError, match="no name"):
        checked_name("a" * 201)
    assert checked_name("a" * 200)
