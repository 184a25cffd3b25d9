"""Every style draws a world by its own hand and leaves the person alone."""

from collections.abc import Mapping
from dataclasses import replace

import cv2
import numpy as np
import pytest
from tests.drawings import Drawings

from trombine.engines.portrait.changes import Change
from trombine.engines.portrait.portrait import Portrait
from trombine.engines.portrait.style import Artwork, Look
from trombine.imaging.arrays import FloatArray, SrgbImage
from trombine.imaging.color import luma

INSIDE_THE_PERSON = "double-exposure"
"""There a world is the second exposure and not behind them."""


@pytest.fixture(scope="module")
def staged(
    drawings: Drawings,
    looks: tuple[Look, Look],
    worlds: Mapping[str, Change],
    sample_portrait: Portrait,
) -> tuple[Portrait, Artwork]:
    portrait = worlds["harbour"].apply(sample_portrait, looks[0])
    draw_in_world = drawings.own.draw_in_world
    assert draw_in_world is not None
    return portrait, draw_in_world(drawings.own.render, portrait, looks[0])


def test_a_world_is_no_pasted_picture(drawings: Drawings, staged: tuple[Portrait, Artwork]) -> None:
    portrait, artwork = staged
    assert portrait.world is not None
    if drawings.slug == INSIDE_THE_PERSON:
        return
    side = (slice(80, 700), slice(60, 220))

    drawn, scene = artwork.image[side], portrait.world[side]

    assert np.abs(drawn - scene).mean() > 0.012


def test_what_the_scene_shows_is_still_to_be_seen(
    drawings: Drawings, staged: tuple[Portrait, Artwork], sample_portrait: Portrait
) -> None:
    portrait, artwork = staged
    assert portrait.world is not None
    if drawings.slug == INSIDE_THE_PERSON:
        return
    air = np.maximum(artwork.cutout, sample_portrait.alpha) < 0.01
    air[:90], air[700:], air[:, :70], air[:, 950:] = False, False, False, False

    def tones(picture: FloatArray) -> FloatArray:
        seen = air[..., None].astype(np.float32)
        soft = cv2.GaussianBlur(luma(SrgbImage(picture * seen)), (0, 0), 10)
        return (soft / np.maximum(cv2.GaussianBlur(seen, (0, 0), 10), 0.05))[air]

    alike = np.corrcoef(tones(artwork.image), tones(portrait.world))[0, 1]

    # A relief shows where tones end, not how light they are.
    assert alike > (0.15 if drawings.slug == "statue" else 0.55)


def test_a_world_changes_no_face(
    drawings: Drawings,
    looks: tuple[Look, Look],
    staged: tuple[Portrait, Artwork],
    sample_portrait: Portrait,
) -> None:
    if drawings.slug == INSIDE_THE_PERSON:
        return
    portrait, artwork = staged
    alone = drawings.own.render(replace(portrait, world=None), looks[0])

    face = cv2.erode(sample_portrait.skin, np.ones((25, 25), np.uint8)) > 0.95
    shown = face & (alone.cutout > 0.99)

    # Strokes of oil fall otherwise each time.
    limit = 0.06 if drawings.slug == "oil" else 0.02
    assert np.abs(artwork.image - alone.image)[shown].mean() < limit
