"""What a person may set: understood, bounded, or refused with what it takes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trombine.domain.card import Card
from trombine.domain.options import (
    COLOR_NAMES,
    GROUND_NAMES,
    HAIR_COLORS,
    OPTIONS,
    WEIGHTS,
    Option,
    StyleOptions,
    Value,
    offers,
    options_schema,
    parse_options,
)
from trombine.domain.text import LocalizedText
from trombine.engines.portrait.techniques.palettes import PALETTES
from trombine.errors import InputRefused

EVERYTHING = tuple(Option)


def test_nothing_set_leaves_everything_to_the_style() -> None:
    assert parse_options({}, offered=EVERYTHING) == StyleOptions()


def test_words_of_the_command_line_are_understood() -> None:
    options = parse_options(
        {
            "background": "Navy",
            "strength": "1.2",
            "mirror": "off",
            "frame": "close",
            "expression": "Smiling",
        },
        offered=EVERYTHING,
    )

    assert options == StyleOptions(
        background="navy", strength=1.2, mirror=False, frame="close", expression="smiling"
    )


def test_a_background_is_a_palette_a_color_or_none() -> None:
    assert StyleOptions(background="teal").background_color is None
    assert StyleOptions(background="navy").background_color == COLOR_NAMES["navy"]
    assert StyleOptions(background="#a1b2c3").background_color == "#a1b2c3"
    assert StyleOptions(background="none").transparent
    assert StyleOptions(background="none").background_color is None


def test_the_palettes_one_may_name_are_those_that_exist() -> None:
    assert {palette.name for palette in PALETTES} == set(GROUND_NAMES)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("background", "#12345"),
        ("background", "ultraviolet"),
        ("strength", "strong"),
        ("strength", 1.51),
        ("strength", "nan"),
        ("line", True),
        ("mirror", "perhaps"),
        ("mirror", 1),
        ("frame", "leg"),
        ("expression", "angry"),
        ("expression", True),
    ],
)
def test_what_cannot_be_is_refused_with_what_can(name: str, value: Value) -> None:
    with pytest.raises(InputRefused) as refusal:
        parse_options({name: value}, offered=EVERYTHING)

    assert refusal.value.code == "option_invalid"
    assert refusal.value.details["option"] == name
    assert refusal.value.details["takes"]


def test_an_option_the_style_does_not_offer_is_refused() -> None:
    with pytest.raises(InputRefused) as refusal:
        parse_options({"line": 1}, offered=())

    assert refusal.value.code == "option_unknown"


AURORA = Card("aurora", LocalizedText("Aurora", "Aurore"), LocalizedText("a", "a"), words="a")
INSTALLED = {"world": {"aurora": AURORA}, "pose": {}}
GROUNDS = {
    "anyOf": [
        {"enum": [*GROUND_NAMES, *COLOR_NAMES, "none"]},
        {"type": "string", "pattern": "^#[0-9a-fA-F]{6}$"},
    ]
}
WORLDS = {"anyOf": [{"enum": ["own", "any", "aurora"]}, GROUNDS]}


def test_every_option_is_one_row_that_says_itself_in_both_languages() -> None:
    assert list(OPTIONS) == list(Option)
    for spec in OPTIONS.values():
        assert spec.title.en
        assert spec.title.fr
        assert hasattr(StyleOptions(), spec.option.value)


def test_what_is_installed_is_offered_by_its_title() -> None:
    (world,) = [spec for spec in offers((), INSTALLED) if spec.option is Option.WORLD]

    assert world.takes.schema == WORLDS
    assert list(world.takes.titles) == ["own", "any", "aurora"]
    assert world.takes.titles["aurora"] == LocalizedText("Aurora", "Aurore")
    assert parse_options({"world": "Aurora"}, offered=(), staged=INSTALLED).world == "aurora"


@pytest.mark.parametrize("ground", ["teal", "navy", "#102030", "none"])
def test_a_world_of_one_color_is_a_background(ground: str) -> None:
    asked = parse_options({"world": ground}, offered=(), staged=INSTALLED)

    assert asked == StyleOptions(background=ground)


def test_packs_are_named_one_or_several_each_once() -> None:
    packs = {"pack": {"winter": AURORA, "harbour": AURORA}}

    asked = parse_options({"pack": "Winter, harbour,winter"}, offered=(), staged=packs)

    assert asked.packs == ("winter", "harbour")
    with pytest.raises(InputRefused) as refusal:
        parse_options({"pack": "winter,spring"}, offered=(), staged=packs)
    assert refusal.value.code == "option_invalid"


def test_a_kind_of_which_nothing_is_installed_is_not_offered() -> None:
    assert "pose" not in [spec.option.value for spec in offers((), INSTALLED)]
    with pytest.raises(InputRefused) as refusal:
        parse_options({"pose": "turned"}, offered=(), staged=INSTALLED)

    assert refusal.value.code == "option_unknown"


def test_the_schema_of_a_style_says_what_each_option_takes() -> None:
    weight = {"type": "number", "minimum": 0.5, "maximum": 1.5, "default": 1.0}

    assert options_schema((Option.STRENGTH, Option.WORDS), INSTALLED) == {
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "background": GROUNDS,
            "strength": weight,
            "mirror": {"type": "boolean"},
            "frame": {"enum": ["close", "bust"]},
            "expression": {"enum": ["smiling", "neutral"]},
            "world": WORLDS,
            "hair": {"enum": [*HAIR_COLORS, "natural"]},
            "words": {"type": "string", "minLength": 3, "maxLength": 300},
        },
    }


@given(st.floats(*WEIGHTS))
def test_every_weight_within_the_bounds_is_kept(weight: float) -> None:
    assert parse_options({"texture": weight}, offered=EVERYTHING).texture == weight
