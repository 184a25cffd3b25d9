"""A portrait without a ground stays one, wherever it goes."""

import io

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page
from tests.browser.place import Place

from trombine.domain.placed_order import PlacedOrder
from trombine.imaging.arrays import as_mask

SIDE_PX = 1024


@pytest.fixture(scope="module")
def order(place: Place) -> PlacedOrder:
    figure = np.zeros((SIDE_PX, SIDE_PX), np.float32)
    figure[SIDE_PX // 4 :, SIDE_PX // 4 : -SIDE_PX // 4] = 1
    return place.web.finished(place.user, 2, side_px=SIDE_PX, cutout=as_mask(figure))


@pytest.fixture
def viewer(phone: Page, place: Place, order: PlacedOrder) -> Page:
    phone.goto(f"{place.site.url}/avatars/{order.avatars[0].id}")
    return phone


def look(file: bytes) -> tuple[str | None, tuple[int, int], int, int]:
    """Return the format and size of a picture, and how much of corner and middle shows."""
    with Image.open(io.BytesIO(file)) as picture:
        alpha = np.asarray(picture.convert("RGBA").getchannel("A"))
        return picture.format, picture.size, int(alpha[8, 8]), int(alpha[len(alpha) // 2].max())


def test_every_download_of_it_is_transparent(viewer: Page) -> None:
    menu = viewer.locator("summary", has_text="Télécharger")
    saved = []
    for preset in range(viewer.locator(".menu--up a").count()):
        menu.click()
        with viewer.expect_download() as download:
            viewer.locator(".menu--up a").nth(preset).click()
        saved.append(look(download.value.path().read_bytes()))
        viewer.keyboard.press("Escape")

    assert saved == [
        ("WEBP", (1024, 1024), 0, 255),
        ("PNG", (1024, 1024), 0, 255),
        ("PNG", (512, 512), 0, 255),
        ("PNG", (1024, 1024), 0, 255),
    ]


def test_it_is_shared_as_a_transparent_file(viewer: Page) -> None:
    viewer.evaluate(
        """() => {
            navigator.canShare = () => true;
            navigator.share = async ({ files: [file] }) => {
                window.shared = [file.name, [...new Uint8Array(await file.arrayBuffer())]];
            };
        }"""
    )
    viewer.get_by_role("button", name="Partager").click()
    viewer.wait_for_function("() => window.shared")

    name, content = viewer.evaluate("shared")
    assert name == "trombine-01-painted.png"
    assert look(bytes(content)) == ("PNG", (1024, 1024), 0, 255)


def test_it_is_saved_transparent_where_the_device_cannot_share(viewer: Page) -> None:
    viewer.evaluate("navigator.canShare = undefined")

    with viewer.expect_download() as download:
        viewer.get_by_role("button", name="Partager").click()

    assert look(download.value.path().read_bytes()) == ("PNG", (1024, 1024), 0, 255)


def test_it_is_worn_transparent(place: Place, order: PlacedOrder) -> None:
    place.web.services.users.wear(place.user.id, order.avatars[0].id)

    worn = place.site.get(f"/v1/pictures/{place.user.picture_id}?size=256")

    assert look(worn)[1:] == ((256, 256), 0, 255)
