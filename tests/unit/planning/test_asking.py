"""Whichever door an order comes in by, the same rules hold: command line, library, API and page."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from tests.service_parts import CONSENT, House, open_house

import trombine
from trombine.cli.make import make
from trombine.domain.options import StyleOptions, Value
from trombine.engines.registry import list_catalogue, open_engine
from trombine.errors import InputRefused
from trombine.planning import ask_order

Options = Mapping[str, Mapping[str, Value]]
PORTRAIT = list_catalogue([open_engine("portrait")])
DIFFUSION = list_catalogue([open_engine("diffusion")])


@dataclass(frozen=True)
class Case:
    """What is asked, and the code each door refuses it with."""

    styles: Sequence[str]
    one_engine: str
    """Command line and library, which offer the styles of one engine at a time."""
    service: str
    """API and page, which offer those of every engine the host has."""
    options: Options = field(default_factory=dict)


CASES = {
    "unknown style": Case(["cubism"], "style_unknown", "style_unknown"),
    "repeated style": Case(["comic", "comic"], "style_repeated", "style_repeated"),
    "too many": Case(
        ["comic", "neon", "oil", "riso", "pixel", "painted"], "too_many_styles", "too_many_styles"
    ),
    "styles of two engines": Case(["painted", "jazz"], "style_unknown", "styles_of_two_engines"),
    "option out of bounds": Case(
        ["comic"], "option_invalid", "option_invalid", {"comic": {"line": "2"}}
    ),
    "option the style lacks": Case(
        ["neon"], "option_unknown", "option_unknown", {"neon": {"line": "1"}}
    ),
    "option of a style not asked for": Case(
        ["neon"], "option_of_other_style", "option_of_other_style", {"comic": {"line": "1"}}
    ),
}


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    opened = open_house(tmp_path)
    both = list_catalogue([open_engine("portrait"), open_engine("diffusion")])
    yield replace(opened, service=replace(opened.service, catalogue=both))
    opened.service.database.dispose()


def by_command_line(styles: Sequence[str], options: Options) -> None:
    words = [
        f"--option={style}.{name}={value}"
        for style, given in options.items()
        for name, value in given.items()
    ]
    make.main(["no-photo.jpg", "--styles", ",".join(styles), *words], standalone_mode=False)


def by_library(styles: Sequence[str], options: Options) -> None:
    next(iter(trombine.make_avatars(["no-photo.jpg"], styles=styles, options=options)))


@pytest.mark.parametrize("door", [by_command_line, by_library])
@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_doors_to_one_engine_refuse_it(
    door: Callable[[Sequence[str], Options], None], case: Case
) -> None:
    with pytest.raises(InputRefused) as refusal:
        door(case.styles, case.options)
    assert refusal.value.code == case.one_engine


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_an_order_is_not_begun_with_it(house: House, case: Case) -> None:
    with pytest.raises(InputRefused) as refusal:
        house.orders.create("ada", styles=case.styles, options=case.options, consent=CONSENT)
    assert refusal.value.code == case.service
    assert house.orders.list_newest("ada") == []


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_draft_is_not_changed_to_it(house: House, case: Case) -> None:
    draft = house.draft()
    with pytest.raises(InputRefused) as refusal:
        house.orders.choose("ada", draft.id, styles=case.styles, options=case.options)
    assert refusal.value.code == case.service
    assert house.orders.get("ada", draft.id).order.styles == ("painted",)


def test_an_order_names_the_engine_that_draws_it() -> None:
    assert ask_order(PORTRAIT, styles=["comic", "neon"]).engine == "portrait"
    assert ask_order(DIFFUSION, styles=["jazz"]).engine == "diffusion"


def test_who_names_no_style_is_given_five() -> None:
    assert ask_order(PORTRAIT).styles == ("painted", "comic", "neon", "oil", "banknote")
    imagined = ("astronaut", "renaissance", "storybook", "sixties", "jazz")
    assert ask_order(DIFFUSION).styles == imagined


def test_who_names_an_empty_list_of_styles_is_refused() -> None:
    with pytest.raises(InputRefused, match="too_many_styles"):
        ask_order(PORTRAIT, styles=[])


@pytest.mark.parametrize(
    ("count", "size_px", "seed", "code"),
    [
        (0, 1024, 0, "count_out_of_range"),
        (101, 1024, 0, "count_out_of_range"),
        (30, 255, 0, "size_out_of_range"),
        (30, 2049, 0, "size_out_of_range"),
        (30, 1024, -1, "seed_invalid"),
    ],
)
def test_bounds_are_kept(count: int, size_px: int, seed: int, code: str) -> None:
    with pytest.raises(InputRefused, match=code):
        ask_order(PORTRAIT, styles=["comic"], count=count, size_px=size_px, seed=seed)


def test_a_prompt_is_a_style_of_its_own() -> None:
    alone = ask_order(DIFFUSION, prompt="  A lighthouse\n keeper ")
    beside = ask_order(DIFFUSION, styles=["jazz"], prompt="A lighthouse keeper")

    assert alone.styles == ("own-words",)
    assert alone.options == {"own-words": StyleOptions(words="A lighthouse keeper")}
    assert beside.styles == ("jazz", "own-words")


@pytest.mark.parametrize(
    ("words", "code"),
    [("", "words_missing"), ("ab", "option_invalid"), ("a" * 301, "option_invalid")],
)
def test_ones_own_words_have_bounds(words: str, code: str) -> None:
    with pytest.raises(InputRefused, match=code):
        ask_order(DIFFUSION, prompt=words)


def test_an_engine_without_words_takes_no_prompt() -> None:
    with pytest.raises(InputRefused, match="prompt_unsupported"):
        ask_order(PORTRAIT, prompt="A lighthouse keeper")


def test_words_are_for_their_own_style() -> None:
    with pytest.raises(InputRefused, match="option_unknown"):
        ask_order(DIFFUSION, styles=["jazz"], options={"jazz": {"words": "A keeper"}})


def test_ones_own_words_are_refused_where_others_are_served() -> None:
    with pytest.raises(InputRefused, match="own_words_local_only"):
        ask_order(replace(DIFFUSION, is_local=False), prompt="A lighthouse keeper")
