"""Themes, clothes, worlds and poses are chosen on one page, with scripts or without."""

import html
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
import sqlalchemy as sa
from tests.fake_engine import fake_photo
from tests.web_parts import Web, open_web

from trombine.accounts.user import User
from trombine.database.tables import avatars
from trombine.domain import catalogue as catalogue_of
from trombine.domain.card import Card
from trombine.domain.options import Option
from trombine.domain.pack import PackCard, Season
from trombine.domain.placed_order import OrderState, PlacedOrder
from trombine.domain.text import LocalizedText
from trombine.web.app import create_app

WINTER = ("watercolor", "gouache", "painted", "papercut", "toon3d")
WORDS = LocalizedText(en="Words", fr="Mots")
DUSK = Card("dusk", LocalizedText(en="Dusk", fr="Crépuscule"), WORDS, "Behind them dusk")
CAPE = Card("cape", LocalizedText(en="Cape", fr="Cape"), WORDS, "wearing a cape")


@pytest.fixture
def web(tmp_path: Path) -> Iterator[Web]:
    """A host with a world and a garment of another package, of which there are no pictures."""
    opened = open_web(tmp_path)
    catalogue = opened.services.service.catalogue
    staged = dict(catalogue.staged)
    staged["world"] = {**staged["world"], "dusk": DUSK}
    staged["garment"] = {**staged["garment"], "cape": CAPE}
    yield offer(opened, staged=staged)
    opened.services.database.dispose()


@pytest.fixture
def zoe(web: Web) -> User:
    return web.add("zoe")[0]


def offer(web: Web, **parts: Any) -> Web:
    catalogue = replace(web.services.service.catalogue, **parts)
    services = replace(web.services, service=replace(web.services.service, catalogue=catalogue))
    return replace(web, services=services, app=create_app(services))


def draft(web: Web, user: User, photos: int = 3) -> PlacedOrder:
    return web.house.draft(user.id, [fake_photo(number) for number in range(photos)])


def show(web: Web, user: User, language: str = "en") -> str:
    headers = {**web.session_of(user), "Accept-Language": language}
    return web.ask("GET", f"/orders/{draft(web, user, 0).id}/styles", headers=headers).text


def submit(web: Web, user: User, order: PlacedOrder, **fields: Any) -> httpx.Response:
    """Send the form; ``everywhere__pack`` stands for ``everywhere.pack``."""
    headers = {**web.session_of(user), "Origin": web.services.rules.public_url}
    named = {name.replace("__", "."): value for name, value in fields.items()}
    return web.ask("POST", f"/orders/{order.id}/submit", headers=headers, data=named)


def asked(web: Web, user: User, order: PlacedOrder) -> PlacedOrder:
    return web.services.orders.get(user.id, order.id)


def field(page: str, name: str, value: str) -> str:
    """Return the tag of the one field that has this name and value."""
    (tag,) = re.findall(rf'<input[^>]*name="{name}" value="{value}"[^>]*>', page)
    return str(tag)


def test_a_theme_alone_is_an_order_in_the_styles_that_suit_it(web: Web, zoe: User) -> None:
    order = draft(web, zoe)

    answer = submit(web, zoe, order, everywhere__pack="winter")

    assert answer.status_code == 303
    placed = asked(web, zoe, order)
    assert placed.state is OrderState.QUEUED
    assert placed.order.styles == WINTER
    assert {options.pack for options in placed.order.options.values()} == {"winter"}


def test_of_several_themes_each_brings_styles_in_turn(web: Web, zoe: User) -> None:
    order = draft(web, zoe)

    submit(web, zoe, order, everywhere__pack=["winter", "summer"])

    placed = asked(web, zoe, order).order
    assert placed.styles == ("watercolor", "riso", "gouache", "painted", "poster")
    assert placed.options["riso"].packs == ("winter", "summer")


def test_with_a_theme_one_style_is_enough(web: Web, zoe: User) -> None:
    order = draft(web, zoe)

    submit(web, zoe, order, everywhere__pack="winter", styles=["comic"])

    assert asked(web, zoe, order).order.styles == ("comic",)


def test_what_is_chosen_for_all_styles_holds_where_a_style_says_nothing_else(
    web: Web, zoe: User
) -> None:
    order = draft(web, zoe)

    submit(
        web,
        zoe,
        order,
        styles=["painted", "comic"],
        everywhere__world="dusk",
        everywhere__garment="cape",
        everywhere__hair="copper",
        everywhere__pose="",
        comic__world="aurora",
    )

    options = asked(web, zoe, order).order.options
    assert (options["painted"].world, options["comic"].world) == ("dusk", "aurora")
    assert {each.garment for each in options.values()} == {"cape"}
    assert {each.hair for each in options.values()} == {"copper"}
    assert {each.pose for each in options.values()} == {None}


def test_a_color_may_be_chosen_where_worlds_are(web: Web, zoe: User) -> None:
    order = draft(web, zoe)

    submit(web, zoe, order, styles=["painted", "comic"], everywhere__world="sky")

    options = asked(web, zoe, order).order.options
    assert {(each.world, each.background) for each in options.values()} == {(None, "sky")}


def test_without_a_theme_one_style_is_too_few_and_nothing_is_lost(web: Web, zoe: User) -> None:
    order = draft(web, zoe)

    answer = submit(web, zoe, order, styles=["comic"], everywhere__world="dusk")

    assert answer.status_code == 422
    assert asked(web, zoe, order).state is OrderState.DRAFT
    assert "checked" in field(answer.text, "everywhere.world", "dusk")
    assert "checked" not in field(answer.text, "everywhere.world", "")
    assert "checked" in field(answer.text, "styles", "comic")


def test_a_fault_keeps_the_theme_and_says_what_it_brings(web: Web, zoe: User) -> None:
    order = draft(web, zoe, photos=1)

    answer = submit(web, zoe, order, everywhere__pack=["winter", "summer"])

    assert answer.status_code == 422
    for theme in ("winter", "summer"):
        assert "checked" in field(answer.text, "everywhere.pack", theme)
    assert "checked" not in field(answer.text, "everywhere.pack", "harbour")
    assert "5 styles chosen for you: 30 = 5 × 6" in answer.text
    assert "In watercolor, riso print, botanical gouache, painted, and poster" in answer.text
    assert len(re.findall("With the theme</span>", answer.text)) == 5


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("Choose a theme, or 2 to 5 styles", "Winter", "My own clothes", "Copper")),
        ("fr", ("Choisissez un thème, ou 2 à 5 styles", "Hiver", "Mes propres vêtements")),
        ("fr", ("Vêtements, décors, poses", "Aurore boréale", "Le fond du style", "Cuivrés")),
    ],
)
def test_everything_is_said_in_the_readers_language(
    web: Web, zoe: User, language: str, words: tuple[str, ...]
) -> None:
    page = html.unescape(show(web, zoe, language))

    for each in words:
        assert each in page


def test_what_is_installed_is_shown_by_its_picture_or_by_nobodys(web: Web, zoe: User) -> None:
    page = show(web, zoe)
    tiles = {
        value: tile
        for tile in re.findall(r'<label class="tile">.*?</label>', page, re.DOTALL)
        for value in re.findall(r'name="everywhere\.\w+" value="([\w-]+)"', tile)
    }

    for slug, kind in (("aurora", "world"), ("turned", "pose"), ("winter", "pack")):
        (address,) = re.findall(r'src="([^"]+)"', tiles[slug])
        assert address.startswith(f"/static/examples/choices/{kind}-{slug}.webp?")
        answer = web.ask("GET", address)
        assert answer.headers["content-type"] == "image/webp"
        assert "max-age=31536000" in answer.headers["cache-control"]
    for slug in ("dusk", "cape"):
        assert "<svg" in tiles[slug].partition("tile__tick")[0]
        assert "<img" not in tiles[slug]


@pytest.mark.parametrize("name", ["..%2Fpainted-256.webp", "%2e%2e", "world-nowhere.webp"])
def test_only_pictures_of_choices_are_handed_out_as_such(web: Web, name: str) -> None:
    assert web.ask("GET", "/static/examples/choices/world-aurora.webp").status_code == 200
    assert web.ask("GET", f"/static/examples/choices/{name}").status_code == 404


def test_the_options_of_one_style_leave_themes_to_all(web: Web, zoe: User) -> None:
    page = show(web, zoe)

    assert 'name="painted.pack"' not in page
    assert 'name="painted.world"' in page
    assert page.index('name="painted.world"') < page.index('name="painted.background"')
    assert page.index('name="painted.background"') < page.index('name="painted.strength"')


def test_without_themes_two_styles_are_asked_for_as_ever(web: Web, zoe: User) -> None:
    page = show(offer(web, packs={}), zoe)

    assert "Choose 2 to 5 styles" in page
    assert "Choose at least 2" in page
    assert "everywhere.pack" not in page
    assert 'name="everywhere.world"' in page


def test_themes_of_the_season_come_first(
    web: Web, zoe: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    day = catalogue_of.date(2026, 12, 24)
    monkeypatch.setattr(catalogue_of, "today", lambda: day)
    card = PackCard("eve", WORDS, WORDS, ("comic",), (), (), season=Season((12, 20), (12, 31)))
    packs = {**web.services.service.catalogue.packs, "eve": card}

    page = show(offer(web, packs=packs), zoe)

    themes = re.findall(r'name="everywhere\.pack" value="([\w-]+)"', page)
    assert themes.index("eve") < themes.index("album-cover")


def test_a_theme_whose_styles_are_not_here_is_drawn_in_the_usual_ones(web: Web, zoe: User) -> None:
    card = PackCard("far", WORDS, WORDS, ("nowhere",), (), ())
    offering = offer(web, packs={"far": card})
    order = draft(offering, zoe, photos=1)

    answer = submit(offering, zoe, order, everywhere__pack="far")

    assert "5 styles chosen for you: 30 = 5 × 6" in answer.text


@pytest.mark.parametrize(
    ("language", "seen", "told"),
    [
        ("en", "Cape\u00a0· Northern lights", "Portrait, painted, cape, northern lights"),
        ("fr", "Cape\u00a0· Aurore boréale", "Portrait, peinture, cape, aurore boréale"),
    ],
)
def test_a_portrait_tells_what_it_shows(
    web: Web, zoe: User, language: str, seen: str, told: str
) -> None:
    order = web.finished(zoe)
    staging = {"garment": "cape", "world": "aurora", "prop": "uninstalled"}
    with web.services.database.begin() as connection:
        first = avatars.c.id == order.avatars[0].id
        connection.execute(sa.update(avatars).where(first).values(staging=staging))
    headers = {**web.session_of(zoe), "Accept-Language": language}

    gallery = web.ask("GET", f"/orders/{order.id}", headers=headers).text
    alone = web.ask("GET", f"/avatars/{order.avatars[0].id}", headers=headers).text
    other = web.ask("GET", f"/avatars/{order.avatars[1].id}", headers=headers).text

    assert f'alt="{told}"' in gallery
    assert gallery.count(f">{seen}</p>") == 1
    assert f">{seen}</span>" in alone
    assert "viewer__shows" not in other


def test_every_choice_but_the_pack_can_be_made_for_one_style(web: Web, zoe: User) -> None:
    page = show(web, zoe)

    for option in (Option.POSE, Option.GARMENT, Option.WORLD, Option.HAIR):
        assert f'name="painted.{option}"' in page
        assert f'name="everywhere.{option}"' in page
