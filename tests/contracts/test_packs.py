"""Every pack, ours or installed, keeps these promises."""

import re
from collections import Counter

import pytest

from trombine.domain.pack import PackCard
from trombine.engines.portrait.engine import PortraitEngine
from trombine.engines.portrait.techniques.palettes import PALETTES
from trombine.engines.registry import pack_cards, staging_cards

PACKS = pack_cards()
STAGED = staging_cards()


def test_there_are_packs_enough_to_choose_from() -> None:
    all_year = [card for card in PACKS.values() if card.season is None]

    assert len(all_year) >= 14
    assert len({card.title.en for card in PACKS.values()}) == len(PACKS)


@pytest.mark.parametrize("card", PACKS.values(), ids=list(PACKS))
def test_a_pack_holds_what_is_installed(card: PackCard) -> None:
    assert card.garments
    assert len(card.worlds) >= 2
    assert set(card.garments) <= set(STAGED["garment"])
    assert set(card.worlds) <= set(STAGED["world"])
    assert set(card.props) <= set(STAGED["prop"])
    assert 2 <= len(card.styles) <= 5
    assert set(card.styles) <= set(PortraitEngine().cards)
    assert card.palette in {palette.name for palette in PALETTES}


@pytest.mark.parametrize("card", PACKS.values(), ids=list(PACKS))
def test_a_pack_speaks_both_languages(card: PackCard) -> None:
    assert card.title.fr != card.description.fr
    assert card.description.en != card.description.fr
    assert card.description.en.endswith(".")
    assert card.description.fr.endswith(".")
    assert not re.search(r"['\"]", card.title.fr + card.description.fr)  # typewriter marks
    assert not re.search(r"[^\u202f][;?!]|[^\u00a0]:", card.title.fr + card.description.fr)


def test_everything_that_can_be_worn_or_stood_in_is_in_a_pack() -> None:
    worn = Counter(slug for card in PACKS.values() for slug in card.garments)
    stood_in = Counter(slug for card in PACKS.values() for slug in card.worlds)

    assert set(STAGED["garment"]) <= set(worn)
    assert set(STAGED["world"]) <= set(stood_in)
