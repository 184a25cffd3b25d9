"""A double exposure: a face in black and white that turns into a landscape."""

from dataclasses import dataclass

import cv2
import numpy as np

from trombine.domain.options import Option
from trombine.domain.style import StyleCard
from trombine.domain.text import LocalizedText
from trombine.engines.portrait.features import draw_features
from trombine.engines.portrait.portrait import SIDE_PX, Portrait
from trombine.engines.portrait.style import Artwork, Look, PortraitStyle, Render
from trombine.engines.portrait.techniques.grounds import distance_from, pixel_grid, radial
from trombine.engines.portrait.techniques.landscapes import (
    Landscape,
    Mood,
    foggy_forest,
    misty_mountains,
    open_sea,
    starry_peaks,
    town_at_dusk,
)
from trombine.engines.portrait.techniques.palettes import asked_palette
from trombine.engines.portrait.techniques.tones import (
    MIDDLE,
    ink_skin,
    print_tone,
    with_even_light,
)
from trombine.faces.topology import CHIN, FOREHEAD_TOP
from trombine.imaging.arrays import FloatArray, as_mask, as_srgb
from trombine.imaging.color import LUMA_WEIGHTS, hex_color
from trombine.imaging.filters import blur, mix, smoothstep
from trombine.imaging.noise import emboss, grain, paper_height, value_noise


@dataclass(frozen=True, slots=True)
class Exposure:
    """What the second exposure shows, its colors, and the wall the print hangs on."""

    landscape: Landscape
    mood: tuple[str, str, str, str, str]
    wall: tuple[str, str]


EXPOSURES = (
    Exposure(
        misty_mountains,
        ("#1f6388", "#ffd9b0", "#6d9bb3", "#0b2733", "#fff3d6"),
        ("#f3efe6", "#c3d8e0"),
    ),
    Exposure(
        town_at_dusk,
        ("#d85f2e", "#ffd9a0", "#b8677a", "#2a1438", "#ffd48f"),
        ("#fff1de", "#f2bb8c"),
    ),
    Exposure(
        starry_peaks,
        ("#141a4f", "#8d5fa8", "#4f4a94", "#0a0a24", "#fff2f8"),
        ("#e9e3f4", "#a9a3d6"),
    ),
    Exposure(
        foggy_forest,
        ("#3f7f68", "#e9efc4", "#6c9a80", "#0a2a22", "#fffbe0"),
        ("#f4f5e6", "#b5d2bd"),
    ),
    Exposure(
        open_sea,
        ("#b23a55", "#ffcf9d", "#4f87a0", "#0e2a44", "#fff4d2"),
        ("#fff0e6", "#eeb3a6"),
    ),
    Exposure(
        misty_mountains,
        ("#5f7188", "#f1f3f5", "#7f8ea3", "#141a26", "#ffffff"),
        ("#f6f6f4", "#c9ced6"),
    ),
    Exposure(
        misty_mountains,
        ("#b93a2a", "#ffdf9e", "#c46a55", "#3a1020", "#ffd59a"),
        ("#fff4e2", "#f4c7a0"),
    ),
    Exposure(
        open_sea,
        ("#13717f", "#e5f6e4", "#2b8d9c", "#06313f", "#ffffff"),
        ("#f1faf6", "#a7d8d4"),
    ),
)
GLABELLA = 9
DARK_INK = 0.10
"""Luma of the ink of a face, at most; those of the style's own landscapes lie below."""
SHOWN_AT_BROW = 0.55
WHITE = np.array([1, 0.985, 0.955], np.float32)


def draw(portrait: Portrait, look: Look) -> Artwork:
    """Expose the landscape in hair and shoulders, the person where the face is."""
    exposure = EXPOSURES[look.variation % len(EXPOSURES)]
    mood = Mood(*(hex_color(code) for code in exposure.mood))
    light, shade = (hex_color(code) for code in exposure.wall)
    landscape = exposure.landscape(mood, look.rng(1))
    return _expose(portrait, look, landscape, (mood.zenith, mood.near), _wall(light, shade, look))


def draw_in_world(_render: Render, portrait: Portrait, look: Look) -> Artwork:
    """Make the world the second exposure: here it belongs inside the person, not behind."""
    if portrait.world is None:
        return draw(portrait, look)
    sky = portrait.world[: SIDE_PX // 3].mean(axis=(0, 1))
    near = portrait.world[-SIDE_PX // 8 :].mean(axis=(0, 1))
    # The face is printed in it: in the light ink of snow nobody would be seen.
    near = near * min(1.0, DARK_INK / max(float(near @ LUMA_WEIGHTS), 1e-3))
    pale = sky / np.float32(sky.max())
    wall = _wall(mix(pale, WHITE, 0.86), mix(pale, WHITE, 0.45), look)
    return _expose(portrait, look, portrait.world, (sky, near), wall)


def _expose(
    portrait: Portrait,
    look: Look,
    landscape: FloatArray,
    colors: tuple[FloatArray, FloatArray],
    wall: FloatArray,
) -> Artwork:
    """Expose a landscape, whose sky and nearest ground have these colors, with the person."""
    zenith, near = colors
    tone = _print_tone(portrait)
    landscape = _raise_landscape(landscape, portrait)
    face = _expose_face(portrait, landscape, tone, near * 0.8)
    weight = np.maximum(_face_weight(portrait, look), portrait.importance * 0.8)
    figure = mix(_expose_twice(portrait, landscape, tone, zenith), face, weight)
    alpha = np.clip((blur(portrait.alpha, 1.2) - 0.5) * 3.2 + 0.5, 0, 1) * _fade_out(look)
    picture = mix(wall, figure, alpha)
    weight = look.options.texture
    relief = emboss(paper_height(look.seed, size_px=SIDE_PX), strength=0.06 * weight)
    speckle = grain(look.seed + 5, size_px=SIDE_PX, softness_px=0.8) * np.float32(0.010 * weight)
    return Artwork(as_srgb(picture * (1 + relief[..., None]) + speckle[..., None]), as_mask(alpha))


def _print_tone(portrait: Portrait) -> FloatArray:
    """Return the person in black and white, printed on hard paper."""
    features = draw_features(portrait.landmarks, size_px=SIDE_PX)
    tone = print_tone(with_even_light(portrait, share=0.3), features, open_hair=0.3)
    tone = np.clip(_harden(tone + (tone - blur(tone, 10)) * 0.40), 0, 1)
    return tone - np.clip(tone - 0.8, 0, None) * 0.2


def _harden(tone: FloatArray) -> FloatArray:
    return (tone - 0.5) * 1.35 + 0.54


def _raise_landscape(landscape: FloatArray, portrait: Portrait) -> FloatArray:
    """Bring the landscape's horizon up to the face, or a head would be nothing but sky."""
    brow = float(np.clip(portrait.landmarks[GLABELLA, 1], SIDE_PX * 0.2, SIDE_PX * 0.8))
    x, y = pixel_grid()
    at_brow = max(SIDE_PX * SHOWN_AT_BROW, brow)
    rows = np.interp(y[:, 0], (0, brow, SIDE_PX), (at_brow - brow, at_brow, SIDE_PX))
    source = np.broadcast_to(rows.astype(np.float32)[:, None], x.shape)
    return cv2.remap(landscape, x, np.ascontiguousarray(source), cv2.INTER_LINEAR)


def _expose_face(
    portrait: Portrait, landscape: FloatArray, tone: FloatArray, ink: FloatArray
) -> FloatArray:
    """Return the face as a print; the landscape shines into its shades, not into its features."""
    face = mix(np.broadcast_to(ink, landscape.shape), WHITE, tone)
    face = mix(face, portrait.painted, 0.10)
    # Broad shades only: rims of glasses and brows stay ink. Dark skin is no shade.
    lit, own = np.array([MIDDLE, min(ink_skin(portrait), MIDDLE)], np.float32)
    relative = blur(tone, 14) * (_harden(lit) / _harden(own))
    shade = np.clip(1.10 - relative * 1.5, 0, 0.7) * (1 - portrait.importance)
    return 1 - (1 - face) * (1 - np.clip(landscape, 0, 1) * shade[..., None])


def _expose_twice(
    portrait: Portrait, landscape: FloatArray, tone: FloatArray, sky: FloatArray
) -> FloatArray:
    """Return both exposures on one film: the landscape, with locks and folds as faint relief.

    The person was lit by little light there, so that blond hair takes the landscape like black.
    """
    broad = blur(tone, 40)
    detail = tone - blur(tone, 18)
    shade = np.clip(0.70 + 0.36 * broad + (tone - broad) * 0.70 + detail * 0.8, 0.40, 1.25)
    rim = 1 - 0.40 * np.clip(1 - portrait.normals[..., 2], 0, 1) ** 2
    # Shaded with gray a pale horizon would turn to mud: the shade has the sky's color.
    light = (shade * rim)[..., None]
    tint = sky / np.float32(sky.max()) * np.float32(0.85)
    first = np.clip(landscape * (light + np.clip(1 - light, 0, 1) * tint * 0.6), 0, 1)
    glints = np.clip(detail - 0.04, 0, 0.5) * 0.9
    return 1 - (1 - first) * (1 - glints[..., None])


def _face_weight(portrait: Portrait, look: Look) -> FloatArray:
    """Return where the person shows: an oval with a torn edge, which leaves the shaded cheek.

    Strength lets the landscape grow further into the face.
    """
    x, y = pixel_grid()
    center = (portrait.landmarks[FOREHEAD_TOP] + portrait.landmarks[CHIN]) / 2
    length = portrait.face_height_px
    side = -1.0 if look.light_from_left else 1.0
    wide, tall = 0.53 * length, 0.60 * length
    across = (x - center[0] - side * 0.10 * length) / wide
    down = (y - center[1] + 0.05 * length) / tall
    distance = np.sqrt(across**2 + down**2)
    torn = distance + (value_noise(look.seed + 3, size_px=SIDE_PX) - 0.5) * 0.22
    torn = torn - 0.13 * blur(portrait.skin, 6)  # the jaw stays a line
    reach = 1.12 - 0.36 * (look.options.strength - 1)
    oval = 1 - smoothstep(reach - 0.40, reach, torn)
    # Hills and suns on a forehead read as stains; the landscape begins at the hair.
    brow = portrait.landmarks[GLABELLA, 1]
    forehead = smoothstep(brow + 0.10 * length, brow - 0.08 * length, y) * blur(portrait.skin, 5)
    face = np.maximum(oval, forehead * 0.95)
    # Hair keeps the landscape up to its line, wherever the oval ends.
    return face * (1 - 0.74 * blur(portrait.hair, 4))


def _fade_out(look: Look) -> FloatArray:
    """Let the shoulders dissolve into mist."""
    _, y = pixel_grid()
    clouds = value_noise(look.seed + 9, size_px=SIDE_PX, cells=6, octaves=4)
    height = y / SIDE_PX + (clouds - 0.5) * 0.14
    return 1 - smoothstep(0.86, 1.04, height) * np.float32(0.85)


def _wall(light: FloatArray, shade: FloatArray, look: Look) -> FloatArray:
    """Return a plain wall, or one with a large pale disc behind the head."""
    asked = asked_palette(look.options)
    if asked is not None:
        light, shade = asked.bright, asked.deep
    wall = radial(light, shade, center=(0.5, 0.42), reach=0.85, power=1.3)
    if look.variation % 2 == 1:
        circle = np.clip(SIDE_PX * 0.41 - distance_from(SIDE_PX * 0.5, SIDE_PX * 0.44) + 0.5, 0, 1)
        wall = mix(radial(light, light * 0.5 + shade * 0.5), shade * 0.9 + light * 0.1, circle)
    return wall


STYLE = PortraitStyle(
    StyleCard(
        slug="double-exposure",
        title=LocalizedText(en="Double exposure", fr="Double exposition"),
        description=LocalizedText(
            en="A face that turns into mountains, sea, forest or town.",
            fr="Un visage qui se fond en montagne, mer, forêt ou ville.",
        ),
        media=("photomontage", "landscape"),
        recolors=True,
        options=(Option.BACKGROUND, Option.STRENGTH, Option.TEXTURE),
    ),
    draw,
    draw_in_world,
)
