"""Prompts fix medium, light, setting and framing, and never say who somebody is."""

import re
from dataclasses import replace

import pytest

from trombine.domain.card import Card
from trombine.domain.options import GROUND_NAMES, StyleOptions
from trombine.domain.order import Assignment, Staging
from trombine.domain.text import LocalizedText
from trombine.engines.diffusion.own_words import OWN_WORDS
from trombine.engines.diffusion.style import PROMPT_CYCLE, write_prompt
from trombine.engines.diffusion.styles import find_styles
from trombine.engines.registry import staging_cards

STYLES = find_styles()
EIGHT = {"astronaut", "cyber", "explorer", "jazz", "renaissance", "royal", "sixties", "storybook"}
# fmt: off
WHO = (
    "man", "men", "woman", "women", "male", "female", "boy", "girl", "gentleman", "lady", "guy",
    "masculine", "feminine", "he", "she", "his", "her", "him", "king", "queen", "prince",
    "princess", "lord", "duke", "bride", "groom", "mother", "father",
    "young", "old", "elderly", "aged", "youth", "youthful", "teen", "teenager", "child", "kid",
    "baby", "adult", "mature", "senior",
    "caucasian", "asian", "african", "european", "american", "indian", "arab", "latino", "latina",
    "hispanic", "oriental", "italian", "french", "chinese", "japanese", "nordic", "slavic",
    "ethnic", "ethnicity", "race", "pale", "fair", "tanned", "ebony", "blond", "blonde",
    "beautiful", "handsome", "pretty", "attractive", "perfect", "flawless", "slim", "sexy", "nude",
    "beard", "mustache", "makeup", "lipstick", "earrings",
)
# fmt: on
OPTIONS = (
    StyleOptions(),
    StyleOptions(strength=0.5, texture=0.5, frame="close", expression="smiling"),
    StyleOptions(strength=1.5, texture=1.5, frame="bust", expression="neutral"),
    *(StyleOptions(background=ground) for ground in (*GROUND_NAMES, "#2f7d4f", "none")),
)


def assignment(style: str, variation: int, options: StyleOptions) -> Assignment:
    return Assignment(1, style, photo=1, variation=variation, seed=0, options=options)


def test_there_are_eight() -> None:
    assert set(STYLES) == EIGHT


@pytest.mark.parametrize("slug", STYLES)
def test_no_prompt_says_who_somebody_is(slug: str) -> None:
    said = {
        word
        for options in OPTIONS
        for variation in range(PROMPT_CYCLE)
        for word in re.findall(
            r"[a-z]+", write_prompt(STYLES[slug], assignment(slug, variation, options)).lower()
        )
    }

    assert said & set(WHO) == set()


@pytest.mark.parametrize("slug", STYLES)
def test_a_prompt_fixes_what_must_not_be_left_to_chance(slug: str) -> None:
    style = STYLES[slug]
    for variation, scene in enumerate(style.scenes):
        prompt = write_prompt(style, assignment(slug, variation, StyleOptions()))

        assert prompt.startswith(style.medium)
        for part in (scene.attire, scene.setting, scene.light, "head-and-shoulders"):
            assert part in prompt
        assert "fully and modestly dressed" in prompt
        assert "skin tone" in prompt


@pytest.mark.parametrize("slug", STYLES)
def test_thirty_variations_are_thirty_prompts(slug: str) -> None:
    prompts = [
        write_prompt(STYLES[slug], assignment(slug, variation, StyleOptions()))
        for variation in range(PROMPT_CYCLE + 1)
    ]

    assert len(set(prompts)) == PROMPT_CYCLE
    assert prompts[0] == prompts[PROMPT_CYCLE]


@pytest.mark.parametrize("slug", STYLES)
def test_each_declared_option_changes_the_words(slug: str) -> None:
    plain = write_prompt(STYLES[slug], assignment(slug, 0, StyleOptions()))
    for option in STYLES[slug].card.options:
        heavy = replace(StyleOptions(), **{option.value: 1.5})

        assert write_prompt(STYLES[slug], assignment(slug, 0, heavy)) != plain


def test_a_ground_asked_for_takes_the_place_of_the_setting() -> None:
    style = STYLES["jazz"]
    navy = StyleOptions(background="navy")

    prompt = write_prompt(style, assignment("jazz", 0, navy))

    assert "plain navy backdrop" in prompt
    assert style.scenes[0].setting not in prompt


def test_ones_own_words_come_first_and_the_rules_stay() -> None:
    words = StyleOptions(words="A lighthouse keeper in a storm, woodcut")

    prompt = write_prompt(OWN_WORDS, assignment("own-words", 0, words))

    assert prompt.startswith("A lighthouse keeper in a storm, woodcut: a head-and-shoulders")
    assert "fully and modestly dressed" in prompt


@pytest.mark.parametrize("slug", STYLES)
def test_a_card_tells_what_its_pictures_are(slug: str) -> None:
    card = STYLES[slug].card

    assert card.slug == slug
    assert card.imagined
    assert card.skin_shift_limit is not None
    assert card.photoreal == (slug == "sixties")
    assert card.description.en != card.description.fr
    assert not card.local_only


def test_ones_own_words_are_for_ones_own_computer() -> None:
    assert OWN_WORDS.card.local_only
    assert OWN_WORDS.card.photoreal


CARDS = staging_cards()


@pytest.mark.parametrize("slug", STYLES)
def test_what_is_staged_is_said_in_the_words_of_its_card(slug: str) -> None:
    plain = assignment(slug, 2, StyleOptions())
    staged = replace(plain, staging=Staging(pose="turned", world="aurora"))

    before = write_prompt(STYLES[slug], plain, CARDS)
    after = write_prompt(STYLES[slug], staged, CARDS)

    assert "green curtains of northern lights" in after
    assert "The person is shown with the head turned slightly aside" in after
    assert STYLES[slug].scenes[2].setting not in after
    assert "turned slightly to the right" in before
    assert "turned slightly to the right" not in after
    assert STYLES[slug].scenes[2].attire in after
    assert STYLES[slug].scenes[2].light in after


def test_a_garment_and_a_prop_are_worn_instead_of_what_the_scene_says() -> None:
    text = LocalizedText(en="A.", fr="B.")
    cards = {
        "garment": {"coat": Card("coat", text, text, words="wearing a red wool coat")},
        "prop": {"owl": Card("owl", text, text, words="a small owl on the shoulder")},
    }
    staged = replace(
        assignment("jazz", 0, StyleOptions()), staging=Staging(garment="coat", prop="owl")
    )

    prompt = write_prompt(STYLES["jazz"], staged, cards)

    assert "wearing a red wool coat, a small owl on the shoulder." in prompt
    assert STYLES["jazz"].scenes[0].attire not in prompt


def test_a_ground_asked_for_goes_before_a_staged_world() -> None:
    staged = replace(
        assignment("jazz", 0, StyleOptions(background="teal")), staging=Staging(world="aurora")
    )

    prompt = write_prompt(STYLES["jazz"], staged, CARDS)

    assert "plain teal backdrop" in prompt
    assert "northern lights" not in prompt


def test_no_card_says_who_somebody_is() -> None:
    words = " ".join(card.words for found in CARDS.values() for card in found.values())

    assert set(re.findall(r"[a-z]+", words.lower())) & set(WHO) == set()
