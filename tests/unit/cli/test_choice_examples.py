"""What the example picture of each choice shows."""

from datetime import date

from trombine.cli.choice_examples import list_examples
from trombine.domain.card import Card
from trombine.domain.catalogue import Catalogue
from trombine.domain.order import Staging
from trombine.domain.pack import PackCard, Season
from trombine.domain.style import StyleCard
from trombine.domain.text import LocalizedText

WORDS = LocalizedText(en="Words", fr="Mots")
STYLES = {slug: StyleCard(slug, WORDS, WORDS, ("ink",)) for slug in ("painted", "comic", "oil")}
STAGED = {
    kind: {slug: Card(slug, WORDS, WORDS, "so")}
    for kind, slug in (("pose", "turned"), ("garment", "coat"), ("world", "snow"), ("prop", "cap"))
}


def pack(slug: str, **parts: tuple[str, ...]) -> PackCard:
    held = {"styles": ("gone", "comic"), "garments": ("gone", "coat"), "worlds": ("snow",)}
    season = Season((1, 1), (1, 2))
    return PackCard(slug, WORDS, WORDS, **{**held, **parts}, palette="sky", season=season)


def catalogue(*packs: PackCard) -> Catalogue:
    return Catalogue(STYLES, {}, ("oil",), staged=STAGED, packs={card.slug: card for card in packs})


def test_a_pack_is_drawn_with_what_there_is_of_it_in_season_or_not() -> None:
    offered = catalogue(pack("winter"))
    assert not offered.packs_on(date(2026, 7, 1))

    (example, *_) = list_examples(offered)

    assert example.name == "pack-winter"
    assert example.style == "comic"
    assert example.staging == Staging(garment="coat", world="snow")


def test_a_pack_of_which_nothing_is_installed_has_its_palette_in_a_style_of_ours() -> None:
    (example, *_) = list_examples(catalogue(pack("far", styles=("gone",), garments=(), worlds=())))

    assert example.style == "oil"
    assert example.staging == Staging(palette="sky")


def test_everything_else_is_shown_alone() -> None:
    told = {example.name: example.staging for example in list_examples(catalogue())}

    assert told == {
        "pose-turned": Staging(pose="turned"),
        "garment-coat": Staging(garment="coat"),
        "world-snow": Staging(world="snow"),
        "prop-cap": Staging(prop="cap"),
    }
