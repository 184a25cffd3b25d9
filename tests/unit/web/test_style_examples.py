"""A style is shown by its own picture, or by nobody's in its own colors."""

import os
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from tests.web_parts import Web, open_web

from trombine.accounts.user import User
from trombine.engines.diffusion.styles import find_styles
from trombine.web.app import create_app

PICTURE = b"\xff\xd8 a labelled picture \xff\xd9"
CARD = find_styles()["jazz"].card


@pytest.fixture
def web(tmp_path: Path) -> Iterator[Web]:
    """A host that offers one style of the diffusion engine beside those with pictures of ours."""
    opened = open_web(tmp_path)
    catalogue = opened.services.service.catalogue
    styles = {**catalogue.styles, CARD.slug: CARD}
    engines = {**catalogue.engines, CARD.slug: "diffusion"}
    catalogue = replace(catalogue, styles=styles, engines=engines)
    service = replace(opened.services.service, catalogue=catalogue)
    services = replace(opened.services, service=service)
    yield replace(opened, services=services, app=create_app(services))
    opened.services.database.dispose()


@pytest.fixture
def zoe(web: Web) -> User:
    return web.add("zoe")[0]


def draw(web: Web, slug: str = CARD.slug, *, at_ns: int = 1) -> Path:
    place = web.services.examples / f"{slug}.jpg"
    place.parent.mkdir(exist_ok=True)
    place.write_bytes(PICTURE)
    os.utime(place, ns=(at_ns, at_ns))
    return place


def entry(web: Web, user: User, slug: str = CARD.slug) -> str:
    """Return what the page of styles says of one style."""
    order = web.house.draft(user.id)
    page = web.ask("GET", f"/orders/{order.id}/styles", headers=web.session_of(user)).text
    (found,) = [part for part in page.split("<li ") if f'value="{slug}"' in part]
    return found


def test_a_style_without_a_picture_is_shown_in_its_colors_and_says_so(web: Web, zoe: User) -> None:
    told = entry(web, zoe)

    assert "<img" not in told
    assert "No example" in told
    for color in CARD.colors:
        assert f'fill="{color}"' in told


def test_a_style_of_ours_keeps_its_picture(web: Web, zoe: User) -> None:
    draw(web, "painted")

    assert "/static/examples/painted-256.webp?" in entry(web, zoe, "painted")


def test_a_picture_the_host_had_drawn_is_shown_as_it_was_labelled(web: Web, zoe: User) -> None:
    draw(web)

    (address,) = re.findall(r'src="(/examples/[^"]+)"', entry(web, zoe))
    answer = web.ask("GET", address)

    assert answer.content == PICTURE
    assert answer.headers["content-type"] == "image/jpeg"
    assert "max-age=31536000" in answer.headers["cache-control"]


def test_a_picture_drawn_anew_has_a_new_address(web: Web, zoe: User) -> None:
    draw(web, at_ns=1)
    (old,) = re.findall(r'src="(/examples/[^"]+)"', entry(web, zoe))
    draw(web, at_ns=2)
    (new,) = re.findall(r'src="(/examples/[^"]+)"', entry(web, zoe))

    assert old != new
    assert web.ask("GET", old).headers["cache-control"] == "no-cache"


def test_a_picture_that_is_known_is_not_sent_again(web: Web) -> None:
    draw(web)
    tag = web.ask("GET", "/examples/jazz").headers["etag"]

    assert web.ask("GET", "/examples/jazz", headers={"If-None-Match": tag}).status_code == 304


@pytest.mark.parametrize("slug", ["jazz", "royal", "..%2Fsecret", "%2e%2e"])
def test_only_examples_of_styles_on_offer_are_handed_out(web: Web, slug: str) -> None:
    draw(web, "royal")  # drawn, and not offered
    (web.services.examples.parent / "secret.jpg").write_bytes(PICTURE)

    assert web.ask("GET", f"/examples/{slug}").status_code == 404


def test_every_imagined_style_has_three_colors_of_its_own() -> None:
    colors = [style.card.colors for style in find_styles().values()]

    assert len(set(colors)) == len(colors)
    for three in colors:
        assert len(set(three)) == 3
        assert all(re.fullmatch(r"#[0-9a-f]{6}", color) for color in three)
